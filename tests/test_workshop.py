"""Workshops: plans that add up or are refused with what works, requests, and a whole kit."""

import json
import random
import re
import shlex
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT, find_tool, link_cache

from casebook.cli.main import main
from casebook.errors import CasebookError, WordedError, WorkshopError
from casebook.loader import load
from casebook.model import Course
from casebook.model.assignment import Learner
from casebook.problems import phrase
from casebook.tables import read_rows
from casebook.workshop.clock import Clock, by_clock, read_clock
from casebook.workshop.folder import MARK
from casebook.workshop.planning import MOST, Outline, Piece, Plan, end_minutes, make_plan, welcome_minutes
from casebook.workshop.request import Asked, Request, outline, read_request, say_ways
from casebook.workshop.ways import find_ways

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def kitchen() -> Course:
    return load(KITCHEN)[0]


@pytest.fixture(scope="module")
def shipped() -> Course:
    return load(ROOT)[0]


def random_outline(draw: random.Random, number: int) -> Outline:
    """Return a case as an author might declare one: three to eight segments, at least one of priority 1."""
    pieces = []
    for index in range(draw.randint(3, 8)):
        least = draw.randint(3, 20)
        most = draw.randint(least, 3 * least)
        priority = 1 if index == 0 else draw.randint(1, 5)
        pieces.append(Piece(case=f"case-{number}", id=f"s{index}", priority=priority, least=least, most=most))
    total = draw.randint(30, 90)
    plans = [{pieces[0].id: pieces[0].least}, {each.id: each.least for each in pieces}] if total % 2 else []
    return Outline(case=f"case-{number}", pieces=tuple(pieces), plans=tuple(plans))


def check_plan(plan: Plan, outlines: list[Outline], minutes: int, breaks: tuple[int, ...]) -> None:
    """Assert all that is promised of a plan."""
    assert plan.minutes == minutes == sum(each.minutes for each in plan.stretches)
    assert next(each.begins for each in plan.stretches) == 0
    assert plan.stretches[-1].ends == minutes
    for before, after in zip(plan.stretches, plan.stretches[1:], strict=False):
        assert before.ends == after.begins
        assert {before.kind, after.kind} != {"break"}
        assert (before.kind, after.kind) not in {("break", "end"), ("welcome", "break")}
    assert plan.stretches[0].kind == "welcome"
    assert plan.stretches[0].minutes == welcome_minutes(minutes)
    assert plan.stretches[-1].kind == "end"
    assert plan.stretches[-1].minutes == end_minutes(minutes)
    pauses = [each for each in plan.stretches if each.kind == "break"]
    assert tuple(each.minutes for each in pauses) == breaks
    assert all(each.begins >= min(minutes / 3, 60) for each in pauses)
    declared = {(each.case, each.id): each for one in outlines for each in one.pieces}
    segments = [each for each in plan.stretches if each.kind == "segment"]
    held = [(each.case, each.segment) for each in segments]
    assert held == [key for key in declared if key in held]
    for each in segments:
        piece = declared[each.case, each.segment]
        assert plan.is_authors or piece.least <= each.minutes <= piece.most
    assert {key for key, piece in declared.items() if piece.priority == 1} <= set(held) or plan.is_authors
    left = {(each.case, each.id): each.priority for each in plan.left_out}
    assert left == {key: piece.priority for key, piece in declared.items() if key not in held}
    if left and not plan.is_authors:
        assert max(declared[key].priority for key in held) <= min(left.values())


def test_random_workshops_add_up_or_are_refused_with_what_works(soak: bool) -> None:
    draw = random.Random(20261201)
    made = refused = 0
    for _ in range(3000 if soak else 300):
        outlines = [random_outline(draw, number) for number in range(draw.randint(1, 4))]
        minutes = draw.randint(20, 480)
        breaks = tuple(draw.choice([5, 10, 15, 20, 60]) for _ in range(draw.choice([0, 0, 1, 1, 2, 3])))
        plan = make_plan(outlines, minutes, breaks)
        if isinstance(plan, Plan):
            made += 1
            check_plan(plan, outlines, minutes, breaks)
            continue
        refused += 1
        ways = find_ways(outlines, minutes, breaks)
        assert ways
        for way in ways:
            kept = [each for each in outlines if each.case in way.cases]
            followed = make_plan(kept, way.minutes, way.breaks)
            assert isinstance(followed, Plan)
            check_plan(followed, kept, way.minutes, way.breaks)
    assert made > 50
    assert refused > 50


