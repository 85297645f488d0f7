"""Take a process that has imported what it needs out of the machine: another user, namespaces, an empty root folder."""

import contextlib
import ctypes
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

NOBODY = 65534
NAMESPACES = {
    "user": 0x10000000,
    "net": 0x40000000,
    "pid": 0x20000000,
    "ipc": 0x08000000,
    "mount": 0x00020000,
    "uts": 0x04000000,
}
_IN_PROC = {"mount": "mnt"}
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_PRIVATE_ALL, _READ_ONLY_AGAIN, _DETACH = 0x44000, 0x21, 2
_NO_PROGRAMS = 0xE


def drop_user() -> None:
    """Stop being root, for good."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY) if hasattr(os, "setresgid") else os.setgid(NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY) if hasattr(os, "setresuid") else os.setuid(NOBODY)


def no_new_privileges(libc: Any) -> bool:
    """Give up for good whatever a program with set-user-id would give."""
    return libc is not None and libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0


def enter_namespaces(libc: Any) -> tuple[str, ...]:
    """Leave the machine's namespaces; return which were left. The next process forked is the first of its own."""
    if libc is None:
        return ()
    user, group, before = os.getuid(), os.getgid(), _namespaces()
    libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self belongs to root and the maps cannot be written
    if libc.unshare(sum(NAMESPACES.values())) != 0:
        return ()
    with contextlib.suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    after = _namespaces()
    return tuple(name for name in NAMESPACES if name == "pid" or (name in before and before[name] != after.get(name)))


def _namespaces() -> dict[str, str]:
    """Return the kernel's number of each namespace that this process is in."""
    found = {}
    for name in NAMESPACES:
        with contextlib.suppress(OSError):
            found[name] = str(Path("/proc/self/ns", _IN_PROC.get(name, name)).readlink())
    return found


def empty_root(libc: Any) -> bool:
    """Exchange all files for one empty folder that cannot be written; return whether that worked."""
    text = b"tmpfs"
    steps: tuple[Callable[[], Any], ...] = (
        lambda: libc.mount(None, b"/", None, _PRIVATE_ALL, None),
        lambda: libc.mount(text, b"/proc", text, _NO_PROGRAMS, b"size=4k,nr_inodes=2"),
        lambda: libc.chdir(b"/proc"),
        lambda: libc.syscall(155 if os.uname().machine == "x86_64" else 41, b".", b"."),
        lambda: libc.umount2(b".", _DETACH),
        lambda: libc.mount(None, b"/", None, _READ_ONLY_AGAIN | _NO_PROGRAMS, None),
        lambda: libc.chdir(b"/"),
    )
    return all(step() == 0 for step in steps) and not list(Path("/").iterdir())


def seal(libc: Any) -> None:
    """Keep other processes of the same user from looking into this one, and give up what the namespaces gave."""
    if libc is not None:
        drop_capabilities(libc)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def drop_capabilities(libc: Any) -> None:
    """Give up every capability, those that hold inside our own user namespace only."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    libc.capset(header, (ctypes.c_uint32 * 6)())
