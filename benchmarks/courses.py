"""Write a synthetic course of any number of cases in two languages, to measure how casebook grows: `courses.py FOLDER COUNT`.

Cases are as long as those of the shipped course, without teaching notes, and no two are alike: each has its own names,
numbers, items and charts. Terms and frameworks grow more slowly than cases, and modules hold 20 cases each. The same
folder is written each time. Everything in it is invented, and says so.
"""

import random
import sys
from pathlib import Path
from typing import Any

import yaml
from course_charts import chart, make_model
from course_items import make_items
from course_words import LANGUAGES, Teller, both, held

PER_MODULE = 20
LENGTHS = {
    "situation": 16,
    "decision-point": 6,
    "what-happened": 9,
    "analysis": 46,
    "how-do-we-know": 6,
    "take-it-to-work": 6,
}
"""Sentences of each section."""
_HEADINGS = {
    "situation": ("situation", "情境", "Situation"),
    "decision-point": ("decision", "决策点", "Decision point"),
    "what-happened": ("happened", "后来发生了什么", "What happened"),
    "analysis": ("analysis", "分析", "Analysis"),
    "how-do-we-know": ("known", "我们怎么知道", "How do we know?"),
    "take-it-to-work": ("work", "带回岗位", "Take it to work"),
}


def main() -> int:
    """Write the course that the command line asks for."""
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        print(f"usage: {Path(sys.argv[0]).name} FOLDER COUNT")
        return 2
    write_course(Path(sys.argv[1]), int(sys.argv[2]))
    return 0


