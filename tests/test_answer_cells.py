"""The cells that trainees answer in: what they say, that they run, and that reading them back is safe."""

import ast
import builtins
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import Problem, ResponseError
from casebook.interactions import Calls, Choice, ExtendedText, Interaction, Match, Option, Order, Rubric, score
from casebook.items import ITEM_TYPES, Item
from casebook.labels import labels, languages
from casebook.loader import examine
from casebook.loader.checks.cases import RESERVED
from casebook.notebooks.answers import MAX_LENGTH, answer_source, is_prose, read_cell
from casebook.notebooks.items import item_markdown
from casebook.text import Text

GOLDENS = Path(__file__).parent / "data" / "answer_cells.yml"
TYPES = ITEM_TYPES.names()
BOTH = ("zh", "en")
typed = pytest.mark.parametrize("name", TYPES)
spoken = pytest.mark.parametrize("language", BOTH)


def example(name: str) -> Item:
    data = yaml.safe_load(ITEM_TYPES.get(name).example)
    return ITEM_TYPES.get(name).model_validate(data, context={"languages": BOTH})


def interaction(name: str) -> Interaction:
    return example(name).interaction()


def cell(name: str, language: str = "en") -> str:
    return answer_source(interaction(name), language)


LITERAL = [name for name in TYPES if not isinstance(interaction(name), ExtendedText)]
literal = pytest.mark.parametrize("name", LITERAL)


def filled(source: str, response: Any) -> str:
    """Fill in a cell as a trainee does, who leaves the comment where it is."""
    comment = source.splitlines()[0]
    return f"{comment}\nanswer = {response!r}"


# What a cell says


def test_cells_say_what_the_goldens_say(request: pytest.FixtureRequest) -> None:
    said = {name: {language: cell(name, language) for language in BOTH} for name in TYPES}
    if request.config.getoption("--regenerate"):
        written = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000, default_style="|")
        GOLDENS.write_text(written, encoding="utf-8")
    assert said == yaml.safe_load(GOLDENS.read_text(encoding="utf-8"))


@typed
@spoken
def test_a_cell_is_explained_in_one_line_and_runs_as_it_stands(name: str, language: str) -> None:
    source = cell(name, language)
    assert is_prose(interaction(name)) == (name == "short-answer")
    if name in LITERAL:
        assert [line.startswith("#") for line in source.splitlines()].count(True) == 1
        assert source.startswith("# ")
    if name != "short-answer":
        exec(source, {})


@literal
def test_a_cell_names_the_ids_that_stand_before_the_options(name: str) -> None:
    shown = re.findall(r"^- `([^`]+)` ", item_markdown(example(name), 1, "en", with_key=False), re.MULTILINE)
    named = re.findall(r'"([\w-]+)"', cell(name))
    if isinstance(interaction(name), Match):
        assert sorted(named) == sorted(shown)
    else:
        assert named == shown
    assert shown or name == "numeric"


@literal
@spoken
def test_a_practice_answer_speaks_of_the_same_ids(name: str, language: str) -> None:
    told = item_markdown(example(name), 1, language, with_key=True).split("<details>")[1]
    assert f"**{'答案：' if language == 'zh' else 'Answer:'}** " in told
    right = ITEM_TYPES.get(name).right
    named = re.findall(r"`([^`]+)`", told)
    wanted = [right] if isinstance(right, str) else [*right, *(right.values() if isinstance(right, dict) else [])]
    assert set(wanted) <= set(named) or name == "numeric"
    assert not re.search(r"\b[A-D]\. ", told)


def test_a_unit_cannot_leave_its_comment() -> None:
    source = answer_source(type(interaction("numeric"))(Text({"en": "yuan\nimport os\r\x0bx"})), "en")  # type: ignore[call-arg]
    assert ast.unparse(ast.parse(source)) == "answer = None"


def test_the_line_to_replace_is_known_in_every_language() -> None:
    assert languages() == ("en", "zh")
    assert len({labels(language)["nb_answer_text"] for language in languages()}) == len(languages())


# Reading it back


@typed
@spoken
def test_an_untouched_cell_holds_no_answer(name: str, language: str) -> None:
    source = cell(name, language)
    assert read_cell(source, interaction(name)) is None
    assert read_cell(f"\n{source}  \n\n", interaction(name)) is None
    assert read_cell("", interaction(name)) is None


@literal
@spoken
@pytest.mark.parametrize("share", [1, 0])
def test_a_right_and_a_wrong_literal_score_as_they_should(name: str, language: str, share: int) -> None:
    response = ITEM_TYPES.get(name).right if share else ITEM_TYPES.get(name).wrong
    read = read_cell(filled(cell(name, language), response), interaction(name))
    assert read == response
    assert score(example(name).scoring(), read) == share
    assert json.loads(json.dumps(read)) == read


