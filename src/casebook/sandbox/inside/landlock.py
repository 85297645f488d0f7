"""Landlock without any exception: no file, no TCP port, no abstract socket and no signal outside. See landlock(7)."""

import ctypes
import os
import struct

_CREATE, _RESTRICT = 444, 446
_VERSION = 1
_ATTRIBUTES = 24
"""Bytes of `struct landlock_ruleset_attr` up to version 6, the last that grew what is denied here."""
_FILES = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights over files there are from a version on."""


class Landlock:
    """A set of rules made ready; `version` is 0 where the kernel has none."""

    def __init__(self, libc: ctypes.CDLL) -> None:
        self._libc = libc
        self.version: int = max(0, libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION))
        self.descriptor = -1
        if self.version:
            attributes = denied(self.version)
            self.descriptor = libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
        if self.descriptor < 0:
            self.version = 0

    def move(self, descriptor: int) -> None:
        """Move the rules to another descriptor."""
        os.dup2(self.descriptor, descriptor, inheritable=False)
        self.descriptor = descriptor

    def restrict(self) -> bool:
        """Put the rules around this process for good; return whether the kernel did so."""
        if not self.version:
            return False
        done = self._libc.syscall(_RESTRICT, self.descriptor, 0) == 0
        os.close(self.descriptor)
        return bool(done)


def denied(version: int) -> bytes:
    """Return the structure that denies everything that a version of Landlock can deny."""
    files = max(count for since, count in _FILES.items() if since <= version)
    whole = struct.pack("=QQQ", (1 << files) - 1, 0b11 if version >= 4 else 0, 0b11 if version >= 6 else 0)
    return whole[: 8 if version < 4 else 16 if version < 6 else _ATTRIBUTES]
