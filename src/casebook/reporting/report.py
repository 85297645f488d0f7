"""The story of a report: read the records and the gradebook, make what was asked for, and put it in place at once."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from casebook.errors import HandlingError
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.reading import Standing
from casebook.loader import load
from casebook.model.assignment import Learner, ReleaseRecord
from casebook.records import FOLDER, Records
from casebook.reporting.analysis import analyse
from casebook.reporting.certificate_pages import certificate_list, certificate_pages
from casebook.reporting.certificates import certificates, read_code, whose
from casebook.reporting.class_page import class_page
from casebook.reporting.cohort import Cohort, gather
from casebook.reporting.feedback import feedback_list, feedback_pages
from casebook.reporting.gradebook import gradebook_sheets
from casebook.reporting.items_sheet import item_sheets
from casebook.reporting.sheets import to_csv, to_workbook
from casebook.text import Text

Part = Literal["gradebook", "feedback", "class", "items", "certificates"]
PARTS: tuple[Part, ...] = get_args(Part)
_MARK = ".casebook-report"
"""The file that says of which assignment a folder holds the reports."""
_STALE = 3600
"""Seconds after which a draft that nobody finished is removed; a younger one may be another run's."""
_ENTRIES: dict[Part, tuple[str, ...]] = {
    "gradebook": ("gradebook.xlsx", "gradebook.csv", "submissions.csv"),
    "feedback": ("feedback", "feedback.csv"),
    "class": ("class.html",),
    "items": ("items.xlsx",),
    "certificates": ("certificates", "certificates.csv"),
}
Files = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Reported:
    """What was written: where, and of how many learners; `waiting` are those of whom something is still to be marked."""

    folder: Path
    learners: int
    pages: int
    certificates: int
    waiting: int


@dataclass(frozen=True)
class Verified:
    """Whose a genuine certificate is, its day, and where the learner stands now; None where the gradebook has nothing left."""

    assignment: str
    title: Text
    learner: Learner
    day: date
    standing: Standing | None


def report(
    root: Path,
    assignment: str,
    *,
    only: Sequence[Part] = (),
    output: Path | None = None,
    language: str = "",
    records: Path | None = None,
    gradebook: str | None = None,
) -> Reported:
    """Write the reports of an assignment into a folder that replaces the one of last time.

    `language` is that of HR's own tables and pages. Raises RecordsError, GradebookError, HandlingError and SourceError.
    """
    kept = Records(records or root / FOLDER)
    record = kept.read(assignment)
    course = load(root)[0]
    language = language if language in course.languages else course.languages[0]
    secret = kept.secret()
    with open_gradebook(gradebook or address_of(kept.gradebook), course.settings.id) as book:
        cohort = gather(course, record, book.learners(), book.held(assignment), secret)
    return write(cohort, secret, output or kept.folder_of(assignment) / "reports", language, only)


def write(cohort: Cohort, secret: bytes, folder: Path, language: str, only: Sequence[Part] = ()) -> Reported:
    """Write the reports of a cohort, or only some; the others stay as they are."""
    issued, analysis = certificates(cohort, secret), analyse(cohort)
    makers: dict[Part, Callable[[], Files]] = {
        "gradebook": lambda: _gradebook(cohort, language),
        "feedback": lambda: _listed("feedback", feedback_pages(cohort), to_csv(feedback_list(cohort, language))),
        "class": lambda: [("class.html", class_page(cohort, analysis, language))],
        "items": lambda: [("items.xlsx", to_workbook(item_sheets(cohort, analysis, language)))],
        "certificates": lambda: _listed(
            "certificates", certificate_pages(cohort, issued), to_csv(certificate_list(cohort, issued, language))
        ),
    }
    _replace(folder, f"{cohort.record.course}/{cohort.record.assignment}", tuple(only) or PARTS, makers)
    unmarked = sum(not each.counted.is_marked for each in cohort.counted if each.counted)
    handed_in = sum(bool(each.attempts) for each in cohort.standings)
    return Reported(folder, len(cohort.standings), handed_in, len(issued), unmarked)


def verify(root: Path, typed: str, *, records: Path | None = None, gradebook: str | None = None) -> Verified:
    """Return whose a certificate's code is; raise HandlingError for one that is none, or not genuine."""
    if read_code(typed) is None:
        raise HandlingError("certificate-form")
    kept = Records(records or root / FOLDER)
    if not (kept.folder / "secret").is_file():
        raise HandlingError("certificate-no-records", path=kept.folder)
    secret = kept.secret()
    course = load(root)[0]
    with open_gradebook(gradebook or address_of(kept.gradebook), course.settings.id) as book:
        known = book.learners()
        released = {name: kept.read(name) for name in kept.assignments()}
        pairs = [(name, each) for name, record in released.items() for each in _people(record, known)]
        found = whose(typed, secret, course.settings.id, pairs)
        if found is None:
            raise HandlingError("certificate-not-genuine")
        name, learner, day = found
        cohort = gather(course, released[name], known, book.held(name), secret)
    standing = next((each for each in cohort.standings if each.learner.id == learner), None)
    return Verified(name, cohort.record.title, standing.learner if standing else Learner(id=learner), day, standing)


def _people(record: ReleaseRecord, known: Mapping[str, Learner]) -> list[str]:
    return sorted({each.id for each in record.roster} | set(known))


def _gradebook(cohort: Cohort, language: str) -> Files:
    sheets = gradebook_sheets(cohort, language)
    yield "gradebook.xlsx", to_workbook(sheets)
    yield "gradebook.csv", to_csv(sheets[0])
    yield "submissions.csv", to_csv(sheets[1])


def _listed(folder: str, pages: Files, table: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{folder}.csv", table
    for name, content in pages:
        yield f"{folder}/{name}", content


def _replace(folder: Path, whose_reports: str, parts: Sequence[Part], makers: dict[Part, Callable[[], Files]]) -> None:
    """Write parts into a new folder, with the other parts of the old one, and let it take the old one's place."""
    try:
        _refuse_foreign(folder, whose_reports)
        _renew(folder, whose_reports, parts, makers)
    except OSError as error:
        raise HandlingError("report-unwritable", path=folder, reason=error.strerror or error) from error


def _renew(folder: Path, whose_reports: str, parts: Sequence[Part], makers: dict[Part, Callable[[], Files]]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    for left in folder.parent.glob(f".{folder.name}.casebook-*"):
        if time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)  # of a run that was interrupted
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.casebook-", dir=folder.parent))
    try:
        (draft / _MARK).write_text(whose_reports + "\n", encoding="utf-8")
        for part in PARTS:
            if part in parts:
                _write(draft, makers[part]())
            else:
                _keep(folder, draft, _ENTRIES[part])
        old = Path(f"{draft}-old")
        if folder.exists():
            folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _write(draft: Path, files: Files) -> None:
    for name, content in files:
        path = draft / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def _keep(folder: Path, draft: Path, names: Sequence[str]) -> None:
    for name in names:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, draft / name)
        elif (folder / name).is_file():
            shutil.copy2(folder / name, draft / name)


def _refuse_foreign(folder: Path, whose_reports: str) -> None:
    """Raise HandlingError where a folder is not one of these reports: all in it would be replaced."""
    if not folder.exists():
        return
    mark = folder / _MARK
    own = {_MARK, *(name for names in _ENTRIES.values() for name in names)}
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - own:
        raise HandlingError("report-taken", path=folder)
    if any(folder.iterdir()) and (not mark.is_file() or mark.read_text(encoding="utf-8").strip() != whose_reports):
        raise HandlingError("report-taken", path=folder)
