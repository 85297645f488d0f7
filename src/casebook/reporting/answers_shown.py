"""A learner's answer to an item as a feedback page shows it: what was given, what of it is right, and no more than disclosed.

What stands in these values is on the page. Of the key, rationales and samples nothing is put in below `full`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, assert_never

from markupsafe import Markup

from casebook.gradebook import Event
from casebook.gradebook.reading import ItemResult
from casebook.interactions import (
    AllOrNothing,
    Call,
    Calls,
    Choice,
    ExtendedText,
    Match,
    Order,
    RightMinusWrong,
    Rubric,
    ShareAdjacent,
    SharePairs,
    TextEntry,
)
from casebook.reporting.item_words import ItemWords
from casebook.reporting.wording import outcome, points
from casebook.unseen import visible_lines

Sign = Literal["right", "wrong", ""]
State = Literal["right", "partly", "wrong", "waiting", "blank", "marked"]


@dataclass(frozen=True)
class Part:
    """A part of an answer: an option, a step or a pair, as given; `keyed` and `why` only where everything is disclosed."""

    text: Markup | str
    name: str = ""
    given: Markup | str = ""
    chosen: bool = False
    sign: Sign = ""
    keyed: bool = False
    wanted: Markup | str = ""
    why: Markup | str = ""


@dataclass(frozen=True)
class Judged:
    """A criterion of a rubric: the level reached, its points of how many, and what the marker wrote."""

    title: Markup
    level: Markup | str
    points: str
    most: str


@dataclass(frozen=True)
class Called:
    """A call of the learner's function: what it should return and returned, where that is disclosed."""

    call: str
    sign: Sign
    expected: str = ""
    returned: str = ""


@dataclass(frozen=True)
class Shown:
    """An item as a feedback page shows it."""

    words: ItemWords
    kind: str
    state: State
    score: str
    most: str
    parts: tuple[Part, ...] = ()
    text: str = ""
    unit: str = ""
    rubric: tuple[Judged, ...] = ()
    comments: tuple[str, ...] = ()
    calls: tuple[Called, ...] = ()
    passed_calls: tuple[int, int] | None = None
    key: tuple[Markup, ...] = ()
    reason: Markup | str = ""
    samples: tuple[Markup | str, ...] = ()


def show(words: ItemWords, result: ItemResult | None, most: float, disclosure: str) -> Shown:
    """Return an item with a learner's answer and mark, as far as the assignment discloses it."""
    score = result.score if result else 0.0
    mark = "" if score is None else points(score)
    bare = Shown(words, "", _state(words, result), mark, points(result.max_score if result else most))
    if disclosure == "score":
        return bare
    full = disclosure == "full"
    told = _answered(bare, result, full)
    if not full:
        return told
    key, samples = tuple(words.key), tuple(words.samples)
    return replace(told, key=key, samples=samples, reason=words.reasons.get("", ""))


def _answered(bare: Shown, result: ItemResult | None, full: bool) -> Shown:
    """Return an item with what was answered and how its parts were judged."""
    words, response = bare.words, result.response if result else None
    interaction = words.item.interaction()
    match interaction:
        case Choice():
            return replace(bare, kind="choice", parts=tuple(_choices(words, interaction, response, full)))
        case Order():
            return replace(bare, kind="order", parts=tuple(_steps(words, response)))
        case Match():
            return replace(bare, kind="match", parts=tuple(_pairs(words, interaction, response, full)))
        case TextEntry(unit):
            text = visible_lines("" if response is None else str(response))
            return replace(bare, kind="number", text=text, unit=unit[words.words.language])
        case ExtendedText():
            text = visible_lines(response) if isinstance(response, str) else ""
            return _written(replace(bare, text=text), interaction, result, full)
        case _:
            assert_never(interaction)


def _written(bare: Shown, interaction: ExtendedText, result: ItemResult | None, full: bool) -> Shown:
    """Return a text with how it was marked, or code with how its calls went."""
    scoring, event = bare.words.item.scoring(), result.event if result else None
    if isinstance(scoring, Calls):
        calls, passed = _calls(scoring, interaction.examples, event, full, bare.words.words.language)
        return replace(bare, kind="code", calls=calls, passed_calls=passed)
    if result is None or result.score is None or not isinstance(scoring, Rubric):
        return replace(bare, kind="text")
    return replace(bare, kind="text", rubric=tuple(_judged(bare.words, scoring, event)), comments=_comments(event))


def _state(words: ItemWords, result: ItemResult | None) -> State:
    if result is None or _is_blank(result):
        return "blank"
    if result.score is None:
        return "waiting"
    if isinstance(words.item.scoring(), Rubric):
        return "marked"
    share = result.score / result.max_score if result.max_score else 0.0
    return "right" if share >= 1 - 1e-9 else "wrong" if share <= 1e-9 else "partly"


