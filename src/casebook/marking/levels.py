"""A level of a criterion: how a sheet offers it, and what people may write for it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from casebook.interactions import Level
from casebook.labels import label
from casebook.marking.cells import shortened

_POINTS = re.compile(r"([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*(?:分|points?|pts?\.?)?\s*(?::.*)?", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"(?:第\s*([0-9]+)\s*级|(?:级|等级|level|l)\s*([0-9]+))", re.IGNORECASE)
_SHOWN = 66


def offered(levels: Sequence[Level], language: str) -> list[str]:
    """Return what the drop-down offers for a criterion, from the lowest level to the highest."""
    return [
        shortened(label(language, "mark_level", points=f"{each.points:g}", text=each.text[language]), _SHOWN)
        for each in levels
    ]


def level_of(value: Any, points: Sequence[float], texts: Sequence[str]) -> int | None:
    """Return the level, counting from 0, that a cell names; None where it names none.

    A cell may hold a text of the drop-down, points (`2`, `2 分`), or the number of a level (`第 2 级`, `level 2`). A bare
    number is points and nothing else: a 3 where levels have 0, 5 and 10 may be the third level, or points never offered.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    said = _plain(str(value))
    for index, text in enumerate(texts):
        if said == _plain(text):
            return index
    if numbered := _NUMBERED.fullmatch(said):
        return _at(int(numbered[1] or numbered[2]), len(points))
    if not (found := _POINTS.fullmatch(said)):
        return None
    number = float(found[1])
    return list(points).index(number) if number in points else None


def _at(place: int, count: int) -> int | None:
    return place - 1 if 1 <= place <= count else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())
