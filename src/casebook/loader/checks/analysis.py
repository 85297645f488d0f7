"""Code that draws: what it imports, the functions that draw the charts declared beside it, and the glyphs it needs."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file
from pathlib import Path

from casebook.fonts import CHART_FONT
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
        elif not _defines(drawn[chart.id], chart.function):
            report(problem(path, drawn[chart.id].line, "chart-without-function", id=chart.id, function=chart.function))
    for name, cell in drawn.items():
        if name not in declared:
            report(problem(path, cell.line - 1, "cell-without-chart", id=name, file=document.path.name))
    assumptions = {assumption.id for assumption in drawings.assumptions}
    read: set[str] = set()
    for cell in drawings.cells:
        nodes = list(ast.walk(_parsed(cell.code)))
        _check_cell(cell, nodes, path, assumptions, report)
        read.update(node.id for node in nodes if isinstance(node, ast.Name))
    for index, assumption in enumerate(drawings.assumptions):
        if assumption.id not in read:
            report(document.problem(("assumptions", index, "id"), "assumption-unused", id=assumption.id))


@lru_cache(maxsize=1024)
def _parsed(code: str) -> ast.Module:
    """Return the tree of a cell, which is looked at more than once, and by a preview after each save."""
    return ast.parse(code)


def _check_cell(
    cell: AnalysisCell, nodes: Sequence[ast.AST], path: Path, assumptions: set[str], report: Report
) -> None:
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            _check_import(node, path, cell, report)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            missing = sorted({char for char in node.value if ord(char) > 126 and not has_glyph(char)})
            if missing:
                report(problem(path, cell.line + node.lineno - 1, "glyph-missing", characters=" ".join(missing)))
    for statement in _parsed(cell.code).body:
        for node in _run_at_once(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in assumptions:
                report(problem(path, cell.line + node.lineno - 1, "assumption-read-early", id=node.id))


def _check_import(node: ast.Import | ast.ImportFrom, path: Path, cell: AnalysisCell, report: Report) -> None:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or "."]
    for name in names:
        if name.split(".")[0] not in _IMPORTS:
            line = cell.line + node.lineno - 1
            report(problem(path, line, "analysis-import", name=name, known=", ".join(_IMPORTS)))


def _run_at_once(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the nodes of a statement that run when the cell runs, and not only when a function is called."""
    if isinstance(statement, ast.FunctionDef):
        for default in (*statement.args.defaults, *statement.args.kw_defaults, *statement.decorator_list):
            if default is not None:
                yield from ast.walk(default)
    else:
        yield from ast.walk(statement)


def _defines(cell: AnalysisCell, function: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == function for node in _parsed(cell.code).body)


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # only a course with charts needs it

    with as_file(CHART_FONT) as path, TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap() or {})


def has_glyph(character: str) -> bool:
    """Say whether the font of the charts can draw a character."""
    return character.isspace() or ord(character) in _glyphs()
