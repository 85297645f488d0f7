"""The statistics of a test and of its items, as Moodle's quiz report defines them.

Source of all definitions that name no other: "Quiz statistics calculations", docs.moodle.org/dev/Quiz_statistics_calculations.

Scores are a float array of shape (learners, items), in points, NaN where a learner was not asked an item; `maxima` are the
items' points. Of an item, only learners who were asked it count. Notation of the formulas: x an item's score, T a learner's
total over what that learner was asked, X = T - x the rest, S learners, P items; V and C are variance and covariance with
S - 1 below. What cannot be computed has no value but a reason, the name of which is one of `REASONS`.
"""

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casebook.reporting.intervals import Interval, feldt, fisher, student, wilson

Floats: TypeAlias = NDArray[np.float64]

REASONS = (
    "no-one",
    "one-learner",
    "few-learners",
    "one-item",
    "all-equal",
    "rest-equal",
    "negative",
    "different-items",
)
"""Nobody was asked; one learner only; too few for this moment; one item only; everybody has the same score; the rest is the
same for everybody; a negative covariance; nobody was asked everything."""


@dataclass(frozen=True)
class Stat:
    """A statistic: its value, or None and why there is none; and its 95 % interval where there is one."""

    value: float | None
    reason: str = ""
    interval: Interval | None = None


def facility_index(scores: ArrayLike, maxima: ArrayLike) -> tuple[Stat, ...]:
    """Return each item's facility: F = 100 mean(x) / x_max, in percent.

    The interval is Wilson's where every score is nothing or all, else Student's, held within 0 to 100.
    """
    return tuple(_facility(column, most) for column, most in _columns(scores, maxima))


def standard_deviation(scores: ArrayLike, maxima: ArrayLike) -> tuple[Stat, ...]:
    """Return each item's standard deviation in percent of its points: 100 √V(x) / x_max."""
    found = []
    for column, most in _columns(scores, maxima):
        lacking = _lacking(column)
        found.append(lacking or Stat(100 * math.sqrt(_variance(column)) / most))
    return tuple(found)


def intended_weight(maxima: ArrayLike) -> tuple[Stat, ...]:
    """Return how much each item is meant to count: 100 x_max / sum of x_max, in percent."""
    points = np.asarray(maxima, dtype=np.float64)
    return tuple(Stat(float(100 * each / points.sum())) for each in points)


def effective_weight(scores: ArrayLike) -> tuple[Stat, ...]:
    """Return how much each item really decides: 100 √C(x, T) / sum over items of √C(x, T), in percent.

    A negative covariance has no root: that item has no weight, and adds nothing to the sum.
    """
    covariances = [_covariance(column, column + rest) for column, rest in _split(scores)]
    total = sum(math.sqrt(each) for each in covariances if each is not None and each > 0)
    found = []
    for each in covariances:
        if each is None:
            found.append(Stat(None, "one-learner"))
        elif each < 0:
            found.append(Stat(None, "negative"))
        else:
            found.append(Stat(100 * math.sqrt(each) / total) if total else Stat(None, "all-equal"))
    return tuple(found)


def discrimination_index(scores: ArrayLike) -> tuple[Stat, ...]:
    """Return how well each item agrees with the rest: 100 C(x, X) / √(V(x) V(X)), from -100 to 100.

    The interval is Fisher's for a correlation.
    """
    found = []
    for column, rest in _split(scores):
        lacking = _lacking(column) or _unvaried(column, rest)
        if lacking:
            found.append(lacking)
            continue
        correlation = _bounded(_covariance_of(column, rest) / math.sqrt(_variance(column) * _variance(rest)))
        interval = fisher(correlation, len(column))
        held = (100 * interval[0], 100 * interval[1]) if interval else None
        found.append(Stat(100 * correlation, interval=held))
    return tuple(found)


def discriminative_efficiency(scores: ArrayLike) -> tuple[Stat, ...]:
    """Return how near each item comes to the discrimination that its scores allow: 100 C(x, X) / C_max.

    C_max is the covariance of the same scores, both sorted: what a perfect agreement in rank would give.
    """
    found = []
    for column, rest in _split(scores):
        lacking = _lacking(column) or _unvaried(column, rest)
        if lacking:
            found.append(lacking)
            continue
        found.append(Stat(100 * _covariance_of(column, rest) / _covariance_of(np.sort(column), np.sort(rest))))
    return tuple(found)


