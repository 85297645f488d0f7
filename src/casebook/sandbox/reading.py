"""Read what learners' code said. All of it is hostile: it may hold any bytes, and only plain JSON comes through."""

import json
import math
import re
from typing import Any

from casebook.sandbox.values import Returned

_DEEPEST = 100
_LONGEST_ERROR = 200
_LONGEST_PRINTED = 2000
_HIDDEN = re.compile(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
NOT_JSON = Returned(error="not JSON")


def read_answer(body: bytes) -> Returned:
    """Return what one frame says; whatever is not of its form is "not JSON"."""
    try:
        said = json.loads(body.decode("ascii"), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError, MemoryError):
        return NOT_JSON
    match said:
        case {"error": str(text), **rest} if not rest and text.strip():
            return Returned(error=shorten(text, _LONGEST_ERROR).replace("\n", " "))
        case {"value": value, **rest} if not rest and _is_plain(value):
            return Returned(value)
    return NOT_JSON


def read_printed(data: bytes) -> str:
    """Return what was printed as errors, shortened to its beginning and its end."""
    return shorten(data.decode("utf-8", "replace").strip(), _LONGEST_PRINTED)


def shorten(text: str, most: int) -> str:
    """Return a text without characters that hide or reorder others, with its middle left out where it is too long."""
    half = most // 2
    if len(text) > most:
        text = f"{text[:half]} … {text[-half:]}"
    return _HIDDEN.sub(" ", text)


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _is_plain(value: Any) -> bool:
    """Return whether a value is no deeper than any honest one, and its texts can be written anywhere."""
    layer, depth = [value], 0
    while layer:
        if depth > _DEEPEST:
            return False
        texts = [each for each in layer if isinstance(each, str)]
        texts += [key for each in layer if isinstance(each, dict) for key in each]
        if any(_SURROGATE.search(text) for text in texts):
            return False
        inner: list[Any] = []
        for each in layer:
            if isinstance(each, list | dict):
                inner.extend(each if isinstance(each, list) else each.values())
        layer, depth = inner, depth + 1
    return True
