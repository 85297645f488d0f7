"""Reports: tables for Excel, feedback that tells no more than it may, the class report, and the folder they come in."""

import base64
import csv
import hashlib
import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import read_items, write_items
from openpyxl import load_workbook
from reported import DUE, EVIL, NAME, Room, answers, full_room, people, room, submission

from casebook.cli.main import main
from casebook.errors import HandlingError, RecordsError
from casebook.gradebook import Note
from casebook.gradebook.erasing import erase
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.labels import labels
from casebook.loader import load
from casebook.model.assignment import LatePolicy, Learner, Pool
from casebook.model.release import released
from casebook.reporting.analysis import analyse
from casebook.reporting.certificates import certificates
from casebook.reporting.class_page import class_page
from casebook.reporting.feedback import feedback_list, feedback_pages
from casebook.reporting.gradebook import gradebook_sheets
from casebook.reporting.items_sheet import item_sheets
from casebook.reporting.report import report
from casebook.reporting.sheets import to_csv, to_workbook


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Room:
    """An assignment that nearly everybody handed in; not to be changed."""
    return full_room(tmp_path_factory.mktemp("room") / "course")


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Room]:
    """Make an assignment with two learners, of whom one answered everything wrong."""

    def make(disclosure: str = "full", **policy: object) -> Room:
        place = room(tmp_path / "course", people(2), disclosure=disclosure, **policy)
        items = place.items()
        given = {
            key: item.wrong if item.type != "code" else "def water_cost(litres, price): return 1"
            for key, item in items.items()
        }
        place.record_all([submission(items, "1001", given)])
        return place

    return make


def pages(place: Room) -> dict[str, str]:
    return {name: content.decode() for name, content in feedback_pages(place.cohort())}


# ---- Tables ----


def test_the_gradebook_has_a_row_for_each_learner(whole: Room) -> None:
    book = load_workbook(io.BytesIO(to_workbook(gradebook_sheets(whole.cohort(), "zh"))))
    assert book.sheetnames == ["成绩", "全部答卷", "名单以外"]
    sheet = book["成绩"]
    head = [cell.value for cell in sheet[1]]
    assert head[:5] == ["工号", "姓名", "部门", "结果", "百分比"]
    assert sheet.max_row == 1 + 48
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", sheet.dimensions)
    rows = {row[0]: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)}
    late = rows["1006"]
    assert (late["状态"], late["迟交（分钟）"], late["交了几次"]) == ("迟交", 1800, 1)
    assert isinstance(late["百分比"], int | float)
    missing = rows["1048"]
    assert (missing["结果"], missing["状态"], missing["总分"]) == ("没有交", "没有交", None)
    waiting = rows["1044"]
    assert "待评" in waiting.values()
    done = rows["1001"]
    points = [value for name, value in done.items() if name.startswith("first-case.")]
    assert sum(points) == pytest.approx(done["总分"])
    assert book["全部答卷"].max_row == 1 + 45
    assert book["名单以外"].max_row == 1 + 1


