"""Measure how casebook grows: synthetic courses of 10, 100, 300 and 1,000 cases; `scale.py [--stand-in] [CASES]...`.

Of each: processor seconds per case of a build from nothing; the memory of the largest process and of all together; the sizes of
pages and of the search index; and what it takes a reader to find something. With `--stand-in` only so many notebooks run as draw
every kind of chart, and all others are given what those gave.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from courses import write_course
from searching import search_times
from used import used

from casebook.execution.jobs import Job, Outputs
from casebook.execution.run import run
from casebook.loader import load
from casebook.pipeline import course_jobs, engine_in

WORK = Path(__file__).parent.parent / "_build" / "bench" / "scale"
SIZES = (10, 100, 300, 1000)


@dataclass(frozen=True)
class Scale:
    """What a course of so many cases takes: milliseconds of processor time per case, seconds, megabytes, kilobytes, milliseconds."""

    cases: int
    build: float
    seconds: float
    memory: float
    together: float
    page_mean: float
    page_most: float
    index_base: float
    index_all: float
    index_files: int
    search_median: float
    search_98: float


def main() -> int:
    """Measure the sizes that the command line names, and show them."""
    named = [int(each) for each in sys.argv[1:] if each != "--stand-in"]
    show(measure(named or SIZES, stand_in="--stand-in" in sys.argv))
    return 0


def measure(sizes: Sequence[int], *, stand_in: bool = False) -> list[Scale]:
    """Return what courses of these sizes take."""
    return [_measured(size, stand_in) for size in sizes]


def _measured(cases: int, stand_in: bool) -> Scale:
    course = WORK / str(cases)
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir(parents=True)
    write_course(course, cases)
    if stand_in:
        fill(course)
    build = used([sys.executable, "-m", "casebook.cli.main", "build", "--course", course], course)
    site = course / "_build" / "site"
    sizes = [path.stat().st_size / 1000 for path in site.glob("*/cases/*.html")]
    terms = [path.stat().st_size / 1000 for path in site.glob("zh/searchterms/*.js")]
    base = (site / "zh" / "searchindex.js").stat().st_size / 1000
    median, worst = search_times(site, course)
    return Scale(
        cases=cases,
        build=1000 * build.cpu / cases,
        seconds=build.seconds,
        memory=build.megabytes,
        together=build.together,
        page_mean=sum(sizes) / len(sizes),
        page_most=max(sizes),
        index_base=base,
        index_all=base + sum(terms),
        index_files=1 + len(terms),
        search_median=median,
        search_98=worst,
    )


def fill(root: Path) -> None:
    """Give every notebook of a course outputs, having run only as many as it takes to draw every kind of chart."""
    jobs = course_jobs(load(root)[0])
    drawn: dict[tuple[str, str], object] = {}
    chosen: list[Job] = []
    for job in jobs:
        missing = {(job.language, cell) for cell in _code_cells(job)} - drawn.keys()
        if missing:
            chosen.append(job)
            drawn |= dict.fromkeys(missing)
    engine = engine_in(root / "_build")
    for job, outputs in zip(chosen, run(chosen, engine, lambda *_: None), strict=True):
        drawn |= {(job.language, cell): outputs[cell] for cell in _code_cells(job)}
    for job in jobs:
        held: Outputs = {
            cell.id: drawn.get((job.language, cell.id), [])  # type: ignore[misc]
            for cell in job.notebook.cells
            if cell.cell_type == "code"
        }
        engine.cache.put(job, held)


def _code_cells(job: Job) -> list[str]:
    """Return the ids of the cells that compute; cells for answers give nothing."""
    cells = (cell for cell in job.notebook.cells if cell.cell_type == "code")
    return [cell.id for cell in cells if not cell.id.startswith("answer-")]


def show(rows: Sequence[Scale]) -> None:
    """Print a line for each figure, with the ratio of the largest course to that of 100 cases."""
    by_size = {row.cases: row for row in rows}
    print("".join(f"{name:>12}" for name in ("", *map(str, by_size))))
    for name in Scale.__dataclass_fields__:
        figures = [float(getattr(row, name)) for row in rows]
        ratio = ""
        if 100 in by_size and max(by_size) > 100 and getattr(by_size[100], name):
            ratio = f"  x{getattr(by_size[max(by_size)], name) / getattr(by_size[100], name):.2f}"
        print(f"{name:>14}" + "".join(f"{figure:12.1f}" for figure in figures) + ratio)


if __name__ == "__main__":
    sys.exit(main())
