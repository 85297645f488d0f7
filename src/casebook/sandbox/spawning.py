"""Run a submission where processes cannot fork, as on Windows: a new Python for each, watched from here."""

import contextlib
import platform
import queue
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import IO, Any

from casebook.errors import SandboxError
from casebook.sandbox.inside.alone import READY
from casebook.sandbox.inside.supervise import Clock, Watch
from casebook.sandbox.reading import read_printed
from casebook.sandbox.server import Answer, command, described, environment, framed, library_path
from casebook.sandbox.values import Limits, Task

_STARTING = 60.0
_CHUNK = 1 << 16
Said = queue.Queue[tuple[str, bytes]]


class Spawner:
    """Has the interface of a server, but starts a process for each submission; it has no walls to speak of."""

    def __init__(self, imports: Sequence[str], limits: Limits) -> None:
        self._imports, self._limits = list(imports), limits
        self.asking = False
        self.state: Mapping[str, Any] = {
            "namespaces": [],
            "empty-root": False,
            "no-new-privileges": False,
            "user": None,
            "landlock": 0,
            "seccomp": False,
            "system": platform.system().lower(),
        }
        tried = self.ask([Task("def f(): return 1", "f", [[]])], {})
        if tried.reason:
            lines = read_printed(tried.printed).splitlines() or [tried.reason]
            raise SandboxError("sandbox-import" if imports else "sandbox-start", reason=lines[-1])

    def ask(self, tasks: Sequence[Task], limits: Mapping[str, float]) -> Answer:
        """Run tasks in a new process; `limits` replace those given at the start."""
        begun, bounds = time.monotonic(), asdict(self._limits) | dict(limits)
        expected = [(number, call) for number, task in enumerate(tasks) for call in range(len(task.calls))]
        watch = Watch(bounds, expected)
        asked = {"path": library_path(), "imports": self._imports, "limits": bounds, "tasks": described(tasks)}
        pipe = subprocess.PIPE
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            process = subprocess.Popen(
                command("alone"),
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                cwd=folder,
                env=environment(self._imports),
            )
            try:
                reason = _watch(process, framed(asked), watch)
            finally:
                process.kill()
                process.wait()
        reason = "" if watch.complete else reason or f"ended:{process.returncode}"
        wall = time.monotonic() - begun
        return Answer(reason, tuple(watch.bodies), watch.printed, 0, wall)

    def close(self) -> None:
        """Do nothing: no process is left between submissions."""


def _watch(process: subprocess.Popen[bytes], request: bytes, watch: Watch) -> str:
    """Send the request and take what comes until every answer is in, the process ends or a limit is passed."""
    assert process.stdin is not None
    said: Said = queue.Queue(maxsize=16)
    over = threading.Event()
    for name, stream in (("answers", process.stdout), ("errors", process.stderr)):
        threading.Thread(target=_read, args=(name, stream, said, over), daemon=True).start()
    try:
        with contextlib.suppress(OSError):
            process.stdin.write(request)
            process.stdin.close()
        clock = Clock(process.pid, {**watch.limits, "call_wall": _STARTING})
        return _take(said, watch, clock, process.pid)
    finally:
        over.set()


def _take(said: Said, watch: Watch, clock: Clock, process: int) -> str:
    ready = False
    while not watch.complete:
        if reason := clock.passed():
            return reason
        try:
            name, data = said.get(timeout=clock.left() + 0.001)
        except queue.Empty:
            continue
        if name == "errors":
            reason = watch.print(data)
        elif not data:
            return ""
        else:
            if not ready:
                ready, data, clock = True, data.removeprefix(READY), Clock(process, watch.limits)
            before = len(watch.bodies)
            reason = watch.take(data)
            if len(watch.bodies) > before:
                clock.next_call()
        if reason:
            return reason
    return ""


def _read(name: str, stream: IO[bytes], said: Said, over: threading.Event) -> None:
    """Hand on what comes through a pipe, no faster than it is taken."""
    with stream:
        data = b"?"
        while data and not over.is_set():
            data = stream.read1(_CHUNK)  # type: ignore[attr-defined]
            while not over.is_set():
                with contextlib.suppress(queue.Full):
                    said.put((name, data), timeout=0.1)
                    break
