"""The gradebook itself: open it, record in it, read from it. What is recorded is never changed, only added to."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from casebook.gradebook.tables import event, learner, sheet, sheet_row, submission
from casebook.gradebook.values import Event, Held, Note, Submission
from casebook.model.assignment import Learner

_AT_ONCE = 500
"""Rows asked for in one query: databases limit the values of one."""


class Gradebook:
    """The marks of a course's assignments, in a database."""

    def __init__(self, engine: Engine, course: str) -> None:
        self.engine = engine
        self.course = course

    def enroll(self, learners: Iterable[Learner]) -> None:
        """Add learners, and take over what the roster now says of those who are there."""
        rows = [each.model_dump() | {"course": self.course} for each in learners]
        changed = ("name", "department", "email", "language")
        with self._writing() as connection:
            for part in _parts(rows):
                adding = self._insert(learner, part)
                new = {name: adding.excluded[name] for name in changed}
                connection.execute(adding.on_conflict_do_update(index_elements=["course", "id"], set_=new))

    def learners(self) -> Mapping[str, Learner]:
        """Return everybody who is known and not erased, by id."""
        asked = (
            select(learner).where(learner.c.course == self.course, learner.c.erased.is_(None)).order_by(learner.c.id)
        )
        with self.engine.connect() as connection:
            rows = connection.execute(asked).all()
        return {
            row.id: Learner(id=row.id, name=row.name, department=row.department, email=row.email, language=row.language)
            for row in rows
        }

    def known(self, assignment: str) -> set[tuple[str, str]]:
        """Return what is recorded for an assignment already: digest and name of each submission."""
        asked = select(submission.c.digest, submission.c.name).where(*self._of(assignment))
        with self.engine.connect() as connection:
            return {(row.digest, row.name) for row in connection.execute(asked)}

    def record(self, assignment: str, batch: Sequence[Submission], *, who: str, at: datetime | None = None) -> int:
        """Record submissions with their automatic marks, all of them or none; return how many were new.

        One that is there already, by digest and name, stays as it is: two graders at once do no harm.
        """
        now = at or datetime.now(UTC)
        with self._writing() as connection:
            people = self._numbers(connection, {each.learner for each in batch if each.learner})
            new = 0
            for each in batch:
                row = asdict(replace(each, learner=None, marks=()))
                del row["marks"]
                row |= {"course": self.course, "assignment": assignment, "graded_at": now}
                row |= {"learner": people.get(each.learner or ""), "notes": [asdict(note) for note in each.notes]}
                adding = self._insert(submission, [row]).on_conflict_do_nothing().returning(submission.c.number)
                number = connection.execute(adding).scalar()
                if number is None:
                    continue
                new += 1
                marks = [
                    asdict(mark)
                    | {"submission": number, "kind": "auto", "who": who, "at": now, "why": ""}
                    | {"grader": each.grader, "isolation": each.isolation}
                    for mark in each.marks
                ]
                if marks:
                    connection.execute(insert(event), marks)
        return new

    def add(self, events: Sequence[Event]) -> None:
        """Add events, all of them or none."""
        with self._writing() as connection:
            for part in _parts([asdict(each) for each in events]):
                connection.execute(insert(event), part)

    def held(self, assignment: str) -> Iterator[Held]:
        """Yield an assignment's submissions in the order in which they were recorded, with their events."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(submission, learner.c.id.label("learner_id"))
                .join(learner, submission.c.learner == learner.c.number, isouter=True)
                .where(*self._of(assignment))
                .order_by(submission.c.number)
            ).all()
            for part in _parts(rows):
                events: dict[int, list[Event]] = {row.number: [] for row in part}
                asked = select(event).where(event.c.submission.in_(events)).order_by(event.c.number)
                for row in connection.execute(asked):
                    events[row.submission].append(_event(row))
                for row in part:
                    yield Held(row.number, _submission(row), row.graded_at, tuple(events[row.number]))

    def assignments(self) -> list[str]:
        """Return the assignments for which anything is recorded."""
        asked = select(submission.c.assignment).where(submission.c.course == self.course).distinct()
        with self.engine.connect() as connection:
            return sorted(connection.execute(asked).scalars())

    # ---- Marking sheets ----

    def add_sheet(
        self, sheet_id: str, assignment: str, release: str, marker: str, rows: Sequence[tuple[str, int, str]]
    ) -> None:
        """Note a sheet that goes out: of each row the blind id, the submission's number and the item."""
        with self._writing() as connection:
            values: dict[str, Any] = {"id": sheet_id, "course": self.course, "assignment": assignment}
            values |= {"release": release, "marker": marker, "made": datetime.now(UTC)}
            number = connection.execute(insert(sheet).values(values).returning(sheet.c.number)).scalar_one()
            held = [{"sheet": number, "blind": blind, "submission": of, "item": item} for blind, of, item in rows]
            for part in _parts(held):
                connection.execute(insert(sheet_row), part)

    def sheets(self, assignment: str) -> list[Row[Any]]:
        """Return the sheets that went out for an assignment, oldest first."""
        asked = select(sheet).where(sheet.c.course == self.course, sheet.c.assignment == assignment)
        with self.engine.connect() as connection:
            return list(connection.execute(asked.order_by(sheet.c.number)))

    def rows_of(self, sheet_id: str) -> Mapping[str, tuple[int, str]]:
        """Return of each blind answer on a sheet the submission's number and the item."""
        asked = select(sheet_row).join(sheet).where(sheet.c.course == self.course, sheet.c.id == sheet_id)
        with self.engine.connect() as connection:
            return {row.blind: (row.submission, row.item) for row in connection.execute(asked)}

    def take(self, sheet_id: str, events: Sequence[Event]) -> None:
        """Add the marks of a sheet and note that it came back, together."""
        with self._writing() as connection:
            where = (sheet.c.course == self.course, sheet.c.id == sheet_id)
            connection.execute(update(sheet).where(*where).values(taken=datetime.now(UTC)))
            for part in _parts([asdict(each) for each in events]):
                connection.execute(insert(event), part)

    # ---- Within ----

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    def _of(self, assignment: str) -> tuple[Any, Any]:
        return submission.c.course == self.course, submission.c.assignment == assignment

    def _insert(self, table: Table, rows: Any) -> Any:
        """Return an insert that can say what happens on a conflict, which each database spells in its own way."""
        dialect = postgresql if self.engine.dialect.name == "postgresql" else sqlite
        return dialect.insert(table).values(rows)

    def _numbers(self, connection: Connection, ids: Collection[str]) -> Mapping[str, int]:
        numbers = {}
        for part in _parts(sorted(ids)):
            asked = select(learner.c.id, learner.c.number).where(
                learner.c.course == self.course, learner.c.id.in_(part)
            )
            numbers.update({row.id: row.number for row in connection.execute(asked)})
        return numbers


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


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


def _event(row: Row[Any]) -> Event:
    values = dict(row._mapping)
    del values["number"]
    return Event(**values)
