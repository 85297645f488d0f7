"""Link the terms of the glossary where a page first meets them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

_PIECES = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?P<rest>[^>]*)>")
_CLASS = re.compile(r'\bclass="([^"]*)"')
_ALREADY = re.compile(r'href="[^"]*glossary\.html#term-([^"]+)"')
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_LEFT_ALONE = frozenset(
    (
        *("a", "button", "code", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "legend"),
        *("math", "option", "output", "pre", "script", "select", "style", "summary", "svg", "textarea", "th"),
    )
)
_FORMS = frozenset(
    (
        *("case-head", "course-map", "decide", "evidence", "frameworks", "item", "lead", "prompts", "sources"),
        *("tool", "tools", "used", "worksheet"),
        *("asked", "board", "clock", "desk", "exchanges", "matrix", "note-contents", "overview", "segment"),
    )
)
"""Classes of what is answered, filled in or looked up, where a link would only be in the way."""


@dataclass(frozen=True)
class Linked:
    """A term with the words by which it is known; Latin ones match whole words, in any case, with or without a plural s."""

    id: str
    words: Sequence[str]


def link_terms(html: str, terms: Sequence[Linked], glossary: str) -> str:
    """Return a page's HTML with the first mention of each term, outside headings, links, code and forms, linked to the glossary.

    A term that a link of the author's leads to before that is left as it is.
    """
    waiting = [term for term in terms if term.words]
    pieces, anything = [], pattern_of(waiting)
    for piece, is_prose in _prose(html):
        if is_prose:
            pieces.append(_linked(piece, waiting, glossary, anything))
            continue
        if already := _ALREADY.search(piece):
            waiting = [term for term in waiting if term.id != already[1]]
        pieces.append(piece)
    return "".join(pieces)


def _linked(prose: str, waiting: list[Linked], glossary: str, anything: re.Pattern[str]) -> str:
    """Return a stretch of prose with links to the terms it mentions, and take these off the list.

    `anything` is the pattern of all terms, waiting or not: one that is tried first, as a pattern for each list would take
    longer to make than to use.
    """
    done, rest, at = "", prose, 0
    while waiting and (place := anything.search(rest, at)):
        at = place.start()
        found = _longest(rest, at, waiting)
        if not found:
            at += 1
            continue
        term = next(each for each in waiting if _joined(tuple(each.words)).fullmatch(found))
        waiting.remove(term)
        done += f'{rest[:at]}<a class="term" href="{escape(glossary)}#term-{term.id}">{found}</a>'
        rest, at = rest[at + len(found) :], 0
    return done + rest


def _longest(prose: str, at: int, terms: Sequence[Linked]) -> str:
    """Return what stands at a place for the longest word of some terms that is there; empty if none is."""
    words = sorted({word for term in terms for word in term.words}, key=_order)
    return next((found[0] for word in words if (found := _written(word).match(prose, at))), "")


def _prose(html: str) -> Iterator[tuple[str, bool]]:
    """Yield the tags and the stretches of text of well-formed HTML, each with whether it is prose that may hold links."""
    closed: list[bool] = []
    for piece in _PIECES.split(html):
        tag = _TAG.fullmatch(piece)
        if tag is None:
            yield piece, not piece.startswith("<") and not any(closed)
            continue
        yield piece, False
        name = tag["name"].lower()
        if name in _VOID or tag["rest"].endswith("/"):
            continue
        if tag["close"]:
            if closed:
                closed.pop()
            continue
        classes = _CLASS.search(tag["rest"])
        closed.append(name in _LEFT_ALONE or bool(classes and _FORMS & set(classes[1].split())))


def pattern_of(terms: Sequence[Linked]) -> re.Pattern[str]:
    """Return the pattern of the words of terms, longer ones first, as they stand in HTML."""
    words = sorted({word for term in terms for word in term.words}, key=_order)
    return _joined(tuple(words))


def _order(word: str) -> tuple[int, str]:
    return -len(word), word


@cache
def _joined(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_written(word).pattern for word in words), re.IGNORECASE)


@cache
def _written(word: str) -> re.Pattern[str]:
    """Return the pattern of a word as it stands in HTML."""
    pattern = re.escape(escape(word, quote=False))
    whole = rf"(?<![\w-]){pattern}(?:s|es)?(?![\w-])" if word.isascii() else pattern
    return re.compile(whole, re.IGNORECASE)
