"""Read a source file: as text, or as YAML whose every value knows its line."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from casebook.errors import Problem

MAX_BYTES = 1_000_000
_MAX_DEPTH = 40
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ufffe\uffff]")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.?[0-9]+)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}

Loc = tuple[str | int | bool, ...]
Report = Callable[[Problem], None]


@dataclass
class Document:
    """A YAML document as plain data, with the line of every value; `made` is what was made of it before, by what was asked."""

    path: Path
    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    made: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def line(self, loc: Loc) -> int:
        """Return the line of a place, or of the nearest place that holds it, counting from 1."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def problem(self, loc: Loc, code: str, is_warning: bool = False, /, **details: object) -> Problem:
        """Return a problem at a place of this document."""
        return Problem(self.path, self.line(loc), code, _pairs(details), is_warning)


def problem(path: Path, line: int, code: str, is_warning: bool = False, /, **details: object) -> Problem:
    """Return a problem at a line."""
    return Problem(path, line, code, _pairs(details), is_warning)


def _pairs(details: dict[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((key, str(value)) for key, value in details.items())


class _Unusable(Exception):  # noqa: N818 - never leaves this module
    """A file that cannot be used, and why."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.code)
        self.why = why


def is_file(path: Path) -> bool:
    """Say whether a file stands there, as far as anybody can look."""
    try:
        return path.is_file()
    except OSError:  # a name too long, a folder that is closed to us
        return False


def is_missing(path: Path) -> bool:
    """Say whether nothing stands there; of what is closed to us, reading tells more."""
    try:
        path.lstat()
    except (FileNotFoundError, ValueError):
        return True
    except OSError:
        return False
    return False


def read_text(path: Path, report: Report) -> str | None:
    """Return a file's text with its line ends as line feeds, or report why it cannot be read and return None."""
    try:
        return _text(path)
    except _Unusable as unusable:
        report(unusable.why)
        return None


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise _Unusable(problem(path, 0, "is-a-folder"))
        if not path.is_file() and path.exists():
            raise _Unusable(problem(path, 0, "cannot-read", reason="not a regular file"))
        if path.stat().st_size > MAX_BYTES:
            raise _Unusable(problem(path, 0, "too-large", megabytes=f"{path.stat().st_size / 1e6:.1f}"))
        raw = path.read_bytes()
    except (FileNotFoundError, ValueError):  # a name with a NUL in it is a ValueError
        raise _Unusable(problem(path, 0, "no-such-file")) from None
    except OSError as error:
        raise _Unusable(problem(path, 0, "cannot-read", reason=error.strerror or error)) from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unusable(problem(path, 0, "not-utf8", encoding="UTF-16"))
    if raw.startswith(b"\xef\xbb\xbf"):
        raise _Unusable(problem(path, 1, "byte-order-mark"))
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Unusable(problem(path, line, "not-utf8", encoding=_guess(raw))) from error
    text = text.replace("\r\n", "\n")
    if odd := _CONTROL.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        raise _Unusable(problem(path, line, "control-character", character=f"U+{ord(odd[0]):04X}"))
    if not text.strip():
        raise _Unusable(problem(path, 0, "empty-file"))
    return text


def _guess(raw: bytes) -> str:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return "?"
    return "GB18030"


def read_yaml(path: Path, report: Report) -> Document | None:
    """Return a file's YAML, or report why it cannot be read and return None."""
    text = read_text(path, report)
    if text is None:
        return None
    document, problems = _composed(path, text)
    for each in problems:
        report(each)
    return document


@lru_cache(maxsize=256)
def _composed(path: Path, text: str) -> tuple[Document | None, Sequence[Problem]]:
    """Return the document that a text is, and what is wrong with it; a preview asks for the same after each save."""
    problems: list[Problem] = []
    try:
        return _Composer(path, text, problems.append).document(), problems
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        why = problem(path, mark.line + 1 if mark else 0, "bad-yaml", reason=error.problem or error.context)
    except yaml.YAMLError as error:
        why = problem(path, 0, "bad-yaml", reason=str(error).splitlines()[0])
    except _Unusable as unusable:
        why = unusable.why
    return None, [*problems, why]


class _Repeated(str):
    """A key that its mapping has already; told once, and dropped when the mapping ends."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__


class _Composer:
    """Builds data from YAML events without recursion; YAML 1.2 scalars, no aliases, no tags, no repeated keys."""

    def __init__(self, path: Path, text: str, report: Report) -> None:
        self.read = Document(path)
        self.report = report
        self.events: Iterator[Any] = yaml.parse(text, Loader=yaml.CSafeLoader)

    def document(self) -> Document:
        """Return the whole document."""
        stack: list[tuple[Any, Loc, Any]] = []  # container, its place, the key that waits for a value
        documents = 0
        for event in self.events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Unusable(problem(self.read.path, line, "two-documents"))
            elif isinstance(event, yaml.AliasEvent):
                raise _Unusable(problem(self.read.path, line, "yaml-alias", name=event.anchor))
            elif getattr(event, "tag", None) not in (None, "!"):
                raise _Unusable(problem(self.read.path, line, "yaml-tag", name=event.tag))
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                stack.append((value, self._place(stack, value, line), None))
                if len(stack) > _MAX_DEPTH:
                    raise _Unusable(problem(self.read.path, line, "too-deep"))
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                held, *_ = stack.pop()
                for repeated in [key for key in held if isinstance(key, _Repeated)]:
                    held.pop(repeated)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(stack, event, line)
        return self.read

    def _scalar(self, stack: list[tuple[Any, Loc, Any]], event: Any, line: int) -> None:
        value = _resolve(event.value) if event.implicit[0] and not event.style else event.value
        if not stack or isinstance(stack[-1][0], list) or stack[-1][2] is not None:
            self._place(stack, value, line)
            return
        container, loc, _ = stack[-1]
        key = value if isinstance(value, str | bool) else str(event.value)
        if key in container:
            self.report(problem(self.read.path, line, "repeated-key", key=key))
            key = _Repeated(key)
        stack[-1] = (container, loc, (key,))
        self.read.lines[*loc, key] = line

    def _place(self, stack: list[tuple[Any, Loc, Any]], value: Any, line: int) -> Loc:
        """Put a value where it belongs and return its place."""
        loc: Loc = ()
        if not stack:
            self.read.data = value
        else:
            container, above, key = stack[-1]
            if isinstance(container, list):
                loc = (*above, len(container))
                container.append(value)
            elif key is None:
                raise _Unusable(problem(self.read.path, line, "key-not-text"))
            else:
                loc = (*above, key[0])
                container[key[0]] = value
                stack[-1] = (container, above, None)
        self.read.lines.setdefault(loc, line)
        return loc


def _resolve(scalar: str) -> Any:
    """Resolve a plain scalar as YAML 1.2's core schema does, so that `no`, `on` and `12:30` stay words."""
    if scalar.lower() in _WORDS and scalar in (scalar.lower(), scalar.title(), scalar.upper()):
        return _WORDS[scalar.lower()]
    if _INT.fullmatch(scalar) and len(scalar) < 20:
        return int(scalar)
    if _FLOAT.fullmatch(scalar) and len(scalar) < 40:
        return float(scalar)
    return scalar
