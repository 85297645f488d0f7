"""Find the answers in a notebook: by our ids, else by nbgrader's, else by where they stand. Outputs never matter.

Copied, deleted, moved and retyped cells are notes: a learner who tidies up loses no mark.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casebook.errors import ResponseError
from casebook.gradebook.values import Note
from casebook.grading.reading import Cell, NotebookFile
from casebook.interactions import ExtendedText
from casebook.items import Item
from casebook.notebooks.answers import is_prose, read_cell

_HOW = {"grade-id": "note-cell-by-grade-id", "place": "note-cell-by-place"}
MAX_LITERAL = 10_000
"""Characters of a cell whose answer is a literal."""
MAX_COPIES = 10
"""Copies of a cell that are looked at."""


@dataclass
class Found:
    """What a notebook holds: responses by item, why others are of no form, and what is worth knowing."""

    responses: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    cells: int = 0


def read_cells(notebook: NotebookFile, asked: Sequence[tuple[str, Item]]) -> Found:
    """Return the responses in a notebook to the items asked."""
    found = Found()
    places = _Places(notebook)
    taken = 0
    last = -1
    for key, item in asked:
        cells, how = places.of(key, item)
        if not cells:
            if places.has_heading(key, item):
                found.notes.append(Note("note-cell-deleted", {"item": key}))
            continue
        taken += 1
        at = _counted(cells, item, key, notebook, found)
        if how != "id":
            found.notes.append(Note(_HOW[how], {"item": key}))
        elif len(cells) == 1:
            if at < last:
                found.notes.append(Note("note-cell-moved", {"item": key}))
            last = max(last, at)
        _answer(notebook.cells[at], item, key, found)
    found.cells = taken
    return found


def together(parts: Sequence[Found]) -> Found | None:
    """Return what several notebooks hold between them, the first that answers an item counting; None for no answer cell."""
    whole = Found()
    for each in parts:
        if each.cells:
            whole.faults |= {key: why for key, why in each.faults.items() if key not in whole.responses}
            whole.responses = each.responses | whole.responses
            whole.notes += each.notes
            whole.cells += each.cells
    return whole if whole.cells else None


def _answer(cell: Cell, item: Item, key: str, found: Found) -> None:
    expected = "markdown" if is_prose(item.interaction()) else "code"
    if cell.kind != expected:
        found.notes.append(Note("note-cell-retyped", {"item": key}))
    try:
        response = _response(cell, item)
    except ResponseError as error:
        found.faults[key] = str(error)
        found.responses[key] = cell.source[:2000]
        return
    if response is not None:
        found.responses[key] = response


def _counted(cells: Sequence[int], item: Item, key: str, notebook: NotebookFile, found: Found) -> int:
    """Return which of several copies counts: the first that is answered, or the first if none is."""
    if len(cells) == 1:
        return cells[0]
    answered = [at for at in cells[:MAX_COPIES] if _is_answered(notebook.cells[at], item)]
    at = answered[0] if answered else cells[0]
    code = "note-cell-copied" if at == cells[0] else "note-cell-copy-counts"
    found.notes.append(Note(code, {"item": key, "count": str(len(cells)), "answered": str(len(answered))}))
    return at


def _is_answered(cell: Cell, item: Item) -> bool:
    try:
        return _response(cell, item) is not None
    except ResponseError:
        return True


def _response(cell: Cell, item: Item) -> Any:
    """Return what a cell holds; raise ResponseError, also for a literal longer than any answer, which is slow to parse."""
    interaction = item.interaction()
    if not isinstance(interaction, ExtendedText) and len(cell.source) > MAX_LITERAL:
        raise ResponseError(f"expected at most {MAX_LITERAL} characters, got {len(cell.source)}")
    return read_cell(cell.source, interaction)


class _Places:
    """Where the cells of a notebook stand, by each way of naming them."""

    def __init__(self, notebook: NotebookFile) -> None:
        self.notebook = notebook
        self.case = notebook.about.get("case")
        self.ours: dict[str, list[int]] = defaultdict(list)
        self.by_id: dict[str, list[int]] = defaultdict(list)
        self.graded: dict[str, list[int]] = defaultdict(list)
        for at, cell in enumerate(notebook.cells):
            ours = cell.metadata.get("casebook")
            named = ours.get("item") if isinstance(ours, Mapping) else None
            if isinstance(named, str):
                self.ours[named].append(at)
            elif cell.id:
                self.by_id[cell.id].append(at)
            theirs = cell.metadata.get("nbgrader")
            grade_id = theirs.get("grade_id") if isinstance(theirs, Mapping) else None
            if isinstance(grade_id, str) and isinstance(theirs, Mapping) and theirs.get("solution") is not False:
                self.graded[grade_id].append(at)
        self.texts = {
            at: _squeezed(cell.source) for at, cell in enumerate(notebook.cells) if cell.kind in ("markdown", "raw")
        }

    def of(self, key: str, item: Item) -> tuple[list[int], str]:
        """Return where the cells of an item stand, and how they were found."""
        found = self.ours.get(key, [])
        if self._is_here(key):
            found = sorted({*found, *self.by_id.get(f"answer-{item.id}"[:64], [])})
        if found:
            original = [at for at in found if self.notebook.cells[at].id == f"answer-{item.id}"[:64]]
            return original[:1] + [at for at in found if at not in original[:1]], "id"
        spelt = (key, *(key.replace(".", sign) for sign in "-_"), key.replace(".", "--"), key.replace(".", "__"))
        local = (item.id, f"answer-{item.id}") if self._is_here(key) else ()
        for grade_id in (*spelt, *(f"answer-{each}" for each in spelt), *local):
            if self.graded.get(grade_id):
                return self.graded[grade_id], "grade-id"
        at = self._below_heading(key, item)
        return ([], "") if at is None else ([at], "place")

    def has_heading(self, key: str, item: Item) -> bool:
        """Say whether the item itself stands in the notebook."""
        return self._heading(key, item) is not None

    def _is_here(self, key: str) -> bool:
        """Say whether ids that do not name their case are those of an item's case."""
        return not isinstance(self.case, str) or key.startswith(f"{self.case}.")

    def _heading(self, key: str, item: Item) -> int | None:
        if self._is_here(key):
            for at in self.by_id.get(f"item-{item.id}"[:64], []):
                return at
        stems = [part for part in (_fragment(text) for text in item.stem.values()) if len(part) >= 8]
        return next((at for at, text in self.texts.items() if any(stem in text for stem in stems)), None)

    def _below_heading(self, key: str, item: Item) -> int | None:
        """Return the first cell below an item's text, before the next item's, that is nobody's and of the item's kind."""
        heading = self._heading(key, item)
        if heading is None:
            return None
        prose = is_prose(item.interaction())
        for at in range(heading + 1, min(heading + 6, len(self.notebook.cells))):
            cell = self.notebook.cells[at]
            if cell.id.startswith(("item-", "section-", "answer-")) or "casebook" in cell.metadata:
                return None
            if cell.kind == ("markdown" if prose else "code"):
                return at
        return None


def _fragment(stem: str) -> str:
    """Return the longest stretch of a stem that every notebook shows as it is: without roles and marks."""
    return max(map(_squeezed, re.split(r"\{[a-z]+\}`[^`]*`|[*_`$\n]", stem)), key=len)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text[:20_000])
