"""The statistics of tests and items: against a table worked by hand, closed forms, and properties that must hold."""

import itertools
import math
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.items import ITEM_TYPES
from casebook.reporting import intervals, statistics
from casebook.reporting.guessing import random_guess_score
from casebook.reporting.statistics import REASONS, Stat
from casebook.reporting.thirds import rest_shares, shares_by_third, thirds

NAN = math.nan
# Five learners, three items of 1, 1 and 4 points. By hand, with S - 1 = 4 below:
#
#          x1  x2  x3   T   X1  X2  X3
#   A       1   1   3   5    4   4   2      means: x 3/5, 3/5, 12/5; T 18/5; X 3, 3, 6/5
#   B       1   0   2   3    2   3   1
#   C       0   1   2   3    3   2   1      V(x1) = V(x2) = (3 (2/5)² + 2 (3/5)²) / 4 = 3/10
#   D       1   1   4   6    5   5   2      V(x3) = (9 + 4 + 4 + 64 + 49) / 25 / 4 = 13/10
#   E       0   0   1   1    1   1   0      V(T)  = (49 + 9 + 9 + 144 + 169) / 25 / 4 = 19/5
SCORES = [[1, 1, 3], [1, 0, 2], [0, 1, 2], [1, 1, 4], [0, 0, 1]]
MAXIMA = [1, 1, 4]
VARIANCES = [Fraction(3, 10), Fraction(3, 10), Fraction(13, 10)]
TOTAL = Fraction(19, 5)
RESTS = [
    Fraction(5, 2),
    Fraction(5, 2),
    Fraction(7, 10),
]  # V(X): (1 + 1 + 0 + 4 + 4) / 4 twice; (16 + 1 + 1 + 16 + 36) / 25 / 4
WITH_REST = [
    Fraction(1, 2),
    Fraction(1, 2),
    Fraction(9, 10),
]  # C(x, X): (2/5 - 2/5 + 4/5 + 6/5) / 4 twice; (12 + 2 + 2 + 32 + 42) / 25 / 4
SORTED = [
    Fraction(3, 4),
    Fraction(3, 4),
    Fraction(9, 10),
]  # C_max of 0 0 1 1 1 with 1 2 3 4 5: (6 + 3 + 0 + 2 + 4) / 5 / 4; x3 and X3 agree in rank
WITH_TOTAL = [Fraction(4, 5), Fraction(4, 5), Fraction(11, 5)]  # C(x, T) = C(x, X) + V(x); together V(T)


def values(stats: tuple[Stat, ...]) -> list[float | None]:
    return [each.value for each in stats]


def near(*expected: float) -> object:
    return pytest.approx(list(expected), abs=1e-10, rel=1e-12)


def test_the_items_of_the_table() -> None:
    assert sum(WITH_TOTAL) == TOTAL
    assert values(statistics.facility_index(SCORES, MAXIMA)) == near(60, 60, 60)
    assert values(statistics.standard_deviation(SCORES, MAXIMA)) == near(
        *(100 * math.sqrt(v) / most for v, most in zip(VARIANCES, MAXIMA, strict=True))
    )
    assert values(statistics.intended_weight(MAXIMA)) == near(100 / 6, 100 / 6, 400 / 6)
    roots = [math.sqrt(each) for each in WITH_TOTAL]
    assert values(statistics.effective_weight(SCORES)) == near(*(100 * root / sum(roots) for root in roots))
    assert values(statistics.discrimination_index(SCORES)) == near(
        *(100 * c / math.sqrt(v * r) for c, v, r in zip(WITH_REST, VARIANCES, RESTS, strict=True))
    )
    assert values(statistics.discrimination_index(SCORES))[0] == pytest.approx(100 / math.sqrt(3), abs=1e-10)
    assert values(statistics.discriminative_efficiency(SCORES)) == near(
        *(100 * float(c / most) for c, most in zip(WITH_REST, SORTED, strict=True))
    )