def test_no_cell_is_a_formula_and_chinese_stays(tmp_path: Path) -> None:
    evil = [
        Learner(id="=1+1", name="@SUM(A1)", department="+1"),
        Learner(id="1002", name="-2", department="\t=cmd|' /C calc'!A0", language="zh"),
        Learner(id="1003", name="王\u202e\u0007芳", department="客服"),
    ]
    place = room(tmp_path / "course", evil)
    items = place.items()
    batch = [submission(items, each.id, {}, name=f"=HYPERLINK(1)\r\n{each.id}", isolation="-x") for each in evil]
    place.record_all([replace(batch[0], notes=(Note("odd", {"item": "=9"}),), reason=Note("+odd")), *batch[1:]])
    sheets = [*gradebook_sheets(place.cohort(), "zh"), *item_sheets(place.cohort(), analyse(place.cohort()), "zh")]
    for page in load_workbook(io.BytesIO(to_workbook(sheets))).worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert not cell.value.startswith(("=", "+", "-", "@", "\t", "\r"))
    for sheet in sheets:
        data = to_csv(sheet)
        assert data.startswith("\ufeff".encode())
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        assert not [cell for row in table for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert any("王��芳" in str(row) for row in sheets[0].table())


def test_tables_are_the_same_bytes_again(whole: Room) -> None:
    sheets = gradebook_sheets(whole.cohort(), "en")
    one, two = (to_workbook(sheets) for _ in range(2))
    contents = [load_workbook(io.BytesIO(each)).properties.created for each in (one, two)]
    assert contents[0] == contents[1]
    assert to_csv(sheets[0]) == to_csv(gradebook_sheets(whole.cohort(), "en")[0])


def test_items_not_asked_are_said_to_be(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(3), disclosure="hints")
    keys = [each.key for each in place.record.items]
    record = place.record.model_copy(
        update={"draws": ("pools", "order"), "pools": (Pool(count=1, items=tuple(keys[:3])),)}
    )
    place.records.write(record)
    place = replace(place, record=record)
    asked = dict(place.cohort().asked["1001"])
    place.record_all([submission(asked, "1001", answers(asked, 1, random.Random(1)))])
    cohort = place.cohort()
    row = gradebook_sheets(cohort, "en")[0].rows[0]
    assert list(row).count("Not asked") == 2
    assert analyse(cohort).items[0].verdicts == ("few",)
    page = pages(place)["1001.html"]
    assert page.count('<article class="item"') == len(keys) - 2


# ---- Feedback ----

PLANTED = "PLANTED"


def planted(root: Path) -> None:
    """Put a word into everything that tells what is right; nothing that a learner sees changes."""
    items = read_items(root)
    for item in items["graded"]:
        for option in [*item.get("options", []), *item.get("entries", [])]:
            if "rationale" in option:
                option["rationale"] = {"zh": f"{PLANTED} 一", "en": f"{PLANTED} one"}
        if "rationale" in item:
            plain = set(item["rationale"]) <= {"zh", "en"}
            words = {"zh": f"{PLANTED} 二", "en": f"{PLANTED} two"}
            item["rationale"] = words if plain else {name: dict(words) for name in item["rationale"]}
        for sample in item.get("samples", []):
            sample["text"] = {"zh": f"{PLANTED} 三", "en": f"{PLANTED} three"}
            sample["why"] = dict(sample["text"])
        if item["type"] == "code":
            item["model_answer"] = f"def water_cost(litres, price):\n    return '{PLANTED}'\n"
            for call in item["calls"]:
                if call.get("hidden"):
                    call["args"], call["expected"] = [777771, 777773], 777779
        if item["type"] == "numeric":
            item["answer"], item["tolerance"] = 777761, 777
    write_items(root, items)


@pytest.mark.parametrize("disclosure", ["score", "hints", "full"])
def test_nothing_of_the_key_is_told_below_full(small: Callable[..., Room], disclosure: str) -> None:
    place = small(disclosure)
    before = pages(place)
    planted(place.root)
    course = load(place.root)[0]
    case = course.cases[0]
    items = tuple(released(case, item) for item in case.exercise.graded)
    place.records.write(place.record.model_copy(update={"items": items}))
    after = pages(replace(place, course=course, record=place.records.read(NAME)))
    found = re.findall(f"{PLANTED}|7777", after["1001.html"])
    if disclosure == "full":
        assert len(found) > 15
        assert before != after
    else:
        assert found == []
        assert before == after


def test_scores_alone_show_neither_questions_nor_answers(small: Callable[..., Room]) -> None:
    place = small("score")
    page = pages(place)["1001.html"]
    for item in place.items().values():
        assert item.stem["zh"] not in page
    assert page.count('<td class="n">') == len(place.items())
    assert '<article class="item"' not in page


def test_hints_say_which_part_is_wrong(small: Callable[..., Room]) -> None:
    page = pages(small("hints"))["1001.html"]
    assert "没有答对" in page
    assert page.count('class="wrong-mark"') >= 8
    assert "应选" not in page
    assert "正确答案" not in page
    assert "3 次调用中，0 次返回了应有的结果。" in page
    assert "water_cost(100, 4)" in page
    assert "water_cost(250, 6)" not in page
    assert "待评" in page


def test_full_feedback_tells_all(whole: Room) -> None:
    page = "".join(each for each in pages(whole).values() if "zh-CN" in each)
    for words in (
        "正确答案",
        "应选",
        "解析",
        "参考答案",
        "达到的等级",
        "写清楚了站在哪里。",
        "你的代码返回",
        "4711",
        "water_cost(250, 6)",
    ):
        assert words in page, words


def test_the_page_is_in_the_learners_language(whole: Room) -> None:
    found = pages(whole)
    assert '<html lang="zh-CN">' in found["1001.html"]
    assert '<html lang="en">' in found["1004.html"]
    assert not re.search(
        "[\u4e00-\u9fff]",
        re.sub(
            r'<p class="said">.*?</p>|<bdi>.*?</bdi>|<style>.*?</style>|<p class="comment">.*?</p>',
            "",
            found["1004.html"],
            flags=re.DOTALL,
        ),
    )
    assert len(found) == 44


def test_what_learners_wrote_is_shown_and_does_nothing(tmp_path: Path) -> None:
    place = room(tmp_path / "course", [Learner(id="1001", name=EVIL, department=EVIL)], disclosure="full")
    items = place.items()
    texts = {
        key: EVIL for key, item in items.items() if item.type in ("short-answer", "code", "numeric", "single-choice")
    }
    batch = submission(items, "1001", {})
    place.record_all(
        [
            replace(
                batch,
                responses=texts
                | {"first-case.research-steps-test": [EVIL, 3], "first-case.what-acts-show-test": {"measure": EVIL}},
            )
        ]
    )
    for page in (*pages(place).values(), class_page(place.cohort(), analyse(place.cohort()), "zh").decode()):
        assert "<script" not in page
        assert "<img" not in page
        assert "\u202e" not in page
        assert "\u0007" not in page
    assert pages(place)["1001.html"].count("&lt;script&gt;") >= 6


def test_pages_forbid_everything_but_their_own_style(whole: Room) -> None:
    contents = [*list(pages(whole).values())[:2], class_page(whole.cohort(), analyse(whole.cohort()), "en").decode()]
    for page in contents:
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
        style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
        assert policy
        assert style
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        assert (
            policy[1].replace("&#39;", "'")
            == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        )
        assert page.count("<style") == 1
        assert not re.search(r"\sstyle=|<script|<link|\son\w+=|@import|@font-face|(src|href)=\"(?!#)", page)
        assert "http" not in re.sub(r'http-equiv|xmlns(:xlink)?="[^"]*"', "", page)


def test_a_submission_that_could_not_be_graded_says_so(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(2))
    bad = replace(
        submission({}, "1001", {}),
        outcome="tampered",
        reason=Note("note-release-of-other", {"learner": "1001", "other": "1002"}),
    )
    worse = replace(submission({}, "1002", {}), outcome="malformed", reason=Note("answers-cut"))
    place.record_all([bad, worse])
    found = pages(place)
    assert "改动过" in found["1001.html"]
    assert "1002" not in found["1001.html"]
    assert "文件不完整" in found["1002.html"]
    listed = gradebook_sheets(place.cohort(), "zh")[0].rows
    assert [row[3] for row in listed] == ["没有可评的答卷", "没有可评的答卷"]


def test_feedback_is_listed_for_sending(whole: Room) -> None:
    table = feedback_list(whole.cohort(), "zh").table()
    assert table[0] == ["工号", "姓名", "部门", "邮箱", "文件"]
    assert [row[4] for row in table[1:]] == list(pages(whole))


# ---- The class report and the item analysis ----


def test_the_class_report_tells_how_it_went(whole: Room) -> None:
    cohort = whole.cohort()
    for language in ("zh", "en"):
        page = class_page(cohort, analyse(cohort), language).decode()
        t = labels(language)
        for name in (
            "distribution",
            "by_objective",
            "by_department",
            "hardest",
            "item_table_caption",
            "whole",
            "options_title",
            "missing_title",
            "waiting_title",
        ):
            assert t[f"report_{name}"] in page
        assert page.count('role="img" aria-label="') == 4
        assert "1048" in page
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'(?:href="|url\()#([^")]+)', page)) <= set(ids)
        assert page.encode() == class_page(cohort, analyse(cohort), language)


