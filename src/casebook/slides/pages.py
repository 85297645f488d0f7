"""The deck as a page for a projector, and the files that every deck of a folder shares."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from casebook.fonts import BOLD_FONT, CHART_FONT
from casebook.labels import labels
from casebook.model import Course
from casebook.slides.deck import Deck, Part
from casebook.slides.telling import build_deck

_HERE = files("casebook.slides") / "static"
_SCRIPTS = ("reveal.js", "notes.js", "keeping.js", "votes.js", "timers.js", "presenter.js", "slides.js")
_THEIRS = ("reveal.js", "notes.js")
_TOLD = (
    *("kept", "not_kept", "saved", "tally", "total"),
    *("start", "pause", "go_on", "time_up", "left", "next", "previous"),
    *("presenter", "upcoming", "time", "click_to_reset", "pacing", "notes", "layout", "layouts"),
)
"""The labels that the scripts show."""


def slide_files(
    course: Course, parts: Sequence[Part], language: str, *, name: str, title: str, session: str = ""
) -> dict[str, bytes]:
    """Return the page of a deck, `<name>.html`; it needs `asset_files` in the folder from which its name counts."""
    deck = build_deck(course, parts, language, title=title, session=session)
    file = name.rpartition("/")[2]
    about = {
        "course": deck.course,
        "name": file,
        "session": session,
        "tag": labels(language)["language_tag"],
        "cases": {part.case.id: [each.id for each in part.case.file.decision.options] for part in parts},
        "words": {key: labels(language)[f"slides_{key}"] for key in _TOLD},
    }
    page = fill("deck", deck, about=about, assets=f"{up_from(name)}assets", scripts=_SCRIPTS)
    return {f"{name}.html": page.encode()}


def asset_files() -> dict[str, bytes]:
    """Return what the decks of a folder share: reveal.js with its licence, our scripts and styles, and the font."""
    held = {f"assets/{name}": (_HERE / "reveal" / name).read_bytes() for name in (*_THEIRS, "reveal.css")}
    held["assets/reveal-license.txt"] = (_HERE / "reveal" / "LICENSE.txt").read_bytes()
    held |= {f"assets/{name}": (_HERE / name).read_bytes() for name in _SCRIPTS if name not in _THEIRS}
    held["assets/slides.css"] = (face("") + style("slide", "deck")).encode()
    held |= {f"assets/{font.name}": font.read_bytes() for font in (CHART_FONT, BOLD_FONT)}
    held["assets/font-license.txt"] = (files("casebook.fonts") / "OFL.txt").read_bytes()
    return held


def up_from(name: str) -> str:
    """Return the way up from a file of that name to the folder from which its name counts."""
    return "../" * name.count("/")


def face(folder: str) -> str:
    """Return the rules that make the project's own fonts known, which lie in a folder: empty, or ending with `/`."""
    return "".join(
        f'@font-face {{ font-family: "Casebook Sans SC"; font-weight: {weight}; src: url("{folder}{font.name}"); }}\n'
        for weight, font in ((400, CHART_FONT), (600, BOLD_FONT))
    )


@cache
def style(*names: str) -> str:
    """Return style sheets of ours, as one."""
    return "\n".join((_HERE / f"{name}.css").read_text(encoding="utf-8") for name in names)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("casebook.slides", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def fill(template: str, deck: Deck, **context: Any) -> str:
    """Return a template of this room filled in for a deck."""
    page = _environment().get_template(f"{template}.html")
    return page.render(t=labels(deck.language), deck=deck, session=deck.session, **context).strip() + "\n"
