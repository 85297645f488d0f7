"""The wordings of problems, and the labels: the same in every language, all of them used and none missing."""

import ast
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import get_args

import pytest

from casebook.cli.main import main
from casebook.errors import Problem
from casebook.labels import labels
from casebook.loader.checks.punctuation import find_half_width
from casebook.loader.reading import read_yaml
from casebook.loader.validate import build
from casebook.model import CaseFile
from casebook.problems import line_of, phrase, user_language, word, wordings

SOURCES = sorted(Path(str(files("casebook"))).rglob("*.py"))
LANGUAGES = ("zh", "en")
CODES = sorted(wordings("en"))
ADDRESS = Path("/course/cases/a/case.yml")


def holes(words: str) -> set[str]:
    """Return the placeholders of a text, `$name` and `{name}`."""
    in_braces = set(re.findall(r"(?<!\$)\{([a-z_]+)\}(?!`)", words))
    return set(Template(words).get_identifiers()) | in_braces if Template(words).is_valid() else {"NOT VALID"}


# The catalogues


def test_problems_are_worded_alike_in_both_languages() -> None:
    assert sorted(wordings("zh")) == CODES


@pytest.mark.parametrize("code", CODES)
def test_a_wording_says_the_same_in_both_languages(code: str) -> None:
    zh, en = wordings("zh")[code], wordings("en")[code]
    assert all(isinstance(part, str) for part in (*zh, *en))
    assert [holes(part) for part in zh] == [holes(part) for part in en]
    says_all = code.startswith(("word-", "say-"))
    for message, cure in (zh, en):
        assert message.strip()
        assert bool(cure.strip()) != says_all


def test_labels_are_the_same_in_every_language() -> None:
    assert sorted(labels("zh")) == sorted(labels("en"))


MAY_BE_EMPTY = {"nb_gap", "sentence_gap"}
"""What stands between two sentences, which Chinese does not part."""


@pytest.mark.parametrize("key", sorted(labels("en")))
def test_a_label_says_the_same_in_every_language(key: str) -> None:
    zh, en = labels("zh")[key], labels("en")[key]
    assert all(isinstance(each, str) for each in (zh, en))
    assert (zh.strip() and en.strip()) or key in MAY_BE_EMPTY
    assert holes(zh) == holes(en)


CATALOGUES = [
    path for name in ("problems", "labels") for path in sorted(Path(str(files(f"casebook.{name}"))).glob("*.yml"))
]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_catalogue_repeats_no_key(path: Path) -> None:
    found: list[Problem] = []
    read_yaml(path, found.append)
    assert found == []


@pytest.mark.parametrize("path", [path for path in CATALOGUES if "zh" in path.name], ids=lambda path: path.parent.name)
def test_chinese_wordings_keep_our_own_rule_on_punctuation(path: Path) -> None:
    words = wordings("zh").values() if path.parent.name == "problems" else [(each,) for each in labels("zh").values()]
    assert [part for parts in words for part in parts if list(find_half_width(part))] == []


# What the code uses

USES = {
    "problem": None,
    "Fault": 1,
    "PydanticCustomError": 0,
    "phrase": 1,
    "_say": 0,
    "_role_faults": None,
    "_not_one_of": None,
}
SPOKEN = {"phrase": "say-", "_say": "say-"}


