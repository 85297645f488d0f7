"""`casebook build`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from casebook.cli.options import CourseFolder, Jobs


class EngineName(Enum):
    """How kernels are started."""

    FORK = "fork"
    KERNEL = "kernel"


class EditionName(Enum):
    """For whom a site is."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"


def build(
    course: CourseFolder = Path(),
    lang: Annotated[list[str] | None, typer.Option("--lang", help="Only this language; may be repeated.")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", help="Only this case; may be repeated.")] = None,
    edition: Annotated[
        EditionName,
        typer.Option("--edition", help="For whom: the instructor's has teaching notes and answers as well."),
    ] = EditionName.TRAINEE,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where the site goes; _build/site or _build/instructor if not given."),
    ] = None,
    jobs: Jobs = 0,
    engine: Annotated[
        EngineName,
        typer.Option(
            "--engine", help="How notebooks are run: in kernels forked from a prepared one, or in stock ones."
        ),
    ] = EngineName.FORK,
) -> None:
    """Build the course site: validate, write and run the notebooks, build the pages.

    Example: `casebook build --lang zh --case haier-washer --edition instructor`
    """
    from casebook.cli.show import shower
    from casebook.pipeline import build as build_course
    from casebook.problems import phrase, user_language

    with shower() as reporter:
        built = build_course(
            course.resolve(),
            reporter,
            output=output.resolve() if output else None,
            languages=lang or (),
            cases=case or (),
            jobs=jobs,
            edition=edition.value,
            kernel=engine.value,
        )
    typer.echo(phrase(user_language(), "built", pages=built.pages, ran=built.ran, path=built.output / "index.html"))
