"""Show how grading goes and what it came to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from casebook.gradebook.values import Note
from casebook.problems import phrase, user_language

if TYPE_CHECKING:
    from casebook.grading.changes import Change
    from casebook.grading.grade import Graded

_EVERY = 5.0
"""Seconds between two lines of progress where there is no terminal."""
_SHOWN = 200
"""How many troubles and changes are listed."""


class GradingShower:
    """A progress bar on a terminal, a line now and then elsewhere."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar: Progress | None = None
        self.task: TaskID | None = None
        self.started = self.told = time.monotonic()

    def said(self, code: str, **details: object) -> None:
        """Say a sentence."""
        self.console.print(Text(phrase(user_language(), code, **details)))

    def graded(self, done: int, total: int, name: str) -> None:
        """Count a submission."""
        if self.console.is_terminal:
            self._move(done, total)
            return
        if done == total and self.told == self.started:
            return  # over before there was anything to tell
        now = time.monotonic()
        if now - self.told < _EVERY and done < total:
            return
        self.told = now
        spent = now - self.started
        left = spent / done * (total - done)
        said = phrase(
            user_language(), "grade-progress", done=done, total=total, spent=f"{spent:.0f}", left=f"{left:.0f}"
        )
        self.console.print(Text(said))

    def _move(self, done: int, total: int) -> None:
        if self.bar is None:
            self.bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                console=self.console,
            )
            self.bar.start()
            self.task = self.bar.add_task(phrase(user_language(), "grade-grading"), total=total)
        if self.task is not None:
            self.bar.update(self.task, completed=done, total=total)

    def close(self) -> None:
        """End the bar."""
        if self.bar is not None:
            self.bar.stop()


@contextmanager
def grading_shower() -> Iterator[GradingShower]:
    """Yield a reporter for the terminal, and end its bar however the work ends."""
    showing = GradingShower(Console(stderr=True, soft_wrap=True, highlight=False))
    try:
        yield showing
    finally:
        showing.close()


def show_graded(result: "Graded", *, dry_run: bool, regrade: bool) -> None:
    """Say what came of it: a count by outcome, what was not graded and why, and whose marks changed."""
    console, language = Console(soft_wrap=True, highlight=False), user_language()

    def say(code: str, **details: object) -> None:
        console.print(Text(phrase(language, code, **details)))

    if result.new or result.known or not regrade:
        say("grade-would-record" if dry_run else "grade-recorded", new=result.new, known=result.known)
    if result.outcomes:
        table = Table(phrase(language, "grade-outcome"), phrase(language, "grade-count"))
        for outcome, count in sorted(result.outcomes.items()):
            table.add_row(Text(phrase(language, f"outcome-{outcome}")), str(count))
        console.print(table)
    for name, outcome, reason in result.troubles[:_SHOWN]:
        said = phrase(language, f"outcome-{outcome}")
        say("grade-trouble", name=name, outcome=said, reason=reason_said(reason, language))
    if len(result.troubles) > _SHOWN:
        say("grade-more", count=len(result.troubles) - _SHOWN)
    for name, note in result.doubts[:_SHOWN]:
        say("grade-doubt", name=name, note=reason_said(note, language))
    if len(result.doubts) > _SHOWN:
        say("grade-more", count=len(result.doubts) - _SHOWN)
    if result.waiting:
        say("grade-waiting", count=result.waiting)
    if dry_run:
        for learner, name, points in result.would[:_SHOWN]:
            say("grade-would", learner=learner, name=name, points=f"{points:g}")
        if len(result.would) > _SHOWN:
            say("grade-more", count=len(result.would) - _SHOWN)
    if dry_run or regrade:
        _show_changes(result.changes, language, console, done=regrade and not dry_run)


def _show_changes(changes: "list[Change]", language: str, console: Console, *, done: bool) -> None:
    if not changes:
        console.print(Text(phrase(language, "grade-no-changes")))
    for each in sorted(changes, key=_place)[:_SHOWN]:
        code = "grade-change-kept" if each.kept else "grade-changed" if done else "grade-would-change"
        before, after = ("–" if score is None else f"{score:g}" for score in (each.before, each.after))
        learner, name = each.held.submission.learner or "", each.held.submission.name
        said = phrase(language, code, learner=learner, name=name, item=each.item, before=before, after=after)
        console.print(Text(said))
    if len(changes) > _SHOWN:
        console.print(Text(phrase(language, "grade-more", count=len(changes) - _SHOWN)))
    if changes and not done:
        console.print(Text(phrase(language, "grade-unwritten")))


def _place(change: "Change") -> tuple[str, str, str]:
    return change.held.submission.learner or "", change.item, change.held.submission.name


def reason_said(note: Note, language: str) -> str:
    """Return a reason or a note in words."""
    return phrase(language, note.code, **note.details)
