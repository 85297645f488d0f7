"""The limits of a submission, in the system's words."""

from collections.abc import Mapping

from casebook.forking.limiting import limit


def limit_submission(limits: Mapping[str, float], own: int) -> None:
    """Set this process's own limits; those on time stand behind the clock of the process that watches."""
    memory = {"RLIMIT_AS": own + int(limits["memory"])} if own else {}
    limit(
        {
            **memory,
            "RLIMIT_CPU": int(limits["cpu"]) + 2,
            "RLIMIT_NOFILE": int(limits["files"]),
            "RLIMIT_NPROC": int(limits["processes"]) + 2,  # the server and the keeper count too
            "RLIMIT_FSIZE": 0,
            "RLIMIT_CORE": 0,
            "RLIMIT_MEMLOCK": 0,
            "RLIMIT_MSGQUEUE": 0,
        }
    )