def test_sixty_workshops_of_a_real_course(kitchen: Course, shipped: Course) -> None:
    """Minutes 20 to 480, 1 to 200 people, 1 to 4 cases, breaks: planned, or refused so that following the words works."""
    draw = random.Random(60)
    taught = [(course, case.id) for course in (shipped, kitchen) for case in course.cases if case.teaching]
    for number in range(60):
        course = draw.choice(taught)[0]
        known = [case for held, case in taught if held is course]
        asked = Asked(
            cases=draw.sample(known, draw.randint(1, min(4, len(known)))),
            minutes=draw.randint(20, 480),
            participants=draw.randint(1, 200) if number % 6 else 1,
            group_size=draw.choice([None, 2, 3, 4, 5, 6]),
            breaks=tuple(draw.choice([10, 15]) for _ in range(draw.choice([0, 1, 2]))),
        )
        _planned(_followed(asked, course), course)


def _planned(asked: Asked, course: Course) -> Request:
    request = read_request(asked, course, None, NOW)
    outlines = [outline(course.case(each), request.language) for each in request.cases]
    plan = make_plan(outlines, request.minutes, request.breaks)
    assert isinstance(plan, Plan)
    check_plan(plan, outlines, request.minutes, request.breaks)
    return request


def _followed(asked: Asked, course: Course) -> Asked:
    """Return a request after doing what its refusal says."""
    try:
        read_request(asked, course, None, NOW)
    except WorkshopError as error:
        for reason in error.reasons:
            if reason.code == "workshop-few-people":
                asked = replace(asked, participants=int(str(reason.details["least"])))
            elif reason.code in ("workshop-group-alone", "workshop-group-large"):
                asked = replace(asked, group_size=int(str(reason.details["fitting"]).split(", ")[0]))
            else:
                outlines = [outline(course.case(each), course.languages[0]) for each in asked.cases]
                way = find_ways(outlines, asked.minutes, asked.breaks)[0]
                assert say_ways((way,)) in str(reason.details["ways"])
                asked = replace(asked, cases=way.cases, minutes=way.minutes, breaks=way.breaks)
        if asked.participants and asked.group_size and asked.group_size > asked.participants:
            asked = replace(asked, group_size=None)
    return asked


def test_one_case_with_the_authors_minutes_keeps_the_authors_plan(kitchen: Course) -> None:
    stew = outline(kitchen.case("friday-stew"), "en")
    wanted = dict(stew.plans[1])
    minutes = next(each for each in range(20, 200) if each - welcome_minutes(each) - end_minutes(each) == 60)
    plan = make_plan([stew], minutes, ())
    assert isinstance(plan, Plan)
    assert plan.is_authors
    assert {each.segment: each.minutes for each in plan.stretches if each.case} == wanted
    again = make_plan([stew], minutes + 15, (15,))
    assert isinstance(again, Plan)
    assert again.is_authors == (minutes + 15 - 15 - welcome_minutes(minutes + 15) - end_minutes(minutes + 15) == 60)


def test_too_many_minutes_are_filled_by_another_case() -> None:
    one, other = (
        Outline(case=name, pieces=(Piece(case=name, id="s", priority=1, least=20, most=40),)) for name in ("a", "b")
    )
    ways = find_ways([one], 80, (), [other])
    assert ("more-cases",) in [way.changed for way in ways]
    for way in ways:
        kept = [each for each in (one, other) if each.case in way.cases]
        assert isinstance(make_plan(kept, way.minutes, way.breaks), Plan)


