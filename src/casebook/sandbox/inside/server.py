"""The small process from which a child is forked for each submission.

1. import what the items declare, and what learners' code may use of the standard library
2. leave: another user, namespaces, an empty root folder, no environment
3. serve: for each submission fork a keeper, which reads the request and forks the child; the child confines itself further
   and evaluates; the keeper kills it when it is done or passes a limit, answers, and ends

It holds no secret and nothing of any learner, never sees an expected value, and ends when the grader does.
"""

import contextlib
import gc
import os
import platform
import select
import signal
import time
from collections.abc import Callable
from typing import Any

from casebook.forking import frames
from casebook.forking.limiting import own_size
from casebook.forking.lineage import c_library, die_with_parent, private_end

from . import confine
from .child import evaluate
from .frame import GONE
from .landlock import Landlock
from .limits import limit_submission
from .preload import preload
from .seccomp import Filter
from .supervise import Watch, end_the_rest, message, supervise


def main() -> None:
    """Serve the grader at the other end of standard input and output until it closes them."""
    control = private_end()
    try:
        asked = frames.read_message(control)
        preload(asked["path"], asked["imports"])
    except ImportError as error:
        frames.write_message(control, {"failed": str(error)})
        return
    except EOFError:
        return
    own = own_size()
    libc = c_library()
    confine.drop_user()
    privileges = confine.no_new_privileges(libc)
    spaces = confine.enter_namespaces(libc)
    watcher = os.getpid()
    if process := os.fork():
        _wait(process, control)
    die_with_parent(libc)
    if not spaces and os.getppid() != watcher:
        os._exit(0)
    state = {
        "namespaces": [name for name in spaces if name != "pid" or os.getpid() == 1],
        "empty-root": bool(spaces) and confine.empty_root(libc),
        "no-new-privileges": privileges,
        "user": os.getuid(),
    }
    _Server(control, libc, asked["limits"], own, state).serve()


def _wait(process: int, control: int) -> None:
    """Stay outside the namespaces as long as the server inside and the grader are there, then end with both."""
    os.close(control)
    grader = os.getppid()
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    while os.waitpid(process, os.WNOHANG) == (0, 0) and os.getppid() == grader:
        signal.sigtimedwait([signal.SIGCHLD], 1) if hasattr(signal, "sigtimedwait") else time.sleep(0.1)
    with contextlib.suppress(OSError):
        os.kill(process, signal.SIGKILL)
    os._exit(0)


class _Server:
    def __init__(self, control: int, libc: Any, limits: dict[str, float], own: int, state: dict[str, Any]) -> None:
        self._control, self._libc, self._limits, self._own = control, libc, limits, own
        linux = libc is not None
        self._landlock = Landlock(libc) if linux else None
        self._filter = Filter(libc, threads=limits["processes"] > 1) if linux else None
        self._state = state

    def serve(self) -> None:
        """Answer requests until there are no more."""
        confine.seal(self._libc)
        landlock = self._landlock is not None and _holds(self._landlock.restrict, lambda: os.open("/", os.O_RDONLY))
        seccomp = self._filter is not None and _holds(self._filter.load, lambda: os.getpgid(0))
        self._state |= {
            "landlock": self._landlock.version if self._landlock and landlock else 0,
            "seccomp": seccomp,
            "system": platform.system().lower(),
        }
        gc.collect()
        gc.freeze()
        try:
            frames.write_message(self._control, self._state)
            while self._next():
                end_the_rest()
                frames.write_all(self._control, GONE)
        except ConnectionError:
            return

    def _next(self) -> bool:
        """Leave the next request to a process of its own; return whether it was answered.

        This process reads no request and no answer, so that the memory in which the next learner's code runs, forked
        from it, holds nothing of the learner before.
        """
        select.select([self._control], [], [])
        keeper = os.fork()
        if keeper == 0:
            try:
                die_with_parent(self._libc)
                self._answer(frames.read_message(self._control))
                os._exit(0)
            finally:
                os._exit(1)
        return os.waitpid(keeper, 0)[1] == 0

    def _answer(self, asked: Any) -> None:
        tasks = asked["tasks"]
        limits = self._limits | asked["limits"]
        counts = asked["counts"]
        expected = [(number, call) for number in range(len(tasks)) for call in range(counts[number])]

        def child(answering: int, printing: int) -> None:
            self._confine(answering, printing, limits)
            evaluate(tasks, _ANSWERS, int(limits["output"]) // 4)

        header, bodies = message(supervise(child, Watch(limits, expected), self._control))
        frames.write_message(self._control, header, then=bodies)

    def _confine(self, answering: int, printing: int, limits: dict[str, float]) -> None:
        """Leave a child with nothing but its memory, the null device and two pipes."""
        os.setsid()
        die_with_parent(self._libc)
        landlock = self._landlock if self._state["landlock"] else None
        if landlock:
            landlock.move(_RULES)
        os.dup2(printing, 2)
        moved = os.dup(answering)
        if moved != _ANSWERS:
            os.dup2(moved, _ANSWERS)
        os.closerange(_ANSWERS + 1, _RULES)
        os.closerange(_RULES + (landlock is not None), _MOST)
        for handled in (signal.SIGINT, signal.SIGTERM):
            signal.signal(handled, signal.SIG_DFL)
        limit_submission(limits, self._own)
        if landlock and not landlock.restrict():
            raise OSError("landlock")
        if self._filter is not None and self._state["seccomp"] and not self._filter.load():
            raise OSError("seccomp")


def _holds(wall: Callable[[], bool], forbidden: Callable[[], object]) -> bool:
    """Return whether a child can put up a wall, and is then refused what it forbids."""
    process = os.fork()
    if process == 0:
        try:
            if wall():
                forbidden()
        except PermissionError:
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(process, 0)[1] == 0


_ANSWERS, _RULES, _MOST = 3, 60, 256
