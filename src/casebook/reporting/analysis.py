"""The test and its items, looked at: statistics over the counted attempts, who chose what, and what HR should look into."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from casebook.interactions import AllOrNothing, Choice, RightMinusWrong
from casebook.items import Item
from casebook.reporting import statistics
from casebook.reporting.cohort import Cohort
from casebook.reporting.guessing import random_guess_score
from casebook.reporting.statistics import Floats, Stat
from casebook.reporting.thirds import rest_shares, shares_by_third, thirds

FEWEST = 10
"""Attempts below which nothing is told."""
SURE = 30
"""Attempts below which what is told is greyed: it may still be chance."""
TOO_EASY, TOO_HARD = 90.0, 20.0
"""Facility in percent above or below which an item is said to be too easy or too hard."""
SEPARATES = 20.0
"""Discrimination below which an item is said not to separate."""
CONSISTENT = 70.0
"""Internal consistency below which a test's total is said to be unsure."""
FEW = Stat(None, "few-attempts")


@dataclass(frozen=True)
class OptionRow:
    """An option of an item: whether it is right, and the share in percent who chose it, of all and by third."""

    id: str
    text: dict[str, str]
    is_key: bool
    count: int
    share: float
    lower: Stat
    middle: Stat
    upper: Stat
    suspicious: bool = False


@dataclass(frozen=True)
class ItemRow:
    """An item's statistics, over those who were asked it; `verdicts` are codes of what HR should know of it."""

    key: str
    item: Item
    points: float
    count: int
    facility: Stat
    deviation: Stat
    guess: Stat
    intended: Stat
    effective: Stat
    discrimination: Stat
    efficiency: Stat
    options: tuple[OptionRow, ...]
    verdicts: tuple[str, ...]

    @property
    def is_unsure(self) -> bool:
        """Say whether there are so few attempts that chance may speak."""
        return self.count < SURE


@dataclass(frozen=True)
class Whole:
    """The statistics of the test as a whole, in points of `most`; consistency and error ratio in percent."""

    count: int
    most: float
    mean: Stat
    median: Stat
    deviation: Stat
    skewness: Stat
    kurtosis: Stat
    consistency: Stat
    error_ratio: Stat
    standard_error: Stat


@dataclass(frozen=True)
class Analysis:
    """The statistics of a test and of its items."""

    whole: Whole
    items: tuple[ItemRow, ...]


def analyse(cohort: Cohort) -> Analysis:
    """Return the statistics of the counted attempts, before lateness: of the test, over those that are marked throughout."""
    scores, maxima = cohort.scores(), cohort.maxima
    marked = [bool(each.counted and each.counted.is_marked) for each in cohort.counted]
    most = [each.counted.max_score for each in cohort.counted if each.counted and each.counted.is_marked]
    whole = _whole(scores[np.array(marked, dtype=bool)], max(most, default=float(maxima.sum())))
    facility = statistics.facility_index(scores, maxima)
    columns = (
        statistics.standard_deviation(scores, maxima),
        statistics.intended_weight(maxima),
        statistics.effective_weight(scores),
        statistics.discrimination_index(scores),
        statistics.discriminative_efficiency(scores),
    )
    rows = []
    for index, (key, item) in enumerate(cohort.items.items()):
        count = int((~np.isnan(scores[:, index])).sum())
        enough = count >= FEWEST
        held = [column[index] if enough else FEW for column in columns]
        deviation, _, effective, discrimination, efficiency = held
        level = facility[index] if enough else FEW
        options = _options(cohort, scores, maxima, index, item) if enough else ()
        verdicts = _verdicts(level, discrimination, options, count) if enough else ("few",)
        rows.append(
            ItemRow(
                key,
                item,
                float(maxima[index]),
                count,
                level,
                deviation,
                random_guess_score(item),
                columns[1][index],
                effective,
                discrimination,
                efficiency,
                options,
                verdicts,
            )
        )
    return Analysis(whole, tuple(rows))


def _whole(scores: Floats, most: float) -> Whole:
    totals = statistics.totals(scores)
    if len(totals) < FEWEST:
        return Whole(len(totals), most, *[FEW] * 8)
    spread, consistency = statistics.deviation(totals), statistics.internal_consistency(scores)
    ratio = statistics.error_ratio(consistency)
    return Whole(
        len(totals),
        most,
        statistics.mean(totals),
        statistics.median(totals),
        spread,
        statistics.skewness(totals),
        statistics.kurtosis(totals),
        consistency,
        ratio,
        statistics.standard_error(ratio, spread),
    )


def _options(cohort: Cohort, scores: Floats, maxima: Floats, index: int, item: Item) -> tuple[OptionRow, ...]:
    """Return who chose what of a choice; thirds are by the share of points got in the other items."""
    interaction, scoring = item.interaction(), item.scoring()
    if not isinstance(interaction, Choice) or not isinstance(scoring, AllOrNothing | RightMinusWrong):
        return ()
    asked = ~np.isnan(scores[:, index])
    key = cohort.record.items[index].key
    attempts = [each.counted for each, was in zip(cohort.counted, asked, strict=True) if was and each.counted]
    chosen = [chosen_ids(attempt.items[key].response) for attempt in attempts]
    third = thirds(rest_shares(scores, maxima, index))
    rows = []
    for option in interaction.options:
        picked = [option.id in each for each in chosen]
        low, middle, high = shares_by_third(picked, third.tolist())
        share = 100 * sum(picked) / len(picked)
        right = option.id in scoring.key
        rows.append(OptionRow(option.id, dict(option.text), right, sum(picked), share, low, middle, high))
    return suspected(rows)


def suspected(rows: Sequence[OptionRow]) -> tuple[OptionRow, ...]:
    """Return the options, each marked that is no key and yet chosen more often by the upper third than a key option."""
    keys = [row.upper.value for row in rows if row.is_key and row.upper.value is not None]
    least = min(keys, default=None)
    return tuple(
        replace(row, suspicious=not row.is_key and least is not None and (row.upper.value or 0) > least) for row in rows
    )


def chosen_ids(response: Any) -> frozenset[str]:
    """Return the options that a response chose, nothing for what is none."""
    ids = [response] if isinstance(response, str) else response
    return frozenset(each for each in ids if isinstance(each, str)) if isinstance(ids, list | tuple) else frozenset()


def _verdicts(facility: Stat, discrimination: Stat, options: Sequence[OptionRow], count: int) -> tuple[str, ...]:
    """Return what is to be said of an item, gravest first; `fine` where there is nothing."""
    level, index = facility.value, discrimination.value
    negative = index is not None and index < 0
    found = []
    if any(row.suspicious for row in options) or (negative and count >= SURE):
        found.append("wrong-key")
    if negative:
        found.append("backwards")
    elif index is not None and index < SEPARATES:
        found.append("flat")
    if discrimination.reason == "all-equal":
        found.append("same")
    if level is not None and level > TOO_EASY:
        found.append("easy")
    if level is not None and level < TOO_HARD:
        found.append("hard")
    return tuple(found) or ("fine",)
