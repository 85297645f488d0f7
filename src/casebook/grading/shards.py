"""Have other machines assess: submissions go out in shards and come back in order, to be recorded here as if assessed here."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from casebook.errors import WorkerDiedError
from casebook.executors import working
from casebook.executors.cluster import Cluster, open_cluster
from casebook.gradebook.values import Submission
from casebook.grading.assessing import Assessor, imports_of, open_assessor
from casebook.grading.entries import Incoming
from casebook.grading.judge import CodeTask, RunResult
from casebook.grading.keys import Keys
from casebook.grading.receipts import Receipts
from casebook.model.assignment import ReleaseRecord

SHARD = 50
"""Submissions that travel together at most."""
SHARD_BYTES = 4_000_000
"""Bytes of those at most, unless a single one is larger."""
AHEAD = 2
"""Shards for each worker that are on their way at most."""
_LOOKING = 0.2


class Shards:
    """Assesses on the workers of a cluster."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lost: list[str] = []
        self.isolations = tuple(sorted({each for held in cluster.everywhere(_isolations).values() for each in held}))

    def submissions(self, incoming: Iterable[Incoming], stopped: Callable[[], bool]) -> Iterator[Submission]:
        """Yield submissions in order; once stopped, nothing more is waited for."""
        waiting: deque[tuple[Sequence[Incoming], Future[list[Submission]]]] = deque()
        for shard in sharded(incoming):
            waiting.append((shard, self._cluster.submit(_assess, shard)))
            most = AHEAD * max(1, self._cluster.workers())
            while waiting and not stopped() and (waiting[0][1].done() or len(waiting) > most):
                yield from self._come_back(*waiting.popleft(), stopped)
        while waiting and not stopped():
            yield from self._come_back(*waiting.popleft(), stopped)

    def _come_back(
        self, shard: Sequence[Incoming], future: "Future[list[Submission]]", stopped: Callable[[], bool]
    ) -> Iterator[Submission]:
        """Yield a shard's submissions; of one whose workers died, each is tried by itself, and the one that kills is left out."""
        try:
            yield from _awaited(future, stopped)
        except WorkerDiedError:
            if len(shard) == 1:
                self._lost.append(shard[0].name)
                return
            for each in shard:
                if not stopped():
                    yield from self._come_back([each], self._cluster.submit(_assess, [each]), stopped)

    def ran(self, task: CodeTask) -> tuple[Mapping[str, RunResult], str]:
        """Run one item's code on a worker."""
        return self._cluster.submit(_run, task).result()

    def lost(self) -> tuple[str, ...]:
        """Return the submissions whose worker died each time."""
        return tuple(self._lost)


@contextmanager
def open_shards(scheduler: str, keys: Keys, receipts: Receipts, *, require: bool) -> Iterator[Shards]:
    """Yield whoever assesses on a scheduler's workers, each of which holds the keys and one runner of its own."""
    opened = partial(_opened, keys.record, keys.secret, receipts, require=require)
    with open_cluster(scheduler, imports_of(keys), opened) as cluster:
        yield Shards(cluster)


def sharded(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """Yield submissions in lists, each bounded by number and by bytes."""
    shard: list[Incoming] = []
    size = 0
    for each in incoming:
        own = len(each.data) + sum(len(part.data) for part in each.parts)
        if shard and (len(shard) >= SHARD or size + own > SHARD_BYTES):
            yield shard
            shard, size = [], 0
        shard.append(each)
        size += own
    if shard:
        yield shard


def _awaited(future: "Future[list[Submission]]", stopped: Callable[[], bool]) -> list[Submission]:
    """Return what comes back; nothing once stopped."""
    while not stopped():
        if wait([future], _LOOKING).done:
            return future.result()
    return []


def _opened(
    record: ReleaseRecord, secret: bytes, receipts: Receipts, *, require: bool
) -> AbstractContextManager[Assessor]:
    """Open a worker's assessor: with one runner, as a worker does one thing at a time."""
    return open_assessor(Keys(record, secret), receipts, 1, require=require)


def _assess(shard: Sequence[Incoming]) -> list[Submission]:
    assessor: Assessor = working.tools()
    return list(assessor.submissions(shard, lambda: False))


def _run(task: CodeTask) -> tuple[Mapping[str, RunResult], str]:
    assessor: Assessor = working.tools()
    return assessor.ran(task)


def _isolations() -> tuple[str, ...]:
    assessor: Assessor = working.tools()
    return assessor.isolations
