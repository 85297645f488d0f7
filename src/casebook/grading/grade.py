"""The story of grading: what came in goes through, one by one, into the gradebook, and can be interrupted anywhere.

1. open       course, release record, roster, keys in force, HR's times, gradebook
2. skip       what the gradebook knows already, by content and name
3. assess     what it is, whose, what it earns; code goes to the sandbox's runners meanwhile
4. record     in order, some hundred at once, each batch whole or not at all
5. changes    with `--dry-run` and `--regrade`: marks that a corrected key would change
"""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from casebook.errors import HandlingError
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.grading.intake import count
from casebook.grading.keys import Keys, keys_in_force
from casebook.grading.opening import record_of, roster_of
from casebook.grading.receipts import Receipts, read_receipts, read_received
from casebook.grading.run import Graded, Reporter, Run, Wish
from casebook.grading.running import Opener, runners, sandbox_opener
from casebook.interactions import Calls
from casebook.items.code import Code
from casebook.loader import load
from casebook.model.drawing import item_of
from casebook.records import FOLDER, Records

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
        run = Run(wish, keys, receipts, gradebook, reporter, total)
        run.enroll()
        if _has_code(keys):
            jobs = wish.jobs or os.cpu_count() or 1
            imports = _imports(keys)
            opened = runners(opener or sandbox_opener(), imports, jobs, require=wish.require_sandbox)
            run.runners = stack.enter_context(opened)
            run.result.isolation = run.runners.isolation
            reporter.said("grade-isolation", isolation=run.runners.isolation)
        return run.all()


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


def _has_code(keys: Keys) -> bool:
    return any(isinstance(item_of(each).scoring(), Calls) for each in keys.record.items)


def _imports(keys: Keys) -> list[str]:
    """Return the modules that the items' code may import."""
    items = (item_of(each) for each in keys.record.items)
    return sorted({name for item in items if isinstance(item, Code) for name in item.imports})
