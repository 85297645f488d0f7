"""The charts of a class report: drawn by matplotlib in the course's font, put into the page as SVG in the page's own colours.

A page's policy allows no style within elements, so each style becomes a class; colours become the page's, which follow
the reader's scheme and paper. What a chart shows stands beside it as a table.
"""

import hashlib
import html
import io
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import as_file
from typing import Any

from casebook.fonts import CHART_FONT

_TOKENS = {
    "#1d2428": "var(--ink)",
    "#4c565c": "var(--ink-2)",
    "#d9d5c8": "var(--line)",
    "#155e6b": "var(--calm)",
    "#9a5b00": "var(--warm)",
    "#6b7378": "var(--edge)",
}
"""The palette of the course's charts, and the page's colours for it."""
INK, SOFT, LINE, FIRST, SECOND, THIRD = _TOKENS
_STYLE = re.compile(r' style="([^"]*)"')
_DROPPED = re.compile(
    r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>",
    re.DOTALL,
)
_COLOUR = re.compile("|".join(_TOKENS))


@dataclass(frozen=True)
class Chart:
    """A chart: its SVG, the style it needs, and what it shows in a sentence."""

    svg: str
    css: str
    finding: str
    note: str = ""


def histogram(counts: Sequence[int], mark: float, names: dict[str, str], finding: str, note: str) -> Chart:
    """Draw how many learners got how many percent, in tens, with the pass mark."""

    def draw(axes: Any) -> None:
        bars = axes.bar([10 * place + 5 for place in range(10)], counts, width=9.2, color=FIRST)
        axes.bar_label(bars, labels=[str(count or "") for count in counts], padding=2, color=INK, fontsize=11)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, max(1, *counts) * 1.22)
        axes.set_xticks(range(0, 101, 10))
        axes.set_xlabel(names["percent"])
        axes.set_ylabel(names["people"])
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.axvline(mark, color=SECOND, linewidth=1.8, linestyle=(0, (5, 3)))
        left = mark > 75
        axes.text(
            mark + (-1 if left else 1),
            max(1, *counts) * 1.16,
            names["mark"],
            color=SECOND,
            ha="right" if left else "left",
            va="center",
            fontsize=11,
        )

    return _chart("distribution", draw, (5.6, 3.1), finding, note)


def bars(name: str, rows: Sequence[tuple[str, float]], axis: str, finding: str, note: str, *, wide: int = 22) -> Chart:
    """Draw a share in percent for each row, the first on top."""

    def draw(axes: Any) -> None:
        places = range(len(rows))[::-1]
        drawn = axes.barh(list(places), [share for _, share in rows], height=0.62, color=FIRST)
        axes.bar_label(drawn, labels=[f"{share:.0f}%" for _, share in rows], padding=4, color=INK, fontsize=11)
        axes.set_yticks(
            list(places), [_wrapped(words, wide) for words, _ in rows], color=INK, fontsize=10, multialignment="right"
        )
        axes.tick_params(axis="y", length=0)
        axes.set_xlim(0, 112)
        axes.set_xticks(range(0, 101, 20))
        axes.set_xlabel(axis)
        axes.spines["left"].set_visible(False)

    return _chart(name, draw, (5.6, 0.9 + 0.5 * len(rows)), finding, note)


def _chart(name: str, draw: Callable[[Any], None], size: tuple[float, float], finding: str, note: str) -> Chart:
    from matplotlib import font_manager, rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with as_file(CHART_FONT) as path:
        family = font_manager.FontProperties(fname=str(path)).get_name()
        if family not in font_manager.get_font_names():
            font_manager.fontManager.addfont(str(path))
        settings: Any = _SETTINGS | {"font.family": [family, "DejaVu Sans"]}
        picture = io.StringIO()
        with rc_context(settings), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a rare character is a box here, and stands in the table beside
            figure = Figure(figsize=size)
            FigureCanvasSVG(figure)
            draw(figure.subplots())
            figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    return _inlined(name, picture.getvalue(), finding, note)


_SETTINGS: dict[str, Any] = {
    "font.size": 11,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.unicode_minus": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "svg.fonttype": "path",
    "svg.hashsalt": "casebook",
}


def _inlined(name: str, svg: str, finding: str, note: str) -> Chart:
    """Return a drawing as a part of a page: ids of its own, classes for styles, a name for those who do not see it."""
    svg = _DROPPED.sub("", svg).strip()
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'(href="|url\()#', rf"\1#{name}-", svg)
    rules = {".chart *{stroke-linejoin:round;stroke-linecap:butt}"}

    def classed(found: re.Match[str]) -> str:
        style = _COLOUR.sub(lambda colour: _TOKENS[colour[0]], found[1])
        known = "c" + hashlib.sha256(style.encode()).hexdigest()[:8]
        rules.add(f".chart .{known}{{{style}}}")
        return f' class="{known}"'

    svg = _STYLE.sub(classed, svg)
    head_end = svg.index(">", svg.index("<svg"))
    box = re.search(r'viewBox="[^"]*"', svg)
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    head = f'<svg {names} class="chart" {box[0] if box else ""} role="img"'
    alt = html.escape(f"{finding} {note}".strip(), quote=True)
    return Chart(f'{head} aria-label="{alt}">{svg[head_end + 1 :]}', "\n".join(sorted(rules)), finding, note)


def _wrapped(text: str, wide: int) -> str:
    """Return text in two lines at most, each of so many columns, of which a Chinese character takes two."""
    lines = [""]
    for word in re.findall(r"[\x21-\x7e]+ ?|.", text, re.DOTALL):
        if _columns(lines[-1] + word.rstrip()) > 2 * wide and lines[-1]:
            lines.append("")
        lines[-1] += word
    if len(lines) > 2:
        lines = [lines[0], lines[1].rstrip()[: max(1, len(lines[1].rstrip()) - 1)] + "…"]
    return "\n".join(line.strip() for line in lines)


def _columns(text: str) -> int:
    return sum(2 if ord(each) > 0x2E7F else 1 for each in text)
