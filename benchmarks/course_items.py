"""The items of synthetic cases: five for practice and six graded, of all types."""

import random
from collections.abc import Callable
from typing import Any

from course_words import LANGUAGES, Teller, Words

from casebook.items import ITEM_TYPES

Item = dict[str, Any]


def make_items(teller: Teller) -> dict[str, Any]:
    """Return what an exercise file holds."""
    practice = (_single, _numeric, _classification, _matching, _ordering)
    graded = (_single, _multiple, _true_false, _numeric, _short_answer, _code)
    stems: set[str] = set()
    lists = {
        kind: [
            _whole(teller, make, stems, f"{kind}-{number}", graded=kind == "graded")
            for number, make in enumerate(makers, 1)
        ]
        for kind, makers in (("practice", practice), ("graded", graded))
    }
    waived = ("too-few-practice", "too-few-graded", "options-uneven", "stem-negative")
    return {**lists, "waive": dict.fromkeys(waived, "题目是合成的 / the items are synthetic")}


def _whole(teller: Teller, make: Callable[[Teller], Item], stems: set[str], name: str, *, graded: bool) -> Item:
    """Return an item of which the loader has nothing to say, such as a stem used before or a key in the order shown."""
    while True:
        made = make(teller)
        item = {"id": f"{name}-{teller.dice.randint(100, 999)}", **made}
        if graded:
            item["situation"] = "new"
        known = ITEM_TYPES.get(item["type"]).model_validate(item, context={"languages": LANGUAGES})
        if not list(known.faults()) and stems.isdisjoint(known.stem.values()):
            stems.update(known.stem.values())
            return item


def _stem(teller: Teller, zh: str, en: str, count: int = 2) -> Words:
    told = teller.sentences("situation", count)
    return {
        "zh": "".join(each["zh"] for each in told) + zh,
        "en": " ".join(each["en"] for each in told) + " " + en,
    }


def _options(teller: Teller, count: int) -> list[Item]:
    names = "abcdef"[:count]
    told = teller.sentences("steps", count)
    return [
        {"id": each, "text": text, "rationale": teller.sentence("reasons")}
        for each, text in zip(names, told, strict=True)
    ]


def _not_longest(options: list[Item], dice: random.Random) -> str:
    """Return the id of an option that is the longest in no language."""
    longest = {max(options, key=lambda each: len(each["text"][language]))["id"] for language in LANGUAGES}
    return str(dice.choice([each["id"] for each in options if each["id"] not in longest]))


def _single(teller: Teller) -> Item:
    options = _options(teller, 4)
    return {
        "type": "single-choice",
        "objective": "choose-a-remedy",
        "bloom": "analyze",
        "points": 1,
        "stem": _stem(teller, "下面哪一步最先做？", "Which of these comes first?"),
        "options": options,
        "answer": _not_longest(options, teller.dice),
    }


def _multiple(teller: Teller) -> Item:
    return {
        "type": "multiple-choice",
        "objective": "choose-a-remedy",
        "bloom": "evaluate",
        "points": 2,
        "stem": _stem(
            teller, "哪几步今天就做得到？请全部选出。", "Which of these can be done today? Choose all that apply."
        ),
        "options": _options(teller, 5),
        "answer": sorted(teller.dice.sample("abcde", teller.dice.randint(2, 3))),
    }


def _true_false(teller: Teller) -> Item:
    claim = teller.sentence("facts")
    return {
        "type": "true-false",
        "objective": "test-the-model",
        "bloom": "evaluate",
        "points": 1,
        "stem": {
            "zh": f"记录里写着：“{claim['zh']}。”单凭这一条就能说明原因吗？",
            "en": f"The notes say: “{claim['en']}.” Does this alone establish the cause?",
        },
        "answer": False,
        "rationale": {True: teller.sentence("reasons"), False: teller.sentence("reasons")},
    }


def _numeric(teller: Teller) -> Item:
    people, minutes, counters = teller.dice.randint(3, 30) * 4, teller.dice.randint(2, 9), teller.dice.choice([2, 4])
    return {
        "type": "numeric",
        "objective": "test-the-model",
        "bloom": "apply",
        "points": 1,
        "stem": _stem(
            teller,
            f"假设有 {people} 位在等，每位要 {minutes} 分钟，开 {counters} 个窗口，全部办完要多少分钟？",
            f"Suppose {people} wait, each takes {minutes} minutes and {counters} counters are open: how many minutes until all are served?",
            1,
        ),
        "answer": people * minutes / counters,
        "tolerance": 0.5,
        "unit": {"zh": "分钟", "en": "minutes"},
        "rationale": {
            "zh": f"{people} × {minutes} ÷ {counters} = {people * minutes / counters:g}，没有除以窗口数就会得到 {people * minutes}。",
            "en": f"{people} × {minutes} / {counters} = {people * minutes / counters:g}; {people * minutes} forgets the counters.",
        },
    }


