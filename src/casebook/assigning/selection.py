"""What an assignment asks: chosen by case, by item or by blueprint from the course's graded items."""

import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.assigning.blueprint import Entry, fill, read_blueprint
from casebook.errors import HandlingError
from casebook.model import Course, item_key
from casebook.model.assignment import Pool
from casebook.registry import nearest


@dataclass(frozen=True)
class Choice:
    """How HR says what is asked; nothing said means every graded item."""

    cases: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    blueprint: Path | None = None

    @property
    def is_open(self) -> bool:
        """Say whether nothing was said."""
        return not (self.cases or self.items or self.blueprint)


@dataclass(frozen=True)
class Selection:
    """The items of an assignment in the course's order, and the pools of which each learner is asked some."""

    entries: tuple[Entry, ...]
    pools: tuple[Pool, ...] = ()


def select(course: Course, choice: Choice, *, in_pools: bool, rank: Callable[[str], bytes]) -> Selection:
    """Return what is asked; raise HandlingError for unknown names, SourceError for a blueprint that is wrong or cannot be filled.

    Cases and items are asked of everybody; a blueprint is filled from the rest, or from all if they are all that is said.
    """
    graded = [(case, item) for case in course.cases for item in case.exercise.graded]
    if not graded:
        raise HandlingError("assign-no-items")
    named = _named(course, choice, graded)
    if choice.blueprint is None:
        if in_pools:
            raise HandlingError("assign-pools-without-blueprint")
        return Selection(tuple(graded if choice.is_open else named))
    rules, document = read_blueprint(choice.blueprint, course)
    wanted = {item_key(*entry) for entry in named}
    filled = fill(rules, document, [entry for entry in graded if item_key(*entry) not in wanted], rank)
    wanted |= {key for each in filled for key in each.chosen}
    pools: tuple[Pool, ...] = ()
    if in_pools:
        held = [(each.rule.count, sorted((*each.chosen, *each.spare), key=rank)) for each in filled]
        pools = tuple(Pool(count=count, items=tuple(keys)) for count, keys in held)
        wanted |= {key for each in filled for key in each.spare}
    return Selection(tuple(entry for entry in graded if item_key(*entry) in wanted), pools)


def ranking(secret: bytes, course: str, assignment: str) -> Callable[[str], bytes]:
    """Return the order in which a blueprint is filled: by the secret and the assignment, and nothing of any key."""

    def rank(key: str) -> bytes:
        said = json.dumps([course, assignment, "blueprint", key])
        return hmac.digest(secret, said.encode(), "sha256")

    return rank


def _named(course: Course, choice: Choice, graded: Sequence[Entry]) -> list[Entry]:
    """Return the items of the cases and items that were named."""
    cases = [case.id for case in course.cases]
    keys = [item_key(*entry) for entry in graded]
    practice = {item_key(case, item) for case in course.cases for item in case.exercise.practice}
    for name in choice.cases:
        if name not in cases:
            raise _unknown("unknown-case", "assign-unknown-case-near", name, cases)
        if not any(case.id == name for case, _ in graded):
            raise HandlingError("assign-case-ungraded", name=name)
    for name in choice.items:
        if name in practice:
            raise HandlingError("assign-practice", name=name)
        if name not in keys:
            raise _unknown("assign-unknown-item", "assign-unknown-item-near", name, keys)
    return [(case, item) for case, item in graded if case.id in choice.cases or item_key(case, item) in choice.items]


def _unknown(code: str, near_code: str, name: str, known: Sequence[str]) -> HandlingError:
    near = nearest(name, list(known))
    if near:
        return HandlingError(near_code, name=name, near=near)
    return HandlingError(code, name=name, known=", ".join(known))
