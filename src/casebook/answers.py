"""The answers file: what a learner hands in, as a JSON file or as a block of text for chats that refuse files.

`handin.js` writes it, with the same receipt; the manual publishes its schema. Nothing in it can be run: responses are ids
and texts. The receipt tells whether two files hold the same answers; anyone can compute one, so it proves no authorship.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from datetime import datetime
from textwrap import wrap
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from casebook.errors import AnswersError
from casebook.problems import phrase
from casebook.unseen import visible

FORMAT = "casebook-answers"
VERSION = 1
MAX_BYTES = 5_000_000
"""The largest file; as a block of text it is a third larger."""
MAX_ANSWERS = 2_000
MAX_CHARACTERS = 20_000
"""The longest text that answers one item."""

_RECEIPTED = ("course", "assignment", "release", "learner", "answers")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U, which people misread."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BEGIN, _END = (re.compile(rf"{word}[\s>]+CASEBOOK[\s>]+ANSWERS") for word in ("BEGIN", "END"))
_FIRST = "eyJ"
"""How base64 of a JSON object begins whose first key follows at once."""
_UNSEEN = r"\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""Control characters, and those that hide or turn round what people read."""


def _well_formed(value: Any) -> Any:
    return _LONE_SURROGATE.sub("\ufffd", value) if isinstance(value, str) else value


def _moment(value: str) -> str:
    datetime.fromisoformat(value)  # raises ValueError for a 30th of February
    return value


_ID = "[A-Za-z0-9][A-Za-z0-9_-]{0,49}"
_Id = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
_ItemKey = Annotated[str, StringConstraints(pattern=rf"^{_ID}\.{_ID}$")]
_Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{12}$")]
_Receipt = Annotated[str, StringConstraints(pattern=f"^[{_ALPHABET}]{{3}}-[{_ALPHABET}]{{4}}$")]
_Time = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9](:[0-5][0-9]){2}\.[0-9]{3}Z$"),
    AfterValidator(_moment),
]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHARACTERS), BeforeValidator(_well_formed)]
_Choices = Annotated[tuple[_Id, ...], Field(min_length=1, max_length=100, strict=False)]
_Pairs = Annotated[dict[_Id, _Id], Field(min_length=1, max_length=100)]
Answered: TypeAlias = _Text | _Choices | _Pairs
"""A response as files hold it: an option's id, a number as typed, or a text; ids in order; a target for each source."""


class _Held(BaseModel):
    """A value of the file: immutable, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class LearnerId(_Held):
    """Who hands in: the id that HR uses, and the name."""

    id: Annotated[
        str,
        StringConstraints(max_length=50, pattern=rf"^[^\s{_UNSEEN}]([^{_UNSEEN}]*[^\s{_UNSEEN}])?$"),
        BeforeValidator(_well_formed),
    ]
    name: Annotated[str, StringConstraints(max_length=100, pattern=rf"^[^{_UNSEEN}]*$"), BeforeValidator(_well_formed)]


class Answer(_Held):
    """What was answered, when by the learner's own clock, and to which edition of the item."""

    response: Answered
    at: _Time
    edition: _Hash


class AnswersFile(_Held):
    """The answers of one learner to one assignment."""

    format: Literal["casebook-answers"]
    version: Literal[1]
    course: _Id
    assignment: _Id
    release: _Hash
    learner: LearnerId
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")]
    made: _Time
    answers: Annotated[dict[_ItemKey, Answer], Field(max_length=MAX_ANSWERS)]
    receipt: _Receipt

    def content(self) -> dict[str, Any]:
        """Return the file's JSON value, in the order in which the page writes it."""
        return self.model_dump(mode="json")


def read_answers(data: bytes | str) -> AnswersFile:
    """Return the answers in a JSON file or in a text with the block in it; raise AnswersError where they cannot be taken."""
    text = _decoded(data)
    if not text.startswith("{") or (_BEGIN.search(text) and not _is_json(text)):
        text = _unwrapped(text)
    content = _parsed(text)
    _refuse_foreign(content)
    if _is_crowded(content):
        raise AnswersError("answers-form", where="answers")
    try:
        file = AnswersFile.model_validate(content)
    except ValidationError as error:
        raise AnswersError("answers-form", where=_place(error)) from error
    if receipt_of(file.content()) != file.receipt:
        raise AnswersError("answers-changed", receipt=file.receipt)
    return file


