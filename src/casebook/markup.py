"""The roles that an author's text may hold: `{fig}`units_5y``, `{case}`words <cathay-counter>``.

A role stands for something declared elsewhere; whoever shows the text says how it is written there. Roles inside code
spans and fenced code are left alone.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

ROLES = ("fig", "assume", "case", "term", "framework", "tool", "source")
"""Our roles; `{chart}`, alone on a line, is the place where a chart stands."""

_KEPT = 8192
"""How many texts are remembered with what was found in them: checks and pages ask again, and a preview after each save."""

# Bounded repeats keep every search linear: no word, title or target of a source is as long as these.
_PIECES = re.compile(
    r"^(?P<fence>`{3,40}|~{3,40})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|\{(?P<role>[a-z][a-z-]{0,30})\}`(?P<content>[^`\n]{1,300})`"
    r"|(?<!`)(?P<ticks>`{1,40})(?!`)(?:(?!\n[ \t]*\n).){1,500}?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_CHART_LINE = re.compile(r"^\{chart\}`([^`\n]{1,300})`[ \t]*$", re.MULTILINE)
_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>[^\[\]\n]{0,500})\]\((?P<target><[^<>\n]{1,1000}>|[^()\s]{1,1000})[^()\n]{0,500}\)"
)
_TAG = re.compile(r"<[^<>]*>")
_TITLED = re.compile(r"^(?P<title>.+?)\s*<(?P<target>[^<>]+)>$")


@dataclass(frozen=True)
class Role:
    """A role in a text: its name, the id it points to, the words given with it, and its line, counting from 1."""

    name: str
    target: str
    title: str | None
    line: int


@dataclass(frozen=True)
class Link:
    """A Markdown link or image: where it leads, its words, and its line, counting from 1."""

    target: str
    words: str
    is_image: bool
    line: int

    @property
    def is_local(self) -> bool:
        """Say whether it leads to a file of the course."""
        return not self.target.startswith("#") and not re.match(r"[a-z][a-z0-9+.-]*:", self.target)


@lru_cache(_KEPT)
def find_roles(markdown: str) -> Sequence[Role]:
    """Return every role outside code, ours or not."""
    if "}`" not in markdown:
        return ()
    line_at = lines_of(markdown)
    return tuple(_role(found, line_at(found.start())) for found in _PIECES.finditer(markdown) if found["role"])


def write_roles(markdown: str, write: Callable[[Role], str]) -> str:
    """Replace each of our roles by what `write` makes of it, with a space where Chinese meets Latin and none between Chinese."""
    if "}`" not in markdown:
        return markdown
    pieces: list[str] = []
    end, last = 0, ""
    for found in _PIECES.finditer(markdown):
        if found["role"] not in ROLES:
            continue
        words = write(_role(found, 0))
        plain = _TAG.sub("", words)
        before = markdown[end : found.start()]
        pieces += [_spaced(last + before, plain[:1]).removeprefix(last), words]
        end, last = found.end(), plain[-1:]
        rest = markdown[end : end + 2]
        if rest[:1] == " " and _is_chinese(rest[1:]) and _is_chinese(plain[-1:]):
            end += 1
        elif _is_chinese(rest[:1]) and _is_latin(plain[-1:]):
            pieces.append(" ")
    return "".join([*pieces, markdown[end:]])


def _spaced(before: str, first: str) -> str:
    """Return text ready to be followed by a character."""
    if before[-1:] == " " and _is_chinese(before[-2:-1]) and _is_chinese(first):
        return before[:-1]
    meet = {_is_chinese(before[-1:]), _is_chinese(first)} == {_is_latin(before[-1:]), _is_latin(first)} == {True, False}
    return f"{before} " if meet else before


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character[:1] <= "\u9fff"


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


@lru_cache(_KEPT)
def blank_code(markdown: str) -> str:
    """Return the text with code, and roles, replaced by spaces, line by line as long as before."""
    if "`" not in markdown and "~~~" not in markdown:
        return markdown
    return _PIECES.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), markdown)


def split_at_charts(markdown: str) -> list[tuple[str, str | None]]:
    """Split a text at its chart lines, into (text, id of the chart that follows it or None)."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for found in _chart_lines(markdown):
        pieces.append((markdown[end : found.start()].strip("\n"), found[1]))
        end = found.end()
    return [*pieces, (markdown[end:].strip("\n"), None)]


@lru_cache(_KEPT)
def find_links(markdown: str) -> Sequence[Link]:
    """Return every Markdown link and image outside code."""
    if "](" not in markdown:
        return ()
    text = blank_code(markdown)
    line_at = lines_of(text)
    return tuple(
        Link(found["target"].strip("<>"), found["text"].strip(), bool(found["image"]), line_at(found.start()))
        for found in _LINK.finditer(text)
    )


def find_charts(markdown: str) -> Iterator[tuple[str, int]]:
    """Yield the id and line of each chart line."""
    if "{chart}`" not in markdown:
        return
    line_at = lines_of(markdown)
    for found in _chart_lines(markdown):
        yield found[1], line_at(found.start())


def _chart_lines(markdown: str) -> Iterator[re.Match[str]]:
    fences = [found.span() for found in _PIECES.finditer(markdown) if found["fence"]]
    for found in _CHART_LINE.finditer(markdown):
        within = bisect_left(fences, (found.start(), 0)) - 1
        if within < 0 or fences[within][1] <= found.start():
            yield found


def lines_of(text: str) -> Callable[[int], int]:
    """Return a function from an offset in a text to its line, counting from 1."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return lambda offset: bisect_left(ends, offset) + 1


def _role(found: re.Match[str], line: int) -> Role:
    titled = _TITLED.match(found["content"])
    target, title = (titled["target"], titled["title"]) if titled else (found["content"].strip(), None)
    return Role(found["role"], target, title, line)
