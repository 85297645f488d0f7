"""An assignment as HR keeps it: who is asked what, by when, and how the result counts."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from casebook.items.base import Frozen, Id, Number
from casebook.text import Text

Percent = Annotated[Number, Field(ge=0, le=100)]
LearnerKey = Annotated[str, StringConstraints(pattern=r"^\S(.*\S)?$", max_length=50)]
"""The id by which HR knows a learner: what a learner types when handing in."""
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{12}$")]
Draw = Literal["order", "pools", "variants"]
"""What can be drawn for each learner."""


class Learner(Frozen):
    """A person on the roster."""

    id: LearnerKey
    name: str = ""
    department: str = ""
    email: str = ""
    language: str | None = None


class LatePolicy(Frozen):
    """What lateness costs: nothing within `grace_minutes`, then a share of the score for each day begun, up to a cap."""

    grace_minutes: Annotated[int, Field(ge=0)] = 0
    percent_per_day: Percent = 0
    cap_percent: Percent = 100
    exempt: Annotated[tuple[LearnerKey, ...], Field(strict=False)] = ()

    def lost(self, learner: str, late_by: timedelta) -> float:
        """Return the percentage of the score that a learner loses who is late by so much."""
        over = late_by - timedelta(minutes=self.grace_minutes)
        if over <= timedelta() or learner in self.exempt:
            return 0
        days = -(-over // timedelta(days=1))
        return min(self.cap_percent, days * self.percent_per_day)


class Policy(Frozen):
    """How results count. Applied when marks are read, so that changing it needs no regrade.

    `due` is a moment with its offset; `zone` (IANA) is the zone in which it is told. `attempts` 0 means any number.
    """

    due: AwareDatetime | None = None
    zone: str = "Asia/Shanghai"
    pass_percent: Percent = 60
    attempts: Annotated[int, Field(ge=0)] = 0
    counted: Literal["last", "best", "first"] = "last"
    late: LatePolicy = LatePolicy()
    disclosure: Literal["score", "hints", "full"] = "score"

    def late_by(self, received: datetime | None) -> timedelta:
        """Return how long after the due time something was received; nothing where either is unknown."""
        if self.due is None or received is None:
            return timedelta()
        return max(timedelta(), received - self.due)


class Pool(Frozen):
    """So many items out of these, drawn for each learner."""

    count: Annotated[int, Field(ge=1)]
    items: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]


def _unique(items: tuple["ReleasedItem", ...]) -> tuple["ReleasedItem", ...]:
    keys = [item.key for item in items]
    if len(set(keys)) != len(keys):
        raise ValueError("an item stands here twice")
    return items


class ReleasedItem(Frozen):
    """An item as it was released: `source` is all of it, key included, as JSON; `hash` is over that."""

    key: str
    edition: Hash
    hash: Hash
    points: Annotated[Number, Field(gt=0)]
    source: dict[str, Any]


class ReleaseRecord(Frozen):
    """What was released to whom: HR's own copy, never given to trainees.

    `release` is the id over what all learners together may be asked (see `Release.id`). Where anything is drawn for
    each learner, `draws` says what, and `pools` out of which items; items that are in no pool are asked of everybody.
    """

    format: Literal["casebook-release"] = "casebook-release"
    version: Literal[1] = 1
    course: Id
    assignment: Id
    title: Text
    made: AwareDatetime
    release: Hash
    policy: Policy
    draws: Annotated[tuple[Draw, ...], Field(strict=False)] = ()
    pools: Annotated[tuple[Pool, ...], Field(strict=False)] = ()
    items: Annotated[tuple[ReleasedItem, ...], Field(min_length=1, strict=False), AfterValidator(_unique)]
    roster: Annotated[tuple[Learner, ...], Field(strict=False)] = ()
