"""Marking by people: sheets go out without names, come back as marks or with everything that is wrong."""

import re
import shlex
import zipfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from conftest import ROOT, read_items, write_items
from marking import NAME, NOW, OPEN, TYPED, House, edit, fill, hand_in, open_house, pages_of
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from casebook.cli.main import main
from casebook.errors import HandlingError, Problem
from casebook.gradebook import Event
from casebook.marking.allocation import allocate, blind_ids
from casebook.marking.cells import LIMIT, fit, height_of, shortened
from casebook.marking.comparing import compare, few_told, tables_of, to_file
from casebook.marking.levels import level_of
from casebook.marking.overriding import override
from casebook.marking.questions import Answer, Question
from casebook.marking.sending import Sent, send_disputed, send_out
from casebook.marking.taking import Taken, take_in
from casebook.problems import line_of
from casebook.tables import read_rows

EIGHT = {f"E{number}": f"第 {number} 份答案" for number in range(1, 9)}


@pytest.fixture
def house(tmp_path: Path) -> House:
    return open_house(tmp_path, EIGHT)


def send(house: House, *markers: str, seed: int = 1, **options: Any) -> list[Sent]:
    with house.desk() as desk:
        return send_out(desk, NAME, markers, chance=Random(seed), **options)


def settle(house: House, seed: int = 1) -> list[Sent]:
    with house.desk() as desk:
        return send_disputed(desk, NAME, "赵老师", chance=Random(seed))


def take(house: House, *files: Path, partial: bool = False) -> list[Taken]:
    with house.desk() as desk:
        return take_in(desk, files, partial=partial, why="settled")


def codes(taken: Taken) -> list[tuple[str, str]]:
    return [(each.code, each.cell) for each in taken.problems]


def texts(path: Path) -> list[str]:
    return [page.cell(row, 2).value for page in pages_of(path).values() for row in range(3, page.max_row + 1)]


# Sending out


def test_a_sheet_holds_every_open_answer_once_and_no_other(house: House) -> None:
    (sent,) = send(house, "王老师")
    assert (sent.who, sent.answers, sent.cut) == ("王老师", 8, 0)
    assert sent.path.parent == house.course / "_hr" / NAME / "marking"
    assert sorted(texts(sent.path)) == sorted(EIGHT.values())


def test_nothing_on_a_sheet_says_whose_an_answer_is(tmp_path: Path) -> None:
    people = {f"SECRET-{number}": f"答案 {number}" for number in range(30)}
    (sent,) = send(open_house(tmp_path, people), "王老师")
    with zipfile.ZipFile(sent.path) as archive:
        whole = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    assert "SECRET" not in whole
    assert "名字" not in whole
    assert re.search("creator[^>]*>casebook<", whole)
    order = texts(sent.path)
    assert order != list(people.values())
    ids = [page.cell(row, 1).value for page in pages_of(sent.path).values() for row in range(3, 33)]
    assert len(set(ids)) == 30
    assert ids != sorted(ids)


def test_the_order_differs_from_marker_to_marker(tmp_path: Path) -> None:
    house = open_house(tmp_path, {f"E{number}": f"答案 {number}" for number in range(30)})
    first, second = send(house, "王", "李", double=100)
    assert sorted(texts(first.path)) == sorted(texts(second.path))
    assert texts(first.path) != texts(second.path)
    with house.desk() as desk:
        ids = [set(desk.gradebook.rows_of(row.id)) for row in desk.gradebook.sheets(NAME)]
    assert not ids[0] & ids[1]


