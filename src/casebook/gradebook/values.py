"""What goes into the gradebook and comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

Outcome: TypeAlias = Literal[
    "graded",  # every item has its automatic mark, or waits for a person
    "timed-out",  # code of an item ran too long; the other items are graded
    "out-of-memory",
    "crashed",  # code of an item ended its process, or broke another limit
    "malformed",  # not an answers file, block or notebook that can be read
    "tampered",  # changed after it was made, or with another learner's page
    "not-on-roster",
    "other-assignment",  # of another course, assignment or release
    "refused",  # an archive or file beyond the limits, or one that points outside itself
]
"""What is recorded of a submission. Late, superseded, duplicate and too many attempts follow from the policy when read."""

Kind: TypeAlias = Literal["auto", "manual", "override", "regrade"]


PSEUDONYM = "erased-"
"""How the id begins that a learner has after being erased."""


@dataclass(frozen=True)
class Note:
    """Something worth knowing that changes no mark, or the reason of an outcome: the code of its wording, and details."""

    code: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ItemMark:
    """An item's automatic mark: `score` out of `max_score` points, None where a person must mark it.

    `detail` is JSON that explains the mark, such as what each call returned; `key_hash` says by which key it was graded.
    """

    item: str
    score: float | None
    max_score: float
    key_hash: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """A file as it came in, and what became of it.

    `digest` is the SHA-256 of its bytes, in hex; `name` its path in the folder or archive. `learner` is an id of the
    roster, None where nobody was found. Times are aware; `made` is the learner's own clock, `received` is HR's.
    """

    digest: str
    name: str
    learner: str | None
    outcome: Outcome
    reason: Note
    received: datetime | None = None
    made: str | None = None
    release: str | None = None
    receipt: str | None = None
    language: str | None = None
    notes: tuple[Note, ...] = ()
    responses: Mapping[str, Any] = field(default_factory=dict)
    marks: tuple[ItemMark, ...] = ()
    grader: str = ""
    isolation: str = ""

    @property
    def is_erased(self) -> bool:
        """Say whether its learner was erased: what was written is gone, and must not be graded or marked again."""
        return (self.learner or "").startswith(PSEUDONYM)


@dataclass(frozen=True)
class Event:
    """A mark given to an item of a submission. `detail` holds JSON: for a rubric, the level chosen by criterion."""

    submission: int
    item: str
    kind: Kind
    score: float | None
    max_score: float
    who: str
    at: datetime
    why: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    grader: str = ""
    isolation: str = ""
    key_hash: str = ""


@dataclass(frozen=True)
class Held:
    """A submission as the gradebook holds it: its number there, when it was graded, and its events, oldest first."""

    number: int
    submission: Submission
    graded_at: datetime
    events: tuple[Event, ...]
