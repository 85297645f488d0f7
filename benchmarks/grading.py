"""Grade ten thousand learners' answers to eight typed items, from a folder and from one zip; say what it took.

`BENCH=small` takes 300. The promise: under 60 s and 500 MB on two processors.
"""

import json
import os
import random
import shutil
import sqlite3
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from used import Used, used

from casebook.answers import receipt_of
from casebook.gradebook.opening import address_of
from casebook.items import ITEM_TYPES
from casebook.loader import load
from casebook.model import Course, open_release
from casebook.model.assignment import Learner, Policy, ReleaseRecord
from casebook.model.release import released
from casebook.records import FOLDER, Records
from casebook.scaffolding import new_course

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "bench" / "grading"
LEARNERS = 300 if os.environ.get("BENCH") == "small" else 10_000
SECONDS, MEGABYTES = 60, 500
"""The promise, for ten thousand."""
TYPES = ["single-choice", "multiple-choice", "true-false", "numeric", "ordering", "matching", "classification"]
TIME = "2026-11-22T10:00:00.000Z"


def main() -> int:
    """Show what grading took."""
    for name, took in measure().items():
        print(
            f"{LEARNERS} learners, 8 typed items, from a {name}: {took.seconds:.1f} s ({SECONDS}), "
            f"{took.cpu:.1f} s of the processors, {took.megabytes:.0f} MB ({MEGABYTES})"
        )
    return 0


def measure() -> dict[str, Used]:
    """Make the submissions and grade them, each time into a new gradebook and in a process of its own."""
    course = make_course()
    make_submissions(load(course)[0])
    inbox = WORK / "inbox"
    with zipfile.ZipFile(WORK / "inbox.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(inbox.iterdir()):
            archive.write(path, path.name)
    return {"folder": graded(course, inbox), "zip": graded(course, WORK / "inbox.zip")}


def graded(course: Path, handed_in: Path) -> Used:
    """Run `casebook grade`, see that everything was graded, and return what it took."""
    gradebook = WORK / f"{handed_in.name}.db"
    words = ["grade", handed_in, "--course", course, "--gradebook", address_of(gradebook)]
    took = used([sys.executable, "-m", "casebook.cli.main", *words], WORK)
    with closing(sqlite3.connect(gradebook)) as database:
        (submissions,) = database.execute("SELECT count(*) FROM submission WHERE outcome = 'graded'").fetchone()
        (events,) = database.execute("SELECT count(*) FROM event").fetchone()
    if (submissions, events) != (LEARNERS, LEARNERS * 8):
        raise SystemExit(f"{submissions} submissions were graded, with {events} marks")
    return took


def make_course() -> Path:
    """Write a course with eight typed items."""
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    course = WORK / "course"
    new_course(course, ["zh", "en"])
    items = []
    for number, name in enumerate([*TYPES, "single-choice"]):
        item = yaml.safe_load(ITEM_TYPES.get(name).example)
        more = {"id": f"{item['id']}-{number}", "objective": "calculate" if name == "numeric" else "judge"}
        item |= more
        item["stem"] = {key: f"{number}. {text}" for key, text in item["stem"].items()}
        items.append(item)
    text = yaml.safe_dump({"practice": [], "graded": items}, allow_unicode=True, sort_keys=False)
    (course / "exercises" / "first-case.yml").write_text(text, encoding="utf-8")
    return course


def make_submissions(course: Course) -> None:
    """Write the record and an answers file for each learner, right or wrong by chance."""
    release = open_release(course)
    learners = tuple(Learner(id=f"{number:06}", name=f"学员{number}") for number in range(LEARNERS))
    record = ReleaseRecord(
        course=course.settings.id,
        assignment="autumn",
        title=course.settings.title,
        made=datetime(2026, 11, 1, tzinfo=UTC),
        release=release.id,
        policy=Policy(),
        items=tuple(released(case, item) for case, item in release.entries),
        roster=learners,
    )
    Records(course.root / FOLDER).write(record)
    inbox = WORK / "inbox"
    inbox.mkdir()
    dice = random.Random(1)
    editions = {each.key: (item, each.edition) for each, (_, item) in zip(record.items, release.entries, strict=True)}
    for learner in learners:
        answers: dict[str, Any] = {}
        for key, (item, edition) in editions.items():
            given = getattr(ITEM_TYPES.get(item.type), dice.choice(["right", "wrong"]))
            given = str(given) if item.type == "numeric" else given
            answers[key] = {"response": given, "at": TIME, "edition": edition}
        held: dict[str, Any] = {
            "format": "casebook-answers",
            "version": 1,
            "course": record.course,
            "assignment": record.assignment,
            "release": record.release,
            "learner": {"id": learner.id, "name": learner.name},
            "language": "zh",
            "made": TIME,
            "answers": answers,
        }
        held["receipt"] = receipt_of(held)
        path = inbox / f"answers-autumn-{learner.id}.json"
        path.write_text(json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
