"""Bold that does not close: beside Chinese characters, marks next to the asterisks keep them from being read as bold."""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from markdown_it import MarkdownIt

from casebook.loader.reading import Report, problem
from casebook.loader.texts import Pair

_SUSPECT = re.compile(r"(?<=[^\w\s*])\*\*(?=\w)|(?<=\w)\*\*(?=[^\w\s*])")
"""Two asterisks between a mark and a letter: only there can CommonMark read them otherwise than their author."""


def check_emphasis(pairs: Iterable[Pair], report: Report) -> None:
    """Report bold that does not close, in every text of the sources."""
    for pair in pairs:
        for version in pair.versions.values():
            for line, words in stray_marks(version.words):
                report(problem(version.path, version.line + line - 1, "stray-asterisks", words=words))


def stray_marks(markdown: str) -> Sequence[tuple[int, str]]:
    """Return the line, counting from 1, and the words around each `**` that a page would print."""
    if "**" not in markdown or not _SUSPECT.search(markdown):
        return ()
    return _strays(markdown)


@lru_cache(maxsize=4096)  # a preview checks the same texts after each save
def _strays(markdown: str) -> tuple[tuple[int, str], ...]:
    texts = [
        ((token.map or [0])[0] + 1, child.content, child.content.find("**"))
        for token in _parser().parse(markdown)
        for child in token.children or ()
        if child.type == "text"
    ]
    return tuple((line, words[max(0, at - 8) : at + 10]) for line, words, at in texts if at >= 0)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")
