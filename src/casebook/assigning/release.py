"""The release record: made for what is selected, or made anew for what was released already."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from casebook.assigning.blueprint import Entry
from casebook.assigning.selection import Selection
from casebook.errors import HandlingError
from casebook.model import Course, Release, item_key
from casebook.model.assignment import Draw, Pool, ReleasedItem, ReleaseRecord
from casebook.model.keys import in_force, is_same_question
from casebook.model.release import released


@dataclass(frozen=True)
class Issued:
    """What is asked in an assignment: its id, the items, and what is drawn of them."""

    release: str
    items: tuple[ReleasedItem, ...]
    draws: tuple[Draw, ...]
    pools: tuple[Pool, ...]


def issue(name: str, selection: Selection, draws: Sequence[Draw]) -> Issued:
    """Return what is asked in a new assignment; raise HandlingError for draws that would draw nothing."""
    if "variants" in draws and not any(item.variants for _, item in selection.entries):
        raise HandlingError("assign-no-variants")
    items = tuple(released(case, item) for case, item in selection.entries)
    return Issued(_release_id(name, selection.entries, draws), items, tuple(sorted(set(draws))), selection.pools)


def reissue(before: ReleaseRecord, course: Course) -> Issued:
    """Return what was asked, with the keys that the course now has; an item that the course asks differently stays as it was.

    Raises HandlingError where a case is gone from which something was asked.
    """
    gone = sorted({each.key.partition(".")[0] for each in before.items} - {case.id for case in course.cases})
    if gone:
        raise HandlingError("assign-case-gone", name=before.assignment, cases=", ".join(gone))
    return Issued(before.release, in_force(before, course).record.items, before.draws, before.pools)


def compare(before: ReleaseRecord, now: Issued) -> None:
    """Raise HandlingError where a selection asks, or draws, something else than was released under the name."""
    old, new = {each.key: each for each in before.items}, {each.key: each for each in now.items}
    added, gone = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    if added or gone or before.pools != now.pools:
        listed = {"added": ", ".join(added) or "-", "gone": ", ".join(gone) or "-"}
        raise HandlingError("assign-other-items", name=before.assignment, **listed)
    edited = sorted(key for key in new if not is_same_question(new[key], old[key], before.draws))
    if edited:
        raise HandlingError("assign-edited-items", name=before.assignment, items=", ".join(edited))


def _release_id(name: str, entries: Sequence[Entry], draws: Sequence[Draw]) -> str:
    """Return the id over what all learners together may be asked: the variants too, where they are drawn."""
    if "variants" not in draws:
        return Release(name, tuple(entries)).id
    asked = [[item_key(case, item), *(each.edition() for each in item.versions())] for case, item in entries]
    return hashlib.sha256(json.dumps(asked, separators=(",", ":")).encode()).hexdigest()[:12]
