"""The charts that a notebook drew, made ready for a page: colours that follow the reader's scheme, and their size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from casebook.errors import BuildError
from casebook.problems import phrase, user_language

# The palette of the notebooks' set-up cell in the light scheme, and its counterpart in the dark one.
_DARK = {
    "#1d2428": "#e8e6df",
    "#4c565c": "#aab3b6",
    "#d9d5c8": "#374146",
    "#155e6b": "#7fc8d2",
    "#9a5b00": "#e6bd6b",
    "#6b7378": "#98a2a6",
    "#fbfaf6": "#14181a",
}
_COLOUR = re.compile(r"\b(fill|stroke): (" + "|".join(_DARK) + r")\b")
_ATTRIBUTE = re.compile(r"\b(fill|stroke)=\"(#[0-9a-f]{6})\"")  # as hatches have them, where no variable can stand
_SIZE = re.compile(r'<svg[^>]*\bheight="([\d.]+)pt"[^>]*\bviewBox="0 0 ([\d.]+) ([\d.]+)"', re.DOTALL)
# Matplotlib's first patch is the ground of the figure, which on a page is the page's.
_GROUND = re.compile(r'(<g id="patch_1">\s*<path[^>]*style="fill: )#[0-9a-f]{6}')
_DROPPED = re.compile(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>|<metadata>.*?</metadata>|<!--.*?-->", re.DOTALL)

_KEPT = 512
"""How many drawings are kept for the next build in the same process; about 50 kB each."""


@dataclass(frozen=True)
class Drawing:
    """A chart as SVG, its natural size in CSS pixels, and the sentence that the model says about it."""

    svg: str
    width: int
    height: int
    sentence: str


def read_drawings(outputs: Sequence[Any], title: str, count: int = 1) -> list[Drawing]:
    """Return the drawings among a cell's outputs, each with the line printed after it.

    Raises BuildError unless there are so many, each with its line.
    """
    pictures = [each["data"]["image/svg+xml"] for each in outputs if "image/svg+xml" in each.get("data", {})]
    printed = "".join("".join(each["text"]) for each in outputs if each["output_type"] == "stream").splitlines()
    if not len(pictures) == len(printed) == count:
        counts = {"wanted": count, "charts": len(pictures), "lines": len(printed)}
        raise BuildError(phrase(user_language(), "charts-shown", title=title, **counts))
    return [_drawing("".join(picture), line) for picture, line in zip(pictures, printed, strict=True)]


@lru_cache(_KEPT)
def _drawing(svg: str, sentence: str) -> Drawing:
    size = _SIZE.search(svg)
    if size is None:
        raise BuildError(phrase(user_language(), "chart-without-size"))
    svg = _ATTRIBUTE.sub(r'style="\1: \2"', _GROUND.sub(r"\1none", svg, count=1))
    used = sorted({found[2] for found in _COLOUR.finditer(svg)})
    light = ";".join(f"--c{i}:{colour}" for i, colour in enumerate(used))
    dark = ";".join(f"--c{i}:{_DARK[colour]}" for i, colour in enumerate(used))
    style = f"<style>:root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}</style>"
    svg = _COLOUR.sub(lambda found: f"{found[1]}: var(--c{used.index(found[2])})", _DROPPED.sub("", svg)).strip()
    head_end = svg.index(">", svg.index("<svg")) + 1
    points_to_pixels = 96 / 72
    return Drawing(
        svg=f"{svg[:head_end]}{style}{svg[head_end:]}\n",
        width=round(float(size[2]) * points_to_pixels),
        height=round(float(size[3]) * points_to_pixels),
        sentence=sentence,
    )
