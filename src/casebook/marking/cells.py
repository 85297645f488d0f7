"""Texts as the cells of a workbook can hold them, and how much room they take there."""

import re
import unicodedata
from typing import Any

LIMIT = 32_767
"""What a cell of Excel holds, in UTF-16 code units."""
_UNFIT = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
"""What XML cannot hold, and what turns round the order in which people read."""
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_MAX_HEIGHT = 405
_LINE = 15.6


def fit(text: str, told: str = "…") -> tuple[str, bool]:
    """Return a text as a cell can hold it, and whether it was cut; a cut text ends with `told`."""
    plain = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    if _units(plain) <= LIMIT:
        return plain, False
    cut = plain.encode("utf-16-le")[: 2 * (LIMIT - _units(told))].decode("utf-16-le", "ignore")
    return cut + told, True


def put(cell: Any, text: str) -> bool:
    """Write a text into a cell as a text, whatever it begins with; return whether it was cut."""
    plain, was_cut = fit(text)
    cell.value = _ESCAPE.sub("_x005F_", plain)  # how a workbook says that _x0041_ is no code for A
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@", "\t")
    return was_cut


def width_of(text: str) -> int:
    """Return how many columns of a fixed-width font a text takes: two for a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, width: int) -> str:
    """Return a text in one line of no more than so many columns."""
    text = " ".join(text.split())
    if width_of(text) <= width:
        return text
    kept = ""
    for letter in text:
        if width_of(kept + letter) > width - 1:
            break
        kept += letter
    return kept.rstrip() + "…"


def height_of(*wrapped: tuple[str, float]) -> float:
    """Return the height in points of a row with these texts, each wrapped in a column of so many characters."""
    lines = max(
        sum(max(1, -(-width_of(line) // max(1, int(width) - 1))) for line in text.split("\n"))
        for text, width in wrapped
    )
    return float(min(_MAX_HEIGHT, lines * _LINE + 4))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
