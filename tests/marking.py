"""A small assignment with open answers, for the tests of marking."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conftest import every_type_course, read_items, write_items
from openpyxl import Workbook, load_workbook

from casebook.gradebook import ItemMark, Note, Submission
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.reading import Standing
from casebook.loader import load
from casebook.marking.desk import Desk
from casebook.model.assignment import Learner, Policy, ReleaseRecord
from casebook.model.release import released
from casebook.records import FOLDER, Records
from casebook.text import Text

NAME = "autumn"
OPEN = "first-case.your-counter-test"
TYPED = "first-case.first-question-test"
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@dataclass
class House:
    """A course with an assignment, and its records."""

    course: Path

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        course, _ = load(self.course)
        records = Records(self.course / FOLDER)
        with open_gradebook(address_of(records.gradebook), course.settings.id) as gradebook:
            yield Desk(course, records, gradebook)

    def standing(self, learner: str) -> Standing:
        with self.desk() as desk:
            record = desk.records.read(NAME)
            return next(each for each in desk.standings(record) if each.learner.id == learner)

    def score(self, learner: str, item: str = OPEN) -> float | None:
        counted = self.standing(learner).counted
        assert counted is not None
        return counted.items[item].score

    def events(self, item: str = OPEN) -> list[tuple[str, str, float | None]]:
        with self.desk() as desk:
            return [
                (each.kind, each.who, each.score)
                for held in desk.gradebook.held(NAME)
                for each in held.events
                if each.item == item and each.kind != "auto"
            ]


def open_house(folder: Path, answers: dict[str, str], language: str = "zh", second: bool = False) -> House:
    """Make a course with a released assignment and one submission for each learner; with `second`, two open items."""
    root = every_type_course(folder / "course")
    if second:
        items = read_items(root)
        other = deepcopy(next(each for each in items["graded"] if each["type"] == "short-answer"))
        other["id"] = "second-open"
        other["stem"] = {"zh": "第二道开放题？", "en": "The second open item?"}
        write_items(root, items | {"graded": [*items["graded"], other]})
    house = House(root)
    with house.desk() as desk:
        case = desk.course.cases[0]
        entries = tuple(
            released(case, item)
            for item in case.exercise.graded
            if item.type in ("short-answer", "single-choice", "true-false")
        )
        record = ReleaseRecord(
            course=desk.course.settings.id,
            assignment=NAME,
            title=Text({"zh": "秋季考核", "en": "Autumn"}),
            made=NOW,
            release="0123456789ab",
            policy=Policy(),
            items=entries,
        )
        desk.records.write(record)
        desk.gradebook.enroll([Learner(id=each, name=f"名字{each}") for each in answers])
        hand_in(desk, record, answers, language)
    return house


def hand_in(desk: Desk, record: ReleaseRecord, answers: dict[str, str], language: str = "zh", again: str = "") -> None:
    """Record a submission for each learner, with the same text for every open item."""
    batch = []
    for learner, text in answers.items():
        opened = [each for each in record.items if each.source["type"] == "short-answer"]
        typed = [each for each in record.items if each.source["type"] != "short-answer"]
        marks = [
            ItemMark(
                each.key, None if text.strip() else 0.0, each.points, each.hash, {} if text.strip() else {"blank": True}
            )
            for each in opened
        ]
        marks += [ItemMark(each.key, each.points, each.points, each.hash) for each in typed]
        batch.append(
            Submission(
                digest=f"{learner}{again}".encode().hex().ljust(64, "0")[:64],
                name=f"{learner}{again}.json",
                learner=learner,
                outcome="graded",
                reason=Note("graded"),
                received=NOW,
                made=f"2026-11-20T08:00:0{len(again)}.000Z",
                release=record.release,
                language=language,
                responses={each.key: text for each in opened},
                marks=tuple(marks),
            )
        )
    desk.gradebook.record(record.assignment, batch, who="casebook")


def pages_of(path: Path) -> dict[str, Any]:
    """Return the pages of answers in a sheet by title."""
    workbook = load_workbook(path)
    return {each.title: each for each in workbook if each["A2"].value in ("编号", "Code")}


def fill(path: Path, levels: Any, target: Path | None = None, comment: str = "") -> Path:
    """Fill a sheet in: `levels` gives for an answer's text what to write into each criterion's cell."""
    workbook = load_workbook(path)
    for page in workbook:
        if page["A2"].value not in ("编号", "Code"):
            continue
        places = [cell.column for cell in page[2] if cell.value and re.match(r"\d\. ", cell.value)]
        for row in range(3, page.max_row + 1):
            chosen = levels(page.cell(row, 2).value)
            for place, value in zip(places, chosen, strict=True):
                page.cell(row, place).value = value
            if comment:
                page.cell(row, places[-1] + 1).value = comment
                page.cell(row, places[-1] + 1).data_type = "s"  # as in a cell that is formatted as a text
    workbook.save(target or path)
    return target or path


def edit(path: Path, change: Any, page: str = "题 1") -> Path:
    """Change a page of a sheet in place."""
    workbook: Workbook = load_workbook(path)
    change(workbook[page])
    workbook.save(path)
    return path