def test_cases_alike_are_treated_alike() -> None:
    pieces = [(1, 10, 20), (2, 10, 20), (2, 10, 20), (3, 10, 20)]
    outlines = [
        Outline(
            case=name,
            pieces=tuple(
                Piece(case=name, id=f"s{i}", priority=p, least=low, most=high)
                for i, (p, low, high) in enumerate(pieces)
            ),
        )
        for name in ("a", "b", "c")
    ]
    for minutes in range(20, MOST + 1):
        plan = make_plan(outlines, minutes, ())
        if isinstance(plan, Plan):
            counts = [sum(each.case == name for each in plan.stretches) for name in ("a", "b", "c")]
            assert max(counts) - min(counts) <= 1


def test_breaks_stand_apart_evenly() -> None:
    pieces = tuple(Piece(case="a", id=f"s{i}", priority=1, least=10, most=30) for i in range(12))
    plan = make_plan([Outline(case="a", pieces=pieces)], 300, (15, 15))
    assert isinstance(plan, Plan)
    pauses = [each.begins for each in plan.stretches if each.kind == "break"]
    works = [pauses[0], pauses[1] - pauses[0] - 15, 300 - pauses[1] - 15]
    assert max(works) - min(works) <= 40


# The clock


def test_a_session_goes_on_past_midnight_and_past_a_change_of_the_clocks() -> None:
    plan = make_plan([Outline(case="a", pieces=(Piece(case="a", id="s", priority=1, least=20, most=200),))], 100, ())
    assert isinstance(plan, Plan)
    late = by_clock(plan, Clock(date="2030-12-01", start="23:30", zone="Asia/Shanghai"))
    assert late[0].begins == "23:30"
    assert late[-1].ends == "01:10"
    assert late[-1].days == 1
    forward = by_clock(plan, Clock(date="2027-03-28", start="01:30", zone="Europe/Berlin"))
    assert forward[-1].ends == "04:10"
    assert Clock(date="2027-03-28", start="01:30", zone="Europe/Berlin").changes(100)
    back = by_clock(plan, Clock(date="2027-10-31", start="01:30", zone="Europe/Berlin"))
    assert back[-1].ends == "02:10"
    assert by_clock(plan, Clock(start="23:30"))[-1].ends == "01:10"


@pytest.mark.parametrize(
    ("day", "start", "zone", "code", "near"),
    [
        ("2026-11-22", "16:59", "Asia/Shanghai", "workshop-past", "2026-11-23 16:59"),
        ("2026-11-22", "10:00", "Asia/Shanghai", "workshop-past", "2026-11-23 10:00"),
        ("2020-01-01", "23:00", "Asia/Shanghai", "workshop-past", "2026-11-22 23:00"),
        ("2027-03-28", "02:20", "Europe/Berlin", "workshop-skipped", "01:59"),
        ("2027-10-31", "02:50", "Europe/Berlin", "workshop-twice", "03:00"),
        ("2027-02-30", "10:00", "Asia/Shanghai", "workshop-date-none", "2027-02-28"),
        ("2027-13-05", "10:00", "Asia/Shanghai", "workshop-date-none", "2027-12-31"),
        ("tomorrow", "10:00", "Asia/Shanghai", "workshop-date-form", "2026-12-01"),
        ("2027-01-05", "25:00", "Asia/Shanghai", "workshop-start-form", "14:00"),
        ("2027-01-05", "10:00", "Asia/Shanghia", "assign-zone", "Asia/Shanghai"),
    ],
)
def test_a_time_that_will_not_do_is_answered_with_the_nearest(
    day: str, start: str, zone: str, code: str, near: str
) -> None:
    with pytest.raises(WordedError) as caught:
        read_clock(day, start, zone, NOW)
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert near in phrase(language, code, **caught.value.details)


@pytest.mark.parametrize("day", ["2026-12-01", "2026/12/1", "2026年12月1日", "２０２６-１２-０１", " 2026.12.1 "])
def test_dates_are_read_as_people_write_them(day: str) -> None:
    assert read_clock(day, "９：05", "Asia/Shanghai", NOW) == Clock(date="2026-12-01", start="09:05")


# Requests

GOOD = Asked(cases=["friday-stew"], minutes=75, participants=24)