def receipt_of(content: Mapping[str, Any]) -> str:
    """Return the receipt of a file's JSON value: CRC-32 of what it hands in, for people to compare, such as `K7Q-F2M9`."""
    held = {key: content[key] for key in _RECEIPTED}
    canonical = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    number = zlib.crc32(_well_formed(canonical).encode())
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range(30, -1, -5))
    return f"{letters[:3]}-{letters[3:]}"


def to_json(file: AnswersFile) -> str:
    """Return the file as the page writes it: compact, its keys in their order, one line."""
    return json.dumps(file.content(), ensure_ascii=False, separators=(",", ":")) + "\n"


def to_block(file: AnswersFile) -> str:
    """Return the file as a block of text, which any chat or mail passes on."""
    said = phrase(file.language, "answers-block", assignment=file.assignment, receipt=file.receipt)
    lines = wrap(base64.b64encode(to_json(file).encode()).decode(), 64)
    return "\n".join(["-----BEGIN CASEBOOK ANSWERS-----", said, "", *lines, "-----END CASEBOOK ANSWERS-----", ""])


def answers_schema() -> dict[str, Any]:
    """Return the JSON Schema of the file, without prose, as the manual publishes it in every language."""
    schema = AnswersFile.model_json_schema()
    bare: dict[str, Any] = _without_prose(schema)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **bare}


def _without_prose(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_prose(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    prose = {key for key in ("title", "description") if isinstance(schema.get(key), str)}
    closed = {"additionalProperties": False} if "patternProperties" in schema else {}
    return closed | {key: _without_prose(value) for key, value in schema.items() if key not in prose}


def _decoded(data: bytes | str) -> str:
    _refuse_larger(len(data), MAX_BYTES * 3 // 2)
    if isinstance(data, bytes):
        utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
        data = data.decode("utf-16" if utf16 else "utf-8-sig", "replace")
    return data.lstrip("\ufeff").strip()


def _refuse_larger(size: int, most: int) -> None:
    if size > most:
        raise AnswersError("answers-big", size=f"{size / 1e6:.1f}", most=MAX_BYTES // 1_000_000)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _unwrapped(text: str) -> str:
    """Return the JSON in a block, whatever stands around it or was put before its lines on the way."""
    begin = _BEGIN.search(text)
    if begin is None:
        raise AnswersError("answers-foreign")
    end = _END.search(text, begin.end())
    body = text[begin.end() : end.start() if end else None]
    letters = re.sub(r"[^A-Za-z0-9+/=]", "", body[body.find(_FIRST) :] if _FIRST in body else "")
    if end is None or not letters:
        raise AnswersError("answers-cut")
    try:
        return base64.b64decode(letters, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise AnswersError("answers-cut") from None


def _parsed(text: str) -> Any:
    _refuse_larger(len(text.encode(errors="replace")), MAX_BYTES)
    try:
        return json.loads(text)
    except RecursionError:
        raise AnswersError("answers-foreign") from None
    except ValueError:
        raise AnswersError("answers-cut" if "casebook-" in text[:200] else "answers-foreign") from None


def _refuse_foreign(content: Any) -> None:
    kind = content.get("format") if isinstance(content, dict) else None
    if kind == "casebook-work":
        raise AnswersError("answers-work")
    if kind != FORMAT:
        raise AnswersError("answers-foreign")
    version = content.get("version")
    if isinstance(version, int) and not isinstance(version, bool) and version != VERSION:
        raise AnswersError("answers-version", version=str(version)[:9], known=VERSION)


def _is_crowded(content: Any) -> bool:
    """Say whether a JSON value holds more values than any file can: each would be a fault of its own to be told."""
    count, left = 0, [content]
    while left and count <= MAX_ANSWERS * 100:
        value = left.pop()
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        count += len(parts)
        left.extend(parts)
    return bool(left)


def _place(error: ValidationError) -> str:
    """Return where the first fault is, as printable text: the words come from whoever wrote the file."""
    place = ".".join(str(part) for part in error.errors(include_url=False, include_input=False)[0]["loc"][:3])
    return visible(place)[:80]
