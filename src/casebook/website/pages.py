"""Write the pages of one language as sources for jupyter-book: case notebooks in web dress, generated and hand-written pages."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, assert_never

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from casebook.labels import labels
from casebook.model import AFTER_THE_DECISION, Case, Course
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
from casebook.website.charts import Drawing
from casebook.website.fragments import fragment, item_fragment
from casebook.website.manual import fill_in, raw_html
from casebook.website.words import Words

_OUR_HEADINGS = {"discussion": "discussion", "practice": "practice", "graded": "graded", "sources": "case_sources"}


@dataclass(frozen=True)
class Executed:
    """What the runs of a case gave in one language: its notebook with outputs, its charts, and the frames of its what-ifs."""

    notebook: NotebookNode
    charts: Mapping[str, Drawing]
    frames: Mapping[str, Sequence[Drawing]]


@dataclass(frozen=True)
class PageSource:
    """A page for jupyter-book: `name` without suffix, relative to the language's root, and `files` that go beside the site's pages."""

    name: str
    suffix: str
    content: str
    files: Mapping[str, str] = field(default_factory=dict)


def language_pages(course: Course, language: str, executed: Mapping[str, Executed]) -> Iterator[PageSource]:
    """Yield every page of a language."""
    for case in course.cases:
        yield case_page(course, case, language, executed[case.id])
    for page in course.pages:
        if page.language == language:
            yield _written_page(course, page.path, page.markdown, language)
    for name, held in (("frameworks", course.frameworks), ("glossary", course.glossary), ("sources", course.sources)):
        if held:
            yield _generated_page(course, name, language)


def case_page(course: Course, case: Case, language: str, executed: Executed) -> PageSource:
    """Return the page of a case: its notebook with web dress on every cell."""
    words = Words(course, case, language, "../")
    files = {f"notebooks/{case.id}.ipynb": nbformat.writes(executed.notebook) + "\n"}
    sections: list[str] = []
    cells: list[NotebookNode] = []
    for block in case_blocks(case, language):
        if isinstance(block, Heading):
            sections.append(block.id)
        cells.append(new_markdown_cell(_dress(block, words, executed, files), id=f"page-{block.id}"[:64]))
    scripts = ["gate"]
    scripts += ["whatif"] if any(chart.sweep for chart in case.file.charts) else []
    scripts += ["worksheet"] if case.file.transfer else []
    about = {
        "kind": "case",
        "title": case.file.title[language],
        "description": words.plain(case.file.summary[language]),
        "sections": sections,
        "gated": [name for name in sections if name in AFTER_THE_DECISION],
        "gate_open": fragment("gate_open", words),
        "gate_close": fragment("gate_close", words),
        "scripts": scripts,
        "styles": ["code"] if any("```" in cell.source for cell in cells) else [],
    }
    metadata: dict[str, Any] = {"casebook_page": json.dumps(about, ensure_ascii=False, sort_keys=True)}
    notebook = new_notebook(cells=cells, metadata=metadata)
    return PageSource(f"cases/{case.id}", ".ipynb", nbformat.writes(notebook) + "\n", files)


def _dress(block: Block, words: Words, executed: Executed, files: dict[str, str]) -> str:
    """Return a block as MyST Markdown, and add to `files` what it shows."""
    assert words.case is not None
    case, language = words.case, words.language
    match block:
        case Head():
            return f"# {case.file.title[language]}\n\n" + raw_html(fragment("head", words))
        case Heading(id, text):
            heading = f"## {text or labels(language)[_OUR_HEADINGS[id]]}"
            return f"{heading}\n\n{labels(language)['nb_graded_note']}" if id == "graded" else heading
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
            return raw_html(fragment("evidence", words))
        case _:
            assert_never(block)


def _chart(block: ChartBlock, words: Words, executed: Executed, files: dict[str, str]) -> str:
    assert words.case is not None
    case, chart, drawing = words.case, block.chart, executed.charts[block.chart.id]
    assumption, frames, base = None, [], 0
    if chart.sweep:
        assumption = next(each for each in case.file.assumptions if each.id == chart.sweep.assumption)
        base = chart.sweep.values.index(assumption.value)
        for index, (value, frame) in enumerate(zip(chart.sweep.values, executed.frames[chart.id], strict=True)):
            path = f"figures/{case.id}/{chart.id}-{index}.svg"
            files[path] = frame.svg
            shown = write_quantity(value, assumption.unit[words.language], words.language)
            frames.append({"value": value, "shown": shown, "src": f"../{path}", "sentence": frame.sentence})
    path = f"figures/{case.id}/{chart.id}.svg"
    if frames:
        path = str(frames[base]["src"]).removeprefix("../")
    else:
        files[path] = drawing.svg
    return fragment(
        "chart",
        words,
        chart=chart,
        src=f"../{path}",
        width=drawing.width,
        height=drawing.height,
        sentence=drawing.sentence,
        frames=frames,
        assumption=assumption,
        base_index=base,
    )


def _written_page(course: Course, path: str, markdown: str, language: str) -> PageSource:
    words = Words(course, None, language, "../" * path.count("/"))
    title, lead = _title_and_lead(words.plain(markdown))
    folder = posixpath.dirname(path)
    body = fill_in(words.roles(markdown), words)
    about = {
        "kind": "home" if path == "index" else "manual" if folder == "manual" else "page",
        "title": course.settings.title[language] if path == "index" else title,
        "description": course.settings.description[language] if path == "index" else lead,
        "styles": ["code"] if "`" in markdown else [],
    }
    return PageSource(path, ".md", f"{_front_matter(about)}\n{body.lstrip()}")


def _generated_page(course: Course, name: str, language: str) -> PageSource:
    words = Words(course, None, language, "")
    title = labels(language)[name]
    used: dict[str, list[Case]] = {}
    for case in course.cases:
        for framework in case.file.frameworks:
            used.setdefault(framework, []).append(case)
    about = {"kind": "page", "title": title, "description": labels(language)[f"{name}_about"], "styles": []}
    body = raw_html(fragment(name, words, cases_by_framework=used))
    return PageSource(name, ".md", f"{_front_matter(about)}\n# {title}\n\n{body}")


def _front_matter(about: Mapping[str, Any]) -> str:
    held = json.dumps(about, ensure_ascii=False, sort_keys=True)
    return "---\ncasebook_page: " + json.dumps(held, ensure_ascii=False) + "\n---\n"


def _title_and_lead(markdown: str) -> tuple[str, str]:
    """Return a page's title and the first paragraph after it, without marks."""
    title = next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), "")
    paragraphs = (each.strip() for each in markdown.split("\n\n"))
    lead = next((each for each in paragraphs if each and not re.match(r"[#`:>|{<\-(!*]", each)), title)
    lead = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", lead)
    lead = re.sub(r"[*`_]", "", " ".join(lead.split()))
    return re.sub(r"[*`_]", "", title), lead if len(lead) <= 160 else lead[:159] + "…"
