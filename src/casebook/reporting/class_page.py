"""The class report: one page for HR and instructors on how an assignment went, and which items work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from casebook.gradebook.reading import Standing
from casebook.interactions import Choice
from casebook.labels import label
from casebook.model.assignment import Learner
from casebook.reporting import charts
from casebook.reporting.analysis import CONSISTENT, Analysis, ItemRow
from casebook.reporting.charts import Chart
from casebook.reporting.cohort import Cohort
from casebook.reporting.gradebook import outcome_of, status
from casebook.reporting.intervals import wilson
from casebook.reporting.item_words import ItemWords, Phrasebook
from casebook.reporting.pages import page, style
from casebook.reporting.wording import moment, points
from casebook.unseen import visible_lines

MOST_BARS = 12
"""Bars of a chart; the table beside it has all."""


@dataclass(frozen=True)
class Group:
    """Some learners or items together: of how many learners, their share of points and who passed, in percent."""

    name: str
    people: int
    share: float | None
    pass_rate: float | None = None


@dataclass(frozen=True)
class Number:
    """A figure at the head of the report."""

    name: str
    value: str
    note: str = ""


def class_page(cohort: Cohort, analysis: Analysis, language: str) -> bytes:
    """Return the class report in a language."""
    phrasebook = Phrasebook(cohort)
    objectives, departments = by_objective(cohort, language), by_department(cohort, language)
    drawn = _charts(cohort, analysis, objectives, departments, language, phrasebook)
    rules = sorted({rule for chart in drawn.values() if chart for rule in chart.css.split("\n")})
    record, title = cohort.record, cohort.record.title
    rows = [_row(phrasebook.words(each.key, each.item, language), each) for each in analysis.items]
    places = {
        code: [each for each in cohort.standings if status(each) == code]
        for code in ("waiting", "not-handed-in", "not-graded")
    }
    return page(
        "class",
        language,
        "\n".join([style("report", "class"), *rules]),
        course=cohort.course.settings.title[language],
        title=title[language] if language in title else next(iter(title.values())),
        assignment=record.assignment,
        due=moment(record.policy.due, cohort.zone) if record.policy.due else "",
        as_of=moment(cohort.as_of, cohort.zone) if cohort.as_of else "",
        pass_percent=record.policy.pass_percent,
        numbers=_numbers(cohort, language),
        any_counted=bool(cohort.counted),
        bins=_bins(cohort),
        objectives=objectives,
        departments=departments,
        items=rows,
        with_options=[row for row in rows if row["options"]],
        whole=analysis.whole,
        whole_words=_consistency(analysis, language),
        waiting=[each.learner for each in places["waiting"]] + _unmarked(cohort),
        ungraded=[_refused(each, language) for each in places["not-graded"]],
        missing=[each.learner for each in places["not-handed-in"]],
        **drawn,
    )


def by_objective(cohort: Cohort, language: str) -> list[Group]:
    """Return the share of points got in the items of each objective, in the order of the items."""
    scores, maxima = cohort.scores(), cohort.maxima
    places: dict[tuple[str, str], list[int]] = {}
    for index, (key, item) in enumerate(cohort.items.items()):
        places.setdefault((key.partition(".")[0], item.objective), []).append(index)
    groups = []
    for indexes in places.values():
        part = scores[:, indexes]
        asked = ~np.isnan(part)
        most = float((asked * maxima[indexes]).sum())
        share = 100 * float(np.nansum(part)) / most if most else None
        name = cohort.objective_of(cohort.record.items[indexes[0]].key, language)
        groups.append(Group(name, int(asked.any(axis=1).sum()), share))
    return groups


def by_department(cohort: Cohort, language: str) -> list[Group]:
    """Return the share of points got in each department and who passed there, best first; of those with a counted attempt."""
    members: dict[str, list[Standing]] = {}
    for each in cohort.counted:
        members.setdefault(each.learner.department or label(language, "report_no_department"), []).append(each)
    groups = []
    for name, listed in members.items():
        attempts = [each.counted for each in listed if each.counted]
        most = sum(each.max_score for each in attempts)
        share = 100 * sum(each.score for each in attempts) / most if most else None
        passed = 100 * sum(each.passed is True for each in listed) / len(listed)
        groups.append(Group(name, len(listed), share, passed))
    return sorted(groups, key=lambda group: (-(group.share or 0), group.name))


def _numbers(cohort: Cohort, language: str) -> list[Number]:
    def say(name: str, **values: object) -> str:
        return label(language, f"report_{name}", **values)

    people, counted = len(cohort.standings), cohort.counted
    handed_in = sum(bool(each.attempts) for each in cohort.standings)
    decided = [each for each in counted if each.passed is not None]
    passed = sum(each.passed is True for each in decided)
    numbers = [
        Number(say("on_roster"), str(people)),
        Number(say("handed_in"), str(handed_in), f"{100 * handed_in / people:.0f}%" if people else ""),
    ]
    if decided:
        low, high = wilson(passed, len(decided))
        note = say("between", low=f"{100 * low:.0f}", high=f"{100 * high:.0f}")
        share = f"{100 * passed / len(decided):.0f}%"
        numbers.append(Number(say("pass_rate"), share, say("of_decided", passed=passed, all=len(decided)) + note))
    if counted:
        percents = [each.counted.percent for each in counted if each.counted]
        middle = say("median_is", median=points(float(np.median(percents))))
        numbers.append(Number(say("mean_percent"), f"{np.mean(percents):.1f}%", middle))
    return numbers


def _bins(cohort: Cohort) -> list[tuple[str, int]]:
    percents = [min(99.999, each.counted.percent + 1e-9) for each in cohort.counted if each.counted]
    counts = np.histogram(percents, bins=range(0, 101, 10))[0]
    return [(f"{10 * place}–{10 * place + 10}", int(count)) for place, count in enumerate(counts)]


def _charts(
    cohort: Cohort,
    analysis: Analysis,
    objectives: Sequence[Group],
    departments: Sequence[Group],
    language: str,
    phrasebook: Phrasebook,
) -> dict[str, Chart | None]:
    def say(name: str, **values: object) -> str:
        return label(language, f"report_{name}", **values)

    found: dict[str, Chart | None] = dict.fromkeys(
        ("distribution", "objectives_chart", "departments_chart", "hardest_chart")
    )
    if not cohort.counted:
        return found
    wide = 11 if language == "zh" else 15
    counts = [count for _, count in _bins(cohort)]
    fullest = [f"{10 * place}–{10 * place + 10}%" for place in range(10) if counts[place] == max(counts)]
    names = {
        "percent": say("axis_percent"),
        "people": say("axis_people"),
        "mark": say("axis_mark", percent=points(cohort.record.policy.pass_percent)),
    }
    code = "distribution_finding" if len(fullest) == 1 else "distribution_tied"
    between = "、" if language == "zh" else ", "
    finding = say(code, bands=between.join(fullest), n=max(counts), all=sum(counts))
    found["distribution"] = charts.histogram(
        counts, cohort.record.policy.pass_percent, names, finding, say("distribution_note")
    )
    for name, groups, what in (("objectives", objectives, "objective"), ("departments", departments, "department")):
        told = sorted((each for each in groups if each.share is not None), key=lambda each: each.share or 0)[:MOST_BARS]
        if len(told) > 1:
            finding = say(
                f"{name}_finding", low=visible_lines(told[0].name).rstrip("。."), share=f"{told[0].share:.0f}"
            )
            rows = [(visible_lines(each.name), each.share or 0.0) for each in told]
            found[f"{name}_chart"] = charts.bars(name, rows, say("axis_share"), finding, say(f"{what}_note"), wide=wide)
    hard = sorted(
        (each for each in analysis.items if each.facility.value is not None), key=lambda each: each.facility.value or 0
    )
    if hard:
        rows = [
            (_stem(phrasebook.words(each.key, each.item, language)), each.facility.value or 0.0) for each in hard[:8]
        ]
        finding = say("hardest_finding", share=f"{rows[0][1]:.0f}", stem=rows[0][0].rstrip("？?。."))
        found["hardest_chart"] = charts.bars(
            "hardest", rows, say("axis_facility"), finding, say("hardest_note"), wide=wide
        )
    return found


def _row(words: ItemWords, row: ItemRow) -> dict[str, Any]:
    interaction = row.item.interaction()
    options = []
    if row.options and isinstance(interaction, Choice):
        options = [{"text": words.texts[each.id], "row": each} for each in row.options]
    return {
        "key": row.key,
        "stem": _stem(words),
        "label": words.label,
        "stats": row,
        "options": options,
        "is_unsure": row.is_unsure,
    }


def _stem(words: ItemWords, most: int = 46) -> str:
    """Return the beginning of a question, as a line."""
    line = " ".join(words.stem.striptags().split())
    limit = most if words.words.language == "zh" else 2 * most
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _consistency(analysis: Analysis, language: str) -> str:
    """Say how far the total can be trusted."""
    whole = analysis.whole
    value = whole.consistency.value
    if value is None:
        return label(language, f"report_none_{whole.consistency.reason.replace('-', '_')}")
    name = "consistency_good" if value >= CONSISTENT else "consistency_poor"
    error = whole.standard_error.value or 0.0
    return label(language, f"report_{name}", value=f"{value:.0f}", error=points(error), most=points(whole.most))


def _unmarked(cohort: Cohort) -> list[Learner]:
    """Return those who passed or failed already while something is still to be marked."""
    return [
        each.learner
        for each in cohort.counted
        if each.passed is not None and each.counted and not each.counted.is_marked
    ]


def _refused(standing: Standing, language: str) -> dict[str, Any]:
    said, why = outcome_of(standing, language)
    return {"learner": standing.learner, "outcome": said, "reason": why}
