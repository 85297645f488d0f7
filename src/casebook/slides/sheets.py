"""The deck on paper: a page for each slide, and notes pages with a picture of each slide above its notes."""

from collections.abc import Sequence

from markupsafe import Markup

from casebook.model import Course
from casebook.printing import Sheet
from casebook.slides.deck import Part
from casebook.slides.pages import face, fill, style, up_from
from casebook.slides.telling import build_deck


def slide_sheet(
    course: Course, parts: Sequence[Part], language: str, *, name: str, title: str, session: str = ""
) -> Sheet:
    """Return the slides, one to a page of 16:9, with all that would come line by line and room to write the votes."""
    return _sheet("sheet", course, parts, language, name, title, session)


def notes_sheet(
    course: Course, parts: Sequence[Part], language: str, *, name: str, title: str, session: str = ""
) -> Sheet:
    """Return the notes pages, A4: a picture of each slide, and below it the notes, which may run on."""
    return _sheet("notes", course, parts, language, name, title, session)


def _sheet(
    template: str, course: Course, parts: Sequence[Part], language: str, name: str, title: str, session: str
) -> Sheet:
    deck = build_deck(course, parts, language, title=title, session=session)
    css = face(f"{up_from(name)}assets/") + style("slide", "paper")
    return Sheet(name, fill(template, deck, css=Markup(css)), language)
