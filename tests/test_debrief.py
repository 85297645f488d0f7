"""After the session: votes and feedback forms are read strictly and summed up plainly."""

import csv
import json
import random
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from casebook.cli.main import main
from casebook.errors import CasebookError, Problem
from casebook.loader import load
from casebook.problems import word
from casebook.workshop.debrief_page import Summary, build_page, read_ratings, read_vote, write_step
from casebook.workshop.folder import replace
from casebook.workshop.form import headings, questions
from casebook.workshop.forms import Form, read_forms
from casebook.workshop.numbers import Choice, Vote, compare, count_votes, rate
from casebook.workshop.record import Record, build_record
from casebook.workshop.request import Asked, read_request
from casebook.workshop.votes import VotesFile, read_votes
from casebook.workshop.words import CaseWords

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OPTIONS = ("pot", "stove", "pans", "bin")


@pytest.fixture(scope="module")
def record() -> Record:
    course = load(KITCHEN)[0]
    asked = Asked(cases=["friday-stew"], minutes=75, participants=12, date="2030-12-01", has_pre_post=True)
    request = read_request(asked, course, None, NOW)
    return build_record(request, [CaseWords(course, course.case("friday-stew"), "en", "cooks")], "Stew")


@pytest.fixture
def course(tmp_path: Path) -> str:
    """A copy of the course, since printing keeps what it printed there."""
    shutil.copytree(KITCHEN, tmp_path / "course", ignore=shutil.ignore_patterns("_build"))
    return str(tmp_path / "course")


@pytest.fixture
def kit(tmp_path: Path, record: Record) -> Path:
    """A kit as far as a debrief needs one."""
    replace(tmp_path / "kit", {"session.json": record.model_dump_json().encode(), "index.html": b""})
    return tmp_path / "kit"


def votes_file(path: Path, record: Record, **changed: Any) -> Path:
    tallies = {
        "before": dict(zip(OPTIONS, (7, 1, 4, 0), strict=True)),
        "after": dict(zip(OPTIONS, (1, 0, 10, 1), strict=True)),
    }
    held = {"format": "casebook-votes", "version": 1, "course": record.course, "session": record.session}
    path.write_text(json.dumps(held | {"cases": {"friday-stew": tallies}} | changed), encoding="utf-8")
    return path


def table(path: Path, record: Record, rows: list[dict[str, str]], encoding: str = "utf-8-sig") -> Path:
    """Write a feedback table, rows by the code of each column."""
    heading = headings(record)
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows([row.get(name.split()[0], "") for name in heading] for row in rows)
    return path


ROWS = [
    {"No": "1", "B1": "2", "A1": "4", "R1": "5", "R2": "４", "C1": "Read at six. <script>alert(1)</script>"},
    {"No": "2", "B1": "3", "A1": "3", "R1": "4", "R2": "", "C1": "谁来读？\u202e"},
    {"No": "3", "B1": "", "A1": "5", "R1": "5.0", "C2": "=1+1"},
    {"No": "4"},
]


def found_in(read: Any, *arguments: Any) -> tuple[Any, list[Problem]]:
    problems: list[Problem] = []
    return read(*arguments, problems.append), problems


def test_forms_are_read_in_every_form_that_people_save(tmp_path: Path, record: Record) -> None:
    expected = None
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        forms, problems = found_in(read_forms, table(tmp_path / "f.csv", record, ROWS, encoding), record)
        assert problems == []
        assert expected in (None, forms)
        expected = forms
    gb = [{"R1": "5", "C1": "多问一句"}]
    forms, problems = found_in(read_forms, table(tmp_path / "g.csv", record, gb, "gb18030"), record)
    assert (forms, problems) == ((Form({"R1": 5}, {"C1": "多问一句"}),), [])
    book = Workbook()
    book.active.append(headings(record))
    book.active.append([1, None, None, None, None, None, None, 5, 4.0])
    book.save(tmp_path / "f.xlsx")
    forms, problems = found_in(read_forms, tmp_path / "f.xlsx", record)
    assert (forms, problems) == ((Form({"R1": 5, "R2": 4}, {}),), [])


def test_forms_become_counts_and_means(tmp_path: Path, record: Record) -> None:
    forms, _ = found_in(read_forms, table(tmp_path / "f.csv", record, ROWS), record)
    assert len(forms) == 3  # a row with nothing but its number is no form
    first, second, *_ = rate(questions(record), forms)
    assert (first.n, first.counts, float(first.mean or 0)) == (3, (0, 0, 0, 1, 2), pytest.approx(14 / 3))
    assert (second.n, second.counts) == (1, (0, 0, 0, 1, 0))
    change = compare(questions(record), forms)[0]
    assert change.pairs == ((2, 4), (3, 3))
    assert change.directions == (1, 1, 0)
    assert write_step(change.means) == "+1.0" if change.means else False


