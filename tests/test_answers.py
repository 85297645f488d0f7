"""The answers file: what is read, what is refused and in which words, and that the manual publishes all of it."""

import base64
import io
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from casebook.answers import (
    MAX_ANSWERS,
    MAX_BYTES,
    MAX_CHARACTERS,
    AnswersFile,
    answers_schema,
    read_answers,
    receipt_of,
    to_block,
    to_json,
)
from casebook.cli.show import show_error
from casebook.errors import AnswersError
from casebook.problems import phrase

DATA = Path(__file__).parent / "data"
TIME = "2026-11-22T10:00:00.000Z"
HASH = "0123456789ab"
TORTURE = (
    "好 \U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \"'\\/\b\f\n\r\t\x00\x01\x1f\x7f\x85\u2028\u2029\ufeff"
    "<script>&amp; Ａ１２．５ －"
)
"""What JSON writers may disagree on: pairs of surrogates, control characters, line separators, quotes, full width."""


def answers(**changes: Any) -> dict[str, Any]:
    """Return a good file's JSON value, with changes, and the receipt of what it then holds."""
    held: dict[str, Any] = {
        "format": "casebook-answers",
        "version": 1,
        "course": "customer-service",
        "assignment": "open",
        "release": HASH,
        "learner": {"id": "10234", "name": "王芳"},
        "language": "zh",
        "made": TIME,
        "answers": {
            "haier-washer.first-question": {"response": "a", "at": TIME, "edition": HASH},
            "haier-washer.steps": {"response": ["pick", "look"], "at": TIME, "edition": HASH},
            "haier-washer.pairs": {"response": {"measure": "space"}, "at": TIME, "edition": HASH},
            "haier-washer.why": {
                "response": TORTURE,
                "at": TIME,
                "edition": HASH,
            },
        },
    }
    held |= changes
    if "receipt" not in held:
        held["receipt"] = receipt_of(held)
    return held


def with_answer(response: Any, **changes: Any) -> dict[str, Any]:
    return answers(answers={"a.b": {"response": response, "at": TIME, "edition": HASH} | changes})


def refusal(data: Any) -> AnswersError:
    text = data if isinstance(data, str | bytes) else json.dumps(data)
    with pytest.raises(AnswersError) as caught:
        read_answers(text)
    return caught.value


# ---- What is read ----


def test_a_file_is_read_as_it_was_made() -> None:
    file = read_answers(json.dumps(answers()).encode())
    assert file.learner.name == "王芳"
    assert file.answers["haier-washer.steps"].response == ("pick", "look")
    assert file.answers["haier-washer.pairs"].response == {"measure": "space"}
    assert file.content() == answers()


@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: "\n\n  " + text + "\r\n",
        lambda text: json.dumps(json.loads(text), indent=4).replace("\n", "\r\n").encode(),
        lambda text: json.dumps(dict(reversed(json.loads(text).items()))),
    ],
    ids=["byte order mark", "utf-16", "space around", "laid out", "other order"],
)
def test_a_file_may_have_been_saved_otherwise(written: Any) -> None:
    text = to_json(read_answers(json.dumps(answers())))
    assert read_answers(written(text)).content() == answers()


def test_the_golden_file_and_block(request: pytest.FixtureRequest) -> None:
    """What was handed in stays readable: these two are never to change."""
    file = read_answers(json.dumps(answers()))
    golden, block = DATA / "answers.json", DATA / "answers-block.txt"
    if request.config.getoption("--regenerate"):
        golden.write_text(to_json(file), encoding="utf-8")
        block.write_text(to_block(file), encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == to_json(file)
    assert block.read_text(encoding="utf-8") == to_block(file)
    assert read_answers(golden.read_bytes()) == read_answers(block.read_bytes()) == file


def test_the_receipt_is_the_one_that_was_published() -> None:
    """CRC-32 of the canonical words, as a number to the base of 32, with seven figures."""
    held = {"course": "c", "assignment": "open", "release": HASH, "learner": {"id": "1", "name": ""}, "answers": {}}
    words = '{"answers":{},"assignment":"open","course":"c","learner":{"id":"1","name":""},"release":"0123456789ab"}'
    number, letters = zlib.crc32(words.encode()), ""
    for _ in range(7):
        letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number % 32] + letters
        number //= 32
    assert number == 0
    assert receipt_of(held) == f"{letters[:3]}-{letters[3:]}"


