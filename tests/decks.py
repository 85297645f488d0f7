"""Decks for tests: of the school kitchen, and of a case whose every text is as long as it may be; charts are drawn in a moment."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from conftest import ROOT

from casebook.loader import load
from casebook.model import SLIDE_LIMITS, Case, Course, Segment, Teaching, TeachingFile
from casebook.slides import Part, asset_files, case_part, slide_files
from casebook.text import Text
from casebook.website.charts import Drawing

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="460.8pt" height="288pt" viewBox="0 0 460.8 288">'
    "<style>:root{--c0:#155e6b}@media (prefers-color-scheme:dark){:root{--c0:#7fc8d2}}</style>"
    '<path d="M20 250 L440 40" style="fill: none; stroke: var(--c0); stroke-width: 3"/></svg>'
)
SENTENCES = {
    "zh": "这是一句用来占位置的话，说到哪里算哪里。",
    "en": "This is a sentence that is here to take up room on a slide. ",
}


def drawn(case: Case) -> dict[str, Drawing]:
    """Return a drawing for each chart of a case."""
    return {chart.id: Drawing(SVG, 614, 384, f"What {chart.id} says.") for chart in case.file.charts}


def kitchen() -> tuple[Course, Part]:
    """Return the school kitchen's course, and all that its case shows."""
    course, _ = load(KITCHEN)
    return course, case_part(course.cases[0], drawn(course.cases[0]))


def taught(course: Course) -> list[Case]:
    """Return the cases of a course that have a teaching note."""
    return [case for case in course.cases if case.teaching]


def filled(length: int) -> Text:
    """Return a text of that many Chinese characters, and three times as many in English."""
    return Text(
        {
            "zh": (SENTENCES["zh"] * 60)[: length - 1] + "。",
            "en": (SENTENCES["en"] * 60)[: 3 * length - 1].strip() + ".",
        }
    )


@cache
def long_part() -> tuple[Course, Part]:
    """Return a course whose case fills every place on its slides: longer texts than anybody writes."""
    course, _ = load(ROOT)
    case = course.cases[0]
    told = Text({language: filled(90)[language][:limit] for language, limit in SLIDE_LIMITS.items()})
    panes = [{"id": f"pane-{n}", "pane": filled(12), "holds": [filled(28)] * 5} for n in range(6)]
    says = {"says": filled(60), "reply": filled(80)}
    prompts = [each.model_copy(update={"text": filled(110), "form": filled(24)}) for each in case.file.prompts]
    options = tuple(
        case.file.decision.options[0].model_copy(update={"id": f"way-{n}", "text": filled(24)}) for n in range(5)
    )
    decision = case.file.decision.model_copy(update={"question": filled(38), "options": options})
    charts = tuple(each.model_copy(update={"title": filled(18), "finding": filled(58)}) for each in case.file.charts)
    file = case.file.model_copy(
        update={"title": filled(24), "prompts": tuple(prompts), "decision": decision, "charts": charts}
    )
    shows = ["story", "vote", *(f"prompt/{each.id}" for each in prompts), *(f"chart/{each.id}" for each in charts)]
    common = {
        "priority": 1,
        "least": 1,
        "most": 600,
        "question": filled(40),
        "issue": filled(40),
        "answers": [says] * 4,
    }
    common |= {"wrong_turns": [says], "checkpoint": filled(30), "transition": filled(40)}
    segments = [
        Segment(id="first", title=filled(20), shows=tuple(shows), board=("pane-0", "pane-1"), **common),
        Segment(id="second", title=filled(20), shows=("reveal", "board", "role-play"), board=("pane-2",), **common),
        Segment(
            id="third",
            title=filled(20),
            shows=("vote", "board", "close"),
            board=tuple(f"pane-{n}" for n in range(6)),
            **common,
        ),
    ]
    declared = {
        "openings": [told] * 3,
        "story": [told] * 4,
        "reveal": [told] * 2,
        "close": told,
        "segments": segments,
        "plans": [{"minutes": 90, "segments": {"first": 60, "second": 20, "third": 10}}],
        "board": panes,
        "audiences": [{"id": "all", "title": filled(10)}],
        "role-plays": [
            {
                "id": "scene",
                "title": filled(18),
                "scene": filled(110),
                "cards": [{"id": f"card-{n}", "role": filled(8), "text": filled(90)} for n in range(8)],
                "debrief": filled(60),
            }
        ],
        "materials": [{"what": filled(20), "per": "group"}] * 6,
    }
    note = Teaching(TeachingFile.model_validate(declared), {language: {} for language in course.languages})
    case = replace(case, file=file, teaching=note)
    return replace(course, cases=(case,)), case_part(case, drawn(case))


def write_deck(
    folder: Path, course: Course, parts: Sequence[Part], language: str, title: str, session: str = ""
) -> Path:
    """Write a deck and what it needs, and return its page."""
    name = f"{language}/slides/{parts[0].case.id}"
    held = slide_files(course, parts, language, name=name, title=title, session=session) | asset_files()
    for path, data in held.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder / f"{name}.html"
