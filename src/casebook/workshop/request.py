"""What is asked for: the options as they were given become a Request, or everything that is wrong with them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from casebook.errors import WordedError, WorkshopError
from casebook.items.base import Frozen, Id
from casebook.model import Case, Course
from casebook.model.assignment import Learner
from casebook.problems import phrase, user_language
from casebook.registry import nearest
from casebook.unseen import unseen
from casebook.workshop.clock import ZONE, Clock, read_clock
from casebook.workshop.groups import LARGEST, Person, fitting_sizes, leaves_one_alone, numbered, usual_size
from casebook.workshop.planning import LEAST, MOST, Outline, Piece, Plan, make_plan
from casebook.workshop.ways import MOST_BREAKS, MOST_CASES, Way, find_ways

PEOPLE = range(2, 201)
BREAK = range(5, 121)
LONGEST_NAME = 60


@dataclass(frozen=True)
class Asked:
    """The options of the command, as they were given."""

    cases: Sequence[str]
    minutes: int
    participants: int | None = None
    group_size: int | None = None
    audience: str = ""
    date: str | None = None
    start: str | None = None
    zone: str = ZONE
    breaks: Sequence[int] = ()
    is_online: bool = False
    language: str = ""
    name: str = ""
    has_pre_post: bool = False


class Request(Frozen):
    """A session that can be held: its cases in order, each with its audience, its minutes, people, time and place."""

    course: str
    session: str
    language: str
    cases: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_CASES)]
    audiences: Mapping[str, Id]
    minutes: Annotated[int, Field(ge=LEAST, le=MOST)]
    breaks: tuple[int, ...]
    people: Annotated[tuple[Person, ...], Field(min_length=PEOPLE.start, max_length=PEOPLE.stop - 1)]
    has_roster: bool
    group_size: Annotated[int, Field(ge=2)]
    clock: Clock
    where: Literal["room", "online"]
    has_pre_post: bool


def read_request(asked: Asked, course: Course, roster: Sequence[Learner] | None, now: datetime) -> Request:
    """Return what is asked for; raise WorkshopError with everything that is wrong, each with the nearest thing that works."""
    reader = _Reader(asked, course, roster)
    language, session = reader.language(), reader.session()
    cases = reader.cases()
    people, size = reader.people()
    audiences = reader.audiences(cases)
    clock = reader.clock(now)
    reader.check_time(cases)
    if reader.faults:
        raise WorkshopError(reader.faults)
    return Request(
        course=course.settings.id,
        session=session,
        language=language,
        cases=tuple(each.id for each in cases),
        audiences=audiences,
        minutes=asked.minutes,
        breaks=tuple(asked.breaks),
        people=people,
        has_roster=roster is not None,
        group_size=size,
        clock=clock,
        where="online" if asked.is_online else "room",
        has_pre_post=asked.has_pre_post,
    )


def outline(case: Case, language: str) -> Outline:
    """Return what planning needs of a case."""
    assert case.teaching is not None
    file = case.teaching.file
    pieces = tuple(
        Piece(
            case=case.id,
            id=each.id,
            priority=each.priority,
            least=each.least,
            most=each.most,
            title=each.title[language],
        )
        for each in file.segments
    )
    return Outline(case=case.id, pieces=pieces, plans=tuple(plan.segments for plan in file.plans))


@dataclass
class _Reader:
    """Reads one option after another, and collects what is wrong."""

    asked: Asked
    course: Course
    roster: Sequence[Learner] | None
    faults: list[WordedError] = field(default_factory=list)

    def fault(self, code: str, **details: object) -> None:
        self.faults.append(WordedError(code, **details))

    def language(self) -> str:
        known = self.course.languages
        if self.asked.language and self.asked.language not in known:
            self.fault("workshop-language", name=self.asked.language, known=", ".join(known))
        return self.asked.language if self.asked.language in known else known[0]

    def session(self) -> str:
        name = " ".join(self.asked.name.split())
        if unseen(self.asked.name) or len(name) > LONGEST_NAME or (self.asked.name and not name):
            self.fault("workshop-name", most=LONGEST_NAME)
        return name

    def cases(self) -> tuple[Case, ...]:
        """Return the cases that can be taught, in the order asked for."""
        taught = [each.id for each in self.course.cases if each.teaching]
        known = ", ".join(taught) or "-"
        found = []
        for name in dict.fromkeys(self.asked.cases):
            case = next((each for each in self.course.cases if each.id == name), None)
            near = nearest(name, [each.id for each in self.course.cases])
            if case and case.teaching:
                found.append(case)
            elif case:
                self.fault("workshop-no-note", name=name, known=known)
            elif near:
                self.fault("workshop-unknown-case-near", name=name, near=near, known=known)
            else:
                self.fault("workshop-unknown-case", name=name, known=known)
        twice = sorted({name for name in self.asked.cases if list(self.asked.cases).count(name) > 1})
        if twice:
            self.fault("workshop-case-twice", names=", ".join(twice))
        if not self.asked.cases:
            self.fault("workshop-no-case", known=known)
        if len(found) > MOST_CASES:
            kept = " ".join(each.id for each in found[:MOST_CASES])
            self.fault("workshop-many-cases", count=len(found), most=MOST_CASES, kept=kept)
        return tuple(found)

    def people(self) -> tuple[tuple[Person, ...], int]:
        """Return who takes part and the size of groups."""
        count = self.asked.participants
        if self.roster is not None:
            if count not in (None, len(self.roster)):
                self.fault("workshop-roster-count", count=count, roster=len(self.roster))
            count = len(self.roster)
        if count is None:
            self.fault("workshop-no-people")
        elif count not in PEOPLE:
            code = "workshop-few-people" if count < PEOPLE.start else "workshop-many-people"
            self.fault(code, count=count, least=PEOPLE.start, most=PEOPLE.stop - 1)
        if count is None or count not in PEOPLE:
            return (), 2
        people = numbered(count)
        if self.roster is not None:
            people = tuple(Person(name=each.name or each.id, department=each.department) for each in self.roster)
        return people, self._group_size(count)

    def _group_size(self, people: int) -> int:
        size = self.asked.group_size
        if size is None:
            return usual_size(people)
        if size < 2 or size > min(people, LARGEST) or leaves_one_alone(people, size):
            fitting = ", ".join(map(str, fitting_sizes(people, size)))
            code = "workshop-group-alone" if leaves_one_alone(people, size) else "workshop-group-large"
            self.fault(code, size=size, people=people, fitting=fitting)
        return max(2, size)

    def audiences(self, cases: Sequence[Case]) -> dict[str, str]:
        """Return each case's audience: the one asked for where the case declares it, else its usual one."""
        declared = {case.id: [each.id for each in case.teaching.file.audiences] for case in cases if case.teaching}
        known = list(dict.fromkeys(name for names in declared.values() for name in names))
        wanted = self.asked.audience
        if wanted and known and wanted not in known:
            near = nearest(wanted, known) or known[0]
            self.fault("workshop-audience", name=wanted, near=near, known=", ".join(known))
        return {case: wanted if wanted in names else names[0] for case, names in declared.items()}

    def clock(self, now: datetime) -> Clock:
        try:
            return read_clock(self.asked.date, self.asked.start, self.asked.zone, now)
        except WordedError as error:
            self.faults.append(error)
            return Clock()

    def check_time(self, cases: Sequence[Case]) -> None:
        """Report breaks and minutes of which no plan can be made."""
        odd = [each for each in self.asked.breaks if each not in BREAK]
        if odd:
            near = ", ".join(str(min(max(each, BREAK.start), BREAK.stop - 1)) for each in odd)
            self.fault("workshop-break", found=", ".join(map(str, odd)), near=near)
        if len(self.asked.breaks) > MOST_BREAKS:
            self.fault("workshop-many-breaks", count=len(self.asked.breaks), most=MOST_BREAKS)
        if odd or len(self.asked.breaks) > MOST_BREAKS or not 0 < len(cases) <= MOST_CASES:
            if not LEAST <= self.asked.minutes <= MOST:
                self.fault("workshop-minutes", found=self.asked.minutes, least=LEAST, most=MOST)
            return
        language = self.course.languages[0]
        outlines = [outline(case, language) for case in cases]
        in_range = LEAST <= self.asked.minutes <= MOST
        made = make_plan(outlines, self.asked.minutes, self.asked.breaks) if in_range else None
        if isinstance(made, Plan):
            return
        others = [outline(case, language) for case in self.course.cases if case.teaching and case not in cases]
        ways = find_ways(outlines, self.asked.minutes, self.asked.breaks, others)
        told = say_ways(ways) if ways else phrase(user_language(), "workshop-no-way")
        codes = {"short": "workshop-short", "long": "workshop-long", "gap": "workshop-gap", "breaks": "workshop-breaks"}
        if made is None:
            self.fault("workshop-minutes-ways", found=self.asked.minutes, least=LEAST, most=MOST, ways=told)
        else:
            self.fault(codes[made], minutes=self.asked.minutes, count=len(self.asked.breaks), ways=told)


def say_ways(ways: Sequence[Way]) -> str:
    """Return sessions that work in words, each by the options to give instead."""
    language = user_language()
    return phrase(language, "workshop-way-joint").join(_say_way(way) for way in ways)


def _say_way(way: Way) -> str:
    breaks = " ".join(f"--break {each}" for each in way.breaks)
    told = {
        "cases": phrase(user_language(), "workshop-way-cases", cases=" ".join(way.cases)),
        "more-cases": phrase(user_language(), "workshop-way-more-cases", cases=" ".join(way.cases)),
        "minutes": f"--minutes {way.minutes}",
        "breaks": breaks or phrase(user_language(), "workshop-way-no-breaks"),
    }
    return phrase(user_language(), "workshop-way-and").join(told[name] for name in told if name in way.changed)
