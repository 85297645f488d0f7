"""The pages score and read numbers as Python does."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from playwright.sync_api import Page

from browser.answering import TYPES
from browser.reading import Visit
from casebook.errors import ResponseError
from casebook.interactions import Call, Calls, read_number, score
from casebook.items import ITEM_TYPES, Item
from casebook.website import answering

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]

SCRIPT = Path(answering.__file__).parent / "theme" / "static" / "scoring.js"
RESPONSES = yaml.safe_load((ROOT / "tests" / "data" / "responses.yml").read_text(encoding="utf-8"))
SEED = "casebook"
RUNS = 4000

# Both answer with [share], or with null where the response is refused.
JUDGE = """([scoring, responses]) => responses.map(each => {
    try { return [casebook.scoring.judge(scoring, each).share]; }
    catch (error) { if (error instanceof TypeError && /^expected /.test(error.message)) return null; throw error; }
})"""
READ = """numbers => numbers.map(each => {
    try { return [casebook.scoring.readNumber(each)]; }
    catch (error) { if (error instanceof TypeError && /^expected /.test(error.message)) return null; throw error; }
})"""


@pytest.fixture
def page(visit: Callable[..., Visit]) -> Page:
    """A blank page with the script on it."""
    page = visit().open("about:blank")
    page.evaluate("window.casebook = {}")
    page.add_script_tag(path=SCRIPT)
    return page


def example(name: str) -> Item:
    data = yaml.safe_load(ITEM_TYPES.get(name).example)
    return ITEM_TYPES.get(name).model_validate(data, context={"languages": ("zh", "en")})


def ours(response: Any, judge: Callable[[Any], Any]) -> list[Any] | None:
    try:
        return [judge(response)]
    except ResponseError:
        return None


def same(one: list[Any] | None, other: list[Any] | None) -> bool:
    if one is None or other is None or one[0] is None or other[0] is None:
        return one == other
    return abs(one[0] - other[0]) <= 1e-12 * max(1, abs(one[0]))


@pytest.mark.parametrize("name", TYPES)
def test_the_table(page: Page, name: str) -> None:
    rows = RESPONSES[name]
    scoring = example(name).scoring()
    found = page.evaluate(JUDGE, [answering.scoring_data(scoring), [row["response"] for row in rows]])
    wrong = []
    for row, share in zip(rows, found, strict=True):
        wanted = None if row["share"] == "error" else [row["share"]]
        if not same(share, wanted):
            wrong.append(f"{row['response']!r}: {share} instead of {wanted}")
    assert not wrong, "\n".join(wrong)


def any_value(lot: random.Random, words: list[str], depth: int = 2) -> Any:
    """Return some JSON, near to what a response may be."""
    simple = [None, True, False, "", 0, 1, -2.5, 15, 15.05, "15", "1,500", *words, *words, *words]
    kind = lot.random()
    if depth == 0 or kind < 0.3:
        return lot.choice(simple)
    if kind < 0.65:
        size = lot.randint(0, 5)
        return lot.sample(words, min(size, len(words))) if lot.random() < 0.7 else some(lot, words, depth, size)
    return {
        lot.choice(words): lot.choice(words) if lot.random() < 0.9 else any_value(lot, words, depth - 1)
        for _ in range(lot.randint(0, 4))
    }


def some(lot: random.Random, words: list[str], depth: int, size: int) -> list[Any]:
    return [any_value(lot, words, depth - 1) for _ in range(size)]


def ids_in(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [each for value in data.values() for each in ids_in(value)]
    if isinstance(data, list):
        return [each for value in data for each in ids_in(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize("name", TYPES)
def test_any_response(page: Page, soak: bool, name: str) -> None:
    lot = random.Random(f"{SEED} {name}")
    scoring = example(name).scoring()
    data = answering.scoring_data(scoring)
    words = sorted({*ids_in(data), *data["key"], "z"}) if "key" in data else ["0.4", "1.5", "z"]
    responses = [any_value(lot, words) for _ in range(RUNS * (10 if soak else 1))]
    if isinstance(scoring, Calls):
        for _ in range(RUNS):
            near = [each.expected * lot.choice([1, 1, 1 + 1e-10, 1.001]) for each in scoring.calls]
            responses.append([lot.choice([each, True, None, str(each), [each], {"a": each}]) for each in near])
    found = page.evaluate(JUDGE, [data, responses])
    wanted = [ours(each, lambda response: score(scoring, response)) for each in responses]
    wrong = [
        f"{response!r}: {share} instead of {right}"
        for response, share, right in zip(responses, found, wanted, strict=True)
        if not same(share, right)
    ]
    assert not wrong, "\n".join(wrong[:10])
    assert len({json.dumps(each) for each in wanted}) >= 2, "the responses try nothing"


NESTED = {"a": [1, 2.0, None, True], "b": {"c": "x"}, "d": []}


def test_what_a_function_returned(page: Page) -> None:
    expected = [1, 1.0, True, False, None, "1", [1, [2]], [], {}, NESTED, 0, 1e12]
    got = [*expected, 1 + 1e-12, 1.001, 0.3, "a", [1, [2.0]], [2], {"a": [1, 2, None, True], "b": {"c": "x"}}, 1e12 + 1]
    wrong = []
    for each in expected:
        scoring = Calls("f", (Call((), each),))
        found = page.evaluate(JUDGE, [answering.scoring_data(scoring), [[one] for one in got]])
        for one, share in zip(got, found, strict=True):
            if share != [score(scoring, [one])]:
                wrong.append(f"{one!r} where {each!r} is expected: {share}")
    assert not wrong, "\n".join(wrong)


NUMBERS: list[Any] = [
    *(
        "3.1",
        " 3.1\n",
        "1,200",
        "1，200",
        "12,3456",
        "12,345,678.9",
        "１２．５",
        "－１２．５％",
        "−0.5",
        ".5",
        "5.",
        "50%",
    ),
    *(
        "50 %",
        "1e3",
        "1E-3",
        "00012",
        "1,20",
        "1,2345,6789",
        ",",
        "",
        " ",
        "%",
        "%%",
        "5%%",
        "+-5",
        "--5",
        "1 200",
        "五",
    ),
    *(
        "0x10",
        "1_0",
        "NaN",
        "inf",
        "Infinity",
        "1e999",
        "-1e999",
        "1e-999",
        "١٥",
        "१५",
        "²",
        "½",
        "１，２００",
        "\ufeff15",
    ),
    *(
        "15\x1c",
        "\x8515",
        "\xa015\u3000",
        "\u200b15",
        "\u168015",
        "1\u20285",
        "15\u2029",
        "15\0",
        "3,14",
        "1.2.3",
        "1e3.5",
    ),
    *(
        7,
        7.25,
        -0.0,
        True,
        False,
        None,
        [15],
        {"a": 1},
        [],
        "9007199254740993",
        "0.1e1",
        "+.5",
        ".",
        "e5",
        "1e",
        "1,234e3",
    ),
]


def test_numbers(page: Page, soak: bool) -> None:
    lot = random.Random(SEED)
    letters = "0123456789" * 3 + ".,-+eE%_ ，．０９、−∞％\u3000\t\n\x1c\x85\ufeff\u2028½"
    drawn = ["".join(lot.choices(letters, k=lot.randint(1, 9))) for _ in range(RUNS * (10 if soak else 1))]
    written = [f"{lot.uniform(-1e6, 1e6):,.{lot.randint(0, 4)}f}" for _ in range(RUNS)]
    numbers = [*NUMBERS, *drawn, *written]
    found = page.evaluate(READ, numbers)
    wanted = [ours(each, read_number) for each in numbers]
    wrong = [
        f"{number!r}: {read} instead of {right}"
        for number, read, right in zip(numbers, found, wanted, strict=True)
        if read != right
    ]
    assert not wrong, "\n".join(wrong[:10])
    assert sum(each is not None for each in wanted[: -len(written)]) > RUNS // 20, "too few of them are numbers"
