"""An item as the instructor reads it: options as shown, with the key, and all that is known of how it is answered and scored."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from markupsafe import Markup

from casebook.interactions import (
    AllOrNothing,
    Calls,
    Choice,
    Criterion,
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
from casebook.items.short_answer import ShortAnswer
from casebook.labels import labels
from casebook.markup import Role
from casebook.notebooks.items import key_words, letter, suggested_words
from casebook.notebooks.roles import plain_role
from casebook.text import write_number
from casebook.website.words import Words


@dataclass(frozen=True)
class QuietWords(Words):
    """Writes words for a page that has no table of figures: these and assumptions are plain text there."""

    def _link(self, role: Role) -> str:
        if role.name in ("fig", "assume"):
            return html.escape(plain_role(role, self.course, self.subject, self.language), quote=False)
        return super()._link(role)


@dataclass(frozen=True)
class Entry:
    """An option, step, source or target as shown; `keyed` if it is right, `target` what it belongs to, `why` the reason."""

    name: str
    text: Markup
    keyed: bool = False
    target: Markup | str = ""
    why: Markup | str = ""


@dataclass(frozen=True)
class SampleShown:
    """A model answer: its level in words, where it has one, and why it is of that level."""

    level: str
    text: Markup | str
    why: Markup | str = ""


@dataclass(frozen=True)
class CallShown:
    """A call of the learner's function, what it returns, and whether learners see it."""

    call: str
    expected: str
    hidden: bool


@dataclass(frozen=True)
class Answered:
    """A version of an item with its answer."""

    stem: Markup
    kind: str
    scoring: str
    entries: Sequence[Entry] = ()
    targets: Sequence[Entry] = ()
    key: Sequence[Markup] = ()
    reason: Markup | str = ""
    length: int = 0
    starter: str = ""
    criteria: Sequence[Criterion] = ()
    samples: Sequence[SampleShown] = ()
    calls: Sequence[CallShown] = ()


def answered(item: Item, words: Words) -> Answered:
    """Return an item with its answer, by its interaction and scoring alone, so that every type is covered."""
    language, interaction, scoring = words.language, item.interaction(), item.scoring()
    reasons = {name: words.inline(text[language]) for name, text in item.rationales().items()}
    bare = Answered(words.block(item.stem[language]), "", scoring_words(interaction, scoring, language))
    bare = replace(bare, reason=reasons.get("", ""), samples=tuple(_samples(item, words)))
    match interaction:
        case Choice(options):
            right = scoring.key if isinstance(scoring, AllOrNothing | RightMinusWrong) else frozenset()
            return replace(bare, kind="choice", entries=tuple(_choices(options, right, reasons, words)))
        case Order(options):
            entries = tuple(_choices(options, frozenset(), reasons, words))
            return replace(bare, kind="order", entries=entries, key=_key(interaction, scoring, words))
        case Match(sources, targets):
            shown = tuple(_choices(targets, frozenset(), {}, words))
            return replace(
                bare, kind="match", targets=shown, entries=_pairs(sources, shown, targets, scoring, reasons, words)
            )
        case TextEntry():
            return replace(bare, kind="number", key=_key(interaction, scoring, words))
        case ExtendedText(length, _, starter):
            if starter is not None:
                return replace(bare, kind="code", starter=starter.strip(), calls=tuple(_calls(interaction, scoring)))
            criteria = scoring.criteria if isinstance(scoring, Rubric) else ()
            return replace(bare, kind="text", length=suggested_words(length, language), criteria=criteria)
        case _:
            assert_never(interaction)


def scoring_words(interaction: Interaction, scoring: Scoring, language: str) -> str:
    """Return in words how an answer earns its points."""
    t = labels(language)
    match scoring:
        case AllOrNothing():
            return t["scored_all_or_nothing"]
        case RightMinusWrong(key):
            return t["scored_right_minus_wrong"].format(n=len(key))
        case SharePairs(key):
            return t["scored_share_pairs"].format(n=len(key))
        case ShareAdjacent(order):
            return t["scored_share_adjacent"].format(n=len(order) - 1)
        case Tolerance(value, tolerance):
            unit = interaction.unit[language] if isinstance(interaction, TextEntry) else ""
            low, high = (
                write_number(float(f"{each:.12g}"), language) for each in (value - tolerance, value + tolerance)
            )
            return t["scored_tolerance"].format(low=low, high=high, unit=unit) if tolerance else t["scored_exact"]
        case Rubric(criteria):
            return t["scored_rubric"].format(n=len(criteria))
        case Calls(_, calls):
            return t["scored_calls"].format(n=len(calls))
        case _:
            assert_never(scoring)


def _choices(
    options: Sequence[Option], right: frozenset[str], reasons: dict[str, Markup], words: Words
) -> Iterator[Entry]:
    for index, option in enumerate(options):
        text = words.inline(option.text[words.language])
        yield Entry(letter(index), text, option.id in right, why=reasons.get(option.id, ""))


def _pairs(
    sources: Sequence[Option],
    shown: Sequence[Entry],
    targets: Sequence[Option],
    scoring: Scoring,
    reasons: dict[str, Markup],
    words: Words,
) -> tuple[Entry, ...]:
    """Return the sources, each with the target that belongs to it."""
    pairs = scoring.key if isinstance(scoring, SharePairs) else {}
    names = {
        option.id: Markup("{}. {}").format(each.name, each.text) for option, each in zip(targets, shown, strict=True)
    }
    return tuple(
        Entry(
            str(number),
            words.inline(source.text[words.language]),
            target=names.get(pairs.get(source.id, ""), ""),
            why=reasons.get(source.id, ""),
        )
        for number, source in enumerate(sources, start=1)
    )


def _key(interaction: Interaction, scoring: Scoring, words: Words) -> tuple[Markup, ...]:
    """Return the right answer piece by piece; the steps of an order without their numbers, which the list has."""
    pieces = key_words(interaction, scoring, words.language)
    if isinstance(interaction, Order):
        pieces = [piece.partition(". ")[2] for piece in pieces]
    return tuple(words.inline(each) for each in pieces)


def _samples(item: Item, words: Words) -> Iterator[SampleShown]:
    """Yield the model answers; those of short answers with their level and the reason for it."""
    language = words.language
    if isinstance(item, ShortAnswer):
        order = ("good", "fair", "poor")
        for each in sorted(item.samples, key=lambda sample: order.index(sample.level)):
            level = labels(language)[f"mark_level_{each.level}"]
            yield SampleShown(level, words.block(each.text[language]), words.inline(each.why[language]))
        return
    interaction = item.interaction()
    is_code = isinstance(interaction, ExtendedText) and interaction.starter is not None
    for text in item.model_answers():
        yield SampleShown("", text[language].strip() if is_code else words.block(text[language]))


def _calls(interaction: ExtendedText, scoring: Scoring) -> Iterator[CallShown]:
    if isinstance(scoring, Calls):
        for call in scoring.calls:
            yield CallShown(call.shown(scoring.function), repr(call.expected), call not in interaction.examples)
