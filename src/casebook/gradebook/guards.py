"""What keeps marks in the database from being changed or removed, even by who does not go through casebook.

Events are only ever added. Of a submission nothing changes that marks follow from. What a person wrote can be taken out
again, once its learner is erased; submissions of nobody bear no marks, and can be cleared of names too.
"""

from sqlalchemy import Connection

_KEPT = {
    "event": ("number", "submission", "item", "kind", "score", "max_score", "at", "grader", "isolation", "key_hash"),
    "submission": (
        *(
            "number",
            "course",
            "assignment",
            "learner",
            "found",
            "outcome",
            "received",
            "release",
            "grader",
            "isolation",
        ),
        "graded_at",
    ),
}
_ERASABLE = {
    "event": (
        "EXISTS (SELECT 1 FROM submission s JOIN learner l ON s.learner = l.number"
        " WHERE s.number = OLD.submission AND l.erased IS NOT NULL)"
    ),
    "submission": (
        "(OLD.learner IS NULL OR EXISTS"
        " (SELECT 1 FROM learner l WHERE l.number = OLD.learner AND l.erased IS NOT NULL))"
    ),
}
_SAID = "casebook: what is recorded is never changed or removed"


def guard(connection: Connection) -> None:
    """Let the database refuse changes of what is recorded."""
    for table in _KEPT:
        for statement in (_postgresql if _is_postgresql(connection) else _sqlite)(table):
            connection.exec_driver_sql(statement)


def unguard(connection: Connection) -> None:
    """Take the guards away until `guard` or the end of the transaction, for restoring a backup over what is there."""
    for table in _KEPT:
        if _is_postgresql(connection):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_kept ON {table}")
            connection.exec_driver_sql(f"DROP TRIGGER {table}_whole ON {table}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {table}_kept")
            connection.exec_driver_sql(f"DROP TRIGGER {table}_whole")


def _sqlite(table: str) -> list[str]:
    same = " AND ".join(f"OLD.{column} IS NEW.{column}" for column in _KEPT[table])
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_SAID}'); END"
    return [
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE ON {table} WHEN NOT ({same} AND {_ERASABLE[table]}) {refuse}",
        f"CREATE TRIGGER {table}_whole BEFORE DELETE ON {table} {refuse}",
    ]


def _postgresql(table: str) -> list[str]:
    same = " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in _KEPT[table])
    return [
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN IF {same} AND {_ERASABLE[table]} THEN RETURN NEW; END IF; END IF; "
        f"RAISE EXCEPTION '{_SAID}'; END $$",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
        f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()",
    ]


def _is_postgresql(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