def faults(asked: Asked, course: Course, roster: list[Learner] | None = None) -> dict[str, str]:
    """Return what is said about a request, by code, in English; the Chinese is there too."""
    with pytest.raises(WorkshopError) as caught:
        read_request(asked, course, roster, NOW)
    assert all(phrase("zh", each.code, **each.details) for each in caught.value.reasons)
    return {each.code: phrase("en", each.code, **each.details) for each in caught.value.reasons}


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"cases": []}, "workshop-no-case", "friday-stew"),
        ({"cases": ["friday-stwe"]}, "workshop-unknown-case-near", "Did you mean 'friday-stew'?"),
        ({"cases": ["washer"]}, "workshop-unknown-case", "there are: friday-stew"),
        ({"cases": ["friday-stew", "friday-stew"]}, "workshop-case-twice", "friday-stew"),
        ({"participants": None}, "workshop-no-people", "--participants"),
        ({"participants": 1}, "workshop-few-people", "--participants 2"),
        ({"participants": 0}, "workshop-few-people", "--participants 2"),
        ({"participants": 201}, "workshop-many-people", "--participants 200"),
        ({"participants": 25, "group_size": 4}, "workshop-group-alone", "works with: 5"),
        ({"participants": 13, "group_size": 4}, "workshop-group-alone", "works with: 5"),
        ({"group_size": 1}, "workshop-group-alone", "works with: 2"),
        ({"group_size": 30}, "workshop-group-large", "works with: 20"),
        ({"participants": 5, "group_size": 9}, "workshop-group-large", "works with: 5"),
        ({"audience": "supervisor"}, "workshop-audience", "Did you mean 'supervisors'?"),
        ({"language": "zh"}, "workshop-language", "en"),
        ({"breaks": (3,)}, "workshop-break", "The nearest is 5"),
        ({"breaks": (10,) * 7}, "workshop-many-breaks", "6"),
        ({"name": "a\u202eb"}, "workshop-name", "60"),
        ({"minutes": 25}, "workshop-short", "--minutes 32"),
        ({"minutes": 40, "breaks": (10,)}, "workshop-short", "no --break"),
        ({"minutes": 480}, "workshop-long", "--minutes 1"),
        ({"minutes": 10}, "workshop-minutes-ways", "--minutes 32"),
        ({"minutes": 9999}, "workshop-minutes-ways", "--minutes 1"),
        ({"date": "2020-01-01"}, "workshop-past", "2026-11-23 09:00"),
        ({"zone": "Berlin"}, "assign-zone", "Did you mean"),
    ],
)
def test_what_will_not_do_is_answered_with_the_nearest_that_will(
    change: dict[str, Any], code: str, words: str, kitchen: Course
) -> None:
    said = faults(replace(GOOD, **change), kitchen)
    assert list(said) == [code]
    assert words in said[code]


def test_all_that_is_wrong_is_said_at_once(kitchen: Course) -> None:
    asked = Asked(
        cases=["friday-stew"],
        minutes=25,
        participants=1,
        date="2020-01-01",
        audience="guests",
        language="fr",
        breaks=(),
    )
    assert set(faults(asked, kitchen)) == {
        "workshop-short",
        "workshop-few-people",
        "workshop-past",
        "workshop-audience",
        "workshop-language",
    }


def test_a_case_without_a_teaching_note_is_refused(kitchen: Course) -> None:
    bare = replace(kitchen, cases=tuple(replace(each, teaching=None) for each in kitchen.cases))
    assert "has no teaching note" in faults(GOOD, bare)["workshop-no-note"]


def test_a_roster_says_how_many_take_part(kitchen: Course) -> None:
    roster = [Learner(id=str(number), name=f"P{number}") for number in range(12)]
    assert "--participants 12" in faults(GOOD, kitchen, roster)["workshop-roster-count"]
    request = read_request(replace(GOOD, participants=None), kitchen, roster, NOW)
    assert [each.name for each in request.people] == [each.name for each in roster]


