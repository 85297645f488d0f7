"""Assess submissions one after the other, letting their code run ahead: the whole of grading but coming in and recording."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Protocol

from casebook.gradebook.values import Submission
from casebook.grading.assess import Pending, assess
from casebook.grading.entries import Incoming
from casebook.grading.judge import CodeTask, RunResult
from casebook.grading.keys import Keys
from casebook.grading.learner import Roster
from casebook.grading.receipts import Receipts
from casebook.grading.running import Opener, Runners, runners, sandbox_opener
from casebook.interactions import Calls
from casebook.items.code import Code
from casebook.model.drawing import item_of

AHEAD = 8
"""Submissions for each runner that wait for it at most."""


class Assessing(Protocol):
    """Whoever assesses, here or on other machines."""

    @property
    def isolations(self) -> tuple[str, ...]:
        """Return what was found in force where learners' code runs; nothing where there is no code."""

    def submissions(self, incoming: Iterable[Incoming], stopped: Callable[[], bool]) -> Iterator[Submission]:
        """Yield each submission with its marks, in order; end early once stopped."""

    def ran(self, task: CodeTask) -> tuple[Mapping[str, RunResult], str]:
        """Return what one item's code came to, by item, and what was in force as it ran."""

    def lost(self) -> tuple[str, ...]:
        """Return the submissions that could not be assessed, as whoever tried it died."""


class Assessor:
    """Assesses in this process; learners' code runs in runners' processes."""

    def __init__(self, keys: Keys, receipts: Receipts, found: Runners | None, jobs: int) -> None:
        self.keys, self.receipts, self.runners = keys, receipts, found
        self.roster = Roster(keys.record.roster, keys.record.assignment)
        self.ahead = AHEAD * jobs
        self.isolation = found.isolation if found is not None else ""

    @property
    def isolations(self) -> tuple[str, ...]:
        """Return what the live self-test found in force."""
        return (self.isolation,) if self.runners is not None else ()

    def submissions(self, incoming: Iterable[Incoming], stopped: Callable[[], bool]) -> Iterator[Submission]:
        """Yield submissions in order; code runs ahead of what is yielded."""
        waiting: deque[tuple[Pending, Future[Mapping[str, RunResult]] | None]] = deque()
        for each in incoming:
            pending = assess(each, self.keys, self.roster, self.receipts)
            waiting.append((pending, self._started(pending)))
            while waiting and (waiting[0][1] is None or waiting[0][1].done() or len(waiting) > self.ahead):
                yield self._finished(*waiting.popleft())
        while waiting and not stopped():
            yield self._finished(*waiting.popleft())

    def _started(self, pending: Pending) -> "Future[Mapping[str, RunResult]] | None":
        if not pending.tasks:
            return None
        assert self.runners is not None
        return self.runners.submit(pending.tasks)

    def _finished(self, pending: Pending, future: "Future[Mapping[str, RunResult]] | None") -> Submission:
        return pending.finished(future.result() if future is not None else {}, self.isolation)

    def ran(self, task: CodeTask) -> tuple[Mapping[str, RunResult], str]:
        """Run one item's code."""
        assert self.runners is not None
        return self.runners.submit([task]).result(), self.isolation

    def lost(self) -> tuple[str, ...]:
        """Return nothing: what ends this process ends all."""
        return ()


@contextmanager
def open_assessor(
    keys: Keys, receipts: Receipts, jobs: int, *, require: bool, opener: Opener | None = None
) -> Iterator[Assessor]:
    """Yield an assessor with so many runners open, 0 for one per processor; raise SandboxError where they cannot be had as required."""
    jobs = jobs or os.cpu_count() or 1
    if not has_code(keys):
        yield Assessor(keys, receipts, None, jobs)
        return
    with runners(opener or sandbox_opener(), imports_of(keys), jobs, require=require) as found:
        yield Assessor(keys, receipts, found, jobs)


def has_code(keys: Keys) -> bool:
    """Say whether any item is answered by code."""
    return any(isinstance(item_of(each).scoring(), Calls) for each in keys.record.items)


def imports_of(keys: Keys) -> list[str]:
    """Return the modules that the items' code may import."""
    items = (item_of(each) for each in keys.record.items)
    return sorted({name for item in items if isinstance(item, Code) for name in item.imports})
