"""Keep a folder of results by content small: what nobody has used for long goes, and beyond a size the longest unused.

Such a folder holds files as `ab/abcdef...`, each with its time of last use as its time of change. Other builds may use
it at the same moment: a result that has gone is one to be made again, and nothing used of late is taken.
"""

import os
import re
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

UNUSED_DAYS = 30
"""After so many days without use a result goes."""
MOST_BYTES = 1_000_000_000
"""Beyond so many bytes the results that were not used for longest go."""
_FRESH = 3600.0
"""Seconds for which a result is left alone after use: another build may hold it for its own."""
_TOLD = 600.0
"""Seconds within which a second use is not written down."""
_OURS = re.compile(r"\.?[0-9a-f]{64}\b.*")


@dataclass(frozen=True)
class _Held:
    used: float
    size: int
    path: Path


def refresh(path: Path) -> None:
    """Note that a result was used just now; a folder that cannot be written keeps no note."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _TOLD:
            os.utime(path)


def tidy(folder: Path, keep: Collection[Path] = (), *, unused_days: int = UNUSED_DAYS) -> int:
    """Remove what is too old or too much in a folder of results, but none of `keep`; return how many files went."""
    now = time.time()
    held = sorted(_results(folder), key=lambda each: (each.used, each.path))
    total = sum(each.size for each in held)
    removed = 0
    for each in held:
        is_old = now - each.used > unused_days * 86400
        if not is_old and total <= MOST_BYTES:
            break
        if now - each.used < _FRESH or each.path in keep:
            continue
        with suppress(OSError):
            each.path.unlink()
            total -= each.size
            removed += 1
    return removed


def _results(folder: Path) -> Iterator[_Held]:
    """Yield the files of a folder of results, those included that an interrupted build left half-written; nothing else."""
    for shelf in _entries(folder):
        if re.fullmatch(r"[0-9a-f]{2}", shelf.name):
            for entry in _entries(Path(shelf.path)):
                with suppress(OSError):
                    if _OURS.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                        about = entry.stat(follow_symlinks=False)
                        yield _Held(about.st_mtime, about.st_size, folder / shelf.name / entry.name)


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []
