"""How far markers agree, where two or more have marked the same answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

LEAST = 5
"""With fewer pairs than this nothing is said: one answer more would change it all."""


@dataclass(frozen=True)
class Marked:
    """The marks of several people for one answer: by marker, the level of each criterion and the total in points."""

    item: str
    levels: Mapping[str, Mapping[str, int]]
    totals: Mapping[str, float]


@dataclass(frozen=True)
class Agreement:
    """How far pairs of markers agree on a criterion, or on the total where `criterion` is None.

    `exact` is the share of pairs that are equal, `kappa` the quadratic weighted kappa; None where there are fewer than
    five pairs, and `kappa` also where all marks are one and the same.
    """

    item: str
    criterion: str | None
    pairs: int
    exact: float | None
    kappa: float | None


@dataclass(frozen=True)
class Difference:
    """By how many points a marker lies above the mean of the others on the same answers; `item` None means all items."""

    marker: str
    item: str | None
    answers: int
    mean: float | None


def agreements(marked: Sequence[Marked], criteria: Mapping[str, Sequence[str]]) -> list[Agreement]:
    """Return the agreement on each criterion of each item, `criteria` by item, and on the item's total."""
    found = []
    for item, names in criteria.items():
        mine = [each for each in marked if each.item == item]
        for name in (*names, None):
            pairs = _pairs(
                {who: levels[name] for who, levels in each.levels.items() if name in levels} if name else each.totals
                for each in mine
            )
            enough = len(pairs) >= LEAST
            found.append(
                Agreement(
                    item,
                    name,
                    len(pairs),
                    exact_share([pair for _, pair in pairs]) if enough else None,
                    _kappa(pairs) if enough else None,
                )
            )
    return found


def differences(marked: Sequence[Marked]) -> list[Difference]:
    """Return how severe each marker is: the mean over the answers of own total minus the mean total of the others."""
    gaps: dict[tuple[str, str | None], list[float]] = {}
    for each in marked:
        for who, total in each.totals.items():
            others = fmean(value for other, value in each.totals.items() if other != who)
            for item in (None, each.item):
                gaps.setdefault((who, item), []).append(total - others)
    ordered = sorted(gaps.items(), key=lambda entry: (entry[0][1] is not None, entry[0][1] or "", entry[0][0]))
    return [
        Difference(who, item, len(found), fmean(found) if len(found) >= LEAST else None)
        for (who, item), found in ordered
    ]


def exact_share(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the share of pairs whose two marks are equal, from 0 to 1."""
    return sum(first == second for first, second in pairs) / len(pairs)


def weighted_kappa(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Cohen's weighted kappa with quadratic weights; None where chance alone would leave no disagreement.

    kappa = 1 - sum(w_ij o_ij) / sum(w_ij e_ij), where o_ij is the share of pairs with first mark i and second mark j,
    e_ij = o_i. o_.j is that share if the two were independent, and w_ij = (i - j)^2. A constant factor of the weights,
    such as 1 / (k - 1)^2, cancels out. With the n pairs (x, y) written out, this is

        kappa = 1 - n sum_p (x_p - y_p)^2 / sum_p sum_q (x_p - y_q)^2.

    Source: J. Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit",
    Psychological Bulletin 70 (1968) 213-220.
    """
    first, second = [x for x, _ in pairs], [y for _, y in pairs]
    observed = sum((x - y) ** 2 for x, y in pairs) / len(pairs)
    # The mean of (x - y)^2 over all couples is Var(x) + Var(y) + (mean x - mean y)^2.
    expected = _variance(first) + _variance(second) + (fmean(first) - fmean(second)) ** 2
    return None if expected < 1e-12 else 1 - observed / expected


def _pairs(marks: Iterable[Mapping[str, float]]) -> list[tuple[tuple[str, str], tuple[float, float]]]:
    """Return every two marks of the same answer with their markers, those in the order of their names."""
    return [
        ((first, second), (by_marker[first], by_marker[second]))
        for by_marker in marks
        for first, second in combinations(sorted(by_marker), 2)
    ]


def _kappa(pairs: Sequence[tuple[tuple[str, str], tuple[float, float]]]) -> float | None:
    """Return kappa over pairs of several markers.

    Where the pairs are of more than two people, nobody is the first or the second: each pair then counts both ways
    round, so that the result does not hang on names and chance agreement is that of all marks together.
    """
    values = [pair for _, pair in pairs]
    if len({who for who, _ in pairs}) > 1:
        values += [(second, first) for first, second in values]
    return weighted_kappa(values)


def _variance(values: Sequence[float]) -> float:
    mean = fmean(values)
    return fmean((value - mean) ** 2 for value in values)
