"""Fork a child for one submission, watch it, and end it: its answers, what it printed, and why it ended.

Everything that the child says is bytes. Its frames must be the next call's, in order, within the limits; that is all
that is looked at here.
"""

import os
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casebook.forking.lineage import end_child

from .frame import FRAME

_CHUNK = 1 << 16
_LOOK = 0.5
"""Seconds between looks at the processor time used, and at whether the grader is still there."""
_NO_MEMORY = 71
"""How a child ends that has not even the memory left to say so."""


class GraderGoneError(Exception):
    """Nobody waits for this answer any more."""


@dataclass
class Watch:
    """What has come of a child so far."""

    limits: Mapping[str, float]
    expected: Sequence[tuple[int, int]]
    bodies: list[bytes] = field(default_factory=list)
    unread: bytes = b""
    printed: bytes = b""
    total: int = 0

    def take(self, data: bytes) -> str:
        """Take bytes from the answers' pipe; return why the child must end, or nothing."""
        self.total += len(data)
        if self.total > self.limits["output"] + FRAME.size * len(self.expected):
            return "output"
        self.unread += data
        while len(self.unread) >= FRAME.size:
            task, call, length = FRAME.unpack_from(self.unread)
            if len(self.bodies) == len(self.expected) or (task, call) != self.expected[len(self.bodies)]:
                return "frames"
            if length > self.limits["output"]:
                return "output"
            if len(self.unread) < FRAME.size + length:
                break
            self.bodies.append(self.unread[FRAME.size : FRAME.size + length])
            self.unread = self.unread[FRAME.size + length :]
        return ""

    def print(self, data: bytes) -> str:
        """Take bytes from the pipe of errors; return why the child must end, or nothing."""
        self.printed += data
        return "output" if len(self.printed) > self.limits["output"] else ""

    @property
    def complete(self) -> bool:
        """Return whether every call has its answer."""
        return len(self.bodies) == len(self.expected)


@dataclass(frozen=True)
class Ended:
    """Why a child ended, with its answers, what it printed and the processor time that it took."""

    reason: str
    bodies: Sequence[bytes]
    printed: bytes
    cpu: float


def supervise(child: Callable[[int, int], None], watch: Watch, control: int) -> Ended:
    """Fork, let the child do its work with the ends of two pipes, and return what came of it."""
    answers, answering = os.pipe()
    errors, printing = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            child(answering, printing)
            os._exit(0)
        except MemoryError:
            os._exit(_NO_MEMORY)
        finally:
            os._exit(70)
    os.close(answering)
    os.close(printing)
    try:
        reason = _watch(process, answers, errors, watch, control)
    finally:
        reason_of_end, cpu = _end(process)
        for left in (answers, errors):
            os.close(left)
    return Ended("" if watch.complete else reason or reason_of_end, watch.bodies, watch.printed, cpu)


def _watch(process: int, answers: int, errors: int, watch: Watch, control: int) -> str:
    """Read until every answer is in, the child ends or a limit is passed; return the limit, or nothing."""
    poll = select.poll()
    for each in (answers, errors, control):
        poll.register(each, select.POLLIN)
    clock = Clock(process, watch.limits)
    while not watch.complete:
        if reason := clock.passed():
            return reason
        ready = dict(poll.poll(1 + int(1000 * clock.left())))
        if control in ready:
            raise GraderGoneError
        if errors in ready:
            said = os.read(errors, _CHUNK)
            if not said:
                poll.unregister(errors)
            elif reason := watch.print(said):
                return reason
        if answers in ready:
            before = len(watch.bodies)
            said = os.read(answers, _CHUNK)
            if not said:
                return _still_running(process, clock)
            if reason := watch.take(said):
                return reason
            if len(watch.bodies) > before:
                clock.next_call()
    _drain(errors, watch)
    return ""


def _still_running(process: int, clock: "Clock") -> str:
    """Wait for a child that closed its pipe to end; return the limit that it passed, or nothing when it ended."""
    while True:
        if os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return ""
        if reason := clock.passed():
            return reason
        time.sleep(0.002)


def _drain(errors: int, watch: Watch) -> None:
    """Read what was printed before the last answer."""
    os.set_blocking(errors, False)
    try:
        watch.printed += os.read(errors, _CHUNK)
    except BlockingIOError:
        return


class Clock:
    """The time that a submission and its present call have taken, on the wall and on the processor."""

    def __init__(self, process: int, limits: Mapping[str, float]) -> None:
        self._cpu_clock = (~process << 3) | 2  # what clock_getcpuclockid(3) returns
        self._limits = limits
        self._begun = self._call_begun = time.monotonic()
        self._call_cpu = 0.0

    def _cpu(self) -> float:
        try:
            return time.clock_gettime(self._cpu_clock)
        except (OSError, AttributeError):
            return 0.0  # no such clock here: the child's own limit in whole seconds remains

    def next_call(self) -> None:
        """Begin the time of the next call."""
        self._call_begun, self._call_cpu = time.monotonic(), self._cpu()

    def passed(self) -> str:
        """Return the limit that is passed, or nothing."""
        return next((name for name, left in self._lefts() if left <= 0), "")

    def left(self) -> float:
        """Return the seconds until a limit may be passed; seldom more than it takes to notice that the grader is gone."""
        return min(_LOOK, *(max(0.0, left) for _, left in self._lefts()))

    def _lefts(self) -> list[tuple[str, float]]:
        now, cpu, limits = time.monotonic(), self._cpu(), self._limits
        return [
            ("call-cpu", limits["call_cpu"] - (cpu - self._call_cpu)),
            ("call-wall", limits["call_wall"] - (now - self._call_begun)),
            ("cpu", limits["cpu"] - cpu),
            ("wall", limits["wall"] - (now - self._begun)),
        ]


def _end(process: int) -> tuple[str, float]:
    """Kill the child and whatever it started, and return how it ended with its processor time."""
    code, cpu = end_child(process)
    if code in (_NO_MEMORY, -signal.SIGKILL):  # not by us, or it would have its reason: the kernel needed the memory
        return "memory", cpu
    return (f"ended:{code}" if code >= 0 else f"signal:{-code}"), cpu


def end_the_rest() -> None:
    """As the first process of a namespace, end every other one in it."""
    if os.getpid() != 1:
        return
    try:
        os.kill(-1, signal.SIGKILL)
        while True:
            os.waitpid(-1, 0)
    except (ProcessLookupError, ChildProcessError):
        return


def message(ended: Ended) -> tuple[dict[str, Any], bytes]:
    """Return what the grader is told: a header, and the bytes that it announces."""
    header = {
        "reason": ended.reason,
        "answers": [len(body) for body in ended.bodies],
        "printed": len(ended.printed),
        "cpu": ended.cpu,
    }
    return header, b"".join([*ended.bodies, ended.printed])
