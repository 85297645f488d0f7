"""`casebook new`: what it makes validates and builds as it stands."""

from pathlib import Path

import pytest
from conftest import ROOT, Silent, copy_course, link_cache

from casebook.cli.main import main
from casebook.items import ITEM_TYPES
from casebook.loader import examine, load
from casebook.pipeline import build


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")


@pytest.mark.parametrize("languages", [["zh", "en"], ["zh"], ["en"]], ids="-".join)
def test_a_new_course_validates_and_builds(languages: list[str], tmp_path: Path, shared_cache: Path) -> None:
    root = tmp_path / "My Course"
    assert main(["new", "course", str(root), *(word for each in languages for word in ("--lang", each))]) == 0
    course, problems = examine(root)
    assert problems == ()
    assert course is not None
    assert list(course.languages) == languages
    assert course.settings.id == "my-course"
    assert not [path for path in root.rglob("*") if {"zh", "en"} - set(languages) & {path.stem, path.name}]
    link_cache(root, shared_cache)
    built = build(root, Silent())
    for language in languages:
        assert (built.output / language / "cases" / "first-case.html").is_file()


def test_a_new_case_validates_and_builds_in_any_course(tmp_path: Path, shared_cache: Path) -> None:
    for number, source in enumerate((ROOT, ROOT / "tests" / "courses" / "school-kitchen")):
        root = copy_course(source, tmp_path / str(number))
        assert main(["new", "case", "lost-luggage", "--course", str(root)]) == 0
        course, problems = examine(root)
        assert [each for each in problems if "lost-luggage" in str(each.path)] == []
        assert course is not None
        link_cache(root, shared_cache)
        built = build(root, Silent(), cases=["lost-luggage"])
        assert (built.output / course.languages[0] / "cases" / "lost-luggage.html").is_file()


@pytest.mark.parametrize("type_name", ITEM_TYPES.names())
@pytest.mark.parametrize("graded", [False, True], ids=["practice", "graded"])
def test_a_new_item_validates_and_leaves_the_rest_of_the_file(type_name: str, graded: bool, tmp_path: Path) -> None:
    root = tmp_path / "course"
    assert main(["new", "course", str(root)]) == 0
    path = root / "exercises" / "first-case.yml"
    before = path.read_text(encoding="utf-8")
    for _ in range(2):  # twice, since ids must differ
        extra = ["--graded"] if graded else []
        assert main(["new", "item", type_name, "first-case", *extra, "--course", str(root)]) == 0
    after = path.read_text(encoding="utf-8")
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    course, _ = load(root)
    exercise = course.cases[0].exercise
    items = exercise.graded if graded else exercise.practice
    added = [item.id for item in items[-2:]]
    assert len(set(added)) == 2
    assert all(each.startswith(f"{type_name}-") for each in added)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "case", "Bad Id"], "cannot be an id"),
        (["new", "case", "first-case"], "exists already"),
        (["new", "item", "riddle", "first-case"], "There is no item type 'riddle'. Use one of: classification, code"),
        (["new", "item", "ordering", "no-case"], "There is no case 'no-case'. Use one of: first-case"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_wishes_are_refused_and_change_nothing(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "course"
    assert main(["new", "course", str(root)]) == 0
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert main([*arguments, "--course", str(root)]) == 1
    assert said in capsys.readouterr().err.replace("\n", " ")
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_folder_in_use_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert main(["new", "course", str(tmp_path)]) == 1
    assert "is not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
