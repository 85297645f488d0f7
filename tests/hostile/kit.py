"""A small course, its assignment and its learners, and answers files as the page writes them."""

import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conftest import every_type_course

from casebook.answers import receipt_of
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.values import Held
from casebook.grading.grade import Graded, Wish, grade
from casebook.items import ITEM_TYPES
from casebook.loader import load
from casebook.model import Course, open_release
from casebook.model.assignment import Learner, Policy, ReleaseRecord
from casebook.model.drawing import token
from casebook.model.release import released
from casebook.records import FOLDER, Records

TIME = "2026-11-22T10:00:00.000Z"
LEARNERS = (
    Learner(id="1001", name="王芳", department="柜台"),
    Learner(id="1002", name="李强", department="柜台"),
    Learner(id="1003", name="张伟", department="客服"),
    Learner(id="01004", name="Ann Lee", department="客服"),
)
PLAIN = "def water_cost(litres, price):\n    return litres / 1000 * price\n"


@dataclass
class Heard:
    """A reporter that keeps what it was told."""

    sentences: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def said(self, code: str, **details: object) -> None:
        self.sentences.append(code)

    def graded(self, done: int, total: int, name: str) -> None:
        assert done <= total
        self.names.append(name)


@dataclass(frozen=True)
class FakeReturned:
    value: Any = None
    error: str = ""


@dataclass(frozen=True)
class FakeResult:
    outcome: str = "done"
    returned: tuple[FakeReturned, ...] = ()
    reason: str = ""


class FakeRunner:
    """Stands at the wall where learners' code runs: knows a few texts by sight, and runs nothing."""

    isolation = "fake"

    def run_all(self, tasks: Sequence[Any]) -> list[Any]:
        return [self._run(task.code, task.calls) for task in tasks]

    def _run(self, code: str, calls: Sequence[Sequence[Any]]) -> FakeResult:
        for outcome in ("timed-out", "out-of-memory", "crashed"):
            if outcome in code:
                return FakeResult(outcome, (FakeReturned(error=outcome),) * len(calls), outcome)
        if code == PLAIN:
            return FakeResult(returned=tuple(FakeReturned(litres / 1000 * price) for litres, price in calls))
        return FakeResult(returned=(FakeReturned(error="NameError"),) * len(calls))


def fake_opener(imports: Sequence[str], *, require: bool) -> AbstractContextManager[Any]:
    @contextmanager
    def opened() -> Any:
        yield FakeRunner()

    return opened()


class Office:
    """HR's office: a course with each item type, an assignment, an inbox and a gradebook."""

    def __init__(self, root: Path, **changes: Any) -> None:
        self.root = every_type_course(root / "course")
        self.inbox = root / "inbox"
        self.inbox.mkdir()
        self.course: Course = load(self.root)[0]
        self.records = Records(self.root / FOLDER)
        self.records.secret()
        release = open_release(self.course)
        without = changes.pop("without", ())
        entries = [(case, item) for case, item in release.entries if item.type not in without]
        policy = changes.pop("policy", Policy())
        values: dict[str, Any] = {
            "course": self.course.settings.id,
            "assignment": "autumn",
            "title": self.course.settings.title,
            "made": datetime(2026, 11, 1, tzinfo=UTC),
            "release": release.id,
            "policy": policy,
            "items": tuple(released(case, item) for case, item in entries),
            "roster": LEARNERS,
        }
        self.record = ReleaseRecord(**(values | changes))
        self.records.write(self.record)
        self.items = {each.key: item for each, (_, item) in zip(self.record.items, entries, strict=True)}

    def responses(self, which: str = "right") -> dict[str, Any]:
        """Return the right or the wrong responses to every item, as the page hands them in."""
        found = {}
        for key, item in self.items.items():
            given = getattr(ITEM_TYPES.get(item.type), which)
            if item.type == "code":
                given = PLAIN if which == "right" else "def water_cost(litres, price):\n    return None\n"
            elif item.type == "numeric":
                given = str(given)
            found[key] = given
        return found

    def content(self, learner: str, responses: Mapping[str, Any] | None = None, /, **changes: Any) -> dict[str, Any]:
        """Return an answers file's JSON value, with changes, and the receipt of what it then holds."""
        names = {each.id: each.name for each in LEARNERS}
        release = token(self.record, learner, self.records.secret()) if self.record.draws else self.record.release
        answers = {
            key: {
                "response": given,
                "at": TIME,
                "edition": self.items[key].edition() if key in self.items else "0" * 12,
            }
            for key, given in (self.responses() if responses is None else responses).items()
        }
        held: dict[str, Any] = {
            "format": "casebook-answers",
            "version": 1,
            "course": self.record.course,
            "assignment": self.record.assignment,
            "release": release,
            "learner": {"id": learner, "name": names.get(learner, "")},
            "language": "zh",
            "made": TIME,
            "answers": answers,
        }
        held |= changes
        if "receipt" not in held:
            held["receipt"] = receipt_of(held)
        return held

    def hand_in(self, name: str, data: Any) -> Path:
        """Put a submission into the inbox: JSON, text or bytes."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, dict):
            data = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def grade(self, *paths: Path, **wishes: Any) -> Graded:
        """Grade the inbox, or other paths, with the fake runner."""
        wish = Wish(paths=paths or (self.inbox,), course=self.root, **wishes)
        return grade(wish, Heard(), fake_opener)

    def held(self, assignment: str = "autumn") -> dict[str, Held]:
        """Return what the gradebook holds, by name."""
        with open_gradebook(address_of(self.records.gradebook), self.course.settings.id) as book:
            return {each.submission.name: each for each in book.held(assignment)}


def points(held: Held) -> float:
    """Return the automatic points of a submission."""
    return sum(event.score or 0 for event in held.events)