@pytest.mark.parametrize(
    ("rows", "cell", "code"),
    [
        ([{"R1": "6"}], "H2", "forms-rating"),
        ([{"R1": "4.5"}], "H2", "forms-rating"),
        ([{"R1": "5"}, {"R2": "五"}], "I3", "forms-rating"),
        ([{"B1": "yes"}], "B2", "forms-rating"),
        ([{"C1": "x" * 5001}], "N2", "forms-comment"),
    ],
)
def test_a_bad_cell_is_named(rows: list[dict[str, str]], cell: str, code: str, tmp_path: Path, record: Record) -> None:
    _, (problem,) = found_in(read_forms, table(tmp_path / "f.csv", record, rows), record)
    assert (problem.cell, problem.code) == (cell, code)
    assert all(word(problem, language)[0] for language in ("zh", "en"))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["forms-empty"]),
        ("a,b\n1,2\n", ["forms-heading-unknown", "forms-heading-unknown", "forms-heading-missing"]),
        ("R1,R1\n5,5\n", ["forms-heading-twice", "forms-heading-missing"]),
        ("R1\n5,5\n", ["forms-heading-missing", "forms-beyond"]),
    ],
)
def test_a_table_of_another_form_is_refused(text: str, codes: list[str], tmp_path: Path, record: Record) -> None:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    _, problems = found_in(read_forms, tmp_path / "f.csv", record)
    assert [each.code for each in problems] == codes


# Votes


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_manual_shows_votes_as_they_are(language: str) -> None:
    page = (ROOT / "book" / language / "manual" / "slides.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    held = VotesFile.model_validate_json(shown)
    course, _ = load(ROOT)
    options = {each.id for each in course.case("haier-washer").file.decision.options}
    assert held.course == course.settings.id
    assert set(held.cases["haier-washer"].before) == set(held.cases["haier-washer"].after) == options


def test_votes_are_read_as_slides_save_them(tmp_path: Path, record: Record) -> None:
    votes, problems = found_in(read_votes, [votes_file(tmp_path / "v.json", record)], record)
    assert problems == []
    (vote,) = count_votes(record.cases, votes)
    assert (vote.before, vote.after) == (12, 12)
    assert [(each.before, each.after) for each in vote.choices] == [(7, 1), (1, 0), (4, 10), (0, 1)]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"format": "other"}, "votes-form"),
        ({"version": 2}, "votes-form"),
        ({"extra": 1}, "votes-form"),
        ({"course": "other"}, "votes-course"),
        ({"session": "other"}, "votes-session"),
        ({"cases": {"washer": {"before": {"a": 1}, "after": {}}}}, "votes-case"),
        ({"cases": {"friday-stew": {"before": {"fridge": 1}, "after": {}}}}, "votes-option"),
        ({"cases": {"friday-stew": {"before": {"pot": -1}, "after": {}}}}, "votes-form"),
        ({"cases": {"friday-stew": {"before": {"pot": 1.5}, "after": {}}}}, "votes-form"),
        ({"cases": {"friday-stew": {"before": {"pot": True}, "after": {}}}}, "votes-form"),
        ({"cases": {"friday-stew": {"before": {"pot": 10**9}, "after": {}}}}, "votes-form"),
        ({"cases": []}, "votes-form"),
    ],
)
def test_votes_of_another_form_or_session_are_refused(
    changed: dict[str, Any], code: str, tmp_path: Path, record: Record
) -> None:
    votes, problems = found_in(read_votes, [votes_file(tmp_path / "v.json", record, **changed)], record)
    assert votes == {}
    assert [each.code for each in problems] == [code]
    assert all(word(problems[0], language)[0] for language in ("zh", "en"))


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"x" * 300_000, b"null"])
def test_what_is_no_file_of_votes_is_refused(data: bytes, tmp_path: Path, record: Record) -> None:
    (tmp_path / "v.json").write_bytes(data)
    votes, problems = found_in(read_votes, [tmp_path / "v.json", tmp_path / "none.json", tmp_path], record)
    assert votes == {}
    assert len(problems) == 3