@pytest.mark.parametrize(
    "change",
    [
        {"course": "other"},
        {"assignment": "other"},
        {"release": "a" * 12},
        {"learner": {"id": "10235", "name": "王芳"}},
        {"learner": {"id": "10234", "name": "王方"}},
        {"answers": {}},
    ],
)
def test_the_receipt_is_over_all_that_is_handed_in(change: dict[str, Any]) -> None:
    assert receipt_of(answers(**change)) != receipt_of(answers())
    assert refusal(answers(receipt=receipt_of(answers()), **change)).code == "answers-changed"


def test_the_receipt_is_not_over_when_the_file_was_made() -> None:
    other = answers(made="2026-12-01T08:00:00.000Z", language="en")
    assert other["receipt"] == answers()["receipt"]


def test_lone_surrogates_are_replaced_before_the_receipt() -> None:
    torn, whole = with_answer("x\ud800y\udfff\ud83d"), with_answer("x\ufffdy\ufffd\ufffd")
    assert torn["receipt"] == whole["receipt"]
    assert read_answers(json.dumps(torn)) == read_answers(json.dumps(whole))
    assert read_answers(json.dumps(with_answer("\U0001f600"))).answers["a.b"].response == "\U0001f600"


TEXTS = st.text(st.characters(codec=None), min_size=1, max_size=60)
IDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)
RESPONSES = st.one_of(TEXTS, st.lists(IDS, min_size=1, max_size=5), st.dictionaries(IDS, IDS, min_size=1, max_size=5))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.tuples(IDS, IDS).map(".".join), RESPONSES, max_size=5))
def test_files_and_blocks_come_back_whole(responses: dict[str, Any]) -> None:
    held = answers(answers={key: {"response": each, "at": TIME, "edition": HASH} for key, each in responses.items()})
    file = read_answers(json.dumps(held))
    assert read_answers(to_json(file)) == read_answers(to_json(file).encode("utf-8-sig")) == file
    assert read_answers(to_block(file)) == read_answers(to_block(file).encode("utf-16")) == file
    assert to_json(read_answers(to_json(file))) == to_json(file)


# ---- The block on its way through chats and mails ----

BLOCK = to_block(read_answers(json.dumps(answers())))


def rewrapped(block: str) -> str:
    head, _, body = block.partition("\n\n")
    return re.sub(r"(.{30})", "\\1\n", head) + "\n\n" + re.sub(r"(.{37})", "\\1 \n\u3000", body)


@pytest.mark.parametrize(
    "passed_on",
    [
        f"王芳 10:02\n你好，这是我的答案：\n\n{BLOCK}\n谢谢！BEGIN 到 END 都在。",
        BLOCK.replace("\n", "\r\n"),
        "\n".join(f"> {line}" for line in BLOCK.splitlines()),
        "\n".join(f"> > {line}  " for line in BLOCK.splitlines()),
        " ".join(BLOCK.split()),
        BLOCK.replace("-----", "—").replace("\n", "\n\n"),
        rewrapped(BLOCK),
        BLOCK.encode("utf-16"),
        BLOCK.encode("gbk"),
    ],
    ids=["in a message", "CRLF", "quoted", "twice quoted", "one line", "dashes", "re-wrapped", "utf-16", "gbk"],
)
def test_a_block_survives_what_chats_do_to_it(passed_on: str | bytes) -> None:
    assert read_answers(passed_on).content() == answers()


def test_a_text_with_a_block_inside_an_answer_is_the_file_and_not_the_answer() -> None:
    outer = with_answer(f"My friend's:\n{BLOCK}")
    assert read_answers(json.dumps(outer)).content() == outer


