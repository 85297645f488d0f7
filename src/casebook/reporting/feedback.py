"""Feedback: a page for each learner who handed anything in, which tells no more than the assignment discloses."""

from collections.abc import Iterator
from typing import Any

from casebook.filenames import file_names
from casebook.gradebook.reading import Standing
from casebook.labels import label
from casebook.reporting.answers_shown import Shown, show
from casebook.reporting.cohort import Cohort
from casebook.reporting.gradebook import outcome_of, status
from casebook.reporting.item_words import Phrasebook
from casebook.reporting.pages import page, style
from casebook.reporting.sheets import Column, Sheet
from casebook.reporting.wording import moment, reason, span


def feedback_pages(cohort: Cohort) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each page."""
    phrasebook = Phrasebook(cohort)
    for name, standing in _named(cohort):
        yield name, feedback_page(cohort, standing, phrasebook)


def feedback_list(cohort: Cohort, language: str) -> Sheet:
    """Return which page is whose, for sending them out."""
    names = ("id", "name", "department", "email", "file")
    columns = tuple(Column(label(language, f"report_{name}"), 18) for name in names)
    rows = []
    for name, standing in _named(cohort):
        person = standing.learner
        rows.append([person.id, person.name, person.department, person.email, name])
    return Sheet(label(language, "report_sheet_learners"), columns, rows)


def _named(cohort: Cohort) -> list[tuple[str, Standing]]:
    wanted = [each for each in cohort.named if each.attempts]
    names = file_names(each.learner.id for each in wanted)
    return [(names[each.learner.id], each) for each in wanted]


def feedback_page(cohort: Cohort, standing: Standing, phrasebook: Phrasebook) -> bytes:
    """Return a learner's page, in the learner's language."""
    language = cohort.language_of(standing)
    record, counted = cohort.record, standing.counted
    said, why = outcome_of(standing, language)
    last = standing.counted or standing.attempts[-1]
    if "other" in last.reason.details:
        why = ""  # of somebody else: for HR alone
    facts: dict[str, Any] = {"late": "", "received": "", "notes": []}
    if counted:
        late = counted.late_by
        facts["late"] = span(late, language) if late.total_seconds() > 0 else ""
        about_items = [note for note in counted.held.submission.notes if "item" in note.details]
        facts["notes"] = [reason(note, language) for note in about_items]
    if last.held.submission.received:
        facts["received"] = moment(last.held.submission.received, cohort.zone)
    return page(
        "feedback",
        language,
        style("report", "feedback"),
        course=cohort.course.settings.title[language],
        title=_title(cohort, language),
        learner=standing.learner,
        status=status(standing),
        outcome=said,
        reason=why,
        counted=counted,
        attempts=len(standing.attempts),
        policy=record.policy,
        due=moment(record.policy.due, cohort.zone) if record.policy.due else "",
        items=list(_items(cohort, standing, phrasebook, language)) if counted else [],
        **facts,
    )


def _items(cohort: Cohort, standing: Standing, phrasebook: Phrasebook, language: str) -> Iterator[Shown]:
    assert standing.counted
    for key, item in cohort.asked[standing.learner.id]:
        result = standing.counted.items.get(key)
        yield show(phrasebook.words(key, item, language), result, item.points, cohort.record.policy.disclosure)


def _title(cohort: Cohort, language: str) -> str:
    title = cohort.record.title
    return title[language] if language in title else next(iter(title.values()))
