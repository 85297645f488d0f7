"""A pool of processes that Ctrl-C stops at once and cleanly."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def process_pool(workers: int) -> Iterator[Executor]:
    """Yield an executor; when interrupted, drop what has not begun and end the workers, whose kernels end with them."""
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)
    try:
        yield executor
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        executor.shutdown(wait=True)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and be quiet: what went wrong is returned, and a kernel cut short would print its traceback.

    The parent ends the workers by SIGTERM; that unwinds papermill, which ends its kernel.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit(143)))