def test_a_good_request_takes_the_usual_where_nothing_is_said(kitchen: Course) -> None:
    request = read_request(GOOD, kitchen, None, NOW)
    assert request.audiences == {"friday-stew": "cooks"}
    assert request.group_size == 4
    assert request.language == "en"
    assert request.where == "room"
    assert read_request(replace(GOOD, audience="supervisors"), kitchen, None, NOW).audiences == {
        "friday-stew": "supervisors"
    }


# A whole kit


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    target = tmp_path_factory.mktemp("kitchen") / "course"
    shutil.copytree(KITCHEN, target, ignore=shutil.ignore_patterns("_build"))
    link_cache(target, shared_cache)
    return target


ROSTER = "id,name,department\n" + "".join(f"{n},Person {n},{'Hall' if n % 3 else 'Kitchen'}\n" for n in range(1, 25))
OPTIONS = "friday-stew --minutes 90 --break 10 --date 2030-12-01 --start 23:30 --pre-post --audience supervisors"


@pytest.fixture(scope="module")
def kit(course: Path) -> Path:
    """A kit made by the command, with a roster."""
    (course / "staff.csv").write_text(ROSTER, encoding="utf-8")
    words = [*OPTIONS.split(), "--roster", str(course / "staff.csv"), "--course", str(course), "--jobs", "1"]
    assert main(["workshop", *words]) == 0
    return course / "_build" / "workshop" / "friday-stew_2030-12-01"


DOCUMENTS = ["plan", "groups", "role-cards", "feedback", "materials", "board", "handouts/friday-stew"]


def test_a_kit_holds_everything(kit: Path) -> None:
    held = {path.relative_to(kit).as_posix() for path in kit.rglob("*") if path.is_file()}
    assert {f"{name}.html" for name in [*DOCUMENTS, "index", "slides"]} <= held
    assert {"workshop.ipynb", "session.json", "feedback.csv", MARK} <= held
    if find_tool("chromium"):
        assert {f"{name}.pdf" for name in [*DOCUMENTS, "slides-print", "slides-notes"]} <= held
    index = (kit / "index.html").read_text(encoding="utf-8")
    for name in DOCUMENTS:
        assert f'href="{name}.html"' in index
    for link in re.findall(r'href="([^"]+)"', index):
        assert (kit / link).is_file(), link


def test_the_plan_of_a_kit_is_what_papermill_made(kit: Path) -> None:
    notebook = nbformat.read(kit / "workshop.ipynb", as_version=4)
    nbformat.validate(notebook)
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    assert ["parameters"] in tags
    assert ["injected-parameters"] in tags
    (made,) = (
        each.data["application/vnd.casebook.workshop+json"]
        for each in next(cell for cell in notebook.cells if cell.id == "result").outputs
    )
    plan = Plan.model_validate_json(json.dumps(made["plan"]))
    assert plan.minutes == 90
    page = (kit / "plan.html").read_text(encoding="utf-8")
    for slot in made["slots"]:
        assert f"{slot['begins']}–{slot['ends']}" in page
    assert "next day" in page
    assert "a stranger could follow there tomorrow" in page  # the prompt as supervisors get it
    assert len(made["groups"]) == 6
    assert all(each["name"] in (kit / "groups.html").read_text(encoding="utf-8") for each in made["groups"][0])


def test_a_kit_asks_nobody_for_anything_and_names_nobody_on_its_forms(kit: Path) -> None:
    for path in kit.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "http://" not in text.replace("http://www.w3.org/", "")
        assert "https://" not in text
    assert "Person 1" not in (kit / "feedback.html").read_text(encoding="utf-8")


def test_quantities_follow_from_people_and_groups(kit: Path) -> None:
    page = " ".join((kit / "materials.html").read_text(encoding="utf-8").split())
    assert '<tr><td>Feedback form</td><td class="per">person</td><td class="number">24</td>' in page
    assert '<td>a set of role cards</td><td class="per">group</td><td class="number">6</td>' in page


