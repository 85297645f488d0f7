"""The story of grading: what came in goes through, one by one, into the gradebook, and can be interrupted anywhere.

1. open       course, release record, roster, keys in force, HR's times, gradebook
2. skip       what the gradebook knows already, by content and name
3. assess     what it is, whose, what it earns; code goes to the sandbox's runners meanwhile
4. record     in order, some hundred at once, each batch whole or not at all
5. changes    with `--dry-run` and `--regrade`: marks that a corrected key would change
"""

import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from casebook.errors import HandlingError
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.grading.assessing import Assessor, open_assessor
from casebook.grading.intake import count
from casebook.grading.keys import Keys, keys_in_force
from casebook.grading.opening import record_of, roster_of
from casebook.grading.receipts import Receipts, read_receipts, read_received
from casebook.grading.run import Graded, Reporter, Run, Wish
from casebook.grading.running import Opener
from casebook.loader import load
from casebook.records import FOLDER, Records

if TYPE_CHECKING:
    from casebook.grading.shards import Shards

__all__ = ["Graded", "Reporter", "Wish", "grade"]


def grade(wish: Wish, reporter: Reporter, opener: Opener | None = None) -> Graded:
    """Grade what came in; raise CasebookError before anything starts, KeyboardInterrupt once what is done is recorded."""
    with ExitStack() as stack:
        course, _ = load(wish.course)
        records = Records(wish.records or wish.course / FOLDER)
        record, is_new = record_of(records, course, wish.assignment, roster_of(wish.roster, course))
        receipts = _receipts(wish, record.policy.due is not None, record.policy.zone)
        total = count(wish.paths)
        address = wish.gradebook or address_of(records.gradebook)
        if wish.dry_run:
            address = _untouched(address, stack)
        elif is_new:
            records.write(record)
        secret = records.secret() if record.draws else b""
        keys = keys_in_force(record, course, secret)
        for note in keys.notes:
            reporter.said(note.code, **note.details)
        gradebook = stack.enter_context(open_gradebook(address, course.settings.id))
        assessing = stack.enter_context(_assessing(wish, keys, receipts, opener))
        run = Run(wish, keys, assessing, gradebook, reporter, total)
        run.enroll()
        for isolation in assessing.isolations:
            reporter.said("grade-isolation", isolation=isolation)
        return run.all()


def _assessing(
    wish: Wish, keys: Keys, receipts: Receipts, opener: Opener | None
) -> AbstractContextManager["Assessor | Shards"]:
    """Open whoever assesses: this process, or the workers of a scheduler."""
    if wish.scheduler is None:
        return open_assessor(keys, receipts, wish.jobs, require=wish.require_sandbox, opener=opener)
    from casebook.grading.shards import open_shards  # most machines have no dask

    return open_shards(wish.scheduler, keys, receipts, require=wish.require_sandbox)


def _receipts(wish: Wish, is_due: bool, zone: str) -> Receipts:
    """Return HR's times; raise HandlingError where there is a due time and no way to tell what is late."""
    if is_due and wish.receipts is None and wish.received is None and wish.paths:
        raise HandlingError("grade-no-times")
    received = read_received(wish.received, zone) if wish.received is not None else None
    if wish.receipts is not None:
        return read_receipts(wish.receipts, zone, received, expected=is_due)
    return Receipts(otherwise=received, expected=is_due)


def _untouched(address: str, stack: ExitStack) -> str:
    """Return the address of a gradebook to read only: an empty one elsewhere where there is none yet."""
    path = Path(address.removeprefix("sqlite:///"))
    if not address.startswith("sqlite:///") or path.exists():
        return address
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return address_of(Path(folder) / "gradebook.db")
