"""Code that draws: what it imports, the functions that draw the charts declared beside it, and the glyphs it needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file
from pathlib import Path

from casebook.fonts import CHART_FONT
from casebook.loader.code import code_of
from casebook.loader.reading import Document, Report, problem
from casebook.model import AnalysisCell, Assumption, Diagram
from casebook.registry import nearest

_IMPORTS = ("numpy", "matplotlib", "math")


@dataclass(frozen=True)
class Drawings:
    """Code with the document beside it that declares what it draws and what it may assume."""

    document: Document
    file: Path
    cells: Sequence[AnalysisCell]
    charts: Sequence[Diagram]
    assumptions: Sequence[Assumption] = ()


def check_analysis(drawings: Drawings, report: Report) -> None:
    """Report charts without a function, functions without a chart, and code that a sweep or a bare Jupyter could not run."""
    if not drawings.cells:
        return
    path, document = drawings.file, drawings.document
    drawn = {cell.chart: cell for cell in drawings.cells if cell.chart}
    declared = [chart.id for chart in drawings.charts]
    for index, chart in enumerate(drawings.charts):
        if chart.id not in drawn:
            near = nearest(chart.id, list(map(str, drawn)))
            code = "chart-without-cell-near" if near else "chart-without-cell"
            report(document.problem(("charts", index, "id"), code, id=chart.id, near=near, file=path.name))
        elif chart.function not in code_of(drawn[chart.id].code).functions:
            report(problem(path, drawn[chart.id].line, "chart-without-function", id=chart.id, function=chart.function))
    for name, cell in drawn.items():
        if name not in declared:
            report(problem(path, cell.line - 1, "cell-without-chart", id=name, file=document.path.name))
    assumptions = {assumption.id for assumption in drawings.assumptions}
    read: set[str] = set()
    for cell in drawings.cells:
        _check_cell(cell, path, assumptions, report)
        read |= code_of(cell.code).names
    for index, assumption in enumerate(drawings.assumptions):
        if assumption.id not in read:
            report(document.problem(("assumptions", index, "id"), "assumption-unused", id=assumption.id))


def _check_cell(cell: AnalysisCell, path: Path, assumptions: set[str], report: Report) -> None:
    code = code_of(cell.code)
    above = cell.line - 1
    for line, name in code.imports:
        if name.split(".")[0] not in _IMPORTS:
            report(problem(path, above + line, "analysis-import", name=name, known=", ".join(_IMPORTS)))
    for line, text in code.texts:
        missing = sorted({char for char in text if ord(char) > 126 and not has_glyph(char)})
        if missing:
            report(problem(path, above + line, "glyph-missing", characters=" ".join(missing)))
    for line, name in code.early:
        if name in assumptions:
            report(problem(path, above + line, "assumption-read-early", id=name))


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # only a course with charts needs it

    with as_file(CHART_FONT) as path, TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def has_glyph(character: str) -> bool:
    """Say whether the font of the charts can draw a character."""
    return character.isspace() or ord(character) in _glyphs()
