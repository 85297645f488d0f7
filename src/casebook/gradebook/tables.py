"""The gradebook's tables. Their history is in migrations/."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from casebook.gradebook.storable import shortened, storable


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, as SQLite has no zones."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, whatever zone the server is in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text of at most so many characters, the same in every database; what is longer loses its middle."""

    impl = Text
    cache_ok = True

    def __init__(self, most: int = 100_000) -> None:
        super().__init__()
        self.most = most

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text as it can be stored."""
        return None if value is None else shortened(value, self.most)


class Json(TypeDecorator[Any]):
    """JSON that every database takes."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return the value as it can be stored."""
        return storable(value)


def to_json(value: Any) -> str:
    """Return JSON as the gradebook keeps it: compact, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

learner = Table(
    "learner",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("course", Words(50), nullable=False),
    Column("id", Words(50), nullable=False),
    Column("name", Words, nullable=False, default=""),
    Column("department", Words, nullable=False, default=""),
    Column("email", Words, nullable=False, default=""),
    Column("language", Words(10)),
    Column("erased", Moment),
    UniqueConstraint("course", "id"),
)

submission = Table(
    "submission",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("course", Words(50), nullable=False),
    Column("assignment", Words(50), nullable=False),
    Column("digest", Words(64), nullable=False),
    Column("name", Words(500), nullable=False),
    Column("learner", ForeignKey("learner.number"), index=True),
    Column("outcome", Words(30), nullable=False),
    Column("reason", Json, nullable=False),
    Column("received", Moment),
    Column("made", Words(40)),
    Column("release", Words(12)),
    Column("receipt", Words(8)),
    Column("language", Words(10)),
    Column("notes", Json, nullable=False),
    Column("responses", Json, nullable=False),
    Column("grader", Words(50), nullable=False),
    Column("isolation", Words, nullable=False),
    Column("graded_at", Moment, nullable=False),
    Column("found", Boolean, nullable=False),
    UniqueConstraint("course", "assignment", "digest", "name", "found"),
)

event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("submission", ForeignKey("submission.number"), nullable=False, index=True),
    Column("item", Words(101), nullable=False),
    Column("kind", Words(10), nullable=False),
    Column("score", Float),
    Column("max_score", Float, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Words, nullable=False),
    Column("detail", Json, nullable=False),
    Column("grader", Words(50), nullable=False),
    Column("isolation", Words, nullable=False),
    Column("key_hash", Words(12), nullable=False),
)

sheet = Table(
    "sheet",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Words(20), nullable=False, unique=True),
    Column("course", Words(50), nullable=False),
    Column("assignment", Words(50), nullable=False),
    Column("release", Words(12), nullable=False),
    Column("marker", Words, nullable=False),
    Column("made", Moment, nullable=False),
    Column("taken", Moment),
)
"""A marking sheet that went out to a marker; `taken` is when it was read back."""

sheet_row = Table(
    "sheet_row",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sheet", ForeignKey("sheet.number"), nullable=False, index=True),
    Column("blind", Words(20), nullable=False),
    Column("submission", ForeignKey("submission.number"), nullable=False, index=True),
    Column("item", Words(101), nullable=False),
    UniqueConstraint("sheet", "blind"),
)
"""A blind answer on a sheet, and whose it is."""

Index("ix_submission_assignment", submission.c.course, submission.c.assignment)
