"""What a command takes: seconds, processor seconds with all that it started, and the peak of memory."""

import contextlib
import ctypes
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_SET_CHILD_SUBREAPER = 36
_LOOK = 0.25


@dataclass(frozen=True)
class Used:
    """What one run of a command took.

    Processor time is that of every process below it, also of those that outlived their parents. Memory is `megabytes` for the largest
    process, and `together` for all at the moment when they had most, each page counted once (PSS), looked at four times a second.
    """

    seconds: float
    cpu: float
    megabytes: float
    together: float


def used(words: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None) -> Used:
    """Run a command in a folder and return what it took; end with what it said if it fails."""
    said = folder / "said.txt"
    adopt_orphans()
    there = {each.pid for each in psutil.Process().children()}
    with said.open("wb") as file:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            stdout=file,
            stderr=file,
            env={**os.environ, **(environment or {})},
        )
        with _watched(process.pid) as peak:
            _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    for orphan in psutil.Process().children():
        if orphan.pid not in there:
            os.waitpid(orphan.pid, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} failed:\n{said.read_text(encoding='utf-8', errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Used(seconds, cpu, usage.ru_maxrss / 1024, peak[0])


def adopt_orphans() -> None:
    """Become the parent of processes whose own ended, so that their time is counted."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@contextlib.contextmanager
def _watched(process: int) -> Iterator[list[float]]:
    """Yield a list whose only entry grows to the most megabytes that a process and all below it had together."""
    peak, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(_LOOK):
            total = 0.0
            with contextlib.suppress(psutil.Error):
                top = psutil.Process(process)
                for each in [top, *top.children(recursive=True)]:
                    with contextlib.suppress(psutil.Error):
                        total += each.memory_full_info().pss
            peak[0] = max(peak[0], total / 1e6)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()
