"""The grader's end of the process that forks a child for each submission: start it, ask it, end it."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from casebook.errors import SandboxError
from casebook.forking.starting import ROOT, python, start
from casebook.sandbox.inside.confine import NOBODY
from casebook.sandbox.inside.frame import GONE
from casebook.sandbox.values import Limits, Task

_STARTING = 120.0
_SLACK = 10.0
"""Seconds that the server may take longer than the limits before it is taken for stuck."""
_HEADER_MOST = 1 << 20
_BUBBLEWRAP = (
    *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
    *("--dev", "/dev", "--proc", "/proc"),
)


class ServerLostError(Exception):
    """The server ended, does not answer in time, or says what it never says."""


@dataclass(frozen=True)
class Answer:
    """What the server told about one child: why it ended, its frames' bytes, what it printed, its processor time."""

    reason: str
    bodies: tuple[bytes, ...]
    printed: bytes
    cpu: float
    wall: float


class Server:
    """One running server; `state` says what it could do to leave the machine.

    `asking` stays true when a question was cut short: what comes next on the socket would be another learner's answer.
    """

    def __init__(self, imports: Sequence[str], limits: Limits, *, bubblewrap: bool = False) -> None:
        self._limits = limits
        self.asking = False
        # without bubblewrap the server itself stops being root, after its imports
        nobody = NOBODY if bubblewrap and os.geteuid() == 0 else None
        self._started = start(
            command(bubblewrap=bubblewrap),
            environment(imports),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=nobody,
            group=nobody,
            extra_groups=None if nobody is None else (),
        )
        self._socket = self._started.socket
        try:
            self.state = self._begin(imports)
        except ServerLostError as error:
            self.close()
            raise SandboxError("sandbox-start") from error
        except BaseException:
            self.close()
            raise

    def _begin(self, imports: Sequence[str]) -> Mapping[str, Any]:
        deadline = time.monotonic() + _STARTING
        self._send({"path": library_path(), "imports": list(imports), "limits": asdict(self._limits)}, deadline)
        state: dict[str, Any] = self._message(deadline)
        if "failed" in state:
            raise SandboxError("sandbox-import", reason=state["failed"])
        return state

    def ask(self, tasks: Sequence[Task], limits: Mapping[str, float]) -> Answer:
        """Run tasks in a fresh child; `limits` replace those of the server. Raise ServerLostError when the server must be started again."""
        begun = time.monotonic()
        deadline = begun + limits["wall"] + _SLACK
        counts = [len(task.calls) for task in tasks]
        self.asking = True
        self._send({"tasks": described(tasks), "counts": counts, "limits": dict(limits)}, deadline)
        header = self._message(deadline)
        bodies = tuple(self._receive(length, deadline) for length in header["answers"])
        printed = self._receive(header["printed"], deadline)
        if self._receive(len(GONE), deadline) != GONE:
            raise ServerLostError
        self.asking = False
        return Answer(header["reason"], bodies, printed, header["cpu"], time.monotonic() - begun)

    def _send(self, message: Mapping[str, Any], deadline: float) -> None:
        data = framed(message)
        self._socket.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise ServerLostError from error

    def _message(self, deadline: float) -> Any:
        length = int.from_bytes(self._receive(4, deadline), "big")
        if length > _HEADER_MOST:
            raise ServerLostError
        return json.loads(self._receive(length, deadline))

    def _receive(self, count: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < count:
            self._socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                part = self._socket.recv(min(count - len(data), 1 << 20))
            except OSError as error:
                raise ServerLostError from error
            if not part:
                raise ServerLostError
            data += part
        return bytes(data)

    def close(self) -> None:
        """End the server and everything that it started, and wait until it is gone."""
        self._started.close()


def described(tasks: Sequence[Task]) -> list[tuple[str, str, str]]:
    """Return tasks as they are sent; each call's arguments are parsed afresh for each task."""
    return [(task.code, task.function, json.dumps([list(call) for call in task.calls])) for task in tasks]


def framed(message: Mapping[str, Any]) -> bytes:
    """Return a message behind its length in four bytes."""
    data = json.dumps(message).encode()
    return len(data).to_bytes(4, "big") + data


def command(module: str = "server", *, bubblewrap: bool = False) -> list[str]:
    """Return the command of the server: this Python, without site and without the current folder on its path."""
    words = python(f"casebook.sandbox.inside.{module}", "-s", "-S", "-P", "-B", "-X", "utf8")
    if not bubblewrap:
        return words
    ours = [ROOT / "casebook" / name for name in ("__init__.py", "forking", "sandbox/__init__.py", "sandbox/inside")]
    needed = ["/usr", "/lib", "/lib64", sys.base_prefix, sys.prefix, *library_path(), *map(str, ours)]
    binds = [word for path in dict.fromkeys(needed) for word in ("--ro-bind-try", path, path)]
    return [shutil.which("bwrap") or "bwrap", *_BUBBLEWRAP, *binds, *words]


def environment(imports: Sequence[str]) -> dict[str, str]:
    """Return the few variables that the server gets while it imports; then it clears them."""
    kept = ("HOME", "MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME") if imports else ()
    given = {name: os.environ[name] for name in (*kept, "SYSTEMROOT") if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return given | threads | {"PYTHONHASHSEED": "0", "MPLBACKEND": "Agg", "LC_ALL": "C.UTF-8"}


def library_path() -> list[str]:
    """Return the folders of installed libraries, without the folder that the grader was started from."""
    installed = {sysconfig.get_paths()[name] for name in ("purelib", "platlib")}
    return [each for each in sys.path if each in installed or Path(each).name in ("site-packages", "dist-packages")]
