"""Learners in thirds, by how they did in the other items: who chose what, from the weakest to the strongest."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from casebook.reporting.statistics import Floats, Stat, as_matrix, as_vector


def thirds(values: ArrayLike) -> NDArray[np.int64]:
    """Return 0, 1 or 2 for the lower, middle and upper third, by the share of values below, equal ones counting half.

    Equal values are in one third, so that no tie is broken by chance.
    """
    given = as_vector(values)
    ordered = np.sort(given)
    below = np.searchsorted(ordered, given, "left")
    upto = np.searchsorted(ordered, given, "right")
    place = 3 * (below + upto)  # of 6 S: whole numbers, so that the bounds are exact
    return (place >= 2 * len(given)).astype(np.int64) + (place > 4 * len(given))


def shares_by_third(chosen: Sequence[bool], third: Sequence[int]) -> tuple[Stat, Stat, Stat]:
    """Return the share in percent of the lower, middle and upper third who chose an option."""
    picked, group = np.asarray(chosen, dtype=bool), np.asarray(third)
    found = [picked[group == each] for each in (0, 1, 2)]
    low, middle, high = (Stat(float(100 * each.mean())) if len(each) else Stat(None, "no-one") for each in found)
    return low, middle, high


def rest_shares(scores: ArrayLike, maxima: ArrayLike, item: int) -> Floats:
    """Return of each learner who was asked an item the share of points got in the other items asked; 0 where none was."""
    matrix, points = as_matrix(scores), np.asarray(maxima, dtype=np.float64)
    rows = matrix[~np.isnan(matrix[:, item])]
    others = np.delete(rows, item, axis=1)
    got = np.nansum(others, axis=1)
    most = np.where(np.isnan(others), 0.0, np.delete(points, item)).sum(axis=1)
    shares: Floats = np.round(np.divide(got, most, out=np.zeros_like(got), where=most > 0), 12)
    return shares
