"""Measure the marginal processor time per submission of graded code beside nbgrader's, on the same notebooks.

Every submission is one notebook with ten functions to write. The marginal cost is the difference between grading 100 and
grading 20 of them, divided by 80, so that what is paid once for a batch does not count. `BENCH=small` takes 8 and 3.
Run as `python benchmarks/code_items.py [path of nbgrader]`.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from casebook.sandbox import Task, open_runner

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "bench"
PEER = WORK / "nbgrader-env"
ITEMS = 10
FEW, MANY = (3, 8) if os.environ.get("BENCH") == "small" else (20, 100)
CALLS = [[1], [2], [3]]


def solution(item: int) -> str:
    """Return what a learner wrote for an item."""
    return (
        f"def f{item}(x):\n    total = 0\n    for n in range(x + 1):\n        total += n * {item + 1}\n    return total"
    )


def expected(item: int) -> list[int]:
    """Return what each call of an item must return."""
    return [sum(range(x + 1)) * (item + 1) for (x,) in CALLS]


def source_notebook() -> nbformat.NotebookNode:
    """Return the instructor's notebook in nbgrader's form: for each item an answer cell and a cell of tests."""
    cells = [new_markdown_cell("# Functions", id="intro")]
    for item in range(ITEMS):
        answer = new_code_cell(f"### BEGIN SOLUTION\n{solution(item)}\n### END SOLUTION", id=f"answer-{item}")
        tests = [f"assert f{item}({x}) == {value}" for (x,), value in zip(CALLS, expected(item), strict=True)]
        test = new_code_cell("\n".join(tests), id=f"test-{item}")
        answer.metadata["nbgrader"] = _mark(f"answer-{item}", solution=True)
        test.metadata["nbgrader"] = _mark(f"test-{item}", grade=True)
        cells += [answer, test]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def _mark(grade_id: str, *, solution: bool = False, grade: bool = False) -> dict[str, object]:
    points = {"points": 3} if grade else {}
    flags = {"solution": solution, "grade": grade, "locked": grade, "task": False}
    return {"schema_version": 3, "grade_id": grade_id, "cell_type": "code", **flags, **points}


def make_course(course: Path, nbgrader: Path, learners: int) -> None:
    """Write a course folder of nbgrader with so many submissions, all right."""
    shutil.rmtree(course, ignore_errors=True)
    (course / "source" / "ps1").mkdir(parents=True)
    nbformat.write(source_notebook(), course / "source" / "ps1" / "p1.ipynb")
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n", encoding="utf-8"
    )
    run([nbgrader, "generate_assignment", "ps1"], course)
    released = nbformat.read(course / "release" / "ps1" / "p1.ipynb", as_version=4)
    for cell in released.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if grade_id.startswith("answer-"):
            cell.source = solution(int(grade_id.removeprefix("answer-")))
    for learner in range(learners):
        folder = course / "submitted" / f"learner-{learner:03}" / "ps1"
        folder.mkdir(parents=True)
        nbformat.write(released, folder / "p1.ipynb")


def grade_theirs(course: Path, nbgrader: Path) -> None:
    """Let nbgrader grade every submission."""
    run([nbgrader, "autograde", "ps1"], course)
    graded = len(list((course / "autograded").glob("*/ps1/p1.ipynb")))
    assert graded == len(list((course / "submitted").iterdir())), graded


def grade_ours(course: Path) -> None:
    """Grade every submission in the sandbox, and see that all have full marks."""
    with open_runner() as runner:
        for path in sorted((course / "submitted").glob("*/ps1/p1.ipynb")):
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            code = {cell["metadata"].get("nbgrader", {}).get("grade_id"): "".join(cell["source"]) for cell in cells}
            tasks = [Task(code[f"answer-{item}"], f"f{item}", CALLS) for item in range(ITEMS)]
            results = runner.run_all(tasks)
            assert [[each.value for each in result.returned] for result in results] == [
                expected(item) for item in range(ITEMS)
            ]


def run(command: list[object], course: Path) -> None:
    """Run nbgrader quietly in a course."""
    environment = {**os.environ, "PATH": f"{Path(str(command[0])).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    subprocess.run([str(word) for word in command], cwd=course, check=True, capture_output=True, env=environment)


def processor_time() -> float:
    """Return the processor seconds of this process and of all its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


def measure(work: Path, nbgrader: Path) -> tuple[float, float]:
    """Return the marginal milliseconds of processor time per submission, ours and nbgrader's."""
    ours, theirs = [], []
    for learners in (FEW, MANY):
        course = work / f"code-{learners}"
        make_course(course, nbgrader, learners)
        ours.append(spent(lambda course=course: grade_ours(course)))
        theirs.append(spent(lambda course=course: grade_theirs(course, nbgrader)))
    mine, peers = (1000 * (many - few) / (MANY - FEW) for few, many in (ours, theirs))
    return mine, peers


def spent(work: Callable[[], None]) -> float:
    """Return the processor seconds that some work takes."""
    before = processor_time()
    work()
    return processor_time() - before


def peer() -> Path:
    """Install nbgrader once, in an environment of its own, and return its command."""
    listed = Path(__file__).parent / "requirements-nbgrader.txt"
    mark, wanted = PEER / "installed.txt", listed.read_text(encoding="utf-8")
    if not (mark.is_file() and mark.read_text(encoding="utf-8") == wanted):
        shutil.rmtree(PEER, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([PEER / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", listed], check=True)
        mark.write_text(wanted, encoding="utf-8")
    return PEER / "bin" / "nbgrader"


if __name__ == "__main__":
    nbgrader = Path(sys.argv[1]) if len(sys.argv) > 1 else peer()
    mine, his = measure(WORK, nbgrader)
    print(json.dumps({"ours_ms": round(mine, 2), "nbgrader_ms": round(his, 2), "times_less": round(his / mine, 1)}))
