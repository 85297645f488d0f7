"""Tables for people who work in Excel: a frozen header, filters, widths, numbers as numbers, and never a formula."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from casebook.tables import neutral, to_bytes, write_csv
from casebook.unseen import visible_lines

LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""
_HEAD = PatternFill("solid", fgColor="E8F1F1")
_GREY = "8A8F92"


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and how its numbers are written."""

    heading: str
    width: float = 12
    format: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, columns and rows; `grey` are the places of rows that are shown greyed."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    grey: frozenset[int] = field(default=frozenset())
    filtered: bool = True

    def table(self) -> list[list[Any]]:
        """Return the headings and the rows as plain values, times as text."""
        body = [
            [f"{each:%Y-%m-%d %H:%M}" if isinstance(each, datetime) else held(each) for each in row]
            for row in self.rows
        ]
        return [[held(column.heading) for column in self.columns], *body]


def held(value: Any) -> Any:
    """Return a value that a cell can hold: text without what spreadsheets refuse, and no formula."""
    if isinstance(value, str):
        value = neutral(visible_lines(value))
        return value if len(value) <= LONGEST else value[:LONGEST] + "…"
    return round(value, 10) if isinstance(value, float) else value


def to_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV."""
    return write_csv(sheet.table())


def to_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Return sheets as an Excel file, the same bytes for the same sheets."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in sheets:
        _fill(workbook.create_sheet(sheet.name[:31]), sheet)
    fixed = datetime(2020, 1, 1)
    workbook.properties.created = workbook.properties.modified = fixed
    return to_bytes(workbook)


def _fill(worksheet: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        cell = worksheet.cell(1, place)
        _put(cell, column.heading)
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        worksheet.column_dimensions[get_column_letter(place)].width = column.width
    grey = Font(color=_GREY)
    for number, row in enumerate(sheet.rows):
        for place, value in enumerate(row, start=1):
            if value is None:
                continue
            cell = worksheet.cell(number + 2, place)
            _put(cell, value)
            form = sheet.columns[place - 1].format
            if form and not isinstance(value, str):
                cell.number_format = form
            if number in sheet.grey:
                cell.font = grey
    worksheet.freeze_panes = "B2"
    if sheet.filtered and sheet.rows:
        worksheet.auto_filter.ref = worksheet.dimensions
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.print_title_rows = "1:1"


def _put(cell: Any, value: Any) -> None:
    cell.value = held(value)
    if isinstance(value, str):
        cell.data_type = "s"
