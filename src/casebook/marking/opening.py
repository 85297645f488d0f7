"""A workbook from somebody else, taken as pages of values. Nothing in it is run, followed or unpacked without bounds."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from casebook.errors import Problem, SourceError
from casebook.tables import refuse_other_methods

MAX_BYTES = 50_000_000
MAX_UNPACKED = 200_000_000
MAX_TAGS = 1_500_000
"""Tags of XML in all parts together: a parser takes some hundred bytes of memory for each, however short they are."""
MAX_PARTS = 500
MAX_PAGES = 200
MAX_ROWS = 50_000
MAX_COLUMNS = 100


class Formula:
    """What stands in a cell that holds a formula; it is not worked out."""


@dataclass(frozen=True)
class Page:
    """A worksheet: its title, and its rows with their numbers, counting from 1, as far as they hold anything."""

    title: str
    rows: tuple[tuple[int, tuple[Any, ...]], ...]


def address(page: str, row: int, column: int) -> str:
    """Return where a cell is, as Excel says it; row and column count from 1."""
    return f"{page}!{get_column_letter(column)}{row}"


def read_pages(path: Path) -> list[Page]:
    """Return the worksheets of a workbook; raise SourceError where it cannot be taken."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused(path, "mark-file-big", most=str(MAX_BYTES // 1_000_000))
        data = path.read_bytes()
    except OSError as error:
        raise _refused(path, "cannot-read", reason=error.strerror or str(error)) from error
    try:
        _inspect(path, data)
        return _pages(data)
    except SourceError:
        raise
    except Exception as error:  # whatever a damaged or forged workbook makes openpyxl and zipfile raise
        raise _refused(path, "mark-not-workbook") from error


def _inspect(path: Path, data: bytes) -> None:
    """Refuse an archive that is too large, holds a program or other files, or declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_other_methods(archive)
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(each.file_size for each in parts) > MAX_UNPACKED:
            raise _refused(path, "mark-file-big", most=str(MAX_BYTES // 1_000_000))
        names = [each.filename.lower() for each in parts]
        if any("vbaproject" in name or "/macrosheets/" in name for name in names):
            raise _refused(path, "mark-macros")
        if any("/externallinks/" in name or "/embeddings/" in name for name in names):
            raise _refused(path, "mark-links")
        tags = 0
        for part in parts:
            is_text = part.filename.lower().endswith((".xml", ".rels"))
            before = b""
            with archive.open(part) as file:
                while chunk := file.read(1 << 20):
                    tags += chunk.count(b"<")
                    # A workbook never declares a document type; in UTF-16 one could hide from this look.
                    if b"<!DOCTYPE" in before + chunk or (is_text and b"\0" in chunk):
                        raise _refused(path, "mark-not-workbook")
                    before = chunk[-8:]
            if tags > MAX_TAGS:
                raise _refused(path, "mark-file-big", most=str(MAX_BYTES // 1_000_000))


def _pages(data: bytes) -> list[Page]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    try:
        return [Page(each.title, _rows(each)) for each in workbook.worksheets[:MAX_PAGES]]
    finally:
        workbook.close()


def _rows(worksheet: Any) -> tuple[tuple[int, tuple[Any, ...]], ...]:
    worksheet.reset_dimensions()  # what a file says of its size may be wrong
    rows = enumerate(worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS), start=1)
    found = ((number, tuple(map(_value, row))) for number, row in rows)
    return tuple((number, row) for number, row in found if any(each is not None for each in row))


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return Formula
    if isinstance(cell.value, str):
        return cell.value.strip() or None
    return cell.value


def _refused(path: Path, code: str, **details: str) -> SourceError:
    return SourceError([Problem(path, 0, code, tuple(details.items()))])


def trimmed(row: Sequence[Any]) -> Sequence[Any]:
    """Return a row without the empty cells at its end."""
    end = max((place for place, each in enumerate(row, start=1) if each is not None), default=0)
    return row[:end]
