"""What goes into the sandbox and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Outcome = Literal["done", "timed-out", "out-of-memory", "crashed"]


@dataclass(frozen=True)
class Limits:
    """What learners' code may use. A submission is everything that one `run` or `run_all` is given.

    Memory counts on top of what the declared imports take. `processes` counts threads too, the first one included.
    `output` bounds, in bytes, what may be returned and, apart from that, what may be printed as errors.
    `files` bounds the open files, of which three are the standard ones and one carries the answers.
    """

    call_wall: float = 10.0
    call_cpu: float = 5.0
    wall: float = 60.0
    cpu: float = 20.0
    memory: int = 256 * 1024 * 1024
    processes: int = 1
    output: int = 1024 * 1024
    files: int = 8


@dataclass(frozen=True)
class Task:
    """One item's code: define `function`, then call it with each list of arguments (JSON)."""

    code: str
    function: str
    calls: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Returned:
    """What one call gave: a JSON value, or, where `error` is not empty, nothing, whatever is expected of the call."""

    value: Any = None
    error: str = ""


@dataclass(frozen=True)
class RunResult:
    """What became of a task: `returned` has one entry for each call, in order, whether it was reached or not.

    `reason` is empty when done; else one of the words of `REASONS`, with its details after a colon.
    """

    outcome: Outcome
    returned: tuple[Returned, ...]
    reason: str = ""
    stderr: str = ""


REASONS: dict[str, Outcome] = {
    "call-wall": "timed-out",
    "call-cpu": "timed-out",
    "wall": "timed-out",
    "cpu": "timed-out",
    "memory": "out-of-memory",
    "output": "crashed",
    "frames": "crashed",
    "ended": "crashed",
    "signal": "crashed",
    "sandbox": "crashed",
}
"""Why a task is not done: a limit passed, wrong frames on the pipe, the process ended or was killed, or ours failed."""
