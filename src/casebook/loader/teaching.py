"""Read a teaching note: `teaching.yml`, and `teaching.<language>.md` beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.loader.reading import Document, Report, is_missing, read_yaml
from casebook.loader.sections import read_sections
from casebook.loader.validate import build
from casebook.model import NOTE_SECTIONS, Teaching, TeachingFile


@dataclass
class TeachingSources:
    """A teaching note with the document it came from, for the checks that need lines."""

    teaching: Teaching
    document: Document


def read_teaching(
    folder: Path, prompts: Sequence[str], languages: Sequence[str], report: Report
) -> TeachingSources | None:
    """Return the teaching note of a case; None where there is none, or where it is unusable, which is reported."""
    texts = {language: folder / f"teaching.{language}.md" for language in languages}
    if all(is_missing(path) for path in (folder / "teaching.yml", *texts.values())):
        return None
    document = read_yaml(folder / "teaching.yml", report)
    file = build(TeachingFile, document, (), document.data, languages, report) if document else None
    known = [*NOTE_SECTIONS[:2], *(f"prompt-{each}" for each in prompts), *NOTE_SECTIONS[2:]]
    sections = {language: read_sections(path, known, report) for language, path in texts.items()}
    if document is None or file is None:
        return None
    return TeachingSources(Teaching(file, sections), document)
