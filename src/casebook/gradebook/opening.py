"""Open a gradebook by its address, and bring its tables up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from casebook.errors import GradebookError
from casebook.gradebook.book import Gradebook

WAIT = 60
"""Seconds for which a process waits for another one that is writing into the same SQLite file."""


def address_of(path: Path) -> str:
    """Return the address of a gradebook that is a file."""
    return f"sqlite:///{path}"


@contextmanager
def open_gradebook(address: str, course: str) -> Iterator[Gradebook]:
    """Open a gradebook, made anew where there is none; raise GradebookError where it cannot be used.

    `address` is SQLAlchemy's: `sqlite:///path` or `postgresql+psycopg://user:password@host/database`.
    """
    engine = _engine(address)
    try:
        try:
            migrate(engine)
        except SQLAlchemyError as error:
            raise GradebookError("gradebook-unusable", where=_shown(engine), reason=_first_line(error)) from error
        yield Gradebook(engine, course)
    finally:
        engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest form, all steps or none; raise GradebookError for tables that are newer or foreign."""
    with as_file(files(__package__) / "migrations") as folder:
        config = Config()
        config.set_main_option("script_location", str(folder).replace("%", "%%"))
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7301)")
            else:
                connection.exec_driver_sql("PRAGMA busy_timeout").close()
            current = MigrationContext.configure(connection).get_current_revision()
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if current is not None and current not in known:
                raise GradebookError("gradebook-newer", where=_shown(engine))
            if current is None and inspect(connection).get_table_names():
                raise GradebookError("gradebook-foreign", where=_shown(engine))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _engine(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() not in ("sqlite", "postgresql"):
            raise GradebookError("gradebook-kind", kind=url.get_backend_name())
        if url.get_backend_name() == "postgresql":
            return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": WAIT})
    except (ArgumentError, ModuleNotFoundError, OSError) as error:
        raise GradebookError("gradebook-address", reason=_first_line(error)) from error

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions itself, so that a writer waits its turn
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
