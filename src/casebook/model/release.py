"""An assignment as learners receive it."""

import hashlib
import json
from dataclasses import dataclass

from casebook.items.base import Item
from casebook.model.assignment import ReleasedItem
from casebook.model.case import Case
from casebook.model.course import Course

OPEN = "open"
"""The assignment that every site holds: all graded items, no due date, no variants."""


@dataclass(frozen=True)
class Release:
    """An assignment's graded items with their cases, in order."""

    assignment: str
    entries: tuple[tuple[Case, Item], ...]

    @property
    def id(self) -> str:
        """Return 12 hex digits over the items and their editions: what was asked, and nothing of what is right."""
        asked = [[item_key(case, item), item.edition()] for case, item in self.entries]
        return hashlib.sha256(json.dumps(asked, separators=(",", ":")).encode()).hexdigest()[:12]


def item_key(case: Case, item: Item) -> str:
    """Return the name of an item within its course, under which answers are kept and handed in."""
    return f"{case.id}.{item.id}"


def open_release(course: Course) -> Release:
    """Return the assignment that is open from the start."""
    return Release(OPEN, tuple((case, item) for case in course.cases for item in case.exercise.graded))


def released(case: Case, item: Item) -> ReleasedItem:
    """Return an item as a release record keeps it, key and all."""
    source = item.model_dump(mode="json", by_alias=True)
    whole = json.dumps(source, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(whole.encode()).hexdigest()[:12]
    return ReleasedItem(
        key=item_key(case, item), edition=item.edition(), hash=digest, points=item.points, source=source
    )
