"""What a command takes: seconds, processor seconds with all its children's, and the peak of its memory."""

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Used:
    """What one run of a command took; the memory is that of its largest process."""

    seconds: float
    cpu: float
    megabytes: float


def used(words: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None) -> Used:
    """Run a command in a folder and return what it took; end with what it said if it fails."""
    said = folder / "said.txt"
    with said.open("wb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            stdout=file,
            stderr=file,
            env={**os.environ, **(environment or {})},
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} failed:\n{said.read_text(encoding='utf-8', errors='replace')}")
    return Used(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
