"""Send sheets out: answers to be marked, or those on which markers differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom

from casebook.atomic import write_atomically
from casebook.errors import HandlingError
from casebook.gradebook import Event
from casebook.gradebook.reading import ItemResult
from casebook.labels import label, labels
from casebook.marking.allocation import MARKING, SETTLING, allocate, blind_ids, sheet_id, shuffled
from casebook.marking.desk import Desk, file_name, person
from casebook.marking.layout import About, columns_of
from casebook.marking.questions import Answer, open_answers
from casebook.marking.sheets import BlindRow, build_sheet
from casebook.model.assignment import ReleaseRecord

FOLDER = "marking"


@dataclass(frozen=True)
class Sent:
    """A sheet that was written: for whom, where, with how many answers, and how many of them had to be cut."""

    who: str
    path: Path
    answers: int
    cut: int


def send_out(
    desk: Desk,
    name: str,
    markers: Sequence[str],
    *,
    double: float = 0,
    again: bool = False,
    folder: Path | None = None,
    language: str | None = None,
    chance: Random | None = None,
) -> list[Sent]:
    """Write a sheet for each marker with a share of the open answers; `double` percent go to two markers.

    Only what is neither marked nor out on a sheet, or with `again` whatever nobody has overridden.
    """
    people = list(dict.fromkeys(map(person, markers)))
    if double and len(people) < 2:
        raise HandlingError("mark-double-alone")
    record = desk.records.read(name)
    out = set() if again else _allocated(desk, name)
    answers = [
        each
        for each in open_answers(desk.standings(record), desk.questions(record))
        if _is_wanted(each, again=again) and (each.submission, each.question.key) not in out
    ]
    chance = chance or SystemRandom()
    shares = allocate(answers, people, double, chance)
    desk_job = _Writing(desk, record, folder, language, chance)
    return [desk_job.write(MARKING, who, [(each, ()) for each in mine]) for who, mine in shares.items() if mine]


def send_disputed(
    desk: Desk,
    name: str,
    adjudicator: str,
    *,
    folder: Path | None = None,
    language: str | None = None,
    chance: Random | None = None,
) -> list[Sent]:
    """Write a sheet with the answers on which markers differ, what they said beside each; none where none differ."""
    who = person(adjudicator)
    record = desk.records.read(name)
    chance = chance or SystemRandom()
    disputed = [each for each in open_answers(desk.standings(record), desk.questions(record)) if each.result.differs]
    writing = _Writing(desk, record, folder, language, chance)
    spoken = writing.language_of(disputed)
    rows = [(each, tuple(_views(each, spoken, chance))) for each in shuffled(disputed, chance)]
    return [writing.write(SETTLING, who, rows)] if rows else []


def newest_marks(result: ItemResult | Iterable[Event]) -> Mapping[str, Event]:
    """Return the newest mark of each marker."""
    events = result.events if isinstance(result, ItemResult) else result
    return {each.who: each for each in events if each.kind == "manual"}


@dataclass(frozen=True)
class _Writing:
    desk: Desk
    record: ReleaseRecord
    folder: Path | None
    language: str | None
    chance: Random

    def language_of(self, answers: Iterable[Answer]) -> str:
        """Return the language of a sheet: that of its answers where they have one, else the one asked for."""
        spoken = self.desk.course.languages
        if self.language is not None and self.language not in spoken:
            raise HandlingError("mark-language", name=self.language, known=", ".join(spoken))
        used = {each.language for each in answers}
        only = used.pop() if len(used) == 1 else None
        return only if only in spoken else self.language or spoken[0]

    def write(self, kind: str, who: str, rows: Sequence[tuple[Answer, tuple[str, ...]]]) -> Sent:
        """Write a sheet, then note in the gradebook that it is out: a sheet that is not noted can do no harm."""
        gradebook, record = self.desk.gradebook, self.record
        taken = {row.id for row in gradebook.sheets(record.assignment)}
        answers = [answer for answer, _ in rows]
        language = self.language_of(answers)
        questions = dict.fromkeys(answer.question for answer in answers)
        about = About(
            sheet=sheet_id(kind, taken, self.chance),
            course=self.desk.course.settings.id,
            assignment=record.assignment,
            release=record.release,
            language=language,
            columns=tuple(column for each in questions for column in columns_of(each, language)),
        )
        blind = [
            BlindRow(code, answer, beside)
            for code, (answer, beside) in zip(blind_ids(len(rows), self.chance), rows, strict=True)
        ]
        data, cut = build_sheet(about, blind, labels(language)["mark_title" if kind == MARKING else "mark_settling"])
        path = (self.folder or self.desk.records.folder_of(record.assignment) / FOLDER) / file_name(
            record.assignment, who, about.sheet
        )
        try:
            write_atomically(path, data)
        except OSError as error:
            raise HandlingError("mark-cannot-write", path=path, reason=error.strerror or error) from error
        # In the order of the ids, so that rows in the gradebook stand in no order of learners either.
        noted = sorted((each.blind, each.answer.submission, each.answer.question.key) for each in blind)
        gradebook.add_sheet(about.sheet, record.assignment, record.release, who, noted)
        return Sent(who, path, len(rows), cut)


def _allocated(desk: Desk, name: str) -> set[tuple[int, str]]:
    sheets = [row.id for row in desk.gradebook.sheets(name) if row.id.startswith(MARKING)]
    return {whose for each in sheets for whose in desk.gradebook.rows_of(each).values()}


def _is_wanted(answer: Answer, *, again: bool) -> bool:
    kinds = {event.kind for event in answer.result.events}
    return "override" not in kinds and (again or "manual" not in kinds)


def _views(answer: Answer, language: str, chance: Random) -> Iterable[str]:
    """Yield what each marker gave and said, in random order and without names."""
    marks = list(newest_marks(answer.result).values())
    for event in chance.sample(marks, len(marks)):
        lines = []
        levels = event.detail.get("levels", {})
        for number, each in enumerate(answer.question.rubric.criteria if answer.question.rubric else (), start=1):
            level = levels.get(each.id)
            if isinstance(level, int) and 0 <= level < len(each.levels):
                given = f"{each.levels[level].points:g}"
                lines.append(label(language, "mark_given", n=number, title=each.title[language], points=given))
        yield "\n".join([*lines, str(event.detail.get("comment", ""))]).strip()
