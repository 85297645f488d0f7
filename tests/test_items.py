"""The item types: their examples, how responses are scored, and what never follows the key."""

import copy
import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import Problem, ResponseError
from casebook.interactions import Call, Calls, ExtendedText, Match, Order, Rubric, read_number, score
from casebook.items import ITEM_TYPES, Item
from casebook.loader import examine
from casebook.loader.reading import Document
from casebook.loader.validate import build_item
from casebook.notebooks.items import item_markdown

HERE = Path(__file__).parent
TYPES = ITEM_TYPES.names()
RESPONSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (HERE / "data" / "responses.yml").read_text(encoding="utf-8")
)
NINE = (
    "classification",
    "code",
    "matching",
    "multiple-choice",
    "numeric",
    "ordering",
    "short-answer",
    "single-choice",
    "true-false",
)
steady = settings(deadline=None, max_examples=150)


def example(name: str) -> dict[str, Any]:
    """Return a type's example as data."""
    return yaml.safe_load(ITEM_TYPES.get(name).example)


def built(data: dict[str, Any]) -> tuple[Item | None, list[Problem]]:
    """Return an item as the loader makes it, and the problems it finds."""
    problems: list[Problem] = []
    return build_item(Document(Path("items.yml"), data), (), data, ("zh", "en"), problems.append), problems


def item(data: dict[str, Any]) -> Item:
    """Return an item, whether or not the loader would find its key at fault."""
    return ITEM_TYPES.get(data["type"]).model_validate(data, context={"languages": ("zh", "en")})


def edited(name: str, edits: dict[str, Any]) -> dict[str, Any]:
    """Return a type's example with other values at some places, such as `options.0.id`; `None` takes a place away."""
    data = example(name)
    for place, value in edits.items():
        *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        holder = data
        for part in above:
            holder = holder[part]
        if value is None:
            del holder[last]
        else:
            holder[last] = value
    return data


# The types themselves


def test_there_are_nine_types() -> None:
    assert TYPES == NINE


@pytest.mark.parametrize("name", TYPES)
def test_a_type_introduces_itself_in_both_languages(name: str) -> None:
    for text in (ITEM_TYPES.get(name).label, ITEM_TYPES.get(name).about):
        assert set(text) == {"zh", "en"}
        assert all(words.strip() for words in text.values())
        assert text["zh"] != text["en"]


@pytest.mark.parametrize("name", TYPES)
def test_an_example_is_right_as_it_stands(name: str) -> None:
    made, problems = built(example(name))
    assert problems == []
    assert made is not None
    assert made.type == name
    assert all(set(text) == {"zh", "en"} for text in (*made.rationales().values(), *made.model_answers()))


@pytest.mark.parametrize("name", TYPES)
def test_right_earns_everything_and_wrong_nothing(name: str) -> None:
    scoring = item(example(name)).scoring()
    by_a_person = isinstance(scoring, Rubric)
    assert score(scoring, ITEM_TYPES.get(name).right) == (None if by_a_person else 1)
    assert score(scoring, ITEM_TYPES.get(name).wrong) == (None if by_a_person else 0)


# The table of responses


@pytest.mark.parametrize(
    ("name", "response", "share"),
    [
        pytest.param(name, row["response"], row["share"], id=f"{name}-{row['response']!r}")
        for name, rows in RESPONSES.items()
        for row in rows
    ],
)
def test_responses_earn_what_the_table_says(name: str, response: Any, share: Any) -> None:
    scoring = item(example(name)).scoring()
    if share == "error":
        with pytest.raises(ResponseError):
            score(scoring, response)
    elif share is None:
        assert score(scoring, response) is None
    else:
        assert score(scoring, response) == pytest.approx(share, abs=1e-12)


def test_the_table_covers_every_type_and_outcome() -> None:
    assert tuple(sorted(RESPONSES)) == TYPES
    for name, rows in RESPONSES.items():
        outcomes = {row["share"] for row in rows}
        assert outcomes >= ({None, "error"} if name == "short-answer" else {0, 1, "error"})
        assert any(row["response"] is None for row in rows)
        assert any(row["response"] == "" for row in rows)


def is_json(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_json(each) for key, each in value.items())
    return value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))


def test_the_table_is_plain_json() -> None:
    assert all(is_json(row) and set(row) == {"response", "share"} for rows in RESPONSES.values() for row in rows)


# Scoring any JSON


def ids_in(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["id"]] if isinstance(data.get("id"), str) else []
        return own + [each for value in data.values() for each in ids_in(value)]
    return [each for value in data for each in ids_in(value)] if isinstance(data, list) else []


