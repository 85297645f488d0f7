"""What casebook gives to nbgrader runs there, keeps its keys, and is marked there as it is marked here."""

import ast
import contextlib
import csv
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import PLACES, ROOT, every_type_course, read_items, write_items
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from casebook.assigning.nbgrader import nbgrader_files
from casebook.errors import ResponseError
from casebook.interactions import Calls, ExtendedText, Match, Rubric, score
from casebook.items import ITEM_TYPES, Item
from casebook.loader import load
from casebook.model import open_release
from casebook.notebooks.answers import read_cell

NAME = "quiz"
pytestmark = pytest.mark.filterwarnings("ignore:low:UserWarning")
needed = pytest.mark.needs("nbgrader")
one_run = pytest.mark.xdist_group("nbgrader")
LEARNERS = ("right", "partly", "wrong", "blank", "odd", "malformed")
DAMAGED = {"deleted": 0, "moved": 0, "retyped": 1}
"""What nbgrader gives for a right answer whose test was deleted, that stands below its test, or that became Markdown."""
TABLE: dict[str, tuple[str | None, ...]] = {
    "single-choice": ('answer = "a"', 'answer = ["a"]', 'answer = "c"', None, 'answer = (" a ",)', 'answer = "z"'),
    "true-false": ("answer = False", 'answer = "false"', 'answer = "true"', None, "answer = [False]", "answer = 0"),
    "multiple-choice": (
        'answer = ["c", "a"]',
        'answer = ["a"]',
        'answer = ["a", "b", "c", "d"]',
        None,
        'answer = "a"',
        'answer = ["a", "a"]',
    ),
    "ordering": (
        'answer = ["pick", "look", "sort", "test"]',
        'answer = ["test", "pick", "look", "sort"]',
        'answer = ["test", "sort", "look", "pick"]',
        None,
        'answer = ("look", "pick", "sort", "test")',
        'answer = ["pick", "look"]',
    ),
    "matching": (
        'answer = {"measure": "space", "night": "quiet", "bill": "cost"}',
        'answer = {"measure": "space", "night": "cost", "bill": ""}',
        'answer = {"measure": "speed", "night": "cost", "bill": "space"}',
        None,
        'answer = {"measure": "space", "night": ..., "bill": ["cost"]}',
        'answer = {"measure": "space", "nobody": "quiet"}',
    ),
    "classification": (
        'answer = {"lift": "fact", "move": "inference", "twice": "fact"}',
        'answer = {"lift": "fact", "move": "fact"}',
        'answer = {"lift": "inference", "move": "fact", "twice": "inference"}',
        None,
        'answer = {"lift": "fact", "move": None, "twice": " fact "}',
        'answer = ["fact", "inference", "fact"]',
    ),
    "numeric": ("answer = 15.05", 'answer = "１５．１"', "answer = 150", None, 'answer = " 15 %"', 'answer = "1e999"'),
    "short-answer": ("站在旁边看。", "看。", "发问卷。", None, "**看**\n\n记", "看\n" * 40),
    "code": (
        "def water_cost(litres, price):\n    return litres / 1000 * price",
        "def water_cost(litres, price):\n    return [0.4, 0][litres == 0] if litres < 200 else 1 / 0",
        "def water_cost(litres, price):\n    return litres * price + 1",
        None,
        "import sys, warnings\n\n"
        "def water_cost(litres, price):\n"
        "    warnings.warn('low')\n    print('hm', file=sys.stderr)\n    print('well')\n"
        "    return water_cost(litres - 1000, price) + price if litres > 1000 else litres / 1000 * price",
        "def water_cost(litres, price)\n    return 1",
    ),
}
PLANTED = ("31415.5", "PLANTED", "27182.25")


def course_folder(target: Path, *, other_keys: bool = False) -> Path:
    """Write nbgrader's course folder of a course with every type; with other keys, nothing else of it differs."""
    root = every_type_course(target / "course")
    items = read_items(root)
    for item in items["graded"]:
        plant(item, "other" if other_keys else "first")
        if other_keys:
            change_key(item)
    write_items(root, items)
    course, _ = load(root)
    for path, content in nbgrader_files(course, open_release(course).entries, NAME).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(content)
    return target


