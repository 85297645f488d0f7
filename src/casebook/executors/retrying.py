"""Run again what was lost with its worker: with the others first, and alone at last, to tell who kills workers from who stood by."""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from casebook.errors import WorkerDiedError

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Call:
    """A task on its way: how often a worker died with it so far, and whether it was alone then."""

    function: Callable[..., Any]
    values: tuple[Any, ...]
    named: dict[str, Any]
    future: "Future[Any]" = field(default_factory=Future)
    deaths: int = 0
    rounds: int = 0


class Retrying(Executor):
    """An executor over another one, which tells by `settle`, `fail` or `lose` what became of each call that it was sent."""

    together = 1
    """Rounds in which a call may be lost among others; after them it is run with nothing beside it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._calls: dict[int, Call] = {}
        self._lost: deque[Call] = deque()
        self.closed = threading.Event()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Run a function somewhere; its future raises WorkerDiedError if the worker died each time."""
        call = Call(function, args, kwargs)
        self._go(call)
        return call.future

    def send(self, call: Call) -> None:
        """Give a call to the executor below."""
        raise NotImplementedError

    def _go(self, call: Call) -> None:
        with self._lock:
            self._calls[id(call)] = call
        self.send(call)

    def settle(self, call: Call, result: Any) -> None:
        """Hear what a call returned."""
        if self._back(call) and call.future.set_running_or_notify_cancel():
            call.future.set_result(result)
        self._next()

    def fail(self, call: Call, error: BaseException) -> None:
        """Hear what a call raised."""
        if self._back(call) and call.future.set_running_or_notify_cancel():
            call.future.set_exception(error)
        self._next()

    def lose(self, call: Call, deaths: int = 1) -> None:
        """Hear that workers died with a call."""
        call.deaths += deaths
        call.rounds += 1
        if call.rounds > self.together:
            self.fail(call, WorkerDiedError("worker-died", count=call.deaths))
            return
        with self._lock:
            if self._back(call):
                self._lost.append(call)
        self._next()

    def fail_all(self, error: BaseException) -> None:
        """End every call that has not come back."""
        with self._lock:
            self._calls |= {id(call): call for call in self._lost}
            self._lost.clear()
            calls = [*self._calls.values()]
        for call in calls:
            self.fail(call, error)

    def _back(self, call: Call) -> bool:
        """Say whether a call was still awaited."""
        with self._lock:
            return self._calls.pop(id(call), None) is not None

    def _next(self) -> None:
        """Send what was lost, once nothing else is under way."""
        with self._lock:
            if self._calls or not self._lost or self.closed.is_set():
                return
            chosen = [call for call in self._lost if call.rounds < self.together] or [self._lost[0]]
            for call in chosen:
                self._lost.remove(call)
        for call in chosen:
            self._go(call)
