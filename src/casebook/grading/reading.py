"""Tell what a submission is: an answers file or block, a notebook, or neither and why. Nothing in it is run."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.answers import FORMAT, AnswersFile, read_answers
from casebook.errors import AnswersError, CasebookError
from casebook.gradebook.values import Note, Outcome
from casebook.grading.archives import other_archive
from casebook.unseen import visible

MAX_CELLS = 20_000
MAX_VALUES = 3_000_000
"""JSON values of a file: each takes some hundred bytes of memory."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BLOCK = re.compile(r"(BEGIN|END)[\s>]+CASEBOOK[\s>]+ANSWERS")
_DOCUMENTS = {
    b"PK\x03\x04": "Office",
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "Office",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "WebP",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
    b"SQLite format 3": "SQLite",
}


@dataclass(frozen=True)
class Cell:
    """A cell of a notebook, without its outputs."""

    id: str
    kind: str
    source: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class NotebookFile:
    """A notebook: its cells, and what its metadata says for us."""

    cells: tuple[Cell, ...]
    about: Mapping[str, Any]


@dataclass(frozen=True)
class Unreadable:
    """What is no submission that can be graded, and why."""

    outcome: Outcome
    reason: Note


class _UnfitError(CasebookError):
    """Something in a JSON text that no file of ours holds; `code` says what."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.reason = Note(code, details)


def read(name: str, data: bytes) -> AnswersFile | NotebookFile | Unreadable:
    """Return what a submission holds. No bytes whatever make this raise."""
    try:
        return _read(name, data)
    except _UnfitError as error:
        return Unreadable("malformed", error.reason)
    except AnswersError as error:
        outcome: Outcome = "tampered" if error.code == "answers-changed" else "malformed"
        return Unreadable(outcome, Note(error.code, {key: plain(value) for key, value in error.details.items()}))
    except MemoryError:
        return Unreadable("malformed", Note("grade-too-much"))


def _read(name: str, data: bytes) -> AnswersFile | NotebookFile:
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise _UnfitError("grade-empty")
    kind = next((kind for magic, kind in _DOCUMENTS.items() if data.startswith(magic)), None) or other_archive(data)
    if kind is not None:
        raise _UnfitError("grade-document", kind=kind)
    text = _text(data).lstrip("\ufeff").strip()
    looks_json = text.startswith(("{", "["))
    if looks_json and not _BLOCK.search(text[:200]):
        content = _parsed(text)
        if isinstance(content, dict) and ("nbformat" in content or "cells" in content or "worksheets" in content):
            return _notebook(content)
        if isinstance(content, dict) and type(content.get("version")) is not int and content.get("format") == FORMAT:
            raise AnswersError("answers-form", where="version")  # for Python, true and 1.0 are 1
    elif name.lower().endswith(".ipynb"):
        raise _UnfitError("grade-notebook-broken")
    return read_answers(text)


def _text(data: bytes) -> str:
    """Return bytes as text: UTF-8, UTF-16 by its mark or its zeros, else GB18030, else UTF-8 with what does not fit marked."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    start = data[:400]
    for zeros, encoding in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if len(start) > 3 and zeros.count(0) > 0.9 * len(zeros):
            return data.decode(encoding, "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8-sig", "replace")


def _parsed(text: str) -> Any:
    """Return the JSON value of a text; None where it is none, which whoever reads on will say."""
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        raise _UnfitError("grade-too-much")
    try:
        return json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except RecursionError:
        raise _UnfitError("grade-deep") from None
    except ValueError as error:
        if "integer string conversion" in str(error):
            raise _UnfitError("grade-number") from None
        if '"nbformat"' in text or '"cell_type"' in text[:2000]:
            raise _UnfitError("grade-notebook-broken") from None
        return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _UnfitError("grade-key-twice", key=plain(twice))
    return found


def _no_number(spelt: str) -> Any:
    raise _UnfitError("grade-number")


def _notebook(content: Mapping[str, Any]) -> NotebookFile:
    version, cells = content.get("nbformat"), content.get("cells")
    if isinstance(version, bool) or version != 4:
        raise _UnfitError("grade-notebook-version", version=plain(version)[:20])
    if not isinstance(cells, list) or not all(isinstance(each, dict) for each in cells):
        raise _UnfitError("grade-notebook-broken")
    if len(cells) > MAX_CELLS:
        raise _UnfitError("grade-many-cells", count=str(len(cells)), most=str(MAX_CELLS))
    about = _mapping(_mapping(content.get("metadata")).get("casebook"))
    return NotebookFile(tuple(map(_cell, cells)), about)


def _cell(cell: Mapping[str, Any]) -> Cell:
    source = cell.get("source")
    if isinstance(source, Sequence) and not isinstance(source, str) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _UnfitError("grade-notebook-broken")
    own, kind = cell.get("id"), cell.get("cell_type")
    return Cell(
        own if isinstance(own, str) else "",
        kind if isinstance(kind, str) else "",
        _LONE_SURROGATE.sub("�", source),
        _mapping(cell.get("metadata")),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def plain(value: Any) -> str:
    """Return words of a stranger's as they may be shown and kept."""
    if isinstance(value, list | dict) or (isinstance(value, int) and abs(value) >= 10**20):
        return "…"  # what is nested deeply cannot be written out
    return visible(str(value)[:80])
