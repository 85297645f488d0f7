"""The databases that a gradebook may be kept in: one fixture, so that a test that asks for `address` runs on each.

PostgreSQL is started for the tests in a folder of its own, reached through a socket there, and stopped after them.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import find_tool

USER = "keeper"
PASSWORD = "p@ss/word:%41"


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: the folder of its socket."""

    folder: Path

    def address(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql+psycopg://{USER}:{quote(password, safe='')}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Make an empty database, and return its address."""
        import psycopg

        name = f"book_{secrets.token_hex(6)}"
        with psycopg.connect(
            host=str(self.folder), user=USER, password=PASSWORD, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self.address(name)


def _as_user(*words: str) -> list[str]:
    """Return a command as root must run it, whom PostgreSQL refuses."""
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else list(words)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    initdb = find_tool("postgres")
    assert initdb is not None
    binaries = initdb.parent
    folder = Path(tempfile.mkdtemp(prefix="casebook-pg-", dir="/tmp"))  # a socket's path must be short
    password = folder / "password"
    password.write_text(PASSWORD)
    data = folder / "data"
    if os.geteuid() == 0:
        for path in (folder, password):
            shutil.chown(path, "postgres")
    options = ["--auth=scram-sha-256", f"--pwfile={password}", f"--username={USER}", "--encoding=UTF8", "--no-sync"]
    quick = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
    try:
        subprocess.run(
            _as_user(str(binaries / "initdb"), "--locale=C.UTF-8", *options, "-D", str(data)),
            check=True,
            cwd=folder,
            capture_output=True,
        )
        control = [str(binaries / "pg_ctl"), "-D", str(data)]
        with (folder / "log").open("wb") as log:
            subprocess.run(
                _as_user(*control, "-w", "-o", quick, "start"), check=True, cwd=folder, stdout=log, stderr=log
            )
        yield Server(folder)
        subprocess.run(_as_user(*control, "-m", "immediate", "stop"), check=True, cwd=folder, capture_output=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres")))


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """The kind of database."""
    return str(request.param)


@pytest.fixture
def address(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty gradebook, on each kind of database."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path}/gradebook.db"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def new_address(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """What returns the address of one more empty gradebook, on each kind of database."""
    if database_kind == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/gradebook-{secrets.token_hex(6)}.db"
    server: Server = request.getfixturevalue("postgres")
    return server.new_database
