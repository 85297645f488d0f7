"""The characters that a reader sees on a sheet, and those among them that the project's font lacks."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from importlib.resources import as_file

from casebook.fonts import CHART_FONT
from casebook.printing.sheets import Sheet

_UNSEEN = ("style", "script", "template", "desc", "metadata", "annotation", "annotation-xml")
"""Elements whose text is not printed; that of `title` is, at the foot of each page."""


class _VisibleText(HTMLParser):
    """Gathers the text of a document but for what stands in unseen elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and tag == self._unseen[-1]:
            self._unseen.pop()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def visible_text(html: str) -> str:
    """Return the text that a document shows on paper, its title included."""
    parser = _VisibleText()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


def missing_glyphs(sheets: Sequence[Sheet]) -> dict[str, list[str]]:
    """Return, for each sheet that has any, the characters that the font lacks, in order."""
    found = {}
    for sheet in sheets:
        lacking = sorted(each for each in set(visible_text(sheet.html)) if not _is_drawn(each))
        if lacking:
            found[sheet.name] = lacking
    return found


def _is_drawn(character: str) -> bool:
    """Say whether the font draws a character, or nothing has to be drawn for it."""
    return ord(character) in _glyphs() or character.isspace() or unicodedata.category(character) in {"Cf", "Cc"}


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with as_file(CHART_FONT) as path, TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
