"""The page of a case: its notebook with web dress on every cell."""

import json
from typing import Any, assert_never

import nbformat
from nbformat import from_dict

from casebook.labels import labels
from casebook.model import OPEN, Case, Course
from casebook.notebooks.blocks import (
    Block,
    ChartBlock,
    DecisionPoint,
    Evidence,
    Head,
    Heading,
    ItemBlock,
    Prompts,
    Prose,
    Worksheet,
    case_blocks,
)
from casebook.text import write_quantity
from casebook.website.answering import items_script
from casebook.website.fragments import chart_fragment, evidence_fragment, fragment, item_fragment, notebook_folder
from casebook.website.manual import raw_html
from casebook.website.sources import Executed, PageSource
from casebook.website.words import Words
from casebook.website.work_pages import rows_script

_OUR_HEADINGS = {"discussion": "discussion", "practice": "practice", "graded": "graded", "sources": "case_sources"}


def case_page(course: Course, case: Case, language: str, executed: Executed) -> PageSource:
    """Return the page of a case: its notebook with web dress on every cell."""
    words = Words(course, case, language, "../")
    files = {
        f"{notebook_folder(case)}{case.id}.ipynb": nbformat.writes(executed.notebook) + "\n",
        f"items/{case.id}.js": items_script(case, words)
        + (rows_script(course, case, language) if course.is_large else ""),
    }
    blocks = list(case_blocks(case, language))
    headings = [block for block in blocks if isinstance(block, Heading)]
    cells = []
    for block in blocks:
        source = _dress(block, words, executed, files)
        cells.append({"cell_type": "markdown", "id": f"page-{block.id}"[:64], "metadata": {}, "source": source})
    scripts = ["gate"]
    scripts += ["whatif"] if any(chart.sweep for chart in case.file.charts) else []
    scripts += ["scoring", "forms", "items"] if any(case.exercise) else []
    scripts += ["practice"] if case.exercise.practice else []
    scripts += ["sheet", "worksheet"] if case.file.transfer else []
    about = {
        "kind": "case",
        "title": case.file.title[language],
        "description": words.plain(case.file.summary[language]),
        "sections": [heading.id for heading in headings],
        "gated": [heading.id for heading in headings if heading.gated],
        "gate_open": fragment("gate_open", words),
        "gate_close": fragment("gate_close", words),
        "scripts": scripts,
        "styles": ["items"] + (["code"] if any("```" in cell["source"] for cell in cells) else []),
    }
    metadata: dict[str, Any] = {"casebook_page": json.dumps(about, ensure_ascii=False, sort_keys=True)}
    notebook = from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    data = {f"{notebook_folder(case)}{name}": content for name, content in case.data.items()}
    return PageSource(f"cases/{case.id}", ".ipynb", nbformat.writes(notebook) + "\n", files, data)


def _dress(block: Block, words: Words, executed: Executed, files: dict[str, str]) -> str:
    """Return a block as MyST Markdown, and add to `files` what it shows."""
    assert words.case is not None
    case, language = words.case, words.language
    match block:
        case Head():
            return f"# {case.file.title[language]}\n\n" + raw_html(fragment("head", words))
        case Heading(id, text):
            heading = f"## {text or labels(language)[_OUR_HEADINGS[id]]}"
            return heading + _below(id, words)
        case Prose(_, markdown):
            return words.roles(markdown)
        case DecisionPoint():
            return raw_html(fragment("decision", words))
        case ChartBlock():
            return raw_html(_chart(block, words, executed, files))
        case Prompts():
            return raw_html(fragment("prompts", words))
        case ItemBlock():
            return raw_html(item_fragment(block, words))
        case Worksheet():
            return raw_html(fragment("worksheet", words))
        case Evidence():
            return raw_html(evidence_fragment(words))
        case _:
            assert_never(block)


def _below(heading: str, words: Words) -> str:
    """Return what stands below some headings: one's own decision at the analysis, what items say, how far one is."""
    match heading:
        case "analysis":
            return "\n\n" + raw_html(fragment("echo", words))
        case "practice":
            return "\n\n" + raw_html(fragment("item_words", words))
        case "graded":
            note = labels(words.language)["nb_graded_note"]
            return f"\n\n{note}\n\n" + raw_html(fragment("graded_head", words, assignment=OPEN))
        case _:
            return ""


def _chart(block: ChartBlock, words: Words, executed: Executed, files: dict[str, str]) -> str:
    assert words.case is not None
    case, chart = words.case, block.chart
    if not chart.sweep:
        return chart_fragment(f"cases/{case.id}", chart, executed.charts[chart.id], words, files)
    sweep = chart.sweep
    assumption = next(each for each in case.file.assumptions if each.id == sweep.assumption)
    shown = [write_quantity(value, assumption.unit[words.language], words.language) for value in sweep.values]
    return chart_fragment(
        f"cases/{case.id}",
        chart,
        executed.charts[chart.id],
        words,
        files,
        frames=executed.frames[chart.id],
        values=list(zip(sweep.values, shown, strict=True)),
        assumption=assumption,
    )