def test_the_table_for_typing_in_has_the_forms_codes(kit: Path) -> None:
    assert (kit / "feedback.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    (heading,) = read_rows(kit / "feedback.csv")
    codes = [cell.split()[0] for cell in heading.cells]
    assert codes == ["No", "B1", "B2", "B3", "A1", "A2", "A3", "R1", "R2", "R3", "R4", "R5", "R6", "C1", "C2"]
    form = (kit / "feedback.html").read_text(encoding="utf-8")
    assert all(f"<td>{code}</td>" in form or f"<small>{code}</small>" in form for code in codes[1:])


def test_the_same_request_gives_the_same_bytes(kit: Path, course: Path) -> None:
    other = course / "again"
    words = [*OPTIONS.split(), "--roster", str(course / "staff.csv"), "--course", str(course), "--output", str(other)]
    assert main(["workshop", *words]) == 0
    first = {path.relative_to(kit): path.read_bytes() for path in kit.rglob("*") if path.is_file()}
    second = {path.relative_to(other): path.read_bytes() for path in other.rglob("*") if path.is_file()}
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_a_kit_is_replaced_only_while_nobody_has_used_it(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from casebook.workshop.folder import refuse_taken
    from casebook.workshop.folder import replace as replace_kit

    folder = tmp_path / "kit"
    replace_kit(folder, {"plan.html": b"one", "handouts/a.html": b"two"})
    refuse_taken(folder)
    replace_kit(folder, {"plan.html": b"three"})
    assert sorted(path.name for path in folder.iterdir()) == [MARK, "plan.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["kit"]
    (folder / "votes-slides.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WordedError, match="workshop-used"):
        refuse_taken(folder)
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").touch()
    monkeypatch.setenv("LC_ALL", "C")
    words = ["workshop", "friday-stew", "--minutes", "75", "--participants", "8", "--course", str(course)]
    assert main([*words, "--output", str(tmp_path / "foreign")]) == 1
    assert "holds other files" in capsys.readouterr().err
    assert (tmp_path / "foreign" / "letter.txt").exists()


def test_a_name_that_the_font_cannot_write_costs_a_pdf_and_nothing_else(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    roster = tmp_path / "staff.csv"
    roster.write_text("id,name\n1,王\U00020b9f\n2,李<b>\n", encoding="utf-8")
    words = ["friday-stew", "--minutes", "60", "--roster", str(roster), "--course", str(course)]
    assert main(["workshop", *words, "--output", str(tmp_path / "kit")]) == 0
    page = (tmp_path / "kit" / "groups.html").read_text(encoding="utf-8")
    assert "王\U00020b9f" in page
    assert "李&lt;b&gt;" in page
    assert not (tmp_path / "kit" / "groups.pdf").exists()
    if find_tool("chromium"):
        assert (tmp_path / "kit" / "plan.pdf").exists()
        assert "groups" in capsys.readouterr().out


@pytest.mark.parametrize("words", ["", "nobody --participants 4", "friday-stew --participants 1", "friday-stew"])
def test_a_bad_request_is_answered_in_words(
    words: str, course: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for language in ("zh_CN.UTF-8", "C"):
        monkeypatch.setenv("LC_ALL", language)
        assert main(["workshop", *words.split(), "--course", str(course)]) == 1
        said = capsys.readouterr().err
        assert said.strip()
        assert "Traceback" not in said


def test_the_clock_that_is_passed_in_decides_what_is_past(kitchen: Course) -> None:
    asked = replace(GOOD, date="2026-11-22", start="17:01")
    assert read_request(asked, kitchen, None, NOW).clock.start == "17:01"
    with pytest.raises(CasebookError):
        read_request(asked, kitchen, None, NOW + timedelta(minutes=2))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_commands_of_the_manual_are_commands(language: str) -> None:
    from typer.main import get_command

    from casebook.cli.main import app

    command = get_command(app).commands["workshop"]  # type: ignore[attr-defined]
    page = (ROOT / "book" / language / "manual" / "workshop.md").read_text(encoding="utf-8")
    lines = re.findall(r"^casebook workshop (.+)$", page, re.MULTILINE)
    assert len(lines) >= 3
    for line in lines:
        command.make_context("workshop", shlex.split(line))
