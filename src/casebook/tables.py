"""Tables as HR has them: read from Excel and CSV in whatever encoding, written so that Excel opens them as they are."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from casebook.errors import HandlingError

MAX_BYTES = 50_000_000
MAX_UNPACKED = 500_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How archives may be packed: by other methods a few bytes unpack to any number before it can be counted."""
_ENCODINGS = ("utf-8-sig", "gb18030")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would take for a formula."""


@dataclass(frozen=True)
class Row:
    """A row of a table: its number in the file, counting from 1, and its cells as text without blanks around it."""

    number: int
    cells: tuple[str, ...]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file or of an Excel file's first sheet that hold anything; raise HandlingError.

    CSV may be UTF-8, UTF-16 with its mark, or GB18030, with commas, semicolons or tabs.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise HandlingError("table-big", path=path, most=MAX_BYTES // 1_000_000)
        rows = _excel(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv(path)
        found = [Row(number, tuple(map(_plain, cells))) for number, cells in enumerate(rows, start=1)]
    except OSError as error:
        raise HandlingError("table-unreadable", path=path, reason=error.strerror or error) from error
    return [row for row in found if any(row.cells)]


def refuse_other_methods(archive: zipfile.ZipFile) -> None:
    """Raise BadZipFile for an archive packed otherwise than every office program packs."""
    if any(each.compress_type not in METHODS for each in archive.infolist()):
        raise zipfile.BadZipFile("packed by another method")


def write_csv(path_or_text: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV that Excel opens with Chinese intact: UTF-8 with its mark, no cell a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([neutral(cell) for cell in row] for row in path_or_text)
    return text.getvalue().encode("utf-8-sig")


def neutral(value: Any) -> Any:
    """Return a cell's value, an apostrophe before a text that a spreadsheet would run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_bytes(workbook: Workbook) -> bytes:
    """Return a workbook as the bytes of its file."""
    held = io.BytesIO()
    workbook.save(held)
    return held.getvalue()


def _excel(path: Path) -> list[Sequence[Any]]:
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_other_methods(archive)
            if sum(each.file_size for each in archive.infolist()) > MAX_UNPACKED:
                raise HandlingError("table-big", path=path, most=MAX_BYTES // 1_000_000)
        workbook = load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = workbook.worksheets[0]
            return list(sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True))
        finally:
            workbook.close()
    except (HandlingError, OSError):
        raise
    except Exception as error:  # whatever a damaged, locked or forged workbook makes openpyxl and zipfile raise
        raise HandlingError("table-not-excel", path=path) from error


def _csv(path: Path) -> list[Sequence[str]]:
    data = path.read_bytes()
    if data.startswith(b"PK"):
        return list(_excel(path))
    text = _decoded(data, path)
    if "\0" in text:
        raise HandlingError("table-not-text", path=path)
    delimiter = max(",;\t", key=text[: text.find("\n") + 1 or None].count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise HandlingError("table-unreadable", path=path, reason=error) from error


def _decoded(data: bytes, path: Path) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HandlingError("table-not-text", path=path)


def _plain(value: Any) -> str:
    """Return a cell as text; a whole number that Excel keeps as 1001.0 is 1001."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()
