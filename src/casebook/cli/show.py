"""Show problems, failures and progress to the person at the terminal, in their language."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from casebook.errors import CasebookError, ExecutionError, Failure, Problem, SourceError, WordedError, WorkshopError
from casebook.problems import line_of, phrase, user_language

if TYPE_CHECKING:  # imports nbformat
    from casebook.execution.jobs import Job

_SHOWN = 10
"""How many warnings a build lists."""


def show_error(error: CasebookError, console: Console) -> None:
    """Say everything that an error knows."""
    if isinstance(error, SourceError):
        show_problems(error.problems, console)
    elif isinstance(error, ExecutionError):
        for failure in error.failures:
            show_failure(failure, console)
    elif isinstance(error, WorkshopError):
        for reason in error.reasons:
            show_error(reason, console)
    elif isinstance(error, WordedError):
        console.print(Text(phrase(user_language(), error.code, **error.details), style="red"))
    else:
        console.print(Text(str(error), style="red"))


def show_problems(problems: Sequence[Problem], console: Console) -> None:
    """List problems with place, wording and cure, then count them."""
    _list_problems(problems, console)
    errors = sum(not each.is_warning for each in problems)
    console.print(phrase(user_language(), "count", errors=errors, warnings=len(problems) - errors))


def _list_problems(problems: Sequence[Problem], console: Console) -> None:
    for each in problems:
        colour = "yellow" if each.is_warning else "red"
        console.print(Text(line_of(each, Path.cwd(), user_language()), style=colour))


def show_failure(failure: Failure, console: Console) -> None:
    """Say which cell of which notebook failed, why, and where the notebook is."""
    place = phrase(
        user_language(), "failed", page=failure.page, language=failure.language, cell=failure.cell, line=failure.line
    )
    console.print(Text(f"{place} {failure.reason}", style="red"))
    for line in failure.traceback:
        console.print(Text(f"    {line}"))
    if failure.undeclared:
        details = {"name": failure.undeclared, "file": failure.declaration}
        console.print(Text(phrase(user_language(), "failed-undeclared", **details), style="red"))
    if failure.kept:
        console.print(Text(phrase(user_language(), "kept", path=failure.kept)))


class Shower:
    """Shows how a build goes: a progress bar on a terminal, plain lines elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.started = time.monotonic()

    def warned(self, problems: Sequence[Problem]) -> None:
        """List the first warnings; where there are many, `casebook validate` is the place to read them."""
        _list_problems(problems[:_SHOWN], self.console)
        if len(problems) > _SHOWN:
            self.console.print(phrase(user_language(), "more-warnings", count=len(problems) - _SHOWN))

    def stage(self, name: str) -> None:
        """Begin a stage."""
        self._close()
        if name != "execute":
            self.console.print(phrase(user_language(), name))

    def ran(self, done: int, total: int, job: "Job") -> None:
        """Count a notebook that has run."""
        self._count(done, total, job.title)

    def printed(self, done: int, total: int, name: str) -> None:
        """Count a sheet that has been printed."""
        self._count(done, total, name)

    def said(self, sentence: str) -> None:
        """Say a sentence."""
        if sentence:
            self._close()
            self.console.print(Text(sentence))

    def _count(self, done: int, total: int, name: str) -> None:
        if not self.console.is_terminal:
            elapsed = time.monotonic() - self.started
            self.console.print(f"[{done}/{total}] {name} ({elapsed:.1f} s)", markup=False)
            return
        if self.bar is None:
            columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
            self.bar = Progress(*columns, TimeElapsedColumn(), TimeRemainingColumn(), console=self.console)
            self.bar.start()
            self.task = self.bar.add_task(name, total=total)
        if self.task is not None:
            self.bar.update(self.task, completed=done, description=name)

    def _close(self) -> None:
        if self.bar is not None:
            self.bar.stop()
            self.bar = None


@contextmanager
def shower() -> Iterator[Shower]:
    """Yield a reporter for the terminal, and end its bar however the work ends."""
    showing = Shower(Console(stderr=True, soft_wrap=True, highlight=False))
    try:
        yield showing
    finally:
        showing._close()
