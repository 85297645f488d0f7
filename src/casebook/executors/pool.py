"""A pool of processes of this machine that Ctrl-C stops at once and cleanly."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import Any

from casebook.executors.retrying import Call, Retrying


class Pool(Retrying):
    """Processes here. When one dies, all are started anew, for nobody knows which task was its."""

    together = 2

    def __init__(self, workers: int) -> None:
        super().__init__()
        self._workers = workers
        self._pool = self._new()

    def _new(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._workers, mp_context=context, initializer=_begin)

    def send(self, call: Call) -> None:
        """Give a call to the processes; to new ones where those there are broke."""
        for _ in range(2):
            pool = self._pool
            try:
                with _undisturbed():
                    future = pool.submit(call.function, *call.values, **call.named)
            except BrokenProcessPool:
                with self._lock:
                    if self._pool is pool:
                        self._pool = self._new()
            else:
                future.add_done_callback(partial(self._came_back, call))
                return
        self.lose(call)

    def _came_back(self, call: Call, future: "Future[Any]") -> None:
        if future.cancelled() or self.closed.is_set():
            return
        error = future.exception()
        if isinstance(error, BrokenProcessPool):
            self.lose(call)
        elif error is not None:
            self.fail(call, error)
        else:
            self.settle(call, future.result())

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        self.closed.set()
        self._pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def stop(self) -> None:
        """Drop what has not begun and end the processes, whose kernels end with them."""
        self.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()


@contextmanager
def open_pool(workers: int) -> Iterator[Pool]:
    """Yield an executor; when interrupted, drop what has not begun and end the workers, whose kernels end with them."""
    pool = Pool(workers)
    try:
        yield pool
    except BaseException:
        pool.stop()
        raise
    finally:
        pool.shutdown(wait=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Ctrl-C off while processes are started: one that is cut short as it begins would print its traceback."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Leave Ctrl-C to the parent, and be quiet: what went wrong is returned, and a kernel cut short would print its traceback.

    The parent ends the workers by SIGTERM; that unwinds papermill, which ends its kernel.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    for said in (1, 2):
        os.dup2(null, said)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # it was put off as we began
    signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(SystemExit(143)))