@spoken
def test_a_text_is_read_without_the_line_that_it_replaces(language: str) -> None:
    given, right = cell("short-answer", language), ITEM_TYPES.get("short-answer").right
    assert read_cell(right, interaction("short-answer")) == right
    assert read_cell(f"{given}\n\n{right}\n", interaction("short-answer")) == right
    assert isinstance(example("short-answer").scoring(), Rubric)


def test_code_is_read_as_it_stands_and_earns_its_share() -> None:
    made: Any = example("code")
    read = read_cell(made.model_answer, made.interaction())
    assert read == made.model_answer
    scope: dict[str, Any] = {}
    exec(read, scope)
    assert isinstance(made.scoring(), Calls)
    assert score(made.scoring(), [scope[made.function](*call.args) for call in made.calls]) == 1


KINDLY_READ = [
    ("single-choice", 'answer = ["b"]', "b"),
    ("single-choice", "answer = ' b '  # I think", "b"),
    ("single-choice", "answer = ...", None),
    ("single-choice", "answer = None", None),
    ("single-choice", "# nothing but words", None),
    ("true-false", "answer = True", "true"),
    ("true-false", "answer = False", "false"),
    ("multiple-choice", 'answer = ["c", "a"]', ["a", "c"]),
    ("multiple-choice", 'answer = "c", "a"', ["a", "c"]),
    ("multiple-choice", 'answer = "c"', ["c"]),
    ("ordering", 'answer = ("test", "sort", "look", "pick")', ["test", "sort", "look", "pick"]),
    ("matching", 'answer = {"measure": "space", "night": "", "bill": None}', {"measure": "space"}),
    ("matching", 'answer = {"measure": " "}', None),
    ("classification", 'answer = {\n    "lift": "fact",\n    "move": "fact",\n}', {"lift": "fact", "move": "fact"}),
    ("numeric", "answer = -0.5", -0.5),
    ("numeric", 'answer = "１，２００"', "１，２００"),
    ("numeric", 'answer = "50 %"', "50 %"),
    ("numeric", "answer = 0", 0),
    ("short-answer", "一行\n\n两行", "一行\n\n两行"),
    ("code", "# gone\ndef water_cost(litres, price):\n    ...", "# gone\ndef water_cost(litres, price):\n    ..."),
    ("code", "def water_cost(litres, price):\n\n    ...  \n", None),
]


@pytest.mark.parametrize(("name", "source", "read"), KINDLY_READ)
def test_what_is_meant_is_understood(name: str, source: str, read: Any) -> None:
    found = read_cell(source, interaction(name))
    assert found == read
    assert type(found) is type(read)


REFUSED = [
    ("single-choice", 'answer = "e"', 'expected one of "a", "b", "c"'),
    ("single-choice", 'answer = ["a", "b"]', 'expected one of "a", "b", "c"'),
    ("single-choice", "answer = a", "a literal"),
    ("single-choice", "answer = “a”", "expected Python"),
    ("single-choice", "answer = 1", 'expected one of "a", "b", "c"'),
    ("single-choice", "answer = 0", 'expected one of "a", "b", "c"'),
    ("single-choice", 'answer = b"a"', 'expected one of "a", "b", "c"'),
    ("true-false", 'answer = "True"', 'expected one of "true", "false"'),
    ("true-false", "answer = 1", 'expected one of "true", "false"'),
    ("multiple-choice", 'answer = ["a", "a"]', "none twice"),
    ("multiple-choice", 'answer = [["a"]]', "a list of ids"),
    ("multiple-choice", 'answer = {"a", "c"}', "a list of ids"),
    ("ordering", 'answer = ["pick", "look"]', "once"),
    ("ordering", 'answer = {"pick", "look", "sort", "test"}', "once"),
    ("ordering", 'answer = ["pick", "look", "sort", "sort"]', "once"),
    ("matching", 'answer = ["space", "quiet", "cost"]', "for each of"),
    ("matching", 'answer = {"measure": "night"}', "for each of"),
    ("matching", 'answer = {"space": "measure"}', "for each of"),
    ("matching", 'answer = {"measure": ["space", "quiet"]}', "for each of"),
    ("matching", 'answer = {"measure": "space", "measure ": "quiet"}', "for each of"),
    ("matching", 'answer = {1: "space"}', "for each of"),
    ("numeric", "answer = 1,200", "expected a number"),
    ("numeric", 'answer = "about 15"', "expected a number"),
    ("numeric", "answer = True", "expected a number"),
    ("numeric", "answer = 1e999", "expected a number"),
    ("numeric", "answer = 15 万", "expected Python"),
    ("numeric", "answer = 3 + 4j", "expected a number"),
    ("numeric", "answer = 90 / 6", "a literal"),
]


