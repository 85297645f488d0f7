"""Take sheets in: each of them whole or not at all, however the others fare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from casebook.errors import Problem, SourceError
from casebook.gradebook import Event, Held
from casebook.marking.allocation import SETTLING
from casebook.marking.desk import GRADER, Desk
from casebook.marking.layout import About
from casebook.marking.opening import read_pages
from casebook.marking.questions import Question, Questions
from casebook.marking.reading import Mark, SheetReader, about_of


@dataclass(frozen=True)
class Taken:
    """What became of a file: whose marks it holds, how many, how many of them are new, and how many rows are left.

    Where there are problems, nothing of it was taken.
    """

    file: Path
    who: str = ""
    marks: int = 0
    new: int = 0
    left: int = 0
    problems: tuple[Problem, ...] = ()


def take_in(desk: Desk, files: Sequence[Path], *, partial: bool = False, why: str = "") -> list[Taken]:
    """Read sheets back into the gradebook and return what became of each.

    Marks that are there already change nothing; others are added. With `partial` rows may be missing or empty. `why`
    is noted with decisions where markers differed.
    """
    taking = _Taking(desk, partial, why)
    found = []
    for file in _files(files):
        try:
            found.append(taking.take(file))
        except SourceError as error:
            found.append(Taken(file, problems=error.problems))
    return found


def _files(paths: Sequence[Path]) -> list[Path]:
    """Return the files named, and those in the folders named; Excel's own lock files, `~$...`, are none."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.xlsx")) if path.is_dir() else [path]
        found += [each for each in inside if not each.name.startswith("~$")]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Assignment:
    """What is known of an assignment, read once for all its sheets."""

    release: str
    questions: Questions
    held: Mapping[int, Held]
    newest: dict[tuple[str, str, int, str], tuple[float | None, Mapping[str, Any]]]


@dataclass
class _Taking:
    desk: Desk
    partial: bool
    why: str
    known: dict[str, _Assignment] = field(default_factory=dict)
    seen: dict[str, Path] = field(default_factory=dict)

    def take(self, file: Path) -> Taken:
        """Take a sheet; raise SourceError with everything that is wrong with it."""
        pages = read_pages(file)
        about = about_of(pages)
        if about is None:
            raise _refused(file, "mark-foreign")
        sheet = self._sheet(about, file)
        if about.sheet in self.seen:
            raise _refused(file, "mark-sheet-twice", first=self.seen[about.sheet].name)
        known = self._assignment(sheet.assignment)
        if {about.release, known.release} != {sheet.release} or about.assignment != sheet.assignment:
            raise _refused(file, "mark-other-release", assignment=sheet.assignment)
        whose = self.desk.gradebook.rows_of(about.sheet)
        reader = SheetReader(file, about, self._expected(file, known, whose), self.partial)
        reader.read(pages)
        if reader.problems:
            raise SourceError(reader.problems)
        self.seen[about.sheet] = file
        events = [self._event(sheet, reader.expected[mark.blind], *whose[mark.blind], mark) for mark in reader.marks]
        new = [each for each in events if known.newest.get(_name(each)) != (each.score, each.detail)]
        self.desk.gradebook.take(about.sheet, new)
        known.newest.update({_name(each): (each.score, each.detail) for each in new})
        return Taken(file, sheet.marker, len(events), len(new), len(whose) - len(events))

    def _sheet(self, about: About, file: Path) -> Any:
        """Return what the gradebook knows of a sheet."""
        names = {*self.desk.records.assignments(), *self.desk.gradebook.assignments()}
        if about.course == self.desk.course.settings.id:
            for name in sorted(names):
                for row in self.desk.gradebook.sheets(name):
                    if row.id == about.sheet:
                        return row
        raise _refused(file, "mark-unknown-sheet", sheet=about.sheet[:40])

    def _assignment(self, name: str) -> _Assignment:
        if name not in self.known:
            record = self.desk.records.read(name)
            held = {each.number: each for each in self.desk.gradebook.held(name)}
            newest = {_name(event): (event.score, event.detail) for each in held.values() for event in each.events}
            self.known[name] = _Assignment(record.release, self.desk.questions(record), held, newest)
        return self.known[name]

    def _expected(self, file: Path, known: _Assignment, whose: Mapping[str, tuple[int, str]]) -> Mapping[str, Question]:
        expected = {}
        for blind, (number, item) in whose.items():
            question = known.questions.of(item, known.held[number].submission.learner)
            if question is None or question.rubric is None:
                raise _refused(file, "mark-rubric-changed", item=item)
            expected[blind] = question
        return expected

    def _event(self, sheet: Any, question: Question, number: int, item: str, mark: Mark) -> Event:
        """Return a mark as the gradebook keeps it, or a decision where the sheet is one of those to be settled."""
        settles = sheet.id.startswith(SETTLING)
        criteria = question.rubric.criteria if question.rubric else ()
        return Event(
            submission=number,
            item=item,
            kind="override" if settles else "manual",
            score=sum(each.levels[mark.levels[each.id]].points for each in criteria),
            max_score=question.item.points,
            who=sheet.marker,
            at=datetime.now(UTC),
            why=self.why if settles else "",
            detail={"levels": dict(mark.levels), "comment": mark.comment},
            grader=GRADER,
            key_hash=question.hash,
        )


def _name(event: Event) -> tuple[str, str, int, str]:
    return event.kind, event.who, event.submission, event.item


def _refused(file: Path, code: str, **details: str) -> SourceError:
    return SourceError([Problem(file, 0, code, tuple(details.items()))])