# ---- The test as a whole, over learners' totals ----


def totals(scores: ArrayLike) -> Floats:
    """Return T of each learner who was asked anything."""
    matrix = as_matrix(scores)
    asked = ~np.isnan(matrix)
    found: Floats = np.where(asked, matrix, 0.0).sum(axis=1)[asked.any(axis=1)]
    return found


def mean(values: ArrayLike) -> Stat:
    """Return the mean, with Student's interval."""
    given = as_vector(values)
    if len(given) == 0:
        return Stat(None, "no-one")
    centre = float(given.mean())
    return Stat(centre, interval=student(centre, _deviation(given), len(given)) if len(given) > 1 else None)


def median(values: ArrayLike) -> Stat:
    """Return the median."""
    given = as_vector(values)
    return Stat(float(np.median(given))) if len(given) else Stat(None, "no-one")


def deviation(values: ArrayLike) -> Stat:
    """Return the standard deviation: √k2, k2 = sum (T - mean)² / (S - 1)."""
    given = as_vector(values)
    return _lacking(given) or Stat(_deviation(given))


def skewness(values: ArrayLike) -> Stat:
    """Return the skewness: k3 / k2^(3/2), k3 = S² m3 / ((S - 1)(S - 2)), m3 the third central moment; three at least."""
    given = as_vector(values)
    lacking = _shapeless(given, 3)
    if lacking:
        return lacking
    count, far = len(given), given - given.mean()
    third = count**2 * float((far**3).mean()) / ((count - 1) * (count - 2))
    return Stat(third / _variance(given) ** 1.5)


def kurtosis(values: ArrayLike) -> Stat:
    """Return the kurtosis, 0 for a normal distribution: k4 / k2²; four values at least.

    k4 = S² ((S + 1) m4 - 3 (S - 1) m2²) / ((S - 1)(S - 2)(S - 3)), m2 and m4 the central moments.
    """
    given = as_vector(values)
    lacking = _shapeless(given, 4)
    if lacking:
        return lacking
    count, far = len(given), given - given.mean()
    second, fourth = float((far**2).mean()), float((far**4).mean())
    above = count**2 * ((count + 1) * fourth - 3 * (count - 1) * second**2)
    return Stat(above / ((count - 1) * (count - 2) * (count - 3)) / _variance(given) ** 2)


def internal_consistency(scores: ArrayLike) -> Stat:
    """Return the coefficient of internal consistency: 100 P / (P - 1) (1 - sum of V(x) / V(T)), Cronbach's alpha in percent.

    Over the learners who were asked every item. The interval is Feldt's.
    """
    matrix = as_matrix(scores)
    if matrix.shape[1] < 2:
        return Stat(None, "one-item")
    whole = matrix[~np.isnan(matrix).any(axis=1)]
    if len(whole) < 2:
        return Stat(None, "one-learner" if len(matrix) < 2 else "different-items")
    count, items = whole.shape
    total = whole.sum(axis=1)
    if _is_equal(total):
        return Stat(None, "all-equal")
    parts = sum(0.0 if _is_equal(column) else _variance(column) for column in whole.T)
    alpha = items / (items - 1) * (1 - parts / _variance(total))
    low, high = feldt(alpha, count, items)
    return Stat(100 * alpha, interval=(100 * low, 100 * high))


def error_ratio(consistency: Stat) -> Stat:
    """Return how much of the deviation is chance: 100 √(1 - CIC / 100), in percent."""
    if consistency.value is None:
        return consistency
    return Stat(100 * math.sqrt(max(0.0, 1 - consistency.value / 100)))


def standard_error(ratio: Stat, spread: Stat) -> Stat:
    """Return the standard error of measurement, in the unit of the deviation: ER / 100 · SD."""
    if ratio.value is None or spread.value is None:
        return Stat(None, ratio.reason or spread.reason)
    return Stat(ratio.value / 100 * spread.value)


