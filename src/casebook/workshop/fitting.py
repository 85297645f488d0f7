"""How large the type of the board plan can be, so that all panes stand on one page. Pure, by estimate.

The cases stand beside each other; within a case its panes stand in rows of so many.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 267.0, 152.0
"""What the page has for the panes, in millimetres."""
_SIZES = (13.0, 12.0, 11.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
_COLUMNS = (3, 2, 1, 4, 5, 6)
_POINT = 25.4 / 72
LEADING = 1.45
_SLACK = 1.08
"""What lines lose because words and marks do not break anywhere."""

Pane = tuple[str, Sequence[str]]
"""Its name, and what stands in it."""


@dataclass(frozen=True)
class Layout:
    """The size of the type in points, and how many panes of a case stand beside each other."""

    size: float
    columns: int
    leading: float = LEADING


def fit(boards: Sequence[Sequence[Pane]]) -> Layout:
    """Return the largest type in which the panes of every case stand on one page."""
    width = (WIDTH - 5 * (len(boards) - 1)) / len(boards)
    for size in _SIZES:
        for columns in _COLUMNS:
            if all(_height(board, size, columns, width) <= HEIGHT for board in boards):
                return Layout(size, columns)
    return Layout(_SIZES[-1], 1)


def _height(board: Sequence[Pane], size: float, columns: int, width: float) -> float:
    """Return how tall a case is in millimetres: its heading of two lines, and rows as tall as their tallest pane."""
    across = min(columns, len(board))
    tall = [_pane_height(pane, size, width / across) for pane in board]
    rows = [max(tall[start : start + across]) + 3 for start in range(0, len(tall), across)]
    return sum(rows) + 2 * size * _POINT * LEADING * 1.15


def _pane_height(pane: Pane, size: float, width: float) -> float:
    name, lines = pane
    em = size * _POINT
    room = width - 9 - 1.2 * em
    count = sum(max(1, math.ceil(_ems(line) * em * _SLACK / room)) for line in lines)
    head = math.ceil(_ems(name) * em * 1.1 / (room + 1.2 * em))
    return (count + 1.1 * head) * em * LEADING + 0.5 * len(lines) + 6.5


def _ems(text: str) -> float:
    """Return how wide a text is: a Chinese character an em, a Latin letter about half of one."""
    return sum(1.0 if ord(each) > 0x2E7F or each in "“”‘’…—" else 0.54 for each in text)