def test_a_case_is_voted_on_in_one_file(tmp_path: Path, record: Record) -> None:
    files = [votes_file(tmp_path / f"{name}.json", record) for name in "ab"]
    _, (problem,) = found_in(read_votes, files, record)
    assert problem.code == "votes-case-twice"
    empty = votes_file(tmp_path / "c.json", record, cases={"friday-stew": {"before": {}, "after": {"pot": 0}}})
    votes, problems = found_in(read_votes, [empty, files[0]], record)
    assert problems == []
    assert len(votes) == 1


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(
    changed=st.dictionaries(st.sampled_from(["format", "version", "course", "session", "cases"]), VALUES, min_size=1)
)
def test_any_votes_are_read_or_refused(
    changed: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, record: Record
) -> None:
    path = votes_file(tmp_path_factory.getbasetemp() / "any.json", record, **changed)
    votes, problems = found_in(read_votes, [path], record)
    assert not (votes and problems)


def test_any_table_is_read_or_refused(tmp_path: Path, record: Record) -> None:
    draw = random.Random(5)
    whole = table(tmp_path / "f.csv", record, ROWS).read_bytes()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(draw.randint(1, 8)):
            place = draw.randrange(len(data))
            data[place : place + draw.randint(0, 3)] = draw.randbytes(draw.randint(0, 3))
        (tmp_path / "any.csv").write_bytes(bytes(data))
        try:
            found_in(read_forms, tmp_path / "any.csv", record)
        except CasebookError:
            continue


# The page


def test_the_reading_says_what_the_counts_are_and_no_more() -> None:
    vote = Vote("Stew", "Which?", (Choice("pot", 7, 1), Choice("pans", 4, 10)))
    said = " ".join(read_vote(vote, "en"))
    assert "11 votes before the discussion, 11 after it." in said
    assert "do not say who changed their mind" in said
    assert "because" not in said
    once = " ".join(read_vote(Vote("Stew", "Which?", (Choice("pot", 0, 3), Choice("pans", 0, 3))), "en"))
    assert "6 votes (After)." in once
    assert "pot, pans (3)" in once
    assert read_ratings((), "en") == "Nobody gave a rating."


def test_what_people_wrote_is_shown_as_they_wrote_it(record: Record, tmp_path: Path) -> None:
    forms, _ = found_in(read_forms, table(tmp_path / "f.csv", record, ROWS), record)
    asked = questions(record)
    comments = tuple(
        (each.text, tuple(form.comments[each.code] for form in forms if each.code in form.comments))
        for each in asked
        if each.kind == "comment"
    )
    summary = Summary(record, (), len(forms), rate(asked, forms), compare(asked, forms), comments)
    page = build_page(load(KITCHEN)[0], summary).html
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "谁来读？�" in page
    assert "There are only 3" in page


def test_a_debrief_goes_into_the_kit(
    course: str, kit: Path, record: Record, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    votes, forms = votes_file(tmp_path / "v.json", record), table(tmp_path / "f.csv", record, ROWS)
    words = ["workshop", "--debrief", str(kit), "--votes", str(votes), "--feedback", str(forms)]
    assert main([*words, "--course", course]) == 0
    first = (kit / "debrief.html").read_bytes()
    assert b"https://" not in first
    numbers = (kit / "debrief.csv").read_text(encoding="utf-8-sig")
    assert "Votes,\"Friday's stew" in numbers
    assert "Mean" in numbers
    assert main([*words, "--course", course]) == 0
    assert (kit / "debrief.html").read_bytes() == first
    assert "feedback forms: 3" in capsys.readouterr().out


def test_a_debrief_with_a_bad_file_writes_nothing_and_names_everything(
    course: str, kit: Path, record: Record, tmp_path: Path, capsys: Any, monkeypatch: Any
) -> None:
    votes = votes_file(tmp_path / "v.json", record, course="other")
    forms = table(tmp_path / "f.csv", record, [{"R1": "9"}, {"R2": "x"}])
    words = ["workshop", "--debrief", str(kit), "--votes", str(votes), "--feedback", str(forms)]
    for language in ("zh_CN.UTF-8", "C"):
        monkeypatch.setenv("LC_ALL", language)
        assert main([*words, "--course", course]) == 1
        said = capsys.readouterr().err
        assert all(each in said for each in ("v.json", "H2", "I3"))
    assert not (kit / "debrief.html").exists()


@pytest.mark.parametrize(
    "words",
    [["--debrief", "no-such-kit", "--votes", "v.json"], ["--votes", "v.json"], ["a-case", "--debrief", "kit"]],
)
def test_a_debrief_of_nothing_is_refused(words: list[str], course: str, capsys: Any) -> None:
    assert main(["workshop", *words, "--course", course]) == 1
    assert capsys.readouterr().err.strip()
