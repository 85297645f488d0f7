"""A worker's side of a cluster: see that it is like the asker, open its tools once, run tasks with them."""

import pickle
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from casebook.executors.installation import installation

MOST = 4
"""Askers whose tools a worker holds ready; of more, those that nobody uses are closed."""
_lock = threading.RLock()
_now = threading.local()


@dataclass(frozen=True)
class Setup:
    """What a worker is to be and to hold ready for one asker. `opened` opens its tools, which are closed in the end."""

    token: str
    wanted: Mapping[str, str]
    libraries: tuple[str, ...]
    opened: Callable[[], AbstractContextManager[Any]] | None = None


@dataclass(frozen=True)
class Unready:
    """A worker's answer in place of a result: it does not know the asker yet, or is not what the asker needs."""

    worker: str
    found: Mapping[str, str] | None = None
    threads: int = 1


@dataclass
class _Ready:
    tools: Any
    stack: ExitStack
    users: int = 0
    is_left: bool = False

    def close_unless_used(self) -> None:
        """Close the tools of an asker that is gone, once no task runs with them."""
        if self.is_left and not self.users:
            self.stack.close()


_ready: dict[str, _Ready] = {}


def get_ready(pickled: bytes, dask_worker: Any = None) -> Unready | None:
    """Open what tasks will need; return why not, where this worker is another than the asker wants."""
    setup: Setup = pickle.loads(pickled)
    found, threads = installation(setup.libraries), dask_worker.state.nthreads
    if found != setup.wanted or threads != 1:
        return Unready(dask_worker.address, found, threads)
    with _lock:
        if setup.token not in _ready:
            _close_idle()
            with ExitStack() as stack:
                tools = stack.enter_context(setup.opened()) if setup.opened is not None else None
                _ready[setup.token] = _Ready(tools, stack.pop_all())
    return None


def perform(token: str, setup: bytes | None, task: bytes) -> Any:
    """Run a task; return Unready where the asker is not known here and does not say who it is.

    A task is a pickled function with its values: bytes, which the scheduler passes on without opening them.
    """
    from distributed import get_worker

    with _lock:
        if token not in _ready:
            unready = Unready(get_worker().address) if setup is None else get_ready(setup, get_worker())
            if unready is not None:
                return unready
        ready = _ready[token]
        ready.users += 1
    try:
        function, values, named = pickle.loads(task)
        with _holding(ready.tools):
            return function(*values, **named)
    finally:
        with _lock:
            ready.users -= 1
            ready.close_unless_used()


def everywhere(token: str, function: Callable[[], Any]) -> Any:
    """Return what a function says on this worker, beside its tasks."""
    with _holding(_ready[token].tools):
        return function()


def tools() -> Any:
    """Return, to a task, what its worker holds open for it."""
    return _now.tools


def forget(token: str) -> None:
    """Close what was opened for an asker; if a task still runs with it, once that has ended."""
    with _lock:
        ready = _ready.pop(token, None)
        if ready is not None:
            ready.is_left = True
            ready.close_unless_used()


def _close_idle() -> None:
    """Close the tools of askers that did not say goodbye."""
    idle = [token for token, each in _ready.items() if not each.users]
    for token in idle[: max(0, len(_ready) - MOST + 1)]:
        forget(token)


@contextmanager
def _holding(held: Any) -> Iterator[None]:
    before, _now.tools = getattr(_now, "tools", None), held
    try:
        yield
    finally:
        _now.tools = before