KNOWN_IDS = sorted({each for name in TYPES for each in ids_in(example(name))} | {"true", "false"})
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(KNOWN_IDS)
any_json = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(KNOWN_IDS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", TYPES)
def test_any_json_gets_a_share_or_is_refused(name: str) -> None:
    scoring = item(example(name)).scoring()

    @steady
    @given(any_json)
    def check(response: Any) -> None:
        try:
            share = score(scoring, response)
        except ResponseError as refused:
            assert str(refused)  # noqa: PT017 - both outcomes are right, and this one says why
        else:
            assert share is None if isinstance(scoring, Rubric) else share is not None and 0 <= share <= 1

    check()


@pytest.mark.parametrize(
    "response",
    [10**400, -(10**400), [10**400, 0, 0], {"lift": 10**400}],
    ids=["above", "below", "in a list", "in a mapping"],
)
@pytest.mark.parametrize("name", TYPES)
def test_numbers_beyond_every_float_get_a_share_or_are_refused(name: str, response: Any) -> None:
    try:
        share = score(item(example(name)).scoring(), response)
    except ResponseError:
        return
    assert share is None or 0 <= share <= 1


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        (1, 1.0, True),
        (0.1 + 0.2, 0.3, True),
        (1e12 + 1, 1e12, True),  # one part in 10^9
        (1.00001, 1, False),
        (True, 1, False),
        (1, True, False),
        (False, 0, False),
        (True, True, True),
        (None, None, True),
        (None, 0, False),
        ("1", 1, False),
        ("a", "a", True),
        ([1, [2.0]], [1.0, [2]], True),
        ([1, 2], [2, 1], False),
        ([1], [1, 2], False),
        ({"a": 1, "b": [True]}, {"b": [True], "a": 1.0}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([], {}, False),
        (float("nan"), 1.0, False),
        (float("inf"), 1.0, False),
        pytest.param(10**400, 1.0, False, id="beyond every float"),
        pytest.param(10**400, 10**400, True, id="both beyond every float"),
    ],
)
def test_a_returned_value_counts_if_it_is_the_expected_json(got: Any, expected: Any, same: bool) -> None:
    assert score(Calls("f", (Call((), expected),)), [got]) == float(same)


# Reading numbers


@pytest.mark.parametrize(
    ("spelt", "number"),
    [
        ("3.1", 3.1),
        (" 3.1\n", 3.1),
        ("1,200", 1200),
        ("1，200", 1200),
        ("12,3456", 123456),
        ("12,345,678.9", 12345678.9),
        ("１２．５", 12.5),
        ("－１２．５％", -12.5),
        ("−0.5", -0.5),
        (".5", 0.5),
        ("50%", 50),
        ("50 %", 50),
        ("1e3", 1000),
        ("00012", 12),
        (7, 7),
        (7.25, 7.25),
    ],
)
def test_numbers_are_read_as_people_write_them(spelt: Any, number: float) -> None:
    assert read_number(spelt) == number


FULL_WIDTH_DIGITS = str.maketrans("0123456789.+-", "０１２３４５６７８９．＋－")


@steady
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_however_it_is_written(number: float) -> None:
    assert read_number(number) == read_number(repr(number)) == number
    assert read_number(f"{number:.6f}") == read_number(f"{number:,.6f}") == read_number(f" {number:.6f} % ")
    assert read_number(repr(number).translate(FULL_WIDTH_DIGITS)) == number


@steady
@given(st.text(max_size=12) | st.text(alphabet="0123456789.,-+eE%_ ，．０９、−∞", max_size=10) | any_json)
def test_what_is_no_number_is_refused(anything: Any) -> None:
    try:
        assert math.isfinite(read_number(anything))
    except ResponseError as refused:
        assert str(refused)  # noqa: PT017 - both outcomes are right, and this one says why


# What never follows the key

OTHER_KEYS: dict[str, list[dict[str, Any]]] = {
    "single-choice": [{"answer": "b"}, {"answer": "c"}, {"options.0.rationale": {"zh": "另一条", "en": "Another"}}],
    "multiple-choice": [
        {"answer": ["b"]},
        {"answer": ["a", "b", "c", "d"]},
        {"options.3.rationale": {"zh": "另一条", "en": "Another"}},
    ],
    "true-false": [{"answer": True}, {"rationale": {True: {"zh": "一", "en": "1"}, False: {"zh": "二", "en": "2"}}}],
    "numeric": [
        {"answer": -3.25},
        {"tolerance": 0},
        {"tolerance": 9},
        {"rationale": {"zh": "另一条", "en": "Another"}},
    ],
    "ordering": [{"rationale": {"zh": "另一条", "en": "Another"}}],
    "matching": [{"rationale.night": {"zh": "另一条", "en": "Another"}}],
    "classification": [{"entries.1.rationale": {"zh": "另一条", "en": "Another"}}],
    "short-answer": [
        {"samples.0.text": {"zh": "另一份", "en": "Another"}, "samples.0.level": "poor"},
        {"samples.0.why": {"zh": "另一条", "en": "Another"}},
        {"rubric.0.levels.2.text": {"zh": "另一条", "en": "Another"}},
        {"rubric.0.levels.1.points": 1.5},
    ],
    "code": [
        {"calls.2": {"args": [1, 2], "expected": 0.002, "hidden": True}},
        {"calls.2": None},
        {"model_answer": "def water_cost(litres, price):\n    return price * litres / 1000\n"},
        {"rationale": {"zh": "另一条", "en": "Another"}},
    ],
}


