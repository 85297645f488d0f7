"""What the runs of a course gave, as pages take it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict

from casebook.model import Chart, Course, Diagram
from casebook.website.charts import Drawing, read_drawings
from casebook.website.sources import Executed

Outputs = Mapping[str, Sequence[Any]]
"""What the cells of a notebook gave, by id, as nbformat has it."""
Found = Mapping[tuple[str, str, str], tuple[NotebookNode, Outputs]]
"""Notebooks and their outputs by page, language and name of the run."""


class ExecutedPages(Mapping[str, Executed]):
    """What the runs gave in one language, by page; made when it is asked for, since all of it at once would fill the memory."""

    def __init__(self, course: Course, language: str, found: Found) -> None:
        self._language, self._found = language, found
        self._charts: dict[str, Sequence[Diagram]] = {f"cases/{each.id}": each.file.charts for each in course.cases}
        framed = [each for each in course.frameworks if each.file.charts]
        self._charts |= {f"frameworks/{each.id}": each.file.charts for each in framed}

    def __iter__(self) -> Iterator[str]:
        return iter(self._charts)

    def __len__(self) -> int:
        return len(self._charts)

    def __getitem__(self, page: str) -> Executed:
        charts = self._charts[page]
        swept = [(each, len(each.sweep.values)) for each in charts if isinstance(each, Chart) and each.sweep]
        drawn = {chart.id: self._drawings(page, "", f"chart-{chart.id}", 1)[0] for chart in charts}
        frames = {chart.id: self._drawings(page, chart.id, f"sweep-{chart.id}", values) for chart, values in swept}
        notebook, outputs = self._found[page, self._language, ""]
        return Executed(_with_outputs(notebook, outputs), drawn, frames)

    def _drawings(self, page: str, run: str, cell: str, count: int) -> Sequence[Drawing]:
        outputs = self._found[page, self._language, run][1]
        return read_drawings(outputs[cell], f"{page} {self._language} {cell}", count)


def _with_outputs(notebook: NotebookNode, outputs: Outputs) -> NotebookNode:
    cells = [
        NotebookNode(cell, outputs=[from_dict(each) for each in outputs[cell.id]]) if cell.cell_type == "code" else cell
        for cell in notebook.cells
    ]
    return NotebookNode(notebook, cells=cells)
