"""The first tables."""

import sqlalchemy as sa
from alembic import op

from casebook.gradebook.guards import guard

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "learner",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("erased", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("course", "id"),
    )
    op.create_table(
        "submission",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("assignment", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("learner", sa.Integer, sa.ForeignKey("learner.number"), index=True),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.JSON, nullable=False),
        sa.Column("received", sa.DateTime(timezone=True)),
        sa.Column("made", sa.Text),
        sa.Column("release", sa.Text),
        sa.Column("receipt", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("responses", sa.JSON, nullable=False),
        sa.Column("grader", sa.Text, nullable=False),
        sa.Column("isolation", sa.Text, nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.Boolean, nullable=False),
        sa.UniqueConstraint("course", "assignment", "digest", "name", "found"),
        sa.Index("ix_submission_assignment", "course", "assignment"),
    )
    op.create_table(
        "event",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("submission", sa.Integer, sa.ForeignKey("submission.number"), nullable=False, index=True),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("score", sa.Float),
        sa.Column("max_score", sa.Float, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
        sa.Column("grader", sa.Text, nullable=False),
        sa.Column("isolation", sa.Text, nullable=False),
        sa.Column("key_hash", sa.Text, nullable=False),
    )
    op.create_table(
        "sheet",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("course", sa.Text, nullable=False),
        sa.Column("assignment", sa.Text, nullable=False),
        sa.Column("release", sa.Text, nullable=False),
        sa.Column("marker", sa.Text, nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "sheet_row",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sheet", sa.Integer, sa.ForeignKey("sheet.number"), nullable=False, index=True),
        sa.Column("blind", sa.Text, nullable=False),
        sa.Column("submission", sa.Integer, sa.ForeignKey("submission.number"), nullable=False, index=True),
        sa.Column("item", sa.Text, nullable=False),
        sa.UniqueConstraint("sheet", "blind"),
    )
    guard(op.get_bind())
