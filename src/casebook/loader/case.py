"""Read one case: its folder and its exercise file."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casebook.items import Item
from casebook.loader.cells import read_cells
from casebook.loader.reading import Document, Report, is_missing, problem, read_text, read_yaml
from casebook.loader.validate import build, build_item
from casebook.markup import blank_code
from casebook.model import SECTIONS, Case, CaseFile, Exercise, Section
from casebook.registry import nearest
from casebook.text import type_name

_TARGET = re.compile(r"^\(([^()\n]+)\)=[ \t]*$")


@dataclass
class CaseSources:
    """A case with the documents it came from, for the checks that need lines."""

    case: Case
    document: Document
    exercises: Document
    items: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()
    """Where each item stands in `exercises`, by id."""

    def text_file(self, language: str) -> Path:
        """Return the file of the case's text in a language."""
        return self.document.path.parent / f"{language}.md"

    def teaching_file(self, language: str) -> Path:
        """Return the file of the teaching note in a language."""
        return self.document.path.parent / f"teaching.{language}.md"

    @property
    def analysis_file(self) -> Path:
        """Return the file of the case's model."""
        return self.document.path.parent / "analysis.py"


def read_case(folder: Path, exercises: Path, languages: Sequence[str], report: Report) -> CaseSources | None:
    """Return a case with its documents, or report what is wrong and return None if it is unusable."""
    document = read_yaml(folder / "case.yml", report)
    file = build(CaseFile, document, (), document.data, languages, report) if document else None
    sections = {language: _read_sections(folder / f"{language}.md", report) for language in languages}
    analysis = read_cells(folder / "analysis.py", report) if file is None or file.charts or file.assumptions else ()
    exercise_document, exercise, items, waived = _read_exercise(exercises / f"{folder.name}.yml", languages, report)
    if document is None or file is None:
        return None
    case = Case(folder.name, file, sections, analysis, exercise, _read_teaching(folder, languages, report))
    return CaseSources(case, document, exercise_document, items, waived)


def _read_sections(path: Path, report: Report) -> dict[str, Section]:
    text = read_text(path, report)
    if text is None:
        return {}
    sections: dict[str, Section] = {}
    names: list[str] = []
    lines, prose = text.split("\n"), blank_code(text).split("\n")
    starts = [index for index, line in enumerate(prose) if _TARGET.match(line)]
    first = starts[0] if starts else len(lines)
    for index, line in enumerate(lines[:first]):
        if line.strip():
            report(problem(path, index + 1, "text-before-sections"))
            break
    for start, end in itertools.pairwise([*starts, len(lines)]):
        name = _TARGET.match(lines[start])[1].strip()  # type: ignore[index]
        if name not in SECTIONS:
            near = nearest(name, SECTIONS)
            code = "unknown-section-near" if near else "unknown-section"
            report(problem(path, start + 1, code, name=name, near=near, known=", ".join(SECTIONS)))
            continue
        if name in sections:
            report(problem(path, start + 1, "repeated-section", name=name))
            continue
        names.append(name)
        sections[name] = _section(name, path, lines, start, end, report)
        for index in range(start + 1, end):
            if re.match(r"#{1,2} ", prose[index]) and lines[index][3:].strip() != sections[name].heading:
                report(problem(path, index + 1, "heading-too-high", heading=lines[index]))
    for name in SECTIONS:
        if name not in sections:
            report(problem(path, 0, "missing-section", name=name))
    if names != sorted(names, key=SECTIONS.index):
        report(problem(path, 0, "sections-out-of-order", order=", ".join(SECTIONS)))
    return sections


def _section(name: str, path: Path, lines: list[str], start: int, end: int, report: Report) -> Section:
    body = start + 1
    while body < end and not lines[body].strip():
        body += 1
    heading = lines[body][3:].strip() if body < end and lines[body].startswith("## ") else ""
    if not heading:
        report(problem(path, start + 1, "section-without-heading", name=name))
        return Section(name, name, "\n".join(lines[start + 1 : end]).strip(), start + 2)
    while body + 1 < end and not lines[body + 1].strip():
        body += 1
    markdown = "\n".join(lines[body + 1 : end]).rstrip()
    if not markdown and name != "decision-point":
        report(problem(path, start + 1, "empty-section", name=name))
    return Section(name, heading, markdown, body + 2)


def _read_teaching(folder: Path, languages: Sequence[str], report: Report) -> dict[str, str]:
    """Return the teaching note by language: none, or one in each language."""
    paths = {language: folder / f"teaching.{language}.md" for language in languages}
    if all(is_missing(path) for path in paths.values()):
        return {}
    notes = {language: read_text(path, report) for language, path in paths.items()}
    return {language: note for language, note in notes.items() if note is not None}


def _read_exercise(
    path: Path, languages: Sequence[str], report: Report
) -> tuple[Document, Exercise, dict[str, tuple[str | int, ...]], frozenset[str]]:
    document = read_yaml(path, report)
    items: dict[str, tuple[str | int, ...]] = {}
    if document is None or not isinstance(document.data, dict):
        if document is not None:
            report(document.problem((), "exercise-not-a-mapping"))
        return Document(path), Exercise(), items, frozenset()
    for key in document.data:
        if key not in ("practice", "graded", "waive"):
            near = nearest(str(key), ["practice", "graded", "waive"])
            code = "unknown-key-near" if near else "unknown-key"
            report(document.problem((key,), code, key=key, near=near, known="practice, graded, waive"))
    waive = document.data.get("waive", {})
    if not isinstance(waive, dict) or not all(isinstance(reason, str) and reason.strip() for reason in waive.values()):
        report(document.problem(("waive",), "waiver-without-reason"))
        waive = {}

    def read(kind: str) -> tuple[Item, ...]:
        listed = document.data.get(kind)
        if listed is None:
            return ()
        if not isinstance(listed, list):
            report(document.problem((kind,), "wrong-type", found_type=type_name(listed), expected="list"))
            return ()
        found: list[Item] = []
        for index, data in enumerate(listed):
            item = build_item(document, (kind, index), data, languages, report)
            if item is None:
                continue
            if item.id in items:
                report(document.problem((kind, index, "id"), "duplicate-id", id=item.id))
                continue
            items[item.id] = (kind, index)
            found.append(item)
        return tuple(found)

    return document, Exercise(read("practice"), read("graded")), items, frozenset(waive)