@pytest.mark.parametrize(("name", "source", "said"), REFUSED)
def test_what_is_not_of_the_form_is_refused_with_the_form(name: str, source: str, said: str) -> None:
    with pytest.raises(ResponseError) as refused:
        read_cell(source, interaction(name))
    assert said in str(refused.value)
    assert len(str(refused.value)) < 400


# What is hostile

RUN = "print('run')"
HOSTILE = {
    "an import": "import os",
    "an import beside it": 'import os\nanswer = "a"',
    "a call": f"answer = __import__('builtins').{RUN}",
    "a call alone": RUN,
    "a call beside it": f'answer = "a"\n{RUN}',
    "a call on the same line": f'answer = "a"; {RUN}',
    "a call of set": "answer = set([1])",
    "a comprehension": 'answer = [each for each in ("a", "c")]',
    "an f-string": 'answer = f"{(lambda: 1)()}"',
    "a walrus": '(answer := "a")',
    "a walrus within": 'answer = (answer := "a")',
    "two assignments": 'answer = "a"\nanswer = "b"',
    "two names": 'answer = other = "a"',
    "two targets": 'answer, other = "a", "b"',
    "an item of it": 'answer[0] = "a"',
    "a part of it": 'answer.x = "a"',
    "with a type": 'answer: str = "a"',
    "added to": 'answer += "a"',
    "the assignment deleted": '"a"',
    "another name": 'answers = "a"',
    "deleted again": 'answer = "a"\ndel answer',
    "within a block": 'if True:\n    answer = "a"',
    "a function": "def answer():\n    return 'a'",
    "a decorator": f"@{RUN}\ndef f(): ...",
    "a class": f"class answer({RUN}): ...",
    "a default": f"answer = lambda x={RUN}: x",
    "a magic": "%run other.py",
    "a shell": "!ls",
    "a star": 'answer = [*"ac"]',
    "a dict in a dict": 'answer = {**{"a": "b"}}',
    "unhashable in a set": "answer = {[]}",
    "unhashable as a key": "answer = {[]: 1, {}: 2}",
    "a power": "answer = 9 ** 9 ** 9",
    "a product": 'answer = "a" * 10 ** 12',
    "a sum of strings": 'answer = "a" + "b"',
    "a NUL": 'answer = "a\0"',
    "a NUL alone": "\0",
    "half a surrogate pair": "answer = '\ud800'",
    "half a surrogate pair alone": "\udc80\ud800",
    "bytes read as Latin-1": "answer = \xe4\xbd\xa0\xff\xfe",
    "a byte order mark": '\ufeffanswer = "z"',
    "another encoding": "# -*- coding: utf-7 -*-\nanswer = +AGE-",
    "a name that looks the same": 'ａｎｓｗｅｒ = "z"',
    "an odd escape": r'answer = "\d"',
    "a bad escape": r'answer = "\N{nothing}"',
    "an open string": 'answer = "a',
    "open brackets": "answer = [[[",
    "indented": '  answer = "a"',
    "a great list": "answer = [" + '"a",' * 2_500_000 + "]",
    "a long list": "answer = [" + '"a",' * 20_000 + "]",
    "a great string": "answer = '" + "a" * 10_000_000 + "'",
    "a great integer": "answer = " + "9" * 90_000,
    "a great integer in hex": "answer = 0x" + "f" * 90_000,
    "many brackets": "answer = " + "[" * 10_000 + "]" * 10_000,
    "some brackets": "answer = " + "[" * 150 + "]" * 150,
    "many braces": "answer = " + "{1:" * 10_000 + "1" + "}" * 10_000,
    "many signs": "answer = " + "-" * 90_000 + "1",
    "a long sum": "answer = 1" + "+1" * 45_000,
    "a long chain": "answer = a" + ".a" * 45_000,
    "many calls": "answer = a" + "()" * 45_000,
    "many lambdas": "answer = " + "lambda:" * 10_000 + "1",
    "many names": "answer = " + "a = " * 20_000 + "1",
    "many nots": "answer = " + "not " * 20_000 + "1",
}


