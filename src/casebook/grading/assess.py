"""Assess one submission: what it is, whose, what of, and what it earns. Pure but for the code that others run."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from casebook import __version__
from casebook.answers import AnswersFile
from casebook.gradebook.values import Note, Outcome, Submission
from casebook.grading.cells import read_cells, together
from casebook.grading.entries import Incoming
from casebook.grading.judge import CodeTask, RunResult, judge, task_of, worst
from casebook.grading.keys import Keys
from casebook.grading.learner import Finding, Roster
from casebook.grading.reading import NotebookFile, Unreadable, plain, read
from casebook.grading.receipts import Receipts
from casebook.items import Item
from casebook.labels import languages
from casebook.model.assignment import Learner
from casebook.model.release import OPEN
from casebook.unseen import visible

GRADER = f"casebook {__version__}"
MAX_NOTES = 50
"""Notes of one submission that are kept."""
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What databases do not take."""


@dataclass(frozen=True)
class Pending:
    """A submission on its way to its marks: `tasks` is the code that is to be run first."""

    submission: Submission
    keys: Keys
    asked: tuple[tuple[str, Item], ...] = ()
    faults: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[CodeTask, ...] = ()

    def finished(self, runs: Mapping[str, RunResult], isolation: str = "") -> Submission:
        """Return the submission with its marks, given what its code returned by item."""
        if not self.asked:
            return self.submission
        hashes, responses = self.keys.hashes, self.submission.responses
        judged = [
            judge(key, item, hashes[key], responses.get(key), runs.get(key), self.faults.get(key))
            for key, item in self.asked
        ]
        outcome = worst([each.outcome for each in judged])
        notes = (*self.submission.notes, *(note for each in judged for note in each.notes))
        return _kept(
            replace(
                self.submission,
                outcome=outcome,
                reason=Note(f"outcome-{outcome}"),
                marks=tuple(each.mark for each in judged),
                notes=notes[:MAX_NOTES],
                isolation=isolation,
            )
        )


def assess(incoming: Incoming, keys: Keys, roster: Roster, receipts: Receipts) -> Pending:
    """Return a submission as far as it goes without running code."""
    held = Submission(
        digest=incoming.digest,
        name=incoming.name,
        learner=None,
        outcome=incoming.outcome,
        reason=incoming.reason or Note("outcome-graded"),
        received=receipts.of(incoming.name),
        grader=GRADER,
    )
    if incoming.reason is not None:
        return Pending(_pointed(held, roster, receipts), keys)
    content = read(incoming.name, incoming.data)
    if isinstance(content, Unreadable):
        held = replace(held, outcome=content.outcome, reason=content.reason)
        return Pending(_pointed(held, roster, receipts), keys)
    if isinstance(content, AnswersFile):
        return _of_answers(held, content, keys, roster, receipts)
    more = [read(each.name, each.data) for each in incoming.parts[1:]]
    notebooks = [content, *(each for each in more if isinstance(each, NotebookFile))]
    return _of_notebooks(held, notebooks, keys, roster, receipts)


def _pointed(held: Submission, roster: Roster, receipts: Receipts) -> Submission:
    """Return what cannot be graded with whom its name points to, so that HR knows whom to ask."""
    found = roster.of_path(held.name).learner
    return _kept(replace(held, learner=found.id if found else None, received=receipts.of(held.name, found)))


def _of_answers(held: Submission, file: AnswersFile, keys: Keys, roster: Roster, receipts: Receipts) -> Pending:
    record = keys.record
    finding = roster.of_content(file.learner.id, file.learner.name, held.name)
    held = _found(held, finding, receipts, file.receipt)
    held = replace(held, made=file.made, release=file.release, receipt=file.receipt, language=file.language)
    held = replace(held, notes=(*held.notes, *_clock(file.made, held.received)))
    if (file.course, file.assignment) != (record.course, record.assignment):
        details = {"course": file.course, "assignment": file.assignment}
        return _left(held, keys, "other-assignment", Note("note-other-assignment", details))
    if finding.learner is None:
        return _left(held, keys, "not-on-roster", finding.reason)
    wrong = _of_other_release(file, keys, finding.learner)
    if wrong is not None:
        return _left(held, keys, *wrong)
    asked = keys.asked(finding.learner.id)
    if file.assignment == OPEN and file.release != record.release:
        held = replace(held, notes=(*held.notes, Note("note-other-edition-of-open")))
    answers = {key: file.answers[key] for key, _ in asked if key in file.answers}
    older = [key for key, item in asked if key in answers and answers[key].edition != keys.edition(item)]
    more = [Note("note-other-edition", {"item": key}) for key in older]
    strange = len(file.answers) - len(answers)
    if strange:
        more.append(Note("note-not-asked", {"count": str(strange)}))
    responses = _responses(file, answers)
    return _graded(replace(held, notes=(*held.notes, *more)), keys, asked, responses, {})