def test_a_sheet_is_laid_out_for_excel(tmp_path: Path) -> None:
    (sent,) = send(open_house(tmp_path, EIGHT | {"E9": "很长的答案。" * 60}, second=True), "王老师")
    workbook = load_workbook(sent.path)
    assert workbook.sheetnames == ["题 1", "题 2", "标准与样例", "casebook"]
    page = workbook["题 1"]
    assert page["A1"].value.startswith("first-case.second-open，满分 6 分。\n第二道开放题？")
    assert [page.cell(2, column).value for column in range(1, 7)] == [
        "编号",
        "答案",
        "1. 观察行为（0–2 分）",
        "2. 记录方式（0–2 分）",
        "3. 不打扰顾客（0–2 分）",
        "评语",
    ]
    assert page.freeze_panes == "C3"
    assert page.auto_filter.ref == "A2:F11"
    assert page.print_title_rows == "$1:$2"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert page.column_dimensions["B"].width == 64
    assert page.cell(3, 2).alignment.wrap_text
    heights = {page.cell(row, 2).value[0]: page.row_dimensions[row].height for row in range(3, 12)}
    assert heights["很"] > 3 * heights["第"]
    hidden = workbook["casebook"]
    assert hidden.sheet_state == "hidden"
    assert hidden.protection.sheet
    offers = page.data_validations.dataValidation
    assert [str(each.sqref) for each in offers] == ["C3:C11", "D3:D11", "E3:E11"]
    first = re.fullmatch(r"casebook!\$G\$(\d+):\$I\$\1", offers[0].formula1)
    assert first
    assert [hidden[f"{letter}{first[1]}"].value for letter in "GHI"] == [
        "0 分：只打算询问意见",
        "1 分：提到观察，但没有说看什么",
        "2 分：写明看哪些动作，在哪里看",
    ]
    assert all(len(each.prompt) <= 255 and len(each.promptTitle) <= 32 for each in offers)


