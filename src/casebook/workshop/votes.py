"""Votes that slides have saved: read strictly, as a file from outside."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from casebook.errors import Problem
from casebook.items.base import Frozen
from casebook.unseen import visible
from casebook.workshop.record import Record

MAX_BYTES = 200_000
MOST_VOTES = 10_000
Name = Annotated[str, Field(max_length=200)]
Tally = Annotated[dict[Name, Annotated[int, Field(ge=0, le=MOST_VOTES)]], Field(max_length=20)]
Report = Callable[[Problem], None]


class Ballots(Frozen):
    """The votes on one case, by option, before and after its discussion."""

    before: Tally = {}
    after: Tally = {}

    @property
    def is_empty(self) -> bool:
        """Say whether nobody voted."""
        return not any((*self.before.values(), *self.after.values()))


class VotesFile(Frozen):
    """What a file of votes holds."""

    format: Literal["casebook-votes"]
    version: Literal[1]
    course: Name
    session: Name
    cases: Annotated[dict[Name, Ballots], Field(max_length=50)]


def read_votes(paths: Sequence[Path], record: Record, report: Report) -> Mapping[str, Ballots]:
    """Return the votes of a session by case, and report everything that is wrong with any of the files."""
    found: dict[str, tuple[Path, Ballots]] = {}
    for path in paths:
        held = _read(path, report)
        if held is None or not _is_of(held, path, record, report):
            continue
        for case, ballots in held.cases.items():
            if case in found and not ballots.is_empty:
                _say(report, path, "votes-case-twice", case=case, other=found[case][0].name)
            elif _is_known(case, ballots, path, record, report) and not ballots.is_empty:
                found[case] = (path, ballots)
    return {case: ballots for case, (_, ballots) in found.items()}


def _read(path: Path, report: Report) -> VotesFile | None:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        _say(report, path, "votes-unreadable", reason=error.strerror or error)
        return None
    if len(data) > MAX_BYTES:
        _say(report, path, "votes-big", most=MAX_BYTES // 1000)
        return None
    try:
        return VotesFile.model_validate_json(data.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        for each in error.errors(include_url=False, include_context=False, include_input=False)[:10]:
            if each["type"] == "json_invalid":
                _say(report, path, "votes-not-json", reason=_shown(each["msg"].removeprefix("Invalid JSON: ")))
            else:
                _say(report, path, "votes-form", where=_shown(".".join(map(str, each["loc"])) or "{}"))
    return None


def _is_of(held: VotesFile, path: Path, record: Record, report: Report) -> bool:
    """Say whether votes are of the session, and report where they are not."""
    if held.course != record.course:
        _say(report, path, "votes-course", found=_shown(held.course), known=record.course)
        return False
    if held.session != record.session:
        _say(report, path, "votes-session", found=_shown(held.session) or "-", known=record.session or "-")
        return False
    return True


def _is_known(case: str, ballots: Ballots, path: Path, record: Record, report: Report) -> bool:
    """Say whether a case and its options are those of the session, and report each that is not."""
    known = {each.id: [option.id for option in each.options] for each in record.cases}
    if case not in known:
        _say(report, path, "votes-case", found=_shown(case), known=", ".join(known))
        return False
    odd = sorted({*ballots.before, *ballots.after} - {*known[case]})
    for option in odd:
        _say(report, path, "votes-option", case=case, found=_shown(option), known=", ".join(known[case]))
    return not odd


def _say(report: Report, path: Path, code: str, /, **details: object) -> None:
    report(Problem(path, 0, code, tuple((key, str(value)) for key, value in details.items())))


def _shown(words: str) -> str:
    plain = visible(words)
    return plain if len(plain) <= 80 else plain[:79] + "…"
