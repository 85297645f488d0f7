"""Where work is done: in processes here, or on the machines of a dask scheduler; to whoever asks they are the same.

1. open_executor   yields a `concurrent.futures.Executor`: the pool of this machine, or a cluster
2. submit          a task is a function and values, can be run twice, and needs nothing of the machine that asks
3. retrying        a worker that dies costs another try; a task whose worker dies each time ends in WorkerDiedError
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager

__all__ = ["open_executor"]


@contextmanager
def open_executor(workers: int, scheduler: str | None = None, libraries: Sequence[str] = ()) -> Iterator[Executor]:
    """Yield so many processes of this machine, or all the workers of a scheduler.

    The workers of a scheduler must have the same casebook, Python and `libraries` as this process. Raises ClusterError.
    """
    if scheduler is None:
        from casebook.executors.pool import open_pool

        with open_pool(workers) as pool:
            yield pool
    else:
        from casebook.executors.cluster import open_cluster

        with open_cluster(scheduler, libraries) as cluster:
            yield cluster