def other_keys() -> list[tuple[str, dict[str, Any]]]:
    pairs = [(name, edits) for name, listed in OTHER_KEYS.items() for edits in listed]
    pairs += [
        ("ordering", {"answer": list(order)}) for order in itertools.permutations(("look", "pick", "test", "sort"))
    ]
    targets = ("quiet", "space", "cost", "speed")
    pairs += [
        ("matching", {"answer": dict(zip(("measure", "night", "bill"), chosen, strict=True))})
        for chosen in itertools.permutations(targets, 3)
    ]
    pairs += [
        ("classification", {"answer": dict(zip(("lift", "move", "twice"), chosen, strict=True))})
        for chosen in itertools.product(("fact", "inference"), repeat=3)
    ]
    return pairs


@pytest.mark.parametrize(("name", "edits"), other_keys())
def test_what_a_learner_sees_does_not_follow_the_key(name: str, edits: dict[str, Any]) -> None:
    assert item(edited(name, edits)).interaction() == item(example(name)).interaction()


def test_every_type_is_tried_with_other_keys() -> None:
    assert tuple(sorted({name for name, _ in other_keys()})) == TYPES


@pytest.mark.parametrize("name", ["ordering", "classification", "matching"])
def test_the_order_shown_does_not_follow_the_order_written(name: str) -> None:
    field = {"ordering": "options", "classification": "entries", "matching": "right"}[name]
    data = example(name)
    shown = item(data).interaction()
    for order in itertools.permutations(data[field]):
        assert item({**data, field: list(order)}).interaction() == shown


def test_hidden_calls_are_not_shown() -> None:
    made = item(example("code")).interaction()
    assert isinstance(made, ExtendedText)
    assert [call.args for call in made.examples] == [(100, 4), (0, 4)]


# Model answers that run

SHIPPED = HERE.parent


def code_items() -> list[Any]:
    course, _ = examine(SHIPPED)
    held = [each for case in course.cases for each in case.exercise if each.type == "code"] if course else []
    return [item(example("code")), *held]


def returned(code: str, made: Any) -> list[Any]:
    """Call the function that some code defines as a grader would."""
    scope: dict[str, Any] = {}
    exec(code, scope)
    return [scope[made.function](*copy.deepcopy(call.args)) for call in made.calls]


@pytest.mark.parametrize("made", code_items(), ids=lambda made: made.id)
def test_a_model_answer_returns_what_is_expected(made: Any) -> None:
    assert score(made.scoring(), returned(made.model_answer, made)) == 1
    assert score(made.scoring(), returned(made.starter, made)) < 1


# What is wrong with an item

