"""The gradebook itself: open it, record in it, read from it. What is recorded is never changed, only added to."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casebook.gradebook.adding import AT_ONCE, add_events, parts
from casebook.gradebook.storable import shortened
from casebook.gradebook.tables import event, learner, sheet, sheet_row, submission
from casebook.gradebook.values import Event, Held, ItemMark, Note, Submission
from casebook.model.assignment import Learner

WRITING: dict[str, Any] = {"writing": True}
"""The option of a transaction that writes, so that it takes its turn when it begins; readers never wait."""
_TURNS = 7302
"""The number of PostgreSQL's lock by which writers take turns, as they do on SQLite, so that none meets another halfway."""


class Gradebook:
    """The marks of a course's assignments, in a database."""

    def __init__(self, engine: Engine, course: str) -> None:
        self.engine = engine
        self.course = course

    def enroll(self, learners: Iterable[Learner]) -> None:
        """Add learners, and take over what the roster now says of those who are there."""
        rows = [each.model_dump() | {"course": self.course} for each in {each.id: each for each in learners}.values()]
        changed = ("name", "department", "email", "language")
        adding = self._insert(learner)
        new = {name: adding.excluded[name] for name in changed}
        with self.writing() as connection:
            for part in parts(rows):
                connection.execute(adding.on_conflict_do_update(index_elements=["course", "id"], set_=new), part)

    def learners(self, *, erased: bool = False) -> Mapping[str, Learner]:
        """Return everybody who is known and not erased, by id; with `erased` those who are, under their pseudonyms.

        Statistics count the erased too, or they would change.
        """
        is_erased = learner.c.erased.is_not(None) if erased else learner.c.erased.is_(None)
        asked = select(learner).where(learner.c.course == self.course, is_erased).order_by(learner.c.id)
        with self.reading() as connection:
            found = [
                Learner(id=row.id, name=row.name, department=row.department, email=row.email, language=row.language)
                for row in connection.execute(asked)
            ]
        return {each.id: each for each in sorted(found, key=lambda each: each.id)}

    def known(self, assignment: str) -> set[tuple[str, str]]:
        """Return what is settled for an assignment already: digest and name (see `name_kept`) of each submission.

        One of nobody on the roster is not: the roster may have been mended since.
        """
        is_settled = submission.c.outcome != "not-on-roster"
        asked = select(submission.c.digest, submission.c.name).where(*self._of(assignment), is_settled)
        with self.reading() as connection:
            return {(row.digest, row.name) for row in connection.execute(asked)}

    def record(self, assignment: str, batch: Sequence[Submission], *, who: str, at: datetime | None = None) -> int:
        """Record submissions with their automatic marks, all of them or none; return how many were new.

        One that is there already, by digest and name, stays as it is: two graders at once do no harm. One whose learner
        was not on the roster is recorded once more when its learner is found.
        """
        now = at or datetime.now(UTC)
        by_key = {(each.digest, name_kept(each.name)): each for each in reversed(batch)}
        adding = self._insert(submission).on_conflict_do_nothing()
        adding = adding.returning(submission.c.number, submission.c.digest, submission.c.name)
        with self.writing() as connection:
            people = self._numbers_of(connection, {each.learner for each in batch if each.learner})
            about = {"course": self.course, "assignment": assignment, "graded_at": now}
            rows = [
                _row(each, name)
                | about
                | {"learner": people.get(each.learner or ""), "found": each.learner is not None}
                for (_, name), each in reversed(by_key.items())
            ]
            added = [row for part in parts(rows) for row in connection.execute(adding, part)]
            events = [
                _mark(mark, by_key[digest, name]) | {"submission": number, "who": who, "at": now}
                for number, digest, name in sorted(added)
                for mark in by_key[digest, name].marks
            ]
            add_events(connection, events)
        return len(added)

    def add(self, events: Sequence[Event]) -> None:
        """Add events, all of them or none."""
        with self.writing() as connection:
            _add(connection, events)

    def held(self, assignment: str) -> Iterator[Held]:
        """Yield an assignment's submissions in the order in which they were recorded, with their events.

        All are as they were when the first was asked for, whoever writes in the meantime. What was of nobody until the
        roster was mended is left out.
        """
        with self.reading() as connection:
            yield from self.held_by(connection, assignment, _not_found_since())

    def held_by(self, connection: Connection, assignment: str, *which: ColumnElement[bool]) -> Iterator[Held]:
        """Yield them as a transaction sees them, some hundreds in memory at a time."""
        asked = (
            select(submission, learner.c.id.label("learner_id"))
            .join(learner, submission.c.learner == learner.c.number, isouter=True)
            .where(*self._of(assignment), *which)
            .order_by(submission.c.number)
            .limit(AT_ONCE)
        )
        rows = connection.execute(asked).all()
        while rows:
            yield from _with_events(connection, rows)
            rows = connection.execute(asked.where(submission.c.number > rows[-1].number)).all()

    def assignments(self) -> list[str]:
        """Return the assignments for which anything is recorded."""
        asked = select(submission.c.assignment).where(submission.c.course == self.course).distinct()
        with self.reading() as connection:
            return sorted(connection.execute(asked).scalars())

    # ---- Marking sheets ----

    def add_sheet(
        self, sheet_id: str, assignment: str, release: str, marker: str, rows: Sequence[tuple[str, int, str]]
    ) -> None:
        """Note a sheet that goes out: of each row the blind id, the submission's number and the item."""
        with self.writing() as connection:
            values: dict[str, Any] = {"id": sheet_id, "course": self.course, "assignment": assignment}
            values |= {"release": release, "marker": marker, "made": datetime.now(UTC)}
            number = connection.execute(insert(sheet).values(values).returning(sheet.c.number)).scalar_one()
            held = [{"sheet": number, "blind": blind, "submission": of, "item": item} for blind, of, item in rows]
            for part in parts(held):
                connection.execute(insert(sheet_row), part)

    def sheets(self, assignment: str) -> list[Row[Any]]:
        """Return the sheets that went out for an assignment, oldest first."""
        asked = select(sheet).where(sheet.c.course == self.course, sheet.c.assignment == assignment)
        with self.reading() as connection:
            return list(connection.execute(asked.order_by(sheet.c.number)))

    def rows_of(self, sheet_id: str) -> Mapping[str, tuple[int, str]]:
        """Return of each blind answer on a sheet the submission's number and the item."""
        asked = select(sheet_row).join(sheet).where(sheet.c.course == self.course, sheet.c.id == sheet_id)
        with self.reading() as connection:
            return {row.blind: (row.submission, row.item) for row in connection.execute(asked)}

    def take(self, sheet_id: str, events: Sequence[Event]) -> None:
        """Add the marks of a sheet and note that it came back, together."""
        with self.writing() as connection:
            where = (sheet.c.course == self.course, sheet.c.id == sheet_id)
            connection.execute(update(sheet).where(*where).values(taken=datetime.now(UTC)))
            _add(connection, events)

    # ---- Within ----

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state throughout and keeps nobody waiting."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, when it is this one's turn."""
        with self.engine.execution_options(**WRITING).begin() as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_TURNS, func.hashtext(self.course))))
            yield connection

    def _of(self, assignment: str) -> tuple[Any, Any]:
        return submission.c.course == self.course, submission.c.assignment == assignment

    def _insert(self, table: Table) -> Any:
        """Return an insert that can say what happens on a conflict, which each database spells in its own way."""
        return (postgresql if self.engine.dialect.name == "postgresql" else sqlite).insert(table)

    def _numbers_of(self, connection: Connection, ids: Collection[str]) -> Mapping[str, int]:
        """Return the number of each learner; who is not there yet is added by id alone, so that no submission is lost."""
        bare = [Learner(id=each).model_dump() | {"course": self.course} for each in sorted(ids)]
        if bare:
            connection.execute(self._insert(learner).on_conflict_do_nothing(), bare)
        numbers = {}
        for part in parts(sorted(ids)):
            asked = select(learner.c.id, learner.c.number).where(
                learner.c.course == self.course, learner.c.id.in_(part)
            )
            numbers.update({row.id: row.number for row in connection.execute(asked)})
        return numbers


