"""Read the tools: a file each in `book/tools/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from casebook.loader.reading import Document, Report, read_yaml
from casebook.loader.validate import build
from casebook.model import Tool, ToolFile


@dataclass
class ToolSources:
    """A tool with the document it came from, for the checks that need lines."""

    tool: Tool
    document: Document


def read_tool(path: Path, languages: Sequence[str], report: Report) -> ToolSources | None:
    """Return a tool with its document, or report what is wrong and return None if it is unusable."""
    document = read_yaml(path, report)
    file = build(ToolFile, document, (), document.data, languages, report) if document else None
    if document is None or file is None:
        return None
    return ToolSources(Tool(path.stem, file), document)
