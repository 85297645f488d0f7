"""The answer cell below an item: what it holds when it is handed out, and the response that is read from it later.

Both know the item's interaction and nothing of its key. What a learner writes is never run here: a literal is parsed,
text and code are taken as they stand.
"""

import ast
import warnings
from collections.abc import Sequence
from typing import assert_never

from casebook.errors import ResponseError
from casebook.interactions import (
    Choice,
    ExtendedText,
    Interaction,
    Match,
    Option,
    Order,
    Response,
    TextEntry,
    read_number,
)
from casebook.labels import label, languages

MAX_LENGTH = 100_000
"""Characters of an answer cell that are read."""


def is_prose(interaction: Interaction) -> bool:
    """Say whether the answer is words, written in a Markdown cell, and not a literal or a function."""
    return isinstance(interaction, ExtendedText) and interaction.starter is None


def answer_source(interaction: Interaction, language: str) -> str:
    """Return what an answer cell holds before anybody has answered; whatever is no prose runs as it stands."""
    comma = label(language, "nb_comma")
    match interaction:
        case Choice(options, many=False):
            return f'# {label(language, "nb_answer_one", ids=comma.join(_quoted(options)))}\nanswer = ""'
        case Choice(options) | Order(options):
            key = "nb_answer_order" if isinstance(interaction, Order) else "nb_answer_many"
            return f"# {label(language, key, ids=', '.join(_quoted(options)))}\nanswer = []"
        case Match(sources, targets, reuse):
            key = "nb_answer_sort" if reuse else "nb_answer_match"
            lines = [f'    {each}: "",' for each in _quoted(sources)]
            how = label(language, key, ids=comma.join(_quoted(targets)))
            return "\n".join([f"# {how}", "answer = {", *lines, "}"])
        case TextEntry(unit):
            words = " ".join(unit[language].split())
            how = label(language, "nb_answer_number_in", unit=words) if words else label(language, "nb_answer_number")
            return f"# {how}\nanswer = None"
        case ExtendedText(starter=starter):
            return label(language, "nb_answer_text") if starter is None else starter.rstrip()
        case _:
            assert_never(interaction)


def read_cell(source: str, interaction: Interaction) -> Response | None:
    """Return the response that an answer cell holds, None if it is as it was handed out or empty.

    Raises ResponseError where the cell holds anything else than a literal of the item's form.
    """
    if len(source) > MAX_LENGTH:
        raise ResponseError(f"expected at most {MAX_LENGTH} characters in an answer cell, got {len(source)}")
    if isinstance(interaction, ExtendedText):
        return _written(source, interaction)
    literal = _without_blanks(_literal(source))
    if literal is None:
        return None
    response = _response(literal, interaction)
    if response is None:
        raise ResponseError(f"expected {_form(interaction)}, got {_shortened(source)}")
    return response


def _written(source: str, interaction: ExtendedText) -> str | None:
    """Return text without the line that stood for it, or code; None where nobody wrote anything."""
    if interaction.starter is None:
        given = {label(language, "nb_answer_text") for language in languages()}
        return "\n".join(line for line in source.splitlines() if line.strip() not in given).strip() or None
    return None if _lines(source) in ([], _lines(interaction.starter)) else source


def _lines(code: str) -> list[str]:
    return [line.rstrip() for line in code.splitlines() if line.strip()]


def _literal(source: str) -> object:
    """Return the literal that a cell assigns to `answer`; None where it holds no code."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's remarks on a learner's spelling are not for whoever grades
            statements = ast.parse(source).body
        match statements:
            case []:
                return None
            case [ast.Assign(targets=[ast.Name(id="answer")], value=value)]:
                return ast.literal_eval(value)
    except SyntaxError as error:
        raise ResponseError(f"expected Python, got {_shortened(source)} ({error.msg})") from error
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        raise ResponseError(f'expected `answer = ` and a literal, such as "b", got {_shortened(source)}') from error
    raise ResponseError(f"expected `answer = ...` once and no other code, got {_shortened(source)}")


def _without_blanks(literal: object) -> object:
    """Return a literal without the places left blank; None where nothing is filled in."""
    if isinstance(literal, str):
        return literal.strip() or None
    if isinstance(literal, dict):
        literal = {key: value for key, value in literal.items() if _without_blanks(value) is not None}
    return None if literal is ... or (isinstance(literal, dict | list | tuple | set) and not literal) else literal


def _response(literal: object, interaction: Interaction) -> Response | None:
    """Return a literal as the response of an interaction, or None if it is not of the form."""
    match interaction:
        case Choice(options, many):
            if not many:
                return _id(literal, options)
            ids = _ids(literal, options)
            return ids and [each.id for each in options if each.id in ids]
        case Order(options):
            ids = _ids(literal, options)
            return ids if ids and len(ids) == len(options) else None
        case Match(sources, targets):
            if not isinstance(literal, dict):
                return None
            pairs = {_id(source, sources): _id(target, targets) for source, target in literal.items()}
            return pairs if len(pairs) == len(literal) and None not in (*pairs, *pairs.values()) else None
        case TextEntry():
            try:
                read_number(literal)
            except ResponseError:
                return None
            return literal
        case ExtendedText():
            raise AssertionError("text and code are not literals")
        case _:
            assert_never(interaction)


def _id(literal: object, options: Sequence[Option]) -> str | None:
    """Return the one option id that a literal names."""
    ids = _ids(literal, options)
    return ids[0] if ids and len(ids) == 1 else None


def _ids(literal: object, options: Sequence[Option]) -> list[str] | None:
    """Return option ids, each named once; None if the literal is anything else. `True` will do for the id "true"."""
    given = literal if isinstance(literal, list | tuple) else [literal]
    if not all(isinstance(each, str | bool) for each in given):
        return None
    ids = [str(each).strip() if isinstance(each, str) else str(each).lower() for each in given]
    known = {option.id for option in options}
    return ids if known.issuperset(ids) and len(set(ids)) == len(ids) else None


def _form(interaction: Interaction) -> str:
    """Return in words what `answer` should hold."""
    match interaction:
        case Choice(options, many=False):
            return f"one of {', '.join(_quoted(options))}"
        case Choice(options):
            return f"a list of ids, none twice, out of {', '.join(_quoted(options))}"
        case Order(options):
            return f"a list that names each of {', '.join(_quoted(options))} once"
        case Match(sources, targets):
            return f"an id out of {', '.join(_quoted(targets))} for each of {', '.join(_quoted(sources))}"
        case TextEntry():
            return "a number"
        case ExtendedText():
            raise AssertionError("text and code are not literals")
        case _:
            assert_never(interaction)


def _quoted(options: Sequence[Option]) -> list[str]:
    return [f'"{option.id}"' for option in options]


def _shortened(source: str) -> str:
    words = " ".join(source[:1000].split())
    return repr(words if len(words) <= 80 else f"{words[:80]}...")
