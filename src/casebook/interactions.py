"""The five ways a person can answer and the seven ways an answer is scored: closed sets.

Whatever shows items (notebook cells, web pages, exporters) matches on `Interaction`; whatever scores them matches on
`Scoring`. Both close their `match` with `assert_never`, so the type checker lists what a new one would touch. The words
are QTI's. The order of options in an interaction is the order in which they are shown.
"""

import itertools
import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, assert_never

from casebook.errors import ResponseError
from casebook.text import Text


@dataclass(frozen=True)
class Option:
    """Something to choose, order or match."""

    id: str
    text: Text


@dataclass(frozen=True)
class Choice:
    """Choose one option, or several."""

    options: tuple[Option, ...]
    many: bool = False


@dataclass(frozen=True)
class Order:
    """Put the options in order."""

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Match:
    """Give each source a target; with `reuse` a target may serve several sources."""

    sources: tuple[Option, ...]
    targets: tuple[Option, ...]
    reuse: bool


@dataclass(frozen=True)
class TextEntry:
    """Enter one number, in a unit."""

    unit: Text


@dataclass(frozen=True)
class Call:
    """A call of the learner's function, with positional JSON arguments and the JSON value it should return."""

    args: tuple[Any, ...]
    expected: Any

    def shown(self, function: str) -> str:
        """Write the call as Python does."""
        return f"{function}({', '.join(map(repr, self.args))})"


@dataclass(frozen=True)
class ExtendedText:
    """Write a text, judged by the criteria shown; or, where `starter` is given, Python code, with example calls shown."""

    words: int = 0
    criteria: tuple[Text, ...] = ()
    starter: str | None = None
    examples: tuple[Call, ...] = ()
    function: str = ""


_NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[-+]?[0-9]{1,4}(,[0-9]{4})+(\.[0-9]+)?")
"""Digits in groups of three, or of four as 万 has them; any other comma may be a decimal one and is not guessed at."""

Interaction: TypeAlias = Choice | Order | Match | TextEntry | ExtendedText


@dataclass(frozen=True)
class AllOrNothing:
    """Full marks for exactly the key."""

    key: frozenset[str]


@dataclass(frozen=True)
class RightMinusWrong:
    """(right options chosen - wrong options chosen) / right options, not below zero."""

    key: frozenset[str]


@dataclass(frozen=True)
class SharePairs:
    """The share of sources that got their own target."""

    key: Mapping[str, str]


@dataclass(frozen=True)
class ShareAdjacent:
    """The share of the key's adjacent pairs that stand adjacent and in order in the response."""

    key: tuple[str, ...]


@dataclass(frozen=True)
class Tolerance:
    """Full marks within `tolerance` of `value`, bounds included; both in the item's unit."""

    value: float
    tolerance: float


@dataclass(frozen=True)
class Level:
    """What work of this level shows, and its points."""

    points: float
    text: Text


@dataclass(frozen=True)
class Criterion:
    """One thing that a rubric looks at, with its levels from lowest to highest."""

    id: str
    title: Text
    levels: tuple[Level, ...]


@dataclass(frozen=True)
class Rubric:
    """A person marks, criterion by criterion."""

    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Calls:
    """The share of calls that return what is expected."""

    function: str
    calls: tuple[Call, ...]


Scoring: TypeAlias = AllOrNothing | RightMinusWrong | SharePairs | ShareAdjacent | Tolerance | Rubric | Calls
Response: TypeAlias = Any
"""JSON: an option id or a list of them (Choice), a list of ids (Order), a mapping of source to target (Match), a number or
its spelling (TextEntry), text (ExtendedText). For `Calls` it is the list of values that the learner's function returned."""


def score(scoring: Scoring, response: Response) -> float | None:
    """Return the share of the points earned, from 0 to 1; None where a person must mark. No answer (None) earns 0.

    Raises ResponseError where the response is not of the item's form.
    """
    if response is None:
        return None if isinstance(scoring, Rubric) else 0.0
    match scoring:
        case AllOrNothing(key):
            return float(frozenset(_ids(response)) == key)
        case RightMinusWrong(key):
            chosen = frozenset(_ids(response))
            return max(0.0, (len(chosen & key) - len(chosen - key)) / len(key))
        case SharePairs(key):
            pairs = _pairs(response)
            return sum(pairs.get(source) == target for source, target in key.items()) / len(key)
        case ShareAdjacent(key):
            order = _ids(response)
            wanted = set(itertools.pairwise(key))
            return len(wanted & set(itertools.pairwise(order))) / len(wanted)
        case Tolerance(value, tolerance):
            # One part in 10^9 forgives binary fractions at the bound: 3.1 + 0.1 is 3.2.
            return float(abs(read_number(response) - value) <= tolerance + abs(value) * 1e-9)
        case Rubric():
            if not isinstance(response, str):
                raise ResponseError(f"expected a text, got {response!r}")
            return None
        case Calls(_, calls):
            if not isinstance(response, list) or len(response) != len(calls):
                raise ResponseError(f"expected the list of {len(calls)} returned values")
            return sum(_same(got, call.expected) for got, call in zip(response, calls, strict=True)) / len(calls)
        case _:
            assert_never(scoring)


def read_number(response: Response) -> float:
    """Read a number as people write it: `1,200`, `１２．５`, ` 3.1 `; a trailing `%` is taken as part of the unit.

    Raises ResponseError where it is not a finite number.
    """
    if isinstance(response, str):
        spelt = unicodedata.normalize("NFKC", response).strip().removesuffix("%").strip().replace("−", "-")
        plain = spelt.replace(",", "") if _GROUPED.fullmatch(spelt) else spelt
        response = float(plain) if _NUMBER.fullmatch(plain) else response
    if isinstance(response, bool) or not isinstance(response, int | float):
        raise ResponseError(f"expected a number, got {response!r}")
    try:
        number = float(response)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ResponseError("expected a finite number")  # an integer of thousands of digits cannot be written out
    return number


def _float(number: float) -> float:
    """Return a number as a float; NaN, which is near nothing, for an integer beyond every float."""
    try:
        return float(number)
    except OverflowError:
        return math.nan


def _ids(response: Response) -> Sequence[str]:
    ids = [response] if isinstance(response, str) else response
    if not isinstance(ids, list | tuple) or not all(isinstance(each, str) for each in ids):
        raise ResponseError(f"expected option ids, got {response!r}")
    if len(set(ids)) != len(ids):
        raise ResponseError(f"an option is named twice: {response!r}")
    return ids


def _pairs(response: Response) -> Mapping[str, str]:
    if not isinstance(response, dict) or not all(isinstance(each, str) for each in (*response, *response.values())):
        raise ResponseError(f"expected a target for each source, got {response!r}")
    return response


def _same(got: Any, expected: Any) -> bool:
    """Compare JSON values; numbers within one part in 10^9, and true is not 1."""
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(got, int | float) and isinstance(expected, int | float):
        return got == expected or math.isclose(_float(got), _float(expected), rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(got, list) and isinstance(expected, list):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(got, dict) and isinstance(expected, dict):
        return got.keys() == expected.keys() and all(_same(got[key], expected[key]) for key in got)
    return type(got) is type(expected) and bool(got == expected)