def _classification(teller: Teller) -> Item:
    entries = [
        {"id": f"n{number}", "text": text, "rationale": teller.sentence("reasons")}
        for number, text in enumerate(teller.sentences("facts", 6), 1)
    ]
    return {
        "type": "classification",
        "objective": "test-the-model",
        "bloom": "analyze",
        "points": 3,
        "stem": _stem(
            teller, "下面六条，各是记录、说法还是猜测？", "Is each of these a record, a claim or a guess?", 1
        ),
        "categories": [
            {"id": "record", "text": {"zh": "记录", "en": "Record"}},
            {"id": "claim", "text": {"zh": "说法", "en": "Claim"}},
            {"id": "guess", "text": {"zh": "猜测", "en": "Guess"}},
        ],
        "entries": entries,
        "answer": {each["id"]: teller.dice.choice(["record", "claim", "guess"]) for each in entries},
    }


def _matching(teller: Teller) -> Item:
    left = [{"id": f"l{n}", "text": text} for n, text in enumerate(teller.sentences("steps", 4), 1)]
    right = [{"id": f"r{n}", "text": text} for n, text in enumerate(teller.sentences("facts", 5), 1)]
    targets = teller.dice.sample([each["id"] for each in right], 4)
    return {
        "type": "matching",
        "objective": "choose-a-remedy",
        "bloom": "analyze",
        "points": 2,
        "stem": _stem(teller, "四种做法，各自针对右边哪一条？", "At which entry on the right is each step aimed?", 1),
        "left": left,
        "right": right,
        "answer": {each["id"]: target for each, target in zip(left, targets, strict=True)},
        "rationale": {each["id"]: teller.sentence("reasons") for each in left},
    }


def _ordering(teller: Teller) -> Item:
    names = teller.dice.sample("bdmtwz", 5)
    options = [{"id": n, "text": text} for n, text in zip(names, teller.sentences("steps", 5), strict=True)]
    order = teller.dice.sample(names, 5)
    return {
        "type": "ordering",
        "objective": "choose-a-remedy",
        "bloom": "apply",
        "points": 2,
        "stem": _stem(teller, "下面五步按什么顺序做？", "In what order do these five steps come?", 1),
        "options": options,
        "answer": order if order != sorted(order) else order[::-1],
        "rationale": teller.sentence("reasons"),
    }


def _short_answer(teller: Teller) -> Item:
    levels = (
        ("没有提到", "Not mentioned"),
        ("提到了，但没有说怎么做", "Mentioned, and not how"),
        ("写明谁在什么时候怎么做", "Says who does what and when"),
    )
    titles = (("看得见的动作", "Visible acts"), ("记下的数", "Numbers noted"), ("核实的办法", "Way of checking"))
    rubric = [
        {
            "id": f"c{number}",
            "title": {"zh": zh, "en": en},
            "levels": [{"points": points, "text": {"zh": a, "en": b}} for points, (a, b) in enumerate(levels)],
        }
        for number, (zh, en) in enumerate(titles, 1)
    ]
    samples = [
        {"level": level, "text": _joined(teller.sentences("work", 3 - count)), "why": teller.sentence("reasons")}
        for count, level in enumerate(("good", "fair", "poor"))
    ]
    return {
        "type": "short-answer",
        "objective": "choose-a-remedy",
        "bloom": "create",
        "points": 6,
        "stem": _stem(teller, "请写一个试两周的办法。", "Write down a remedy to be tried for two weeks."),
        "words": 120,
        "rubric": rubric,
        "samples": samples,
    }


def _joined(told: list[Words]) -> Words:
    return {"zh": "".join(each["zh"] for each in told), "en": " ".join(each["en"] for each in told)}


def _code(teller: Teller) -> Item:
    spare = teller.dice.randint(2, 30)
    code = f"def minutes_needed(people, minutes, counters):\n    return people * minutes / counters + {spare}\n"
    calls = [
        {"args": [people, minutes, counters], "expected": people * minutes / counters + spare, "hidden": number > 1}
        for number, (people, minutes, counters) in enumerate(((12, 5, 2), (0, 4, 1), (30, 3, 5), (8, 2.5, 4)))
    ]
    return {
        "type": "code",
        "objective": "test-the-model",
        "bloom": "apply",
        "points": 3,
        "stem": {
            "zh": f"写一个函数，由人数、每位的分钟数和窗口数算出办完要多少分钟，再加 {spare} 分钟准备时间。",
            "en": "Write a function that returns the minutes needed from people, minutes each and counters, "
            f"plus {spare} minutes to prepare.",
        },
        "function": "minutes_needed",
        "parameters": ["people", "minutes", "counters"],
        "starter": "def minutes_needed(people, minutes, counters):\n    ...\n",
        "calls": calls,
        "model_answer": code,
        "rationale": teller.sentence("reasons"),
    }
