"""`casebook preview` as a process: started on a course, heard, and ended as a user ends it."""

import os
import queue
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from uuid import uuid4

from conftest import ROOT

PATIENCE = 120.0
"""Seconds in which anything must have happened, on a machine with much to do."""
_MARK = "CASEBOOK_TEST_PREVIEW"


class Previewing:
    """A running preview and what it says at the terminal."""

    def __init__(self, words: list[str], folder: Path) -> None:
        self.mark = uuid4().hex
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "en_GB.UTF-8", _MARK: self.mark}
        command = [sys.executable, "-m", "casebook.cli.main", *words]
        self.process = subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._listening = Thread(target=self._listen, daemon=True)
        self._listening.start()
        self.address = self.wait_for(r"The preview is at (http://127\.0\.0\.1:\d+/)")[1]

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Wait until a line is said that holds a pattern; lines before it are passed over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError((pattern, self.said)) from None
            assert line is not None, (pattern, self.said)
            self.said.append(line)
            if found := re.search(pattern, line):
                return found

    def drain(self) -> None:
        """Pass over what was said so far."""
        while not self._lines.empty():
            self.said.append(self._lines.get() or "")

    def wait_built(self) -> int:
        """Wait until a build has succeeded; return how many pages differed."""
        return int(self.wait_for(r"^rebuilt in [\d.]+ s: (\d+) pages$")[1])

    def builds(self) -> int:
        """Return how many builds have ended."""
        return sum(bool(re.match("(rebuilt in|Not rebuilt)", line)) for line in self.said)

    def processes(self) -> dict[int, str]:
        """Return all processes that this preview has started and itself, with their commands."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if f"{_MARK}={self.mark}".encode() in (path / "environ").read_bytes().split(b"\0"):
                    found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
        return found

    def builder(self) -> int:
        """Return the process that builds."""
        (found,) = (
            number
            for number, command in self.processes().items()
            if "-m casebook.preview.building" in command and os.getpgid(number) == number
        )
        return found

    def end(self, number: int = signal.SIGINT) -> int:
        """End it by a signal, as Ctrl-C does; return its exit status once nothing of it is left."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        deadline = time.monotonic() + PATIENCE
        while left := self.processes():
            assert time.monotonic() < deadline, left
            time.sleep(0.05)
        return status


@contextmanager
def previewing(folder: Path, *words: str) -> Iterator[Previewing]:
    """Preview a course at any free port; whatever happens, nothing of it is left."""
    found = Previewing(["preview", "--course", str(folder), "--port", "0", *words], folder)
    try:
        yield found
    finally:
        for number in found.processes():
            try:
                os.kill(number, signal.SIGKILL)
            except OSError:
                continue
        found.process.wait()
        found._listening.join()
