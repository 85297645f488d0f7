"""Everything of a course that HR has, in one file: the gradebook whatever database it is in, and the records folder.

A zip of `backup.json`, which names every other file with its size and SHA-256, of `gradebook/<table>.jsonl`, one row a line,
and of `records/`. Rows refer to learners by id and to others by their place, so that the file is the same whichever
database it comes from. The same content gives the same bytes.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, select

from casebook.errors import GradebookError
from casebook.gradebook.book import Gradebook
from casebook.gradebook.tables import event, learner, sheet, sheet_row, submission, to_json
from casebook.records import Records

FORMAT, VERSION = "casebook-backup", 1
MANIFEST = "backup.json"
TABLES: tuple[Table, ...] = (learner, submission, event, sheet, sheet_row)
REFERENCES = {"submission": ("learner",), "event": ("submission",), "sheet_row": ("sheet", "submission")}
"""The columns that hold another row's number; in a backup they hold its place, counting from 0."""
_DATE = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20


def columns_of(table: Table) -> list[str]:
    """Return the columns that a backup holds: a row's number and its course go without saying."""
    return [column.name for column in table.columns if column.name not in ("number", "course")]


def members_of(table: Table) -> str:
    """Return the name of the file with a table's rows."""
    return f"gradebook/{table.name}.jsonl"


def write_backup(book: Gradebook, records: Records, target: Path) -> int:
    """Write a backup, for its owner alone; return how many submissions are in it. Raise GradebookError where the file exists already."""
    if target.exists():
        raise GradebookError("backup-exists", path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                count = _write(archive, book, records)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, target)  # never over another file, not even over one made meanwhile
    except FileExistsError:
        raise GradebookError("backup-exists", path=target) from None
    finally:
        Path(name).unlink(missing_ok=True)
    return count


def record_files(records: Records, book: Gradebook | None = None) -> list[Path]:
    """Return the files of the records folder that a backup holds: all but the gradebook itself and unfinished work."""
    kept = {str(records.gradebook)}
    if book is not None and book.engine.dialect.name == "sqlite":
        kept.add(str(Path(book.engine.url.database or "").resolve()))
    databases = {f"{Path(path).resolve()}{end}" for path in kept for end in ("", "-wal", "-shm", "-journal")}
    files = []
    for path in sorted(records.folder.rglob("*")):
        parts = path.relative_to(records.folder).parts
        is_hidden = any(part.startswith(".") for part in parts) and parts != (".gitignore",)
        if path.is_file() and not path.is_symlink() and not is_hidden and str(path.resolve()) not in databases:
            files.append(path)
    return files


def manifest_digest(manifest: dict[str, Any]) -> str:
    """Return the SHA-256 over a manifest, without its own."""
    held = {key: value for key, value in manifest.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _write(archive: zipfile.ZipFile, book: Gradebook, records: Records) -> int:
    manifest: dict[str, Any] = {"format": FORMAT, "version": VERSION, "course": book.course, "files": {}}
    with book.reading() as connection:
        places: dict[str, dict[int, int]] = {}
        for table in TABLES:
            lines = _lines(connection, table, book.course, places)
            manifest["files"][members_of(table)] = _put(archive, members_of(table), lines)
    for path in record_files(records, book):
        name = f"records/{path.relative_to(records.folder).as_posix()}"
        manifest["files"][name] = _put(archive, name, _chunks(path))
    manifest["sha256"] = manifest_digest(manifest)
    _put(archive, MANIFEST, iter([json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"]))
    return len(places[submission.name])


def _put(archive: zipfile.ZipFile, name: str, chunks: Iterator[bytes]) -> dict[str, Any]:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    info.create_system = 3
    digest, size = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _lines(connection: Connection, table: Table, course: str, places: dict[str, dict[int, int]]) -> Iterator[bytes]:
    """Yield the rows of a table as lines, in the order in which they were recorded, and note their places."""
    asked = select(table).order_by(table.c.number).where(belongs(table, course))
    own = places.setdefault(table.name, {})
    names, references = columns_of(table), REFERENCES.get(table.name, ())
    for row in connection.execution_options(yield_per=1000).execute(asked).mappings():
        own[row["number"]] = len(own)
        values = {name: _plain(row[name]) for name in names}
        for name in references:
            values[name] = None if row[name] is None else places[name][row[name]]
        yield to_json(values).encode() + b"\n"


def belongs(table: Table, course: str) -> Any:
    """Return the condition that a row is of a course."""
    if "course" in table.c:
        return table.c.course == course
    parent = sheet if table is sheet_row else submission
    return table.c[parent.name].in_(select(parent.c.number).where(parent.c.course == course))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
