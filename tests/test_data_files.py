"""Data files that a case or a framework declares: read, refused, run with, published."""

import json
from pathlib import Path

import nbformat
import pytest
from conftest import Silent, small_course

from casebook.cli.main import main
from casebook.errors import Failure
from casebook.loader import examine, load
from casebook.loader.data import MOST_BYTES, with_undeclared
from casebook.model import Case
from casebook.pipeline import build, course_jobs
from casebook.problems import line_of

NOT_TEXT = "1,2,3,4\n# 柜台\n".encode("gb18030")


def data_course(target: Path, *names: str) -> Path:
    """Write a small course whose model reads `counters.csv`, and which declares files of these names."""
    root = small_course(target)
    folder = root / "cases" / "first-case"
    model = folder / "analysis.py"
    text = model.read_text(encoding="utf-8")
    read = 'COUNTERS = np.genfromtxt("counters.csv", delimiter=",", dtype=int, encoding="gb18030")'
    model.write_text(text.replace("COUNTERS = np.arange(1, 5)", read), encoding="utf-8")
    (folder / "counters.csv").write_bytes(NOT_TEXT)
    if names:
        declare(root, *names)
    return root


def declare(root: Path, *names: str) -> None:
    path = root / "cases" / "first-case" / "case.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"data: {json.dumps(names)}\n", encoding="utf-8")


def problems_of(root: Path, language: str = "en") -> list[str]:
    return [line_of(each, root, language) for each in examine(root)[1]]


def the_case(root: Path) -> Case:
    return load(root)[0].cases[0]


# What may be declared


def test_the_content_of_declared_files_is_read_and_no_other(tmp_path: Path) -> None:
    root = data_course(tmp_path / "course", "counters.csv")
    (root / "cases" / "first-case" / "more.csv").write_bytes(b"1")
    case = the_case(root)
    assert case.data == {"counters.csv": NOT_TEXT}
    assert {tuple(job.data) for job in course_jobs(load(root)[0])} == {("counters.csv",)}
    assert the_case(data_course(tmp_path / "undeclared")).data == {}


