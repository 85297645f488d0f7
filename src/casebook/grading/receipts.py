"""When submissions arrived, by HR's own record: one time for all, or a sheet by file, learner or receipt."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from casebook.errors import HandlingError, Problem, SourceError
from casebook.grading.learner import same
from casebook.model.assignment import Learner
from casebook.tables import Row, read_rows

Column = Literal["file", "learner", "receipt", "time"]
HEADERS: Mapping[Column, tuple[str, ...]] = {
    "file": ("文件名", "文件", "附件", "file", "file name", "filename", "name of file", "attachment"),
    "learner": (
        "工号",
        "学号",
        "员工号",
        "员工编号",
        "编号",
        "id",
        "learner",
        "learner id",
        "employee id",
        "staff id",
        "no",
    ),
    "receipt": ("回执", "回执号", "receipt", "receipt code", "code"),
    "time": (
        "收到时间",
        "提交时间",
        "接收时间",
        "时间",
        "交卷时间",
        "time",
        "received",
        "received at",
        "submitted",
        "date",
    ),
}
_FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
_RECEIPT = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True)
class Receipts:
    """When what was received: the most particular record counts."""

    by_receipt: Mapping[str, datetime] = field(default_factory=dict)
    by_file: Mapping[str, datetime] = field(default_factory=dict)
    by_learner: Mapping[str, datetime] = field(default_factory=dict)
    otherwise: datetime | None = None
    expected: bool = False
    learner_of: Mapping[str, str] = field(default_factory=dict)
    """Whose a receipt is where the sheet says so: anybody can make a file that has it."""
    """Whether there is a due time, so that a submission without a time deserves a note."""

    def of(self, name: str, learner: Learner | None = None, receipt: str | None = None) -> datetime | None:
        """Return when a submission was received, None where nothing says so."""
        if receipt is not None and _code(receipt) in self.by_receipt:
            owner = self.learner_of.get(_code(receipt))
            if owner is None or (learner is not None and same(learner.id) == owner):
                return self.by_receipt[_code(receipt)]
        by_name = self._by_name(name.split("/"))
        if by_name is not None:
            return by_name
        if learner is not None and same(learner.id) in self.by_learner:
            return self.by_learner[same(learner.id)]
        return self.otherwise

    def _by_name(self, parts: Sequence[str]) -> datetime | None:
        """Return when a file was received by its path, else by the longest end of it and by what it lies in.

        Names within an archive are the learner's choice, so that they cannot make anything earlier than the archive.
        """
        if _file("/".join(parts)) in self.by_file:
            return self.by_file[_file("/".join(parts))]
        ends = (_file("/".join(parts[start:])) for start in range(1, len(parts)))
        own = next((self.by_file[end] for end in ends if end in self.by_file), None)
        around = [self.by_file[_file(part)] for part in parts[:-1] if _file(part) in self.by_file]
        archives = [
            self.by_file[_file(part)] for part in parts[:-1] if _is_packed(part) and _file(part) in self.by_file
        ]
        if own is None:
            return max(archives, default=around[-1] if around else None)
        return max([own, *archives])


def read_time(spelt: str, zone: str) -> datetime:
    """Return a time as people write it, in the assignment's zone where it gives none; raise ValueError."""
    text = spelt.strip().replace("/", "-").replace("年", "-").replace("月", "-").replace("日", "").replace("：", ":")
    text = re.sub(r"\s+", " ", text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        parsed = [each for each in (_parsed(text, form) for form in _FORMS) if each is not None]
        if not parsed:
            raise ValueError(spelt) from None
        found = parsed[0]
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))


def read_received(spelt: str, zone: str) -> datetime:
    """Return the time given on the command line; raise HandlingError."""
    try:
        return read_time(spelt, zone)
    except ValueError:
        raise HandlingError("grade-received-form", found=spelt) from None


def read_receipts(path: Path, zone: str, otherwise: datetime | None, *, expected: bool) -> Receipts:
    """Return the times in a sheet of HR's; raise SourceError with everything wrong in it, or HandlingError."""
    rows = read_rows(path)
    if not rows:
        raise HandlingError("receipts-empty", path=path)
    columns = _columns(rows[0])
    if "time" not in columns or len(columns) < 2:
        raise HandlingError("receipts-headers", path=path, found="、".join(filter(None, rows[0].cells))[:200] or "-")
    found: dict[Column, dict[str, datetime]] = {"file": {}, "learner": {}, "receipt": {}}
    problems: list[Problem] = []
    owners: dict[str, str] = {}
    for row in rows[1:]:
        _take(row, columns, zone, found, owners, path, problems)
    if problems:
        raise SourceError(problems)
    return Receipts(found["receipt"], found["file"], found["learner"], otherwise, expected, owners)


def _columns(head: Row) -> dict[Column, int]:
    spelt = [cell.strip("'").strip().casefold().replace("_", " ") for cell in head.cells]
    return {
        column: next(at for at, cell in enumerate(spelt) if cell in names)
        for column, names in HEADERS.items()
        if any(cell in names for cell in spelt)
    }


def _take(
    row: Row,
    columns: Mapping[Column, int],
    zone: str,
    found: Mapping[Column, dict[str, datetime]],
    owners: dict[str, str],
    path: Path,
    problems: list[Problem],
) -> None:
    def cell(column: Column) -> str:
        at = columns.get(column)
        return row.cells[at].removeprefix("'") if at is not None and at < len(row.cells) else ""

    try:
        time = read_time(cell("time"), zone)
    except ValueError:
        problems.append(Problem(path, row.number, "receipts-time", (("found", cell("time")[:40]),)))
        return
    spellings: Sequence[tuple[Column, str]] = (
        ("receipt", _code(cell("receipt"))),
        ("file", _file(cell("file"))),
        ("learner", same(cell("learner"))),
    )
    names = [(column, name) for column, name in spellings if name]
    if not names:
        problems.append(Problem(path, row.number, "receipts-nameless"))
        return
    column, name = names[0]
    if found[column].setdefault(name, time) != time:
        problems.append(Problem(path, row.number, "receipts-twice", (("name", name[:60]),)))
    for column, name in names[1:]:
        found[column].setdefault(name, time)
        if column == "learner" and spellings[0][1]:
            owners.setdefault(spellings[0][1], name)


def _parsed(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _code(receipt: str) -> str:
    return _RECEIPT.sub("", receipt.upper())


def _is_packed(part: str) -> bool:
    return part.lower().endswith((".zip", ".eml"))


def _file(name: str) -> str:
    return name.strip().replace("\\", "/").casefold()
