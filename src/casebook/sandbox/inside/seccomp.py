"""A filter of system calls: what computing needs is allowed, everything else fails with "Operation not permitted".

No file can be opened, no socket made, no process started, signalled or looked at, because none of the calls that do so
is on the list. The filter is a program for the kernel's small machine (classic BPF), see seccomp(2).
"""

import ctypes
import errno
import platform
import struct

CALLS = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "brk": (12, 214),
    "madvise": (28, 233),
    "futex": (202, 98),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "setitimer": (38, 103),
    "getitimer": (36, 102),
    "alarm": (37, None),
    "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "getrusage": (98, 165),
    "getrandom": (318, 278),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getcpu": (309, 168),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    "writev": (20, 66),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
"""The numbers of the calls allowed, on x86_64 and on aarch64; None where the architecture has no such call."""
CLONE, CLONE3 = (56, 220), (435, 435)
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Which column of CALLS, and what the kernel calls the architecture (AUDIT_ARCH_...)."""

_LOAD, _EQUAL, _BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x00010000
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


class Filter:
    """A filter made ready, so that a child only has to load it."""

    def __init__(self, libc: ctypes.CDLL, *, threads: bool) -> None:
        self._libc = libc
        self._code = program(platform.machine(), threads=threads)
        self._buffer = ctypes.create_string_buffer(self._code, len(self._code)) if self._code else None
        address = ctypes.addressof(self._buffer) if self._buffer is not None else None
        self._program = _Program(len(self._code) // 8, address)

    def load(self) -> bool:
        """Put the filter around this process for good; return whether the kernel did so."""
        if self._buffer is None:
            return False
        return bool(self._libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(self._program), 0, 0) == 0)


def program(machine: str, *, threads: bool) -> bytes:
    """Return the filter's program for a machine; empty where its numbers are not known."""
    if machine not in ARCHITECTURES or struct.calcsize("P") != 8:
        return b""
    column, name = ARCHITECTURES[machine]
    denied = _step(_RETURN, 0, 0, _ERROR | errno.EPERM)
    allowed = _step(_RETURN, 0, 0, _ALLOW)
    steps = [_step(_LOAD, 0, 0, _ARCHITECTURE), _step(_EQUAL, 1, 0, name), denied, _step(_LOAD, 0, 0, _NUMBER)]
    for numbers in CALLS.values():
        if (number := numbers[column]) is not None:
            steps += [_step(_EQUAL, 0, 1, number), allowed]
    if threads:
        # clone3 keeps its flags in memory, which a filter cannot read: "no such call" makes libc take clone instead
        steps += [_step(_EQUAL, 0, 1, CLONE3[column]), _step(_RETURN, 0, 0, _ERROR | errno.ENOSYS)]
        steps += [_step(_EQUAL, 0, 3, CLONE[column]), _step(_LOAD, 0, 0, _FIRST_ARGUMENT)]
        steps += [_step(_BITS, 0, 1, _CLONE_THREAD), allowed]
    return b"".join([*steps, denied])


def _step(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
