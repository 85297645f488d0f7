"""Characters that cannot be seen: they control, or they hide or turn round the text beside them."""

import unicodedata

_CATEGORIES = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_QUOTED = 40
"""How many characters of a text a message quotes."""
_JOINERS = "\u200c\u200d"
"""They hide nothing: some scripts and composed emoji need them."""


def unseen(text: str) -> str:
    """Return the first character of a text that cannot be seen, as `U+200B`, or nothing."""
    found = (letter for letter in text if unicodedata.category(letter) in _CATEGORIES)
    return next((f"U+{ord(letter):04X}" for letter in found), "")


def visible(text: str, keep: str = "") -> str:
    """Return text from outside with each character that cannot be seen as �, so that it shows what it is."""
    if text.isprintable():
        return text
    return "".join("�" if unicodedata.category(each) in _CATEGORIES and each not in keep else each for each in text)


def brief(text: str) -> str:
    """Return the beginning of a text from outside, as a message quotes it."""
    shown = visible(text)
    return shown if len(shown) <= _QUOTED else shown[: _QUOTED - 1] + "…"


def visible_lines(text: str) -> str:
    """Return words from outside as `visible` does, with their lines and tabs kept."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n" + _JOINERS)
