"""Divide Sphinx's search index: one file that every search needs, and the terms in files of bounded size, loaded as a query asks.

The terms are in order and each file holds a stretch of them, so that a word, and all words that begin with it, are found by
looking at where the stretches begin. `search.js` reads what is written here.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from casebook.atomic import write_atomically

INDEX = "searchindex.js"
TERMS = "searchterms"
LIMIT = 20_000
"""Bytes that a file of terms holds at most, unless a single term takes more."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DROPPED = ("envversion", "filenames", "terms", "titleterms", "alltitles")


def published_index(html: Path, kept: Path) -> dict[Path, bytes]:
    """Return the files of the search index that Sphinx left in a folder, by path in the site of its language.

    What they came from is kept, so that an index that did not change is not divided again.
    """
    text = (html / INDEX).read_bytes()
    own = hashlib.sha256(Path(__file__).read_bytes() + text).hexdigest()
    if (mark := kept / "divided.json").is_file():
        held = json.loads(mark.read_text(encoding="utf-8"))
        if held["of"] == own:
            return {Path(name): words.encode() for name, words in held["files"].items()}
    files = divided(text.decode())
    write_atomically(mark, json.dumps({"of": own, "files": files}, ensure_ascii=False))
    return {Path(name): words.encode() for name, words in files.items()}


def divided(text: str) -> dict[str, str]:
    """Return the files of a search index by name: `searchindex.js`, and those of the terms."""
    index: dict[str, Any] = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    stretches = list(_stretches(_entries(index["terms"], index["titleterms"])))
    held = [f"{{{','.join(entry for _, entry in each)}}}" for each in stretches]
    base = {key: value for key, value in index.items() if key not in _DROPPED}
    base["alltitles"] = {title: _by_id(places) for title, places in index["alltitles"].items()}
    base["firsts"] = [each[0][0] for each in stretches]
    base["version"] = hashlib.sha256("\n".join([_json(base), *held]).encode()).hexdigest()[:12]
    files = {INDEX: f"Search.setIndex({_json(base)})\n"}
    for number, words in enumerate(held):
        files[f"{TERMS}/{number:03}.js"] = f'Search.setTerms("{base["version"]}",{number},{words})\n'
    return files


def _entries(terms: Mapping[str, Any], titles: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each term with its entry, in the order in which JavaScript compares strings."""
    for term in sorted({*terms, *titles}, key=lambda term: term.encode("utf-16-be", "surrogatepass")):
        pages = written(_listed(terms.get(term, ())))
        if term in titles:
            pages += f";{written(_listed(titles[term]))}"
        yield term, f'{_json(term)}:"{pages}"'


def _stretches(entries: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    stretch: list[tuple[str, str]] = []
    size = 0
    for term, entry in entries:
        length = len(entry.encode()) + 1
        if stretch and size + length > LIMIT:
            yield stretch
            stretch, size = [], 0
        stretch.append((term, entry))
        size += length
    if stretch:
        yield stretch


def _by_id(places: Iterable[tuple[int, str | None]]) -> dict[str, str]:
    """Return the pages that have a heading, by its id there; empty for the title of the page."""
    pages: dict[str, list[int]] = {}
    for page, name in places:
        pages.setdefault(name or "", []).append(page)
    return {name: written(sorted(each)) for name, each in pages.items()}


def _listed(pages: Any) -> list[int]:
    return [pages] if isinstance(pages, int) else sorted(pages)


def written(pages: list[int]) -> str:
    """Write rising numbers as their differences in base 36, and `-n` for n more that follow one by one: `0 4 -2` for 0 4 5 6."""
    if len(pages) == 1:  # as most terms have
        return _base_36(pages[0])
    steps: list[int] = []
    for before, page in pairwise([0, *pages]):
        if page - before == 1 and len(steps) > 1 and steps[-1] < 0:
            steps[-1] -= 1
        elif page - before == 1 and steps:
            steps.append(-1)
        else:
            steps.append(page - before)
    return " ".join(map(_base_36, steps))


@cache
def _base_36(number: int) -> str:
    digits = ""
    rest = abs(number)
    while rest or not digits:
        rest, last = divmod(rest, 36)
        digits = _DIGITS[last] + digits
    return f"-{digits}" if number < 0 else digits


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
