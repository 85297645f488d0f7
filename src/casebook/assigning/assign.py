"""The story of an assignment, stage by stage.

1. load      the course, and the roster                     ->  or every problem of either at once
2. select    cases, items or a blueprint                    ->  what is asked, or what was released under this name before
3. agree     due time, pass mark, attempts, lateness        ->  the policy
4. record    all of it, keys included                       ->  release.json, which never leaves HR
5. package   the pages for trainees and the mailing sheet   ->  nothing of any key

Everything is made in a folder of its own and moved into place at the end.
"""

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from casebook.assigning.changes import Change, changes
from casebook.assigning.package import PACKAGE, SHEET, build_mailings, build_pages, build_sheet
from casebook.assigning.release import Issued, compare, issue, reissue
from casebook.assigning.roster import read_roster
from casebook.assigning.selection import Choice, ranking, select
from casebook.assigning.terms import Terms, agree, check_name, read_title
from casebook.atomic import write_atomically
from casebook.errors import HandlingError
from casebook.loader import load
from casebook.model import Course
from casebook.model.assignment import Draw, Policy, ReleaseRecord
from casebook.model.drawing import item_of
from casebook.problems import user_language
from casebook.records import FOLDER, Records

NBGRADER = "nbgrader"
"""The folder, beside the package, of a course folder for nbgrader; keys are in it."""


@dataclass(frozen=True)
class Order:
    """What HR orders: which assignment, for whom, what is asked, what is drawn, and on what terms."""

    name: str
    roster: Path
    choice: Choice = field(default_factory=Choice)
    titles: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    draws: tuple[Draw, ...] = ()
    for_nbgrader: bool = False


@dataclass(frozen=True)
class Assigned:
    """What came of it: the record, its folder, how many pages there are, and what changed since the last time."""

    record: ReleaseRecord
    folder: Path
    pages: int
    changes: tuple[Change, ...] | None


def assign(
    root: Path,
    order: Order,
    *,
    records_folder: Path | None = None,
    now: datetime | None = None,
    made: Callable[[int, int], None] = lambda done, total: None,
) -> Assigned:
    """Release an assignment of the course in a folder, or change the terms of one that was; raise CasebookError."""
    records = Records(records_folder or root / FOLDER)
    check_name(order.name, records.assignments())
    course, _ = load(root)
    moment = now or datetime.now(UTC)
    before = records.read(order.name) if order.name in records.assignments() else None
    record = build_record(course, order, before, records.secret, moment)
    if order.for_nbgrader and record.draws:
        raise HandlingError("assign-nbgrader-draws", name=order.name, draws=", ".join(record.draws))
    if before is not None and not changes(before, record):
        record = record.model_copy(update={"made": before.made})
    pages = _write(records, record, course, made, for_nbgrader=order.for_nbgrader)
    told = changes(before, record) if before is not None else None
    return Assigned(record, records.folder_of(order.name), pages, told)


def build_record(
    course: Course, order: Order, before: ReleaseRecord | None, secret: Callable[[], bytes], now: datetime
) -> ReleaseRecord:
    """Return the record of an order, of which `before` is the one already released under its name."""
    roster = read_roster(order.roster, course.languages)
    policy = agree(order.terms, before.policy if before else Policy(), roster, now)
    title = read_title(order.titles, course.languages, order.name, before.title if before else None)
    issued = _issued(course, order, before, secret)
    return ReleaseRecord(
        course=course.settings.id,
        assignment=order.name,
        title=title,
        made=now.astimezone(UTC).replace(microsecond=0),
        release=issued.release,
        policy=policy,
        draws=issued.draws,
        pools=issued.pools,
        items=issued.items,
        roster=roster,
    )


def _issued(course: Course, order: Order, before: ReleaseRecord | None, secret: Callable[[], bytes]) -> Issued:
    """Return what is asked: what was released already, unless the order says what; then both must be the same."""
    if before is not None and before.course != course.settings.id:
        raise HandlingError("assign-other-course", name=order.name, course=before.course)
    if before is not None and order.draws and tuple(sorted(set(order.draws))) != before.draws:
        raise HandlingError("assign-other-draws", name=order.name, draws=", ".join(before.draws) or "-")
    if before is not None and order.choice.is_open:
        return reissue(before, course)
    draws: Sequence[Draw] = order.draws or (before.draws if before else ())
    rank = ranking(secret(), course.settings.id, order.name)
    issued = issue(order.name, select(course, order.choice, in_pools="pools" in draws, rank=rank), draws)
    if before is not None:
        compare(before, issued)
    return issued


def _write(
    records: Records, record: ReleaseRecord, course: Course, made: Callable[[int, int], None], *, for_nbgrader: bool
) -> int:
    """Write record, package and sheet, all or nothing, and return how many pages there are."""
    secret = records.secret()
    records.make()
    staging = records.folder / f".making-{record.assignment}-{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    try:
        draft = Records(staging)
        draft.write(record)
        folder = draft.folder_of(record.assignment)
        mailings = build_mailings(record, course, secret)
        total = len(mailings) if record.draws else len(course.languages)
        for name, text in build_pages(record, course, secret, mailings, lambda done: made(done, total)):
            write_atomically(folder / PACKAGE / name, text)
        language = user_language() if user_language() in course.languages else course.languages[0]
        write_atomically(folder / SHEET, build_sheet(record, mailings, language))
        if for_nbgrader:
            _write_nbgrader(folder / NBGRADER, record, course)
        _move(folder, records.folder_of(record.assignment), staging)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return total


def _write_nbgrader(folder: Path, record: ReleaseRecord, course: Course) -> None:
    """Write the same items as a course folder for nbgrader."""
    from casebook.assigning.nbgrader import nbgrader_files

    entries = [(course.case(each.key.partition(".")[0]), item_of(each)) for each in record.items]
    for path, content in nbgrader_files(course, entries, record.assignment).items():
        write_atomically(folder / path, content)


def _move(new: Path, place: Path, staging: Path) -> None:
    """Put what was made into its place: the whole folder the first time, and part by part, the record last, after that."""
    if not place.exists():
        new.rename(place)
        return
    for name in (PACKAGE, NBGRADER):
        if (new / name).exists():
            if (place / name).exists():
                (place / name).rename(staging / f"before-{name}")
            (new / name).rename(place / name)
    for name in (SHEET, "release.json"):
        (new / name).replace(place / name)