def test_the_page_of_criteria_holds_the_samples_by_level(house: House) -> None:
    (sent,) = send(house, "王老师")
    page = load_workbook(sent.path)["标准与样例"]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert [row[0] for row in rows if row[0] in ("好", "中", "差")] == ["好", "中", "差"]
    good = next(row for row in rows if row[0] == "好")
    assert good[1].startswith("站在取药柜斜对面")
    assert good[2].startswith("动作、地点")
    assert any(row[1] and "0 分：没有记录\n1 分：有记录" in row[1] for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@me", "=cmd|' /C calc'!A0", "#N/A", "\tx"])
def test_what_looks_like_a_formula_stays_a_text(tmp_path: Path, text: str) -> None:
    (sent,) = send(open_house(tmp_path, {"E1": text}), "王老师")
    cell = pages_of(sent.path)["题 1"]["B3"]
    assert (cell.data_type, cell.value) == ("s", text.strip())
    with zipfile.ZipFile(sent.path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_characters_that_a_workbook_cannot_hold_are_left_out(tmp_path: Path) -> None:
    (sent,) = send(open_house(tmp_path, {"E1": "a\x00b\x0bc\u202ed\ufffee\r\nf _x0041_ 😀"}), "王老师")
    # `_x005F_` is how a workbook writes an underscore that begins no code; Excel shows `_x0041_` as it was typed.
    assert pages_of(sent.path)["题 1"]["B3"].value == "a\ufffdbcde\nf _x005F_x0041_ 😀"


def test_a_long_answer_is_cut_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = open_house(tmp_path, {"E1": "😀" * 20_000, "E2": "好"})
    (sent,) = send(house, "王老师")
    assert sent.cut == 1
    cut = next(each for each in texts(sent.path) if each != "好")
    assert len(cut.encode("utf-16-le")) // 2 <= LIMIT
    assert cut.endswith("（太长，单元格里放不下，后面略去）")


def test_a_sheet_is_in_the_language_of_its_answers(tmp_path: Path) -> None:
    house = open_house(tmp_path, {"E1": "Watch the locker."}, language="en")
    (sent,) = send(house, "Wang")
    assert load_workbook(sent.path).sheetnames == ["Item 1", "Criteria and samples", "casebook"]
    with house.desk() as desk:
        record = desk.records.read(NAME)
        from casebook.model.assignment import Learner

        desk.gradebook.enroll([Learner(id="E2")])
        hand_in(desk, record, {"E2": "看。"}, "zh")
    assert load_workbook(send(house, "Wang", again=True)[0].path).sheetnames[0] == "题 1"
    assert load_workbook(send(house, "Wang", again=True, language="en")[0].path).sheetnames[0] == "Item 1"
    with pytest.raises(HandlingError):
        send(house, "Wang", again=True, language="fr")


def test_blank_answers_and_attempts_that_do_not_count_are_not_sent(tmp_path: Path) -> None:
    house = open_house(tmp_path, {"E1": "第一次", "E2": "  ", "E3": "三"})
    with house.desk() as desk:
        hand_in(desk, desk.records.read(NAME), {"E1": "第二次"}, again="b")
    (sent,) = send(house, "王老师")
    assert sorted(texts(sent.path)) == sorted(["第二次", "三"])


def test_what_is_out_or_marked_is_not_sent_again_unless_asked(house: House) -> None:
    (first,) = send(house, "王老师")
    assert send(house, "李老师") == []
    take(house, fill(first.path, lambda _: (2, 2, 2)))
    assert send(house, "李老师") == []
    with house.desk() as desk:
        override(desk, NAME, "E1", OPEN, 3, who="赵", why="复议")
    (again,) = send(house, "李老师", again=True)
    assert again.answers == 7


# Sharing out


def _answers(count: int, *keys: str) -> list[Answer]:
    class _Nothing:
        pass

    questions = [Question(key, "0" * 12, "0" * 12, _Nothing()) for key in keys]  # type: ignore[arg-type]
    return [Answer(number, each, "x", "zh", None) for each in questions for number in range(count)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "markers", "double"), [(10, 3, 20), (7, 2, 50), (1, 4, 0), (50, 4, 100), (9, 2, 15)])
def test_answers_are_spread_evenly(count: int, markers: int, double: float) -> None:
    names = [f"m{number}" for number in range(markers)]
    answers = _answers(count, "c.a", "c.b", "c.c")
    shares = allocate(answers, names, double, Random(5))
    for key in ("c.a", "c.b", "c.c"):
        loads = [sum(each.question.key == key for each in mine) for mine in shares.values()]
        assert max(loads) - min(loads) <= 1
    totals = [len(mine) for mine in shares.values()]
    assert max(totals) - min(totals) <= 1
    times = Counter((each.submission, each.question.key) for mine in shares.values() for each in mine)
    assert set(times) == {(each.submission, each.question.key) for each in answers}
    assert sum(number == 2 for number in times.values()) == int(len(answers) * double / 100 + 0.5)
    assert max(times.values()) <= 2


def test_the_share_is_drawn_at_random() -> None:
    answers = _answers(20, "c.a")
    drawn = {tuple(each.submission for each in allocate(answers, ["a", "b"], 0, Random(n))["a"]) for n in range(20)}
    assert len(drawn) == 20


def test_ids_tell_nothing() -> None:
    ids = blind_ids(2000, Random(3))
    assert len(set(ids)) == 2000
    assert all(re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{5}", each) for each in ids)


def test_marking_twice_takes_two_people(house: House) -> None:
    for markers in (["王"], ["王", " 王 "]):
        with pytest.raises(HandlingError) as caught:
            send(house, *markers, double=20)
        assert caught.value.code == "mark-double-alone"
    for name in ("", "  ", "a\x00b", "x" * 200):
        with pytest.raises(HandlingError):
            send(house, name)


# Taking in


def test_a_filled_sheet_becomes_marks(house: House) -> None:
    (sent,) = send(house, "王老师")
    chosen = ("2 分：写明看哪些动作，在哪里看", 1, "0 分")
    (taken,) = take(house, fill(sent.path, lambda _: chosen, comment="=写得清楚"))
    assert (taken.who, taken.marks, taken.new, taken.left, taken.problems) == ("王老师", 8, 8, 0, ())
    assert house.score("E1") == 3
    assert house.events() == [("manual", "王老师", 3.0)] * 8
    counted = house.standing("E1").counted
    assert counted is not None
    event = counted.items[OPEN].event
    assert event is not None
    assert event.detail["levels"] == {"behaviour": 2, "record": 1, "tact": 0}
    assert event.max_score == 6
    assert re.fullmatch("[0-9a-f]{12}", event.key_hash)


def test_each_mark_goes_to_whose_answer_it_is(house: House) -> None:
    (sent,) = send(house, "王老师")
    given = {"第 3 份答案": (2, 2, 2), "第 5 份答案": (1, 0, 0)}
    take(house, fill(sent.path, lambda text: given.get(text, (0, 0, 0))))
    assert [house.score(f"E{number}") for number in range(1, 9)] == [0, 0, 6, 0, 1, 0, 0, 0]


def test_a_sheet_read_twice_changes_nothing_and_other_marks_are_added(house: House) -> None:
    (sent,) = send(house, "王老师")
    take(house, fill(sent.path, lambda _: (1, 1, 1)))
    (twice,) = take(house, sent.path)
    assert (twice.marks, twice.new) == (8, 0)
    fill(sent.path, lambda text: (2, 1, 1) if "3" in text else (1, 1, 1))
    (changed,) = take(house, sent.path)
    assert (changed.marks, changed.new) == (8, 1)
    assert (house.score("E3"), house.score("E4")) == (4, 3)
    assert len(house.events()) == 9


def test_rows_may_be_sorted_and_columns_added(house: House) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda text: (2, 1, 0) if "3" in text else (0, 0, 0))

    def rearrange(page: Any) -> None:
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=3)]
        for number, row in enumerate(sorted(rows, key=lambda row: str(row[1]), reverse=True), start=3):
            for place, value in enumerate(row, start=1):
                page.cell(number, place).value = value
        page.row_dimensions[4].hidden = True
        page.insert_cols(3)
        page["C2"].value = "我的笔记"
        page["C5"].value = "=SUM(D5:F5)"
        page["B6"].value = "改过的答案"
        page.insert_rows(1, 2)
        page.title = "改名"

    (taken,) = take(house, edit(sent.path, rearrange))
    assert (taken.problems, taken.marks) == ((), 8)
    assert [house.score(f"E{number}") for number in range(1, 9)] == [0, 0, 3, 0, 0, 0, 0, 0]


