"""`casebook validate`."""

import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from casebook.cli.options import CourseFolder
from casebook.cli.show import show_problems
from casebook.problems import phrase, user_language, word

if TYPE_CHECKING:
    from casebook.model import Course


class Format(Enum):
    """How problems are listed."""

    text = "text"
    json = "json"


def validate(
    course: CourseFolder = Path(),
    format_: Annotated[Format, typer.Option("--format", help="text for people, json for editors.")] = Format.text,
    confirm_: Annotated[
        bool, typer.Option("--confirm", help="Record that the languages say the same now, so that later changes show.")
    ] = False,
) -> None:
    """List every problem in the sources, with place and cure.

    Example: `casebook validate --course my-course --format json`
    """
    from casebook.loader import confirm, examine

    count = confirm(course.resolve()) if confirm_ else None
    found, problems = examine(course.resolve())
    if format_ is Format.json:
        language = user_language()
        listed = []
        for each in problems:
            message, cure = word(each, language)
            severity = "warning" if each.is_warning else "error"
            listed.append(
                {
                    "path": str(each.path),
                    "line": each.line,
                    "severity": severity,
                    "code": each.code,
                    "message": message,
                    "cure": cure,
                }
            )
        typer.echo(json.dumps(listed, ensure_ascii=False, indent=2))
    else:
        show_problems(problems, Console(soft_wrap=True, highlight=False))
    if confirm_:
        _say_confirmed(found, count)
    if found is None:
        raise typer.Exit(1)


def _say_confirmed(course: "Course | None", count: int | None) -> None:
    """Say on the error stream, beside whatever was listed, what `--confirm` did."""
    language = user_language()
    if course is None:
        said = phrase(language, "not-confirmed")
    elif not count:
        said = phrase(language, "nothing-to-confirm")
    else:
        said = phrase(language, "confirmed", count=count, languages=", ".join(course.languages))
    typer.echo(said, err=True)