def test_an_empty_assignment_has_a_report(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(3))
    cohort = place.cohort()
    page = class_page(cohort, analyse(cohort), "zh").decode()
    assert "还没有计分的答卷" in page
    assert "1003" in page
    assert report(place.root, NAME).learners == 3


def test_a_wrong_key_is_noticed(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(36))
    items = place.items()
    key = next(key for key, item in items.items() if item.type == "single-choice")
    batch = []
    for number, learner in enumerate(place.record.roster):
        strong = number % 2 == 0
        given = {
            name: (item.right if strong else item.wrong)
            for name, item in items.items()
            if item.type not in ("code", "short-answer")
        }
        given[key] = "b" if strong else "a"
        batch.append(submission(items, learner.id, given))
    place.record_all(batch)
    analysis = analyse(place.cohort())
    row = next(each for each in analysis.items if each.key == key)
    assert row.verdicts[:2] == ("wrong-key", "backwards")
    assert [option.id for option in row.options if option.suspicious] == ["b"]
    assert {option.id: option.upper.value for option in row.options} == {"a": 0, "b": 100, "c": 0}
    other = next(each for each in analysis.items if each.item.type == "true-false")
    assert other.verdicts == ("fine",)
    assert "答案可能标错了" in class_page(place.cohort(), analysis, "zh").decode()