def plant(item: dict[str, Any], word: str) -> None:
    """Put words that are nowhere else into what trainees may not see."""
    planted = {"zh": f"PLANTED {word}", "en": f"PLANTED {word}"}
    match item["type"]:
        case "short-answer":
            item["samples"][0]["text"] = planted
        case "code":
            item["calls"].append({"args": [31415.5, 0], "expected": 27182.25 if word == "other" else 0, "hidden": True})
            item["model_answer"] += f"# PLANTED {word}\n"
    if "rationale" in item and set(item["rationale"]) == {"zh", "en"}:
        item["rationale"] = planted


def change_key(item: dict[str, Any]) -> None:
    """Make other answers right."""
    match item["type"]:
        case "single-choice":
            item["answer"] = "b"
        case "true-false":
            item["answer"] = True
        case "multiple-choice":
            item["answer"] = ["b", "c", "d"]
        case "ordering":
            item["answer"] = item["answer"][::-1]
        case "matching" | "classification":
            item["answer"] = dict(zip(item["answer"], list(item["answer"].values())[::-1], strict=True))
            item["answer"] |= {"lift": "inference"} if item["type"] == "classification" else {}
        case "numeric":
            item["answer"], item["tolerance"] = 31415.5, 3


def items_of(folder: Path) -> dict[str, Item]:
    course, _ = load(folder / "course")
    return {item.type: item for _, item in open_release(course).entries}


def notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def handed_in(folder: Path, learner: str) -> Path:
    return folder / "submitted" / learner / NAME / "first-case.ipynb"


def answer_cells(of: NotebookNode) -> dict[str, NotebookNode]:
    """Return the answer cells by the id of their item."""
    named = {cell.metadata.get("casebook", {}).get("item", ""): cell for cell in of.cells}
    return {name.partition(".")[2]: cell for name, cell in named.items() if name}


def fill_in(blank: Path, target: Path, items: dict[str, Item], column: int) -> None:
    """Write what a learner hands in."""
    handed_in = notebook(blank)
    cells = answer_cells(handed_in)
    for name, item in items.items():
        source = TABLE[name][column]
        if source is not None:
            cells[item.id].source = source
    target.parent.mkdir(parents=True)
    nbformat.write(handed_in, target)


def ours(item: Item, source: str) -> float | None:
    """Return the points that we give; code is run as it stands, and a text that nobody wrote is worth nothing."""
    try:
        response = read_cell(source, item.interaction())
    except ResponseError:
        return 0
    scoring = item.scoring()
    if response is None:
        return 0
    if isinstance(scoring, Calls):
        response = returned(response, scoring)
    share = score(scoring, response)
    return None if share is None else share * item.points


def returned(code: str, scoring: Calls) -> list[Any]:
    """Return what a learner's function returns for each call."""
    names: dict[str, Any] = {}
    values: list[Any] = []
    try:
        exec(code, names)
    except SyntaxError:
        return [...] * len(scoring.calls)
    for call in scoring.calls:
        try:
            values.append(json.loads(json.dumps(names[scoring.function](*call.args))))
        except ArithmeticError:
            values.append(...)
    return values


def damage(path: Path, kind: str) -> None:
    """Do to a notebook what people do."""
    damaged = notebook(path)
    cells = damaged.cells
    (at,) = (index for index, cell in enumerate(cells) if cell.id == "answer-first-question-test")
    match kind:
        case "copied":
            cells.insert(at + 1, nbformat.NotebookNode(cells[at] | {"id": "another"}))
        case "deleted":
            del cells[at + 1]
        case "moved":
            cells[at], cells[at + 1] = cells[at + 1], cells[at]
        case "retyped":
            kept = {"id": cells[at].id, "metadata": cells[at].metadata}
            cells[at] = nbformat.v4.new_markdown_cell(cells[at].source, **kept)
    nbformat.write(damaged, path)


