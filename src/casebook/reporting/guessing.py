"""What somebody earns on average who guesses."""

from math import comb
from typing import assert_never

from casebook.interactions import (
    AllOrNothing,
    Calls,
    Choice,
    Match,
    Order,
    RightMinusWrong,
    Rubric,
    ShareAdjacent,
    SharePairs,
    Tolerance,
)
from casebook.items import Item
from casebook.reporting.statistics import Stat


def random_guess_score(item: Item) -> Stat:
    """Return the mean score of guesses in percent; none where one cannot guess: a number, a text, code.

    One option of n: 100 / n. Several: each ticked with an even chance, scored as the item is. A match: each source given
    any of the targets. An order: any one of all orders, in which a pair of the key is adjacent once in n.
    """
    interaction, scoring = item.interaction(), item.scoring()
    match scoring:
        case AllOrNothing(key):
            assert isinstance(interaction, Choice)
            count = len(interaction.options)
            return Stat(100 / 2**count if interaction.many else 100 * len(key) / count)
        case RightMinusWrong(key):
            assert isinstance(interaction, Choice)
            return Stat(100 * _ticking(len(key), len(interaction.options) - len(key)))
        case SharePairs():
            assert isinstance(interaction, Match)
            return Stat(100 / len(interaction.targets))
        case ShareAdjacent():
            assert isinstance(interaction, Order)
            return Stat(100 / len(interaction.options))
        case Tolerance() | Rubric() | Calls():
            return Stat(None, "no-guess")
        case _:
            assert_never(scoring)


def _ticking(right: int, wrong: int) -> float:
    """Return the mean of max(0, (r - w) / right) where each of so many right and wrong options is ticked evenly."""
    mean = 0.0
    for r in range(right + 1):
        for w in range(min(r, wrong) + 1):
            mean += comb(right, r) * comb(wrong, w) * (r - w) / right
    return mean / float(2 ** (right + wrong))
