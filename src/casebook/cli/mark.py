"""`casebook mark out|in|agree|settle|override`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from casebook.cli.options import CourseFolder, GradebookAddress, RecordsFolder

if TYPE_CHECKING:
    from casebook.marking.desk import Desk
    from casebook.marking.sending import Sent

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Have open answers marked by people, on sheets without names.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of the assignment.")]
SheetFolder = Annotated[
    Path | None,
    typer.Option(
        "--folder", help="Where sheets go; `marking` among the assignment's records if not given.", file_okay=False
    ),
]
SheetLanguage = Annotated[
    str | None,
    typer.Option(
        "--lang", help="The language of a sheet whose answers are in several; the course's first if not given."
    ),
]


@app.command("out")
def mark_out(
    name: Name,
    marker: Annotated[list[str], typer.Option("--marker", help="Who marks; may be repeated.")],
    double: Annotated[
        float, typer.Option("--double", min=0, max=100, help="The percentage of answers that two people mark.")
    ] = 0,
    folder: SheetFolder = None,
    lang: SheetLanguage = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also what is marked already, or out on another sheet.")
    ] = False,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Write a marking sheet for each marker, with the open answers shared out at random.

    Example: `casebook mark out autumn --marker Wang --marker Li --double 20`
    """
    from casebook.marking.sending import send_out

    with _desk(course, records, gradebook) as desk:
        sent = send_out(desk, name, marker, double=double, again=again, folder=folder, language=lang)
    _say_sent(sent, "mark-nothing-out")


@app.command("in")
def mark_in(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Sheets, or folders with sheets.")],
    partial: Annotated[
        bool, typer.Option("--partial", help="Take the rows that are marked, though others are missing or empty.")
    ] = False,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Read marking sheets back into the gradebook, each of them whole or not at all.

    Example: `casebook mark in autumn-Wang-M-KXRTPWCN.xlsx`
    """
    from rich.console import Console

    from casebook.cli.show import show_problems
    from casebook.marking.taking import take_in
    from casebook.problems import phrase, user_language

    language = user_language()
    with _desk(course, records, gradebook) as desk:
        taken = take_in(desk, files, partial=partial, why=phrase(language, "mark-settled"))
    for each in taken:
        if not each.problems:
            said = {"marks": each.marks, "new": each.new, "left": each.left}
            typer.echo(phrase(language, "mark-taken", file=each.file, who=each.who, **said))
    if not taken:
        typer.echo(phrase(language, "mark-no-files"))
    problems = [problem for each in taken for problem in each.problems]
    if problems:
        refused = sum(bool(each.problems) for each in taken)
        show_problems(problems, Console(stderr=True, soft_wrap=True, highlight=False))
        typer.echo(phrase(language, "mark-refused", count=refused), err=True)
    if problems or not taken:
        raise typer.Exit(1)


@app.command("agree")
def mark_agree(
    name: Name,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the tables to this file, .xlsx or .csv.", dir_okay=False)
    ] = None,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Show how far markers agree on the answers that two of them marked.

    Example: `casebook mark agree autumn --output agreement.xlsx`
    """
    from casebook.atomic import write_atomically
    from casebook.marking.comparing import compare, few_told, tables_of, to_file
    from casebook.problems import phrase, user_language

    language = user_language()
    with _desk(course, records, gradebook) as desk:
        found = compare(desk, name)
    if output is not None:
        write_atomically(output, to_file(found, language, output.suffix.lower()))
    for title, table in tables_of(found, language):
        _show_table(title, table)
    if told := few_told(found, language):
        typer.echo(told)
    if output is not None:
        typer.echo(phrase(language, "mark-agree-written", path=output))


@app.command("settle")
def mark_settle(
    name: Name,
    adjudicator: Annotated[str, typer.Option("--adjudicator", help="Who decides where markers differ.")],
    folder: SheetFolder = None,
    lang: SheetLanguage = None,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Write a sheet of the answers on which markers differ; `casebook mark in` reads it back.

    Example: `casebook mark settle autumn --adjudicator Zhao`
    """
    from casebook.marking.sending import send_disputed

    with _desk(course, records, gradebook) as desk:
        sent = send_disputed(desk, name, adjudicator, folder=folder, language=lang)
    _say_sent(sent, "mark-nothing-disputed")


@app.command("override")
def mark_override(
    name: Name,
    learner: Annotated[str, typer.Argument(metavar="LEARNER", help="The id of the learner.")],
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The item, as case.item.")],
    points: Annotated[float, typer.Argument(metavar="POINTS", help="The points it gets.")],
    who: Annotated[str, typer.Option("--who", help="Who decides.")],
    why: Annotated[str, typer.Option("--why", help="The reason, which the learner may ask for.")],
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Give an item other points, whatever its mark is so far; earlier marks are kept.

    Example: `casebook mark override autumn E1001 first-case.fact-or-inference 1 --who Zhao --why "The question was unclear."`
    """
    from casebook.marking.overriding import override
    from casebook.problems import phrase, user_language

    with _desk(course, records, gradebook) as desk:
        before = override(desk, name, learner, item, points, who=who, why=why)
    was = "-" if before.score is None else f"{before.score:g}"
    said = {"learner": learner, "item": item, "points": f"{points:g}", "most": f"{before.max_score:g}"}
    typer.echo(phrase(user_language(), "mark-overridden", was=was, **said))


@contextmanager
def _desk(course: Path, records: Path | None, gradebook: str | None) -> Iterator["Desk"]:
    """Yield where marking is done, its gradebook open."""
    from casebook.gradebook.opening import address_of, open_gradebook
    from casebook.loader import load
    from casebook.marking.desk import Desk
    from casebook.records import FOLDER, Records

    loaded, _ = load(course.resolve())
    kept = Records(records or course.resolve() / FOLDER)
    with open_gradebook(gradebook or address_of(kept.gradebook), loaded.settings.id) as opened:
        yield Desk(loaded, kept, opened)


def _say_sent(sent: Sequence["Sent"], nothing: str) -> None:
    from casebook.problems import phrase, user_language

    language = user_language()
    if not sent:
        typer.echo(phrase(language, nothing))
    for each in sent:
        path = each.path.relative_to(Path.cwd()) if each.path.is_relative_to(Path.cwd()) else each.path
        typer.echo(phrase(language, "mark-sent", who=each.who, answers=each.answers, path=path))
    if cut := sum(each.cut for each in sent):
        typer.echo(phrase(language, "mark-cut", count=cut))


def _in_cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "-" if value is None else str(value)


def _show_table(title: str, table: Sequence[Sequence[object]]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    head, *rows = ([_in_cell(each) for each in row] for row in table)
    shown = Table(title=Text(title), box=SIMPLE, title_justify="left")
    for place, each in enumerate(head):
        # The name of an item has no space at which to break: it keeps its line where there is room.
        longest = max((len(row[place]) for row in rows if " " not in row[place]), default=0)
        justify: Literal["left", "right"] = "left" if place < 2 else "right"
        shown.add_column(Text(each), justify=justify, overflow="fold", min_width=min(30, longest))
    for row in rows:
        shown.add_row(*map(Text, row))
    Console(highlight=False).print(shown)
