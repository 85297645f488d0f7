"""What the self-test runs as if a learner had written it: each function tries something and returns what it managed.

An empty list means closed. Whatever must not happen is tried in a way that does no harm where it succeeds.
"""

import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SEIZE = 0x4206


def managed(**attempts: Callable[[], Any]) -> list[str]:
    """Return the names of the attempts that raised nothing."""
    done = []
    for name, attempt in attempts.items():
        try:
            attempt()
        except Exception:
            continue
        done.append(name)
    return done


def read_files(secret: str, python: str) -> list[str]:
    """Read files of the grader, of the system and of Python, and list folders."""
    paths = {"grader": secret, "passwd": "/etc/passwd", "python": python, "environ": "/proc/self/environ"}
    attempts = {name: lambda path=path: Path(path).open("rb").close() for name, path in paths.items()}
    return managed(**attempts, folder=lambda: list(Path(secret).parent.iterdir()), stat=Path(secret).stat)


def write_files(target: str) -> list[str]:
    """Change a file that everybody may change, and make files and folders where everybody may."""
    folder = Path(target).parent
    return managed(
        append=lambda: Path(target).open("ab").close(),
        create=(folder / "made").touch,
        folder=(folder / "made-folder").mkdir,
        mode=lambda: Path(target).chmod(0o600),
        shared=lambda: leave_nothing(Path("/dev/shm/casebook-probe")),
        here=lambda: leave_nothing(Path("casebook-probe")),
        remove=Path(target).unlink,
    )


def leave_nothing(path: Path) -> None:
    """Make a file, and remove it."""
    path.touch()
    path.unlink()


def reach_tcp(port: int) -> list[str]:
    """Connect to the grader's port."""
    return managed(connect=lambda: socket.create_connection(("127.0.0.1", port), 0.2).close())


def reach_udp(port: int) -> list[str]:
    """Send a datagram to the grader's port, where it is looked for, and find a way to other machines without sending."""
    managed(send=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"open", ("127.0.0.1", port)))
    return managed(way=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("192.0.2.1", 9)))


def reach_unix(path: str, name: str) -> list[str]:
    """Connect to the grader's socket by path and by abstract name."""
    return managed(
        path=lambda: socket.socket(socket.AF_UNIX).connect(path),
        abstract=lambda: socket.socket(socket.AF_UNIX).connect("\0" + name),
    )


def reach_processes(grader: int) -> list[str]:
    """Look at and into other processes."""
    libc = ctypes.CDLL(None, use_errno=True)
    here = ctypes.create_string_buffer(8)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(here), 8)

    def check(result: int) -> None:
        if result < 0:
            raise OSError

    def look_into(process: int) -> Callable[[], None]:
        return lambda: check(libc.ptrace(_SEIZE, process, None, None))

    return managed(
        group=lambda: os.getpgid(grader),
        trace=look_into(grader),
        trace_parent=look_into(os.getppid()),
        read_parent=lambda: check(libc.process_vm_readv(os.getppid(), vector, 1, vector, 1, 0)),
        memory=lambda: Path(f"/proc/{os.getppid()}/mem").open("rb").close(),
        listing=lambda: next(Path("/proc").iterdir()),
    )


def send_signals(grader: int) -> list[str]:
    """Send the signal that does nothing to the grader, to the parent and to the first process.

    To everybody (-1) would tell nothing: the kernel says that it was sent even when it was refused for each.
    """
    if os.name == "nt":
        return ["not tried"]  # there, signal 0 is Ctrl-C
    return managed(
        grader=lambda: os.kill(grader, 0),
        parent=lambda: os.kill(os.getppid() or grader, 0),
        first=lambda: os.kill(1, 0),
    )


def start_processes(most: int) -> list[str]:
    """Start more processes than may be, and another program."""

    def forked() -> None:
        process = os.fork()
        if process == 0:
            os._exit(0)

    started = managed(**{f"fork-{number}": forked for number in range(most)})
    programs = managed(program=lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    return started if len(started) >= most else programs


def take_memory(most: int) -> list[str]:
    """Ask for more memory than may be."""
    return managed(memory=lambda: bytearray(most))


def spin() -> None:
    """Compute for ever."""
    while True:
        pass


def sleep() -> None:
    """Wait for ever."""
    import time

    while True:
        time.sleep(10)
