"""Our end of the forked kernels: one parent for this process, started when the first kernel is, and a handle for each kernel."""

import array
import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

from casebook.execution.kernels.parent import KILL, READY
from casebook.forking import frames
from casebook.forking.starting import Started, python, start

PRELOADED = (
    *("ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic", "jedi", "sqlite3", "asyncio"),
    *("IPython.core.logger", "faulthandler", "tornado.platform.asyncio", "xml.dom.minidom", "xml.dom.expatbuilder"),
    *("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "matplotlib.pyplot", "matplotlib.ticker"),
    *("matplotlib.font_manager", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
)
"""What the parent imports; never matplotlib_inline's backend, which would draw charts in the wrong cell or nowhere."""
_LOST = -signal.SIGKILL
_POLL = 0.002


class Kernel:
    """A forked kernel, with what of Popen's interface a provisioner needs; it ends when this handle is closed or forgotten."""

    stdin = stdout = stderr = None

    def __init__(self, ours: socket.socket, request: Mapping[str, Any]) -> None:
        self._socket = ours
        self.returncode: int | None = None
        frames.write_message(ours.fileno(), request)
        self.pid: int = frames.read_message(ours.fileno())["pid"]

    def poll(self) -> int | None:
        """Return the exit code, negative for a signal; None while the kernel runs."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the kernel and everything that it started is gone; return its exit code, None when the time was not enough."""
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
        """Return a descriptor that can be read as soon as the kernel has ended; -1 when that is known."""
        return self._socket.fileno()

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel and what it started in its own process group."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Have the kernel ended with everything below it."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._socket.sendall(KILL)


class Parent:
    """A process that has imported the libraries of notebooks, and forks kernels."""

    def __init__(self, modules: Sequence[str] = PRELOADED) -> None:
        self.owner = os.getpid()
        self._lock = threading.Lock()
        environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # as the stock kernel's specification has it
        self._started: Started = start(python("casebook.execution.kernels.parent"), environment)
        frames.write_message(self._started.socket.fileno(), list(modules))
        self._is_ready = False

    def fork(self, request: Mapping[str, Any]) -> Kernel:
        """Return a kernel as `request` asks for; raise OSError or EOFError when the parent is lost."""
        with self._lock:
            if not self._is_ready:
                frames.read_exactly(self._started.socket.fileno(), len(READY))
                self._is_ready = True
            ours, theirs = socket.socketpair()
            with theirs:
                passed = array.array("i", [theirs.fileno()])
                self._started.socket.sendmsg([READY], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, passed)])
        return Kernel(ours, request)

    @property
    def pid(self) -> int:
        """Return the process id of the parent."""
        return self._started.process.pid

    @property
    def is_lost(self) -> bool:
        """Return whether the parent has ended, or belongs to the process that this one was forked from."""
        return self.owner != os.getpid() or self._started.process.poll() is not None

    def close(self) -> None:
        """End the parent with every kernel."""
        self._started.close()


_held: list[Parent] = []
_holding = threading.Lock()


def parent() -> Parent:
    """Return this process's parent of kernels; it is started when there is none, and ends when this process does."""
    with _holding:
        if not _held or _held[0].is_lost:
            _held[:] = [Parent()]
        return _held[0]


def fork_kernel(request: Mapping[str, Any]) -> Kernel:
    """Return a forked kernel; a parent that was lost in the meantime is replaced once."""
    try:
        return parent().fork(request)
    except (OSError, EOFError):
        time.sleep(_POLL)
        with _holding:
            _held.clear()
        return parent().fork(request)