def test_the_whole_of_the_table() -> None:
    totals = statistics.totals(SCORES)
    assert totals.tolist() == [5, 3, 3, 6, 1]
    assert statistics.mean(totals).value == pytest.approx(3.6, abs=1e-12)
    assert statistics.median(totals).value == 3
    spread = statistics.deviation(totals)
    assert spread.value == pytest.approx(math.sqrt(TOTAL), abs=1e-12)
    # m3 = (343 - 27 - 27 + 1728 - 2197) / 125 / 5 = -36/125; k3 = 25 m3 / 12 = -3/5
    assert statistics.skewness(totals).value == pytest.approx(-0.6 / float(TOTAL) ** 1.5, abs=1e-12)
    # m4 = 51860/3125; k4 = 25 (6 m4 - 12 (76/25)²) / 24 = -59/5
    k4 = 25 * (6 * Fraction(51860, 3125) - 12 * Fraction(76, 25) ** 2) / 24
    assert k4 == Fraction(-59, 5)
    assert statistics.kurtosis(totals).value == pytest.approx(float(k4 / TOTAL**2), abs=1e-12)
    # 100 · 3/2 (1 - (3/10 + 3/10 + 13/10) / (19/5)) = 75
    consistency = statistics.internal_consistency(SCORES)
    assert consistency.value == pytest.approx(75, abs=1e-10)
    assert statistics.cronbach_alpha(SCORES).value == pytest.approx(0.75, abs=1e-12)
    ratio = statistics.error_ratio(consistency)
    assert ratio.value == pytest.approx(50, abs=1e-10)
    assert statistics.standard_error(ratio, spread).value == pytest.approx(math.sqrt(TOTAL) / 2, abs=1e-12)


def test_the_intervals_of_the_table() -> None:
    first, _, third = statistics.facility_index(SCORES, MAXIMA)
    # Wilson for 3 of 5, z = 1.959963984540054: ((3/5 + z²/10) ± z √(6/125 + z²/100)) / (1 + z²/5)
    z2 = 1.959963984540054**2
    reach = math.sqrt(z2) * math.sqrt(0.048 + z2 / 100)
    assert first.interval == pytest.approx(
        tuple(100 * (0.6 + z2 / 10 + sign * reach) / (1 + z2 / 5) for sign in (-1, 1))
    )
    # Student with 4 degrees: t = 2.7764451051977987
    reach = 2.7764451051977987 * math.sqrt(1.3) / 4 / math.sqrt(5)
    assert third.interval == pytest.approx((100 * (0.6 - reach), 100 * (0.6 + reach)), abs=1e-8)
    # Feldt with 4 and 8 degrees: F.975 = 5.0526322, and F.025 = 1 / F.975(8, 4) = 1 / 8.9795804
    low, high = statistics.internal_consistency(SCORES).interval or (NAN, NAN)
    assert (low, high) == pytest.approx((100 * (1 - 0.25 * 5.0526322), 100 * (1 - 0.25 / 8.9795804)), abs=1e-4)


@pytest.mark.parametrize("share", [0.001, 0.025, 0.3, 0.8, 0.975, 0.9999])
def test_quantiles_with_a_closed_form(share: float) -> None:
    assert intervals.t_quantile(share, 1) == pytest.approx(math.tan(math.pi * (share - 0.5)), rel=1e-10)
    two = (2 * share - 1) * math.sqrt(2 / (4 * share * (1 - share)))
    assert intervals.t_quantile(share, 2) == pytest.approx(two, rel=1e-10)
    for below in (1, 2, 7, 40, 900):
        assert intervals.f_quantile(share, 2, below) == pytest.approx(
            below / 2 * ((1 - share) ** (-2 / below) - 1), rel=1e-10
        )
        assert intervals.f_quantile(share, below, 3) == pytest.approx(
            1 / intervals.f_quantile(1 - share, 3, below), rel=1e-9
        )
        square = intervals.t_quantile((1 + share) / 2, below) ** 2
        assert intervals.f_quantile(share, 1, below) == pytest.approx(square, rel=1e-9)


def test_the_largest_course_has_intervals() -> None:
    low, high = intervals.feldt(0.8, 10_000, 8)
    assert 0.79 < low < 0.8 < high < 0.81
    assert intervals.t_quantile(0.975, 1e6) == pytest.approx(1.9599663, abs=1e-6)


