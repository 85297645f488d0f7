"""What people do between the commands of HR's story: a roster, answers in every state, sheets filled in, a key mended."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from conftest import washer_course
from marking import fill, pages_of
from openpyxl import Workbook

from casebook.answers import read_answers, receipt_of, to_block
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.reading import Standing, standings
from casebook.gradebook.values import Held
from casebook.model.assignment import ReleaseRecord
from casebook.model.drawing import token
from casebook.records import Records

NAME = "washer-basics"
CASE = "haier-washer"
YEAR = date.today().year + 1
DUE = datetime(YEAR, 12, 18, 18, 0)
ROSTER = {
    "zh": ("工号", "姓名", "部门", "邮箱", "语言"),
    "en": ("Staff ID", "Name", "Department", "E-mail", "Language"),
}
RECEIPTS = {"zh": ("文件", "收到时间"), "en": ("File", "Received")}
PEOPLE = (
    ("E1001", "王芳", "门店一部", "zh"),
    ("E1002", "李强", "门店一部", "zh"),
    ("E1003", "张伟", "门店一部", "zh"),
    ("E1004", "刘洋", "门店一部", "zh"),
    ("E1005", "陈静", "门店二部", "zh"),
    ("E1006", "杨帆", "门店二部", "zh"),
    ("E1007", "赵磊", "门店二部", "zh"),
    ("E1008", "黄丽", "门店二部", "zh"),
    ("E1009", "周涛", "客服中心", "zh"),
    ("E1010", "吴敏", "客服中心", "zh"),
    ("E1011", "郑凯", "客服中心", "zh"),
    ("E1012", "Ann Lee", "客服中心", "en"),
)
RIGHT: Mapping[str, Any] = {
    "what-a-survey-misses": "c",
    "hotel-towel-line": "a",
    "counter-paper-notes": "d",
    "stores-that-watched": "b",
    "seat-and-belongings": ["b", "e"],
    "evidence-that-can-fail": ["a", "d"],
    "two-tills": "true",
    "hour-at-break-even": "30",
    "reported-modelled-unproved": {
        "e1": "source",
        "e2": "open",
        "e3": "model",
        "e4": "open",
        "e5": "source",
        "e6": "model",
    },
    "question-and-method": {"q1": "w4", "q2": "w1", "q3": "w5", "q4": "w2"},
    "registration-hall-steps": ["r", "c", "f", "g", "p"],
}
"""The right answers, 26 points; `hour-at-break-even` is released with a wrong key, 36."""
WRONG: Mapping[str, Any] = {
    "what-a-survey-misses": "a",
    "hotel-towel-line": "b",
    "counter-paper-notes": "a",
    "stores-that-watched": "c",
    "seat-and-belongings": ["a", "c"],
    "evidence-that-can-fail": ["b", "c"],
    "two-tills": "false",
    "hour-at-break-even": "36",
    "reported-modelled-unproved": {
        "e1": "open",
        "e2": "model",
        "e3": "source",
        "e4": "model",
        "e5": "open",
        "e6": "source",
    },
    "question-and-method": {"q1": "w3", "q2": "w3", "q3": "w3", "q4": "w3"},
    "registration-hall-steps": ["p", "g", "f", "c", "r"],
}
TYPED: Mapping[str, Mapping[str, Any]] = {
    "E1001": RIGHT,
    "E1002": {**RIGHT, "what-a-survey-misses": "b", "question-and-method": {"q1": "w4", "q2": "w1", "q3": "w3"}},
    "E1003": {**RIGHT, "two-tills": "false"},
    "E1004": WRONG,
    "E1005": {},
    "E1006": RIGHT,
    "E1007": RIGHT,
    "E1008": RIGHT,
    "E1009": RIGHT,
    "E1010": RIGHT,
    "E1012": {**RIGHT, "hotel-towel-line": "c"},
    "X9999": RIGHT,
}
ESSAYS = {
    "E1001": "good",
    "E1002": "fair",
    "E1003": "fair",
    "E1004": "poor",
    "E1006": "good",
    "E1007": "good",
    "E1008": "fair",
    "E1012": "fair",
}
LEVELS = {"good": (2, 2, 2, 2), "fair": (1, 1, 1, 1), "poor": (0, 0, 0, 0)}
PHOTO = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"


@dataclass(frozen=True)
class Shop:
    """The folder of the course in which HR works, and the language of the page that HR reads."""

    root: Path
    language: str

    @property
    def records(self) -> Records:
        return Records(self.root / "_hr")

    @property
    def record(self) -> ReleaseRecord:
        return self.records.read(NAME)

    def held(self, records: Records | None = None) -> dict[str, Held]:
        """Return what the gradebook holds, by file name."""
        kept = records or self.records
        with open_gradebook(address_of(kept.gradebook), self.record.course) as book:
            return {each.submission.name: each for each in book.held(NAME)}

    def standings(self, records: Records | None = None) -> dict[str, Standing]:
        kept = records or self.records
        record = kept.read(NAME)
        with open_gradebook(address_of(kept.gradebook), record.course) as book:
            return {each.learner.id: each for each in standings(record, book.learners().values(), book.held(NAME))}

    def scores(self, records: Records | None = None) -> dict[str, tuple[float, bool | None] | None]:
        """Return the points after lateness and whether they pass, None where nothing counts."""
        return {
            learner: (round(each.counted.score, 6), each.passed) if each.counted else None
            for learner, each in self.standings(records).items()
        }

    # What people prepare

    def write_roster(self) -> None:
        rows = [(*who[:3], f"{who[0].lower()}@shop.example", who[3]) for who in PEOPLE]
        _write_sheet(self.root / "staff.xlsx", [ROSTER[self.language], *rows])

    def collect(self) -> None:
        """Put what came in into `answers`, in the state in which it came, and note when."""
        inbox = self.root / "answers"
        inbox.mkdir()
        for learner in TYPED:
            name, content = f"answers-{NAME}-{learner}.json", self.answers(learner)
            if learner == "E1006":
                text = to_block(read_answers(json.dumps(content)))
                name, data = "chat-yangfan.txt", f"> {text}".replace("\n", "\n> ").encode()
            else:
                data = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
            if learner == "E1009":
                data = data.replace(b'"response":"30"', b'"response":"36"')
            (inbox / name).write_bytes(data[:700] if learner == "E1010" else data)
        first = self.answers("E1008", day=15, responses=WRONG)
        (inbox / f"answers-{NAME}-E1008 (1).json").write_text(json.dumps(first), encoding="utf-8")
        (inbox / "IMG_2041.png").write_bytes(PHOTO)
        rows = [(path.name, self._arrived(path.name)) for path in sorted(inbox.iterdir())]
        _write_sheet(self.root / "receipts.xlsx", [RECEIPTS[self.language], *rows])

    def answers(self, learner: str, *, day: int = 17, responses: Any = None) -> dict[str, Any]:
        """Return the answers file of a learner as the page makes it."""
        record, names = self.record, {who[0]: (who[1], who[3]) for who in PEOPLE}
        name, language = names.get(learner, ("何人", "zh"))
        given = dict(TYPED[learner] if responses is None else responses)
        if responses is None and learner in ESSAYS:
            given["pharmacy-pen"] = self.essay(learner)
        time = f"{YEAR}-12-{day}T09:00:00.000Z"
        editions = {each.key: each.edition for each in record.items}
        content: dict[str, Any] = {
            "format": "casebook-answers",
            "version": 1,
            "course": record.course,
            "assignment": NAME,
            "release": token(record, learner, self.records.secret()),
            "learner": {"id": learner, "name": name},
            "language": language,
            "made": time,
            "answers": {
                f"{CASE}.{item}": {"response": response, "at": time, "edition": editions[f"{CASE}.{item}"]}
                for item, response in given.items()
            },
        }
        return content | {"receipt": receipt_of(content)}

    def essay(self, learner: str) -> str:
        """Return the text of a learner: a sample answer with a last line of their own."""
        samples = _samples(self.root / "exercises" / f"{CASE}.yml")
        language = "en" if learner == "E1012" else "zh"
        text = next(each["text"][language] for each in samples if each["level"] == ESSAYS[learner])
        shop = sorted(ESSAYS).index(learner) + 1
        return f"{text}\n" + (f"Shop {shop}, today" if language == "en" else f"{shop} 号店，今天")

    def _arrived(self, name: str) -> datetime:
        if "E1007" in name:
            return DUE + timedelta(hours=20)
        if "E1004" in name:
            return DUE + timedelta(minutes=50)
        return DUE - timedelta(days=2 if "(1)" in name else 1)

    def mark(self) -> None:
        """Let both markers fill in their sheets; the second finds more of a need in what is fair."""
        (self.root / "returned").mkdir()
        for severe, path in enumerate(self.sheets("M")):
            fill(path, lambda text, severe=severe: self._given(text, severe), self.root / "returned" / path.name)

    def settle(self) -> None:
        """Let the adjudicator decide as the first marker did."""
        (self.root / "settled").mkdir()
        for path in self.sheets("S"):
            fill(path, lambda text: self._given(text, 0), self.root / "settled" / path.name, "需求只写了一半。")

    def sheets(self, kind: str) -> list[Path]:
        return sorted((self.root / "_hr" / NAME / "marking").glob(f"*-{kind}-*.xlsx"))

    def whose(self, text: str) -> str:
        return next(learner for learner in ESSAYS if self.essay(learner) == text)

    def on(self, sheet: Path) -> set[str]:
        """Return whose answers stand on a sheet, which the sheet does not tell."""
        texts = [page.cell(row, 2).value for page in pages_of(sheet).values() for row in range(3, page.max_row + 1)]
        return {self.whose(text) for text in texts}

    def _given(self, text: str, severe: int) -> tuple[int, ...]:
        quality = ESSAYS[self.whose(text)]
        return (1, 1 + severe, 1, 1) if quality == "fair" else LEVELS[quality]

    def set_key(self, wrong: str, right: str) -> None:
        """Change the key of the numeric item in the course."""
        path = self.root / "exercises" / f"{CASE}.yml"
        text, count = re.subn(rf"\n    answer: {wrong}\n", f"\n    answer: {right}\n", path.read_text(encoding="utf-8"))
        assert count == 1
        path.write_text(text, encoding="utf-8")


def open_shop(root: Path, language: str) -> Shop:
    """Copy the shipped course with the washing machine alone, its numeric key wrong."""
    shop = Shop(washer_course(root), language)
    shop.set_key("30", "36")
    return shop


@cache
def _samples(exercises: Path) -> list[Any]:
    """Return the sample answers of the open item."""
    items = yaml.safe_load(exercises.read_text(encoding="utf-8"))["graded"]
    return next(item for item in items if item["id"] == "pharmacy-pen")["samples"]  # type: ignore[no-any-return]


def _write_sheet(path: Path, rows: list[Any]) -> None:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
