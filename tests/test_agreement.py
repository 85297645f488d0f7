"""How far markers agree: tables worked out by hand."""

import pytest

from casebook.marking.agreement import (
    Agreement,
    Difference,
    Marked,
    agreements,
    differences,
    exact_share,
    weighted_kappa,
)

# Ten answers on a scale of 0, 1, 2. By hand, with weights (i - j)^2:
#   observed table (first marker down): 0: 2 1 0 | 1: 1 2 1 | 2: 0 1 2; margins 3 4 3 and 3 4 3
#   sum of w o = (1 + 1 + 1 + 1) / 10 = 0.4
#   sum of w e = [3*4 + 3*3*4 + 4*3 + 4*3 + 3*3*4 + 3*4] / 100 = (12 + 36 + 12 + 12 + 36 + 12) / 100 = 1.2
#   kappa = 1 - 0.4 / 1.2 = 2/3; six of ten are equal
TEN = [(0, 0), (0, 0), (0, 1), (1, 0), (1, 1), (1, 1), (1, 2), (2, 1), (2, 2), (2, 2)]


def test_kappa_of_ten_pairs_by_hand() -> None:
    assert weighted_kappa(TEN) == pytest.approx(2 / 3, abs=1e-12)
    assert exact_share(TEN) == 0.6


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # One marker is always a level higher: w o = 1, w e = var + var + 1 = 2/3 + 2/3 + 1 = 7/3, so 1 - 3/7.
        ([(0, 1), (1, 2), (2, 3)], 4 / 7),
        # Opposite: w o = (4 + 0 + 4) / 3 = 8/3, w e = 2/3 + 2/3 = 4/3, so -1.
        ([(0, 2), (1, 1), (2, 0)], -1),
        # Independent by construction: every combination once, so 0.
        ([(x, y) for x in range(3) for y in range(3)], 0),
        # Margins that differ: first 0 0 0 1, second 0 0 1 1. w o = 1/4; w e = 3/16 + 4/16 + 1/16 = 1/2.
        ([(0, 0), (0, 0), (0, 1), (1, 1)], 1 / 2),
        ([(0, 0), (1, 1), (2, 2)], 1),
        ([(1, 1), (1, 1)], None),
    ],
)
def test_kappa_of_small_tables_by_hand(pairs: list[tuple[float, float]], kappa: float | None) -> None:
    assert weighted_kappa(pairs) == (None if kappa is None else pytest.approx(kappa, abs=1e-12))


def test_kappa_is_that_of_the_table_with_cohens_weights() -> None:
    """The textbook's way, cell by cell with w = (i - j)^2 / (k - 1)^2, gives the same."""
    levels, count = range(3), len(TEN)
    observed = expected = 0.0
    for i in levels:
        for j in levels:
            weight = (i - j) ** 2 / 4
            row = sum(first == i for first, _ in TEN) / count
            column = sum(second == j for _, second in TEN) / count
            observed += weight * TEN.count((i, j)) / count
            expected += weight * row * column
    assert weighted_kappa(TEN) == pytest.approx(1 - observed / expected, abs=1e-12)


def _marked(first: int, second: int) -> Marked:
    return Marked("a.b", {"Li": {"c": first}, "Wang": {"c": second}}, {"Li": float(first), "Wang": float(second)})


def test_agreement_by_criterion_and_on_the_total() -> None:
    found = agreements([_marked(*pair) for pair in TEN], {"a.b": ("c",)})
    assert [(each.criterion, each.pairs, each.exact) for each in found] == [("c", 10, 0.6), (None, 10, 0.6)]
    assert [each.kappa for each in found] == [pytest.approx(2 / 3), pytest.approx(2 / 3)]


def test_nothing_is_said_of_fewer_than_five_pairs() -> None:
    four = [_marked(1, 2)] * 4
    assert agreements(four, {"a.b": ("c",), "a.none": ("d",)}) == [
        Agreement("a.b", "c", 4, None, None),
        Agreement("a.b", None, 4, None, None),
        Agreement("a.none", "d", 0, None, None),
        Agreement("a.none", None, 0, None, None),
    ]
    assert [each.mean for each in differences(four)] == [None] * 4
    assert agreements([*four, _marked(1, 2)], {"a.b": ("c",)})[0].exact == 0


def test_names_make_no_difference_where_more_than_two_people_mark() -> None:
    scores = [(0, 0, 1), (1, 1, 2), (2, 1, 2), (0, 1, 0), (2, 2, 1)]

    def kappa(names: tuple[str, str, str]) -> float | None:
        marked = [
            Marked(
                "a.b",
                {name: {"c": score} for name, score in zip(names, each, strict=True)},
                {name: float(score) for name, score in zip(names, each, strict=True)},
            )
            for each in scores
        ]
        found = agreements(marked, {"a.b": ("c",)})[0]
        assert found.pairs == 15
        return found.kappa

    # All 30 ordered pairs: sum of squares 2 * (1+0+1 + 1+0+1 + 0+1+1 + 1+1+0 + 1+0+1) = 2 * 10; marks 0 x4, 1 x6, 2 x5:
    # mean 16/15, variance 26/15 - 256/225 = 134/225; kappa = 1 - (20 / 30) / (268 / 225) = 1 - 150/268.
    assert kappa(("A", "B", "C")) == pytest.approx(1 - 150 / 268, abs=1e-12)
    assert kappa(("C", "A", "B")) == pytest.approx(1 - 150 / 268, abs=1e-12)


def test_how_severe_a_marker_is() -> None:
    """Li gives 4, 3, 5, 2, 6; Wang a point more each time but once, where both give the same: mean -0.8 and 0.8."""
    totals = [(4, 5), (3, 4), (5, 6), (2, 3), (6, 6)]
    marked = [Marked("a.b", {}, {"Li": float(li), "Wang": float(wang)}) for li, wang in totals]
    assert differences(marked) == [
        Difference("Li", None, 5, pytest.approx(-0.8)),
        Difference("Wang", None, 5, pytest.approx(0.8)),
        Difference("Li", "a.b", 5, pytest.approx(-0.8)),
        Difference("Wang", "a.b", 5, pytest.approx(0.8)),
    ]


def test_a_marker_is_compared_with_the_mean_of_the_others() -> None:
    """With 6, 3 and 0 points: 6 - 1.5, 3 - 3 and 0 - 4.5."""
    marked = [Marked("a.b", {}, {"A": 6.0, "B": 3.0, "C": 0.0})] * 5
    assert [each.mean for each in differences(marked)][:3] == [4.5, 0, -4.5]
