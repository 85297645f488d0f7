"""What leaves the house: the trainees' pages, and a sheet from which to mail them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Font

from casebook.filenames import file_names
from casebook.labels import labels
from casebook.model import Course
from casebook.model.assignment import Learner, ReleaseRecord
from casebook.model.drawing import asked, token
from casebook.tables import neutral, to_bytes
from casebook.website.assignment_page import AssignmentPages
from casebook.website.moments import write_due

PACKAGE = "package"
SHEET = "mail-merge.xlsx"


@dataclass(frozen=True)
class Mailing:
    """What one learner is sent."""

    learner: Learner
    language: str
    page: str
    token: str


def build_mailings(record: ReleaseRecord, course: Course, secret: bytes) -> tuple[Mailing, ...]:
    """Return what each learner is sent, in the order of the roster."""
    own = file_names(learner.id for learner in record.roster)
    mailings = []
    for learner in record.roster:
        language = learner.language or course.languages[0]
        name = own[learner.id] if record.draws else shared_name(record.assignment, language)
        mailings.append(Mailing(learner, language, name, token(record, learner.id, secret)))
    return tuple(mailings)


def build_pages(
    record: ReleaseRecord, course: Course, secret: bytes, mailings: tuple[Mailing, ...], made: Callable[[int], None]
) -> Iterator[tuple[str, str]]:
    """Yield the pages by name: one per language for all or, with draws, each learner's own. `made` hears how many there are."""
    writers = {
        language: AssignmentPages(course, record.assignment, record.title, record.policy, language)
        for language in course.languages
    }
    if not record.draws:
        for number, (language, writer) in enumerate(writers.items(), start=1):
            yield shared_name(record.assignment, language), writer.page(asked(record, "", secret), record.release)
            made(number)
        return
    for number, each in enumerate(mailings, start=1):
        items = asked(record, each.learner.id, secret)
        yield each.page, writers[each.language].page(items, each.token, each.learner)
        made(number)


def shared_name(assignment: str, language: str) -> str:
    """Return the name of the page that everybody with a language gets."""
    return f"{assignment}-{language}.html"


def build_sheet(record: ReleaseRecord, mailings: tuple[Mailing, ...], language: str) -> bytes:
    """Return the sheet for mail merge, headed in a language; what a learner reads is in the learner's own."""
    workbook = Workbook()
    sheet = workbook.active
    t = labels(language)
    sheet.append(t["mail_headings"].split("|"))
    for each in mailings:
        due = record.policy.due
        told = write_due(due, record.policy.zone, each.language) if due is not None else ""
        who = (each.learner.id, each.learner.name, each.learner.department, each.learner.email, each.language)
        row = (*who, f"{PACKAGE}/{each.page}", each.token, record.title[each.language], told)
        sheet.append([neutral(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"  # or Excel would take the zeros from the front of an id that somebody edits
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHI", (14, 14, 18, 28, 8, 32, 16, 32, 40), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    return to_bytes(workbook)