def test_the_block_names_assignment_and_receipt_in_the_learners_language() -> None:
    zh, en = (to_block(read_answers(json.dumps(answers(language=each)))) for each in ("zh", "en"))
    receipt = answers()["receipt"]
    assert f"“open”的答案，回执 {receipt}" in zh
    assert f"Answers to “open”, receipt {receipt}" in en
    assert max(len(line) for line in zh.split("\n\n")[1].splitlines()) == 64


# ---- What is refused ----

DEEP = "[" * 200_000
REFUSED: dict[str, tuple[Any, str]] = {
    "nothing": (b"", "answers-foreign"),
    "some text": ("今天天气不错", "answers-foreign"),
    "a picture": (bytes(range(256)) * 40, "answers-foreign"),
    "a list": ([answers()], "answers-foreign"),
    "a number": ("1" * 5000, "answers-foreign"),
    "another program's": ({"format": "h5p", "version": 1}, "answers-foreign"),
    "a page": ("<!DOCTYPE html><p>-----BEGIN", "answers-foreign"),
    "deep lists": (DEEP, "answers-foreign"),
    "deep objects": ('{"a":' * 200_000, "answers-foreign"),
    "deep within": (json.dumps(answers())[:-1] + ',"x":' + DEEP, "answers-foreign"),
    "the other kind": ({"format": "casebook-work", "version": 1, "records": {}}, "answers-work"),
    "cut short": (json.dumps(answers())[:-40], "answers-cut"),
    "a block without its end": (BLOCK[:-40], "answers-cut"),
    "a block with a gap": (BLOCK.replace(BLOCK.splitlines()[6][:5], "", 1), "answers-cut"),
    "an empty block": ("-----BEGIN CASEBOOK ANSWERS-----\n\n-----END CASEBOOK ANSWERS-----", "answers-cut"),
    "a later version": (answers(version=2), "answers-version"),
    "a far later version": ('{"format":"casebook-answers","version":' + "9" * 4000 + "}", "answers-version"),
    "no version": (answers(version="1"), "answers-form"),
    "too large": (b"x" * (MAX_BYTES * 3 // 2 + 1), "answers-big"),
    "too large a text": (json.dumps(answers(made="9" * MAX_BYTES)), "answers-big"),
    "another key": (answers(extra=1), "answers-form"),
    "another key in an answer": (with_answer("a", points=100), "answers-form"),
    "too many answers": (
        answers(answers={f"a.b{n}": {"response": "a", "at": TIME, "edition": HASH} for n in range(MAX_ANSWERS + 1)}),
        "answers-form",
    ),
    "too long a text": (with_answer("字" * (MAX_CHARACTERS + 1)), "answers-form"),
    "a million values": (with_answer([1] * 1_000_000), "answers-form"),
    "no id": (answers(learner={"id": "", "name": "x"}), "answers-form"),
    "an id of spaces": (answers(learner={"id": "   ", "name": "x"}), "answers-form"),
    "an id that turns round": (answers(learner={"id": "1\u202e32", "name": "x"}), "answers-form"),
    "an id over two lines": (answers(learner={"id": "1\n2", "name": "x"}), "answers-form"),
    "a long id": (answers(learner={"id": "1" * 51, "name": ""}), "answers-form"),
    "a long name": (answers(learner={"id": "1", "name": "名" * 101}), "answers-form"),
    "a response of another kind": (with_answer(7), "answers-form"),
    "an empty response": (with_answer(""), "answers-form"),
    "a nested response": (with_answer({"a": {"b": "c"}}), "answers-form"),
    "a prototype": (with_answer({"__proto__": "a"}), "answers-form"),
    "a day that is none": (with_answer("a", at="2026-02-30T10:00:00.000Z"), "answers-form"),
    "a local time": (with_answer("a", at="2026-02-03T10:00:00.000+08:00"), "answers-form"),
    "a path for an item": (answers(answers={"../x": {"response": "a", "at": TIME, "edition": HASH}}), "answers-form"),
    "NaN": (json.dumps(answers()).replace('"a"', "NaN", 1), "answers-form"),
    "edited by hand": (json.dumps(answers()).replace('"response": "a"', '"response": "b"'), "answers-changed"),
    "another's id": (json.dumps(answers()).replace("10234", "10235"), "answers-changed"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_answers_file_is_refused(case: str) -> None:
    data, code = REFUSED[case]
    error = refusal(data)
    assert error.code == code
    for language in ("zh", "en"):
        said = phrase(language, error.code, **error.details)
        assert "$" not in said
        assert len(said) < 250
        assert said.isprintable()


def test_each_refusal_is_worded_by_itself() -> None:
    codes = {code for _, code in REFUSED.values()}
    for language in ("zh", "en"):
        details = dict.fromkeys(("where", "receipt", "size", "most", "version", "known"), "?")
        said = {phrase(language, code, **details) for code in codes}
        assert len(said) == len(codes) == 7


def test_the_words_say_where_and_show_nothing_of_the_file_raw() -> None:
    error = refusal(answers(answers={"\x1b[31m\u202e" + "x" * 500: 1}))
    assert str(error.details["where"]).startswith("answers.�[31m�xxx")
    assert len(str(error.details["where"])) <= 80
    assert "“answers.�" in phrase("en", error.code, **error.details)


def test_the_command_line_says_it_in_the_users_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for locale, words in (("zh_CN.UTF-8", "文件不完整"), ("en_GB.UTF-8", "The file ends too early")):
        monkeypatch.setenv("LC_ALL", locale)
        told = io.StringIO()
        show_error(refusal(json.dumps(answers())[:-40]), Console(file=told))
        assert words in told.getvalue()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_whatever_comes_is_read_or_refused(data: st.DataObject) -> None:
    """Any bytes, any JSON, a good file with a value changed, and a good file or block with a piece cut out or put in."""
    good = answers()
    kind = data.draw(st.sampled_from(["bytes", "text", "json", "changed", "torn"]))
    if kind == "bytes":
        given_data: bytes | str = data.draw(st.binary(max_size=300))
    elif kind == "text":
        given_data = data.draw(st.text(st.characters(codec=None), max_size=300))
    elif kind == "json":
        given_data = json.dumps(data.draw(JSON))
    elif kind == "changed":
        key = data.draw(st.sampled_from([*good, "learner.id", "learner.name", "answers.x"]))
        holder, _, last = key.rpartition(".")
        (good[holder] if holder else good)[last] = data.draw(JSON)
        given_data = json.dumps(good)
    else:
        text = data.draw(st.sampled_from([json.dumps(good), BLOCK]))
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        given_data = text[:start] + data.draw(st.text(max_size=5)) + text[end:]
    try:
        file = read_answers(given_data)
    except AnswersError as error:
        phrase("zh", error.code, **error.details)
    else:
        assert file.receipt == receipt_of(file.content())


def test_a_block_around_something_huge_is_refused_before_it_is_unpacked() -> None:
    packed = base64.b64encode(b'{"a":' + b" " * (MAX_BYTES + 1) + b"1}").decode()
    assert refusal(f"BEGIN CASEBOOK ANSWERS\n\n{packed}\nEND CASEBOOK ANSWERS").code == "answers-big"


# ---- What the manual says ----

FENCE = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_publishes_the_schema_and_an_example(language: str) -> None:
    text = (ROOT / "book" / language / "manual" / "answers.md").read_text(encoding="utf-8")
    published = [json.loads(body) for body in FENCE.findall(text)]
    assert answers_schema() in published
    example = next(each for each in published if each.get("format") == "casebook-answers")
    assert read_answers(json.dumps(example)).content() == example
    block = next(body for body in re.findall(r"^```text\n(.*?)^```", text, re.M | re.S) if "BEGIN CASEBOOK" in body)
    assert read_answers(block).content() == example
    assert [name for name in AnswersFile.model_fields if f"`{name}`" not in text] == []


def test_the_schema_takes_what_is_read_and_nothing_open() -> None:
    schema = answers_schema()
    objects = [schema, *schema["$defs"].values()]
    assert all(each["additionalProperties"] is False for each in objects)
    assert schema["properties"]["answers"]["additionalProperties"] is False
    assert schema["properties"]["answers"]["maxProperties"] == MAX_ANSWERS
    assert "description" not in json.dumps(schema)
