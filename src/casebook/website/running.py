"""Run jupyter-book for some projects at a time."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Protocol

from casebook.errors import BuildError
from casebook.problems import phrase, user_language
from casebook.website.book import Project

JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
"""The package cannot be run by -m."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""With which Sphinx colours its warnings, whoever reads them."""
ENVIRONMENT = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "315532800", "NO_COLOR": "1"}


class Running(Protocol):
    """A jupyter-book that runs; `subprocess.Popen` is one."""

    @property
    def returncode(self) -> int | None:
        """Return the exit status, once it has ended."""

    def communicate(self) -> tuple[str, object]:
        """Wait for its end; return what it said."""

    def terminate(self) -> None:
        """Ask it to end."""

    def wait(self) -> int:
        """Wait for its end."""


Start = Callable[[Project], Running]


def start_fresh(project: Project) -> Running:
    """Start jupyter-book for a project in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", JUPYTER_BOOK, *arguments(project)],
        cwd=project.folder,
        env=os.environ | ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )


def arguments(project: Project) -> list[str]:
    """Return the command line that builds a project, without the command's name."""
    folder = project.folder
    words = ["build", str(project.source), "--path-output", str(folder), "-W", "--keep-going", "-q"]
    return [*words, "--config", str(folder / "_config.yml"), "--toc", str(folder / "_toc.yml")]


def build_books(projects: Iterable[Project], jobs: int, start: Start = start_fresh) -> None:
    """Run jupyter-book for each project as they come, `jobs` at a time; raise BuildError with its warnings if any fails."""
    waiting, said = iter(projects), list[str]()
    running: list[tuple[Project, Running]] = []
    try:
        while True:
            for project in islice(waiting, jobs - len(running)):
                running.append((project, start(project)))
            if not running:
                break
            project, process = running[0]  # stays listed while it runs, so that an interruption ends it too
            output, _ = process.communicate()
            running.pop(0)
            if process.returncode != 0:
                lines = _COLOUR.sub("", output).splitlines()
                telling = [line for line in lines if "WARNING" in line or "ERROR" in line or "Error" in line]
                silent = phrase(user_language(), "book-silent", status=process.returncode)
                said += [f"{project.language}: {line}" for line in telling or lines[-15:] or [silent]]
    except BaseException:
        for _, process in running:
            process.terminate()
            process.wait()
        raise
    if said:
        raise BuildError("\n".join([phrase(user_language(), "book-failed"), *said]))
