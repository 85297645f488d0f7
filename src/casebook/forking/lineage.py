"""Who dies with whom: processes that end with the one above them, and take everything below them along."""

import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def can_fork() -> bool:
    """Return whether forking is safe here: Linux tells when a process ends, and whose it was."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def c_library() -> Any:
    """Return the C library on Linux, else None."""
    return ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(libc: Any, number: int = signal.SIGKILL) -> None:
    """Let the kernel send this process a signal, SIGKILL unless another is given, when the one that forked it ends."""
    if libc is not None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def adopt_orphans(libc: Any) -> None:
    """Become the parent of every process below whose own parent ends, so that none gets away."""
    if libc is not None:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def private_end(asker: int = 0) -> int:
    """Take the asker's socket off standard input, which becomes the null device; return where the socket is now."""
    control = os.dup(asker)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, asker)
    if null > 2:
        os.close(null)
    return control


def end_child(process: int) -> tuple[int, float]:
    """Kill a child and its process group; return its exit code, negative for a signal, and the processor time that it took."""
    for kill, target in ((os.kill, process), (os.killpg, process)):
        with contextlib.suppress(OSError):
            kill(target, signal.SIGKILL)
    _, status, usage = os.wait4(process, 0)
    return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime


def end_everything_below(spare: Collection[int] = ()) -> None:
    """Kill every process below this one, which adopts orphans, and wait until none is left; `spare` some children with all of theirs."""
    while _has_children():
        doomed = below(os.getpid(), spare)
        if not doomed:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):  # what is stopped forks no more while the others are killed
            for each in doomed:
                with contextlib.suppress(OSError):
                    os.kill(each, number)
        for each in doomed:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(each, 0)


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def below(top: int, spare: Collection[int] = ()) -> list[int]:
    """Return the processes below one, nearest first, without some and what is below those."""
    parents = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208 - names are all that is needed
        if entry.isdigit():
            with contextlib.suppress(OSError):
                parents[int(entry)] = int(
                    Path("/proc", entry, "stat").read_text("latin-1").rpartition(")")[2].split()[1]
                )
    found, layer = list[int](), {top}
    while layer := {each for each, parent in parents.items() if parent in layer and each not in spare}:
        found += layer
    return found
