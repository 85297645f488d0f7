"""Read the frameworks: a folder each in `book/frameworks/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.loader.cells import read_cells
from casebook.loader.data import read_data
from casebook.loader.reading import Document, Report, is_missing, read_text, read_yaml
from casebook.loader.validate import build
from casebook.model import Framework, FrameworkFile


@dataclass
class FrameworkSources:
    """A framework with the document it came from, for the checks that need lines."""

    framework: Framework
    document: Document

    def text_file(self, language: str) -> Path:
        """Return the file of the page's text in a language."""
        return self.document.path.parent / f"{language}.md"

    @property
    def diagram_file(self) -> Path:
        """Return the file of the code that draws its diagrams."""
        return self.document.path.parent / "diagram.py"


def read_framework(folder: Path, languages: Sequence[str], report: Report) -> FrameworkSources | None:
    """Return a framework with its document, or report what is wrong and return None if it is unusable."""
    document = read_yaml(folder / "framework.yml", report)
    file = build(FrameworkFile, document, (), document.data, languages, report) if document else None
    texts = _read_texts(folder, languages, report)
    has_code = not is_missing(folder / "diagram.py")
    cells = read_cells(folder / "diagram.py", report) if has_code or (file and file.charts) else ()
    if document is None or file is None:
        return None
    data = read_data(document, file.data, report, code=folder / "diagram.py", charts=len(file.charts))
    return FrameworkSources(Framework(folder.name, file, texts, cells, data), document)


def _read_texts(folder: Path, languages: Sequence[str], report: Report) -> dict[str, str]:
    """Return the text of the page by language: none, or one in each language."""
    paths = {language: folder / f"{language}.md" for language in languages}
    if all(is_missing(path) for path in paths.values()):
        return {}
    texts = {language: read_text(path, report) for language, path in paths.items()}
    return {language: text for language, text in texts.items() if text is not None}
