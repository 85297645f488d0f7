"""The page with the criteria in full and the sample answers: what a marker reads before the first answer."""

from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill

from casebook.items import Item
from casebook.items.short_answer import ShortAnswer
from casebook.labels import label, labels
from casebook.marking.cells import height_of, put
from casebook.marking.questions import Question

_WIDTHS = (26, 78, 64)
_TOP = Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", start_color="FFE8EEF4")
_LEVELS = ("good", "fair", "poor")


def write_criteria(sheet: Any, questions: Sequence[tuple[str, Question]], language: str) -> None:
    """Write how to mark, then for each page its question, the criteria with all levels, and the samples by level."""
    words = labels(language)
    for place, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABC"[place]].width = width
    rows: list[tuple[str, ...]] = [(words["mark_how"],)]
    for name, question in questions:
        points = f"{question.item.points:g}"
        rows += [(), (f"{name} · {label(language, 'mark_stem', item=question.key, points=points)}",)]
        rows += [(question.item.stem[language],), (words["mark_criteria"], words["mark_levels"])]
        rows += _criteria(question, language)
        samples = list(_samples(question.item, language))
        if samples:
            rows += [(words["mark_samples"], words["mark_answer"], words["mark_why"]), *samples]
    bold = (words["mark_criteria"], words["mark_samples"])
    for number, row in enumerate(rows, start=1):
        _write(sheet, number, row, is_head=bool(row) and row[0] in bold)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(sheet: Any, number: int, row: Sequence[str], *, is_head: bool) -> None:
    """Write a row: a single text goes across the page."""
    for place, text in enumerate(row, start=1):
        cell = sheet.cell(number, place)
        put(cell, text)
        cell.alignment = _TOP
        if is_head:
            cell.font, cell.fill = Font(bold=True), _HEAD
    if len(row) == 1:
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=3)
    widths = (sum(_WIDTHS),) if len(row) == 1 else _WIDTHS
    if row:
        sheet.row_dimensions[number].height = height_of(*zip(row, widths, strict=False))


def _criteria(question: Question, language: str) -> Iterator[tuple[str, ...]]:
    assert question.rubric is not None
    for number, each in enumerate(question.rubric.criteria, start=1):
        levels = [
            label(language, "mark_level", points=f"{level.points:g}", text=level.text[language])
            for level in each.levels
        ]
        yield f"{number}. {each.title[language]}", "\n".join(levels)


def _samples(item: Item, language: str) -> Iterator[tuple[str, ...]]:
    """Yield level, text and reason of each sample; for other types than short answers, the model answers."""
    words = labels(language)
    if isinstance(item, ShortAnswer):
        for each in sorted(item.samples, key=lambda sample: _LEVELS.index(sample.level)):
            yield words[f"mark_level_{each.level}"], each.text[language], each.why[language]
    else:
        for text in item.model_answers():
            yield words["mark_level_good"], text[language], ""
