"""`casebook assign`."""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from casebook.cli.options import CourseFolder, RecordsFolder


class Counted(Enum):
    """Which attempt counts."""

    last = "last"
    best = "best"
    first = "first"


class Disclosure(Enum):
    """What learners are told when they get their marks back."""

    score = "score"
    hints = "hints"
    full = "full"


class Draw(Enum):
    """What is drawn for each learner."""

    order = "order"
    pools = "pools"
    variants = "variants"


class Format(Enum):
    """What is written for others beside the package."""

    nbgrader = "nbgrader"


def assign(
    name: Annotated[str, typer.Argument(help="The assignment's name: letters, digits, - and _.", show_default=False)],
    roster: Annotated[Path, typer.Option("--roster", help="Who is on it: a CSV or Excel file.", show_default=False)],
    case: Annotated[
        list[str] | None, typer.Option("--case", help="All graded items of a case; may be repeated.")
    ] = None,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="One graded item, as CASE.ITEM; may be repeated.")
    ] = None,
    blueprint: Annotated[
        Path | None, typer.Option("--blueprint", help="A YAML file: so many items of each kind.", show_default=False)
    ] = None,
    title: Annotated[
        list[str] | None, typer.Option("--title", help="The title, or zh=... and en=... for each language.")
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", help='Until when, such as "2026-12-01 18:00"; none for no limit.')
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="The zone of the due time; Asia/Shanghai at first.")
    ] = None,
    pass_: Annotated[
        float | None, typer.Option("--pass", min=0, max=100, help="The pass mark in percent; 60 at first.")
    ] = None,
    attempts: Annotated[
        int | None, typer.Option("--attempts", min=0, max=1000, help="How often one may hand in; 0 for any number.")
    ] = None,
    counted: Annotated[Counted | None, typer.Option("--counted", help="Which attempt counts; last at first.")] = None,
    grace: Annotated[
        int | None, typer.Option("--grace", min=0, max=525600, help="Minutes after the due time that cost nothing.")
    ] = None,
    late_percent: Annotated[
        float | None, typer.Option("--late-percent", min=0, max=100, help="What each day begun costs, of the score.")
    ] = None,
    late_cap: Annotated[
        float | None, typer.Option("--late-cap", min=0, max=100, help="The most that lateness costs; 100 at first.")
    ] = None,
    exempt: Annotated[
        list[str] | None, typer.Option("--exempt", help="An id whose lateness costs nothing; may be repeated.")
    ] = None,
    disclosure: Annotated[
        Disclosure | None, typer.Option("--disclosure", help="What learners are told with their marks; score at first.")
    ] = None,
    draw: Annotated[
        list[Draw] | None, typer.Option("--draw", help="Draw this for each learner; may be repeated.")
    ] = None,
    format_: Annotated[Format | None, typer.Option("--format", help="Also write a course folder for nbgrader.")] = None,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
) -> None:
    """Release an assignment to a roster: pages for trainees, a record for HR, a sheet for mailing.

    Example: `casebook assign term-1 --roster staff.xlsx --case haier-washer --due "2026-12-01 18:00"`
    """
    from casebook.assigning.assign import Order
    from casebook.assigning.assign import assign as assign_to
    from casebook.assigning.selection import Choice
    from casebook.assigning.terms import Terms
    from casebook.cli.show_assigned import counting, show_assigned

    terms = Terms(
        due=due,
        zone=zone,
        pass_percent=pass_,
        attempts=attempts,
        counted=counted.value if counted else None,
        grace_minutes=grace,
        percent_per_day=late_percent,
        cap_percent=late_cap,
        exempt=tuple(exempt) if exempt else None,
        disclosure=disclosure.value if disclosure else None,
    )
    order = Order(
        name=name,
        roster=roster,
        choice=Choice(tuple(case or ()), tuple(item or ()), blueprint),
        titles=tuple(title or ()),
        terms=terms,
        draws=tuple(each.value for each in draw or ()),
        for_nbgrader=format_ is Format.nbgrader,
    )
    with counting() as made:
        assigned = assign_to(course.resolve(), order, records_folder=records.resolve() if records else None, made=made)
    show_assigned(assigned)
