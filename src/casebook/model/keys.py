"""By which key an item counts: the course's own where learners saw the same, else the one released.

So a corrected key or rubric counts everywhere at once, in grading, marking and reports, and a changed question does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casebook.model.assignment import ReleasedItem, ReleaseRecord
from casebook.model.course import Course
from casebook.model.drawing import item_of
from casebook.model.release import item_key, released


@dataclass(frozen=True)
class InForce:
    """A record with the keys in force; of which items the released key stays, and why: `gone` from the course, or `edited`."""

    record: ReleaseRecord
    gone: tuple[str, ...]
    edited: tuple[str, ...]


def in_force(record: ReleaseRecord, course: Course) -> InForce:
    """Return a record with the course's own items where learners see no difference."""
    current = graded_items(course)
    items, gone, edited = [], [], []
    for each in record.items:
        now = current.get(each.key)
        if now is None:
            gone.append(each.key)
        elif not is_same_question(each, now, record.draws):
            edited.append(each.key)
        items.append(each if now is None or each.key in edited else now)
    return InForce(record.model_copy(update={"items": tuple(items)}), tuple(gone), tuple(edited))


def graded_items(course: Course) -> Mapping[str, ReleasedItem]:
    """Return the graded items of a course as they would be released now."""
    return {item_key(case, item): released(case, item) for case in course.cases for item in case.exercise.graded}


def is_same_question(one: ReleasedItem, other: ReleasedItem, draws: Sequence[str]) -> bool:
    """Say whether learners see the same of two items: in every version, where an assignment draws versions."""
    if "variants" not in draws:
        return one.edition == other.edition
    return [each.edition() for each in item_of(one).versions()] == [
        each.edition() for each in item_of(other).versions()
    ]
