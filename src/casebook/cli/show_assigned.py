"""Show how an assignment is made, and what came of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from casebook.assigning.assign import Assigned
from casebook.assigning.package import PACKAGE, SHEET
from casebook.problems import phrase, user_language

_MANY = 50
"""How many pages take long enough to show how far they are."""


@contextmanager
def counting() -> Iterator[Callable[[int, int], None]]:
    """Yield what hears how many pages are done of how many: a bar on a terminal, where there are many."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True)
    tasks: list[TaskID] = []

    def made(done: int, total: int) -> None:
        if total < _MANY or not console.is_terminal:
            return
        if not tasks:
            bar.start()
            tasks.append(bar.add_task(phrase(user_language(), "assign-pages"), total=total))
        bar.update(tasks[0], completed=done)

    try:
        yield made
    finally:
        bar.stop()


def show_assigned(assigned: Assigned) -> None:
    """Say what was released to how many, what changed, and where it is."""
    language, record = user_language(), assigned.record
    counts = {"name": record.assignment, "people": len(record.roster), "items": _asked(assigned)}
    if assigned.changes is None:
        typer.echo(phrase(language, "assign-made", **counts))
    elif not assigned.changes:
        typer.echo(phrase(language, "assign-unchanged", **counts))
    else:
        typer.echo(phrase(language, "assign-again", **counts))
        for change in assigned.changes:
            typer.echo("- " + phrase(language, change.code, **change.details))
    where = {
        "package": assigned.folder / PACKAGE,
        "pages": assigned.pages,
        "sheet": assigned.folder / SHEET,
    }
    typer.echo(phrase(language, "assign-package", **where))
    typer.echo(phrase(language, "assign-keep", path=assigned.folder / "release.json"))


def _asked(assigned: Assigned) -> int:
    """Return how many items each learner is asked."""
    record = assigned.record
    return len(record.items) - sum(len(pool.items) - pool.count for pool in record.pools)