def cronbach_alpha(scores: ArrayLike) -> Stat:
    """Return Cronbach's alpha as such, 1 at most: the coefficient of internal consistency over 100."""
    found = internal_consistency(scores)
    if found.value is None:
        return found
    low, high = found.interval or (found.value, found.value)
    return Stat(found.value / 100, interval=(low / 100, high / 100))


# ---- Within ----


def as_matrix(scores: ArrayLike) -> Floats:
    """Return scores as an array; raise ValueError for what is none of this shape."""
    matrix = np.asarray(scores, dtype=np.float64)
    if matrix.ndim != 2 or np.isinf(matrix).any():
        raise ValueError("scores are finite numbers, or NaN, of shape (learners, items)")
    return matrix


def as_vector(values: ArrayLike) -> Floats:
    """Return the values that there are; raise ValueError for what is no row of numbers."""
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 1 or np.isinf(given).any():
        raise ValueError("values are finite numbers in one row")
    known: Floats = given[~np.isnan(given)]
    return known


def _columns(scores: ArrayLike, maxima: ArrayLike) -> list[tuple[Floats, float]]:
    """Return of each item the scores of who was asked, and its points."""
    matrix, points = as_matrix(scores), np.asarray(maxima, dtype=np.float64)
    if points.shape != (matrix.shape[1],) or not (points > 0).all():
        raise ValueError("maxima are the points of each item, above 0")
    return [(column[~np.isnan(column)], float(most)) for column, most in zip(matrix.T, points, strict=True)]


def _split(scores: ArrayLike) -> list[tuple[Floats, Floats]]:
    """Return of each item the scores x of who was asked, and their rests X: summed without x, and so exact."""
    matrix = as_matrix(scores)
    known = np.where(np.isnan(matrix), 0.0, matrix)
    found = []
    for index in range(matrix.shape[1]):
        asked = ~np.isnan(matrix[:, index])
        found.append((matrix[asked, index], np.delete(known[asked], index, axis=1).sum(axis=1)))
    return found


def _facility(column: Floats, most: float) -> Stat:
    count = len(column)
    if count == 0:
        return Stat(None, "no-one")
    share = float(column.mean()) / most
    if np.isin(column, (0.0, most)).all():
        low, high = wilson(int((column == most).sum()), count)
    elif count == 1:
        return Stat(100 * share)
    else:
        low, high = student(share, _deviation(column) / most, count)
    return Stat(100 * share, interval=(100 * max(0.0, low), 100 * min(1.0, high)))


def _lacking(values: Floats) -> Stat | None:
    if len(values) == 0:
        return Stat(None, "no-one")
    return Stat(None, "one-learner") if len(values) == 1 else None


def _unvaried(column: Floats, rest: Floats) -> Stat | None:
    if _is_equal(column):
        return Stat(None, "all-equal")
    return Stat(None, "rest-equal") if _is_equal(rest) else None


def _shapeless(values: Floats, least: int) -> Stat | None:
    if len(values) < least:
        return _lacking(values) or Stat(None, "few-learners")
    return Stat(None, "all-equal") if _is_equal(values) else None


def _is_equal(values: Floats) -> bool:
    """Say whether values are the same but for rounding."""
    return len(values) == 0 or float(np.ptp(values)) <= 1e-12 * max(1e-300, float(np.abs(values).max()))


def _variance(values: Floats) -> float:
    return 0.0 if _is_equal(values) else float(values.var(ddof=1))


def _deviation(values: Floats) -> float:
    return math.sqrt(_variance(values))


def _covariance_of(one: Floats, other: Floats) -> float:
    return float(((one - one.mean()) * (other - other.mean())).sum() / (len(one) - 1))


def _covariance(one: Floats, other: Floats) -> float | None:
    """Return a covariance, 0 where either does not vary or nothing but rounding is left; None for less than two learners."""
    if len(one) < 2:
        return None
    found, most = _covariance_of(one, other), _deviation(one) * _deviation(other)
    return found if abs(found) > 1e-12 * most else 0.0


def _bounded(correlation: float) -> float:
    return min(1.0, max(-1.0, correlation))
