"""A course in both languages whose only case has a teaching note, and what an instructor's edition of it must hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from conftest import every_type_course, link_cache, read_items, write_items

from casebook.interactions import Rubric
from casebook.items.short_answer import ShortAnswer
from casebook.loader import load
from casebook.model import NOTE_SECTIONS, Case
from casebook.pipeline import build
from casebook.text import Text

CASE = "first-case"
PROMPTS = ("decide", "test", "own-work")
EXTRAS = (
    "slides/first-case.html",
    "slides/first-case-print.pdf",
    "slides/first-case-notes.html",
    "handouts/first-case.pdf",
)


def noted_course(target: Path) -> Path:
    """Write a course with every item type, a variant, and a teaching note with everything that a note can hold."""
    every_type_course(target)
    items = read_items(target)
    numeric = next(item for item in items["graded"] if item["type"] == "numeric")
    stem = {"zh": "三年卖出 60 万台，平均每年多少万台？", "en": "600,000 in three years: how many a year?"}
    numeric["variants"] = [{"stem": stem, "answer": 20, "rationale": _said("六十除以三", "sixty by three")}]
    write_items(target, items)
    folder = target / "cases" / CASE
    plain = json.loads(json.dumps(_note()))  # nothing in it twice, which YAML would write as an alias
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    (folder / "teaching.yml").write_text(text, encoding="utf-8")
    names = [*NOTE_SECTIONS[:2], *(f"prompt-{each}" for each in PROMPTS), *NOTE_SECTIONS[2:]]
    for language, own in (
        ("zh", "“{}”一节只给讲师看，写在这里。"),
        ("en", "Only instructors read what “{}” says here."),
    ):
        sections = [f"({name})=\n## {name} {language}\n\n{own.format(name)}\n" for name in names]
        (folder / f"teaching.{language}.md").write_text("\n".join(sections), encoding="utf-8")
    return target


def _said(zh: str, en: str) -> dict[str, str]:
    return {"zh": f"{zh}，只给讲师看。", "en": f"For the instructor alone: {en}."}


def _note() -> dict[str, Any]:
    exchange = {"says": _said("有人说先等等", "somebody says wait"), "reply": _said("那就问等多久", "ask how long")}
    wrong = {"says": _said("找谁的错", "whose fault was it"), "reply": _said("换一个问法", "put it otherwise")}
    shows = [["story", "vote", "prompt/decide"], ["reveal", "chart/time-by-counters", "prompt/test", "board"]]
    shows += [["role-play"], ["prompt/own-work", "close"]]
    segments = [
        {
            "id": f"part-{n}",
            "title": {"zh": f"第 {n} 段", "en": f"Part {n}"},
            "priority": 3 if n == 3 else 1,
            "least": 5,
            "most": 40,
            "shows": listed,
            "question": _said(f"第 {n} 问", f"question {n}"),
            "issue": _said(f"第 {n} 争", f"issue {n}"),
            "answers": [exchange],
            "wrong_turns": [wrong],
            "checkpoint": _said(f"第 {n} 查", f"checkpoint {n}"),
            "transition": _said(f"第 {n} 转", f"transition {n}"),
            "board": ["left" if n < 3 else "right"],
        }
        for n, listed in enumerate(shows, start=1)
    ]
    cards = [
        {"id": each, "role": _said(f"角色 {each}", f"role {each}"), "text": _said(f"卡片 {each}", f"card {each}")}
        for each in "ab"
    ]
    return {
        "openings": [_said(f"开场 {n}", f"opening {n}") for n in range(3)],
        "story": [_said("情境一", "story one"), _said("情境二", "story two")],
        "reveal": [_said("后来", "the reveal")],
        "close": _said("收尾", "the close"),
        "segments": segments,
        "plans": [
            {"minutes": 45, "segments": {"part-1": 15, "part-2": 20, "part-4": 10}},
            {"minutes": 60, "segments": {"part-1": 15, "part-2": 20, "part-3": 10, "part-4": 15}},
        ],
        "board": [
            {
                "id": each,
                "pane": _said(f"分区 {each}", f"pane {each}"),
                "holds": [_said(f"板书 {each}", f"line {each}")],
            }
            for each in ("left", "right")
        ],
        "audiences": [
            {"id": "staff", "title": _said("员工", "staff")},
            {"id": "leads", "title": _said("班组长", "leads"), "prompts": {"decide": _said("换个问法", "other words")}},
        ],
        "role-plays": [
            {
                "id": "scene",
                "title": _said("一幕", "a scene"),
                "scene": _said("门开了", "a door opens"),
                "cards": cards,
                "debrief": _said("演完", "afterwards"),
            }
        ],
        "materials": [{"what": _said("白板笔", "a pen"), "per": "group", "count": 2}],
    }


def build_editions(course: Path, cache: Path, reporter: Any) -> tuple[Path, Path]:
    """Build both editions of a course, and return their folders, the trainees' first."""
    link_cache(course, cache)
    return build(course, reporter).output, build(course, reporter, edition="instructor").output


def case_of(course: Path) -> Case:
    """Return the only case of a course."""
    return load(course)[0].cases[0]


def texts_of(value: Any) -> Iterator[Text]:
    """Yield every text of a model."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
    elif hasattr(value, "model_fields"):
        yield from texts_of([getattr(value, name) for name in type(value).model_fields])


def note_texts(case: Case, language: str) -> list[str]:
    """Return every text of a case's teaching note in a language, and its prompts."""
    assert case.teaching is not None
    sections = case.teaching.sections[language].values()
    written = [paragraph for each in sections for paragraph in (each.heading, *each.markdown.split("\n\n"))]
    return [*(text[language] for text in texts_of([case.teaching.file, case.file.prompts])), *written]


def secret_texts(case: Case, language: str) -> list[str]:
    """Return the reasons, model answers, samples and levels of graded items."""
    return [text for item in case.exercise.graded for text in _answers_to(item, language)]


def answer_texts(case: Case, language: str) -> list[str]:
    """Return stems, reasons, model answers, samples and levels of all items in all versions."""
    versions = [version for item in case.exercise for version in item.versions()]
    return [text for item in versions for text in (item.stem[language], *_answers_to(item, language))]


def _answers_to(item: Any, language: str) -> Iterator[str]:
    scoring = item.scoring()
    texts = [*item.rationales().values(), *item.model_answers()]
    if isinstance(scoring, Rubric):
        texts += [each.title for each in scoring.criteria]
        texts += [level.text for each in scoring.criteria for level in each.levels]
    if isinstance(item, ShortAnswer):
        texts += [each.why for each in item.samples]
    yield from (text[language] for text in texts)
