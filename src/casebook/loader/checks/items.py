"""The rules of item writing, as warnings that can be waived with a reason."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from casebook.interactions import AllOrNothing, Choice, RightMinusWrong
from casebook.items import Item
from casebook.items.base import OptionSource
from casebook.items.code import Code
from casebook.items.ordering import Ordering
from casebook.items.short_answer import ShortAnswer
from casebook.loader.case import CaseSources
from casebook.loader.reading import Report

Finding: TypeAlias = tuple[tuple[str | int, ...], str, dict[str, object]]
"""Place within the item, code of the wording, details."""

_NEGATIVE = {
    "zh": re.compile(r"不(?:属于|正确|恰当|合适|应该?|包括|符合|可取|是)(?!.*吗)|错误的(?:一项|是|做法)|除了"),
    "en": re.compile(r"\b(?:not|cannot|except|incorrect)\b|n['’]t\b|(?<!at )\bleast\b", re.IGNORECASE),
}
_ABOVE = {
    "zh": re.compile(r"以上(?:各项|选项|说法|答案)?(?:都|皆|全部?|均)(?:不)?(?:对|是|错|正确)|以上选项"),
    "en": re.compile(r"\b(?:all|none)(?: of)? (?:the above|these)\b", re.IGNORECASE),
}
_ABSOLUTE = {
    "zh": re.compile(r"(?<!不)一定(?!程度|的)|绝不|绝对|总是|从不|永远|毫无例外"),
    "en": re.compile(r"(?<!not )\b(?:always|never|absolutely|under no circumstances)\b", re.IGNORECASE),
}
_EITHER_OR = re.compile(r"(.)不\1")
"""是不是, 该不该: a question that is open both ways."""
_TELLING_ID = re.compile(r"^(?:right|wrong|correct|incorrect|key|distractor|answer|best|worst|good|bad)\d*$")
_QUESTION = re.compile(r"[?？]")
# How much longer counts as longer: characters, by language.
_CLEARLY = {"zh": 2, "en": 6}


def check_items(sources: CaseSources, report: Report) -> None:
    """Report every rule that an item or the bank breaks and nobody has waived."""
    for code in sorted(sources.waived - set(CODES)):
        report(sources.exercises.problem(("waive", code), "unknown-warning", code=code, known=", ".join(CODES)))
    for item in sources.case.exercise:
        loc = sources.items[item.id]
        for code, reason in item.waive.items():
            if code not in CODES:
                report(
                    sources.exercises.problem(
                        (*loc, "waive", code), "unknown-warning", code=code, known=", ".join(CODES)
                    )
                )
            if not reason.strip():
                report(sources.exercises.problem((*loc, "waive", code), "waiver-without-reason"))
        rules = (*_ITEM_RULES, _hides_a_call) if item in sources.case.exercise.graded else _ITEM_RULES
        for place, code, details in _findings(item, rules):
            if code not in item.waive and code not in sources.waived:
                report(sources.exercises.problem((*loc, *place), code, True, **details))
    if sources.items:
        for place, code, details in _bank(sources):
            if code not in sources.waived:
                report(sources.exercises.problem(place, code, True, **details))
        _check_repeated(sources, report)


def _findings(item: Item, rules: Sequence[Callable[[Item], Iterator[Finding]]]) -> Iterator[Finding]:
    """Yield what the rules find in an item, and what they find in its variants alone."""
    found = [finding for rule in rules for finding in rule(item)]
    yield from found
    for index, version in enumerate(item.versions()[1:]):
        for finding in (each for rule in rules for each in rule(version)):
            if finding not in found:
                yield ("variants", index, *finding[0]), finding[1], finding[2]


def _options(item: Item) -> list[OptionSource]:
    return [each for each in getattr(item, "options", ()) if isinstance(each, OptionSource)]


def _asks_a_question(item: Item) -> Iterator[Finding]:
    if isinstance(item.interaction(), Choice):
        for language, words in item.stem.items():
            if not _QUESTION.search(words):
                yield ("stem", language), "stem-not-a-question", {}


def _asks_positively(item: Item) -> Iterator[Finding]:
    for language, words in item.stem.items():
        sentences = re.split(r"(?<=[。！？.!?])\s*", words.strip())
        asked = [sentence for sentence in sentences if _QUESTION.search(sentence)][-1:]
        found = asked and item.type != "true-false" and _NEGATIVE[language].search(_EITHER_OR.sub("", asked[0]))
        if found:
            yield ("stem", language), "stem-negative", {"word": found[0]}


def _options_are_fair(item: Item) -> Iterator[Finding]:
    for index, option in enumerate(_options(item)):
        if _TELLING_ID.match(option.id):
            yield ("options", index, "id"), "id-tells", {"id": option.id}
        for language, words in option.text.items():
            if found := _ABOVE[language].search(words):
                yield ("options", index, "text", language), "all-of-the-above", {"word": found[0]}
            if found := _ABSOLUTE[language].search(words):
                yield ("options", index, "text", language), "absolute-word", {"word": found[0]}


def _options_are_parallel(item: Item) -> Iterator[Finding]:
    options, scoring = _options(item), item.scoring()
    if len(options) < 2 or not isinstance(scoring, AllOrNothing | RightMinusWrong):
        return
    for language in item.stem:
        length = {option.id: len(option.text[language]) for option in options}
        longest, shortest = max(length.values()), min(length.values())
        if longest > 2 * shortest and longest - shortest > 4 * _CLEARLY[language]:
            yield ("options",), "options-uneven", {"language": language, "longest": longest, "shortest": shortest}
        if isinstance(scoring, AllOrNothing):
            key = max((length[each] for each in scoring.key if each in length), default=0)
            others = max((length[each] for each in length if each not in scoring.key), default=0)
            if key >= others + _CLEARLY[language]:
                yield ("options",), "key-longest", {"language": language, "key": key, "next": others}


def _has_enough_options(item: Item) -> Iterator[Finding]:
    bounds = {"single-choice": (3, 4), "multiple-choice": (4, 6), "ordering": (3, 6)}
    if item.type in bounds:
        low, high = bounds[item.type]
        if not low <= len(_options(item)) <= high:
            yield ("options",), "option-count", {"count": len(_options(item)), "low": low, "high": high}
    scoring = item.scoring()
    if isinstance(scoring, RightMinusWrong) and len(scoring.key) == len(_options(item)):
        yield ("answer",), "all-options-right", {}


def _ids_keep_the_order(item: Item) -> Iterator[Finding]:
    if isinstance(item, Ordering) and list(item.answer) == sorted(item.answer):
        yield ("options",), "ids-tell-order", {}


def _hides_a_call(item: Item) -> Iterator[Finding]:
    if isinstance(item, Code) and not any(call.hidden for call in item.calls):
        yield ("calls",), "no-hidden-call", {}


def _rubric_is_analytic(item: Item) -> Iterator[Finding]:
    if isinstance(item, ShortAnswer):
        if not 3 <= len(item.rubric) <= 5:
            yield ("rubric",), "criteria-count", {"count": len(item.rubric)}
        for level in ("good", "fair", "poor"):
            if level not in {sample.level for sample in item.samples}:
                yield ("samples",), "sample-missing", {"level": level}


_ITEM_RULES: tuple[Callable[[Item], Iterator[Finding]], ...] = (
    _asks_a_question,
    _asks_positively,
    _options_are_fair,
    _options_are_parallel,
    _has_enough_options,
    _ids_keep_the_order,
    _rubric_is_analytic,
)
CODES = (
    "stem-not-a-question",
    "stem-negative",
    "id-tells",
    "all-of-the-above",
    "absolute-word",
    "options-uneven",
    "key-longest",
    "option-count",
    "all-options-right",
    "ids-tell-order",
    "criteria-count",
    "sample-missing",
    "key-position",
    "too-few-practice",
    "too-few-graded",
    "too-few-types",
    "too-few-new-situations",
    "no-open-item",
    "no-hidden-call",
)
"""Every warning that `waive` may name."""


def _bank(sources: CaseSources) -> Iterator[Finding]:
    practice, graded = sources.case.exercise.practice, sources.case.exercise.graded
    if len(practice) < 6:
        yield ("practice",), "too-few-practice", {"count": len(practice)}
    if len(graded) < 8:
        yield ("graded",), "too-few-graded", {"count": len(graded)}
    types = {item.type for item in (*practice, *graded)}
    if len(types) < 5:
        yield (), "too-few-types", {"count": len(types)}
    new = sum(item.situation == "new" for item in graded)
    if new < 2:
        yield ("graded",), "too-few-new-situations", {"count": new}
    if not any(isinstance(item, ShortAnswer) for item in graded):
        yield ("graded",), "no-open-item", {}
    positions = Counter(
        place
        for item in (*practice, *graded)
        if item.type == "single-choice" and isinstance(scoring := item.scoring(), AllOrNothing)
        for place, option in enumerate(_options(item))
        if option.id in scoring.key
    )
    total = sum(positions.values())
    for position, count in positions.items():
        if total >= 4 and count / total > 0.5:
            yield (), "key-position", {"position": chr(ord("A") + position), "count": count, "total": total}


def _check_repeated(sources: CaseSources, report: Report) -> None:
    seen: dict[str, str] = {}
    for item in sources.case.exercise:
        for language, words in item.stem.items():
            other = seen.setdefault(words, item.id)
            if other != item.id:
                loc = (*sources.items[item.id], "stem", language)
                report(sources.exercises.problem(loc, "stem-repeated", other=other))
