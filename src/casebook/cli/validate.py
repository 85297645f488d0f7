"""`casebook validate`."""

import json
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from casebook.cli.options import CourseFolder
from casebook.cli.show import show_problems
from casebook.problems import user_language, word


class Format(Enum):
    """How problems are listed."""

    text = "text"
    json = "json"


def validate(
    course: CourseFolder = Path(),
    format_: Annotated[Format, typer.Option("--format", help="text for people, json for editors.")] = Format.text,
) -> None:
    """List every problem in the sources, with place and cure.

    Example: `casebook validate --course my-course --format json`
    """
    from casebook.loader import examine

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
    if found is None:
        raise typer.Exit(1)
