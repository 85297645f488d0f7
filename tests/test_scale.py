"""Synthetic courses of any size, and work that grows with the course and no faster: steps are counted, not seconds."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from conftest import ROOT

from casebook.loader import examine
from casebook.loader.checks.cases import check_case
from casebook.loader.course import read_course
from casebook.notebooks.build import build_notebook
from casebook.pipeline import narrowed

FEW, MANY = 10, 40


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small and a larger course, by their number of cases."""
    folder = tmp_path_factory.mktemp("courses")
    for cases in (FEW, MANY):
        write(folder / str(cases), cases)
    return folder


def write(folder: Path, cases: int) -> None:
    subprocess.run([sys.executable, ROOT / "benchmarks" / "courses.py", folder, str(cases)], check=True)


def steps(work: Callable[[], object]) -> int:
    """Return how many instructions of Python some work takes, done a second time: loops count, and what is made once does not."""
    work()
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> object:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_a_synthetic_course_is_the_same_each_time(courses: Path, tmp_path: Path) -> None:
    write(tmp_path, FEW)
    ours = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    first = courses / str(FEW)
    assert ours == {path.relative_to(first): path.read_bytes() for path in first.rglob("*") if path.is_file()}


def test_a_synthetic_course_has_no_problems_and_no_two_cases_alike(courses: Path) -> None:
    course, problems = examine(courses / str(MANY))
    assert problems == ()
    assert course is not None
    assert len(course.cases) == MANY
    assert len({case.file.title["zh"] for case in course.cases}) == MANY
    assert len({tuple(cell.code for cell in case.analysis) for case in course.cases}) == MANY
    assert {len(case.file.charts) for case in course.cases} == {2}
    types = {item.type for case in course.cases for item in case.exercise}
    assert len(types) == 9


def test_as_long_as_the_shipped_cases(courses: Path) -> None:
    """By half or by twice: a case of the shipped course has more items, and a teaching note."""
    for name in ("zh.md", "en.md"):
        shipped = mean_length(ROOT, name)
        assert shipped / 2 < mean_length(courses / str(FEW), name) < shipped * 2


def mean_length(root: Path, name: str) -> float:
    lengths = [len(path.read_text(encoding="utf-8")) for path in root.glob(f"cases/*/{name}")]
    return sum(lengths) / len(lengths)


def test_a_notebook_takes_no_more_in_a_larger_course(courses: Path) -> None:
    """The same case beside few terms, frameworks, cases and modules, and beside many."""
    course, _ = examine(courses / str(FEW))
    assert course is not None
    case = course.cases[-1]
    term, framework, module = course.glossary[0], course.frameworks[0], course.modules[0]
    larger = replace(
        course,
        glossary=(*(term.model_copy(update={"id": f"more-{n}"}) for n in range(300)), *course.glossary),
        frameworks=(*(replace(framework, id=f"more-{n}") for n in range(300)), *course.frameworks),
        modules=(*(module.model_copy(update={"id": f"more-{n}"}) for n in range(300)), *course.modules),
        cases=(*(replace(case, id=f"more-{n}") for n in range(300)), *course.cases),
    )
    few, many = (steps(partial(build_notebook, each, case, "zh")) for each in (course, larger))
    assert many < few * 1.01


def test_a_case_takes_no_more_to_check_in_a_larger_course(courses: Path, tmp_path: Path) -> None:
    larger = tmp_path / "larger"
    shutil.copytree(courses / str(FEW), larger)
    terms = "".join(
        f"- {{id: more-{n}, term: {{zh: 词 {n}, en: word {n}}}, definition: {{zh: 词, en: a word}}}}\n"
        for n in range(2000)
    )
    with (larger / "book" / "glossary.yml").open("a", encoding="utf-8") as file:
        file.write(terms)
    counts = []
    for root in (courses / str(FEW), larger):
        read = read_course(root, lambda _: None)
        counts.append(steps(partial(check_case, read, read.cases[-1], lambda _: None)))
    few, many = counts
    assert many < few * 1.01


def test_left_out_cases_are_known_by_their_ids(courses: Path) -> None:
    course, _ = examine(courses / str(FEW))
    assert course is not None
    one = narrowed(course, ["zh"], ["case-0003"])
    assert [case.id for case in one.cases] == ["case-0003"]
    assert len(one.left_out) == FEW - 1
    assert one.case("case-0000") is course.case("case-0000")
    assert [case.id for case in one.cases_of(one.modules[0])] == ["case-0003"]
    assert narrowed(course, [], []).left_out == ()
