"""What writing and reading a sheet share: its hidden page, which says what the sheet is and what each column means."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.interactions import Rubric
from casebook.labels import label, labels
from casebook.marking.levels import offered
from casebook.marking.questions import Question

PAGE = "casebook"
FORMAT = "casebook-marking"
VERSION = 1
_NAMES = ("sheet", "course", "assignment", "release", "language")
FIRST_CHOICE = 7
"""The column of the hidden page in which the first text of a drop-down stands."""


@dataclass(frozen=True)
class Column:
    """A criterion on the sheet: its heading, its points from the lowest level, and what the drop-down offers."""

    item: str
    edition: str
    criterion: str
    heading: str
    points: tuple[float, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class About:
    """What a sheet says of itself; nothing in it tells whose the answers are."""

    sheet: str
    course: str
    assignment: str
    release: str
    language: str
    columns: tuple[Column, ...]

    def of(self, question: Question) -> tuple[Column, ...]:
        """Return the columns of a question."""
        mine = (question.key, question.edition)
        return tuple(each for each in self.columns if (each.item, each.edition) == mine)

    def rows(self) -> Iterator[Sequence[Any]]:
        """Yield the rows of the hidden page, criteria last."""
        yield "format", FORMAT
        yield "version", VERSION
        for name in _NAMES:
            yield name, getattr(self, name)
        for each in self.columns:
            points = json.dumps(each.points)
            yield "criterion", each.item, each.edition, each.criterion, each.heading, points, *each.texts


def columns_of(question: Question, language: str) -> Iterator[Column]:
    """Yield the columns of a question's criteria."""
    rubric = question.rubric or Rubric(())
    for number, each in enumerate(rubric.criteria, start=1):
        points = tuple(level.points for level in each.levels)
        heading = label(
            language,
            "mark_criterion",
            n=number,
            title=" ".join(each.title[language].split()),
            low=f"{min(points):g}",
            high=f"{max(points):g}",
        )
        texts = tuple(offered(each.levels, language))
        yield Column(question.key, question.edition, each.id, heading, points, texts)


def id_headings() -> set[str]:
    """Return how the column of ids is headed, in every language."""
    return {labels(language)["mark_id"] for language in ("zh", "en")}


def comment_headings() -> set[str]:
    """Return how the column of comments is headed, in every language."""
    return {labels(language)["mark_comment"] for language in ("zh", "en")}


def read_about(rows: Sequence[Sequence[Any]]) -> About | None:
    """Return what a hidden page says; None where it is not one of ours, or damaged."""
    values: dict[str, Any] = {}
    columns = []
    for row in rows:
        if row and row[0] == "criterion":
            column = _column(row)
            if column is None:
                return None
            columns.append(column)
        elif len(row) > 1 and isinstance(row[0], str):
            values.setdefault(row[0], row[1])
    if values.get("format") != FORMAT or values.get("version") != VERSION or not _all_text(values):
        return None
    return About(**{name: values[name] for name in _NAMES}, columns=tuple(columns))


def _all_text(values: Mapping[str, Any]) -> bool:
    return all(isinstance(values.get(name), str) for name in _NAMES)


def _column(row: Sequence[Any]) -> Column | None:
    if len(row) < FIRST_CHOICE or not all(isinstance(each, str) for each in row[1:6]):
        return None
    try:
        points = json.loads(row[5])
    except (ValueError, RecursionError):
        return None
    texts = [str(each) for each in row[6:] if each is not None]
    if not isinstance(points, list) or not all(isinstance(each, int | float) for each in points):
        return None
    if len(points) != len(texts):
        return None
    return Column(row[1], row[2], row[3], row[4], tuple(map(float, points)), tuple(texts))
