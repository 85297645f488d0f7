"""Write an item as Markdown; by its interaction only, so that every type is covered."""

from collections.abc import Iterator, Mapping
from string import ascii_uppercase
from typing import assert_never

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
from casebook.labels import label
from casebook.text import write_number


def item_markdown(item: Item, number: int, language: str, *, with_key: bool) -> str:
    """Return an item to read: its stem and options and, for practice, answer and reasons behind a disclosure."""
    points = label(language, "nb_points", points=f"{item.points:g}")
    title = f"**{number}. {item.label[language]}**{aside(points, language)}"
    parts = [title, item.stem[language], *_options(item.interaction(), language)]
    if with_key:
        parts += [
            f"<details><summary>{label(language, 'nb_answer_and_reasons')}</summary>",
            *_key(item, language),
            "</details>",
        ]
    return "\n\n".join(parts)


def letter(index: int) -> str:
    """Return how an option is called: A to Z, then AA, AB and so on, as HTML counts lists by letters."""
    rest, last = divmod(index, 26)
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]


def aside(words: str, language: str) -> str:
    """Return words in the parentheses of a language."""
    return label(language, "nb_aside", words=words)


def _options(interaction: Interaction, language: str) -> Iterator[str]:
    match interaction:
        case Choice(options) | Order(options):
            yield _listed(options, language)
        case Match(sources, targets, reuse):
            yield f"{label(language, 'nb_entries' if reuse else 'nb_left')}{label(language, 'nb_colon')}"
            yield _listed(sources, language)
            yield f"{label(language, 'nb_categories' if reuse else 'nb_right')}{label(language, 'nb_colon')}"
            yield _listed(targets, language)
        case TextEntry(unit):
            yield label(language, "nb_number_in", unit=unit[language])
        case ExtendedText(words, criteria, starter, examples, function):
            if starter is not None:
                shown = "\n".join(f"- `{call.shown(function)}` → `{call.expected!r}`" for call in examples)
                yield f"{label(language, 'nb_code_examples')}{label(language, 'nb_colon')}\n\n{shown}"
            else:
                yield label(language, "nb_words", words=suggested_words(words, language))
                yield f"{label(language, 'nb_criteria')}{label(language, 'nb_colon')}"
                yield "\n".join(f"- {criterion[language]}" for criterion in criteria)
        case _:
            assert_never(interaction)


def suggested_words(words: int, language: str) -> int:
    """Return the suggested length in the language's own measure: Chinese characters, or 0.6 English words for each."""
    return words if language == "zh" else max(10, round(words * 0.6 / 10) * 10)


def _listed(options: tuple[Option, ...], language: str) -> str:
    return "\n".join(f"- {_named(each, language)}" for each in options)


def _named(option: Option, language: str) -> str:
    """Return an option with the id that an answer cell calls it by."""
    return f"`{option.id}` {option.text[language]}"


def _key(item: Item, language: str) -> Iterator[str]:
    colon = label(language, "nb_colon")
    right = f"{label(language, 'nb_right_answer')}{colon.strip()}"  # a space before the asterisks would print them
    answer = key_words(item.interaction(), item.scoring(), language, by_id=True)
    if answer:
        yield f"**{right}** {'; '.join(answer) if language == 'en' else '；'.join(answer)}"
    names = option_names(item.interaction(), language)
    reasons = [
        f"- {names[each]}{colon}{text[language]}" if each else f"- {text[language]}"
        for each, text in item.rationales().items()
    ]
    if reasons:
        yield "\n".join(reasons)
    for sample in item.model_answers():
        code = isinstance(item.scoring(), Calls)
        yield f"```python\n{sample[language].rstrip()}\n```" if code else f"> {sample[language]}"


def option_names(interaction: Interaction, language: str) -> Mapping[str, str]:
    """Return what to call each option in a reason: its id, and its words where they do not stand just above."""
    match interaction:
        case Choice(options):
            return {each.id: f"`{each.id}`" for each in options}
        case Order(options) | Match(options):
            return {each.id: _named(each, language) for each in options}
        case TextEntry() | ExtendedText():
            return {}
        case _:
            assert_never(interaction)


def key_words(interaction: Interaction, scoring: Scoring, language: str, *, by_id: bool = False) -> list[str]:
    """Return the right answer in words, piece by piece; nothing where only a person or a run can tell.

    Choices are called by their letters, as on a page; or, with `by_id`, every option by its id, as in a notebook.
    """

    def words(option: Option, name: str = "") -> str:
        return _named(option, language) if by_id else name + option.text[language]

    match scoring:
        case AllOrNothing(key) | RightMinusWrong(key):
            assert isinstance(interaction, Choice)
            return [words(each, f"{letter(i)}. ") for i, each in enumerate(interaction.options) if each.id in key]
        case ShareAdjacent(order):
            assert isinstance(interaction, Order)
            steps = {each.id: each for each in interaction.options}
            return [f"{i}. {words(steps[each])}" for i, each in enumerate(order, start=1)]
        case SharePairs(pairs):
            assert isinstance(interaction, Match)
            targets = {each.id: each for each in interaction.targets}
            left = {each.id: f"`{each.id}`" if by_id else each.text[language] for each in interaction.sources}
            return [f"{left[each]} → {words(targets[pairs[each]])}" for each in left]
        case Tolerance(value, tolerance):
            assert isinstance(interaction, TextEntry)
            within = f"{label(language, 'nb_tolerance', tolerance=f'{tolerance:g}')}" if tolerance else ""
            joined = f"{write_number(value, language)} {interaction.unit[language]}".strip()
            return [joined + aside(within, language) if within else joined]
        case Rubric() | Calls():
            return []
        case _:
            assert_never(scoring)
