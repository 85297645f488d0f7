"""What a kit says about its session, for whoever sums it up afterwards: `session.json`."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from casebook.items.base import Frozen
from casebook.workshop.request import Request
from casebook.workshop.words import CaseWords

RECORD = "session.json"


class Named(Frozen):
    """An option or an objective: its id and its words in the language of the kit."""

    id: str
    text: str


class RecordedCase(Frozen):
    """A case of the session, as far as votes and forms refer to it."""

    id: str
    title: str
    question: str
    options: Annotated[tuple[Named, ...], Field(strict=False)]
    objectives: Annotated[tuple[Named, ...], Field(strict=False)]


class Record(Frozen):
    """The session of a kit; `session` is how slides and votes refer to it: its day and hour, else its name."""

    format: Literal["casebook-workshop"] = "casebook-workshop"
    version: Literal[1] = 1
    course: str
    session: str
    title: str
    language: str
    date: str
    minutes: int
    people: int
    has_pre_post: bool
    cases: Annotated[tuple[RecordedCase, ...], Field(strict=False)]


def build_record(request: Request, cases: Sequence[CaseWords], title: str) -> Record:
    """Return the record of a session of that title."""
    clock = request.clock
    return Record(
        course=request.course,
        session=f"{clock.date} {clock.start}" if clock.date else request.session,
        title=title,
        language=request.language,
        date=clock.date,
        minutes=request.minutes,
        people=len(request.people),
        has_pre_post=request.has_pre_post,
        cases=tuple(_recorded(each) for each in cases),
    )


def _recorded(words: CaseWords) -> RecordedCase:
    file = words.case.file
    return RecordedCase(
        id=words.case.id,
        title=words.plain(file.title),
        question=words.plain(file.decision.question),
        options=tuple(Named(id=each.id, text=words.plain(each.text)) for each in file.decision.options),
        objectives=tuple(Named(id=each.id, text=words.plain(each.text)) for each in file.objectives),
    )
