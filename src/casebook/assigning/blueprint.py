"""A blueprint: so many items of each kind, read from YAML and filled from the course's graded items."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field

from casebook.errors import Problem, SourceError
from casebook.items import ITEM_TYPES, Item
from casebook.items.base import Bloom, Frozen, Id
from casebook.loader.reading import Document, read_yaml
from casebook.loader.validate import build_list
from casebook.model import Case, Course, item_key
from casebook.registry import nearest
from casebook.text import type_name

Entry: TypeAlias = tuple[Case, Item]


class Rule(Frozen):
    """So many items that are all of this: of the objective, Bloom level and type, and of one of the cases."""

    count: Annotated[int, Field(ge=1, le=1000)]
    objective: Id | None = None
    bloom: Bloom | None = None
    type: str | None = None
    case: Id | None = None
    cases: Annotated[tuple[Id, ...], Field(min_length=1, strict=False)] | None = None

    def takes(self, case: Case, item: Item) -> bool:
        """Say whether an item is of this rule's kind."""
        named = (*(self.cases or ()), *((self.case,) if self.case else ()))
        return (
            self.objective in (None, item.objective)
            and self.bloom in (None, item.bloom)
            and self.type in (None, item.type)
            and (not named or case.id in named)
        )


@dataclass(frozen=True)
class Filled:
    """A rule with the items that are its own: `chosen` are as many as it counts, `spare` the others of its kind."""

    rule: Rule
    chosen: tuple[str, ...]
    spare: tuple[str, ...]


def read_blueprint(path: Path, course: Course) -> tuple[tuple[Rule, ...], Document]:
    """Return the rules of a file with the document they came from; raise SourceError with every problem of it."""
    problems: list[Problem] = []
    document = read_yaml(path, problems.append)
    rules: list[Rule] = []
    if document is not None and not isinstance(document.data, list):
        problems.append(document.problem((), "wrong-type", found_type=type_name(document.data), expected="list"))
    elif document is not None:
        read = build_list(Rule, document, (), document.data, course.languages, problems.append)
        for index, rule in read:
            problems += _unknown(rule, document, index, course)
        rules = [rule for _, rule in read]
        if not document.data:
            problems.append(document.problem((), "blueprint-empty"))
    if problems or document is None:
        raise SourceError(problems)
    return tuple(rules), document


def fill(
    rules: Sequence[Rule], document: Document, entries: Sequence[Entry], rank: Callable[[str], bytes]
) -> tuple[Filled, ...]:
    """Give each rule items of its own, no item to two; raise SourceError naming each rule that lacks some.

    Where several items will do, those of the lowest rank are chosen; a rule never takes what another cannot do without.
    """
    keys = sorted((item_key(case, item) for case, item in entries), key=rank)
    by_key = {item_key(case, item): (case, item) for case, item in entries}
    fitting = [[key for key in keys if rule.takes(*by_key[key])] for rule in rules]
    holder: dict[str, int] = {}
    lacking = []
    for index, rule in enumerate(rules):
        found = sum(_take(index, fitting, holder, set()) for _ in range(rule.count))
        if found < rule.count:
            lacking.append(_lack(document, index, rule, fitting, found))
    if lacking:
        raise SourceError(lacking)
    spare: list[list[str]] = [[] for _ in rules]
    for key in keys:
        owner = next((index for index, fits in enumerate(fitting) if key in fits), None)
        if key not in holder and owner is not None:
            spare[owner].append(key)
    chosen = [[key for key in keys if holder.get(key) == index] for index in range(len(rules))]
    return tuple(Filled(rule, tuple(own), tuple(more)) for rule, own, more in zip(rules, chosen, spare, strict=True))


def _take(index: int, fitting: Sequence[Sequence[str]], holder: dict[str, int], tried: set[str]) -> bool:
    """Give a rule one more item, if need be one whose rule finds another: Kuhn's augmenting path."""
    for key in fitting[index]:
        if key not in holder:
            holder[key] = index
            return True
    for key in fitting[index]:
        if key in tried or holder[key] == index:
            continue
        tried.add(key)
        if _take(holder[key], fitting, holder, tried):
            holder[key] = index
            return True
    return False


def _lack(document: Document, index: int, rule: Rule, fitting: Sequence[Sequence[str]], found: int) -> Problem:
    details = {"rule": index + 1, "count": rule.count, "lacking": rule.count - found, "fitting": len(fitting[index])}
    shared = len(fitting[index]) >= rule.count
    return document.problem((index,), "blueprint-shared" if shared else "blueprint-unfilled", **details)


def _unknown(rule: Rule, document: Document, index: int, course: Course) -> Iterator[Problem]:
    """Yield a problem for each name of a rule that the course does not have."""
    objectives = sorted({each.id for case in course.cases for each in case.file.objectives})
    cases = [case.id for case in course.cases]
    named: list[tuple[tuple[str | int, ...], str | None, Sequence[str]]] = [
        (("objective",), rule.objective, objectives),
        (("type",), rule.type, ITEM_TYPES.names()),
        (("case",), rule.case, cases),
        *((("cases", at), each, cases) for at, each in enumerate(rule.cases or ())),
    ]
    for place, name, known in named:
        if name is not None and name not in known:
            near = nearest(name, list(known))
            code = "not-one-of-near" if near else "not-one-of"
            yield document.problem((index, *place), code, found=name, near=near, known=", ".join(known))
