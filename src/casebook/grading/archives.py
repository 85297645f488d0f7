"""Zip archives: their entries as submissions, each within bounds, none written to disk."""

import hashlib
import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any

from casebook.grading.entries import MAX_FILE, Incoming, is_litter, refused
from casebook.grading.mails import is_mail, parts_of
from casebook.tables import METHODS
from casebook.unseen import visible

MAX_ENTRIES = 50_000
MAX_TOTAL = 4_000_000_000
MAX_NESTED = 50_000_000
MAX_DEPTH = 2
MAX_RATIO = 200
_FREE = 1_000_000
"""Bytes below which the ratio does not matter: small texts shrink well."""
_MAX_DIRECTORY = 16_000_000
"""Bytes of an archive's list of contents."""
_LOCATOR, _RECORD = 20, 56
"""Bytes that say in large archives where and how long the list of contents is."""
_OTHERS = {
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zX": "xz",
}
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF")
"""Entries by which documents of Word, Excel and LibreOffice are known, which are archives inside."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)


class Budget:
    """What one archive, with those in it, may still hold."""

    def __init__(self) -> None:
        self.entries = MAX_ENTRIES
        self.bytes = MAX_TOTAL

    def count_of(self, path: Path) -> int:
        """Return how many files an archive says it has; 1 where it cannot be told."""
        try:
            with path.open("rb") as file:
                if _directory_size(file) > _MAX_DIRECTORY:
                    return 1
                with zipfile.ZipFile(file) as archive:
                    return sum(not each.is_dir() for each in archive.infolist())
        except _BROKEN:
            return 1


def is_archive(name: str, head: bytes, file: IO[bytes]) -> bool:
    """Say whether a file is a zip archive and no document that is one inside."""
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return False
    if name.lower().endswith(".zip"):
        return True
    try:
        if _directory_size(file) > _MAX_DIRECTORY:
            return True
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
        return not names.intersection(_OFFICE)
    except _BROKEN:
        return False
    finally:
        file.seek(0)


def other_archive(data: bytes) -> str | None:
    """Return the kind of an archive that is no zip."""
    found = next((kind for magic, kind in _OTHERS.items() if data.startswith(magic)), None)
    return found or ("tar" if data[257:262] == b"ustar" else None)


def entries_of(name: str, file: IO[bytes], budget: Budget, depth: int) -> Iterator[Incoming]:
    """Yield the submissions in an archive, in order of their names; the archive itself where it cannot be taken."""
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]  # has readinto, as BytesIO and files do
    if depth > MAX_DEPTH:
        yield refused(name, "grade-deep-archive", digest, most=MAX_DEPTH)
        return
    try:
        if _directory_size(file) > _MAX_DIRECTORY:
            yield refused(name, "grade-many-entries", digest, most=MAX_ENTRIES)
            return
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            problem = _beyond(infos, file, budget)
            if problem is not None:
                yield refused(name, problem[0], digest, **problem[1])
                return
            wanted = [(_spelt(each), each) for each in infos if not each.is_dir()]
            wanted = sorted(((inner, each) for inner, each in wanted if not is_litter(inner)), key=lambda pair: pair[0])
            if not wanted:
                yield refused(name, "grade-archive-empty", digest, outcome="malformed")
            for inner, info in wanted:
                yield from _entry(f"{name}/{visible(inner)}", inner, archive, info, budget, depth)
    except _BROKEN:
        yield refused(name, "grade-archive-broken", digest, outcome="malformed")


def _beyond(infos: list[zipfile.ZipInfo], file: IO[bytes], budget: Budget) -> tuple[str, dict[str, Any]] | None:
    """Return why an archive is not opened, and take from the budget what it holds."""
    if len(infos) > budget.entries:
        return "grade-many-entries", {"most": MAX_ENTRIES}
    total = sum(each.file_size for each in infos)
    if total > budget.bytes:
        return "grade-archive-big", {"most": MAX_TOTAL // 1_000_000}
    size = file.seek(0, io.SEEK_END)
    if sum(each.compress_size for each in infos) > size:
        return "grade-archive-overlaps", {}
    budget.entries -= len(infos)
    budget.bytes -= total
    return None


def _entry(
    name: str, inner: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget, depth: int
) -> Iterator[Incoming]:
    problem = _unfit(inner, info)
    if problem is not None:
        mark = hashlib.sha256(f"{problem[0]} {info.CRC} {info.file_size} {inner}".encode(errors="replace"))
        yield refused(name, problem[0], mark, **problem[1])
        return
    try:
        if info.compress_type not in METHODS:
            raise zipfile.BadZipFile("a method that is not read")
        with archive.open(info) as held:
            data = held.read(info.file_size + 1)
            if len(data) > info.file_size:
                raise zipfile.BadZipFile("more than announced")
    except _BROKEN:
        mark = hashlib.sha256(f"broken {info.CRC} {info.file_size} {inner}".encode(errors="replace"))
        yield refused(name, "grade-entry-broken", mark, outcome="malformed")
        return
    file = io.BytesIO(data)
    if is_archive(name, data[:4], file):
        yield from entries_of(name, file, budget, depth + 1)
    else:
        yield from parts_of(name, data) if is_mail(name, data) else [Incoming.of(name, data)]


def _unfit(inner: str, info: zipfile.ZipInfo) -> tuple[str, dict[str, Any]] | None:
    """Return why an entry is refused: it points outside, is no plain file, is locked, or is beyond the limits."""
    path = PurePosixPath(inner)
    windows = PureWindowsPath(inner)
    if path.is_absolute() or windows.drive or windows.root or ".." in (*path.parts, *windows.parts):
        return "grade-outside", {}
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "grade-link", {}
    if kind not in (0, stat.S_IFREG):
        return "grade-no-file", {}
    if info.flag_bits & 0x1:
        return "grade-locked", {}
    most = MAX_NESTED if inner.lower().endswith(".zip") else MAX_FILE
    if info.file_size > most:
        return "grade-file-big", {"size": f"{info.file_size / 1e6:.1f}", "most": most // 1_000_000}
    if info.file_size > _FREE and info.file_size > MAX_RATIO * max(1, info.compress_size):
        return "grade-ratio", {"most": MAX_RATIO}
    return None


def _spelt(info: zipfile.ZipInfo) -> str:
    """Return an entry's name: where the archive does not say that it is UTF-8, as UTF-8 or GBK if it is that."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).split("\0")[0].replace("\\", "/") or info.filename
        except UnicodeDecodeError:
            continue
    return info.filename


def _directory_size(file: IO[bytes]) -> int:
    """Return how many bytes an archive's list of contents has, as it says itself, before anything reads that list."""
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - 65_557 - _LOCATOR - _RECORD)
    file.seek(start)
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("no list of contents")
    if tail[max(0, at - _LOCATOR) : at].startswith(b"PK\x06\x07"):
        return _large_directory_size(tail, at - _LOCATOR, start)
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    return int(directory)


def _large_directory_size(tail: bytes, locator: int, start: int) -> int:
    """Return the same where a locator stands before the end: its record's size is the one that is read, whatever the end says."""
    record = locator - _RECORD
    (place,) = struct.unpack_from("<Q", tail, locator + 8)
    if record < 0 or tail[record : record + 4] != b"PK\x06\x06" or place != start + record:
        raise zipfile.BadZipFile("a list of contents that cannot be found")
    (directory,) = struct.unpack_from("<Q", tail, record + 40)
    return int(directory)