def test_everything_wrong_is_told_with_its_cell_and_nothing_is_taken(house: House) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    ids: dict[str, Any] = {}

    def spoil(page: Any) -> None:
        ids["third"], ids["first"] = page["A5"].value, page["A3"].value
        ids["gone"] = page["A9"].value
        page["C3"].value = 7
        page["D3"].value = None
        page["E3"].value = "=C3"
        page["A4"].value = "ZZZZZ"
        page["A6"].value = ids["third"]
        ids["fourth"] = page.cell(6, 2).value
        page["A7"].value = None
        for letter in "CDE":
            page[f"{letter}8"].value = None
        page.delete_rows(9)
        page["F3"].value = "=1+1"

    (taken,) = take(house, edit(sent.path, spoil))
    assert codes(taken) == [
        ("mark-formula", "题 1!F3"),
        ("mark-level-unknown", "题 1!C3"),
        ("mark-level-empty", "题 1!D3"),
        ("mark-formula", "题 1!E3"),
        ("mark-unknown-id", "题 1!A4"),
        ("mark-id-twice", "题 1!A6"),
        ("mark-no-id", "题 1!A7"),
        ("mark-row-empty", "题 1!C8"),
        ("mark-missing", ""),
    ]
    assert dict(taken.problems[5].details) == {"id": ids["third"], "first": "题 1!A5"}
    assert dict(taken.problems[-1].details)["count"] == "4"
    assert ids["gone"] in dict(taken.problems[-1].details)["ids"]
    said = line_of(taken.problems[1], sent.path.parent, "zh")
    assert said.startswith(f"{sent.path.name} 题 1!C3: “7”不是这里的等级")
    assert house.events() == []


def test_one_bad_sheet_does_not_keep_the_others_out(house: House) -> None:
    good, bad = send(house, "王老师", "李老师")
    fill(good.path, lambda _: (1, 1, 1))
    fill(bad.path, lambda _: (1, 9, 1))
    first, second = take(house, bad.path, good.path)
    assert len(first.problems) == 4
    assert (second.problems, second.new) == ((), 4)
    assert Counter(house.events()) == {("manual", "王老师", 3.0): 4}


def test_a_sheet_that_is_not_finished_needs_partial(house: House) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda text: (1, 1, 1) if text == "第 1 份答案" else (None, None, None))
    edit(sent.path, lambda page: page.delete_rows(10))
    (taken,) = take(house, sent.path)
    assert {code for code, _ in codes(taken)} <= {"mark-row-empty", "mark-missing"}
    (taken,) = take(house, sent.path, partial=True)
    assert taken.marks + taken.left == 8
    fill(sent.path, lambda _: (1, None, 1))
    assert {code for code, _ in codes(take(house, sent.path, partial=True)[0])} == {"mark-level-empty"}