def _is_blank(result: ItemResult) -> bool:
    empty = result.response is None or result.response in ("", [], {})
    empty = empty or bool(result.event and result.event.detail.get("blank") is True)
    return empty and not (result.score and result.score > 0)


def _choices(words: ItemWords, interaction: Choice, response: Any, full: bool) -> Iterator[Part]:
    scoring = words.item.scoring()
    assert isinstance(scoring, AllOrNothing | RightMinusWrong)
    chosen = _ids(response)
    for index, option in enumerate(interaction.options):
        is_chosen = option.id in chosen
        right = option.id in scoring.key
        yield Part(
            words.texts[option.id],
            name="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index % 26],
            chosen=is_chosen,
            sign=("right" if right else "wrong") if is_chosen else "",
            keyed=full and right,
            why=words.reasons.get(option.id, "") if full else "",
        )
    for each in chosen:
        if each not in words.texts:
            yield Part(visible_lines(each), chosen=True)


def _steps(words: ItemWords, response: Any) -> Iterator[Part]:
    """Yield the steps in the learner's order, each with whether it rightly follows the one before."""
    scoring = words.item.scoring()
    assert isinstance(scoring, ShareAdjacent)
    order = _ids(response)
    wanted = set(pairwise(scoring.key))
    for index, each in enumerate(order):
        follows = index > 0 and (order[index - 1], each) in wanted
        sign: Sign = "" if index == 0 else "right" if follows else "wrong"
        yield Part(words.texts.get(each, visible_lines(each)), name=str(index + 1), sign=sign)


def _pairs(words: ItemWords, interaction: Match, response: Any, full: bool) -> Iterator[Part]:
    scoring = words.item.scoring()
    assert isinstance(scoring, SharePairs)
    given = response if isinstance(response, dict) else {}
    for source in interaction.sources:
        target = given.get(source.id)
        sign: Sign = "" if target is None else "right" if scoring.key.get(source.id) == target else "wrong"
        key = scoring.key.get(source.id, "")
        yield Part(
            words.texts[f"source/{source.id}"],
            given="" if target is None else words.texts.get(f"target/{target}", visible_lines(str(target))),
            sign=sign,
            wanted=words.texts.get(f"target/{key}", "") if full else "",
            why=words.reasons.get(source.id, "") if full else "",
        )


def _judged(words: ItemWords, rubric: Rubric, event: Event | None) -> Iterator[Judged]:
    """Yield the criteria with the levels that a marker chose: the place of a level, counting from 0, by criterion."""
    levels = event.detail.get("levels") if event else None
    if not isinstance(levels, Mapping):
        return
    for criterion in rubric.criteria:
        place = levels.get(criterion.id)
        if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(criterion.levels):
            continue
        level = criterion.levels[place]
        most = max(each.points for each in criterion.levels)
        yield Judged(words.inline(criterion.title), words.inline(level.text), points(level.points), points(most))


def _comments(event: Event | None) -> tuple[str, ...]:
    """Return what the marker wrote to the learner."""
    if event is None:
        return ()
    comment = event.detail.get("comment") or event.detail.get("comments")
    texts = comment.values() if isinstance(comment, Mapping) else comment if isinstance(comment, list) else [comment]
    return tuple(visible_lines(each.strip()) for each in texts if isinstance(each, str) and each.strip())


def _calls(
    scoring: Calls, examples: Sequence[Call], event: Event | None, full: bool, language: str
) -> tuple[tuple[Called, ...], tuple[int, int] | None]:
    """Return the calls with how they went, the hidden ones only where everything is disclosed, and how many went well."""
    results = _results(event, len(scoring.calls), language)
    if results is None:
        return (), None
    told = []
    for call, (sign, returned) in zip(scoring.calls, results, strict=True):
        if full:
            told.append(Called(call.shown(scoring.function), sign, repr(call.expected), visible_lines(returned)))
        elif call in examples:
            told.append(Called(call.shown(scoring.function), sign))
    return tuple(told), (sum(sign == "right" for sign, _ in results), len(results))


def _results(event: Event | None, count: int, language: str) -> list[tuple[Sign, str]] | None:
    """Return of each call whether it went well, and what it returned or why it returned nothing, where that was kept."""
    calls = event.detail.get("calls") if event else None
    if not isinstance(calls, list) or len(calls) != count:
        return None
    found: list[tuple[Sign, str]] = []
    for each in calls:
        told = each if isinstance(each, Mapping) else {}
        said = ""
        if isinstance(told.get("error"), str):
            said = outcome(told["error"], language)
        elif "returned" in told:
            value = told["returned"]
            said = value if isinstance(value, str) else repr(value)
        found.append(("right" if told.get("right") is True else "wrong", said[:500]))
    return found


def _ids(response: Any) -> list[str]:
    ids = [response] if isinstance(response, str) else response
    return [each for each in ids if isinstance(each, str)] if isinstance(ids, list | tuple) else []
