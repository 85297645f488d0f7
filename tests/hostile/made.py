"""Hostile and unlucky submissions: each with the outcome that it must come to, and what it may earn at most."""

import base64
import io
import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebook.answers import receipt_of
from hostile.kit import TIME, Office

VICTIM = "1003"
"""Whose id hostile files bear unless they are about ids."""


@dataclass(frozen=True)
class Hostile:
    """A submission: what it is called, how it is made, its outcome, and the share of all points that it may earn."""

    name: str
    make: Callable[[Office], Any]
    outcome: str
    share: float = 0.0
    note: str = ""
    inner: str = ""


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=True).encode()  # lone surrogates stay escaped


def _with(key: str, response: Any) -> Callable[[Office], bytes]:
    """Answer one item in an odd way, with a receipt that fits."""

    def made(office: Office) -> bytes:
        own = next(each for each in office.items if key in each or key in office.items[each].type)
        return _json(office.content(VICTIM, {own: response}))

    return made


def _changed(**changes: Any) -> Callable[[Office], bytes]:
    return lambda office: _json(office.content(VICTIM, **changes))


def _tampered(office: Office) -> bytes:
    content = office.content(VICTIM, office.responses("wrong"))
    key, right = next(iter(office.responses().items()))
    content["answers"][key]["response"] = right
    return _json(content)


def _recomputed(office: Office) -> bytes:
    content = office.content(VICTIM, office.responses("wrong"))
    content["answers"] = {}
    return _json(content | {"receipt": receipt_of(content)})


def _twice(office: Office) -> bytes:
    text = json.dumps(office.content(VICTIM))
    return text.replace('"learner":', '"learner": {"id": "1001", "name": ""}, "learner":', 1).encode()


def _zip(*entries: tuple[str, bytes], **info: Any) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            entry = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            for key, value in info.items():
                setattr(entry, key, value)
            archive.writestr(entry, data)
    return held.getvalue()


def _zipped(name: str, **info: Any) -> Callable[[Office], bytes]:
    return lambda office: _zip((name, _json(office.content(VICTIM))), **info)


def _locked(office: Office) -> bytes:
    data = bytearray(_zip(("a.json", b"{}")))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(magic) + at] |= 1
    return bytes(data)


def _many(office: Office) -> bytes:
    """Claim more entries than are taken, without their weight."""
    return _zip(*((f"{number}.json", b"") for number in range(50_001)))


def _lying(office: Office) -> bytes:
    """Announce less than there is."""
    data = bytearray(_zip(("a.json", b"0" * 100_000)))
    struct.pack_into("<L", data, data.find(b"PK\x01\x02") + 24, 10)
    return bytes(data)


def _nested(office: Office) -> bytes:
    data = _zip(("a.json", _json(office.content(VICTIM))))
    for _ in range(3):
        data = _zip(("inner.zip", data))
    return data


def _overlapping(office: Office) -> bytes:
    """Let every entry of the list point to the same data, as the best zip bombs do."""
    data = _zip(("a.json", os.urandom(3000)))
    at = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    listed = data[at:end] * 50
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(listed), at, 0)
    return data[:at] + listed + tail


def notebook(office: Office, cells: list[dict[str, Any]] | None = None, **about: Any) -> dict[str, Any]:
    """Return a notebook's JSON value with a code or Markdown cell for each item, all answered right."""
    if cells is None:
        cells = [answer_cell(office, key, response) for key, response in office.responses().items()]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"casebook": about}, "cells": cells}


def answer_cell(office: Office, key: str, response: Any) -> dict[str, Any]:
    """Return an item's answer cell with a response in it."""
    item = office.items[key]
    prose = item.type == "short-answer"
    source = response if prose or item.type == "code" else f"answer = {response!r}"
    cell: dict[str, Any] = {
        "cell_type": "markdown" if prose else "code",
        "id": f"answer-{item.id}",
        "metadata": {"casebook": {"item": key}},
        "source": source,
    }
    return cell if prose else cell | {"outputs": [], "execution_count": None}


def _notebook(change: Callable[[dict[str, Any]], Any]) -> Callable[[Office], bytes]:
    def made(office: Office) -> bytes:
        held = deepcopy(notebook(office))
        change(held)
        return _json(held)

    return made


def _bomb_cells(held: dict[str, Any]) -> None:
    held["cells"] = [{"cell_type": "code", "metadata": {}, "source": "answer = 1", "outputs": []}] * 20_001


def _evil_literals(held: dict[str, Any]) -> None:
    for cell in held["cells"]:
        cell["source"] = "answer = __import__('os').system('touch /tmp/hostile')"


