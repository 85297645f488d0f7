"""`casebook report`."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casebook.cli.options import CourseFolder, GradebookAddress, RecordsFolder
from casebook.problems import phrase, user_language

if TYPE_CHECKING:
    from casebook.reporting.report import Verified


class Part(Enum):
    """What can be reported."""

    gradebook = "gradebook"
    feedback = "feedback"
    class_ = "class"
    items = "items"
    certificates = "certificates"


class Language(Enum):
    """The languages in which HR can have its reports."""

    zh = "zh"
    en = "en"


def report(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="The assignment.", show_default=False)] = None,
    only: Annotated[list[Part] | None, typer.Option("--only", help="Only this; may be repeated.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Where the reports go; `reports` among the assignment's records if not given."),
    ] = None,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="The language of HR's tables and of the class report.")
    ] = None,
    verify: Annotated[
        str | None, typer.Option("--verify", metavar="CODE", help="Say whose certificate has this code.")
    ] = None,
    course: CourseFolder = Path(),
    records: RecordsFolder = None,
    gradebook: GradebookAddress = None,
) -> None:
    """Write the gradebook, feedback pages, class report, item statistics and certificates of an assignment.

    Example: `casebook report spring --only gradebook --only class`
    """
    if (name is None) == (verify is None):
        raise typer.BadParameter("give the name of an assignment, or --verify with a code", param_hint="NAME")
    from casebook.reporting import report as story

    language = user_language()
    if verify is not None:
        found = story.verify(course.resolve(), verify, records=records, gradebook=gradebook)
        typer.echo(_told(found, language))
        return
    done = story.report(
        course.resolve(),
        name or "",
        only=[each.value for each in only or ()],
        output=output.resolve() if output else None,
        language=lang.value if lang else language,
        records=records,
        gradebook=gradebook,
    )
    said = {"learners": done.learners, "pages": done.pages, "certificates": done.certificates, "path": done.folder}
    typer.echo(phrase(language, "reported", **said))
    if done.waiting:
        typer.echo(phrase(language, "report-waiting", count=done.waiting))


def _told(found: "Verified", language: str) -> str:
    """Say whose a certificate is, and what the gradebook says now."""
    from casebook.reporting.wording import points
    from casebook.unseen import visible_lines

    person = found.learner
    who = visible_lines(f"{person.name} ({person.id})" if person.name else person.id)
    title = found.title[language] if language in found.title else next(iter(found.title.values()))
    said = phrase(language, "certificate-genuine", who=who, title=title, day=found.day.isoformat())
    counted = found.standing.counted if found.standing else None
    if counted is None or found.standing is None:
        now = phrase(language, "certificate-gone")
    else:
        codes = {True: "certificate-passed", False: "certificate-failed", None: "certificate-waiting"}
        score, most, percent = points(counted.score), points(counted.max_score), points(counted.percent)
        now = phrase(language, codes[found.standing.passed], score=score, max=most, percent=percent)
    return f"{said}{'' if language == 'zh' else ' '}{now}"
