"""The limits that a process can set for itself and never raise again."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


def limit(wanted: Mapping[str, int]) -> None:
    """Set this process's own limits, by names such as `RLIMIT_AS`; one that the system does not have is left out."""
    for name, value in wanted.items():
        if hasattr(resource, name):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (value, value))


def own_size() -> int:
    """Return how many bytes of address space this process takes, 0 where that is not told."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGESIZE")
    except OSError:
        return 0
