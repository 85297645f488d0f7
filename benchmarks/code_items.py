"""Measure the processor time of one more submission of ten code items: `casebook grade` beside `nbgrader autograde`.

Both grade the same notebooks, made from what `casebook assign --format nbgrader` writes, into their gradebooks, and must
give the same marks. The cost of one more is the difference between 100 and 20 submissions, divided by 80, so that what
is paid once for a batch does not count. nbgrader runs in `.venv-nbgrader`, which `make .venv-nbgrader/.made` makes.
The promise: at least 25 times less. `BENCH=small` takes 3 and 1 submissions.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import yaml
from used import used

from casebook.gradebook.opening import address_of, open_gradebook
from casebook.records import FOLDER
from casebook.scaffolding import new_course

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "bench" / "code"
PEER = ROOT / ".venv-nbgrader" / "bin"
NAME = "bench"
ITEMS = 10
SMALL = os.environ.get("BENCH") == "small"
FEW, MANY = (1, 3) if SMALL else (20, 100)
RUNS = 1 if SMALL else 3
"""Ours is small beside what varies from run to run: the median of so many."""
LIMIT = 25
THEIR_MARKS = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps([
        (each.student.id, grade.cell.name.removeprefix("test-"), grade.auto_score)
        for each in book.assignment_submissions("bench") for notebook in each.notebooks for grade in notebook.grades
    ]))
"""
Marks = dict[tuple[str, str], float]


def main() -> int:
    """Measure, and show how many times less ours is."""
    ours, theirs = measure()
    print(
        f"processor time of one more submission of {ITEMS} code items, between {FEW} and {MANY}: "
        f"casebook {ours:.1f} ms, nbgrader {theirs:.1f} ms, {theirs / ours:.0f} times less (promised: {LIMIT})"
    )
    return 0


def measure() -> tuple[float, float]:
    """Return the marginal milliseconds of processor time per submission, ours and nbgrader's."""
    released = make_course()
    theirs = {}
    ours: dict[int, list[float]] = {FEW: [], MANY: []}
    for count in (FEW, MANY):
        submit(released, count)
        theirs[count] = grade_theirs(released)
        for _ in range(RUNS):
            ours[count].append(grade_ours(released))
        if their_marks(released) != (mine := our_marks()) or len(mine) != count * ITEMS:
            raise SystemExit("casebook and nbgrader gave different marks")
    few, many = (statistics.median(ours[count]) for count in (FEW, MANY))
    return 1000 * (many - few) / (MANY - FEW), 1000 * (theirs[MANY] - theirs[FEW]) / (MANY - FEW)


def make_course() -> Path:
    """Make a course of ten code items, assign it for nbgrader, and return the notebook that learners get."""
    shutil.rmtree(WORK, ignore_errors=True)
    course = WORK / "course"
    new_course(course, ["zh", "en"])
    items = {"practice": [], "graded": [item(number) for number in range(ITEMS)]}
    text = yaml.safe_dump(items, allow_unicode=True, sort_keys=False)
    (course / "exercises" / "first-case.yml").write_text(text, encoding="utf-8")
    roster = WORK / "roster.csv"
    roster.write_text("\n".join(["工号", *map(learner, range(MANY))]) + "\n", encoding="utf-8")
    casebook("assign", NAME, "--roster", roster, "--format", "nbgrader")
    folder = course / FOLDER / NAME / "nbgrader"
    nbgrader(folder, "generate_assignment", NAME)
    return folder / "release" / NAME / "first-case.ipynb"


def learner(number: int) -> str:
    """Return a learner's id."""
    return f"learner-{number:03}"


def item(number: int) -> dict[str, object]:
    """Return a code item with six calls."""
    both = {"zh": f"把每个数乘以倍数，再加 {number}。", "en": f"Multiply each number and add {number}."}
    calls = [
        {"args": [[1, 2.5, size], 2], "expected": [2 + number, 5 + number, 2 * size + number], "hidden": size > 2}
        for size in range(6)
    ]
    return {
        "type": "code",
        "id": f"scaled-{number}",
        "objective": ("judge", "calculate")[number % 2],
        "bloom": "apply",
        "points": 3,
        "stem": dict(both),
        "function": f"scaled_{number}",
        "parameters": ["values", "times"],
        "starter": f"def scaled_{number}(values, times):\n    ...\n",
        "calls": calls,
        "model_answer": answer(number),
        "rationale": dict(both),
    }


def answer(number: int, *, right: bool = True) -> str:
    """Return an answer to an item: right, or right for small numbers only."""
    most = "" if right else " if max(values) < 4 else None"
    return f"def scaled_{number}(values, times):\n    return [round(each * times + {number}, 6) for each in values]{most}\n"


def submit(released: Path, count: int) -> None:
    """Hand in so many notebooks, in each of which another set of items is partly wrong; forget what was handed in before."""
    folder = released.parents[2]
    for name in ("submitted", "autograded"):
        shutil.rmtree(folder / name, ignore_errors=True)
    numbers = {f"answer-scaled-{number}": number for number in range(ITEMS)}
    for own in range(count):
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            if cell.id in numbers:
                number = numbers[cell.id]
                cell.source = answer(number, right=not own >> number & 1)
        target = folder / "submitted" / learner(own) / NAME / released.name
        target.parent.mkdir(parents=True)
        nbformat.write(notebook, target)


def grade_theirs(released: Path) -> float:
    """Let nbgrader grade all that was submitted; return the processor seconds, its kernels included."""
    return nbgrader(released.parents[2], "autograde", NAME)


def grade_ours(released: Path) -> float:
    """Grade all that was submitted into a new gradebook; return the processor seconds, the sandbox included."""
    for path in WORK.glob("gradebook.db*"):
        path.unlink()
    return casebook("grade", released.parents[2] / "submitted", "--assignment", NAME, "--gradebook", gradebook())


def gradebook() -> str:
    """Return the address of our gradebook."""
    return address_of(WORK / "gradebook.db")


def their_marks(released: Path) -> Marks:
    """Return nbgrader's marks by learner and item."""
    words = [PEER / "python", "-c", THEIR_MARKS]
    done = subprocess.run(words, cwd=released.parents[2], check=True, capture_output=True, text=True)
    return {(who, name): round(score, 9) for who, name, score in json.loads(done.stdout)}


def our_marks() -> Marks:
    """Return our marks by learner and item."""
    with open_gradebook(gradebook(), "course") as book:
        return {
            (str(each.submission.learner), event.item.rpartition(".")[2]): round(event.score or 0, 9)
            for each in book.held(NAME)
            for event in each.events
        }


def casebook(*words: object) -> float:
    """Run a command of ours on the course, and return its processor seconds."""
    course = ["--course", WORK / "course"]
    return used([sys.executable, "-m", "casebook.cli.main", *words, *course], WORK).cpu


def nbgrader(folder: Path, *words: str) -> float:
    """Run nbgrader in its course folder, with a home of its own, and return its processor seconds."""
    if not (PEER / "nbgrader").is_file():
        raise SystemExit("nbgrader is not there: make .venv-nbgrader/.made")
    path = f"{PEER}{os.pathsep}{os.environ['PATH']}"
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return used([PEER / "nbgrader", *words], folder, {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": path}).cpu


if __name__ == "__main__":
    sys.exit(main())