def _not_found_since() -> ColumnElement[bool]:
    """Return the condition that a submission has not been recorded again since, for a learner."""
    later = submission.alias()
    same = [later.c[name] == submission.c[name] for name in ("course", "assignment", "digest", "name")]
    return submission.c.found | ~exists().where(*same, later.c.found)


def name_kept(name: str) -> str:
    """Return a submission's name as the gradebook keeps it, however long it is and whatever characters are in it."""
    return shortened(name, 500)


def _add(connection: Connection, events: Sequence[Event]) -> None:
    names = [each.name for each in fields(Event)]
    add_events(connection, [{name: getattr(each, name) for name in names} for each in events])


def _row(held: Submission, name: str) -> dict[str, Any]:
    """Return a submission as a row, but for whose it is and when it was graded."""
    row = {each.name: getattr(held, each.name) for each in fields(held) if each.name not in ("marks", "learner")}
    return row | {"name": name, "reason": asdict(held.reason), "notes": [asdict(note) for note in held.notes]}


def _mark(mark: ItemMark, held: Submission) -> dict[str, Any]:
    """Return an automatic mark as an event's row; a score that is no number waits for a person."""
    row = {each.name: getattr(mark, each.name) for each in fields(mark)}
    if mark.score is not None and not math.isfinite(mark.score):
        row["score"] = None
    return row | {"kind": "auto", "why": "", "grader": held.grader, "isolation": held.isolation}


def _with_events(connection: Connection, rows: Sequence[Row[Any]]) -> Iterator[Held]:
    columns = [event.c[each.name] for each in fields(Event)]
    events: dict[int, list[Event]] = {row.number: [] for row in rows}
    asked = select(*columns).where(event.c.submission.in_(events)).order_by(event.c.number)
    for row in connection.execute(asked):
        events[row[0]].append(Event(*row))
    for row in rows:
        yield Held(row.number, _submission(row), row.graded_at, tuple(events[row.number]))


def _submission(row: Row[Any]) -> Submission:
    return Submission(
        digest=row.digest,
        name=row.name,
        learner=row.learner_id,
        outcome=row.outcome,
        reason=Note(**row.reason),
        received=row.received,
        made=row.made,
        release=row.release,
        receipt=row.receipt,
        language=row.language,
        notes=tuple(Note(**note) for note in row.notes),
        responses=row.responses,
        grader=row.grader,
        isolation=row.isolation,
    )
