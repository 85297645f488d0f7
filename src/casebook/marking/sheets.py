"""The workbook that a marker fills in: a page for each question, a page with criteria and samples, and a hidden one.

Nothing in it says whose an answer is: rows come in random order under ids drawn by chance, and the file's properties
name casebook alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from casebook.labels import label, labels
from casebook.marking.cells import fit, height_of, put, shortened, width_of
from casebook.marking.criteria import write_criteria
from casebook.marking.layout import FIRST_CHOICE, PAGE, About, Column
from casebook.marking.questions import Answer, Question
from casebook.tables import to_bytes

_ID, _ANSWER, _BESIDE, _CHOICE, _COMMENT = 9, 64, 34, 26, 34
"""The widths of the columns, in characters."""
_TOP = Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", start_color="FFE8EEF4")
_FILL_IN = PatternFill("solid", start_color="FFFFFBEA")
_LINE = Side(style="thin", color="FFB8C2CC")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


@dataclass(frozen=True)
class BlindRow:
    """An answer under its id, with what two markers said of it where a third person settles."""

    blind: str
    answer: Answer
    beside: tuple[str, ...] = ()


def build_sheet(about: About, rows: Sequence[BlindRow], title: str) -> tuple[bytes, int]:
    """Return the workbook, and how many answers were too long for a cell and had to be cut."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "casebook"
    workbook.properties.title = title
    hidden = workbook.create_sheet(PAGE)
    cut, questions = 0, []
    for number, (question, group) in enumerate(groupby(rows, key=lambda row: row.answer.question), start=1):
        name = label(about.language, "mark_page", n=number)
        questions.append((name, question))
        cut += _write_page(workbook.create_sheet(name), about, question, list(group))
    write_criteria(workbook.create_sheet(labels(about.language)["mark_page_criteria"]), questions, about.language)
    _write_hidden(hidden, about)
    workbook.move_sheet(hidden, offset=len(workbook.worksheets))
    workbook.active = 0
    return to_bytes(workbook), cut


def _write_page(sheet: Any, about: About, question: Question, rows: Sequence[BlindRow]) -> int:
    """Write the page of a question: its stem, the headings, and a row for each answer; return how many were cut."""
    words = labels(about.language)
    columns = about.of(question)
    beside = max(len(row.beside) for row in rows)
    headings = [words["mark_id"], words["mark_answer"]]
    headings += [label(about.language, "mark_marker", n=number) for number in range(1, beside + 1)]
    headings += [column.heading for column in columns]
    headings.append(words["mark_comment"])
    widths = [_ID, _ANSWER, *[_BESIDE] * beside, *[_CHOICE] * len(columns), _COMMENT]
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    _write_top(sheet, about.language, question, headings, widths)
    cut = sum(
        _write_answer(sheet, number, row, beside, len(columns), words["mark_cut"])
        for number, row in enumerate(rows, start=3)
    )
    for place, column in enumerate(columns, start=3 + beside):
        letter = get_column_letter(place)
        _offer(sheet, f"{letter}3:{letter}{len(rows) + 2}", about, question, column)
    _set_up(sheet, f"A2:{get_column_letter(len(headings))}{len(rows) + 2}", about)
    return cut


def _write_top(sheet: Any, language: str, question: Question, headings: Sequence[str], widths: Sequence[float]) -> None:
    stem = label(language, "mark_stem", item=question.key, points=f"{question.item.points:g}")
    stem = f"{stem}\n{question.item.stem[language]}"
    put(sheet.cell(1, 1), stem)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.cell(1, 1).alignment = _TOP
    sheet.row_dimensions[1].height = min(120, height_of((stem, sum(widths))))
    for place, heading in enumerate(headings, start=1):
        cell = sheet.cell(2, place)
        put(cell, heading)
        cell.font, cell.fill, cell.border, cell.alignment = Font(bold=True), _HEAD, _BOX, _TOP
    sheet.row_dimensions[2].height = height_of(*zip(headings, widths, strict=True))


def _write_answer(sheet: Any, number: int, row: BlindRow, beside: int, criteria: int, told: str) -> bool:
    text, cut = fit(row.answer.text.strip(), told)
    put(sheet.cell(number, 1), row.blind)
    put(sheet.cell(number, 2), text)
    for place, said in enumerate(row.beside, start=3):
        put(sheet.cell(number, place), said)
    last = 3 + beside + criteria
    for place in range(1, last + 1):
        cell = sheet.cell(number, place)
        cell.alignment, cell.border = _TOP, _BOX
        if place >= 3 + beside:
            cell.fill = _FILL_IN
    sheet.cell(number, last).number_format = "@"  # a comment that begins with = or - stays a text
    wrapped = [(text, _ANSWER), *((said, _BESIDE) for said in row.beside), ("\n\n", _CHOICE)]
    sheet.row_dimensions[number].height = height_of(*wrapped)
    return cut


def _offer(sheet: Any, cells: str, about: About, question: Question, column: Column) -> None:
    """Give cells the drop-down of a criterion, and a note with its levels that shows when a cell is chosen."""
    row = next(number for number, each in enumerate(about.rows(), start=1) if each[1:5] == _named(column))
    first, last = (get_column_letter(FIRST_CHOICE + place) for place in (0, len(column.texts) - 1))
    offer = DataValidation(type="list", formula1=f"{PAGE}!${first}${row}:${last}${row}", allow_blank=True)
    offer.showErrorMessage = False  # points may be typed as well; reading the sheet checks them
    offer.showInputMessage = True
    offer.promptTitle = shortened(column.heading, 31)[:32]
    offer.prompt = _note(about.language, question, column)
    offer.add(cells)
    sheet.add_data_validation(offer)


def _named(column: Column) -> tuple[str, str, str, str]:
    return column.item, column.edition, column.criterion, column.heading


def _note(language: str, question: Question, column: Column) -> str:
    """Return the levels in no more than 255 characters, which is what Excel shows."""
    assert question.rubric is not None
    levels = next(each.levels for each in question.rubric.criteria if each.id == column.criterion)
    lines = [label(language, "mark_level", points=f"{each.points:g}", text=each.text[language]) for each in levels]
    most = 250 // len(lines) - 1
    whole = "\n".join(lines)
    return whole if len(whole) <= 250 else "\n".join(shortened(line, min(most, width_of(line))) for line in lines)


def _set_up(sheet: Any, table: str, about: About) -> None:
    """Freeze the headings, let rows be filtered and sorted, and fit the page to paper."""
    sheet.freeze_panes = "C3"
    sheet.auto_filter.ref = table
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = about.sheet
    sheet.oddFooter.right.text = "&P / &N"


def _write_hidden(sheet: Any, about: About) -> None:
    for number, row in enumerate(about.rows(), start=1):
        for place, value in enumerate(row, start=1):
            if isinstance(value, str):
                put(sheet.cell(number, place), value)
            else:
                sheet.cell(number, place).value = value
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
