"""After the session: votes and feedback forms become a page and a table in the kit."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from casebook.atomic import write_atomically
from casebook.errors import HandlingError, Problem, SourceError, WordedError
from casebook.loader import load
from casebook.tables import write_csv
from casebook.workshop.debrief_page import Summary, build_page, table_rows
from casebook.workshop.folder import is_kit
from casebook.workshop.form import questions
from casebook.workshop.forms import Form, read_forms
from casebook.workshop.kit import to_files
from casebook.workshop.numbers import compare, count_votes, rate
from casebook.workshop.record import RECORD, Record
from casebook.workshop.votes import read_votes

NAME = "debrief"


@dataclass(frozen=True)
class Debriefed:
    """What was written: the page, how many forms and cases with votes are in it, and what is missing of its PDF."""

    page: Path
    forms: int
    voted: int
    has_pdf: bool
    pages_only: tuple[str, ...]


def debrief(root: Path, kit: Path, votes: Sequence[Path], feedback: Path | None, *, jobs: int = 0) -> Debriefed:
    """Write the debrief of a kit's session into the kit.

    Raises WordedError, or SourceError with every problem of every file; then nothing is written.
    """
    record = _read_record(kit)
    if not votes and feedback is None:
        raise WordedError("debrief-nothing")
    problems: list[Problem] = []
    ballots = read_votes(votes, record, problems.append)
    forms: tuple[Form, ...] = ()
    if feedback is not None:
        try:
            forms = read_forms(feedback, record, problems.append)
        except HandlingError:
            if not problems:
                raise
            raise SourceError([*problems, Problem(feedback, 0, "forms-unreadable")]) from None
    if problems:
        raise SourceError(problems)
    course, _ = load(root)
    if course.settings.id != record.course:
        raise WordedError("debrief-kit-course", course=record.course, known=course.settings.id)
    asked = questions(record)
    summary = Summary(
        record=record,
        votes=count_votes(record.cases, ballots),
        forms=len(forms) if feedback is not None else None,
        ratings=rate(asked, forms),
        changes=compare(asked, forms),
        comments=tuple(
            (each.text, tuple(form.comments[each.code] for form in forms if each.code in form.comments))
            for each in asked
            if each.kind == "comment"
        ),
    )
    page = build_page(course, summary)
    files = to_files([], [page], cache=root / "_build" / "printed", jobs=jobs or os.cpu_count() or 1)
    held = {**files.held, f"{NAME}.csv": write_csv(table_rows(summary))}
    _write(kit, held)
    return Debriefed(kit / f"{NAME}.html", len(forms), len(summary.votes), files.has_pdf, files.pages_only)


def _read_record(kit: Path) -> Record:
    try:
        if is_kit(kit):
            return Record.model_validate_json((kit / RECORD).read_bytes())
    except (OSError, ValidationError):
        pass
    raise WordedError("debrief-no-kit", path=kit)


def _write(kit: Path, files: "dict[str, bytes]") -> None:
    try:
        for name, content in files.items():
            write_atomically(kit / name, content)
        if f"{NAME}.pdf" not in files:
            (kit / f"{NAME}.pdf").unlink(missing_ok=True)  # of an earlier debrief, which it would contradict
    except OSError as error:
        raise WordedError("workshop-unwritable", path=kit, reason=error.strerror or error) from error
