"""What every step of marking needs: the course, HR's records and the gradebook."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from casebook import __version__
from casebook.errors import HandlingError
from casebook.gradebook import Gradebook
from casebook.gradebook.reading import Standing, standings
from casebook.marking.questions import Questions
from casebook.model import Course
from casebook.model.assignment import ReleaseRecord
from casebook.records import Records
from casebook.unseen import unseen

GRADER = f"casebook {__version__}"


@dataclass(frozen=True)
class Desk:
    """Where marking is done."""

    course: Course
    records: Records
    gradebook: Gradebook

    def questions(self, record: ReleaseRecord) -> Questions:
        """Return what an assignment asks."""
        secret = self.records.secret() if "variants" in record.draws else b""
        return Questions(record, self.course, secret)

    def standings(self, record: ReleaseRecord) -> list[Standing]:
        """Return where everybody stands whom the gradebook knows."""
        held = self.gradebook.held(record.assignment)
        return standings(record, self.gradebook.learners().values(), held)


def person(name: str) -> str:
    """Return the name of somebody who marks; raise HandlingError where it is none."""
    plain = " ".join(name.split())
    if not plain or len(plain) > 100 or unseen(plain):
        raise HandlingError("mark-person", name=plain[:100] or "-")
    return plain


def file_name(assignment: str, who: str, sheet: str) -> str:
    """Return how the file of a sheet is called on every system."""
    plain = re.sub(r"[^\w-]+", "-", who).strip("-")[:40] or "-"
    return f"{assignment}-{plain}-{sheet}.xlsx"


def near(name: str, known: Iterable[str]) -> str:
    """Return the names most like one, to be offered in its place; all of them where there are few, else a dash."""
    names = sorted(known)
    folded = {each.casefold(): each for each in names}
    alike = [folded[each] for each in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    alike += [each for each in names if name and each.casefold().endswith(f".{name.casefold()}")]
    return ", ".join(dict.fromkeys(alike)) or (", ".join(names) if 0 < len(names) <= 12 else "-")