def test_headings_that_are_gone_or_there_twice_are_told_once(house: House) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    edit(sent.path, lambda page: setattr(page["D2"], "value", page["C2"].value))
    assert codes(take(house, sent.path)[0]) == [("mark-column-twice", "题 1")]
    edit(sent.path, lambda page: setattr(page["C2"], "value", "别的"))
    assert ("mark-no-column", "题 1") in codes(take(house, sent.path)[0])


def test_the_same_sheet_twice_in_one_command_is_told(house: House, tmp_path: Path) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    copy = fill(sent.path, lambda _: (2, 2, 2), tmp_path / "copy.xlsx")
    first, second = take(house, sent.path, copy)
    assert first.new == 8
    assert codes(second) == [("mark-sheet-twice", "")]


def test_a_folder_stands_for_the_sheets_in_it(house: House) -> None:
    for sent in send(house, "王老师", "李老师"):
        fill(sent.path, lambda _: (1, 1, 1))
    (sent.path.parent / "~$lock.xlsx").write_bytes(b"x")
    assert [each.new for each in take(house, sent.path.parent)] == [4, 4]


def test_a_sheet_of_another_release_or_course_is_refused(house: House, tmp_path: Path) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    stranger = open_house(tmp_path / "other", EIGHT)
    assert codes(take(stranger, sent.path)[0]) == [("mark-unknown-sheet", "")]
    with house.desk() as desk:
        record = desk.records.read(NAME)
        desk.records.write(record.model_copy(update={"release": "ba9876543210"}))
    assert codes(take(house, sent.path)[0]) == [("mark-other-release", "")]
    assert house.events() == []


def test_a_sheet_cannot_pass_for_another_markers(house: House) -> None:
    """Its hidden page forged, a sheet names answers that are not on the other one."""
    mine, theirs = send(house, "王老师", "李老师")
    fill(mine.path, lambda _: (2, 2, 2))
    other = load_workbook(theirs.path)["casebook"]["B3"].value
    edit(mine.path, lambda page: setattr(page["B3"], "value", other), "casebook")
    assert {code for code, _ in codes(take(house, mine.path)[0])} == {"mark-unknown-id", "mark-missing"}


def test_a_rubric_that_was_changed_since_is_told(house: House) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    items = read_items(house.course)
    item = next(each for each in items["graded"] if each["type"] == "short-answer")
    item["rubric"][0]["levels"].insert(1, {"points": 0.5, "text": {"zh": "新", "en": "New"}})
    write_items(house.course, items)
    (taken,) = take(house, sent.path)
    assert codes(taken) == [("mark-rubric-changed", "")]
    del item["rubric"][0]["levels"][1]
    item["rubric"][0]["levels"][1]["points"] = 0.5
    write_items(house.course, items)
    (taken,) = take(house, sent.path)
    assert taken.problems == ()
    assert house.score("E1") == 2.5


# Levels as people write them

TEXTS = ["0 分：没有", "1 分：有一些", "2 分：都有"]


@pytest.mark.parametrize(
    ("value", "points", "level"),
    [
        ("1 分：有一些", (0, 1, 2), 1),
        ("１ 分：有一些", (0, 1, 2), 1),
        (2, (0, 1, 2), 2),
        (2.0, (0, 1, 2), 2),
        ("2", (0, 1, 2), 2),
        (" ２ ", (0, 1, 2), 2),
        ("2分", (0, 1, 2), 2),
        ("2 points", (0, 1, 2), 2),
        ("2: whatever", (0, 1, 2), 2),
        ("第 2 级", (0, 1, 2), 1),
        ("level 3", (0, 1, 2), 2),
        (3, (0, 1, 2), None),
        (3, (0, 5, 10), None),
        (3, (0, 2, 4), None),
        (2, (0, 2, 4), 1),
        (1.5, (0, 1.5, 3), 1),
        (2, (0, 1.5, 3), None),
        (1, (1, 2, 3), 0),
        (4, (0, 5, 10), None),
        (0, (0, 5, 10), 0),
        (-1, (0, 1, 2), None),
        ("", (0, 1, 2), None),
        ("level 9", (0, 1, 2), None),
        ("good", (0, 1, 2), None),
        (True, (0, 1, 2), None),
        (float("nan"), (0, 1, 2), None),
        (float("inf"), (0, 1, 2), None),
        (NOW, (0, 1, 2), None),
        ("9" * 400, (0, 1, 2), None),
    ],
)
def test_levels_are_read_where_they_can_mean_one_thing_only(
    value: Any, points: tuple[float, ...], level: int | None
) -> None:
    assert level_of(value, points, TEXTS) == level


