"""`casebook gradebook backup|restore|export|erase`."""

from pathlib import Path
from typing import Annotated

import typer

from casebook.cli.options import CourseFolder, GradebookAddress, RecordsFolder

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Back the gradebook up and restore it; export or erase what it holds about one person.",
)
LearnerArgument = Annotated[str, typer.Argument(metavar="LEARNER", help="The learner's id, as on the roster.")]


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to write, which does not exist yet.")],
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Write the gradebook and HR's records into one file, from which a lost machine can be rebuilt.

    Example: `casebook gradebook backup 2026-12-01.casebook`
    """
    from casebook.gradebook import keeping
    from casebook.problems import phrase, user_language

    count = keeping.back_up(course.resolve(), file, folder=records, address=gradebook)
    typer.echo(phrase(user_language(), "backed-up", path=file, size=f"{file.stat().st_size / 1e6:.1f}", count=count))


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of this course.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the gradebook and the records that are there.")
    ] = False,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Put the gradebook and HR's records back as a backup holds them, in whichever kind of database.

    Example: `casebook gradebook restore 2026-12-01.casebook`
    """
    from casebook.gradebook import keeping
    from casebook.problems import phrase, user_language

    count = keeping.restore(course.resolve(), file, replace=replace, folder=records, address=gradebook)
    typer.echo(phrase(user_language(), "restored", path=file, count=count))


@app.command("export")
def export(
    learner: LearnerArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The JSON file to write, which does not exist yet.")],
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Write everything that is kept about one learner into a file.

    Example: `casebook gradebook export 10234 10234.json`
    """
    from casebook.gradebook import keeping
    from casebook.problems import phrase, user_language

    count = keeping.export_learner(course.resolve(), learner, file, folder=records, address=gradebook)
    typer.echo(phrase(user_language(), "exported", id=learner, path=file, count=count))


@app.command("erase")
def erase(
    learner: LearnerArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Take one learner out of the gradebook and the records; the marks stay under a pseudonym.

    Example: `casebook gradebook erase 10234`
    """
    from casebook.gradebook import keeping
    from casebook.problems import phrase, user_language

    language = user_language()
    if not yes and not typer.confirm(phrase(language, "erase-ask", id=learner)):
        raise typer.Exit(1)
    done = keeping.erase_learner(course.resolve(), learner, folder=records, address=gradebook)
    typer.echo(phrase(language, "erased", id=learner, pseudonym=done.pseudonym, count=done.submissions))
    if done.left:
        typer.echo(phrase(language, "erase-left"))
        for path in done.left:
            typer.echo(f"  {path}")
