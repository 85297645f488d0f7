"""Open a gradebook by its address, and bring its tables up to date."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    ProgrammingError,
    SQLAlchemyError,
)

from casebook.errors import GradebookError
from casebook.gradebook.book import WRITING, Gradebook
from casebook.gradebook.tables import to_json

WAIT = 60
"""Seconds for which a process waits for another one that is writing."""
_REACHED = 15
"""Seconds in which a server must answer."""
_BUGS = (ProgrammingError, IntegrityError, InternalError, DataError)
"""What a database says of statements that are wrong, and not of itself."""
_MIGRATING = 7301
"""The number of PostgreSQL's lock under which tables are made."""


def address_of(path: Path) -> str:
    """Return the address of a gradebook that is a file."""
    return URL.create("sqlite", database=str(path)).render_as_string()


@contextmanager
def open_gradebook(address: str, course: str) -> Iterator[Gradebook]:
    """Open a gradebook, made anew where there is none; raise GradebookError where it cannot be used.

    `address` is SQLAlchemy's: `sqlite:///path` or `postgresql+psycopg://user:password@host/database`. A database that
    gives out while it is in use raises GradebookError too.
    """
    engine = _engine(address)
    try:
        migrate(engine)
        yield Gradebook(engine, course)
    except _BUGS:
        raise
    except (DatabaseError, InterfaceError) as error:
        raise GradebookError("gradebook-unusable", where=shown(engine), reason=_first_line(error, engine.url)) from None
    finally:
        engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest form, all steps or none; raise GradebookError for tables that are newer or foreign."""
    with as_file(files(__package__) / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        scripts = ScriptDirectory.from_config(config)
        with engine.connect() as connection:
            if _revision(connection) == scripts.get_current_head():
                return
        with engine.execution_options(**WRITING).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            _refuse_unknown(connection, {script.revision for script in scripts.walk_revisions()})
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except ProgrammingError as error:  # such as a user who may not make tables
                raise GradebookError(
                    "gradebook-unusable", where=shown(engine), reason=_first_line(error, engine.url)
                ) from None


def shown(engine: Engine) -> str:
    """Return the address of a gradebook as it may be shown: without password, and without options, which may hold one."""
    return engine.url.set(query={}).render_as_string(hide_password=True)


def _refuse_unknown(connection: Connection, known: set[str]) -> None:
    current = _revision(connection)
    if current in known:
        return
    tables = set(inspect(connection).get_table_names())
    if current is not None and {"learner", "submission", "event"} <= tables:
        raise GradebookError("gradebook-newer", where=shown(connection.engine))
    if tables:
        raise GradebookError("gradebook-foreign", where=shown(connection.engine))


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # what they say may quote a part of the password
        raise GradebookError("gradebook-address") from None
    kind = url.get_backend_name()
    if kind == "postgresql":
        return _postgresql(url)
    if kind == "sqlite":
        return _sqlite(url)
    raise GradebookError("gradebook-kind", kind=kind if kind.isalnum() else "?")


def _postgresql(url: URL) -> Engine:
    if (
        "@" in (url.host or "") or not url.database
    ):  # an @ within a password: what follows it would be shown as the host
        raise GradebookError("gradebook-address")
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": _REACHED} if "connect_timeout" not in url.query else {},
        json_serializer=to_json,
        hide_parameters=True,
    )


def _sqlite(url: URL) -> Engine:
    if url.database in (None, "", ":memory:") or url.host:
        raise GradebookError("gradebook-address")
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(
            os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        )  # only for who keeps it, as marks are nobody else's business
    except OSError as error:
        raise GradebookError("gradebook-unusable", where=path, reason=error.strerror or error) from None
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": WAIT},
        json_serializer=to_json,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins transactions itself, so that a writer waits its turn
    _keep_log(connection)
    for setting in ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _keep_log(connection: sqlite3.Connection) -> None:
    """Let readers and a writer work at once; where others change to it at the same moment, SQLite does not wait by itself."""
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _first_line(error: SQLAlchemyError, url: URL) -> str:
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    line = said[0] if said else type(error).__name__
    return line.replace(str(url.password), "***") if url.password else line
