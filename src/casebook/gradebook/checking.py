"""Read a backup that may be truncated, changed or hostile: nothing of it is used before all of it was checked."""

import hashlib
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, Table

from casebook.errors import GradebookError
from casebook.gradebook.backup import (
    FORMAT,
    MANIFEST,
    REFERENCES,
    TABLES,
    VERSION,
    columns_of,
    manifest_digest,
    members_of,
)
from casebook.gradebook.tables import Json, Moment, Words
from casebook.tables import refuse_other_methods

MAX_FILES = 200_000
MAX_UNPACKED = 20_000_000_000
MAX_LINE = 50_000_000
MAX_MANIFEST = 100_000_000
_CHUNK = 1 << 20
_PART = re.compile(r"[^/\\:\0-\x1f]+")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,  # a place that the archive names and that no file has
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    AttributeError,
)
"""What reading damaged archives and JSON raises."""


class Backup:
    """A backup that was checked."""

    def __init__(self, archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
        self._archive = archive
        self._files: dict[str, dict[str, Any]] = manifest["files"]
        self.course: str = manifest["course"]

    def names(self, start: str) -> list[str]:
        """Return the names of the files that begin so."""
        return sorted(name for name in self._files if name.startswith(start))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a file's content, never more of it than the backup says that there is; raise ValueError where it differs."""
        said, digest, size = self._files[name], hashlib.sha256(), 0
        with self._archive.open(name) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > said["size"]:
                    raise ValueError(name)
                digest.update(chunk)
                yield chunk
        if (size, digest.hexdigest()) != (said["size"], said["sha256"]):
            raise ValueError(name)

    def holds(self, name: str, path: Path) -> bool:
        """Say whether a file is in the backup just as it is."""
        return name in self._files and hashlib.sha256(path.read_bytes()).hexdigest() == self._files[name]["sha256"]

    def rows(self, table: Table) -> Iterator[dict[str, Any]]:
        """Yield a table's rows."""
        rest = b""
        for chunk in self.chunks(members_of(table)):
            *lines, rest = (rest + chunk).split(b"\n")
            if len(rest) > MAX_LINE:
                raise ValueError(table.name)
            yield from map(json.loads, lines)
        if rest:
            raise ValueError(table.name)


@contextmanager
def opened(source: Path) -> Iterator[Backup]:
    """Open a backup and check all of it; raise GradebookError, which says where, for one that cannot be taken."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise GradebookError("backup-unreadable", path=source, reason=error.strerror or error) from error
    with file:
        try:
            archive = zipfile.ZipFile(file)
        except _DAMAGED as error:
            raise GradebookError("backup-foreign", path=source) from error
        with archive:
            yield _checked(archive, source)


def _checked(archive: zipfile.ZipFile, source: Path) -> Backup:
    where = MANIFEST
    try:
        refuse_other_methods(archive)
        backup = Backup(archive, _manifest(archive, source))
        for name in backup.names("records/"):
            where = name
            for _ in backup.chunks(name):
                pass
        counts: dict[str, int] = {}
        for table in TABLES:
            where = members_of(table)
            counts[table.name] = sum(_check_row(table, row, counts) for row in backup.rows(table))
    except _DAMAGED as error:
        raise GradebookError("backup-damaged", path=source, where=where) from error
    return backup


def _manifest(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    names = archive.namelist()
    if MANIFEST not in names:
        raise GradebookError("backup-foreign", path=source)
    with archive.open(MANIFEST) as file:
        manifest = json.loads(file.read(MAX_MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise GradebookError("backup-foreign", path=source)
    version = manifest.get("version")
    if isinstance(version, int) and version > VERSION:
        raise GradebookError("backup-newer", path=source, version=version, known=VERSION)
    if version != VERSION or manifest["sha256"] != manifest_digest(manifest) or not isinstance(manifest["course"], str):
        raise ValueError(MANIFEST)
    files = manifest["files"]
    if sorted([*files, MANIFEST]) != sorted(names) or len(names) > MAX_FILES:
        raise ValueError(MANIFEST)
    if sum(each["size"] for each in files.values()) > MAX_UNPACKED:
        raise ValueError(MANIFEST)
    for name in files:
        _check_name(name)
    return manifest


def _check_name(name: str) -> None:
    """Refuse a name that is not of ours, leads elsewhere, or stands for the gradebook."""
    if name in {members_of(table) for table in TABLES}:
        return
    first, *rest = name.split("/")
    if first != "records" or not rest or PurePosixPath(name).as_posix() != name:
        raise ValueError(name)
    is_hidden = any(part.startswith(".") for part in rest) and rest != [".gitignore"]
    if is_hidden or rest[0].startswith("gradebook.db") or not all(_PART.fullmatch(part) for part in rest):
        raise ValueError(name)


def _check_row(table: Table, row: Any, counts: dict[str, int]) -> bool:
    """Refuse a row that does not have the table's columns, or refers to one that is not there."""
    if not isinstance(row, dict) or set(row) != set(columns_of(table)):
        raise ValueError(table.name)
    references = REFERENCES.get(table.name, ())
    for name, value in row.items():
        column = table.c[name]
        if value is None:
            fits = bool(column.nullable)
        elif name in references:
            fits = type(value) is int and 0 <= value < counts[name]
        else:
            fits = _fits(column, value)
        if not fits:
            raise ValueError(name)
    return True


def _fits(column: Column[Any], value: Any) -> bool:
    match column.type:
        case Words():
            return isinstance(value, str)
        case Moment():
            return datetime.fromisoformat(value).tzinfo is not None
        case Float():
            return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e12
        case Integer():
            return type(value) is int
        case Boolean():
            return isinstance(value, bool)
        case Json():
            return _is_note(value) if column.name == "reason" else _is_json(column.name, value)
    return False


def _is_json(name: str, value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_note, value)) if name == "notes" else isinstance(value, dict)


def _is_note(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"code", "details"} and isinstance(value["details"], dict)