def test_proportions_at_their_ends_have_intervals() -> None:
    assert intervals.wilson(0, 10) == (0.0, pytest.approx(0.2775327998628892, abs=1e-12))
    assert intervals.wilson(10, 10) == (pytest.approx(1 - 0.2775327998628892, abs=1e-12), 1.0)


def test_only_who_was_asked_counts() -> None:
    asked = [[1, NAN, 3], [1, 0, 2], [0, NAN, 2], [1, 1, NAN], [0, 0, 1], [NAN, NAN, NAN]]
    assert values(statistics.facility_index(asked, MAXIMA)) == near(60, 100 / 3, 50)
    # Of item 2: x = 0, 1, 0 with rests 3, 1, 1: C = (0 - 1/3)(3 - 5/3) + ... = -1/3; V(x) = 1/3, V(X) = 4/3: -50
    assert statistics.discrimination_index(asked)[1].value == pytest.approx(-50, abs=1e-10)
    assert statistics.totals(asked).tolist() == [4, 3, 2, 2, 1]
    whole = statistics.internal_consistency(asked)  # over B and E, who were asked everything
    assert whole.value == pytest.approx(statistics.internal_consistency([[1, 0, 2], [0, 0, 1]]).value, abs=1e-10)


def test_what_cannot_be_computed_says_why() -> None:
    def reasons(stats: tuple[Stat, ...]) -> list[str]:
        assert all((each.value is None) == bool(each.reason) for each in stats)
        return [each.reason for each in stats]

    assert reasons(statistics.facility_index([[NAN], [NAN]], [1])) == ["no-one"]
    assert reasons(statistics.standard_deviation([[1.0]], [1])) == ["one-learner"]
    assert reasons(statistics.discrimination_index([[1, 0], [1, 1], [1, 0]])) == ["all-equal", "rest-equal"]
    assert reasons(statistics.discriminative_efficiency([[1, 0], [0, 1]])) == ["", ""]
    assert reasons(statistics.discrimination_index([[0.1], [0.3]])) == ["rest-equal"]
    assert reasons(statistics.effective_weight([[1, 0], [0, 3]])) == ["negative", ""]
    assert reasons(statistics.effective_weight([[1, 1], [1, 1]])) == ["all-equal", "all-equal"]
    assert statistics.internal_consistency([[1], [0]]) == Stat(None, "one-item")
    assert statistics.internal_consistency([[1, 1]]) == Stat(None, "one-learner")
    assert statistics.internal_consistency([[1, 0], [0, 1]]) == Stat(None, "all-equal")
    assert statistics.internal_consistency([[1, NAN], [NAN, 1]]) == Stat(None, "different-items")
    assert statistics.skewness([1, 2]) == Stat(None, "few-learners")
    assert statistics.kurtosis([0.1] * 9) == Stat(None, "all-equal")
    assert statistics.error_ratio(Stat(None, "one-item")) == Stat(None, "one-item")
    assert statistics.standard_error(Stat(None, "one-item"), Stat(2.0)) == Stat(None, "one-item")
    assert statistics.mean([]) == statistics.median([]) == statistics.deviation([]) == Stat(None, "no-one")
    for wrong in ([1, 2], [[math.inf]]):
        with pytest.raises(ValueError, match="shape"):
            statistics.effective_weight(wrong)


def test_rounding_is_no_variance() -> None:
    same = [[0.1 + 0.2, 1], [0.3, 0], [0.3, 1]]
    assert statistics.discrimination_index(same)[0].reason == "all-equal"
    assert values(statistics.standard_deviation(same, [1, 1]))[0] == 0


def test_an_item_against_the_total_has_no_weight_and_adds_none() -> None:
    scores = [[0, 3, 2], [1, 1, 1], [1, 0, 0], [0, 2, 2]]
    first, *others = statistics.effective_weight(scores)
    assert first == Stat(None, "negative")
    assert sum(each.value or 0 for each in others) == pytest.approx(100)


