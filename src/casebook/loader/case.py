"""Read one case: its folder and its exercise file."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casebook.items import Item
from casebook.loader.cells import read_cells
from casebook.loader.data import read_data
from casebook.loader.reading import Document, Report, read_yaml
from casebook.loader.sections import read_sections
from casebook.loader.teaching import TeachingSources, read_teaching
from casebook.loader.validate import build, build_item
from casebook.model import SECTIONS, Case, CaseFile, Exercise
from casebook.registry import nearest
from casebook.text import type_name


@dataclass
class CaseSources:
    """A case with the documents it came from, for the checks that need lines."""

    case: Case
    document: Document
    exercises: Document
    items: dict[str, tuple[str | int, ...]] = field(default_factory=dict)
    """Where each item stands in `exercises`, by id."""
    waived: frozenset[str] = frozenset()
    teaching: TeachingSources | None = None

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
    sections = {language: read_sections(folder / f"{language}.md", SECTIONS, report) for language in languages}
    analysis = read_cells(folder / "analysis.py", report) if file is None or file.charts or file.assumptions else ()
    exercise_document, exercise, items, waived = _read_exercise(exercises / f"{folder.name}.yml", languages, report)
    if document is None or file is None:
        return None
    prompts = [prompt.id for prompt in file.prompts]
    teaching = read_teaching(folder, prompts, languages, report)
    data = read_data(document, file.data, report, code=folder / "analysis.py", charts=len(file.charts))
    case = Case(folder.name, file, sections, analysis, exercise, teaching.teaching if teaching else None, data)
    return CaseSources(case, document, exercise_document, items, waived, teaching)


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
