"""`casebook build`."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from casebook.cli.options import CourseFolder, Jobs, Scheduler

_OF_DISKS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EROFS, errno.EACCES, errno.EPERM)
"""What a disk says that is full, or closed to us."""


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
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", help="Run every notebook again, and replace its result in the cache."),
    ] = False,
    why: Annotated[
        bool, typer.Option("--why", help="Say afterwards which notebooks ran, why, and which pages were written.")
    ] = False,
    scheduler: Scheduler = None,
) -> None:
    """Build the course site: validate, write and run the notebooks, build the pages.

    Example: `casebook build --lang zh --case haier-washer --edition instructor`
    """
    from casebook.cli.show import shower
    from casebook.cli.why import why_lines
    from casebook.problems import phrase, user_language
    from casebook.unchanged import Asked, recall, site_of

    root, folder = course.resolve(), output.resolve() if output else None
    site = folder or site_of(root, edition.value)
    built = None
    with shower() as reporter, told_of_disks(root / "_build"):
        told = None if no_cache else recall(Asked(root, site, edition.value, tuple(lang or ()), tuple(case or ())))
        if told:
            reporter.warned(told.warnings)
            reporter.said(told.sentence)
            pages, ran = told.pages, 0
        else:
            from casebook.pipeline import build as build_course

            built = build_course(
                root,
                reporter,
                output=folder,
                languages=lang or (),
                cases=case or (),
                jobs=jobs,
                scheduler=scheduler,
                edition=edition.value,
                kernel=engine.value,
                is_cache_read=not no_cache,
            )
            pages, ran = built.pages, built.ran
    typer.echo(phrase(user_language(), "built", pages=pages, ran=ran, path=site / "index.html"))
    if why:
        for line in why_lines(built, user_language()):
            typer.echo(line)


@contextmanager
def told_of_disks(folder: Path) -> Iterator[None]:
    """Turn what a disk refuses, being full or closed to us, into a message; `folder` is named where the system names no file."""
    try:
        yield
    except OSError as error:
        if error.errno not in _OF_DISKS:
            raise
        from casebook.errors import BuildError
        from casebook.problems import phrase, user_language

        path = error.filename2 or error.filename or folder
        raise BuildError(phrase(user_language(), "build-unwritable", path=path, reason=error.strerror)) from error