def test_thirds_keep_equals_together() -> None:
    assert thirds([1, 2, 3]).tolist() == [0, 1, 2]
    assert thirds([6, 5, 4, 3, 2, 1]).tolist() == [2, 2, 1, 1, 0, 0]
    assert thirds([5, 5, 5, 5]).tolist() == [1, 1, 1, 1]
    assert thirds([0, 0, 0, 9]).tolist() == [1, 1, 1, 2]
    low, middle, high = shares_by_third([True, False, True, True], [0, 0, 2, 2])
    assert (low.value, middle.reason, high.value) == (50, "no-one", 100)


def test_the_rest_is_a_share_of_what_was_asked() -> None:
    assert rest_shares([[1, NAN, 3], [1, 1, 2], [NAN, 1, 4], [0, NAN, NAN]], MAXIMA, 0).tolist() == [0.75, 0.6, 0]


MATRICES = st.integers(2, 12).flatmap(
    lambda items: st.lists(
        st.lists(st.one_of(st.integers(0, 4).map(float), st.just(NAN)), min_size=items, max_size=items),
        min_size=1,
        max_size=25,
    )
)
WHOLE = st.integers(2, 6).flatmap(
    lambda items: st.lists(
        st.lists(st.integers(0, 4).map(float), min_size=items, max_size=items), min_size=3, max_size=20
    )
)


@settings(max_examples=150, deadline=None)
@given(MATRICES)
def test_nothing_is_ever_nan(scores: list[list[float]]) -> None:
    maxima = [4.0] * len(scores[0])
    totals = statistics.totals(scores)
    consistency = statistics.internal_consistency(scores)
    ratio = statistics.error_ratio(consistency)
    found = [
        *statistics.facility_index(scores, maxima),
        *statistics.standard_deviation(scores, maxima),
        *statistics.effective_weight(scores),
        *statistics.discrimination_index(scores),
        *statistics.discriminative_efficiency(scores),
        *(each(totals) for each in (statistics.mean, statistics.median, statistics.deviation)),
        statistics.skewness(totals),
        statistics.kurtosis(totals),
        consistency,
        ratio,
        statistics.standard_error(ratio, statistics.deviation(totals)),
    ]
    for each in found:
        assert (each.value is None) == (each.reason in REASONS)
        assert each.value is None or math.isfinite(each.value)
        assert each.interval is None or (
            all(map(math.isfinite, each.interval)) and each.interval[0] <= each.interval[1]
        )
        if each.interval and each.value is not None:
            assert each.interval[0] - 1e-9 <= each.value <= each.interval[1] + 1e-9 or each is consistency


def test_a_covariance_of_nothing_is_none_in_any_order() -> None:
    # x1 is 0, 1, 2, 1, 1 and T is 4, 2, 4, 1, 7 tenths, and so C(x1, T) = (-1 · 4 + 1 · 4) / 400 = 0
    scores = [[0.0, 0.1, 0.3], [0.1, 0.0, 0.1], [0.2, 0.1, 0.1], [0.1, 0.0, 0.0], [0.1, 0.3, 0.3]]
    for rows in itertools.permutations(scores):
        first = statistics.effective_weight(rows)[0]
        assert first == Stat(0.0)


@settings(max_examples=80, deadline=None)
@given(WHOLE, st.integers(1, 50), st.randoms(use_true_random=False))
def test_units_and_order_make_no_difference(scores: list[list[float]], factor: int, chance: random.Random) -> None:
    maxima = [4.0] * len(scores[0])
    shuffled = chance.sample(scores, len(scores))
    scaled = (np.array(scores) * factor).tolist()
    for other, points in ((shuffled, maxima), (scaled, [4.0 * factor] * len(maxima))):
        for function in (statistics.facility_index, statistics.standard_deviation):
            assert values(function(other, points)) == pytest.approx(values(function(scores, maxima)), abs=1e-8)
        for function in (
            statistics.discrimination_index,
            statistics.discriminative_efficiency,
            statistics.effective_weight,
        ):
            assert values(function(other)) == pytest.approx(values(function(scores)), abs=1e-8)
        assert statistics.internal_consistency(other).value == pytest.approx(
            statistics.internal_consistency(scores).value, abs=1e-8
        )
        for function in (statistics.skewness, statistics.kurtosis):
            one, two = function(statistics.totals(other)), function(statistics.totals(scores))
            assert one.value == pytest.approx(two.value, abs=1e-8)


