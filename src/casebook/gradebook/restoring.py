"""Put a backup back: everything in it is checked before anything is touched, and then all of it is taken or nothing."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from casebook.errors import GradebookError
from casebook.gradebook.backup import REFERENCES, TABLES, belongs, record_files
from casebook.gradebook.book import Gradebook
from casebook.gradebook.checking import Backup, opened
from casebook.gradebook.guards import guard, unguard
from casebook.gradebook.opening import shown
from casebook.gradebook.tables import Moment, submission
from casebook.records import Records

_AT_ONCE = 500


def restore_backup(book: Gradebook, records: Records, source: Path, *, replace: bool = False) -> int:
    """Put a backup of a course in the place of its gradebook and records; return how many submissions it holds.

    Raise GradebookError for a file that is damaged, foreign, newer or of another course, and, unless `replace` is given,
    where there is something already.
    """
    with opened(source) as backup:
        if backup.course != book.course:
            raise GradebookError("backup-course", path=source, course=backup.course, known=book.course)
        _refuse_other_course(records, book.course)
        if not replace:
            _refuse_overwriting(book, records, backup)
        records.make()
        with _staged(records, backup) as staged, book.writing() as connection:
            try:
                count = _fill(connection, book.course, backup)
            except IntegrityError as error:
                raise GradebookError("backup-damaged", path=source, where="gradebook/") from error
            with _swapped(records, book, staged):
                connection.commit()
    return count


def _refuse_other_course(records: Records, course: str) -> None:
    for name in records.assignments():
        found = records.read(name).course
        if found != course:
            raise GradebookError("restore-other-course", path=records.folder, course=found)


def _refuse_overwriting(book: Gradebook, records: Records, backup: Backup) -> None:
    """Refuse a gradebook with anything in it, and records that are not those of the backup already."""
    with book.reading() as connection:
        for table in TABLES:
            asked = select(func.count()).select_from(table).where(belongs(table, book.course))
            if connection.execute(asked).scalar():
                raise GradebookError("restore-not-empty", where=shown(book.engine))
    for path in record_files(records, book):
        name = f"records/{path.relative_to(records.folder).as_posix()}"
        if name != "records/.gitignore" and not backup.holds(name, path):
            raise GradebookError("restore-not-empty", where=path)


# ---- The gradebook ----


def _fill(connection: Connection, course: str, backup: Backup) -> int:
    """Replace a course's rows by those of a backup."""
    unguard(connection)
    for table in reversed(TABLES):
        connection.execute(delete(table).where(belongs(table, course)))
    numbers: dict[str, list[int]] = {}
    for table in TABLES:
        numbers[table.name] = []
        for part in _parts(backup.rows(table)):
            rows = [_row(table, each, course, numbers) for each in part]
            adding = insert(table).returning(table.c.number, sort_by_parameter_order=True)
            numbers[table.name] += connection.execute(adding, rows).scalars()
    guard(connection)
    return len(numbers[submission.name])


def _row(table: Table, held: dict[str, Any], course: str, numbers: dict[str, list[int]]) -> dict[str, Any]:
    row = dict(held)
    if "course" in table.c:
        row["course"] = course
    for name in REFERENCES.get(table.name, ()):
        row[name] = None if held[name] is None else numbers[name][held[name]]
    for name, value in held.items():
        if isinstance(table.c[name].type, Moment) and value is not None:
            row[name] = datetime.fromisoformat(value)
    return row


def _parts(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


# ---- The records ----


@contextmanager
def _staged(records: Records, backup: Backup) -> Iterator[Path]:
    """Unpack the records of a backup beside those that are there."""
    folder = records.folder / f".restoring-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    try:
        for name in backup.names("records/"):
            path = folder.joinpath(*name.split("/")[1:])
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with path.open("xb") as file:
                path.chmod(0o600)
                for chunk in backup.chunks(name):
                    file.write(chunk)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _swapped(records: Records, book: Gradebook, staged: Path) -> Iterator[None]:
    """Put the staged records in the place of those that are there; the old ones come back if what follows fails."""
    aside = records.folder / f".replaced-{secrets.token_hex(4)}"
    aside.mkdir(mode=0o700)
    moves: list[tuple[Path, Path]] = []
    try:
        for old in record_files(records, book):
            _move(old, aside / old.relative_to(records.folder), moves)
        for new in sorted(path for path in staged.rglob("*") if path.is_file()):
            _move(new, records.folder / new.relative_to(staged), moves)
        yield
    except BaseException:
        for source, target in reversed(moves):
            target.replace(source)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        for folder in sorted((path for path in records.folder.rglob("*") if path.is_dir()), reverse=True):
            if not any(folder.iterdir()) and folder != staged:
                folder.rmdir()


def _move(source: Path, target: Path, moves: list[tuple[Path, Path]]) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source.replace(target)
    moves.append((source, target))