def write_course(folder: Path, cases: int) -> None:
    """Write a course of so many cases into a folder."""
    dice = random.Random("course")
    terms = [f"term-{number:03}" for number in range(30 + cases // 10)]
    frameworks = [f"framework-{number:03}" for number in range(6 + cases // 25)]
    modules = [f"module-{number:02}" for number in range(-(-cases // PER_MODULE))]
    names = [f"case-{number:04}" for number in range(cases)]
    _write(folder / "_config.yml", _config(cases))
    _write(folder / "book" / "sources.yml", _sources())
    _write(folder / "book" / "glossary.yml", _glossary(terms))
    _write(folder / "book" / "modules.yml", _modules(Teller(dice, frameworks, terms), modules, names, frameworks))
    for language, words in (
        ("zh", "# 合成课程\n\n用来测量的课程，全部虚构。"),
        ("en", "# A synthetic course\n\nMade to measure with, all of it invented."),
    ):
        _write(folder / "book" / language / "index.md", words + "\n\n```{course-map}\n```\n")
    for name in frameworks:
        _write_framework(folder / "book" / "frameworks" / name, Teller(random.Random(name), frameworks, terms))
    for number, name in enumerate(names):
        teller = Teller(random.Random(name), frameworks, terms)
        _write_case(folder, name, modules[number // PER_MODULE], teller)


def _write_case(folder: Path, name: str, module: str, teller: Teller) -> None:
    model, charts = make_model(teller.dice)
    own = folder / "cases" / name
    _write(own / "analysis.py", model)
    _write(own / "case.yml", _case(teller, module, charts))
    for language, text in _texts(teller, charts).items():
        _write(own / f"{language}.md", text)
    _write(folder / "exercises" / f"{name}.yml", make_items(teller))


def _texts(teller: Teller, charts: list[str]) -> dict[str, str]:
    """Return the text of a case by language; charts stand in the analysis."""
    pieces: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for name, (kind, zh, en) in _HEADINGS.items():
        subject = teller.thing()
        told = teller.paragraphs(kind, LENGTHS[name])
        for language, heading in (("zh", f"{zh}：{subject['zh']}"), ("en", f"{en}: {subject['en']}")):
            paragraphs = told[language]
            if kind == "known":
                paragraphs = ["\n".join(f"- {each}" for each in paragraphs)]
            if kind == "analysis":
                third = len(paragraphs) // 3
                paragraphs = [
                    *paragraphs[:third],
                    f"{{chart}}`{charts[0]}`",
                    *paragraphs[third : 2 * third],
                    f"{{chart}}`{charts[1]}`",
                    *paragraphs[2 * third :],
                ]
            pieces[language].append("\n\n".join([f"({name})=\n## {heading}", *paragraphs]))
    return {language: "\n\n".join(each) + "\n" for language, each in pieces.items()}


def _case(teller: Teller, module: str, charts: list[str]) -> dict[str, Any]:
    """Return what a case declares."""
    firm, subject, dice = teller.cast["firm"], teller.thing(), teller.dice
    return {
        "title": {
            "zh": f"{firm['zh']}：{subject['zh']}怎么办",
            "en": f"{firm['en']}: what to do about {subject['en']}",
        },
        "summary": teller.sentence("summary"),
        "module": module,
        "minutes": dice.choice([12, 15, 18, 20]),
        "sources": ["S1"],
        "frameworks": sorted(dice.sample(teller.frameworks, 3)),
        "objectives": [
            {
                "id": "choose-a-remedy",
                "bloom": "evaluate",
                "text": teller.sentence("objective"),
            },
            {
                "id": "test-the-model",
                "bloom": "analyze",
                "text": teller.sentence("second-objective"),
            },
        ],
        "assumptions": _assumptions(teller),
        "decision": {
            "question": teller.sentence("question"),
            "options": [{"id": f"way-{n}", "text": text} for n, text in enumerate(teller.sentences("steps", 4), 1)],
        },
        "charts": [
            chart(name, firm, {key: teller.sentence("analysis") for key in ("finding", "caption", "alt")})
            for name in charts
        ],
        "prompts": [
            {
                "id": f"prompt-{number}",
                "minutes": dice.randint(6, 10),
                "objective": "choose-a-remedy",
                "form": {"zh": "两人一组，再全班交流", "en": "pairs, then plenary"},
                "text": teller.sentence("prompt"),
            }
            for number in range(1, 6)
        ],
        "transfer": [
            {
                "id": f"blank-{number}",
                "label": teller.sentence("blank"),
                "lines": 2,
            }
            for number in range(1, 5)
        ],
    }


def _assumptions(teller: Teller) -> list[dict[str, Any]]:
    dice = teller.dice
    told = {
        "minutes_each": (dice.randint(3, 9), [2, 12], "分钟", "minutes", "办一位要多久", "time for each customer"),
        "arrivals": (
            dice.randint(18, 60),
            [10, 90],
            "位/小时",
            "people an hour",
            "一小时来多少人",
            "people who come in an hour",
        ),
        "counters": (dice.randint(2, 6), [2, 8], "个窗口", "counters", "开几个窗口", "counters open"),
    }
    return [
        {
            "id": name,
            "value": value,
            "unit": {"zh": unit_zh, "en": unit_en},
            "range": span,
            "label": {"zh": label_zh, "en": label_en},
            "why": teller.sentence("why"),
        }
        for name, (value, span, unit_zh, unit_en, label_zh, label_en) in told.items()
    ]


def _modules(teller: Teller, modules: list[str], names: list[str], frameworks: list[str]) -> list[dict[str, Any]]:
    planned = []
    for number, name in enumerate(modules):
        subject = teller.thing()
        planned.append(
            {
                "id": name,
                "title": {"zh": f"第 {number + 1} 单元：{subject['zh']}", "en": f"Unit {number + 1}: {subject['en']}"},
                "summary": teller.sentence("module"),
                "objectives": [teller.sentence("module-objective") for _ in range(3)],
                "cases": names[number * PER_MODULE : (number + 1) * PER_MODULE],
                "frameworks": frameworks[number :: len(modules)],
            }
        )
    return planned


def _glossary(terms: list[str]) -> list[dict[str, Any]]:
    """Return the terms, each of its own words."""
    natures, concepts, kinds = (held("words")[name] for name in ("natures", "concepts", "kinds"))
    every = [(a, b, c) for c in kinds for b in concepts for a in natures]
    random.Random("glossary").shuffle(every)
    teller = Teller(random.Random("terms"), ["-"], ["-"])
    listed = []
    for name, parts in zip(terms, every, strict=False):
        words = [both(each) for each in parts]
        term = {"zh": "".join(each["zh"] for each in words), "en": " ".join(each["en"] for each in words)}
        told = teller.sentence("definition")
        listed.append({"id": name, "term": term, "definition": told})
    return listed


def _write_framework(folder: Path, teller: Teller) -> None:
    nature, concept = teller.one("natures"), teller.one("concepts")
    name = teller.name(2)
    file = {
        "title": {
            "zh": f"{name['zh']}{nature['zh']}{concept['zh']}法",
            "en": f"{name['en']}'s {nature['en']} {concept['en']}",
        },
        "summary": teller.sentence("framework"),
        "source": ["S1"],
    }
    _write(folder / "framework.yml", file)
    first, second = teller.paragraphs("reasons", 22), teller.paragraphs("happened", 16)
    headings = {"zh": ("怎样用", "什么时候用不上"), "en": ("How to use it", "When it does not apply")}
    for language, (one, two) in headings.items():
        paragraphs = [f"## {one}", *first[language], f"## {two}", *second[language]]
        _write(folder / f"{language}.md", "\n\n".join(paragraphs) + "\n")


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "id": "S1",
            "title": {"zh": "为测量而编写的材料", "en": "Material written to measure with"},
            "note": {"zh": "全部虚构。", "en": "All of it is invented."},
        }
    ]


def _config(cases: int) -> dict[str, Any]:
    title = {"zh": f"合成课程（{cases} 个案例）", "en": f"A synthetic course of {cases} cases"}
    about = {
        "zh": "用来测量的课程，人和店都是虚构的。",
        "en": "A course to measure with; its people and firms are invented.",
    }
    course = {"id": f"synthetic-{cases}", "title": title, "description": about, "languages": list(LANGUAGES)}
    return {
        "title": title["zh"],
        "only_build_toc_files": True,
        "execute": {"execute_notebooks": "off"},
        "casebook": course,
    }


def _write(path: Path, held_: Any) -> None:
    """Write a text, or data as YAML."""
    if not isinstance(held_, str):
        held_ = yaml.dump(held_, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=120)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(held_, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