# Files that are no sheets


def _rezip(path: Path, changes: dict[str, bytes | None], target: Path) -> Path:
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if changes.get(name, b"") is not None:
                new.writestr(name, changes.get(name) or old.read(name))
        for name, data in changes.items():
            if data is not None and name not in old.namelist():
                new.writestr(name, data)
    return target


def test_hostile_files_are_refused_with_the_reason(house: House, tmp_path: Path) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    cases: dict[str, Any] = {
        "macro": ({"xl/vbaProject.bin": b"x"}, "mark-macros"),
        "link": ({"xl/externalLinks/externalLink1.xml": b"<a/>"}, "mark-links"),
        "entity": ({"xl/sharedStrings.xml": entity}, "mark-not-workbook"),
        "utf16": ({"xl/sharedStrings.xml": entity.decode().encode("utf-16")}, "mark-not-workbook"),
        "no-book": ({"xl/workbook.xml": None}, "mark-not-workbook"),
        "cut-page": ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}, "mark-not-workbook"),
        "odd-cell": (
            {
                "xl/worksheets/sheet1.xml": b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                b'<sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData></worksheet>'
            },
            "mark-not-workbook",
        ),
        "entity-later": (
            {"xl/styles.xml": b'<?xml version="1.0"?><!--' + b"x" * 1_048_560 + b"-->" + entity[21:]},
            "mark-not-workbook",
        ),
        "tiny-cells": (
            {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>" + b"<c/>" * 2_000_000},
            "mark-file-big",
        ),
        "bomb": ({f"xl/media/{number}.bin": b"\0" * 100_000_000 for number in range(5)}, "mark-file-big"),
        "many": ({f"xl/{number}": b"x" for number in range(600)}, "mark-file-big"),
    }
    for name, (changes, code) in cases.items():
        path = _rezip(sent.path, changes, tmp_path / f"{name}.xlsx")
        (taken,) = take(house, path)
        assert codes(taken) == [(code, "")], name
    plain = {"empty.xlsx": b"", "text.xlsx": b"id,answer\n", "old.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 600}
    for name, data in plain.items():
        (tmp_path / name).write_bytes(data)
        assert codes(take(house, tmp_path / name)[0]) == [("mark-not-workbook", "")], name
    assert codes(take(house, tmp_path / "none.xlsx")[0]) == [("cannot-read", "")]
    assert house.events() == []


def test_a_cell_a_billion_rows_down_costs_nothing(house: House, tmp_path: Path) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    with zipfile.ZipFile(sent.path) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    far = page.replace(b"</sheetData>", b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>')
    (taken,) = take(house, _rezip(sent.path, {"xl/worksheets/sheet1.xml": far}, tmp_path / "far.xlsx"))
    assert taken.marks == 8


@pytest.mark.parametrize(
    ("cell", "value"),
    [("B1", "other"), ("B2", 2), ("B3", None), ("F8", "[1"), ("F8", '["a"]'), ("F8", "[0, 1]"), ("B8", 5)],
)
def test_a_damaged_hidden_page_is_told(house: House, cell: str, value: Any) -> None:
    (sent,) = send(house, "王老师")
    fill(sent.path, lambda _: (1, 1, 1))
    edit(sent.path, lambda page: setattr(page[cell], "value", value), "casebook")
    assert codes(take(house, sent.path)[0]) == [("mark-foreign", "")]


def test_another_workbook_is_no_sheet(house: House, tmp_path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(tmp_path / "roster.xlsx")
    assert codes(take(house, tmp_path / "roster.xlsx")[0]) == [("mark-foreign", "")]


# Several markers


def _doubly_marked(house: House, differ: tuple[str, ...] = ("第 3 份答案",)) -> None:
    first, second = send(house, "王老师", "李老师", double=100)
    fill(first.path, lambda _: (1, 1, 1), comment="写得清楚")
    fill(second.path, lambda text: (2, 1, 1) if text in differ else (1, 1, 1))
    assert [each.new for each in take(house, first.path, second.path)] == [8, 8]


def test_where_markers_differ_a_third_person_settles(house: House) -> None:
    _doubly_marked(house)
    assert house.score("E3") is None
    assert house.score("E1") == 3
    (sent,) = settle(house)
    assert texts(sent.path) == ["第 3 份答案"]
    page = pages_of(sent.path)["题 1"]
    assert [page.cell(2, column).value for column in (3, 4)] == ["第 1 位评分人", "第 2 位评分人"]
    beside = [page.cell(3, column).value for column in (3, 4)]
    assert sorted(each.split("\n")[0] for each in beside) == ["1. 观察行为：1 分", "1. 观察行为：2 分"]
    assert any(each.endswith("写得清楚") for each in beside)
    with zipfile.ZipFile(sent.path) as archive:
        assert not any("李老师".encode() in archive.read(name) for name in archive.namelist())
    (taken,) = take(house, fill(sent.path, lambda _: (2, 2, 1)))
    assert (taken.who, taken.new, taken.problems) == ("赵老师", 1, ())
    assert house.score("E3") == 5
    assert house.events().count(("override", "赵老师", 5.0)) == 1
    assert settle(house) == []
    assert take(house, sent.path)[0].new == 0


def test_agreement_is_told_as_tables_and_files(house: House, tmp_path: Path) -> None:
    _doubly_marked(house, ("第 3 份答案", "第 4 份答案"))
    with house.desk() as desk:
        found = compare(desk, NAME)
    (_, agreed), (_, severe) = tables_of(found, "zh")
    # behaviour: 6 of 8 equal; one always 1, the other 1 six times and 2 twice: w o = 1/4, w e = 3/16 + 1/16, so 0
    assert agreed[1:] == [
        [OPEN, "观察行为", 8, 0.75, 0],
        [OPEN, "记录方式", 8, 1, None],
        [OPEN, "不打扰顾客", 8, 1, None],
        [OPEN, "总分", 8, 0.75, 0],
    ]
    assert severe[1:] == [
        ["李老师", "全部题目", 8, 0.25],
        ["王老师", "全部题目", 8, -0.25],
        ["李老师", OPEN, 8, 0.25],
        ["王老师", OPEN, 8, -0.25],
    ]
    assert few_told(found, "zh") == ""
    (tmp_path / "a.csv").write_bytes(to_file(found, "zh", ".csv"))
    assert read_rows(tmp_path / "a.csv")[2].cells[1:3] == ("观察行为", "8")
    (tmp_path / "a.xlsx").write_bytes(to_file(found, "zh", ".xlsx"))
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["评分一致程度", "各人的宽严"]
    with pytest.raises(HandlingError):
        to_file(found, "zh", ".pdf")


def test_few_pairs_are_told(tmp_path: Path) -> None:
    house = open_house(tmp_path, {"E1": "一", "E2": "二"})
    with house.desk() as desk:
        found = compare(desk, NAME)
    assert [row[2:] for row in tables_of(found, "en")[0][1][1:]] == [[0, None, None]] * 4
    assert "fewer than 5 pairs" in few_told(found, "en")


# Overriding


def test_a_persons_decision_stands_above_every_mark(house: House) -> None:
    with house.desk() as desk:
        before = override(desk, NAME, "E2", TYPED, 0, who="赵老师", why="  题目有误 ")
    assert before.score == before.max_score
    assert house.score("E2", TYPED) == 0
    counted = house.standing("E2").counted
    assert counted is not None
    event = counted.items[TYPED].event
    assert event is not None
    assert (event.kind, event.who, event.why) == ("override", "赵老师", "题目有误")
    assert house.score("E1", TYPED) != 0


@pytest.mark.parametrize(
    ("learner", "item", "points", "why", "code", "said"),
    [
        ("e3", OPEN, 1, "x", "mark-no-learner", "E3"),
        ("nobody-at-all", OPEN, 1, "x", "mark-no-learner", "E1, E2"),
        ("E1", "your-counter-test", 1, "x", "mark-no-item", OPEN),
        ("E1", "first-case.your-conter-test", 1, "x", "mark-no-item", OPEN),
        ("E1", OPEN, 7, "x", "mark-points", ""),
        ("E1", OPEN, -0.5, "x", "mark-points", ""),
        ("E1", OPEN, float("nan"), "x", "mark-points", ""),
        ("E1", OPEN, float("inf"), "x", "mark-points", ""),
        ("E1", OPEN, 1, "  ", "mark-no-why", ""),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    house: House, learner: str, item: str, points: float, why: str, code: str, said: str
) -> None:
    with house.desk() as desk, pytest.raises(HandlingError) as caught:
        override(desk, NAME, learner, item, points, who="赵老师", why=why)
    assert caught.value.code == code
    assert said in str(caught.value.details.get("near", ""))
    assert house.events() == []


def test_who_has_handed_in_nothing_cannot_be_given_points(house: House) -> None:
    from casebook.model.assignment import Learner

    with house.desk() as desk:
        desk.gradebook.enroll([Learner(id="E99")])
        with pytest.raises(HandlingError) as caught:
            override(desk, NAME, "E99", OPEN, 1, who="赵老师", why="x")
    assert caught.value.code == "mark-no-attempt"


# Cells


def test_texts_are_measured_as_they_are_shown() -> None:
    assert fit("a" * 40_000, "…") == ("a" * (LIMIT - 1) + "…", True)
    assert fit("a" * LIMIT) == ("a" * LIMIT, False)
    assert shortened("很长很长的文字", 6) == "很长…"
    assert shortened("a  b\nc", 9) == "a b c"
    assert height_of(("一" * 100, 64)) > height_of(("a" * 100, 64))
    assert get_column_letter(7) == "G"


# The command line


def test_the_commands_of_the_manual_work_on_an_assignment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each page's commands, in their order; sheets are filled in between, as people do."""
    for language in ("zh", "en"):
        house = open_house(tmp_path / language, {f"E100{number}": f"答案 {number}" for number in range(1, 9)})
        monkeypatch.chdir(house.course)
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "en_GB.UTF-8")
        page = (ROOT / "book" / language / "manual" / "mark.md").read_text(encoding="utf-8")
        commands = re.findall(r"^casebook mark .+$", page, re.MULTILINE)
        assert {shlex.split(each)[2] for each in commands} == {"out", "in", "agree", "settle", "override"}
        for command in commands:
            words = shlex.split(command)[1:]
            if words[1] == "in":
                _return_sheets(house, Path(words[2]))
            assert main(words) == 0, (command, capsys.readouterr().err)


def _return_sheets(house: House, folder: Path) -> None:
    """Fill in what is out, and put it where it comes back to."""
    folder.mkdir(exist_ok=True)
    for number, path in enumerate(sorted((house.course / "_hr" / NAME / "marking").glob("*.xlsx"))):
        if not (folder / path.name).exists():
            fill(path, lambda _, number=number: (number % 3, 1, 1), folder / path.name)


def test_what_is_wrong_is_said_and_the_exit_status_tells(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(house.course)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["mark", "out", NAME, "--marker", "王老师", "--marker", "李老师", "--folder", "sheets"]) == 0
    assert "王老师：4 份答案" in capsys.readouterr().out
    good, bad = sorted(Path("sheets").glob("*.xlsx"))
    fill(good, lambda _: (1, 1, 1))
    fill(bad, lambda _: (1, 8, 1))
    assert main(["mark", "in", "sheets"]) == 1
    said = capsys.readouterr()
    assert "评了 4 份，其中 4 份是新的" in said.out
    assert f"sheets/{bad.name} 题 1!D3: “8”不是这里的等级" in said.err
    assert "1 个文件没有收" in said.err
    assert main(["mark", "out", "winter", "--marker", "王老师"]) == 1
    assert main(["mark", "in", "_config.yml"]) == 1
    assert main(["mark", "in", "cases"]) == 1
    assert main(["mark", "override", NAME, "E1", OPEN, "9", "--who", "赵", "--why", "x"]) == 1
    assert main(["mark", "out", NAME]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_events_are_only_added(house: House) -> None:
    with house.desk() as desk:
        held = next(iter(desk.gradebook.held(NAME)))
        decision = Event(held.number, OPEN, "override", 1, 6, "赵", NOW, "x")
        desk.gradebook.add([decision])
    (sent,) = send(house, "王老师")
    assert sent.answers == 7


def test_a_problem_of_a_cell_reads_as_a_place() -> None:
    assert line_of(Problem(Path("a.xlsx"), 0, "mark-formula", cell="Item 1!D7"), Path("/x"), "en").startswith(
        "a.xlsx Item 1!D7: This is a formula."
    )
