"""Take in what came: folders, archives, mails and single files become submissions, one at a time and in order.

Nothing is unpacked to disk and no link is followed. What cannot be taken in is a submission too, with the reason.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from casebook.errors import HandlingError
from casebook.grading.archives import Budget, entries_of, is_archive
from casebook.grading.entries import MAX_FILE, Incoming, is_litter, refused
from casebook.grading.mails import is_mail, parts_of
from casebook.unseen import visible

MAX_ARCHIVE = 1_000_000_000
MAX_FOLDERS = 50
"""How deep folders may stand in one another."""
_HASHED = 1_000_000
"""Of a file too large to be read, so much from its start and its size stand for its content."""


@dataclass(frozen=True)
class _Found:
    """A file of HR's, or a folder that cannot be read: `link` where HR did not name it and it is one."""

    path: Path
    name: str
    problem: str = ""


def take_in(paths: Iterable[Path]) -> Iterator[Incoming]:
    """Yield every submission in the folders, archives and files given; raise HandlingError for a path that is not there."""
    for found in _all_found(paths):
        yield from _taken(found)


def count(paths: Iterable[Path]) -> int:
    """Return about how many submissions there are, for telling how long it takes."""
    total = 0
    for found in _all_found(paths):
        total += 1
        if found.path.suffix.lower() == ".zip" and not found.problem and found.path.is_file():
            total += max(0, Budget().count_of(found.path) - 1)
    return total


def _all_found(paths: Iterable[Path]) -> Iterator[_Found]:
    seen: set[Path] = set()
    for path in paths:
        if not path.exists():
            raise HandlingError("grade-no-such-path", path=path)
        real = path.resolve()
        if real in seen:
            continue
        seen.add(real)
        if real.is_dir():
            yield from _walked(real, "", 0)
        else:
            yield _Found(real, visible(path.name))


def _walked(folder: Path, prefix: str, depth: int) -> Iterator[_Found]:
    """Yield the files of a folder and of those in it, sorted by name; links are found and not followed."""
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda each: os.fsencode(each.name))
    except OSError:
        yield _Found(folder, prefix.rstrip("/") or visible(folder.name), "grade-unreadable")
        return
    for entry in entries:
        name = prefix + visible(entry.name)
        if is_litter(name):
            continue
        if entry.is_symlink():
            yield _Found(Path(entry.path), name, "grade-link")
        elif not entry.is_dir(follow_symlinks=False):
            yield _Found(Path(entry.path), name)
        elif depth >= MAX_FOLDERS:
            yield _Found(Path(entry.path), name, "grade-deep-folders")
        else:
            yield from _walked(Path(entry.path), f"{name}/", depth + 1)


def _taken(found: _Found) -> Iterator[Incoming]:
    if found.problem:
        target = os.fsencode(found.path.readlink()) if found.path.is_symlink() else b""
        yield refused(found.name, found.problem, hashlib.sha256(b"link " + target))
        return
    try:
        handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError:
        yield refused(found.name, "grade-unreadable")
        return
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            yield refused(found.name, "grade-no-file")
            return
        try:
            yield from _opened(found.name, file, status.st_size)
        except OSError:
            yield refused(found.name, "grade-unreadable")


def _opened(name: str, file: BinaryIO, size: int) -> Iterator[Incoming]:
    head = file.read(4)
    file.seek(0)
    archive = is_archive(name, head, file)
    most = MAX_ARCHIVE if archive else MAX_FILE
    if size > most:
        start = file.read(_HASHED)
        digest = hashlib.sha256(b"%d " % size + start)
        yield refused(name, "grade-file-big", digest, size=f"{size / 1e6:.1f}", most=most // 1_000_000)
    elif archive:
        yield from entries_of(name, file, Budget(), 1)
    else:
        data = file.read(most + 1)
        yield from parts_of(name, data) if is_mail(name, data) else [Incoming.of(name, data)]