@pytest.mark.parametrize(("count", "told", "unsure"), [(9, False, True), (10, True, True), (30, True, False)])
def test_few_attempts_are_not_analysed(tmp_path: Path, count: int, told: bool, unsure: bool) -> None:
    place = room(tmp_path / "course", people(count))
    items, chance = place.items(), random.Random(5)
    place.record_all([submission(items, each.id, answers(items, 0.5, chance)) for each in place.record.roster])
    row = analyse(place.cohort()).items[0]
    assert (row.facility.value is not None, row.is_unsure) == (told, unsure)
    page = class_page(place.cohort(), analyse(place.cohort()), "en").decode()
    assert page.count('<tr class="grey">') == sum(each.is_unsure for each in analyse(place.cohort()).items)


def test_a_corrected_key_is_the_one_told(small: Callable[..., Room]) -> None:
    place = small("full")
    items = read_items(place.root)
    one = next(item for item in items["graded"] if item["type"] == "numeric")
    one["answer"] = 31
    write_items(place.root, items)
    page = pages(replace(place, course=load(place.root)[0]))["1001.html"]
    assert "31 万台" in page
    one["stem"] = {"zh": "另一个问题？", "en": "Another question?"}
    write_items(place.root, items)
    page = pages(replace(place, course=load(place.root)[0]))["1001.html"]
    assert "15 万台" in page
    assert "另一个问题" not in page


# ---- The folder and the command ----


