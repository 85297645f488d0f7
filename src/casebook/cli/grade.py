"""`casebook grade`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casebook.cli.options import CourseFolder, GradebookAddress, Jobs, RecordsFolder, Scheduler

if TYPE_CHECKING:
    from casebook.grading.grade import Graded


def grade(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FOLDER|ZIP|FILE...", help="What came in: folders, zip archives, files, mixed."),
    ] = None,
    assignment: Annotated[
        str | None, typer.Option("--assignment", help="The assignment; may be left out where there is only one.")
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option("--roster", help="Learners to be added, CSV or XLSX; needed once for `open`.", dir_okay=False),
    ] = None,
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", help="CSV or XLSX: file, learner or receipt -> time received.", dir_okay=False),
    ] = None,
    received: Annotated[
        str | None, typer.Option("--received", help='When all of it was received, such as "2026-12-01 17:00".')
    ] = None,
    jobs: Jobs = 0,
    scheduler: Scheduler = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say whose marks would change, and write nothing.")
    ] = False,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade again what a corrected key or rubric changes.")
    ] = False,
    require_sandbox: Annotated[
        bool, typer.Option("--require-sandbox", help="Run no code unless it can be fully isolated.")
    ] = False,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Grade what learners handed in into the gradebook: answers files, text blocks, notebooks, zips, mixed.

    Example: `casebook grade inbox --assignment autumn --received "2026-12-01 17:00"`
    """
    from casebook.cli.show_grading import grading_shower, show_graded
    from casebook.grading.grade import Wish
    from casebook.grading.grade import grade as grade_all

    if not paths and not regrade and not dry_run:
        raise typer.BadParameter("name at least one folder, archive or file", param_hint="FOLDER|ZIP|FILE...")
    wish = Wish(
        paths=[each.absolute() for each in paths or ()],
        course=course.resolve(),
        assignment=assignment,
        roster=roster,
        receipts=receipts,
        received=received,
        jobs=jobs,
        scheduler=scheduler,
        dry_run=dry_run,
        regrade=regrade,
        require_sandbox=require_sandbox,
        records=records.resolve() if records else None,
        gradebook=gradebook,
    )
    with grading_shower() as reporter:
        result: Graded = grade_all(wish, reporter)
    show_graded(result, dry_run=dry_run, regrade=regrade)
