"""What is graded against: the keys in force, what each learner was asked, and whose token is whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from casebook.gradebook.values import Note
from casebook.items import Item
from casebook.model import Course
from casebook.model.assignment import ReleaseRecord
from casebook.model.drawing import asked, item_of, token
from casebook.model.keys import in_force


@dataclass(frozen=True)
class Keys:
    """A release record with the keys now in force, and the course's secret by which its draws repeat."""

    record: ReleaseRecord
    secret: bytes
    notes: tuple[Note, ...] = ()

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """Return the hash of the key of each item."""
        return {each.key: each.hash for each in self.record.items}

    @cached_property
    def tokens(self) -> Mapping[str, str]:
        """Return whose token each is, where each learner has one."""
        if not self.record.draws:
            return {}
        return {token(self.record, each.id, self.secret): each.id for each in self.record.roster}

    def token(self, learner: str) -> str:
        """Return what a learner's answers file gives as its release."""
        return token(self.record, learner, self.secret)

    def asked(self, learner: str) -> tuple[tuple[str, Item], ...]:
        """Return what a learner was asked, with the keys now in force; options in any order."""
        if not self.record.pools and "variants" not in self.record.draws:
            return self._all
        return asked(self.record, learner, self.secret)

    def edition(self, item: Item) -> str:
        """Return an item's edition, worked out once where everybody is asked the same items."""
        return self._editions.get(id(item)) or item.edition()

    @cached_property
    def _editions(self) -> Mapping[int, str]:
        return {id(item): item.edition() for _, item in self._all}

    @cached_property
    def _all(self) -> tuple[tuple[str, Item], ...]:
        return tuple((each.key, item_of(each)) for each in self.record.items)


def keys_in_force(record: ReleaseRecord, course: Course, secret: bytes) -> Keys:
    """Return the keys by which to grade, and a note of each item whose released key stays."""
    found = in_force(record, course)
    kept = (("note-item-gone", found.gone), ("note-item-edited", found.edited))
    return Keys(found.record, secret, tuple(Note(code, {"item": key}) for code, keys in kept for key in keys))
