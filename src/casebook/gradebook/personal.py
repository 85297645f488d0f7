"""What the gradebook and the records hold about one learner, as one JSON value for that learner to have."""

import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from casebook.errors import GradebookError
from casebook.gradebook.book import Gradebook
from casebook.gradebook.reading import standings
from casebook.gradebook.values import Held, Submission
from casebook.model.assignment import Learner, ReleaseRecord
from casebook.records import Records

FORMAT, VERSION = "casebook-learner", 1


def known_as(book: Gradebook, records: Records, learner_id: str) -> list[Learner]:
    """Return what the gradebook and each roster say of a learner; raise GradebookError where nothing is known."""
    found = [book.learners().get(learner_id)]
    for name in records.assignments():
        found += [each for each in records.read(name).roster if each.id == learner_id]
    known = [each for each in found if each is not None]
    if not known and not any(learner_id in records.read(name).policy.late.exempt for name in records.assignments()):
        raise GradebookError("learner-unknown", id=learner_id)
    return known or [Learner(id=learner_id)]


def naming(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for texts in which one of these words stands, and not as a part of a longer word or number."""
    longest_first = sorted({word for word in words if word.strip()}, key=lambda word: (-len(word), word))
    either = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![0-9A-Za-z])(?:{either})(?![0-9A-Za-z])", re.IGNORECASE)


def mentions(pattern: re.Pattern[str], submission: Submission) -> bool:
    """Say whether what is noted of a submission names somebody."""
    notes = [value for note in (submission.reason, *submission.notes) for value in note.details.values()]
    return any(pattern.search(str(text)) for text in (submission.name, *notes))


def about(book: Gradebook, records: Records, learner_id: str) -> dict[str, Any]:
    """Return everything about a learner; raise GradebookError where nothing is known."""
    known = known_as(book, records, learner_id)
    pattern = naming(word for each in known for word in (each.id, each.name, each.email))
    released = {name: records.read(name) for name in records.assignments()}
    told, unmatched = [], []
    for name in sorted({*book.assignments(), *released}):
        own = []
        for each in book.held(name):
            if each.submission.learner == learner_id:
                own.append(each)
            elif each.submission.learner is None and mentions(pattern, each.submission):
                unmatched.append({"assignment": name} | _submission(each))
        entry = _assignment(name, released.get(name), known[0], own)
        if own or entry.get("roster") or entry.get("exempt"):
            told.append(entry)
    return {
        "format": FORMAT,
        "version": VERSION,
        "course": book.course,
        "learner": known[0].model_dump(),
        "assignments": told,
        "unmatched": unmatched,
    }


def _assignment(name: str, record: ReleaseRecord | None, learner: Learner, own: list[Held]) -> dict[str, Any]:
    entry: dict[str, Any] = {"assignment": name}
    if record is not None:
        entry["title"] = dict(record.title)
        entry["roster"] = [each.model_dump() for each in record.roster if each.id == learner.id]
        entry["exempt"] = learner.id in record.policy.late.exempt
        (standing,) = standings(record, [learner], own)
        counted = standing.counted
        entry["result"] = {
            "passed": standing.passed,
            "counted": counted.held.submission.name if counted else None,
            "score": counted.score if counted else None,
            "max_score": counted.max_score if counted else None,
            "percent": counted.percent if counted else None,
        }
    return entry | {"submissions": [_submission(each) for each in own]}


def _submission(held: Held) -> dict[str, Any]:
    values = asdict(held.submission)
    del values["marks"], values["learner"]
    marks = [{key: value for key, value in asdict(each).items() if key != "submission"} for each in held.events]
    value: dict[str, Any] = _plain(values | {"graded_at": held.graded_at, "marks": marks})
    return value


def _plain(value: Any) -> Any:
    """Return a value as JSON."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