@settings(max_examples=80, deadline=None)
@given(WHOLE)
def test_as_sums_of_exact_fractions(scores: list[list[float]]) -> None:
    rows = [[Fraction(int(each)) for each in row] for row in scores]

    def covariance(one: list[Fraction], two: list[Fraction]) -> Fraction:
        means = sum(one) / len(one), sum(two) / len(two)
        return sum(((a - means[0]) * (b - means[1]) for a, b in zip(one, two, strict=True)), Fraction(0)) / (
            len(one) - 1
        )

    total = [sum(row, Fraction(0)) for row in rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    for index, found in enumerate(statistics.discrimination_index(scores)):
        x = columns[index]
        rest = [t - a for t, a in zip(total, x, strict=True)]
        below = covariance(x, x) * covariance(rest, rest)
        expected = 100 * float(covariance(x, rest)) / math.sqrt(below) if below else None
        assert found.value == pytest.approx(expected, abs=1e-9)
        most = covariance(sorted(x), sorted(rest))
        efficiency = statistics.discriminative_efficiency(scores)[index].value
        assert efficiency == (pytest.approx(float(100 * covariance(x, rest) / most), abs=1e-9) if below else None)
    spread, count = covariance(total, total), len(columns)
    alpha = Fraction(count, count - 1) * (1 - sum(covariance(x, x) for x in columns) / spread) if spread else None
    found_alpha = statistics.cronbach_alpha(scores).value
    assert found_alpha == (pytest.approx(float(alpha), abs=1e-9) if alpha is not None else None)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=20), st.integers(2, 8))
def test_items_that_agree_wholly_are_wholly_consistent(column: list[int], items: int) -> None:
    matrix = [[float(each)] * items for each in column]
    found = statistics.cronbach_alpha(matrix)
    if len(set(column)) == 1:
        assert found.reason == "all-equal"
    else:
        assert found.value == pytest.approx(1, abs=1e-9)
        assert values(statistics.discrimination_index(matrix)) == pytest.approx([100.0] * items)
        assert statistics.error_ratio(statistics.internal_consistency(matrix)).value == pytest.approx(0, abs=1e-4)


def test_alpha_grows_as_spearman_and_brown_foretold() -> None:
    """With items of equal variance and covariance r, alpha = k r / (1 + (k - 1) r), exactly."""
    size, loading = 8, 0.6
    basis = np.linalg.qr(np.vstack([np.ones(size * 2), np.random.default_rng(3).normal(size=(size, size * 2))]).T)[0].T
    common, own = basis[1], basis[2:size]
    matrix = np.array([loading * common + math.sqrt(1 - loading**2) * each for each in own]).T
    k, r = matrix.shape[1], loading**2
    assert statistics.cronbach_alpha(matrix).value == pytest.approx(k * r / (1 + (k - 1) * r), abs=1e-10)


def test_guesses_are_worth_what_chance_gives() -> None:
    import itertools

    import yaml

    from casebook.interactions import Choice, Match, Order, score

    for name in ITEM_TYPES.names():
        item_type = ITEM_TYPES.get(name)
        item = item_type.model_validate(yaml.safe_load(item_type.example), context={"languages": ("zh", "en")})
        interaction = item.interaction()
        match interaction:
            case Choice(options, many):
                ids = [each.id for each in options]
                sizes = range(len(ids) + 1) if many else [1]
                guesses: list[object] = [list(each) for size in sizes for each in itertools.combinations(ids, size)]
            case Order(options):
                guesses = [list(each) for each in itertools.permutations([each.id for each in options])]
            case Match(sources, targets):
                picks = itertools.product([each.id for each in targets], repeat=len(sources))
                guesses = [dict(zip([each.id for each in sources], pick, strict=True)) for pick in picks]
            case _:
                assert random_guess_score(item) == Stat(None, "no-guess")
                continue
        mean = sum(score(item.scoring(), each) or 0 for each in guesses) / len(guesses)
        assert random_guess_score(item).value == pytest.approx(100 * mean)