OUT_OF_ORDER = [{"points": points, "text": {"zh": "甲", "en": "a"}} for points in (0, 2, 1)]
FAULTS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("single-choice", {"answer": "d"}, ["answer-unknown-option"]),
    ("single-choice", {"options.1.id": "a"}, ["duplicate-id"]),
    ("single-choice", {"answer": ["a"]}, ["wrong-type"]),
    ("single-choice", {"options": []}, ["too-few"]),
    ("single-choice", {"options.0.text": {"zh": "一"}}, ["text-missing-language"]),
    ("single-choice", {"options.0.rationale": None}, ["missing-key"]),
    ("single-choice", {"bloom": "analyse"}, ["not-one-of-near"]),
    ("single-choice", {"type": "single_choice"}, ["not-one-of-near"]),
    ("single-choice", {"type": ["single-choice"]}, ["not-one-of-near"]),
    ("single-choice", {"type": {"a": 1}}, ["not-one-of"]),
    ("single-choice", {"type": 1}, ["not-one-of"]),
    ("single-choice", {"type": None}, ["item-without-type"]),
    ("single-choice", {"points": 0}, ["not-above"]),
    ("single-choice", {"points": "many"}, ["wrong-type"]),
    ("single-choice", {"answr": "a"}, ["unknown-key-near"]),
    ("single-choice", {"id": "a b"}, ["bad-id"]),
    ("single-choice", {"id": "a" * 51}, ["too-long"]),
    ("multiple-choice", {"answer": ["a", "x"]}, ["answer-unknown-option"]),
    ("multiple-choice", {"answer": []}, ["too-few"]),
    ("multiple-choice", {"answer": "a"}, ["wrong-type"]),
    ("true-false", {"answer": "false"}, ["wrong-type"]),
    ("true-false", {"rationale": {True: {"zh": "一", "en": "1"}}}, ["too-few"]),
    ("numeric", {"tolerance": -1}, ["too-small"]),
    ("numeric", {"answer": "nan"}, ["wrong-type"]),
    ("numeric", {"answer": float("inf")}, ["wrong-type"]),
    ("numeric", {"tolerance": "inf"}, ["wrong-type"]),
    ("numeric", {"answer": True}, ["wrong-type"]),
    ("ordering", {"answer": ["pick", "look", "sort"]}, ["answer-not-each-once"]),
    ("ordering", {"answer": ["pick", "look", "sort", "sort"]}, ["answer-not-each-once"]),
    ("ordering", {"answer": ["pick", "look", "sort", "x"]}, ["answer-unknown-option", "answer-not-each-once"]),
    ("matching", {"id": "act-and-needs", "answer.night": None}, ["answer-missing"]),
    ("matching", {"id": "act-and-needs", "rationale.night": None}, ["rationale-missing"]),
    ("matching", {"id": "act-and-needs", "answer.night": "loud"}, ["answer-unknown-option"]),
    ("matching", {"id": "act-and-needs", "answer.day": "quiet"}, ["answer-unknown-option"]),
    (
        "matching",
        {"id": "needs", "left.0.id": "night"},
        ["duplicate-id", "answer-unknown-option", "answer-unknown-option"],
    ),
    ("classification", {"answer.move": None}, ["answer-missing"]),
    ("classification", {"answer.move": "guess"}, ["answer-unknown-option"]),
    ("classification", {"entries.1.id": "lift"}, ["duplicate-id", "answer-unknown-option"]),
    ("short-answer", {"points": 5}, ["rubric-not-points"]),
    ("short-answer", {"rubric.0.levels": OUT_OF_ORDER}, ["levels-not-rising"]),
    ("short-answer", {"words": 5}, ["too-small"]),
    ("code", {"calls.0.args": [1]}, ["call-arguments"]),
    ("code", {"starter": "pass"}, ["code-without-function"]),
    ("code", {"model_answer": "lambda: 1"}, ["code-without-function"]),
    ("code", {"starter": "def water_cost(litres, price):\n    # write here\n"}, ["bad-python"]),
    ("code", {"model_answer": "def water_cost(litres, price): return (\n"}, ["bad-python"]),
    ("code", {"function": "Water Cost"}, ["bad-id"]),
]


@pytest.mark.parametrize(("name", "edits", "codes"), FAULTS)
def test_what_is_wrong_with_an_item_is_named(name: str, edits: dict[str, Any], codes: list[str]) -> None:
    _, problems = built(edited(name, edits))
    assert sorted(problem.code for problem in problems) == sorted(codes)


def shown_order(name: str) -> list[str]:
    shown = item(example(name)).interaction()
    assert isinstance(shown, Order | Match)
    return [option.id for option in (shown.options if isinstance(shown, Order) else shown.targets)]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ordering", lambda shown: shown),
        ("matching", lambda shown: dict(zip(("measure", "night", "bill"), shown, strict=False))),
        ("matching", lambda shown: dict(zip(("measure", "night", "bill"), shown[1:], strict=True))),
    ],
)
def test_an_order_shown_that_is_the_key_is_a_fault(name: str, key: Callable[[list[str]], Any]) -> None:
    _, problems = built(edited(name, {"answer": key(shown_order(name))}))
    assert [problem.code for problem in problems] == ["order-shown-is-key"]


# More options than anybody should write


@pytest.mark.parametrize("count", [10, 11, 30])
@pytest.mark.parametrize("name", ["single-choice", "multiple-choice", "ordering", "matching", "classification"])
def test_an_item_with_many_options_is_written_all_the_same(name: str, count: int) -> None:
    """Too many options are a warning, which does not stop a build."""
    fields = {"matching": "right", "classification": "categories"}
    data = example(name)
    field = fields.get(name, "options")
    more = [{**data[field][0], "id": f"x{number}"} for number in range(count - len(data[field]))]
    made = item({**data, field: [*data[field], *more]})
    for language in ("zh", "en"):
        words = item_markdown(made, 1, language, with_key=name != "ordering")
        assert words.count(data[field][0]["text"][language]) >= len(more)
