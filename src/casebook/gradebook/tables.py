"""The gradebook's tables. Their history is in migrations/."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, as SQLite has no zones."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware time."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


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
    Column("course", String(50), nullable=False),
    Column("id", String(50), nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("department", Text, nullable=False, default=""),
    Column("email", Text, nullable=False, default=""),
    Column("language", String(10)),
    Column("erased", Moment),
    UniqueConstraint("course", "id"),
)

submission = Table(
    "submission",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("course", String(50), nullable=False),
    Column("assignment", String(50), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("name", String(500), nullable=False),
    Column("learner", ForeignKey("learner.number"), index=True),
    Column("outcome", String(30), nullable=False),
    Column("reason", JSON, nullable=False),
    Column("received", Moment),
    Column("made", String(40)),
    Column("release", String(12)),
    Column("receipt", String(8)),
    Column("language", String(10)),
    Column("notes", JSON, nullable=False),
    Column("responses", JSON, nullable=False),
    Column("grader", String(50), nullable=False),
    Column("isolation", Text, nullable=False),
    Column("graded_at", Moment, nullable=False),
    UniqueConstraint("course", "assignment", "digest", "name"),
)

event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("submission", ForeignKey("submission.number"), nullable=False, index=True),
    Column("item", String(101), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("score", Float),
    Column("max_score", Float, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("grader", String(50), nullable=False),
    Column("isolation", Text, nullable=False),
    Column("key_hash", String(12), nullable=False),
)

sheet = Table(
    "sheet",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(20), nullable=False, unique=True),
    Column("course", String(50), nullable=False),
    Column("assignment", String(50), nullable=False),
    Column("release", String(12), nullable=False),
    Column("marker", Text, nullable=False),
    Column("made", Moment, nullable=False),
    Column("taken", Moment),
)
"""A marking sheet that went out to a marker; `taken` is when it was read back."""

sheet_row = Table(
    "sheet_row",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sheet", ForeignKey("sheet.number"), nullable=False, index=True),
    Column("blind", String(20), nullable=False),
    Column("submission", ForeignKey("submission.number"), nullable=False, index=True),
    Column("item", String(101), nullable=False),
    UniqueConstraint("sheet", "blind"),
)
"""A blind answer on a sheet, and whose it is."""

Index("ix_submission_assignment", submission.c.course, submission.c.assignment)
