"""`casebook new course|case|item`."""

from pathlib import Path
from typing import Annotated

import typer

from casebook.cli.options import CourseFolder

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", help="Scaffold a course, a case or an item.")


@app.command("course")
def new_course(
    folder: Annotated[Path, typer.Argument(help="A folder that is empty or does not exist yet.")],
    lang: Annotated[list[str] | None, typer.Option("--lang", help="A language: zh or en; may be repeated.")] = None,
) -> None:
    """Make a course with one case that validates and builds as it stands.

    Example: `casebook new course my-course --lang zh --lang en`
    """
    from casebook import scaffolding
    from casebook.problems import phrase, user_language

    languages = list(dict.fromkeys(lang or ("zh", "en")))
    for each in languages:
        if each not in ("zh", "en"):
            raise typer.BadParameter(f"{each!r}: use zh or en", param_hint="--lang")
    scaffolding.new_course(folder.resolve(), languages)
    typer.echo(phrase(user_language(), "new-course", path=folder))


@app.command("case")
def new_case(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the case, such as lost-luggage.")],
    course: CourseFolder = Path(),
) -> None:
    """Add a case and its exercise file to a course.

    Example: `casebook new case lost-luggage --course my-course`
    """
    from casebook import scaffolding
    from casebook.problems import phrase, user_language

    scaffolding.new_case(course.resolve(), case_id)
    typer.echo(phrase(user_language(), "new-case", path=course / "cases" / case_id))


@app.command("item")
def new_item(
    type_name: Annotated[str, typer.Argument(metavar="TYPE", help="The type of the item, such as single-choice.")],
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="The id of the case.")],
    graded: Annotated[bool, typer.Option("--graded", help="Among the graded items instead of practice.")] = False,
    course: CourseFolder = Path(),
) -> None:
    """Add an item of a type to a case's exercise file, to be reworded.

    Example: `casebook new item ordering lost-luggage --graded`
    """
    from casebook import scaffolding
    from casebook.problems import phrase, user_language

    path, item_id = scaffolding.new_item(course.resolve(), type_name, case_id, graded=graded)
    typer.echo(phrase(user_language(), "new-item", id=item_id, path=path))