def test_the_command_writes_all_reports(whole: Room, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out"
    assert main(["report", NAME, "--course", str(whole.root), "--output", str(target), "--lang", "zh"]) == 0
    assert "48" in capsys.readouterr().out
    names = {path.name for path in target.iterdir()}
    expected = {
        "gradebook.xlsx",
        "gradebook.csv",
        "submissions.csv",
        "feedback",
        "feedback.csv",
        "class.html",
        "items.xlsx",
    }
    assert names == expected | {"certificates", "certificates.csv", ".casebook-report"}
    before = (target / "feedback" / "1001.html").stat().st_mtime_ns
    assert (
        main(["report", NAME, "--course", str(whole.root), "--output", str(target), "--only", "class", "--lang", "en"])
        == 0
    )
    assert {path.name for path in target.iterdir()} == names
    assert (target / "feedback" / "1001.html").stat().st_mtime_ns == before
    assert '<html lang="en">' in (target / "class.html").read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [target]


def test_statistics_stay_when_somebody_is_erased(tmp_path: Path) -> None:
    place = full_room(tmp_path / "course")
    before = place.cohort()
    gone = before.counted[0].learner.id
    with open_gradebook(address_of(place.records.gradebook), place.record.course) as book:
        pseudonym = erase(book, place.records, gone).pseudonym
    after = replace(place, record=place.records.read(place.record.assignment)).cohort()
    assert sorted(map(str, before.scores().tolist())) == sorted(map(str, after.scores().tolist()))
    assert {each.learner.id for each in after.standings} == {
        pseudonym if each.learner.id == gone else each.learner.id for each in before.standings
    }
    assert not any(pseudonym in name or gone in name for name, _ in feedback_pages(after))
    assert pseudonym not in {each.standing.learner.id for each in certificates(after, place.records.secret())}


def test_a_folder_of_others_is_left_alone(whole: Room, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(HandlingError, match="report-taken"):
        report(whole.root, NAME, output=tmp_path / "mine")
    report(whole.root, NAME, output=tmp_path / "ours", only=["items"])
    (tmp_path / "ours" / ".casebook-report").write_text("other/other\n", encoding="utf-8")
    with pytest.raises(HandlingError, match="report-taken"):
        report(whole.root, NAME, output=tmp_path / "ours")
    assert (tmp_path / "mine" / "letter.txt").read_text(encoding="utf-8") == "x"


def test_what_fails_leaves_the_old_reports(whole: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    report(whole.root, NAME, output=target, only=["class"])
    before = (target / "class.html").read_bytes()

    def broken(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("casebook.reporting.report.class_page", broken)
    with pytest.raises(KeyboardInterrupt):
        report(whole.root, NAME, output=target)
    assert (target / "class.html").read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_told(whole: Room, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(HandlingError, match="report-unwritable"):
        report(whole.root, NAME, output=tmp_path / "file" / "reports")


def test_a_late_learner_reads_what_it_cost(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(1), late=LatePolicy(percent_per_day=10))
    items = place.items()
    given = answers(items, 1, random.Random(1))
    place.record_all([submission(items, "1001", given, received=DUE + timedelta(hours=30))])
    page = pages(place)["1001.html"]
    assert "迟交 1 天 6 小时，扣 20%" in page
    assert "还有题目待评" in page


def test_unknown_names_are_told(whole: Room, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RecordsError):
        report(whole.root, "autumn")
    assert main(["report", "autumn", "--course", str(whole.root)]) == 1
    assert main(["report", "--course", str(whole.root)]) == 2
    assert main(["report", NAME, "--verify", "X", "--course", str(whole.root)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_labels_of_reports_are_all_used() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parent.parent / "src" / "casebook" / "reporting").rglob("*")
        if path.suffix in (".py", ".html")
    )
    built = ("outcome_", "reason_", "none_", "verdict_", "state_", "counted_", "read_")
    names = [key.removeprefix("report_") for key in labels("zh") if key.startswith("report_")]
    unused = [name for name in names if not name.startswith(built) and not re.search(rf"\b(report_)?{name}\b", source)]
    # Named by their parts in the code.
    parts = {
        "objectives_finding",
        "departments_finding",
        "objective_note",
        "department_note",
        "days",
        "hours",
        "not_graded",
        "not_handed_in",
        "minutes",
        "consistency_good",
        "consistency_poor",
    }
    assert set(unused) - parts == set()
