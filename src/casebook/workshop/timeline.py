"""The picture of a plan, drawn in the kit's notebook: a bar for each stretch, along the clock."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from casebook.workshop.clock import Clock
from casebook.workshop.planning import Plan

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TICKS = (5, 10, 15, 30, 60)
_MOST_TICKS = 9
_COLOURS = ("first", "second", "ink", "soft")
"""The colours of the cases in order, by their names in the palette of the charts."""


def draw_timeline(
    plan: Plan, names: Sequence[str], clock: Clock, palette: Mapping[str, str], sentence: str
) -> "tuple[Figure, str]":
    """Return the picture of a plan and the sentence that says what it shows; `names` are those of its stretches."""
    import matplotlib.pyplot as plt

    stretches = plan.stretches
    cases = list(dict.fromkeys(each.case for each in stretches if each.case))
    figure, axes = plt.subplots(figsize=(7.4, 0.8 + 0.36 * len(stretches)))
    for row, each in enumerate(stretches):
        colour = palette[_COLOURS[cases.index(each.case) % len(_COLOURS)]] if each.case else palette["line"]
        hatch = "////" if each.kind == "break" else None
        axes.barh(
            row,
            each.minutes,
            left=each.begins,
            height=0.62,
            color=colour,
            hatch=hatch,
            edgecolor=palette["soft"],
            linewidth=0.6,
        )
        axes.text(
            each.ends + plan.minutes / 120, row, str(each.minutes), va="center", fontsize=11, color=palette["ink"]
        )
    step = next((each for each in _TICKS if plan.minutes / each <= _MOST_TICKS), _TICKS[-1])
    ticks = range(0, plan.minutes + 1, step)
    axes.set_xticks(list(ticks), [clock.shown(each) for each in ticks])
    axes.set_yticks(range(len(stretches)), names, fontsize=11)
    axes.tick_params(axis="y", length=0, labelcolor=palette["ink"])
    axes.set_xlim(0, plan.minutes * 1.05)
    axes.set_ylim(len(stretches) - 0.4, -0.6)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    return figure, sentence