REFUSED = {
    "missing.csv": "There is no data file 'missing.csv'.",
    "../counters.csv": "'../counters.csv' cannot be the name of a data file.",
    "/etc/passwd": "'/etc/passwd' cannot be the name of a data file.",
    "sub/a.csv": "'sub/a.csv' cannot be the name of a data file.",
    "sub\\a.csv": "'sub\\a.csv' cannot be the name of a data file.",
    ".confirmed.json": "'.confirmed.json' cannot be the name of a data file.",
    "": "'' cannot be the name of a data file.",
    "a\u0000b": "cannot be the name of a data file.",
    "x" * 200: "cannot be the name of a data file.",
    "teaching.yml": "'teaching.yml' is a source of the course and no data file.",
    "Teaching.ZH.md": "'Teaching.ZH.md' is a source of the course and no data file.",
    "case.yml": "'case.yml' is a source of the course and no data file.",
    "analysis.py": "'analysis.py' is a source of the course and no data file.",
    "folder": "'folder' is no ordinary file.",
    "link.csv": "'link.csv' is no ordinary file.",
    "big.csv": "The data file 'big.csv' has 5.0 MB; 5 MB are the most.",
    "counters.csv": "The id 'counters.csv' is used twice.",
    "COUNTERS.csv": "The id 'COUNTERS.csv' is used twice.",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_data_file_is_refused_in_its_line(tmp_path: Path, name: str) -> None:
    root = data_course(tmp_path / "course", "counters.csv", name)
    folder = root / "cases" / "first-case"
    (folder / "folder").mkdir()
    (folder / "link.csv").symlink_to(root / "exercises" / "first-case.yml")
    (folder / "big.csv").write_bytes(b"1" * (MOST_BYTES + 1))
    line = len((folder / "case.yml").read_text(encoding="utf-8").splitlines())
    if "\0" in name:  # YAML refuses it first
        assert len(problems_of(root)) == 1
        return
    (said,) = problems_of(root)
    assert said.startswith(f"cases/first-case/case.yml:{line}: ")
    assert REFUSED[name] in said
    assert len(problems_of(root, "zh")) == 1


def test_the_greatest_file_is_taken(tmp_path: Path) -> None:
    root = data_course(tmp_path / "course", "counters.csv", "big.csv")
    (root / "cases" / "first-case" / "big.csv").write_bytes(b"1" * MOST_BYTES)
    assert problems_of(root) == []


@pytest.mark.parametrize("written", ["data: counters.csv", "data: [1]", "data: {a: b}", "data: [[a]]"])
def test_another_form_is_refused(tmp_path: Path, written: str) -> None:
    root = data_course(tmp_path / "course")
    path = root / "cases" / "first-case" / "case.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"{written}\n", encoding="utf-8")
    assert any("Here should be" in each or "should be" in each for each in problems_of(root))


def test_data_without_a_chart_is_reported(tmp_path: Path) -> None:
    root = small_course(tmp_path / "course")
    folder = root / "book" / "frameworks" / "plain"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("1")
    about = "title: {zh: 框架, en: Framework}\nsummary: {zh: 一句话。, en: A sentence.}\ndata: [a.csv]\n"
    (folder / "framework.yml").write_text(about, encoding="utf-8")
    (said,) = [each for each in problems_of(root) if "framework.yml" in each]
    assert "framework.yml:3: Data files are declared, and there is no chart to read them." in said
    assert "diagram.py" in said


# Running with them


@pytest.mark.timeout(600)
def test_a_case_with_data_runs_and_is_published_with_them(tmp_path: Path) -> None:
    root = data_course(tmp_path / "course", "counters.csv")
    site = build(root, Silent()).output
    for language in ("zh", "en"):
        folder = site / language / "notebooks" / "first-case"
        assert sorted(path.name for path in folder.iterdir()) == ["counters.csv", "first-case.ipynb"]
        assert (folder / "counters.csv").read_bytes() == NOT_TEXT
        page = (site / language / "cases" / "first-case.html").read_text(encoding="utf-8")
        for name in ("counters.csv", "first-case.ipynb"):
            assert page.count(f'href="../notebooks/first-case/{name}" download') == 1
        notebook = nbformat.read(folder / "first-case.ipynb", as_version=4)
        (note,) = [cell.source for cell in notebook.cells if cell.id == "about-the-model"]
        assert "`counters.csv`" in note
        kept = json.loads((site / "offline.json").read_text(encoding="utf-8"))["files"]
        assert kept[f"{language}/notebooks/first-case/counters.csv"][0] == len(NOT_TEXT)
    folder = root / "cases" / "first-case"
    (folder / "counters.csv").write_bytes(b"1,2,3,6\n")
    reporter = Silent()
    built = build(root, reporter)
    assert built.ran == 4
    assert {each.code for reasons in built.reasons.values() for each in reasons} == {"why-data-changed"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "counters.csv lies beside it but is not declared, and a notebook reads declared files only."),
        ("zh", "counters.csv 就在旁边，但没有声明"),
    ],
)
def test_a_file_that_is_not_declared_fails_the_first_run(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C")
    root = data_course(tmp_path / "course")
    assert main(["build", "--course", str(root), "--lang", "en"]) == 1
    heard = capfd.readouterr().err
    assert "FileNotFoundError: counters.csv not found." in heard
    assert said in heard
    assert "cases/first-case/case.yml" in heard
    declare(root, "counters.csv")
    assert main(["build", "--course", str(root), "--lang", "en"]) == 0


def test_only_a_file_that_is_there_and_not_declared_is_named(tmp_path: Path) -> None:
    root = data_course(tmp_path / "course")
    folder = root / "cases" / "first-case"
    (folder / "more-counters.csv").write_text("1")

    def named(reason: str, page: str = "cases/first-case", declared: tuple[str, ...] = ()) -> str:
        return with_undeclared(Failure(page, "en", "a", 1, reason), root, declared).undeclared

    missing = "FileNotFoundError: [Errno 2] No such file or directory: '{}'"
    assert named(missing.format("counters.csv")) == "counters.csv"
    assert named(missing.format("more-counters.csv")) == "more-counters.csv"
    assert named(missing.format("counters.csv"), declared=("counters.csv",)) == ""
    assert named(missing.format("other.csv")) == ""
    assert named(missing.format("case.yml")) == ""
    assert named("ValueError: counters.csv") == ""
    assert named(missing.format("counters.csv"), "workshop") == ""
    assert named(missing.format("counters.csv"), "frameworks/none") == ""
