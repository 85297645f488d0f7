"""Choose the size of type in which a text fits its place on a slide of 1280 by 720, and where to break one that does not.

Counted and not measured, so that the same sources give the same slides on every machine: a Chinese character takes a square,
a Latin one a little more than half of it on average.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LATIN = 0.6
"""The usual breadth of a Latin character, with what lines lose because words do not break."""
_LOST = 0.5
"""What a line of Chinese loses because no mark may begin it."""
_SENTENCE = re.compile(r".*?[。！？.!?]+[”’）)」』\"']*(?=\s|[\u3400-\u9fff“‘（《]|$)\s*|.+$", re.DOTALL)


@dataclass(frozen=True)
class Room:
    """A place for a text, in pixels, and the sizes that may be used there, the largest first."""

    width: int
    height: int
    sizes: Sequence[int]
    leading: float = 1.45


STATEMENT = Room(1080, 460, (56, 50, 44, 40, 36, 32, 30, 28))
PROMPT = Room(1090, 390, (48, 44, 40, 36, 32, 30, 28, 26, 24))
SCENE = Room(1100, 300, (44, 40, 36, 32, 30, 28, 26, 24))
NAME = Room(1100, 60, (42, 38, 34, 30, 28))
QUESTION = Room(1140, 112, (44, 40, 36, 34, 32, 30, 28, 26, 24), 1.35)
TITLE = Room(1080, 230, (76, 68, 60, 52, 46, 40), 1.28)
HEADLINE = Room(1110, 56, (38, 36, 34, 32, 30, 28, 26, 24))
BOARD_SIZES = {"zh": (32, 30, 28), "en": (30, 28, 26, 24)}
"""The sizes in which a whole board can be read from the last row."""
ALONE_SIZES = (36, 32, 30, 28, 26, 24, 22, 20, 18)
REVIEW_SIZES = (32, 30, 28, 26, 24, 22, 20)
"""Those of a whole board whose panes were all shown before."""
MAPPED = 430
"""How high the panes may stand below a plan of the whole board."""
FINDING = Room(288, 400, (30, 28, 26, 24, 22, 20))


def breadth(text: str) -> float:
    """Return how many squares of its size a text takes in a line."""
    return sum(1.0 if unicodedata.east_asian_width(each) in "WF" or each in "“”‘’…—·" else _LATIN for each in text)


def lines(text: str, size: int, width: int) -> int:
    """Return how many lines a text is likely to take, paragraph by paragraph."""
    return sum(max(1, math.ceil(breadth(part) * size / (width - _LOST * size))) for part in text.split("\n"))


def height(text: str, size: int, width: int, leading: float = 1.45) -> int:
    """Return how high a text is likely to stand."""
    return math.ceil(lines(text, size, width) * size * leading)


def size_in(text: str, room: Room) -> int | None:
    """Return the greatest size in which a text fits, if there is one."""
    return next((size for size in room.sizes if height(text, size, room.width, room.leading) <= room.height), None)


def size_of(text: str, room: Room) -> int:
    """Return the greatest size in which a text fits, or the least there is."""
    return size_in(text, room) or room.sizes[-1]


def pieces(text: str, room: Room) -> Iterator[str]:
    """Yield a text in as many pieces, of whole sentences, as it takes to show each at a size of its place."""
    held = ""
    for sentence in _SENTENCE.findall(text):
        if held and size_in(held + sentence, room) is None:
            yield held.strip()
            held = ""
        held += sentence
    if held.strip():
        yield held.strip()


def board_grid(panes: Sequence[Sequence[str]], sizes: Sequence[int], room: int = 500) -> tuple[int, int] | None:
    """Return the columns and the size in which panes of the board fit into a height, the greatest size there is."""
    for size in sizes:
        for columns in {1: (1,), 2: (2, 1), 3: (3, 2, 1), 4: (2,)}.get(len(panes), (3, 2)):
            width = (1120 - 24 * (columns - 1)) // columns - 48 - size
            high = [72 + sum(height(each, size, width, 1.4) + 6 for each in holds) for holds in panes]
            rows = [max(high[at : at + columns]) for at in range(0, len(high), columns)]
            if sum(rows) + 20 * (len(rows) - 1) <= room:
                return columns, size
    return None


def role_rows(roles: Sequence[str], size: int) -> int:
    """Return how many rows the roles of a scene take, each in a frame of its own."""
    rows, taken = 1, 0.0
    for role in roles:
        wide = breadth(role) * size + 54 + 16
        if taken and taken + wide > 1120:
            rows, taken = rows + 1, 0.0
        taken += wide
    return rows
