"""The limits that a process can set for itself and never raise again."""

import contextlib

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]


def limit(limits: dict[str, float], own: int) -> None:
    """Set this process's own limits; those on time stand behind the clock of the process that watches."""
    if resource is None:
        return
    cpu = int(limits["cpu"]) + 2
    wanted = {
        "RLIMIT_CPU": cpu,
        "RLIMIT_AS": own + int(limits["memory"]) if own else resource.RLIM_INFINITY,
        "RLIMIT_NOFILE": int(limits["files"]),
        "RLIMIT_NPROC": int(limits["processes"]) + 2,  # the server and the keeper count too
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    for name, value in wanted.items():
        if hasattr(resource, name):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (value, value))
