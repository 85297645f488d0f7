"""Feedback forms as somebody has typed them in: a row for each, every bad cell named by row and column."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl.utils import get_column_letter

from casebook.errors import Problem
from casebook.tables import Row, read_rows
from casebook.unseen import brief
from casebook.workshop.form import NUMBER, Question, questions
from casebook.workshop.record import Record

MOST_FORMS = 2000
LONGEST = 5000
_RATING = re.compile(r"([1-5])(?:\.0+)?")
Report = Callable[[Problem], None]


@dataclass(frozen=True)
class Form:
    """What one person has answered: ratings and words, by the code of the question; what was left blank is not there."""

    ratings: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)


def read_forms(path: Path, record: Record, report: Report) -> tuple[Form, ...]:
    """Return the forms of a table, and report everything that is wrong with it; raise HandlingError where it is no table."""
    rows = read_rows(path)
    asked = {each.code: each for each in questions(record)}
    reader = _Reader(path, asked, report)
    if not rows:
        reader.say("forms-empty")
        return ()
    columns = reader.columns(rows[0], rows[1:])
    if len(rows) - 1 > MOST_FORMS:
        reader.say("forms-many", count=len(rows) - 1, most=MOST_FORMS)
        return ()
    found = [reader.form(row, columns) for row in rows[1:]]
    return tuple(each for each in found if each.ratings or each.comments)


@dataclass(frozen=True)
class _Reader:
    """Reads rows, and reports what is wrong with each cell."""

    path: Path
    asked: Mapping[str, Question]
    report: Report

    def say(self, code: str, row: int = 0, column: int = 0, /, **details: object) -> None:
        cell = f"{get_column_letter(column + 1)}{row}" if row else ""
        self.report(Problem(self.path, 0, code, tuple((k, str(v)) for k, v in details.items()), cell=cell))

    def columns(self, heading: Row, below: Sequence[Row]) -> dict[int, str]:
        """Return the code of each column that is read."""
        codes = {code.casefold(): code for code in self.asked}
        found: dict[int, str] = {}
        for column, cell in enumerate(heading.cells):
            word = _plain(cell).partition(" ")[0].rstrip(":.、").casefold()
            if word in codes and codes[word] in found.values():
                self.say("forms-heading-twice", heading.number, column, code=codes[word])
            elif word in codes:
                found[column] = codes[word]
            elif cell and word != NUMBER.casefold() and any(_at(row, column) for row in below):
                known = ", ".join([NUMBER, *self.asked])
                self.say("forms-heading-unknown", heading.number, column, found=brief(cell), known=known)
        missing = [code for code in self.asked if code not in found.values()]
        if missing:
            self.say("forms-heading-missing", codes=", ".join(missing))
        named = {column for column, cell in enumerate(heading.cells) if cell}
        for row in below[:MOST_FORMS]:
            for column, cell in enumerate(row.cells):
                if cell and column not in named:
                    self.say("forms-beyond", row.number, column)
        return found

    def form(self, row: Row, columns: Mapping[int, str]) -> Form:
        ratings: dict[str, int] = {}
        comments: dict[str, str] = {}
        for column, code in columns.items():
            cell, question = _at(row, column), self.asked[code]
            if not cell:
                continue
            if question.kind == "comment":
                if len(cell) > LONGEST:
                    self.say("forms-comment", row.number, column, heading=code, count=len(cell), most=LONGEST)
                comments[code] = cell
            elif given := _RATING.fullmatch(_plain(cell)):
                ratings[code] = int(given[1])
            else:
                self.say("forms-rating", row.number, column, heading=code, found=brief(cell))
        return Form(ratings, comments)


def _at(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _plain(cell: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cell).split())
