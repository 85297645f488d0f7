"""Cells and notebooks as nbformat has them, with ids that are ours."""

from collections.abc import Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode


def markdown_cell(cell_id: str, source: str) -> NotebookNode:
    """Return a cell of text."""
    return _cell("markdown", cell_id, source, {})


def code_cell(cell_id: str, source: str, tags: Sequence[str] = (), *, hidden: bool = False) -> NotebookNode:
    """Return a cell of code that was not run, its source `hidden` where it is none of the reader's business."""
    metadata: dict[str, Any] = {"tags": list(tags)} if tags else {}
    if hidden:
        metadata["jupyter"] = {"source_hidden": True}
    return _cell("code", cell_id, source, metadata, execution_count=None, outputs=[])


def _cell(kind: str, cell_id: str, source: str, metadata: dict[str, Any], **more: Any) -> NotebookNode:
    """Return a cell; nbformat's own makers would check each alone, which takes longer than to check the whole notebook once."""
    held = {"id": cell_id[:64], "cell_type": kind, "source": source, "metadata": NotebookNode(metadata), **more}
    return NotebookNode(held)


def notebook_of(cells: list[NotebookNode], about: dict[str, str], title: str) -> NotebookNode:
    """Return a notebook of nbformat 4.5 that was checked as a whole."""
    metadata: dict[str, Any] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "casebook": about,
        "title": title,
    }
    held = {"metadata": nbformat.from_dict(metadata), "nbformat": 4, "nbformat_minor": 5, "cells": cells}
    notebook = NotebookNode(held)
    nbformat.validate(notebook)
    return notebook
