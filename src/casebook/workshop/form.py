"""The feedback form: what it asks, by the codes that stand on paper, in the table for typing in, and in the debrief."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from casebook.workshop.record import Record
from casebook.workshop.words import say

STATEMENTS = ("s1", "s2", "s3", "s4", "s5", "s6")
COMMENTS = ("c1", "c2")
NUMBER = "No"
"""The code of the column in which forms are numbered, which nobody reads."""

Kind = Literal["rating", "comment", "before", "after"]


@dataclass(frozen=True)
class Question:
    """A question of the form: its code such as `R1`, and its words; `about` is the title of a case."""

    code: str
    kind: Kind
    text: str
    about: str = ""


def questions(record: Record) -> tuple[Question, ...]:
    """Return the questions of a session's form, in the order of the table."""
    language = record.language
    ratings = [
        Question(f"R{number}", "rating", say(language, f"workshop_form_{name}"))
        for number, name in enumerate(STATEMENTS, start=1)
    ]
    comments = [
        Question(f"C{number}", "comment", say(language, f"workshop_form_{name}"))
        for number, name in enumerate(COMMENTS, start=1)
    ]
    before = _sureness(record, "B", "before") if record.has_pre_post else []
    after = _sureness(record, "A", "after") if record.has_pre_post else []
    return (*before, *after, *ratings, *comments)


def _sureness(record: Record, letter: str, kind: Kind) -> list[Question]:
    aims = [(each.text, case.title) for case in record.cases for each in case.objectives]
    return [Question(f"{letter}{number}", kind, text, title) for number, (text, title) in enumerate(aims, start=1)]


def headings(record: Record) -> list[str]:
    """Return the first row of the table: each code with its words."""
    number = f"{NUMBER} {say(record.language, 'workshop_form_no')}"
    when = {kind: say(record.language, f"workshop_form_{kind}") for kind in ("before", "after")}
    named = [
        f"{each.code} {when[each.kind]} {each.text}" if each.kind in when else f"{each.code} {each.text}"
        for each in questions(record)
    ]
    return [number, *named]


def of_kind(asked: Sequence[Question], kind: Kind) -> list[Question]:
    """Return the questions of a kind."""
    return [each for each in asked if each.kind == kind]
