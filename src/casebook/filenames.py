"""Names of files that are made from what people are called."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from casebook.unseen import visible

_UNSAFE = re.compile(r"[^\w.-]|^\.+|\.+$")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}
"""Names that Windows keeps for itself."""


def file_names(ids: Iterable[str], suffix: str = ".html") -> dict[str, str]:
    """Return for each id the name of a file, safe on every system and like no other, whatever its case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for each in sorted(ids):
        plain = _UNSAFE.sub("-", visible(each)[:60])
        mark = hashlib.sha256(each.encode("utf-8", "replace")).hexdigest()
        length = 0 if plain == each and _alike(plain).partition(".")[0] not in _RESERVED else 8
        name = plain
        while length or _alike(name) in taken:
            length = length or 8
            name = f"{plain.replace('.', '-').strip('-_') or 'id'}-{mark[:length]}"
            if _alike(name) not in taken:
                break
            length += 8
        taken.add(_alike(name))
        names[each] = name + suffix
    return names


def _alike(name: str) -> str:
    """Return what is the same for names that some file system takes for one."""
    return unicodedata.normalize("NFKC", name).casefold()
