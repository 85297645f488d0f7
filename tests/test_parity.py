"""What one language has and the other lacks, and what changed in one alone since both were confirmed equal."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, copy_course, small_course

from casebook.cli.main import main
from casebook.errors import Problem
from casebook.loader import confirm, examine
from casebook.loader.reading import MAX_BYTES

CASE = "cases/first-case/case.yml"
ZH, EN = "cases/first-case/zh.md", "cases/first-case/en.md"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A new course whose languages were confirmed equal."""
    root = small_course(tmp_path / "course")
    assert main(["validate", "--course", str(root), "--confirm"]) == 0
    return root


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text, (name, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def warnings(root: Path) -> list[tuple[str, str]]:
    found, problems = examine(root)
    assert found is not None, problems
    assert all(each.is_warning for each in problems)
    return [(each.path.relative_to(root).as_posix(), each.code) for each in problems]


def the_problem(root: Path) -> Problem:
    _, (problem,) = examine(root)
    return problem


def test_a_confirmed_course_is_quiet(course: Path) -> None:
    assert warnings(course) == []
    assert sorted(path.relative_to(course).as_posix() for path in course.rglob(".confirmed.json")) == [
        "book/.confirmed.json",
        "cases/.confirmed.json",
        "exercises/.confirmed.json",
    ]


def test_a_course_that_was_never_confirmed_is_quiet(course: Path) -> None:
    for path in course.rglob(".confirmed.json"):
        path.unlink()
    change(course, ZH, "。", "了。")
    assert warnings(course) == []


CHANGES: dict[str, Callable[[Path], None]] = {
    EN: lambda root: change(root, ZH, "。", "了。"),
    ZH: lambda root: change(root, EN, ". ", "! "),
    CASE: lambda root: change(root, CASE, "  zh: ", "  zh: 新"),
    "exercises/first-case.yml": lambda root: change(root, "exercises/first-case.yml", "      zh: ", "      zh: 新"),
    "book/en/index.md": lambda root: change(root, "book/zh/index.md", "\n\n", "\n\n新。"),
    "book/modules.yml": lambda root: change(root, "book/modules.yml", "    en: ", "    en: New, "),
    "book/frameworks/first-framework/en.md": lambda root: change(
        root, "book/frameworks/first-framework/zh.md", "。", "了。"
    ),
    "_config.yml": lambda root: change(root, "_config.yml", "    zh: ", "    zh: 新"),
}


@pytest.mark.parametrize("behind", CHANGES)
def test_a_text_that_stayed_behind_is_named(course: Path, behind: str) -> None:
    CHANGES[behind](course)
    assert warnings(course) == [(behind, "counterpart-changed")]
    assert confirm(course)
    assert warnings(course) == []


def test_the_place_is_that_of_the_text_behind(course: Path) -> None:
    change(course, CASE, "    zh: ", "    zh: 新")
    problem = the_problem(course)
    line = (course / CASE).read_text(encoding="utf-8").splitlines()[problem.line - 1]
    assert line.strip().startswith("en:")
    assert dict(problem.details) == {"changed": "zh", "language": "en"}


def test_a_text_that_changed_in_both_languages_is_named_once(course: Path) -> None:
    change(course, ZH, "。", "了。")
    change(course, EN, ". ", "! ")
    assert warnings(course) == [(ZH, "all-changed")]


def test_lines_may_be_broken_anew_and_items_moved(course: Path) -> None:
    text = (course / EN).read_text(encoding="utf-8")
    (course / EN).write_text(text.replace(" the ", "\nthe ", 1), encoding="utf-8")
    assert main(["new", "item", "numeric", "first-case", "--course", str(course)]) == 0
    assert warnings(course) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (ZH, "\n{chart}", "\n### 小标题\n\n{chart}", [(EN, "fewer-headings")]),
        (ZH, "。", "，见{framework}`first-framework`。", [(EN, "missing-in-language")]),
        (EN, ". ", ", {case}`first-case`. ", [(ZH, "missing-in-language")]),
        (EN, ". ", ", see {source}`S1`. ", []),
        ("book/en/index.md", "\n\n", "\n\n{case}`first-case`\n\n", [("book/zh/index.md", "missing-in-language")]),
    ],
)
def test_what_a_language_lacks_is_named_there(
    course: Path, name: str, old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    change(course, name, old, new)
    for path in course.rglob(".confirmed.json"):
        path.unlink()
    assert warnings(course) == expected


@pytest.mark.parametrize("record", ["", "[]", "{", '{"a": 1}', '{"a": {"b": "c"}}', "<<<<<<< ours\n{}\n", "[" * 9999])
def test_a_record_that_cannot_be_read_is_named_and_can_be_made_again(course: Path, record: str) -> None:
    path = course / "cases" / ".confirmed.json"
    path.write_text(record, encoding="utf-8")
    assert warnings(course) == [("cases/.confirmed.json", "bad-record")]
    assert main(["validate", "--course", str(course), "--confirm"]) == 0
    assert isinstance(json.loads(path.read_text(encoding="utf-8")), dict)


def test_the_record_of_a_large_course_is_read(course: Path) -> None:
    """It grows with the course, past what a source file may have."""
    path = course / "cases" / ".confirmed.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    held |= {f"case-{number}/case.yml": {"title": {"zh": "0" * 16, "en": "0" * 16}} for number in range(14_000)}
    path.write_text(json.dumps(held), encoding="utf-8")
    assert path.stat().st_size > MAX_BYTES
    change(course, ZH, "。", "了。")
    assert warnings(course) == [(EN, "counterpart-changed")]


def test_a_course_with_errors_is_not_confirmed(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (course / "cases" / ".confirmed.json").read_bytes()
    change(course, ZH, "。", "，见{term}`nothing`。")
    assert main(["validate", "--course", str(course), "--confirm"]) == 1
    assert (course / "cases" / ".confirmed.json").read_bytes() == before
    assert "Nothing was confirmed" in capsys.readouterr().err


def test_a_course_in_one_language_has_nothing_to_confirm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_course(ROOT / "tests" / "courses" / "school-kitchen", tmp_path / "course")
    assert main(["validate", "--course", str(root), "--confirm"]) == 0
    assert "one language" in capsys.readouterr().err
    assert not list(root.rglob(".confirmed.json"))
