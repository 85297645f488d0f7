"""What jupyter-book is given: pages as sources, made from the model and from what the runs gave."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nbformat import NotebookNode

from casebook.website.charts import Drawing


@dataclass(frozen=True)
class Executed:
    """What the runs of a page gave in one language: its notebook with outputs, its charts, and the frames of its what-ifs."""

    notebook: NotebookNode
    charts: Mapping[str, Drawing]
    frames: Mapping[str, Sequence[Drawing]]


@dataclass(frozen=True)
class PageSource:
    """A page for jupyter-book: `name` without suffix, relative to the language's root, and `files` that go beside the site's pages.

    So does `data`, files of the author's that are published as they are.
    """

    name: str
    suffix: str
    content: str
    files: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict)


def markdown_page(name: str, about: Mapping[str, Any], body: str, files: Mapping[str, str] | None = None) -> PageSource:
    """Return a page in Markdown; `about` is what it tells the theme: kind, title, description, styles, scripts."""
    held = json.dumps(about, ensure_ascii=False, sort_keys=True)
    front = "---\ncasebook_page: " + json.dumps(held, ensure_ascii=False) + "\n---\n"
    return PageSource(name, ".md", f"{front}\n{body.lstrip()}", files or {})
