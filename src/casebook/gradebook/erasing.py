"""Take a person out of the gradebook and the records, and leave the marks, under a pseudonym that leads to nobody.

Which options were chosen and what was scored stays, so that no statistic changes. Names, file names, digests, receipts and
everything that was written in words goes, by the trainee, by markers and by graders alike.
"""

import re
import secrets
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from casebook.errors import GradebookError
from casebook.gradebook.backup import record_files
from casebook.gradebook.book import Gradebook
from casebook.gradebook.opening import WAIT, shown
from casebook.gradebook.personal import known_as, mentions, naming
from casebook.gradebook.tables import event, learner, submission
from casebook.gradebook.values import PSEUDONYM, Held, Note
from casebook.interactions import ExtendedText
from casebook.items.base import Item
from casebook.model.assignment import ReleaseRecord
from casebook.model.drawing import item_of
from casebook.records import Records

ERASED = "[erased]"
"""What stands in the place of words."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
_NUMBER = re.compile(r"[-+\d.,%/ eE]{1,30}")


@dataclass(frozen=True)
class Erasure:
    """What was done: the pseudonym, how many submissions now bear it, and which files of the records still name the person."""

    pseudonym: str
    submissions: int
    left: tuple[Path, ...]


def erase(book: Gradebook, records: Records, learner_id: str) -> Erasure:
    """Erase a learner; raise GradebookError where nothing is known of one, or the database is in use and keeps traces.

    Interrupted, it can be run again with the same id.
    """
    try:
        known = known_as(book, records, learner_id)
    except GradebookError:
        clean(book.engine)  # an earlier run may have been kept from it
        raise
    pattern = naming(word for each in known for word in (each.id, each.name, each.email))
    pseudonym = PSEUDONYM + secrets.token_hex(6)
    for name in records.assignments():  # first beside the old id, so that whoever was exempt is so at every moment
        _write_exempt(records, name, learner_id, pseudonym, keep=True)
    with book.writing() as connection:
        gone = {"id": pseudonym, "name": "", "department": "", "email": "", "language": None}
        where = (learner.c.course == book.course, learner.c.id == learner_id)
        connection.execute(update(learner).where(*where).values(gone | {"erased": datetime.now(UTC)}))
        count = 0
        for name in book.assignments():
            own, nobodys = _concerned(book.held_by(connection, name), pseudonym, pattern)
            _erase_own(connection, own, pseudonym, _worded_items(records, name))
            _erase_nobodys(connection, nobodys, pseudonym)
            count += len(own)
    for name in records.assignments():
        _write_exempt(records, name, learner_id, pseudonym, keep=False)
    clean(book.engine)
    return Erasure(pseudonym, count, tuple(still_naming(records, pattern)))


def clean(engine: Engine) -> None:
    """Let no trace of what was erased stay in the database's files; raise GradebookError while others use it."""
    raw = engine.raw_connection()
    connection: Any = raw.driver_connection
    busy = 0
    try:
        if engine.dialect.name == "postgresql":
            connection.autocommit = True
            connection.execute(f"SET lock_timeout = '{WAIT}s'")
            for table in (learner, submission, event):
                connection.execute(f"VACUUM (FULL) {table.name}")
        else:
            connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except engine.dialect.loaded_dbapi.OperationalError:
        busy = 1
    finally:
        raw.invalidate()
    if busy:
        raise GradebookError("erase-in-use", where=shown(engine))


# ---- The gradebook ----


def _worded_items(records: Records, assignment: str) -> Mapping[str, bool]:
    """Return of each released item whether it is answered in words of one's own."""
    if assignment not in records.assignments():
        return {}
    return {each.key: _is_worded(item_of(each)) for each in records.read(assignment).items}


def _is_worded(item: Item) -> bool:
    return isinstance(item.interaction(), ExtendedText)


def _concerned(every: Iterable[Held], pseudonym: str, pattern: re.Pattern[str]) -> tuple[list[Held], list[Held]]:
    """Return the learner's submissions, and those of nobody in which the learner is named."""
    own, nobodys = [], []
    for each in every:
        if each.submission.learner == pseudonym:
            own.append(each)
        elif each.submission.learner is None and mentions(pattern, each.submission):
            nobodys.append(each)
    return own, nobodys


