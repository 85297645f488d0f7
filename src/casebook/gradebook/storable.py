"""What strangers write, made fit for every database: what one of them refuses is replaced in both, here and nowhere else."""

import math
import re
from typing import Any

REPLACED = "\ufffd"
_REFUSED = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL has in no text, and halves of surrogate pairs, which have no bytes in UTF-8."""
_DEEPEST = 50
_CUT = "…"


def storable(value: Any, depth: int = 0) -> Any:
    """Return JSON that every database takes: refused characters replaced, no NaN, nothing nested deeper than 50."""
    if isinstance(value, str):
        return _REFUSED.sub(REPLACED, value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list | tuple) and depth >= _DEEPEST:
        return _CUT
    if isinstance(value, dict):
        return {storable(str(key)): storable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each, depth + 1) for each in value]
    return value


def shortened(text: str, most: int) -> str:
    """Return a text that fits into so many characters, its middle left out where it is longer."""
    text = storable(text)
    if len(text) <= most:
        return text
    head = (most - len(_CUT)) // 2
    return text[:head] + _CUT + text[len(text) - (most - head - len(_CUT)) :]
