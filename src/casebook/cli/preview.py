"""`casebook preview`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casebook.cli.options import CourseFolder, Jobs

if TYPE_CHECKING:
    from casebook.errors import Problem
    from casebook.preview.outcome import Outcome


def preview(
    course: CourseFolder = Path(),
    lang: Annotated[list[str] | None, typer.Option("--lang", help="Only this language; may be repeated.")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="Only this case; may be repeated.")] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where to serve; the next free one if it is taken.")
    ] = 8000,
    jobs: Jobs = 0,
) -> None:
    """Show the course in a browser while you write it: every save updates the open page, or shows what is wrong. Ctrl-C ends it.

    Example: `casebook preview --course my-course`
    """
    from casebook.preview.preview import preview as preview_course
    from casebook.preview.session import Wish
    from casebook.problems import phrase, user_language

    wish = Wish(course.resolve(), tuple(lang or ()), tuple(case or ()), port, jobs)
    preview_course(wish, _Terminal(port))
    typer.echo(phrase(user_language(), "preview-ended"))


class _Terminal:
    """Says at the terminal how a preview goes, one line for each build, and what is wrong when it is wrong."""

    def __init__(self, wished: int) -> None:
        from rich.console import Console

        self.wished = wished
        self.console = Console(stderr=True, soft_wrap=True, highlight=False)
        self.warned: tuple[Problem, ...] = ()

    def serves(self, port: int) -> None:
        if self.wished not in (0, port):
            self._say("preview-port", taken=self.wished, port=port)
        self._say("preview-serves", address=f"http://127.0.0.1:{port}/")

    def built(self, seconds: float, pages: int, outcome: "Outcome") -> None:
        from casebook.cli.show import show_failure, show_problems

        if outcome.is_built:
            if outcome.problems and outcome.problems != self.warned:
                show_problems(outcome.problems, self.console)
            self.warned = outcome.problems
            self._say("preview-built", seconds=f"{seconds:.1f}", pages=pages)
            return
        if outcome.problems:
            show_problems(outcome.problems, self.console)
        for failure in outcome.failures:
            show_failure(failure, self.console)
        if outcome.code:
            self._say(outcome.code, **outcome.details)
        for line in (outcome.message, *outcome.crash):
            if line:
                self.console.print(line, markup=False)
        self._say("preview-not-built", seconds=f"{seconds:.1f}")

    def lost(self, status: int) -> None:
        self._say("preview-lost", status=status)

    def _say(self, code: str, **details: object) -> None:
        from casebook.problems import phrase, user_language

        self.console.print(phrase(user_language(), code, **details), markup=False)
