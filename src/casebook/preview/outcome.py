"""What the building process tells of a build; each message is one line of JSON."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter

from casebook.errors import BuildError, CasebookError, ExecutionError, Failure, Problem, SourceError, WordedError


@dataclass(frozen=True)
class Order:
    """Which course is built, how much of it, where to, and by how many processes."""

    root: Path
    output: Path
    languages: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    jobs: int = 0


@dataclass(frozen=True)
class Progress:
    """How far a build is: so many notebooks of all that had to run."""

    done: int
    total: int


@dataclass(frozen=True)
class Outcome:
    """How a build ended. `code` and `details` name a sentence of the catalogue; `crash` is the traceback of a bug."""

    is_built: bool = False
    problems: tuple[Problem, ...] = ()
    failures: tuple[Failure, ...] = ()
    message: str = ""
    code: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    crash: tuple[str, ...] = ()


Message = Progress | Outcome
_MESSAGE: TypeAdapter[dict[str, Message]] = TypeAdapter(dict[str, Message])
_ORDER: TypeAdapter[Order] = TypeAdapter(Order)


def to_line(message: Message) -> bytes:
    """Write a message as a line."""
    return _MESSAGE.dump_json({"progress" if isinstance(message, Progress) else "outcome": message}) + b"\n"


def from_line(line: bytes) -> Message:
    """Read a message."""
    (message,) = _MESSAGE.validate_json(line).values()
    return message


def to_argument(order: Order) -> str:
    """Write an order as an argument of a command."""
    return _ORDER.dump_json(order).decode()


def from_argument(argument: str) -> Order:
    """Read an order."""
    return _ORDER.validate_json(argument)


def outcome_of(error: Exception, warnings: tuple[Problem, ...] = ()) -> Outcome:
    """Return the outcome of a build that an error ended, with the warnings that came before it."""
    match error:
        case SourceError():
            return Outcome(problems=error.problems)
        case ExecutionError():
            return Outcome(problems=warnings, failures=error.failures)
        case WordedError():
            details = {name: str(value) for name, value in error.details.items()}
            return Outcome(problems=warnings, code=error.code, details=details)
        case BuildError() | CasebookError():
            return Outcome(problems=warnings, message=str(error))
        case _:
            lines = "".join(traceback.format_exception(error)).splitlines()
            return Outcome(problems=warnings, crash=tuple(lines))
