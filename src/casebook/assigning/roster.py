"""The roster: who is on it, read from a table of HR's, or everything that is wrong with it at once."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from casebook.assigning.headings import find_columns, find_language, is_heading
from casebook.errors import Problem, SourceError
from casebook.model.assignment import Learner
from casebook.tables import Row, read_rows
from casebook.unseen import brief, unseen

LONGEST_ID = 50
LONGEST_NAME = 100
LONGEST_EMAIL = 254
_TITLE_ROWS = 20
"""How far down the row of headings may stand."""
_EMAIL = re.compile(r"[^@\s<>()\[\],;:\"\\]+@[^@\s<>()\[\],;:\"\\.]+(\.[^@\s<>()\[\],;:\"\\.]+)+")
_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
_BROKEN = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|#+)")
"""What Excel shows for a formula that failed, or a number wider than its column."""

Report = Callable[..., None]


@dataclass
class _Seen:
    """What the rows so far have said, by what people would take for the same id."""

    by_id: dict[str, tuple[str, int]] = field(default_factory=dict)


def read_roster(path: Path, languages: Sequence[str]) -> tuple[Learner, ...]:
    """Return the people of a roster in its order; raise SourceError with every problem of every row, HandlingError for no table.

    Ids and e-mail addresses are taken in their ordinary width, as the pages take them: `１００１` is `1001`.
    """
    problems: list[Problem] = []

    def report(row: int, code: str, /, **details: object) -> None:
        problems.append(Problem(path, row, code, tuple((key, str(value)) for key, value in details.items())))

    rows = read_rows(path)
    heading, columns = _find_heading(rows, report)
    learners = []
    if heading is not None:
        seen = _Seen()
        below = [row for row in rows if row.number > heading.number]
        learners = [_learner(row, columns, languages, seen, report) for row in below]
        if not learners:
            report(heading.number, "roster-empty")
    if problems:
        raise SourceError(problems)
    return tuple(each for each in learners if each is not None)


def _find_heading(rows: Sequence[Row], report: Report) -> tuple[Row | None, Mapping[str, int]]:
    """Return the row of headings, which may stand below a title, and the column of each field."""
    best: tuple[Row, dict[str, list[int]]] | None = None
    for row in rows[:_TITLE_ROWS]:
        found = find_columns(row.cells)
        if "id" in found:
            best = (row, found)
            break
        if len(found) >= 2 and best is None:
            best = (row, found)
    if best is None:
        report(rows[0].number if rows else 0, "roster-no-heading" if rows else "roster-no-row")
        return None, {}
    row, found = best
    if "id" not in found:
        report(row.number, "roster-no-id")
        return None, {}
    for columns in found.values():
        if len(columns) > 1:
            letters = ", ".join(get_column_letter(column + 1) for column in columns)
            report(row.number, "roster-heading-twice", heading=row.cells[columns[0]], columns=letters)
    return row, {name: columns[0] for name, columns in found.items()}


def _learner(
    row: Row, columns: Mapping[str, int], languages: Sequence[str], seen: _Seen, report: Report
) -> Learner | None:
    """Return who stands in a row, or report what is wrong with it and return None."""
    cells = {name: row.cells[column] if column < len(row.cells) else "" for name, column in columns.items()}
    faults: list[str] = []

    def say(code: str, **details: object) -> None:
        faults.append(code)
        report(row.number, code, **details)

    identity = _id(cells["id"], row.number, seen, say)
    texts = {name: _text(name, cells.get(name, ""), say) for name in ("name", "department")}
    email = _email(cells.get("email", ""), say)
    language = _language(cells.get("language", ""), languages, say)
    return None if faults else Learner(id=identity, **texts, email=email, language=language)


def _id(cell: str, number: int, seen: _Seen, say: Report) -> str:
    identity = unicodedata.normalize("NFKC", cell).strip()
    if not identity:
        say("roster-blank-id")
    elif is_heading(identity, "id") and not re.search("[0-9]", identity):
        say("roster-heading-again", id=brief(identity))
    elif _BROKEN.fullmatch(identity):
        say("roster-broken-cell", found=identity)
    elif _SHORTENED.fullmatch(identity):
        say("roster-shortened-id", id=identity)
    elif odd := unseen(identity):
        say("roster-odd-id", id=brief(identity), character=odd)
    elif len(identity) > LONGEST_ID:
        say("roster-long-id", id=brief(identity), count=len(identity), limit=LONGEST_ID)
    else:
        _compare(identity, number, seen, say)
    return identity


def _compare(identity: str, number: int, seen: _Seen, say: Report) -> None:
    """Report an id that stands in an earlier row, or that people would take for one that does."""
    alike = unicodedata.normalize("NFKC", identity.casefold())
    other, first = seen.by_id.setdefault(alike, (identity, number))
    if first == number:
        return
    if other == identity:
        say("roster-id-twice", id=identity, first=first)
    else:
        say("roster-id-alike", id=identity, other=other, first=first)


def _text(name: str, cell: str, say: Report) -> str:
    words = " ".join(cell.split())
    if odd := unseen(words):
        say("roster-odd-text", found=brief(words), character=odd)
    elif len(words) > LONGEST_NAME:
        say("roster-long-text", found=brief(words), count=len(words), limit=LONGEST_NAME)
    return words


def _email(cell: str, say: Report) -> str:
    address = unicodedata.normalize("NFKC", cell).strip()
    if address and (unseen(address) or len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address)):
        say("roster-bad-email", found=brief(address))
    return address


def _language(cell: str, languages: Sequence[str], say: Report) -> str | None:
    if not cell.strip():
        return None
    code = find_language(cell)
    if code is None or code not in languages:
        say("roster-bad-language", found=brief(cell), known=", ".join(languages))
    return code
