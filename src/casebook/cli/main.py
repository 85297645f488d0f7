"""The door: collects the verbs, and turns errors into messages and an exit status."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from casebook import __version__
from casebook.cli import assign, build, grade, gradebook, mark, new, preview, report, validate, workshop
from casebook.cli.show import show_error
from casebook.errors import CasebookError
from casebook.problems import phrase, user_language

VERBS: dict[str, Callable[..., None]] = {
    "validate": validate.validate,
    "build": build.build,
    "preview": preview.preview,
    "assign": assign.assign,
    "grade": grade.grade,
    "report": report.report,
    "workshop": workshop.workshop,
}
GROUPS: dict[str, typer.Typer] = {
    "new": new.app,
    "mark": mark.app,
    "gradebook": gradebook.app,
}
"""Verbs with commands of their own."""

app = typer.Typer(name="casebook", no_args_is_help=True, rich_markup_mode="markdown", add_completion=False)
for _name, _verb in VERBS.items():
    app.command(_name)(_verb)
for _name, _group in GROUPS.items():
    app.add_typer(_group, name=_name)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def casebook(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and leave.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Turn case studies into a training course."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; return 0 when done, 1 for a problem of the user's, 2 for wrong usage, 130 when interrupted."""
    try:
        app(args=arguments, prog_name="casebook")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except CasebookError as error:
        show_error(error, Console(stderr=True, soft_wrap=True, highlight=False))
        return 1
    except KeyboardInterrupt:
        Console(stderr=True).print(phrase(user_language(), "interrupted"))
        return 130
    return 0


def run() -> None:
    """Run the command line of this process."""
    sys.exit(main())


if __name__ == "__main__":
    run()
