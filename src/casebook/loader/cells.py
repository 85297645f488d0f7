"""Read code in percent format: the model of a case, the diagrams of a framework."""

import re
from pathlib import Path

from casebook.loader.code import code_of
from casebook.loader.reading import Report, problem, read_text
from casebook.model import AnalysisCell

_CELL = re.compile(r"^# %%(?P<rest>.*)$")


def read_cells(path: Path, report: Report) -> tuple[AnalysisCell, ...]:
    """Return the cells of a file of code in percent format, or report what is wrong with it."""
    text = read_text(path, report)
    if text is None:
        return ()
    if not _is_python(text, path, 0, report):
        return ()
    cells: list[AnalysisCell] = []
    lines = text.split("\n")
    starts = [index for index, line in enumerate(lines) if _CELL.match(line)]
    if not starts:
        report(problem(path, 1, "analysis-without-cells"))
        return ()
    above = next((index for index in range(starts[0]) if lines[index].strip() and lines[index][0] != "#"), None)
    if above is not None:
        report(problem(path, above + 1, "code-above-cells"))
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        words = _CELL.match(lines[start])["rest"].split()  # type: ignore[index]
        chart = words[1] if len(words) == 2 and words[0] == "chart" else None
        if not chart and (len(words) != 1 or not re.fullmatch(r"[a-z0-9-]+", words[0])):
            report(problem(path, start + 1, "analysis-cell-name", line=lines[start]))
            continue
        name = chart or words[0]
        if any(cell.name == name for cell in cells):
            report(problem(path, start + 1, "duplicate-id", id=name))
        first = next((index for index in range(start + 1, end) if lines[index].strip()), start + 1)
        code = "\n".join(lines[first:end]).strip("\n")
        if not _is_python(code, path, first, report):
            return ()
        cells.append(AnalysisCell(name, code, first + 1, chart))
    return tuple(cells)


def _is_python(code: str, path: Path, above: int, report: Report) -> bool:
    """Say whether code that stands below so many lines of a file can be parsed, or report why not."""
    if error := code_of(code).error:
        line, reason = error
        report(problem(path, above + line, "bad-python", reason=reason))
        return False
    return True