def _erase_own(connection: Connection, own: Sequence[Held], pseudonym: str, worded: Mapping[str, bool]) -> None:
    """Clear submissions of a learner. New digests keep the order and the likeness of the old, on which standings rest."""
    old = sorted({each.submission.digest for each in own})
    digests = dict(zip(old, sorted(secrets.token_hex(32) for _ in old), strict=True))
    for place, each in enumerate(sorted(own, key=lambda each: each.submission.name), start=1):
        said = {key: _response(response, worded.get(key)) for key, response in each.submission.responses.items()}
        _erase_row(connection, each, f"{pseudonym}/{place:04}", digests[each.submission.digest], said)
        asked = select(event.c.number, event.c.why, event.c.detail).where(event.c.submission == each.number)
        for number, why, detail in connection.execute(asked).all():
            values = {"why": why and ERASED, "detail": _detail(detail)}
            connection.execute(update(event).where(event.c.number == number).values(values))


def _erase_nobodys(connection: Connection, nobodys: Sequence[Held], pseudonym: str) -> None:
    """Clear submissions that name the learner and could not be told to be of anybody."""
    for each in nobodys:
        _erase_row(connection, each, f"{pseudonym}/nobody-{each.number}", secrets.token_hex(32), {})


def _erase_row(connection: Connection, held: Held, name: str, digest: str, responses: Mapping[str, Any]) -> None:
    values = {
        "name": name,
        "digest": digest,
        "receipt": None,
        "reason": _note(held.submission.reason),
        "notes": [_note(note) for note in held.submission.notes],
        "responses": responses,
    }
    connection.execute(update(submission).where(submission.c.number == held.number).values(values))


def _note(note: Note) -> dict[str, Any]:
    return {"code": note.code, "details": {key: _number_or_erased(value) for key, value in note.details.items()}}


def _number_or_erased(value: Any) -> Any:
    return value if _NUMBER.fullmatch(str(value)) and len(str(value)) <= 4 else ERASED


def _response(response: Any, is_worded: bool | None) -> Any:
    """Return a response without words: ids and numbers stay where the item asks for such."""
    if isinstance(response, str):
        if is_worded is False and (_ID.fullmatch(response) or _NUMBER.fullmatch(response)):
            return response
        return ERASED if response.strip() else response
    if isinstance(response, list):
        return [_response(each, is_worded is True) for each in response]
    if isinstance(response, dict):
        return {_response(key, is_worded is True): _response(each, is_worded is True) for key, each in response.items()}
    return response


def _detail(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return what explains a mark without words: the levels chosen, and plain numbers."""
    return {key: value for key, value in detail.items() if key == "levels" or isinstance(value, int | float)}


# ---- The records ----


def _write_exempt(records: Records, name: str, learner_id: str, pseudonym: str, *, keep: bool) -> None:
    """Put the pseudonym among the exempt beside the id; unless `keep`, take the id from there and from the roster."""
    record = records.read(name)
    late = record.policy.late
    exempt = list(late.exempt)
    if learner_id in exempt and pseudonym not in exempt:
        exempt.append(pseudonym)
    roster = record.roster
    if not keep:
        exempt = [each for each in exempt if each != learner_id]
        roster = tuple(each for each in roster if each.id != learner_id)
    policy = record.policy.model_copy(update={"late": late.model_copy(update={"exempt": tuple(exempt)})})
    changed: ReleaseRecord = record.model_copy(update={"policy": policy, "roster": roster})
    if changed != record:
        records.write(changed)


def still_naming(records: Records, pattern: re.Pattern[str]) -> list[Path]:
    """Return the files of the records, such as packages and sheets, that still name somebody."""
    return [path for path in record_files(records) if pattern.search(path.name) or _names(path, pattern)]


def _names(path: Path, pattern: re.Pattern[str]) -> bool:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            inside = (archive.read(each) for each in archive.infolist() if each.file_size < 20_000_000)
            return any(pattern.search(each.decode("utf-8", "replace")) for each in inside)
    return path.name != "secret" and bool(pattern.search(path.read_text(encoding="utf-8", errors="replace")))
