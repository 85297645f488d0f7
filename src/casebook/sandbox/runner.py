"""Open the sandbox, run submissions in it one after the other, and say what its walls were found to be."""

import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from casebook.errors import SandboxError
from casebook.sandbox.reading import read_answer, read_printed
from casebook.sandbox.selftest import examine
from casebook.sandbox.server import Answer, Server, ServerLostError
from casebook.sandbox.spawning import Spawner
from casebook.sandbox.values import REASONS, Limits, Returned, RunResult, Task

DEFAULT = Limits()
_LIMIT_WORDS = {
    "call-wall": "call_wall",
    "call-cpu": "call_cpu",
    "wall": "wall",
    "cpu": "cpu",
    "output": "output",
    "memory": "memory",
}


class Runner:
    """A running sandbox. Submissions are run one at a time, also when several threads ask.

    `isolation` names what is in force, for the record; `capabilities` says of each thing that learners' code might do
    whether it was tried here and found closed.
    """

    def __init__(self, imports: Sequence[str], limits: Limits, *, bubblewrap: bool = False) -> None:
        self.limits = limits
        self.isolation = ""
        self.capabilities: Mapping[str, bool] = {}
        self._imports, self._bubblewrap = tuple(imports), bubblewrap
        self._lock = threading.Lock()
        self._owner = os.getpid()
        self._server = self._start()

    def _start(self) -> Server | Spawner:
        if not hasattr(os, "fork"):
            return Spawner(self._imports, self.limits)
        return Server(self._imports, self.limits, bubblewrap=self._bubblewrap)

    @property
    def state(self) -> Mapping[str, Any]:
        """Return what the server could do to leave the machine."""
        return dict(self._server.state) | {"bubblewrap": self._bubblewrap}

    def run(self, code: str, function: str, calls: Sequence[Sequence[Any]]) -> RunResult:
        """Run one item's code as a submission of its own."""
        return self.run_all([Task(code, function, calls)])[0]

    def run_all(self, tasks: Sequence[Task], *, left: Mapping[str, float] | None = None) -> tuple[RunResult, ...]:
        """Run a submission: all its tasks in one child, and those behind one that fails in a fresh child.

        `left` replaces limits for this submission.
        """
        limits = {"wall": self.limits.wall, "cpu": self.limits.cpu} | dict(left or {})
        results = [RunResult("done", ()) for _ in tasks]
        waiting = [number for number, task in enumerate(tasks) if task.calls]
        with self._lock:
            while waiting:
                asked = [tasks[number] for number in waiting]
                answer = self._ask(asked, limits)
                for number, result in zip(waiting, results_of(asked, answer, self.limits), strict=False):
                    results[number] = result
                    waiting = waiting[waiting.index(number) + 1 :]
                limits["cpu"] -= answer.cpu
                limits["wall"] -= answer.wall
        return tuple(results)

    def _ask(self, tasks: Sequence[Task], limits: Mapping[str, float]) -> Answer:
        spent = next((name for name in ("wall", "cpu") if limits[name] <= 0), "")
        if spent:
            return Answer(spent, (), b"", 0, 0)
        if self._server.asking or self._owner != os.getpid():
            self._start_again()
        try:
            return self._server.ask(tasks, limits)
        except ServerLostError:
            self._start_again()
            return Answer("sandbox", (), b"", 0, 0)

    def _start_again(self) -> None:
        """Start a new server for one that was lost; it must find the same walls as those that were tried."""
        self._server.close()
        tried, self._owner = self._server.state, os.getpid()
        self._server = self._start()
        if self._server.state != tried:
            raise SandboxError("sandbox-start")

    def close(self) -> None:
        """End the sandbox's processes."""
        self._server.close()


def results_of(tasks: Sequence[Task], answer: Answer, limits: Limits) -> Iterator[RunResult]:
    """Yield the results of the tasks that were reached; the last may be the one in which the child ended."""
    bodies = list(answer.bodies)
    printed = read_printed(answer.printed)
    for task in tasks:
        given, bodies = bodies[: len(task.calls)], bodies[len(task.calls) :]
        returned = tuple(read_answer(body) for body in given)
        if len(given) < len(task.calls):
            yield cut_short(returned, len(task.calls), answer.reason or "sandbox", printed, limits)
            return
        if any(each.error.startswith("MemoryError") for each in returned):
            yield RunResult("out-of-memory", returned, f"memory: {limits.memory}", printed)
        else:
            yield RunResult("done", returned, "", printed)


def cut_short(returned: tuple[Returned, ...], calls: int, reason: str, printed: str, limits: Limits) -> RunResult:
    """Return the result of a task that did not answer every call; those that it did answer keep their values."""
    word, _, detail = reason.partition(":")
    if word in _LIMIT_WORDS:
        detail = f"{getattr(limits, _LIMIT_WORDS[word]):.12g}"
    outcome = REASONS[word]
    missing = [Returned(error=outcome)] + [Returned(error="not reached")] * (calls - len(returned) - 1)
    return RunResult(outcome, (*returned, *missing), f"{word}: {detail}" if detail else word, printed)


@contextmanager
def open_runner(imports: Sequence[str] = (), limits: Limits = DEFAULT, *, require: bool = False) -> Iterator[Runner]:
    """Start the sandbox with what items declare imported, and try its walls.

    Raises SandboxError when an import fails, or with `require` when anything was found open.
    """
    runner = Runner(imports, limits)
    try:
        if not runner.state["namespaces"] and hasattr(os, "fork") and shutil.which("bwrap"):
            runner = _wrapped(runner, imports, limits)
        runner.isolation, runner.capabilities = examine(runner.state, runner.run_all, limits)
        missing = [name for name, closed in runner.capabilities.items() if not closed]
        if require and missing:
            raise SandboxError("sandbox-missing", what=", ".join(missing))
        yield runner
    finally:
        runner.close()


def _wrapped(plain: Runner, imports: Sequence[str], limits: Limits) -> Runner:
    """Return a runner inside bubblewrap if that works here, else the plain one."""
    try:
        wrapped = Runner(imports, limits, bubblewrap=True)
    except (SandboxError, OSError):
        return plain
    plain.close()
    return wrapped
