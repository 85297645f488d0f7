"""Write what nbgrader runs for an item: the test that scores it, and the answer that passes."""

import inspect
import re
from collections.abc import Callable, Sequence
from typing import assert_never

from casebook.assigning import nbgrader_cell as cell
from casebook.interactions import (
    AllOrNothing,
    Call,
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
from casebook.notebooks.answers import answer_source

HIDDEN = ("### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS")
_MARKS = re.compile(r"((?:BEGIN|END)(?= (?:SOLUTION|HIDDEN TESTS|MARK SCHEME))|AUTO(?=TEST))(.)")


def test_lines(item: Item, language: str) -> list[str]:
    """Return a test: nbgrader takes the value of its last line for the score, and shows trainees nothing of the key."""
    interaction, scoring = item.interaction(), item.scoring()
    begin, end = HIDDEN
    if isinstance(scoring, Calls):
        assert isinstance(interaction, ExtendedText)
        shown, hidden = interaction.examples, _rest(scoring.calls, interaction.examples)
        more = [begin, f"calls += {_calls(hidden)}", end] if hidden else []
        total = f'{item.points!r} * share_right({scoring.function!r}, globals().pop("calls"))'
        used = _sources(cell.same, cell.returned, cell.share_right)
        return [used, "", f"calls = {_calls(shown)}", *more, total]
    how = answer_source(interaction, language).splitlines()[0].removeprefix("# ")
    functions, reading, complete = _reading(interaction)
    function, scored = _scoring(scoring)
    return [
        _sources(*functions, function),
        "",
        f'response = {reading.format(given="""globals().pop("answer", None)""")}',
        f"assert {complete}, {_literal(how)}",
        begin,
        f"{item.points!r} * {scored}",
        end,
    ]


def _reading(interaction: Interaction) -> tuple[list[Callable[..., object]], str, str]:
    """Return the functions that read an answer, the call, and when there is one."""
    match interaction:
        case Choice(options, many):
            complete = "response" if many else "len(response) == 1"
            return [cell.read_ids], f"read_ids({{given}}, {_ids(options)})", complete
        case Order(options):
            return [cell.read_ids], f"read_ids({{given}}, {_ids(options)})", f"len(response) == {len(options)}"
        case Match(sources, targets):
            reading = f"read_pairs({{given}}, {_ids(sources)}, {_ids(targets)})"
            return [cell.read_ids, cell.read_pairs], reading, "response"
        case TextEntry():
            return [cell.read_number], "read_number({given})", "response is not None"
        case ExtendedText():
            raise AssertionError("text and code are not read from `answer`")
        case _:
            assert_never(interaction)


def _scoring(scoring: Scoring) -> tuple[Callable[..., object], str]:
    """Return the function that scores a response, and the call with its key."""
    match scoring:
        case AllOrNothing(key):
            return cell.all_or_nothing, f"all_or_nothing(response, {sorted(key)!r})"
        case RightMinusWrong(key):
            return cell.right_minus_wrong, f"right_minus_wrong(response, {sorted(key)!r})"
        case SharePairs(pairs):
            return cell.share_of_pairs, f"share_of_pairs(response, {dict(pairs)!r})"
        case ShareAdjacent(order):
            return cell.share_adjacent, f"share_adjacent(response, {list(order)!r})"
        case Tolerance(value, tolerance):
            return cell.within, f"within(response, {value!r}, {tolerance!r})"
        case Rubric() | Calls():
            raise AssertionError("a person or a run scores these")
        case _:
            assert_never(scoring)


def model_answer(item: Item, language: str) -> str:
    """Return what somebody would write who knows everything."""
    match item.scoring():
        case AllOrNothing(key):
            return f"answer = {min(key)!r}"
        case RightMinusWrong(key):
            return f"answer = {sorted(key)!r}"
        case SharePairs(pairs):
            return f"answer = {dict(pairs)!r}"
        case ShareAdjacent(order):
            return f"answer = {list(order)!r}"
        case Tolerance(value):
            return f"answer = {value!r}"
        case Rubric() | Calls():
            return item.model_answers()[0][language].rstrip()
        case _ as never:
            assert_never(never)


def _ids(options: Sequence[Option]) -> str:
    return repr([option.id for option in options])


def _calls(calls: Sequence[Call]) -> str:
    return _literal([(list(call.args), call.expected) for call in calls])


def _rest(calls: Sequence[Call], shown: Sequence[Call]) -> list[Call]:
    """Return the calls that learners do not see, one shown and hidden included; 1 and True are not the same."""
    left, rest = list(map(repr, shown)), []
    for call in calls:
        if repr(call) in left:
            left.remove(repr(call))
        else:
            rest.append(call)
    return rest


def _sources(*functions: Callable[..., object]) -> str:
    return "\n\n".join(inspect.getsource(each).rstrip() for each in functions)


def _literal(value: object) -> str:
    """Write a value as Python does, with nothing in it that nbgrader would take for its marks."""
    return _MARKS.sub(lambda found: f"{found[1]}\\x{ord(found[2]):02x}", repr(value))