@pytest.fixture
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any code that runs in this process give itself away."""

    def run(*_: object, **__: object) -> None:
        pytest.fail("something ran")

    monkeypatch.setattr(builtins, "exec", run)
    monkeypatch.setattr(builtins, "eval", run)
    monkeypatch.setattr(builtins, "print", run)


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
@literal
def test_a_hostile_literal_is_refused_and_never_run(name: str, source: str) -> None:
    with pytest.raises(ResponseError) as refused:
        read_cell(source, interaction(name))
    assert str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.usefixtures("nothing_runs")
@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", ["short-answer", "code"])
def test_text_and_code_are_taken_as_they_stand_and_never_run(name: str, source: str) -> None:
    if len(source) > MAX_LENGTH:
        with pytest.raises(ResponseError):
            read_cell(source, interaction(name))
    else:
        assert read_cell(source, interaction(name)) == (source.strip() if name == "short-answer" else source)


KNOWN = ["a", "b", "c", "true", "measure", "space", "lift", "fact", "pick", "look", "sort", "test"]
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers() | st.binary(max_size=3)
words = st.text(max_size=6) | st.sampled_from(KNOWN)
values = st.recursive(
    leaves | words,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(words | leaves, inner, max_size=4)
    ),
    max_leaves=10,
)
PIECES = ["answer", " = ", "=", "[", "]", "{", "}", "(", ")", ",", ":", '"a"', '"b"', "'", '"', '"""', "#", "\\", "\n"]
PIECES += [
    "    ",
    "import os",
    "f'{x}'",
    "lambda: 0",
    "1",
    "-",
    "*",
    "0x",
    "e9",
    "...",
    "None",
    "\0",
    "\ud800",
    "，",
    "“",
]
scraps = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=14).map("".join)
sources = values.map(lambda value: f"answer = {value!r}") | scraps | scraps.map("answer = {}".format)


@typed
def test_any_cell_is_read_or_refused(name: str, soak: bool) -> None:
    asked = interaction(name)

    @settings(deadline=None, max_examples=5000 if soak else 200)
    @given(sources)
    def check(source: str) -> None:
        try:
            read = read_cell(source, asked)
        except ResponseError as refused:
            assert str(refused)  # noqa: PT017 - both outcomes are right, and this one says why
        else:
            assert read is None or of_the_form(read, asked)
            assert not isinstance(asked, ExtendedText) or read is None or read in source or name == "short-answer"

    check()


def of_the_form(read: Any, asked: Interaction) -> bool:
    def known(ids: Any, options: tuple[Option, ...]) -> bool:
        return set(ids) <= {option.id for option in options}

    match asked:
        case Choice(options, many):
            return isinstance(read, list if many else str) and known(read if many else [read], options)
        case Order(options):
            return sorted(read) == sorted(option.id for option in options)
        case Match(left, right):
            return isinstance(read, dict) and known(read, left) and known(read.values(), right)
        case ExtendedText():
            return isinstance(read, str)
        case _:
            return isinstance(read, int | float | str) and not isinstance(read, bool)


# Sharing a notebook with the model


def test_names_of_the_set_up_are_reserved() -> None:
    import symtable

    setup = (ROOT / "src" / "casebook" / "notebooks" / "setup_cell.py").read_text(encoding="utf-8")
    given = {each.get_name() for each in symtable.symtable(setup, "setup", "exec").get_symbols() if each.is_local()}
    assert given <= set(RESERVED)
    assert "answer" in RESERVED


@pytest.mark.parametrize(
    ("starter", "model", "codes"),
    [
        ("def pans(x):\n    ...", "", []),
        ("def cool(x):\n    ...", "def cool(x):\n    return x", ["starter-name-taken"]),
        ("cool = 1\ndef pans(x):\n    ...", "cool = 2", ["starter-name-taken"]),
        ("def pans(x):\n    cool = 1", "cool = 2", []),
        ("from math import ceil\ndef pans(x):\n    ...", "from math import ceil", []),
        ("def ceil(x):\n    ...", "from math import ceil", ["starter-name-taken"]),
        ("def show(x):\n    ...", "", ["starter-name-taken"]),
        ("def sum(x):\n    ...", "", ["starter-name-taken"]),
        ("def pans(x):\n    ...", "answer = 1", ["model-defines-answer"]),
        ("def pans(x):\n    ...", "def f():\n    answer = 1\n    return answer", []),
        ("def pans(x):\n    ...", "import math as answer", ["model-defines-answer"]),
    ],
)
def test_neither_may_define_what_the_other_uses(starter: str, model: str, codes: list[str], tmp_path: Path) -> None:
    from conftest import small_course

    root = small_course(tmp_path / "course")
    analysis = root / "cases" / "first-case" / "analysis.py"
    analysis.write_text(analysis.read_text(encoding="utf-8") + f"\n\n{model}\n", encoding="utf-8")
    exercise = root / "exercises" / "first-case.yml"
    held = yaml.safe_load(exercise.read_text(encoding="utf-8"))
    function = re.findall(r"def (\w+)", starter)[-1]
    code = yaml.safe_load(ITEM_TYPES.get("code").example)
    calls = [{"args": [1], "expected": 1}, {"args": [2], "expected": 2, "hidden": True}]
    objective = {**held["practice"][0]}["objective"]
    code |= {"objective": objective, "function": function, "parameters": ["x"], "calls": calls}
    code |= {"starter": starter, "model_answer": f"def {function}(x):\n    return x\n"}
    held["graded"].append(code)
    exercise.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), encoding="utf-8")
    problems: tuple[Problem, ...] = examine(root)[1]
    assert [each.code for each in problems if not each.is_warning] == codes
