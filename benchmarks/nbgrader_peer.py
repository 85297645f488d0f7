"""Measure what `nbgrader autograde` costs: processor seconds for so many submissions of ten code items.

The notebooks are those that `casebook assign --format nbgrader` writes; nbgrader runs in `.venv-nbgrader`, which
`make .venv-nbgrader/.made` makes. The marginal cost of a submission is the slope between two counts.
"""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import nbformat

from casebook.assigning.nbgrader import nbgrader_files
from casebook.items import ITEM_TYPES, Item
from casebook.model import Case, Course

NBGRADER = Path(__file__).parent.parent / ".venv-nbgrader" / "bin" / "nbgrader"
ASSIGNMENT = "bench"
ITEMS = 10


def code_items() -> tuple[Item, ...]:
    """Return ten code items, each with six calls."""
    code = ITEM_TYPES.get("code")
    return tuple(code.model_validate(_source(number), context={"languages": ("zh", "en")}) for number in range(ITEMS))


def answer(number: int) -> str:
    """Return a right answer to a code item."""
    return f"def scaled_{number}(values, times):\n    return [round(each * times + {number}, 6) for each in values]\n"


def _source(number: int) -> dict[str, object]:
    both = {"zh": "把每个数乘以倍数，再加一个数。", "en": "Multiply each number and add one."}
    calls = [
        {"args": [[1, 2.5, size], 2], "expected": [2 + number, 5 + number, 2 * size + number], "hidden": size > 2}
        for size in range(6)
    ]
    return {
        "type": "code",
        "id": f"scaled-{number}",
        "objective": "calculate",
        "bloom": "apply",
        "points": 3,
        "stem": both,
        "function": f"scaled_{number}",
        "parameters": ["values", "times"],
        "starter": f"def scaled_{number}(values, times):\n    ...\n",
        "calls": calls,
        "model_answer": answer(number),
        "rationale": both,
    }


def make_course(folder: Path, course: Course, case: Case) -> Path:
    """Write nbgrader's course folder of the ten items, release it, and return the notebook that learners get."""
    shutil.rmtree(folder, ignore_errors=True)
    entries = [(case, item) for item in code_items()]
    for path, content in nbgrader_files(course, entries, ASSIGNMENT, course.languages[0]).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    nbgrader(folder, "generate_assignment", ASSIGNMENT)
    return folder / "release" / ASSIGNMENT / f"{case.id}.ipynb"


def fill_in(released: Path) -> bytes:
    """Return a learner's notebook with every item answered rightly."""
    notebook = nbformat.read(released, as_version=4)
    numbers = {f"answer-{item.id}": number for number, item in enumerate(code_items())}
    for cell in notebook.cells:
        if cell.id in numbers:
            cell.source = answer(numbers[cell.id])
    return str(nbformat.writes(notebook)).encode()


def submit(folder: Path, released: Path, count: int) -> None:
    """Hand in so many notebooks, and forget what was graded before."""
    shutil.rmtree(folder / "submitted", ignore_errors=True)
    shutil.rmtree(folder / "autograded", ignore_errors=True)
    content = fill_in(released)
    for number in range(count):
        target = folder / "submitted" / f"learner-{number:03}" / ASSIGNMENT / released.name
        target.parent.mkdir(parents=True)
        target.write_bytes(content)


def autograde_cpu(folder: Path, course: Course, case: Case, count: int) -> float:
    """Return the user and system seconds that nbgrader spends on so many submissions, its kernels included."""
    submit(folder, make_course(folder, course, case), count)
    before = _spent()
    nbgrader(folder, "autograde", ASSIGNMENT)
    seconds = _spent() - before
    graded = len(list((folder / "autograded").glob(f"*/{ASSIGNMENT}/*.ipynb")))
    if graded != count:
        raise SystemExit(f"nbgrader graded {graded} of {count} submissions")
    return seconds


def cpu_per_submission(folder: Path, course: Course, case: Case, few: int = 20, many: int = 100) -> float:
    """Return what one submission more costs, in processor seconds, between two counts."""
    spent = {count: autograde_cpu(folder, course, case, count) for count in (few, many)}
    return (spent[many] - spent[few]) / (many - few)


def nbgrader(folder: Path, *words: str) -> None:
    """Run nbgrader in a course folder, with a home of its own, and show what it said if it fails."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    env = os.environ | {"HOME": str(home), "LC_ALL": "C.UTF-8"}
    env["PATH"] = f"{NBGRADER.parent}{os.pathsep}{env.get('PATH', '')}"
    done = subprocess.run([NBGRADER, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"nbgrader {' '.join(words)} failed:\n{done.stdout}\n{done.stderr}")


def _spent() -> float:
    """Return the processor seconds of all child processes that have ended, and of theirs."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
