"""A class that handed in an assignment, for the tests of reports: a course with every item type and a gradebook."""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from conftest import every_type_course

from casebook.gradebook import Event, ItemMark, Note, Submission
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.interactions import Calls, score
from casebook.items import Item
from casebook.loader import load
from casebook.model import Course
from casebook.model.assignment import Learner, Policy, ReleaseRecord
from casebook.model.release import item_key, released
from casebook.records import FOLDER, Records
from casebook.reporting.cohort import Cohort, gather
from casebook.text import Text

NAME = "spring"
DUE = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
DEPARTMENTS = ("华东销售部", "客服中心", "Field service")
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> =1+1 \u202eevil\u0007"


@dataclass(frozen=True)
class Room:
    """A course folder with HR's records in it."""

    root: Path
    course: Course
    record: ReleaseRecord
    records: Records

    def items(self) -> Mapping[str, Item]:
        case = self.course.cases[0]
        return {item_key(case, item): item for item in case.exercise.graded}

    def cohort(self) -> Cohort:
        with open_gradebook(address_of(self.records.gradebook), self.record.course) as book:
            return gather(self.course, self.record, book.learners(), book.held(NAME), self.records.secret())

    def record_all(self, batch: Sequence[Submission], events: Sequence[Event] = ()) -> None:
        with open_gradebook(address_of(self.records.gradebook), self.record.course) as book:
            book.enroll(self.record.roster)
            book.record(NAME, batch, who="casebook", at=DUE + timedelta(days=2))
            book.add(events)

    def with_policy(self, **changes: Any) -> "Room":
        record = self.record.model_copy(update={"policy": self.record.policy.model_copy(update=changes)})
        self.records.write(record)
        return replace(self, record=record)


def room(root: Path, learners: Sequence[Learner] = (), **policy: Any) -> Room:
    """Write a course with an assignment of all its graded items, released to learners."""
    if not (root / "_config.yml").exists():
        every_type_course(root)
    course = load(root)[0]
    case = course.cases[0]
    record = ReleaseRecord(
        course=course.settings.id,
        assignment=NAME,
        title=Text({"zh": "春季考核", "en": "Spring assessment"}),
        made=DUE - timedelta(days=30),
        release="0123456789ab",
        policy=Policy(due=DUE, **policy),
        items=tuple(released(case, item) for item in case.exercise.graded),
        roster=tuple(learners),
    )
    records = Records(root / FOLDER)
    records.secret()
    records.write(record)
    return Room(root, course, record, records)


def people(count: int) -> list[Learner]:
    """Return learners of three departments; every fourth is addressed in English."""
    given = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超霞平刚"
    return [
        Learner(
            id=f"{1001 + place}",
            name=f"王{given[place % 20]}" if place % 4 != 3 else f"Ann Lee {place}",
            department=DEPARTMENTS[place % 3],
            language="en" if place % 4 == 3 else "zh",
        )
        for place in range(count)
    ]


def submission(
    items: Mapping[str, Item], learner: str | None, responses: Mapping[str, Any], *, name: str = "", **changes: Any
) -> Submission:
    """Return a graded submission: of code the response is text, and `right` in it makes every call right."""
    marks = []
    for key, item in items.items():
        given = responses.get(key)
        scoring = item.scoring()
        detail: dict[str, Any] = {}
        if isinstance(scoring, Calls):
            good = isinstance(given, str) and "right" in given
            detail = {"calls": [{"right": good, "returned": call.expected if good else 4711} for call in scoring.calls]}
            share: float | None = float(good)
        else:
            share = score(scoring, given)
        if given is None:
            share, detail = 0.0, {"blank": True}
        mark = None if share is None else share * item.points
        marks.append(ItemMark(key, mark, item.points, "0" * 12, detail))
    values: dict[str, Any] = {
        "received": DUE - timedelta(hours=3),
        "language": "zh",
        "release": "0123456789ab",
    } | changes
    file = name or f"answers-{NAME}-{learner}.json"
    digest = hashlib.sha256(f"{file} {responses}".encode("utf-8", "replace")).hexdigest()
    return Submission(
        digest, file, learner, "graded", Note("graded"), responses=dict(responses), marks=tuple(marks), **values
    )


def answers(items: Mapping[str, Item], ability: float, chance: random.Random) -> dict[str, Any]:
    """Return responses of somebody who knows a share of what is asked."""
    found: dict[str, Any] = {}
    for key, item in items.items():
        known = chance.random() < ability
        if item.type == "short-answer":
            found[key] = "站在取药柜斜对面，记下每位老人走近、停留、离开的时间和动作。\n左栏写看到的，右栏写推断。"
        elif item.type == "code":
            found[key] = (
                f"def water_cost(litres, price):\n    # {'right' if known else 'wrong'}\n    return litres / 1000 * price\n"
            )
        else:
            found[key] = item.right if known else item.wrong
    return found


def manual(number: int, item: Item, key: str, levels: Mapping[str, int], comment: str = "") -> Event:
    """Return the mark that a marker gave."""
    criteria = {each.id: each for each in item.scoring().criteria}  # type: ignore[union-attr]
    total = sum(criteria[name].levels[place].points for name, place in levels.items())
    detail = {"levels": dict(levels)} | ({"comment": comment} if comment else {})
    return Event(number, key, "manual", total, item.points, "li", DUE + timedelta(days=3), "", detail)


def full_room(root: Path, count: int = 48) -> Room:
    """Return a room in which nearly everybody handed in and nearly everything is marked."""
    place = room(root, people(count), pass_percent=60, disclosure="full")
    items, chance = place.items(), random.Random(7)
    batch = []
    for number, learner in enumerate(place.record.roster[:-4]):
        received = DUE + timedelta(hours=30) if number % 11 == 5 else DUE - timedelta(hours=number)
        given = answers(items, 0.25 + 0.7 * (number % 10) / 10, chance)
        batch.append(submission(items, learner.id, given, received=received, language=learner.language))
    batch.append(submission(items, None, {}, name=f"{EVIL[:30]}.json"))
    place.record_all(batch)
    key = next(key for key, item in items.items() if item.type == "short-answer")
    with open_gradebook(address_of(place.records.gradebook), place.record.course) as book:
        held = [each for each in book.held(NAME) if each.submission.learner]
        rubric = items[key].scoring().criteria  # type: ignore[union-attr]
        book.add(
            [
                manual(
                    each.number,
                    items[key],
                    key,
                    {one.id: (index + at) % len(one.levels) for at, one in enumerate(rubric)},
                    "写清楚了站在哪里。",
                )
                for index, each in enumerate(held[:-3])
            ]
        )
    return place
