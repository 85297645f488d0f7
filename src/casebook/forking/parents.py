"""The asker's end of forked children: a parent that has imported what they need, and a handle for each of them."""

import array
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from casebook.forking import frames
from casebook.forking.parent import KILL, READY
from casebook.forking.starting import Started, python, start

_LOST = -signal.SIGKILL


class Child:
    """A forked child, with the interface of Popen; it ends with everything below it when this handle is forgotten."""

    stdin = stdout = stderr = None

    def __init__(self, ours: socket.socket, request: Mapping[str, Any]) -> None:
        self._socket = ours
        self.returncode: int | None = None
        frames.write_message(ours.fileno(), request)
        self.pid: int = frames.read_message(ours.fileno())["pid"]

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal; None while the child runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the child and everything that it started is gone; return its exit code, None when the time was not enough."""
        return self._ended(timeout)

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and frames.wait_readable([self._socket.fileno()], timeout):
            try:
                self.returncode = frames.read_message(self._socket.fileno())["code"]
            except (EOFError, OSError):  # its keeper was killed
                self.returncode = _LOST
            self._socket.close()
        return self.returncode

    def fileno(self) -> int:
        """Return a descriptor that can be read as soon as the child has ended; -1 when that is known."""
        return self._socket.fileno()

    def send_signal(self, number: int) -> None:
        """Send a signal to the child and what it started in its own process group."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the child to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Have the child ended with everything below it."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._socket.sendall(KILL)


class Parent:
    """A process that has imported modules, and forks children that call a function, named as `module:function`."""

    def __init__(self, modules: Sequence[str], run: str, environment: Mapping[str, str]) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        self._started: Started = start(python("casebook.forking.parent"), environment)
        frames.write_message(self._started.socket.fileno(), {"modules": list(modules), "run": run})
        self._is_ready = False

    def fork(
        self, work: Any, *, folder: str | Path, environment: Mapping[str, str] | None = None, memory: int = 0
    ) -> Child:
        """Return a child that does some work, given as JSON, in a folder, with at most so many bytes on top of what is imported.

        Raises OSError or EOFError when the parent is lost.
        """
        with self._lock:
            if not self._is_ready:
                frames.read_exactly(self._started.socket.fileno(), len(READY))
                self._is_ready = True
            ours, theirs = socket.socketpair()
            with theirs:
                passed = array.array("i", [theirs.fileno()])
                self._started.socket.sendmsg([READY], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
        given = dict(os.environ if environment is None else environment)
        return Child(ours, {"work": work, "folder": str(folder), "environment": given, "memory": memory})

    @property
    def pid(self) -> int:
        """Return the process id of the parent."""
        return self._started.process.pid

    @property
    def is_lost(self) -> bool:
        """Return whether the parent has ended, or belongs to the process that this one was forked from."""
        return self.owner != os.getpid() or self._started.process.poll() is not None

    def close(self) -> None:
        """End the parent with every child."""
        self._started.close()
