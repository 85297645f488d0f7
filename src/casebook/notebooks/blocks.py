"""A case page as a list of blocks, in reading order: what a notebook, a web page and later a handout have in common.

The set is closed: whatever shows a case matches on `Block` and ends with `assert_never`. Ids are derived from source ids
only, never from a key, and are unique within a case.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from casebook.items.base import Item
from casebook.markup import split_at_charts
from casebook.model import AFTER_THE_DECISION, SECTIONS, Case, Chart


@dataclass(frozen=True)
class Head:
    """Title, summary, module, reading time, frameworks and objectives."""

    id: str = "head"


@dataclass(frozen=True)
class Heading:
    """A heading of the second level; `gated` if it opens only after the decision, as all does that knows what happened.

    Without text it is ours to word.
    """

    id: str
    text: str
    gated: bool = False


@dataclass(frozen=True)
class Prose:
    """A stretch of an author's MyST Markdown, with roles."""

    id: str
    markdown: str


@dataclass(frozen=True)
class DecisionPoint:
    """The question, its options and a place for the reader's reason."""

    id: str = "decision"


@dataclass(frozen=True)
class ChartBlock:
    """A chart, its caption and its what-if."""

    id: str
    chart: Chart


@dataclass(frozen=True)
class Prompts:
    """The questions for discussion."""

    id: str = "prompts"


@dataclass(frozen=True)
class ItemBlock:
    """An item; `number` counts from 1 within practice or graded."""

    id: str
    item: Item
    number: int
    graded: bool


@dataclass(frozen=True)
class Worksheet:
    """The fields of the transfer task."""

    id: str = "worksheet"


@dataclass(frozen=True)
class Evidence:
    """Figures with their sources, and assumptions with their ranges."""

    id: str = "evidence"


Block: TypeAlias = Head | Heading | Prose | DecisionPoint | ChartBlock | Prompts | ItemBlock | Worksheet | Evidence


def case_blocks(case: Case, language: str) -> Iterator[Block]:
    """Yield the blocks of a case in one language, in reading order."""
    sections = case.sections[language]
    yield Head()
    for name in SECTIONS[:-1]:
        section = sections[name]
        yield Heading(name, section.heading, gated=name in AFTER_THE_DECISION)
        yield from _prose(case, name, section.markdown)
        if name == "decision-point":
            yield DecisionPoint()
    yield Heading("discussion", "", gated=True)
    yield Prompts()
    for kind, items in (("practice", case.exercise.practice), ("graded", case.exercise.graded)):
        if items:
            yield Heading(kind, "", gated=True)
        for number, item in enumerate(items, start=1):
            yield ItemBlock(f"item-{item.id}", item, number, graded=kind == "graded")
    yield Heading("take-it-to-work", sections["take-it-to-work"].heading, gated=True)
    yield from _prose(case, "take-it-to-work", sections["take-it-to-work"].markdown)
    if case.file.transfer:
        yield Worksheet()
    yield Heading("sources", "", gated=True)
    yield Evidence()


def _prose(case: Case, name: str, markdown: str) -> Iterator[Block]:
    for index, (text, chart) in enumerate(split_at_charts(markdown), start=1):
        if text:
            yield Prose(f"{name}-{index}", text)
        if chart:
            yield ChartBlock(f"chart-{chart}", case.chart(chart))
