"""Compare markers: gather what several of them gave for the same answer, and lay out the result as tables."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from casebook.errors import HandlingError
from casebook.labels import label, labels
from casebook.marking.agreement import LEAST, Agreement, Difference, Marked, agreements, differences
from casebook.marking.cells import put
from casebook.marking.desk import Desk
from casebook.marking.sending import newest_marks
from casebook.tables import to_bytes, write_csv
from casebook.text import Text

Cell = str | float | int | None


@dataclass(frozen=True)
class Comparison:
    """How far the markers of an assignment agree; `titles` names the criteria of each item."""

    agreements: Sequence[Agreement]
    differences: Sequence[Difference]
    titles: Mapping[str, Mapping[str, Text]]


def compare(desk: Desk, name: str) -> Comparison:
    """Return how far markers agree on what two or more of them marked, before anything was settled."""
    record = desk.records.read(name)
    questions = desk.questions(record)
    titles = {}
    for released in record.items:
        question = questions.of(released.key, None)
        if question is not None and question.rubric is not None:
            titles[released.key] = {each.id: each.title for each in question.rubric.criteria}
    marked = list(_marked(desk, name, titles))
    criteria = {item: tuple(names) for item, names in titles.items()}
    return Comparison(agreements(marked, criteria), differences(marked), titles)


def _marked(desk: Desk, name: str, titles: Mapping[str, Any]) -> Iterator[Marked]:
    for held in desk.gradebook.held(name):
        for item in titles:
            marks = newest_marks(each for each in held.events if each.item == item)
            scored = {who: each.score for who, each in marks.items() if each.score is not None}
            if len(scored) > 1:
                yield Marked(item, {who: marks[who].detail.get("levels", {}) for who in scored}, scored)


def tables_of(found: Comparison, language: str) -> list[tuple[str, list[list[Cell]]]]:
    """Return the tables that people read, each with its title and its headings in the first row."""
    words = labels(language)
    agreed: list[list[Cell]] = [
        [words[f"mark_agree_{each}"] for each in ("item", "criterion", "pairs", "exact", "kappa")]
    ]
    for each in found.agreements:
        criterion = found.titles[each.item][each.criterion][language] if each.criterion else words["mark_agree_total"]
        agreed.append([each.item, criterion, each.pairs, _rounded(each.exact), _rounded(each.kappa)])
    severe: list[list[Cell]] = [[words[f"mark_agree_{each}"] for each in ("marker", "item", "answers", "difference")]]
    severe += [
        [each.marker, each.item or words["mark_agree_all"], each.answers, _rounded(each.mean)]
        for each in found.differences
    ]
    return [(words["mark_agreement"], agreed), (words["mark_differences"], severe)]


def few_told(found: Comparison, language: str) -> str:
    """Return the sentence that says where there is too little to say anything; empty where there is enough."""
    few = any(each.exact is None for each in found.agreements) or any(each.mean is None for each in found.differences)
    return label(language, "mark_agree_few", least=LEAST) if few else ""


def to_file(found: Comparison, language: str, suffix: str) -> bytes:
    """Return the tables as a file of a kind, `.xlsx` or `.csv`; raise HandlingError for another."""
    tables = tables_of(found, language)
    told = few_told(found, language)
    if suffix == ".csv":
        rows: list[Sequence[Cell]] = []
        for title, table in tables:
            rows += [[title], *table, []]
        return write_csv([*rows, [told]] if told else rows[:-1])
    if suffix != ".xlsx":
        raise HandlingError("mark-agree-file", suffix=suffix or "-")
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, table in tables:
        sheet = workbook.create_sheet(title)
        lines: list[list[Cell]] = [*table, [], [told]]
        for number, row in enumerate(lines, start=1):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(number, place)
                put(cell, value) if isinstance(value, str) else setattr(cell, "value", value)
                cell.font = Font(bold=number == 1)
        for letter, width in zip("ABCDE", (34, 34, 12, 14, 14), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
    return to_bytes(workbook)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3) + 0.0
