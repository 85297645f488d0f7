"""What HR does with a course's gradebook as a whole: keep a copy, put it back, hand a person's data out, erase it.

1. find     the course, its records and its gradebook
2. do       one thing, all of it or nothing
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casebook import loader
from casebook.errors import GradebookError
from casebook.gradebook.backup import write_backup
from casebook.gradebook.book import Gradebook
from casebook.gradebook.erasing import Erasure, erase
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.personal import about
from casebook.gradebook.restoring import restore_backup
from casebook.records import FOLDER, Records


@contextmanager
def kept(course: Path, folder: Path | None = None, address: str | None = None) -> Iterator[tuple[Gradebook, Records]]:
    """Open the gradebook of the course in a folder, with its records."""
    found, _ = loader.load(course)
    records = Records(folder or course / FOLDER)
    if address is None:
        records.make()
    with open_gradebook(address or address_of(records.gradebook), found.settings.id) as book:
        yield book, records


def back_up(course: Path, target: Path, *, folder: Path | None = None, address: str | None = None) -> int:
    """Write gradebook and records into one file; return how many submissions are in it."""
    with kept(course, folder, address) as (book, records):
        return write_backup(book, records, target)


def restore(
    course: Path, source: Path, *, replace: bool = False, folder: Path | None = None, address: str | None = None
) -> int:
    """Put gradebook and records back as a backup holds them; return how many submissions there are."""
    with kept(course, folder, address) as (book, records):
        return restore_backup(book, records, source, replace=replace)


def export_learner(
    course: Path, learner: str, target: Path, *, folder: Path | None = None, address: str | None = None
) -> int:
    """Write everything about a learner into a file for its owner alone; return how many submissions are in it."""
    if target.exists():
        raise GradebookError("backup-exists", path=target)
    with kept(course, folder, address) as (book, records):
        told = about(book, records, learner)
    _write_private(target, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return sum(len(each["submissions"]) for each in told["assignments"])


def erase_learner(course: Path, learner: str, *, folder: Path | None = None, address: str | None = None) -> Erasure:
    """Take a learner out of gradebook and records; return what was done."""
    with kept(course, folder, address) as (book, records):
        return erase(book, records, learner)


def _write_private(target: Path, text: str) -> None:
    """Write a file that only its owner may read; `tempfile` makes it so."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
