"""The gradebook as tables: one row per learner, all submissions, and those of nobody on the roster."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from casebook.gradebook import Held
from casebook.gradebook.reading import Attempt, Standing
from casebook.labels import label
from casebook.reporting.cohort import Cohort, local
from casebook.reporting.sheets import Column, Sheet
from casebook.reporting.wording import NOT_HANDED_IN, outcome, points, reason

_TIME, _POINTS, _PERCENT = "yyyy-mm-dd hh:mm", "0.##", "0.0"


def gradebook_sheets(cohort: Cohort, language: str) -> tuple[Sheet, Sheet, Sheet]:
    """Return the learners, the submissions, and the submissions of nobody on the roster."""
    return _learners(cohort, language), _submissions(cohort, language), _strangers(cohort, language)


def status(standing: Standing) -> str:
    """Return the code of where a learner stands: passed, failed, waiting, not-handed-in or not-graded."""
    if standing.counted is None:
        return "not-graded" if standing.attempts else NOT_HANDED_IN
    return {True: "passed", False: "failed", None: "waiting"}[standing.passed]


def outcome_of(standing: Standing, language: str) -> tuple[str, str]:
    """Return in words what became of a learner's work, and why."""
    last = standing.counted or next(reversed(standing.attempts), None)
    if last is None:
        return outcome(NOT_HANDED_IN, language), ""
    return outcome(last.outcome, language), reason(last.reason, language)


def _say(language: str, name: str) -> str:
    return label(language, f"report_{name}")


def _learners(cohort: Cohort, language: str) -> Sheet:
    columns = [
        Column(_say(language, "id"), 14),
        Column(_say(language, "name"), 14),
        Column(_say(language, "department"), 16),
        Column(_say(language, "result"), 12),
        Column(_say(language, "percent"), 10, _PERCENT),
        Column(_say(language, "score"), 10, _POINTS),
        Column(_say(language, "max"), 8, _POINTS),
        Column(_say(language, "raw"), 11, _POINTS),
        Column(_say(language, "lost"), 10, _POINTS),
        Column(_say(language, "outcome"), 14),
        Column(_say(language, "reason"), 34),
        Column(_say(language, "received"), 17, _TIME),
        Column(_say(language, "late_minutes"), 11, "0"),
        Column(_say(language, "attempts"), 9, "0"),
    ]
    for each in cohort.record.items:
        columns.append(
            Column(label(language, "report_item_head", key=each.key, points=points(each.points)), 15, _POINTS)
        )
    rows = [[*_learner(cohort, each, language), *_marks(cohort, each, language)] for each in cohort.standings]
    return Sheet(_say(language, "sheet_learners"), tuple(columns), rows)


def _learner(cohort: Cohort, standing: Standing, language: str) -> list[Any]:
    person, counted = standing.learner, standing.counted
    said, why = outcome_of(standing, language)
    row: list[Any] = [person.id, person.name, person.department, _say(language, status(standing).replace("-", "_"))]
    if counted is None:
        return [*row, None, None, None, None, None, said, why, None, None, len(standing.attempts)]
    row += [counted.percent, counted.score, counted.max_score, counted.raw, counted.lost, said, why]
    return [*row, _received(cohort, counted.held), _late(counted), len(standing.attempts)]


def _marks(cohort: Cohort, standing: Standing, language: str) -> Iterator[Any]:
    wanted = {key for key, _ in cohort.asked[standing.learner.id]}
    for each in cohort.record.items:
        result = standing.counted.items.get(each.key) if standing.counted else None
        if standing.counted and each.key not in wanted and result is None:
            yield _say(language, "not_asked")
        elif result is None:
            yield None
        else:
            yield _say(language, "waiting") if result.score is None else result.score


def _received(cohort: Cohort, held: Held) -> datetime | None:
    moment = held.submission.received
    return local(moment, cohort.zone).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def _late(attempt: Attempt) -> int:
    return round(attempt.late_by.total_seconds() / 60)


def _submissions(cohort: Cohort, language: str) -> Sheet:
    names = [("id", 14), ("name", 14), ("file", 34), ("outcome", 14), ("reason", 40), ("counts", 8)]
    columns = [Column(_say(language, name), width) for name, width in names]
    columns += [
        Column(_say(language, "received"), 17, _TIME),
        Column(_say(language, "late_minutes"), 11, "0"),
        Column(_say(language, "raw"), 11, _POINTS),
        Column(_say(language, "max"), 8, _POINTS),
    ]
    columns += [Column(_say(language, name), width) for name, width in _ABOUT_FILES]
    told = {each.held.number: (standing, each) for standing in cohort.standings for each in standing.attempts}
    rows = []
    for held in cohort.held:
        standing, attempt = told.get(held.number, (None, None))
        row: list[Any] = [
            held.submission.learner or "",
            standing.learner.name if standing else "",
            held.submission.name,
        ]
        row += _became(held, attempt, language)
        counts = bool(standing and standing.counted and standing.counted.held.number == held.number)
        row += [_say(language, "yes") if counts else "", _received(cohort, held), _late(attempt) if attempt else None]
        row += [attempt.raw, attempt.max_score] if attempt and attempt.items else [None, None]
        rows.append([*row, *_about(held, language)])
    return Sheet(_say(language, "sheet_submissions"), tuple(columns), rows)


def _strangers(cohort: Cohort, language: str) -> Sheet:
    names = [("file", 34), ("said_id", 14), ("outcome", 14), ("reason", 40)]
    columns = [Column(_say(language, name), width) for name, width in names]
    columns.append(Column(_say(language, "received"), 17, _TIME))
    columns += [Column(_say(language, name), width) for name, width in _ABOUT_FILES]
    rows = []
    for held in cohort.strangers:
        said = held.submission.learner or held.submission.reason.details.get("id", "")
        row = [held.submission.name, said, *_became(held, None, language), _received(cohort, held)]
        rows.append([*row, *_about(held, language)])
    return Sheet(_say(language, "sheet_strangers"), tuple(columns), rows)


_ABOUT_FILES = [("made", 25), ("receipt", 11), ("notes", 50), ("isolation", 20), ("digest", 16)]


def _became(held: Held, attempt: Attempt | None, language: str) -> list[str]:
    code, why = (attempt.outcome, attempt.reason) if attempt else (held.submission.outcome, held.submission.reason)
    return [outcome(code, language), reason(why, language)]


def _about(held: Held, language: str) -> list[str]:
    notes = "\n".join(reason(note, language) for note in held.submission.notes)
    said = held.submission
    return [said.made or "", said.receipt or "", notes, said.isolation, said.digest[:12]]
