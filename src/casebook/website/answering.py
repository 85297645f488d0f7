"""Items as the scripts of the pages know them: what a learner sees of each, and, for practice alone, how it is scored."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, assert_never

from casebook.interactions import (
    AllOrNothing,
    Calls,
    Choice,
    ExtendedText,
    Interaction,
    Match,
    Option,
    Order,
    RightMinusWrong,
    Rubric,
    Scoring,
    ShareAdjacent,
    SharePairs,
    TextEntry,
    Tolerance,
)
from casebook.items import Item
from casebook.model import Case
from casebook.notebooks.items import letter
from casebook.website.words import Words


def kind_of(interaction: Interaction) -> str:
    """Return the word by which templates and scripts tell interactions apart."""
    match interaction:
        case Choice():
            return "choice"
        case Order():
            return "order"
        case Match():
            return "match"
        case TextEntry():
            return "number"
        case ExtendedText(starter=starter):
            return "text" if starter is None else "code"
        case _:
            assert_never(interaction)


def scoring_data(scoring: Scoring) -> Mapping[str, Any]:
    """Return a scoring as the pages' `scoring.js` takes it. It is the key: for practice items only."""
    match scoring:
        case AllOrNothing(key):
            return {"by": "all-or-nothing", "key": sorted(key)}
        case RightMinusWrong(key):
            return {"by": "right-minus-wrong", "key": sorted(key)}
        case SharePairs(pairs):
            return {"by": "share-pairs", "key": dict(pairs)}
        case ShareAdjacent(order):
            return {"by": "share-adjacent", "key": list(order)}
        case Tolerance(value, tolerance):
            return {"by": "tolerance", "value": value, "tolerance": tolerance}
        case Rubric():
            return {"by": "rubric"}
        case Calls(_, calls):
            return {"by": "calls", "expected": [call.expected for call in calls]}
        case _:
            assert_never(scoring)


def items_script(case: Case, words: Words) -> str:
    """Return the script that tells other pages what a case asks, in one language: `casebook.items` and `.decisions`, by case."""
    items = {}
    for graded, listed in ((False, case.exercise.practice), (True, case.exercise.graded)):
        for number, item in enumerate(listed, start=1):
            items[item.id] = {"n": number, "graded": graded, **_seen(item, words)}
    asked = case.file.decision
    options = {option.id: _plain(option.text[words.language], words) for option in asked.options}
    decision = {"question": _plain(asked.question[words.language], words), "options": options}
    return _script("items", case, items) + _script("decisions", case, decision)


def _script(name: str, case: Case, data: Mapping[str, Any]) -> str:
    written = json.dumps(data, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f"(casebook.{name} = casebook.{name} || {{}})[{json.dumps(case.id)}] = {written};\n"


def _seen(item: Item, words: Words) -> Mapping[str, Any]:
    interaction = item.interaction()
    about = {
        "label": item.label[words.language],
        "points": item.points,
        "kind": kind_of(interaction),
        "edition": item.edition(),
        "stem": _plain(item.stem[words.language], words),
    }
    match interaction:
        case Choice(options, many):
            return about | {"many": many, "options": _named(options, words, lettered=True)}
        case Order(options):
            return about | {"options": _named(options, words)}
        case Match(sources, targets):
            return about | {"options": _named(sources, words), "targets": _named(targets, words)}
        case TextEntry(unit):
            return about | {"unit": unit[words.language]}
        case ExtendedText():
            return about
        case _:
            assert_never(interaction)


def _named(options: Sequence[Option], words: Words, *, lettered: bool = False) -> Mapping[str, str]:
    texts = {option.id: _plain(option.text[words.language], words) for option in options}
    if lettered:
        return {name: f"{letter(index)}. {text}" for index, (name, text) in enumerate(texts.items())}
    return texts


def _plain(markdown: str, words: Words) -> str:
    return words.block(markdown).striptags()
