"""The rules of item writing: an item that breaks each, and one that does not, in both languages; and their waivers."""

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from casebook.errors import Problem
from casebook.items import ITEM_TYPES
from casebook.loader import examine
from casebook.loader.checks.items import CODES
from casebook.model import SECTIONS

OF_THE_BANK = (
    "too-few-practice",
    "too-few-graded",
    "too-few-types",
    "too-few-new-situations",
    "no-open-item",
    "key-position",
)
OF_AN_ITEM = tuple(code for code in CODES if code not in OF_THE_BANK)


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


WHY = both("理由", "Why")
COMMON = {"objective": "hear-it", "bloom": "apply", "points": 1}


def option(name: str, zh: str, en: str) -> dict[str, Any]:
    return {"id": name, "text": both(zh, en), "rationale": WHY}


SINGLE: dict[str, Any] = {
    **COMMON,
    "type": "single-choice",
    "id": "single",
    "stem": both("先说哪一句？", "Which sentence comes first?"),
    "options": [
        option("a", "请您稍等", "Please wait"),
        option("b", "我去问问", "I will ask"),
        option("c", "马上就来", "Coming now"),
    ],
    "answer": "b",
}
MULTIPLE: dict[str, Any] = {
    **SINGLE,
    "type": "multiple-choice",
    "id": "multiple",
    "stem": both("哪几句合适？", "Which sentences fit?"),
    "options": [*SINGLE["options"], option("d", "您请坐吧", "Take a seat")],
    "answer": ["b", "d"],
}
ORDERING: dict[str, Any] = {
    **COMMON,
    "type": "ordering",
    "id": "order",
    "stem": both("按什么顺序？", "In which order?"),
    "options": [
        {"id": name, "text": both(zh, en)}
        for name, zh, en in [("k", "听", "Hear"), ("m", "问", "Ask"), ("t", "做", "Do")]
    ],
    "answer": ["t", "k", "m"],
    "rationale": WHY,
}
CRITERION: dict[str, Any] = {
    "id": "clear",
    "title": both("清楚", "Clear"),
    "levels": [{"points": 0, "text": both("不清楚", "Unclear")}, {"points": 1, "text": both("清楚", "Clear")}],
}
SHORT: dict[str, Any] = {
    **COMMON,
    "type": "short-answer",
    "id": "short",
    "points": 3,
    "stem": both("你会怎么说？", "What would you say?"),
    "words": 60,
    "rubric": [{**CRITERION, "id": name} for name in ("clear", "kind", "short")],
    "samples": [{"level": level, "text": both("好", "Fine"), "why": WHY} for level in ("good", "fair", "poor")],
}
CODE: dict[str, Any] = {
    **COMMON,
    "type": "code",
    "id": "code",
    "stem": both("写一个函数。", "Write a function."),
    "function": "wait",
    "parameters": ["people"],
    "starter": "def wait(people):\n    ...\n",
    "calls": [{"args": [1], "expected": 3}, {"args": [2], "expected": 6, "hidden": True}],
    "model_answer": "def wait(people):\n    return 3 * people\n",
    "rationale": WHY,
}
NUMERIC: dict[str, Any] = {
    **COMMON,
    "type": "numeric",
    "id": "number",
    "stem": both("几分钟？", "How many minutes?"),
    "answer": 3,
    "tolerance": 0,
    "unit": both("分钟", "minutes"),
    "rationale": WHY,
}
BASES = {each["type"]: each for each in (SINGLE, MULTIPLE, ORDERING, SHORT, CODE, NUMERIC)}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one case and nothing wrong, but for the exercise, which is not there yet."""
    prompt = {"minutes": 5, "form": both("全班", "plenary"), "text": both("为什么？", "Why?"), "objective": "hear-it"}
    case = {
        "title": both("一课", "A case"),
        "summary": both("一句话。", "One sentence."),
        "module": "first",
        "minutes": 5,
        "sources": ["S1"],
        "objectives": [{"id": "hear-it", "bloom": "apply", "text": both("听出要求", "Hear the request")}],
        "decision": {
            "question": both("怎么办？", "What now?"),
            "options": [{"id": "x", "text": WHY}, {"id": "y", "text": WHY}],
        },
        "prompts": [{"id": name, **prompt} for name in ("one", "two", "three")],
    }
    sections = "\n".join(f"({name})=\n## X\n\nx\n" for name in SECTIONS)
    settings = {"id": "rules", "title": WHY, "description": WHY, "languages": ["zh", "en"]}
    files = {
        "_config.yml": json.dumps({"casebook": settings}),
        "book/modules.yml": json.dumps([{"id": "first", "title": WHY, "summary": WHY}]),
        "book/sources.yml": json.dumps([{"id": "S1", "title": WHY}]),
        "book/zh/index.md": "# X\n",
        "book/en/index.md": "# X\n",
        "cases/a/case.yml": json.dumps(case),
        "cases/a/zh.md": sections,
        "cases/a/en.md": sections,
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def problems_of(
    course: Path,
    practice: Sequence[Any] = (),
    graded: Sequence[Any] = (),
    waive: dict[str, str] | None = None,
) -> tuple[Problem, ...]:
    """Return what is found in an exercise; the rules of the bank are waived where nothing else is said."""
    waived = dict.fromkeys(OF_THE_BANK, "only one item is looked at") if waive is None else waive
    (course / "exercises").mkdir(exist_ok=True)
    text = json.dumps({"practice": practice, "graded": graded, "waive": waived}, ensure_ascii=False, indent=1)
    (course / "exercises" / "a.yml").write_text(text, encoding="utf-8")
    return examine(course)[1]


def codes_of(problems: tuple[Problem, ...]) -> list[str]:
    return [each.code for each in problems]


def edited(base: dict[str, Any], edits: dict[str, Any]) -> dict[str, Any]:
    """Return an item with other values at some places, such as `options.0.text.zh`."""
    item = copy.deepcopy(base)
    for place, value in edits.items():
        *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
        holder = item
        for part in above:
            holder = holder[part]
        holder[last] = value
    return item


# Rules of an item

OPTIONS = [
    option(name, f"第{number}句", f"Sentence {number}")
    for name, number in zip("abcdefghij", "一二三四五六七八九十", strict=True)
]
STEPS = [{"id": name, "text": both("一步", "A step")} for name in "gfedcba"]
CRITERIA = [{**CRITERION, "id": name} for name in "abcdef"]

BREAKING: list[tuple[str, str, dict[str, Any]]] = [
    ("stem-not-a-question", "single-choice", {"stem.zh": "请选一句。"}),
    ("stem-not-a-question", "single-choice", {"stem.en": "Choose a sentence."}),
    ("stem-not-a-question", "multiple-choice", {"stem.zh": "合适的有："}),
    ("stem-negative", "single-choice", {"stem.zh": "下面哪一句不恰当？"}),
    ("stem-negative", "single-choice", {"stem.zh": "哪一项不属于问候？"}),
    ("stem-negative", "single-choice", {"stem.zh": "哪一项不正确？"}),
    ("stem-negative", "single-choice", {"stem.zh": "哪一句不应该说？"}),
    ("stem-negative", "single-choice", {"stem.zh": "哪一种是错误的做法？"}),
    ("stem-negative", "multiple-choice", {"stem.zh": "哪几句不是事实？"}),
    ("stem-negative", "single-choice", {"stem.en": "Which sentence is not polite?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which sentence isn't polite?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which sentence doesn’t fit?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which sentence cannot be said?"}),
    ("stem-negative", "single-choice", {"stem.en": "All are polite EXCEPT which?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which is the least polite?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which sentence is incorrect?"}),
    ("id-tells", "single-choice", {"options.1.id": "right", "answer": "right"}),
    ("id-tells", "single-choice", {"options.0.id": "distractor2"}),
    ("id-tells", "multiple-choice", {"options.0.id": "wrong"}),
    ("id-tells", "ordering", {"options.0.id": "best", "answer": ["t", "best", "m"]}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上都对"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上都不对"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上皆是"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上全错"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上均正确"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上说法都对"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "以上全部正确"}),
    ("all-of-the-above", "multiple-choice", {"options.2.text.zh": "以上选项"}),
    ("all-of-the-above", "single-choice", {"options.2.text.en": "All of the above"}),
    ("all-of-the-above", "single-choice", {"options.2.text.en": "All the above"}),
    ("all-of-the-above", "single-choice", {"options.2.text.en": "None of these"}),
    ("absolute-word", "single-choice", {"options.0.text.zh": "一定要等"}),
    ("absolute-word", "single-choice", {"options.0.text.zh": "绝不退货"}),
    ("absolute-word", "single-choice", {"options.0.text.zh": "总是道歉"}),
    ("absolute-word", "multiple-choice", {"options.0.text.zh": "永远不说"}),
    ("absolute-word", "single-choice", {"options.0.text.en": "Always wait"}),
    ("absolute-word", "single-choice", {"options.0.text.en": "Never wait"}),
    ("options-uneven", "single-choice", {"options.0.text.zh": "请您先在这边坐下来稍等一会儿"}),
    ("options-uneven", "single-choice", {"options.0.text.en": "Please take a seat over there and wait for a minute"}),
    ("options-uneven", "multiple-choice", {"options.1.text.zh": "我这就去里面替您好好问一问"}),
    ("key-longest", "single-choice", {"options.1.text.zh": "我这就去问问"}),
    ("key-longest", "single-choice", {"options.1.text.en": "I will ask at once"}),
    ("option-count", "single-choice", {"options": OPTIONS[:2]}),
    ("option-count", "single-choice", {"options": OPTIONS[:5]}),
    ("option-count", "multiple-choice", {"options": OPTIONS[:3], "answer": ["a", "b"]}),
    ("option-count", "multiple-choice", {"options": OPTIONS[:7], "answer": ["a", "b"]}),
    ("option-count", "ordering", {"options": STEPS, "answer": list("gabcdef")}),
    ("all-options-right", "multiple-choice", {"answer": ["a", "b", "c", "d"]}),
    ("ids-tell-order", "ordering", {"answer": ["k", "m", "t"]}),
    ("criteria-count", "short-answer", {"rubric": CRITERIA[:2], "points": 2}),
    ("criteria-count", "short-answer", {"rubric": CRITERIA, "points": 6}),
    ("sample-missing", "short-answer", {"samples": SHORT["samples"][:2]}),
    ("no-hidden-call", "code", {"calls": CODE["calls"][:1]}),
]
KEEPING: list[tuple[str, str, dict[str, Any]]] = [
    (
        "stem-not-a-question",
        "single-choice",
        {"stem.zh": "先说哪一句？请选出。", "stem.en": "Which comes first? Choose."},
    ),
    ("stem-not-a-question", "ordering", {"stem": both("请排出先后。", "Put these in order.")}),
    ("stem-not-a-question", "code", {}),
    ("stem-negative", "single-choice", {"stem.zh": "顾客不满意时，先说哪一句？"}),
    ("stem-negative", "single-choice", {"stem.zh": "这不是他要的。先说哪一句？"}),
    ("stem-negative", "single-choice", {"stem.zh": "这不是一样吗？"}),
    ("stem-negative", "single-choice", {"stem.zh": "这句话是不是问候？"}),
    ("stem-negative", "single-choice", {"stem.zh": "他应不应该道歉？"}),
    ("stem-negative", "single-choice", {"stem.zh": "这样说合不合适？"}),
    ("stem-negative", "single-choice", {"stem.en": "The customer is not happy. Which sentence comes first?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which note do you take?"}),
    ("stem-negative", "single-choice", {"stem.en": "Which plan needs at least two people?"}),
    ("id-tells", "single-choice", {"options.1.id": "bright", "answer": "bright"}),
    ("id-tells", "single-choice", {"options.0.id": "answered"}),
    ("all-of-the-above", "single-choice", {"options.2.text.zh": "二楼以上"}),
    ("all-of-the-above", "single-choice", {"options.2.text.en": "All of them"}),
    ("absolute-word", "single-choice", {"options.0.text.zh": "不一定等"}),
    ("absolute-word", "single-choice", {"options.0.text.zh": "一定程度"}),
    ("absolute-word", "single-choice", {"options.0.text.en": "Not always"}),
    ("absolute-word", "single-choice", {"options.0.text.en": "Nevertheless"}),
    ("absolute-word", "single-choice", {"stem": both("一定要先说哪一句？", "Which sentence always comes first?")}),
    ("options-uneven", "single-choice", {"options.0.text.zh": "请您先坐下稍等"}),
    ("options-uneven", "single-choice", {"options.0.text.en": "Please take a seat and wait"}),
    ("key-longest", "single-choice", {"options.1.text.zh": "我再去问问", "options.1.text.en": "I'll go and ask"}),
    ("key-longest", "single-choice", {"options.0.text.zh": "请您在这边稍等", "options.1.text.zh": "我这就去问问"}),
    ("key-longest", "multiple-choice", {"options.1.text.zh": "我这就去问问"}),
    ("option-count", "single-choice", {"options": OPTIONS[:4]}),
    ("option-count", "multiple-choice", {"options": OPTIONS[:6], "answer": ["a", "b"]}),
    ("option-count", "ordering", {"options": STEPS[:6], "answer": list("gbcdef")}),
    ("all-options-right", "multiple-choice", {"answer": ["a", "b", "c"]}),
    ("ids-tell-order", "ordering", {"answer": ["t", "m", "k"]}),
    ("criteria-count", "short-answer", {"rubric": CRITERIA[:5], "points": 5}),
    ("sample-missing", "short-answer", {"samples": [*SHORT["samples"], SHORT["samples"][0]]}),
    ("no-hidden-call", "code", {"calls": CODE["calls"][1:]}),
]


def named(rows: list[tuple[str, str, dict[str, Any]]]) -> list[Any]:
    return [pytest.param(*row, id=f"{row[0]}: {row[1]} {next(iter(row[2].values()), '')!r:.50}") for row in rows]


@pytest.mark.parametrize(("code", "kind", "edits"), named(BREAKING))
def test_an_item_that_breaks_a_rule_gets_its_warning_alone(
    code: str, kind: str, edits: dict[str, Any], course: Path
) -> None:
    problems = problems_of(course, graded=[edited(BASES[kind], edits)])
    assert codes_of(problems) == [code]
    assert problems[0].is_warning
    assert problems[0].line > 1


@pytest.mark.parametrize(("code", "kind", "edits"), named(KEEPING))
def test_an_item_that_keeps_a_rule_gets_no_warning(code: str, kind: str, edits: dict[str, Any], course: Path) -> None:
    assert code in CODES
    assert codes_of(problems_of(course, graded=[edited(BASES[kind], edits)])) == []


@pytest.mark.parametrize("kind", sorted(BASES))
def test_a_plain_item_breaks_no_rule(kind: str, course: Path) -> None:
    assert codes_of(problems_of(course, practice=[BASES[kind]])) == []
    assert codes_of(problems_of(course, graded=[BASES[kind]])) == []


def test_every_rule_is_tried_both_ways() -> None:
    assert {row[0] for row in BREAKING} == {row[0] for row in KEEPING} == set(OF_AN_ITEM)


def test_a_practice_item_may_show_all_its_calls(course: Path) -> None:
    assert codes_of(problems_of(course, practice=[edited(CODE, {"calls": CODE["calls"][:1]})])) == []


@pytest.mark.parametrize("name", ITEM_TYPES.names())
def test_the_example_of_a_type_keeps_the_rules(name: str, course: Path) -> None:
    """Whoever starts from an example starts well."""
    example = yaml.safe_load(ITEM_TYPES.get(name).example) | {"objective": "hear-it"}
    if name == "true-false":
        example["rationale"] = {str(key).lower(): text for key, text in example["rationale"].items()}
        text = yaml.safe_dump(
            {"graded": [example], "waive": dict.fromkeys(OF_THE_BANK, "one item")}, allow_unicode=True
        )
        (course / "exercises").mkdir()
        path = course / "exercises" / "a.yml"
        path.write_text(text.replace("'true':", "true:").replace("'false':", "false:"), encoding="utf-8")
        assert codes_of(examine(course)[1]) == []
    else:
        assert codes_of(problems_of(course, graded=[example])) == []


# Rules of the bank


def variants(base: dict[str, Any], count: int, start: int = 0, **edits: Any) -> list[dict[str, Any]]:
    """Return items that differ in id and stem."""
    return [
        {**base, "id": f"{base['id']}-{n}", "stem": both(f"第 {n} 题，哪一句？", f"Item {n}, which sentence?"), **edits}
        for n in range(start, start + count)
    ]


LONG_ORDER: dict[str, Any] = {**ORDERING, "options": STEPS[:6], "answer": list("gbcdef")}
PRACTICE = [*variants(SINGLE, 2), *variants(SINGLE, 2, 2, answer="a"), *variants(MULTIPLE, 2, 4)]
GRADED = [
    *variants(MULTIPLE, 4, 10, situation="new"),
    *variants(LONG_ORDER, 1, 14),
    *variants(NUMERIC, 1, 15),
    *variants(SHORT, 1, 16),
    *variants(CODE, 1, 17),
]
BANKS: list[tuple[str, list[Any], list[Any], list[str]]] = [
    ("a full bank", PRACTICE, GRADED, []),
    ("five practice items", PRACTICE[1:], GRADED, ["too-few-practice"]),
    ("seven graded items", PRACTICE, GRADED[1:], ["too-few-graded"]),
    ("no graded items", PRACTICE, [], ["too-few-graded", "too-few-new-situations", "too-few-types", "no-open-item"]),
    ("four types", PRACTICE, [*GRADED[:5], GRADED[6], *variants(SHORT, 2, 20)], ["too-few-types"]),
    ("one new situation", PRACTICE, [*GRADED[3:], *variants(NUMERIC, 3, 20)], ["too-few-new-situations"]),
    ("no open item", PRACTICE, [*GRADED[:6], GRADED[7], *variants(CODE, 1, 20)], ["no-open-item"]),
    ("an open item for practice", [*PRACTICE, GRADED[6]], [*GRADED[:6], *variants(CODE, 2, 20)], ["no-open-item"]),
    ("three of four keys at B", [*PRACTICE[:3], *variants(SINGLE, 1, 30), *PRACTICE[4:]], GRADED, ["key-position"]),
    ("three of three keys at B", [*variants(SINGLE, 3), *variants(MULTIPLE, 3, 3)], GRADED, []),
]


@pytest.mark.parametrize(("practice", "graded", "codes"), [row[1:] for row in BANKS], ids=[row[0] for row in BANKS])
def test_a_bank_gets_the_warnings_that_it_earns(
    practice: list[Any], graded: list[Any], codes: list[str], course: Path
) -> None:
    problems = problems_of(course, practice, graded, {})
    assert sorted(codes_of(problems)) == sorted(codes)
    assert all(each.is_warning for each in problems)


def test_a_key_far_down_has_a_position_too(course: Path) -> None:
    problems = problems_of(
        course, variants(SINGLE, 4, options=OPTIONS, answer="j"), waive=dict.fromkeys(OF_THE_BANK[:-1], "x")
    )
    assert set(codes_of(problems)) == {"option-count", "key-position"}
    assert ("position", "J") in next(each.details for each in problems if each.code == "key-position")


def test_every_rule_of_the_bank_is_tried() -> None:
    assert {code for _, _, _, codes in BANKS for code in codes} == set(OF_THE_BANK)


def test_an_empty_exercise_earns_no_warnings_of_a_bank(course: Path) -> None:
    assert codes_of(problems_of(course, [], [], {})) == ["objective-untested"]


# What practice and graded may not share


@pytest.mark.parametrize(
    ("practice", "graded"),
    [
        ([SINGLE], [{**SINGLE, "id": "again"}]),
        ([SINGLE], [{**SINGLE, "id": "again", "stem": both("另一句？", SINGLE["stem"]["en"])}]),
        ([SINGLE], [{**MULTIPLE, "stem": both(SINGLE["stem"]["zh"], "Another?")}]),
    ],
    ids=["both languages", "English", "Chinese, of another type"],
)
def test_a_stem_that_stands_twice_is_an_error(practice: list[Any], graded: list[Any], course: Path) -> None:
    problems = problems_of(course, practice, graded)
    assert set(codes_of(problems)) == {"stem-repeated"}
    assert not any(each.is_warning for each in problems)


# Waivers

BROKEN = edited(SINGLE, {"stem": both("哪一句不恰当？", "Which is not polite?"), "options.0.text.zh": "一定要等"})


@pytest.mark.parametrize(
    ("of_item", "of_file", "codes"),
    [
        ({}, {}, ["absolute-word", "stem-negative", "stem-negative"]),
        ({"stem-negative": "这里就是要认出不礼貌的话"}, {}, ["absolute-word"]),
        ({}, {"stem-negative": "整组题都如此"}, ["absolute-word"]),
        ({"stem-negative": "如此"}, {"absolute-word": "如此"}, []),
        ({"key-longest": "如此"}, {}, ["absolute-word", "stem-negative", "stem-negative"]),
        ({"stem-negative": ""}, {}, ["absolute-word", "waiver-without-reason"]),
        ({"stem-negative": " "}, {}, ["absolute-word", "waiver-without-reason"]),
        ({}, {"stem-negative": ""}, ["absolute-word", "stem-negative", "stem-negative", "waiver-without-reason"]),
        ({"stem-negativ": "如此"}, {}, ["absolute-word", "stem-negative", "stem-negative", "unknown-warning"]),
        ({}, {"stem-negativ": "如此"}, ["absolute-word", "stem-negative", "stem-negative", "unknown-warning"]),
        ({"plan-sum": "错误不能豁免"}, {}, ["absolute-word", "stem-negative", "stem-negative", "unknown-warning"]),
    ],
)
def test_a_waiver_with_a_reason_waives_its_rule_alone(
    of_item: dict[str, str], of_file: dict[str, str], codes: list[str], course: Path
) -> None:
    bank = dict.fromkeys(OF_THE_BANK, "one item")
    problems = problems_of(course, graded=[{**BROKEN, "waive": of_item}], waive={**bank, **of_file})
    bank_alone = {"waiver-without-reason"} & set(codes_of(problems)) if "" in of_file.values() else set()
    found = [code for code in codes_of(problems) if code not in OF_THE_BANK or not bank_alone]
    assert sorted(found) == sorted(codes)


def test_a_waiver_of_one_item_does_not_speak_for_another(course: Path) -> None:
    waived = {**BROKEN, "waive": {"stem-negative": "如此", "absolute-word": "如此"}}
    other = edited(MULTIPLE, {"stem.zh": "哪几句不恰当？"})
    assert codes_of(problems_of(course, graded=[waived, other])) == ["stem-negative"]


def test_a_warning_does_not_stop_a_build_and_an_error_does(course: Path) -> None:
    problems_of(course, graded=[BROKEN])
    assert examine(course)[0] is not None
    problems_of(course, graded=[{**BROKEN, "waive": {"stem-negative": ""}}])
    assert examine(course)[0] is None