def _responses(file: AnswersFile, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return responses as JSON has them: lists for tuples."""
    given = {key: file.answers[key].response for key in keys}
    return {key: list(each) if isinstance(each, tuple) else each for key, each in given.items()}


def _of_other_release(file: AnswersFile, keys: Keys, learner: Learner) -> tuple[Outcome, Note] | None:
    record = keys.record
    if file.release == keys.token(learner.id) or file.assignment == OPEN:
        return None
    owner = keys.tokens.get(file.release)
    if owner is not None:
        return "tampered", Note("note-release-of-other", {"learner": learner.id, "other": owner})
    return "other-assignment", Note("note-other-release", {"release": file.release, "assignment": record.assignment})


def _of_notebooks(
    held: Submission, notebooks: Sequence[NotebookFile], keys: Keys, roster: Roster, receipts: Receipts
) -> Pending:
    about = notebooks[0].about
    finding = _notebook_learner(held.name, notebooks[0], roster)
    held = _found(held, finding, receipts, None)
    assignment = about.get("assignment")
    course = about.get("course", keys.record.course)
    if course != keys.record.course or (isinstance(assignment, str) and not _is_of(assignment, keys.record.assignment)):
        details = {"course": plain(course)[:50], "assignment": plain(assignment)[:50]}
        return _left(held, keys, "other-assignment", Note("note-other-assignment", details))
    if finding.learner is None:
        return _left(held, keys, "not-on-roster", finding.reason)
    wrong = _of_other_token(about.get("release"), keys, finding.learner)
    if wrong is not None:
        return _left(held, keys, *wrong)
    asked = keys.asked(finding.learner.id)
    found = together([read_cells(each, _own(asked, each) if len(notebooks) > 1 else asked) for each in notebooks])
    if found is None:
        return _left(held, keys, "other-assignment", Note("note-notebook-without-items"))
    held = replace(held, notes=(*held.notes, *found.notes))
    return _graded(held, keys, asked, found.responses, found.faults)


def _of_other_token(release: Any, keys: Keys, learner: Learner) -> tuple[Outcome, Note] | None:
    """Return why a notebook is not taken: where each learner has a token, only what bears it is that learner's."""
    if not keys.record.draws or release == keys.token(learner.id):
        return None
    owner = keys.tokens.get(release) if isinstance(release, str) else None
    if owner is not None:
        return "tampered", Note("note-release-of-other", {"learner": learner.id, "other": owner})
    return "other-assignment", Note("note-notebook-without-token", {"learner": learner.id})


def _own(asked: Sequence[tuple[str, Item]], notebook: NotebookFile) -> Sequence[tuple[str, Item]]:
    """Return the items of a notebook's case: beside others, it answers for no other case."""
    return [(key, item) for key, item in asked if key.startswith(f"{notebook.about.get('case')}.")]


def _is_of(said: str, assignment: str) -> bool:
    """Say whether a notebook's assignment is the one graded, or that in another language, as nbgrader's folders name it."""
    return said == assignment or (said.startswith(f"{assignment}-") and said[len(assignment) + 1 :] in languages())


def _notebook_learner(name: str, notebook: NotebookFile, roster: Roster) -> Finding:
    said = notebook.about.get("learner")
    said = said.get("id") if isinstance(said, Mapping) else said
    if isinstance(said, str) and 0 < len(said) <= 50:
        return roster.of_content(said, "", name)
    return roster.of_path(name)


def _found(held: Submission, finding: Finding, receipts: Receipts, receipt: str | None) -> Submission:
    learner = finding.learner
    received = receipts.of(held.name, learner, receipt)
    notes = (*held.notes, *finding.notes)
    if received is None and receipts.expected:
        notes = (*notes, Note("note-no-received"))
    return replace(held, learner=learner.id if learner else None, received=received, notes=notes)


def _clock(made: str, received: datetime | None) -> Sequence[Note]:
    """Note a learner's clock that says later than HR's: it decides nothing."""
    by_learner = datetime.fromisoformat(made).astimezone(UTC)
    if received is not None and by_learner > received + timedelta(minutes=5):
        return (Note("note-clock-ahead", {"made": made}),)
    return ()


def _left(held: Submission, keys: Keys, outcome: Outcome, reason: Note | None) -> Pending:
    return Pending(_kept(replace(held, outcome=outcome, reason=reason or Note(f"outcome-{outcome}"))), keys)


def _graded(
    held: Submission,
    keys: Keys,
    asked: tuple[tuple[str, Item], ...],
    responses: Mapping[str, Any],
    faults: Mapping[str, str],
) -> Pending:
    held = replace(held, responses=clean(responses))
    tasks = [task_of(key, item, held.responses.get(key)) for key, item in asked if key not in faults]
    return Pending(held, keys, asked, faults, tuple(task for task in tasks if task is not None))


def _kept(held: Submission) -> Submission:
    """Return a submission with all its words such that any database takes them."""
    notes = tuple(map(_plain_note, held.notes))
    reason = _plain_note(held.reason)
    marks = tuple(replace(mark, detail=clean(mark.detail)) for mark in held.marks)
    return replace(held, name=clean(held.name), notes=notes, reason=reason, marks=marks)


def _plain_note(note: Note) -> Note:
    """Return a note such that a terminal can show it: strangers' words are among its details."""
    return Note(note.code, {key: visible(str(value)) for key, value in note.details.items()})


def clean(value: Any) -> Any:
    """Return JSON without the characters that databases do not take, and without numbers that JSON does not have."""
    if isinstance(value, str):
        return _UNKEPT.sub("�", value)
    if isinstance(value, Mapping):
        return {clean(key): clean(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
