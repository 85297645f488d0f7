"""95 % confidence intervals, with the quantiles that they need: numpy has none of Student's or of Fisher's distribution."""

import math
from statistics import NormalDist

LEVEL = 0.95
Interval = tuple[float, float]


def wilson(right: int, count: int, level: float = LEVEL) -> Interval:
    """Return Wilson's interval of a proportion: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n).

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = right / count
    centre = share + z * z / (2 * count)
    reach = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    # Rounding may pass the bounds, which the formula itself reaches exactly at 0 and at 1.
    low = 0.0 if right == 0 else (centre - reach) / whole
    high = 1.0 if right == count else (centre + reach) / whole
    return max(0.0, low), min(1.0, high)


def student(mean: float, deviation: float, count: int, level: float = LEVEL) -> Interval:
    """Return Student's interval of a mean: mean ± t √(s²/n), with n - 1 degrees of freedom; at least two values."""
    reach = t_quantile((1 + level) / 2, count - 1) * deviation / math.sqrt(count)
    return mean - reach, mean + reach


def feldt(alpha: float, learners: int, items: int, level: float = LEVEL) -> Interval:
    """Return Feldt's interval of Cronbach's alpha: 1 - (1 - α) F, F the quantiles with n - 1 and (n - 1)(k - 1) degrees.

    Source: L. S. Feldt, D. J. Woodruff, F. A. Salih, Applied Psychological Measurement 11 (1987), 93-103.
    """
    first, second = learners - 1, (learners - 1) * (items - 1)
    upper, lower = (f_quantile(share, first, second) for share in ((1 + level) / 2, (1 - level) / 2))
    return 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower


def fisher(correlation: float, count: int, level: float = LEVEL) -> Interval | None:
    """Return Fisher's interval of a correlation: tanh(artanh r ± z / √(n - 3)); None for less than four pairs or |r| = 1."""
    if count < 4 or abs(correlation) >= 1 - 1e-12:
        return None
    reach = NormalDist().inv_cdf((1 + level) / 2) / math.sqrt(count - 3)
    centre = math.atanh(correlation)
    return math.tanh(centre - reach), math.tanh(centre + reach)


def t_quantile(share: float, degrees: float) -> float:
    """Return the quantile of Student's distribution."""
    if share == 0.5:
        return 0.0
    tail = 2 * min(share, 1 - share)
    return math.copysign(math.sqrt(degrees / _odds(tail, degrees / 2, 0.5)), share - 0.5)


def f_quantile(share: float, first: float, second: float) -> float:
    """Return the quantile of Fisher's distribution with so many degrees of freedom above and below."""
    return second / first * _odds(share, first / 2, second / 2)


def _odds(share: float, a: float, b: float) -> float:
    """Return x / (1 - x) of a quantile x, from whichever end of 0 to 1 floats tell it more exactly."""
    x = beta_quantile(share, a, b)
    if x <= 0.5:
        return x / (1 - x)
    rest = beta_quantile(1 - share, b, a)
    return (1 - rest) / rest


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return x with incomplete_beta(x, a, b) = share, by bisection to the last bit."""
    low, high = 0.0, 1.0
    for _ in range(1100):  # bisection passes every float there is
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if incomplete_beta(middle, a, b) < share else (low, middle)
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b), by its continued fraction.

    Source: NIST Digital Library of Mathematical Functions, 8.17.22, evaluated by Lentz's method.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(1 - x, b, a)
    logarithm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(logarithm) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """Return 1 + d1/(1 + d2/(1 + ...)) with the coefficients of 8.17.22."""
    tiny = 1e-300
    value = upper = 1.0
    lower = 0.0
    for step in range(1, 20_000):
        half = step // 2
        if step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        lower = 1 / (1 + term * lower or tiny)
        upper = 1 + term / upper or tiny
        value *= upper * lower
        if abs(upper * lower - 1) < 4e-16:
            break
    return value
