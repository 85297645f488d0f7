"""`casebook workshop`."""

from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casebook.cli.options import CourseFolder, Jobs

if TYPE_CHECKING:
    from casebook.workshop.making import Kit


class Language(Enum):
    """The languages in which a kit can be made."""

    zh = "zh"
    en = "en"


def workshop(
    case: Annotated[
        list[str] | None, typer.Argument(metavar="CASE...", help="The cases, 1 to 4, in order.", show_default=False)
    ] = None,
    minutes: Annotated[int, typer.Option("--minutes", help="How long the session is, from 20 to 480.")] = 90,
    participants: Annotated[
        int | None,
        typer.Option(
            "--participants", help="How many people take part, from 2 to 200; or give --roster.", show_default=False
        ),
    ] = None,
    group_size: Annotated[
        int | None,
        typer.Option(
            "--group-size", help="People in a group; the nearest to 4 that fits if not given.", show_default=False
        ),
    ] = None,
    audience: Annotated[
        str,
        typer.Option(
            "--audience",
            help="For whom: an audience that a case declares; its usual one if not given.",
            show_default=False,
        ),
    ] = "",
    date: Annotated[
        str | None,
        typer.Option("--date", help="The day, such as 2026-12-01; left open if not given.", show_default=False),
    ] = None,
    start: Annotated[str, typer.Option("--start", help="When it begins.")] = "09:00",
    zone: Annotated[str, typer.Option("--zone", help="The zone of date and start.")] = "Asia/Shanghai",
    break_: Annotated[
        list[int] | None,
        typer.Option("--break", help="A break of so many minutes; may be repeated.", show_default=False),
    ] = None,
    online: Annotated[bool, typer.Option("--online", help="Not in a room but online.")] = False,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="Who takes part: a CSV or Excel file.", show_default=False)
    ] = None,
    pre_post: Annotated[
        bool, typer.Option("--pre-post", help="Ask before and after how sure people are of each objective.")
    ] = False,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="The kit's language; the course's own if not given.", show_default=False),
    ] = None,
    name: Annotated[
        str,
        typer.Option("--name", help="What the session is called; its cases and date if not given.", show_default=False),
    ] = "",
    output: Annotated[
        Path | None,
        typer.Option("--output", help="The kit's folder; one in _build/workshop if not given.", show_default=False),
    ] = None,
    debrief: Annotated[
        Path | None, typer.Option("--debrief", help="Sum up the session of this kit instead.", show_default=False)
    ] = None,
    votes: Annotated[
        list[Path] | None,
        typer.Option(
            "--votes", help="With --debrief: a votes-*.json that the slides saved; may be repeated.", show_default=False
        ),
    ] = None,
    feedback: Annotated[
        Path | None,
        typer.Option(
            "--feedback", help="With --debrief: the filled feedback.csv, or an Excel file.", show_default=False
        ),
    ] = None,
    course: CourseFolder = Path(),
    jobs: Jobs = 0,
) -> None:
    """Make the kit of one session, as long as you have and for the people you have; afterwards, sum it up.

    Example: `casebook workshop haier-washer --minutes 75 --participants 24 --date 2030-12-01 --start 14:00`
    """
    from casebook.cli.show import shower
    from casebook.errors import WordedError
    from casebook.workshop.making import make_kit
    from casebook.workshop.request import Asked

    if debrief is not None:
        if case:
            raise WordedError("debrief-with-cases", names=" ".join(case))
        _debrief(course.resolve(), debrief, votes or [], feedback, jobs)
        return
    if votes or feedback:
        raise WordedError("debrief-only")
    asked = Asked(
        cases=case or (),
        minutes=minutes,
        participants=participants,
        group_size=group_size,
        audience=audience,
        date=date,
        start=start,
        zone=zone,
        breaks=tuple(break_ or ()),
        is_online=online,
        language=lang.value if lang else "",
        name=name,
        has_pre_post=pre_post,
    )
    with shower() as reporter:
        made = make_kit(
            course.resolve(), asked, reporter, roster=roster, output=output.resolve() if output else None, jobs=jobs
        )
    _show(made, audience)


def _show(kit: "Kit", audience: str) -> None:
    """Say what was made, what was left out, and what is missing."""
    from casebook.problems import phrase, user_language

    language, plan = user_language(), kit.made.plan
    counts = {kind: sum(each.kind == kind for each in plan.stretches) for kind in ("segment", "break")}
    typer.echo(phrase(language, "workshop-made", path=kit.folder / "index.html"))
    people, groups = len(kit.request.people), len(kit.made.groups)
    segments, breaks = counts["segment"], counts["break"]
    said = {"minutes": plan.minutes, "segments": segments, "breaks": breaks, "people": people, "groups": groups}
    typer.echo(phrase(language, "workshop-made-plan", **said))
    if plan.left_out:
        comma = "、" if language == "zh" else ", "
        typer.echo(phrase(language, "workshop-made-left", names=comma.join(each.title for each in plan.left_out)))
    for case, used in kit.request.audiences.items():
        if audience and used != audience:
            typer.echo(phrase(language, "workshop-made-audience", case=case, wanted=audience, used=used))
    if not kit.has_pdf:
        typer.echo(phrase(language, "workshop-html-only"))
    elif kit.pages_only:
        typer.echo(phrase(language, "workshop-html-glyphs", pages=", ".join(kit.pages_only)))


def _debrief(course: Path, kit: Path, votes: list[Path], feedback: Path | None, jobs: int) -> None:
    from casebook.problems import phrase, user_language
    from casebook.workshop.debrief import debrief

    done = debrief(course, kit.resolve(), votes, feedback, jobs=jobs)
    said = {"path": done.page, "forms": done.forms, "cases": done.voted}
    typer.echo(phrase(user_language(), "debrief-made", **said))
    if not done.has_pdf:
        typer.echo(phrase(user_language(), "workshop-html-only"))
    elif done.pages_only:
        typer.echo(phrase(user_language(), "workshop-html-glyphs", pages=", ".join(done.pages_only)))