def words_in(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def uses(tree: ast.AST) -> Iterator[tuple[str, set[str] | None]]:
    """Yield each code that a call names outright, with the details given there (None where they are not spelt out)."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            chosen = {
                target.id: words_in(node.value)
                for node in ast.walk(function)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name not in USES:
                    continue
                place = USES[name] if USES[name] is not None else (1 if isinstance(call.func, ast.Attribute) else 2)
                argument = call.args[place] if place is not None and place < len(call.args) else None
                found: set[str] = set()
                if isinstance(argument, ast.Constant):
                    found = {argument.value}
                elif isinstance(argument, ast.IfExp):
                    found = words_in(argument.body) | words_in(argument.orelse)
                elif isinstance(argument, ast.Name):
                    found = {
                        word for word in chosen.get(argument.id, set()) if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", word)
                    }
                details = {keyword.arg for keyword in call.keywords if keyword.arg}
                spelt_out = name in {"problem", *SPOKEN} and all(keyword.arg for keyword in call.keywords)
                for code in found:
                    yield SPOKEN.get(name, "") + code, details if spelt_out else None


USED = sorted(
    {
        (code, frozenset(details) if details is not None else None, path.name)
        for path in SOURCES
        for code, details in uses(ast.parse(path.read_text(encoding="utf-8")))
    },
    key=lambda use: (use[0], use[2], sorted(use[1] or ())),
)


def test_the_search_for_codes_finds_them() -> None:
    found = {code for code, _, _ in USED}
    assert found >= {
        "plan-sum",
        "duplicate-id",
        "text-empty",
        "too-deep",
        "unknown-target-near",
        "say-new-taken",
        "bad-url",
    }
    assert len(found) > 80


@pytest.mark.parametrize(("code", "details", "file"), USED, ids=lambda part: part if isinstance(part, str) else "")
def test_each_code_that_is_used_is_worded(code: str, details: frozenset[str] | None, file: str) -> None:
    assert code in wordings("en")
    if details is not None:
        assert holes(" ".join(wordings("en")[code])) <= details


WRITTEN = {word for path in SOURCES for word in words_in(ast.parse(path.read_text(encoding="utf-8")))}


@pytest.mark.parametrize("code", CODES)
def test_each_wording_is_used(code: str) -> None:
    assert {code.removeprefix("word-").removeprefix("say-"), code.removeprefix("say-outcome-")} & WRITTEN


def test_each_outcome_is_worded() -> None:
    from casebook.gradebook.values import Outcome
    from casebook.reporting.wording import outcome

    for language in ("zh", "en"):
        said = {outcome(code, language) for code in get_args(Outcome)}
        assert len(said) == len(get_args(Outcome))
        assert not said & set(get_args(Outcome))


def test_each_warning_that_can_be_waived_is_worded() -> None:
    from casebook.loader.checks.items import CODES as WAIVABLE

    assert set(WAIVABLE) <= set(CODES)
    assert len(set(WAIVABLE)) == len(WAIVABLE)


# Saying a problem

PLAN = Problem(ADDRESS, 7, "plan-sum", (("minutes", "45"), ("sum", "40")))
TYPE = Problem(ADDRESS, 0, "wrong-type", (("found_type", "text"), ("expected", "list")))
RULE = Problem(ADDRESS, 3, "option-count", (("count", "2"), ("low", "3"), ("high", "4")), is_warning=True)
PRICE = Problem(ADDRESS, 3, "not-one-of-near", (("found", "$near %s {near}"), ("near", "b")))


@pytest.mark.parametrize(
    ("problem", "language", "line"),
    [
        (
            PLAN,
            "en",
            "cases/a/case.yml:7: The segments sum to 40 minutes and the plan says 45. "
            "Change a segment or the plan until they agree.",
        ),
        (PLAN, "zh", f"cases/a/case.yml:7: {word(PLAN, 'zh')[0]}{word(PLAN, 'zh')[1]}"),
        (
            TYPE,
            "en",
            "cases/a/case.yml: Found text where a list should be. "
            "Write a list; put words that look like a number or true/false in quotes.",
        ),
        (RULE, "en", "cases/a/case.yml:3: There are 2 options. [option-count] Write 3 to 4."),
        (RULE, "zh", f"cases/a/case.yml:3: {word(RULE, 'zh')[0]} [option-count] {word(RULE, 'zh')[1]}"),
        (
            PRICE,
            "en",
            "cases/a/case.yml:3: '$near %s {near}' is not one of the values allowed here. Did you mean 'b'?",
        ),
    ],
)
def test_a_problem_is_said_in_one_line(problem: Problem, language: str, line: str) -> None:
    assert line_of(problem, Path("/course"), language) == line


def test_a_problem_outside_the_course_is_said_with_its_whole_path() -> None:
    assert line_of(PLAN, Path("/elsewhere"), "en").startswith("/course/cases/a/case.yml:7: ")


@pytest.mark.parametrize("name", ["[red]", ":heart:", "[/]", "$near", "\\\\["])
def test_the_command_line_shows_a_problem_as_it_is_worded(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To rich, which prints it, `:100:` and `:heart:` are the names of pictures, and brackets hold colours."""
    monkeypatch.setenv("LC_ALL", "C")
    settings = "title: {zh: 一, en: one}\n  description: {zh: 一, en: one}\n  languages: [zh, en]"
    text = "#\n" * 98 + f"casebook:\n  id: '{name}'\n  {settings}\n"
    (tmp_path / "_config.yml").write_text(text, encoding="utf-8")
    assert main(["validate", "--course", str(tmp_path)]) == 1
    problem = Problem(tmp_path / "_config.yml", 100, "bad-id", (("found", name),))
    assert line_of(problem, Path.cwd(), "en") in capsys.readouterr().out.splitlines()


def test_words_of_ours_within_a_problem_are_in_its_language() -> None:
    assert "列表" in word(TYPE, "zh")[0]
    assert "text" not in word(TYPE, "zh")[0]


@pytest.mark.parametrize("value", ["minutes: 0", "minutes: 700", "order: 1.5", "title: {zh: 一, en: 1}"])
def test_a_chinese_reader_gets_no_english_sentence(value: str, tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_text(f"{value}\n", encoding="utf-8")
    found: list[Problem] = []
    document = read_yaml(path, found.append)
    assert document is not None
    build(CaseFile, document, (), document.data, ("zh", "en"), found.append)
    said = [word(each, "zh")[0] for each in found if each.code != "missing-key"]
    assert len(said) == 1
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", said[0])


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_people_are_addressed_in_their_language(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert user_language() == language


def test_a_phrase_is_filled_in() -> None:
    assert "3" in phrase("zh", "count", errors=3, warnings=0)
    with pytest.raises(KeyError):
        phrase("en", "count", errors=3)