def run(folder: Path, *words: str, tool: str = "nbgrader", code: int = 0) -> str:
    """Run nbgrader in a course folder, with a home of its own."""
    command = shutil.which(tool, path=str(Path(shutil.which("nbgrader", path=PLACES) or "").parent))
    assert command is not None
    home = folder / "home"
    home.mkdir(exist_ok=True)
    foreign = re.compile("JUPYTER|IPYTHON|PYTHON|COVERAGE|VIRTUAL_ENV")
    env = {name: value for name, value in os.environ.items() if not foreign.match(name)}
    env |= {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": f"{Path(command).parent}{os.pathsep}{env.get('PATH', '')}"}
    done = subprocess.run([command, *words], cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


# Without nbgrader


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return course_folder(tmp_path_factory.mktemp("written"))


def test_each_language_is_an_assignment_of_its_own(written: Path) -> None:
    found = sorted(path.relative_to(written).as_posix() for path in (written / "source").rglob("*.ipynb"))
    assert found == ["source/quiz-en/first-case.ipynb", "source/quiz/first-case.ipynb"]
    titles = [notebook(written / path).metadata["casebook"]["language"] for path in found]
    assert titles == ["en", "zh"]
    course, _ = load(written / "course")
    only = nbgrader_files(course, open_release(course).entries, NAME, "en")
    assert sorted(map(str, only)) == ["nbgrader_config.py", "source/quiz/first-case.ipynb"]


def test_cells_are_named_after_their_items(written: Path) -> None:
    source = notebook(written / "source" / NAME / "first-case.ipynb")
    for item in items_of(written).values():
        kinds = {cell.id.partition("-")[0]: cell for cell in source.cells if cell.id.endswith(f"-{item.id}")}
        manual = isinstance(item.scoring(), Rubric)
        assert set(kinds) == ({"item", "answer"} if manual else {"item", "answer", "test"})
        assert all(cell.metadata["nbgrader"]["grade_id"] == cell.id for cell in kinds.values())
        assert kinds["answer"].metadata["casebook"] == {"item": f"first-case.{item.id}"}
        assert kinds["answer" if manual else "test"].metadata["nbgrader"]["points"] == item.points


def test_words_of_an_author_are_not_taken_for_marks(tmp_path: Path) -> None:
    root = every_type_course(tmp_path)
    items = read_items(root)
    for item in items["graded"]:
        item["stem"]["zh"] += " ### BEGIN SOLUTION ### BEGIN HIDDEN TESTS AUTOTEST"
        if item["type"] == "code":
            item["calls"] = [{"args": ["AUTOTEST"], "expected": "END HIDDEN TESTS"}]
            item["parameters"] = ["word"]
    write_items(root, items)
    course, _ = load(root)
    files = nbgrader_files(course, open_release(course).entries, NAME, "zh")
    (source,) = (content.decode() for path, content in files.items() if path.suffix == ".ipynb")
    assert source.count("BEGIN SOLUTION") == len(items["graded"])
    assert source.count("BEGIN HIDDEN TESTS") == source.count("END HIDDEN TESTS")
    (test,) = (cell.source for cell in nbformat.reads(source, 4).cells if cell.id == "test-cost-per-wash-test")
    (line,) = (line for line in test.splitlines() if line.startswith("calls = "))
    assert ast.literal_eval(line.removeprefix("calls = ")) == [(["AUTOTEST"], "END HIDDEN TESTS")]
    shown = [cell.source for cell in nbformat.reads(source, 4).cells if cell.cell_type == "code"]
    assert not any("AUTOTEST" in cell for cell in shown)


def cell_marks(item: Item, folder: Path, answer: str) -> float:
    """Return the points that a test cell gives, run as a kernel runs it."""
    source = notebook(folder / "source" / NAME / "first-case.ipynb")
    (test,) = (cell.source for cell in source.cells if cell.id == f"test-{item.id}")
    names: dict[str, Any] = {}
    with contextlib.suppress(SyntaxError, ValueError):
        exec(answer, names)
    tree = ast.parse(test)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    try:
        exec(compile(tree, "test", "exec"), names)
        return float(eval(compile(ast.Expression(last.value), "test", "eval"), names))
    except AssertionError:
        return 0


SCORED = [name for name in TABLE if name != "short-answer"]


@pytest.mark.parametrize("name", SCORED)
def test_a_test_cell_marks_as_we_do(written: Path, name: str) -> None:
    item = items_of(written)[name]
    for source in TABLE[name]:
        if source is not None:
            assert cell_marks(item, written, source) == ours(item, source), source


LITERAL = [name for name in SCORED if name != "code"]


@pytest.mark.parametrize("name", LITERAL)
def test_a_test_cell_reads_any_literal_as_we_do(written: Path, name: str, soak: bool) -> None:
    item = items_of(written)[name]
    interaction = item.interaction()
    assert not isinstance(interaction, ExtendedText)
    if isinstance(interaction, Match):
        known = [each.id for each in (*interaction.sources, *interaction.targets)]
    else:
        known = [each.id for each in getattr(interaction, "options", ())]
    word = st.sampled_from([*known, *(f" {each}" for each in known), "", " ", "x", "15", "１５", "1,5", "15%", "15.1"])
    plain = st.one_of(
        word,
        st.booleans(),
        st.none(),
        st.just(...),
        st.integers(-20, 20),
        st.floats(allow_nan=False, allow_infinity=False),
    )
    listed = st.lists(plain, max_size=5)
    literals = st.one_of(plain, listed, listed.map(tuple), st.dictionaries(word, st.one_of(plain, listed), max_size=4))

    @settings(max_examples=1000 if soak else 100, deadline=None)
    @given(literals)
    def agrees(literal: object) -> None:
        source = f"answer = {literal!r}"
        assert cell_marks(item, written, source) == ours(item, source)

    agrees()


# With the real nbgrader


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder in which nbgrader has released, collected and graded."""
    folder = course_folder(tmp_path_factory.mktemp("nbgrader"))
    run(folder, "generate_assignment", NAME)
    items = items_of(folder)
    for column, learner in enumerate(LEARNERS):
        fill_in(folder / "release" / NAME / "first-case.ipynb", handed_in(folder, learner), items, column)
    for kind in DAMAGED:
        fill_in(folder / "release" / NAME / "first-case.ipynb", handed_in(folder, kind), items, LEARNERS.index("right"))
        damage(handed_in(folder, kind), kind)
    run(folder, "autograde", NAME)
    return folder


READ_GRADES = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    submissions = book.assignment_submissions("quiz")
    print(json.dumps({each.student.id: {grade.name: [grade.auto_score, grade.needs_manual_grade]
        for notebook in each.notebooks for grade in notebook.grades} for each in submissions}))
"""


def read_grades(folder: Path) -> dict[str, dict[str, tuple[float | None, bool]]]:
    """Return what nbgrader gave, by learner and cell, and whether a person must look."""
    said = run(folder, "-c", READ_GRADES, tool="python")
    return json.loads(said.strip().splitlines()[-1])  # type: ignore[no-any-return]


@needed
@one_run
def test_nbgrader_gives_the_marks_that_we_give(graded: Path) -> None:
    grades = read_grades(graded)
    items = items_of(graded)
    assert set(items) == set(TABLE) == set(ITEM_TYPES.names())
    for learner in LEARNERS:
        cells = answer_cells(notebook(handed_in(graded, learner)))
        for name, item in items.items():
            kind = "answer" if isinstance(item.scoring(), Rubric) else "test"
            theirs, manual = grades[learner][f"{kind}-{item.id}"]
            mine = ours(item, cells[item.id].source)
            assert (theirs, manual) == (mine, mine is None), (learner, name)
    given = {kind: grades[kind]["test-first-question-test"][0] or 0 for kind in DAMAGED}
    assert given == DAMAGED


@needed
@one_run
def test_a_copied_cell_stops_nbgrader(graded: Path) -> None:
    target = handed_in(graded, "copied")
    shutil.copytree(handed_in(graded, "right").parent, target.parent)
    damage(target, "copied")
    said = run(graded, "autograde", NAME, "--student", "copied", code=1)
    assert "use an old version" in " ".join(said.split())
    shutil.rmtree(target.parent.parent)


@needed
@one_run
def test_what_nbgrader_gives_out_holds_no_key(graded: Path, tmp_path: Path) -> None:
    other = course_folder(tmp_path, other_keys=True)
    run(other, "generate_assignment", NAME)
    path = Path(NAME) / "first-case.ipynb"
    assert (graded / "source" / path).read_bytes() != (other / "source" / path).read_bytes()
    released = (graded / "release" / path).read_bytes()
    assert released == (other / "release" / path).read_bytes()
    assert [word for word in PLANTED if word.encode() in released] == []
    for word in PLANTED[:2]:
        assert word in (other / "source" / path).read_text(encoding="utf-8")


@needed
@one_run
def test_what_nbgrader_gives_out_is_blank_to_us(graded: Path) -> None:
    cells = answer_cells(notebook(graded / "release" / NAME / "first-case.ipynb"))
    for item in items_of(graded).values():
        assert read_cell(cells[item.id].source, item.interaction()) is None


@needed
@one_run
def test_nbgrader_validates_model_answers_and_finds_what_is_left_blank(graded: Path) -> None:
    said = run(graded, "validate", f"source/{NAME}/first-case.ipynb", f"submitted/blank/{NAME}/first-case.ipynb")
    assert said.count("Success!") == 1
    assert "The following cell failed" in said
    assert '选一个："a"、"b"、"c"' in said


@needed
@one_run
def test_nbgrader_exports_and_gives_feedback(graded: Path) -> None:
    run(graded, "generate_feedback", NAME, "--student", "partly")
    assert "first-question" in (graded / "feedback" / "partly" / NAME / "first-case.html").read_text(encoding="utf-8")
    run(graded, "export")
    with (graded / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file) if row["assignment"] == NAME}
    points = sum(item.points for item in items_of(graded).values())
    assert {float(row["max_score"]) for row in rows.values()} == {points}
    assert float(rows["right"]["score"]) == points - 6
    assert float(rows["blank"]["score"]) == 0


@needed
@one_run
def test_our_names_outlive_grading_by_nbgrader(graded: Path) -> None:
    before = answer_cells(notebook(handed_in(graded, "odd")))
    after = answer_cells(notebook(graded / "autograded" / "odd" / NAME / "first-case.ipynb"))
    assert {name: (cell.id, cell.source) for name, cell in before.items()} == {
        name: (cell.id, cell.source) for name, cell in after.items()
    }


@needed
@one_run
@pytest.mark.parametrize("left", ["everything", "grade ids", "places"])
def test_our_readers_find_what_was_answered_for_nbgrader(graded: Path, left: str) -> None:
    reading, finding = (pytest.importorskip(f"casebook.grading.{name}") for name in ("reading", "cells"))
    items = items_of(graded)
    asked = [(f"first-case.{item.id}", item) for item in items.values()]
    for learner in LEARNERS:
        submitted = notebook(handed_in(graded, learner))
        sources = {f"first-case.{name}": cell.source for name, cell in answer_cells(submitted).items()}
        for cell in submitted.cells:
            if left != "everything":
                cell.metadata.pop("casebook", None)
                del cell["id"]
            if left == "places":
                cell.metadata.pop("nbgrader", None)
        found = finding.read_cells(reading.read("a.ipynb", json.dumps(submitted).encode()), asked)
        for key, item in asked:
            try:
                assert found.responses.get(key) == read_cell(sources[key], item.interaction()), (learner, key)
            except ResponseError:
                assert key in found.faults, (learner, key)


# What installs it


def test_the_environment_is_pinned() -> None:
    lines = (ROOT / "requirements-nbgrader.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*", line)] == []
    assert any(line.startswith("nbgrader==0.9.") for line in lines)
    assert not any(line.lower().startswith("casebook") for line in lines)