def _deep_literals(held: dict[str, Any]) -> None:
    for cell in held["cells"]:
        cell["source"] = "answer = " + "[" * 50_000 + "]" * 50_000


def _no_source(held: dict[str, Any]) -> None:
    held["cells"][0]["source"] = 3


def _old(held: dict[str, Any]) -> None:
    held["nbformat"] = 3


def _emptied(held: dict[str, Any]) -> None:
    held["cells"] = []


DEEP = b'{"format":"casebook-answers","answers":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
SET: tuple[Hostile, ...] = (
    Hostile("empty.json", lambda o: b"", "malformed"),
    Hostile("blank.txt", lambda o: b" \n\t\0\0", "malformed"),
    Hostile("truncated.json", lambda o: _json(o.content(VICTIM))[:-40], "malformed"),
    Hostile("half-block.txt", lambda o: b"-----BEGIN CASEBOOK ANSWERS-----\n\neyJmb3Jt\n", "malformed"),
    Hostile("deep.json", lambda o: DEEP, "malformed"),
    Hostile("deep-list.json", lambda o: b"[" * 100_000, "malformed"),
    Hostile("nul.json", lambda o: b"\0" * 5000, "malformed"),
    Hostile("nul-in-id.json", lambda o: _json(o.content("1003", learner={"id": "1003\0", "name": ""})), "malformed"),
    Hostile("random.json", lambda o: os.urandom(4000), "malformed"),
    Hostile("prose.txt", lambda o: "我的答案都在附件里。".encode(), "malformed"),
    Hostile("gbk.txt", lambda o: "答案在附件里，请查收。".encode("gb18030"), "malformed"),
    Hostile("list.json", lambda o: b"[]", "malformed"),
    Hostile("number.json", lambda o: b"17", "malformed"),
    Hostile("work.json", lambda o: _json({"format": "casebook-work", "version": 1}), "malformed"),
    Hostile("version.json", _changed(version=2), "malformed"),
    Hostile("version-true.json", _changed(version=True), "malformed"),
    Hostile("huge-int.json", lambda o: b'{"format":"casebook-answers","version":' + b"9" * 10_000 + b"}", "malformed"),
    Hostile("million.json", lambda o: b"[" + b"[]," * 4_000_000 + b"[]]", "malformed"),
    Hostile("1003-million.ipynb", lambda o: b'{"nbformat":4,"cells":[' + b"{}," * 4_000_000 + b"{}]}", "malformed"),
    Hostile("nan.json", lambda o: b'{"format":"casebook-answers","version":NaN}', "malformed"),
    Hostile("infinity.json", _with("numeric", float("inf")), "malformed"),
    Hostile("boolean-id.json", lambda o: _json(o.content("1003", learner={"id": True, "name": ""})), "malformed"),
    Hostile("number-id.json", lambda o: _json(o.content("1003", learner={"id": 1003, "name": ""})), "malformed"),
    Hostile("bidi-id.json", lambda o: _json(o.content("1003", learner={"id": "\u202e3001", "name": ""})), "malformed"),
    Hostile("extra-key.json", _changed(score=100), "malformed"),
    Hostile("twice.json", _twice, "malformed"),
    Hostile(
        "many-answers.json", lambda o: _json(o.content(VICTIM, {f"a.b{n}": "x" for n in range(2001)})), "malformed"
    ),
    Hostile("crowded.json", lambda o: _json(o.content(VICTIM, {"a.b": ["x"] * 500_000})), "malformed"),
    Hostile("long-text.json", _with("your-counter", "x" * 20_001), "malformed"),
    Hostile("edited.json", _tampered, "tampered"),
    Hostile("recomputed.json", _recomputed, "graded"),
    Hostile("unknown-id.json", lambda o: _json(o.content("9999")), "not-on-roster"),
    Hostile("long-id.json", lambda o: _json(o.content("9" * 50)), "not-on-roster"),
    Hostile("formula-id.json", lambda o: _json(o.content("=cmd|'/c calc'!A1")), "not-on-roster"),
    Hostile("sql-id.json", lambda o: _json(o.content("1003'; DROP TABLE event;--")), "not-on-roster"),
    Hostile("other-course.json", _changed(course="cooking"), "other-assignment"),
    Hostile("other-assignment.json", _changed(assignment="spring"), "other-assignment"),
    Hostile("other-release.json", _changed(release="f" * 12), "other-assignment"),
    Hostile("all-options.json", _with("single-choice", ["a", "b", "c", "d"]), "graded", note="note-response-form"),
    Hostile("unknown-option.json", _with("first-question", "zzz"), "graded", note="note-response-form"),
    Hostile("html.json", _with("your-counter", "<script>alert(1)</script><img src=x onerror=alert(1)>"), "graded"),
    Hostile("formula.json", _with("your-counter", '=HYPERLINK("http://evil.example","click")'), "graded"),
    Hostile("surrogates.json", _with("your-counter", "\ud800 alone \udfff"), "graded"),
    Hostile("bidi.json", _with("your-counter", "\u202eevil\u2066\ufeff\u0000"), "graded"),
    Hostile("dictionary.json", _with("first-question", {"a": "a"}), "graded", note="note-response-form"),
    Hostile("long-number.json", _with("numeric", "9" * 5000), "graded"),
    Hostile(
        "no-such-items.json", lambda o: _json(o.content(VICTIM, {"ghost.item": "a"})), "graded", note="note-not-asked"
    ),
    Hostile("bomb-code.json", _with("cost-per-wash", "while True: pass  # timed-out"), "timed-out"),
    Hostile("greedy-code.json", _with("cost-per-wash", "x = 'a' * 10**12  # out-of-memory"), "out-of-memory"),
    Hostile("exit-code.json", _with("cost-per-wash", "import os; os._exit(0)  # crashed"), "crashed"),
    Hostile("1003-cells.ipynb", _notebook(_bomb_cells), "malformed"),
    Hostile("1003-evil.ipynb", _notebook(_evil_literals), "graded", note="note-response-form"),
    Hostile("1003-deep.ipynb", _notebook(_deep_literals), "graded", note="note-response-form"),
    Hostile("1003-source.ipynb", _notebook(_no_source), "malformed"),
    Hostile("1003-old.ipynb", _notebook(_old), "malformed"),
    Hostile("1003-nothing.ipynb", _notebook(_emptied), "other-assignment"),
    Hostile("nobody.ipynb", lambda o: _json(notebook(o)), "not-on-roster"),
    Hostile("1003.ipynb", lambda o: b'{"cells": [', "malformed"),
    Hostile("excel.json", lambda o: _zip(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), "malformed"),
    Hostile("scan.pdf", lambda o: b"%PDF-1.7 ...", "malformed"),
    Hostile("photo.png", lambda o: b"\x89PNG\r\n\x1a\n", "malformed"),
    Hostile("archive.rar", lambda o: b"Rar!\x1a\x07\x00", "malformed"),
    Hostile("outside.zip", _zipped("../../etc/answers.json"), "refused", inner="/../../etc/answers.json"),
    Hostile("absolute.zip", _zipped("/etc/answers.json"), "refused", inner="//etc/answers.json"),
    Hostile("drive.zip", _zipped("C:\\answers.json"), "refused", inner="/C:/answers.json"),
    Hostile("link.zip", _zipped("a.json", external_attr=(stat.S_IFLNK | 0o777) << 16), "refused", inner="/a.json"),
    Hostile("device.zip", _zipped("a.json", external_attr=(stat.S_IFCHR | 0o666) << 16), "refused", inner="/a.json"),
    Hostile("locked.zip", _locked, "refused", inner="/a.json"),
    Hostile("bomb.zip", lambda o: _zip(("a.json", b"0" * 15_000_000)), "refused", inner="/a.json"),
    Hostile("big.zip", lambda o: _zip(("a.json", b"0" * 21_000_000)), "refused", inner="/a.json"),
    Hostile("many.zip", _many, "refused"),
    Hostile("overlapping.zip", _overlapping, "refused"),
    Hostile("lying.zip", _lying, "malformed", inner="/a.json"),
    Hostile("nested.zip", _nested, "refused", inner="/inner.zip/inner.zip"),
    Hostile("nothing.zip", lambda o: _zip(), "malformed"),
    Hostile("broken.zip", lambda o: _zip(("a.json", b"{}"))[:60], "malformed"),
    Hostile("huge.json", lambda o: b" " * 21_000_000, "refused"),
)


def spread(office: Office, hostile: Hostile) -> Path:
    """Put a hostile submission into the inbox."""
    return office.hand_in(hostile.name, hostile.make(office))


def block_of(content: Any) -> bytes:
    """Return a block of text that holds any JSON value."""
    body = base64.encodebytes(_json(content)).decode()
    return f"-----BEGIN CASEBOOK ANSWERS-----\n{TIME}\n\n{body}-----END CASEBOOK ANSWERS-----\n".encode()
