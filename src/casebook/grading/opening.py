"""What is graded against: the release record, its roster, and the keys now in force."""

from datetime import UTC, datetime
from pathlib import Path

from casebook.errors import HandlingError
from casebook.labels import label
from casebook.model import Course, open_release
from casebook.model.assignment import Learner, Policy, ReleaseRecord
from casebook.model.release import OPEN, released
from casebook.records import Records
from casebook.text import Text


def record_of(
    records: Records, course: Course, assignment: str | None, roster: tuple[Learner, ...] | None
) -> tuple[ReleaseRecord, bool]:
    """Return the record to grade by, and whether it is new or changed and so to be written.

    A roster given now adds to the one released to. The open assignment, which every site holds, gets its record here.
    """
    name = assignment or _only(records)
    if name == OPEN and OPEN not in records.assignments():
        if roster is None:
            raise HandlingError("grade-open-roster")
        return _open_record(course, Policy(), roster), True
    record = records.read(name)
    if record.course != course.settings.id:
        raise HandlingError("grade-other-course", name=name, found=record.course, course=course.settings.id)
    if roster is None:
        return record, False
    everybody = {each.id: each for each in (*record.roster, *roster)}
    if name == OPEN:
        renewed = _open_record(course, record.policy, tuple(everybody.values()))
    else:
        renewed = record.model_copy(update={"roster": tuple(everybody.values())})
    return renewed, renewed.model_copy(update={"made": record.made}) != record


def _only(records: Records) -> str:
    """Return the one assignment there is; raise HandlingError where there are several, the open one where there is none."""
    known = records.assignments()
    if len(known) > 1:
        raise HandlingError("grade-which-assignment", known=", ".join(known))
    return known[0] if known else OPEN


def _open_record(course: Course, policy: Policy, roster: tuple[Learner, ...]) -> ReleaseRecord:
    release = open_release(course)
    if not release.entries:
        raise HandlingError("grade-open-empty")
    return ReleaseRecord(
        course=course.settings.id,
        assignment=OPEN,
        title=Text({language: label(language, "open_title") for language in course.settings.languages}),
        made=datetime.now(UTC).replace(microsecond=0),
        release=release.id,
        policy=policy,
        items=tuple(released(case, item) for case, item in release.entries),
        roster=roster,
    )


def roster_of(path: Path | None, course: Course) -> tuple[Learner, ...] | None:
    """Return the learners of a roster file; None where none is given."""
    if path is None:
        return None
    from casebook.assigning.roster import read_roster

    return tuple(read_roster(path, course.settings.languages))
