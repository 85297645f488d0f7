"""The doors: exit statuses, help, and one script for each verb."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, link_cache, small_course, washer_course

from casebook.cli.main import GROUPS, VERBS, main


def test_a_script_stands_for_each_verb() -> None:
    assert sorted(path.stem for path in (ROOT / "scripts").glob("*.py")) == sorted([*VERBS, *GROUPS])


@pytest.mark.parametrize("verb", [*VERBS, *GROUPS])
def test_a_script_calls_its_verb(verb: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / f"{verb}.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert f"casebook {verb}" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        *[[verb] for verb in VERBS],
        *[[group, command.name] for group, app in GROUPS.items() for command in app.registered_commands],
    ],
)
def test_help_has_an_example(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"Example: casebook {' '.join(words)} " in said


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["validate", "--course", "."], 0),
        (["validate", "--course", "no-such-folder"], 1),
        (["build", "--course", ".", "--case", "no-such-case"], 1),
        (["build", "--course", ".", "--lang", "fr"], 1),
        (["build", "--no-such-option"], 2),
        (["validate", "--format", "xml"], 2),
        (["no-such-verb"], 2),
        (["new", "course"], 2),
        (["new", "course", "x", "--lang", "fr"], 2),
        (["--version"], 0),
    ],
)
def test_exit_statuses(arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(arguments) == status


def test_problems_are_listed_for_people_and_for_editors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    root = washer_course(tmp_path / "course")
    case = root / "cases" / "haier-washer" / "case.yml"
    case.write_text(case.read_text(encoding="utf-8").replace("minutes: 15", "minuts: 15", 1), encoding="utf-8")
    monkeypatch.chdir(root)
    assert main(["validate"]) == 1
    said = capsys.readouterr().out
    assert "cases/haier-washer/case.yml:" in said
    assert "Did you mean 'minutes'?" in said
    assert main(["validate", "--format", "json"]) == 1
    listed = json.loads(capsys.readouterr().out)
    (found,) = [each for each in listed if each["code"] == "unknown-key-near"]
    line = case.read_text(encoding="utf-8").splitlines().index("minuts: 15") + 1
    assert (found["path"], found["line"], found["severity"]) == (str(case), line, "error")


def test_one_language_can_be_built_alone(tmp_path: Path, shared_cache: Path) -> None:
    root = small_course(tmp_path / "course")
    link_cache(root, shared_cache)
    output = tmp_path / "elsewhere"
    assert main(["build", "--course", str(root), "--lang", "en", "--output", str(output)]) == 0
    assert (output / "en" / "index.html").exists()
    assert not (output / "zh").exists()
    assert not (root / "_build" / "site").exists()
    assert 'hreflang="zh' not in (output / "en" / "index.html").read_text(encoding="utf-8")
