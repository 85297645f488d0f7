"""The files of a kit: every document as a page and, where there is a Chromium, as PDF, with the slides and the notebook."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from casebook.errors import PrintError
from casebook.handouts import case_handout
from casebook.printing import Sheet, print_sheets
from casebook.slides import Part, asset_files, notes_sheet, slide_files, slide_sheet
from casebook.tables import write_csv
from casebook.website.charts import Drawing
from casebook.workshop.form import headings
from casebook.workshop.pages import (
    Session,
    board_sheet,
    cards_sheet,
    form_sheet,
    groups_sheet,
    materials_sheet,
    plan_sheet,
)
from casebook.workshop.record import RECORD
from casebook.workshop.words import say

NOTEBOOK = "workshop.ipynb"
TABLE = "feedback.csv"
SLIDES, SLIDES_PRINT, NOTES = "slides", "slides-print", "slides-notes"


@dataclass(frozen=True)
class Files:
    """The files of a kit by path; whether there is PDF, and which documents are pages only because of a missing glyph."""

    held: Mapping[str, bytes]
    has_pdf: bool
    pages_only: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A line of the kit's first page: what something is, what it is for, and its files."""

    title: str
    what: str
    links: Sequence[tuple[str, str]]


def build_files(
    session: Session, charts: Mapping[str, Mapping[str, Drawing]], notebook: NotebookNode, *, cache: Path, jobs: int
) -> Files:
    """Return the files of a kit; `charts` are those of each case, by its id."""
    parts = [
        Part(words.case, charts[words.case.id], words.audience, session.segments(words.case.id))
        for words in session.cases
    ]
    about = {"title": session.record.title, "session": session.record.session}
    deck = slide_files(session.course, parts, session.language, name=SLIDES, **about)
    printed = to_files(_sheets(session, parts), [groups_sheet(session)], cache=cache, jobs=jobs)
    held = {name: content for name, content in printed.held.items() if not _is_spare(name, printed.has_pdf)}
    held |= deck | asset_files()
    held[TABLE] = write_csv([headings(session.record)])
    held[NOTEBOOK] = (nbformat.writes(notebook, indent=1) + "\n").encode()
    record = session.record.model_dump(mode="json")
    held[RECORD] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
    files = Files(held, printed.has_pdf, printed.pages_only)
    held["index.html"] = _index(session, files).html.encode()
    return files


def to_files(sheets: Sequence[Sheet], personal: Sequence[Sheet], *, cache: Path, jobs: int) -> Files:
    """Return sheets as pages and PDF; those with words of people's own are pages only where the font lacks a glyph."""
    held: dict[str, bytes] = {}
    pages_only = []
    has_pdf = True
    for group in [*([sheets] if sheets else []), *([each] for each in personal)]:
        try:
            printed = print_sheets(group, cache=cache, jobs=jobs, keep_html=True)
            held |= printed.files
            has_pdf = has_pdf and printed.has_pdf
        except PrintError as error:
            if group is sheets or error.code != "print-glyphs":
                raise
            held |= {f"{sheet.name}.html": sheet.html.encode() for sheet in group}
            pages_only += [sheet.name for sheet in group]
    return Files(held, has_pdf, tuple(pages_only))


def _sheets(session: Session, parts: Sequence[Part]) -> list[Sheet]:
    """Return every document that holds nobody's name."""
    course, language = session.course, session.language
    about = {"title": session.record.title, "session": session.record.session}
    sheets = [plan_sheet(session), form_sheet(session), materials_sheet(session), board_sheet(session)]
    cards = cards_sheet(session)
    sheets += [cards] if cards else []
    sheets += [case_handout(course, words.case, language) for words in session.cases]
    sheets.append(slide_sheet(course, parts, language, name=SLIDES_PRINT, **about))
    sheets.append(notes_sheet(course, parts, language, name=NOTES, **about))
    return sheets


def _is_spare(name: str, has_pdf: bool) -> bool:
    """Say whether a file is only there to be printed: the slides on paper, where there is a PDF of them."""
    return has_pdf and name in (f"{SLIDES_PRINT}.html", f"{NOTES}.html")


def _index(session: Session, files: Files) -> Sheet:
    """Return the first page of a kit: what is in it."""
    language = session.language

    def entry(name: str, *stems: str, title: str = "") -> Entry:
        links = [
            (say(language, f"workshop_pages_{kind}"), f"{stem}.{suffix}")
            for kind, suffix in (("web", "html"), ("pdf", "pdf"))
            for stem in stems or (name,)
        ]
        present = [(words, href) for words, href in links if href in files.held]
        told = say(language, f"workshop_{name}_what")
        return Entry(title or say(language, f"workshop_{name}"), told, present)

    def file(name: str, href: str) -> Entry:
        return Entry(say(language, f"workshop_{name}"), say(language, f"workshop_{name}_what"), [(href, href)])

    entries = [entry("plan"), entry("groups"), entry("slides", SLIDES, SLIDES_PRINT), entry("notes", NOTES)]
    for words in session.cases:
        title = say(language, "workshop_handout_of", title=words.plain(words.case.file.title))
        entries.append(entry("handouts", f"handouts/{words.case.id}", title=title))
    if "role-cards.html" in files.held:
        entries.append(entry("cards", "role-cards"))
    entries += [entry("board"), entry("materials"), entry("form", "feedback")]
    entries += [file("form_table", TABLE), file("notebook", NOTEBOOK)]
    note = "" if files.has_pdf else say(language, "workshop_html_only")
    return session.sheet("index", session.record.title, entries=entries, note=note)
