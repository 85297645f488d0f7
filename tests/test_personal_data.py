"""One person's data: handed out whole, and erased so that nothing of the person is left and no statistic changes."""

import io
import json
import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import small_course
from sqlalchemy import create_engine, make_url, text
from test_gradebook import AT, COURSE, KEY, WANG, handed_in, held, marked

from casebook.cli.main import main
from casebook.errors import GradebookError
from casebook.gradebook import Gradebook, ItemMark, Note
from casebook.gradebook.erasing import ERASED, erase
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.personal import about
from casebook.gradebook.reading import standings
from casebook.items import ITEM_TYPES
from casebook.model.assignment import LatePolicy, Learner, Policy, ReleasedItem, ReleaseRecord
from casebook.problems import phrase
from casebook.records import Records

OTHERS = [Learner(id=f"1023{number}", name=f"学员{number}") for number in (0, 1, 2, 3, 5)]
TYPES = {
    "case.choice": "single-choice",
    "case.text": "short-answer",
    "case.number": "numeric",
    "case.order": "ordering",
}
PERSONAL = ["王芳", "10234", "wang.fang", "先看十分钟", "K7Q-F2M9", "13800138000", "病假", "字迹", "前厅"]
"""What must be nowhere afterwards; 10234 with what stands around it."""


def released() -> ReleaseRecord:
    items = []
    for key, name in TYPES.items():
        source = yaml.safe_load(ITEM_TYPES.get(name).example)
        items.append(ReleasedItem(key=key, edition=KEY, hash=KEY, points=2, source=source))
    return ReleaseRecord(
        course=COURSE,
        assignment="open",
        title={"zh": "考核"},
        made=AT,
        release=KEY,
        policy=Policy(due=AT - timedelta(hours=1), late=LatePolicy(percent_per_day=50, exempt=("10234", "77"))),
        items=tuple(items),
        roster=(WANG, *OTHERS),
    )


def fill(book: Gradebook, records: Records) -> None:
    """Let Wang hand in twice and once more the same, others once, and somebody unknown a file that names her."""
    records.write(released())
    book.enroll([WANG, *OTHERS])
    said = {
        "case.choice": "b",
        "case.text": "先看十分钟。我的电话 13800138000",
        "case.number": "1,200",
        "case.order": ["b", "a"],
    }
    marks = (
        ItemMark("case.choice", 2.0, 2.0, KEY, {"share": 1.0}),
        ItemMark("case.text", None, 6.0, KEY),
        ItemMark("case.number", 0.0, 2.0, KEY, {"read": "1200 王芳"}),
    )
    reason = Note("graded", {"name": "交卷/answers-open-10234.json", "count": "12"})
    wang = replace(handed_in(1), name="answers-open-10234.json", responses=said, marks=marks, reason=reason)
    again = replace(wang, name="王芳 最终版.json")
    odd = replace(
        wang,
        digest="e" * 64,
        name="wang.fang@example.com.json",
        responses={"case.number": "约 5 个, 王芳", "gone.item": "b"},
    )
    others = [
        handed_in(
            10 + number, learner=each.id, name=f"{each.id}.json", receipt="AAA-0000", responses={"case.choice": "a"}
        )
        for number, each in enumerate(OTHERS)
    ]
    nobody = handed_in(
        50,
        learner=None,
        outcome="malformed",
        marks=(),
        name="邮件/10234-王芳.json",
        reason=Note("answers-form", {"where": "王芳"}),
        responses={},
    )
    other_nobody = replace(
        nobody, digest="f" * 64, receipt=None, name="1023400.json", reason=Note("malformed", {"where": "x"})
    )
    book.record("open", [wang, odd, *others, again, nobody, other_nobody], who="casebook", at=AT)
    number = held(book)[0].number
    detail = {"levels": {"a": "good"}, "comment": "字迹像王芳"}
    book.add([marked(number, detail=detail), marked(number, kind="override", score=5.0, why="王芳病假", detail=detail)])


@pytest.fixture
def filled(address: str, tmp_path: Path) -> Iterator[tuple[Gradebook, Records]]:
    records = Records(tmp_path / "_hr")
    with open_gradebook(address, COURSE) as book:
        fill(book, records)
        yield book, records


def numbers(book: Gradebook, records: Records) -> list[Any]:
    """Return what statistics are made of: outcomes, scores and passes, and the marks of each item."""
    people = [*book.learners().values(), *book.learners(erased=True).values()]
    told = [
        (
            each.passed,
            each.counted and (each.counted.score, each.counted.max_score, each.counted.lost, each.counted.held.number),
            [(one.held.number, one.outcome, one.raw) for one in each.attempts],
        )
        for each in standings(records.read("open"), people, book.held("open"))
        if each.attempts
    ]
    items: dict[str, list[float]] = {}
    chosen = []
    for each in book.held("open"):
        chosen.append(each.submission.responses.get("case.choice"))
        for event in each.events:
            items.setdefault(event.item, []).append(-1.0 if event.score is None else event.score)
    means = {key: statistics.fmean(scores) for key, scores in items.items()}
    return [sorted(told, key=repr), means, chosen]


def test_everything_about_a_learner_is_handed_out(filled: tuple[Gradebook, Records]) -> None:
    told = about(*filled, "10234")
    assert told["learner"] == WANG.model_dump()
    (assignment,) = told["assignments"]
    assert assignment["roster"] == [WANG.model_dump()]
    assert assignment["exempt"] is True
    assert assignment["result"]["score"] == 2
    assert [each["name"] for each in assignment["submissions"]] == [
        "answers-open-10234.json",
        "wang.fang@example.com.json",
        "王芳 最终版.json",
    ]
    first = assignment["submissions"][0]
    assert first["responses"]["case.text"].startswith("先看十分钟")
    override = first["marks"][-1]
    assert (override["kind"], override["who"], override["why"]) == ("override", "李老师", "王芳病假")
    assert override["at"] == AT.isoformat()
    assert [each["name"] for each in told["unmatched"]] == ["邮件/10234-王芳.json"]
    written = json.dumps(told, ensure_ascii=False)
    assert not [each.id for each in OTHERS if each.id in written]


def test_erasing_leaves_every_number_as_it_was(filled: tuple[Gradebook, Records]) -> None:
    book, records = filled
    before = numbers(book, records)
    done = erase(book, records, "10234")
    assert done.submissions == 3
    assert numbers(book, records) == before
    assert list(book.learners()) == [each.id for each in OTHERS]
    (gone,) = book.learners(erased=True).values()
    assert gone == Learner(id=done.pseudonym)


def test_erasing_takes_words_and_leaves_choices(filled: tuple[Gradebook, Records]) -> None:
    book, records = filled
    pseudonym = erase(book, records, "10234").pseudonym
    own = [each for each in held(book) if each.submission.learner == pseudonym]
    assert [each.submission.name for each in own] == [f"{pseudonym}/{place}" for place in ("0001", "0002", "0003")]
    assert [each.submission.is_erased for each in held(book)].count(True) == 3
    first, odd, again = own
    assert first.submission.digest == again.submission.digest != odd.submission.digest
    assert first.submission.responses == {
        "case.choice": "b",
        "case.text": ERASED,
        "case.number": "1,200",
        "case.order": ["b", "a"],
    }
    assert odd.submission.responses == {"case.number": ERASED, "gone.item": ERASED}
    assert first.submission.reason == Note("graded", {"name": ERASED, "count": "12"})
    assert first.submission.receipt is None
    assert [each.detail for each in first.events] == [
        {"share": 1.0},
        {},
        {},
        {"levels": {"a": "good"}},
        {"levels": {"a": "good"}},
    ]
    assert [each.why for each in first.events] == ["", "", "", "", ERASED]
    assert first.events[-1].who == "李老师"
    nobodys = [each.submission.name for each in held(book) if each.submission.learner is None]
    assert nobodys[0].startswith(f"{pseudonym}/nobody-")
    assert nobodys[1] == "1023400.json"


def test_erasing_takes_the_person_off_the_rosters(filled: tuple[Gradebook, Records]) -> None:
    book, records = filled
    pseudonym = erase(book, records, "10234").pseudonym
    record = records.read("open")
    assert record.roster == tuple(OTHERS)
    assert record.policy.late.exempt == ("77", pseudonym)
    assert record.model_copy(update={"roster": (), "policy": Policy()}) == released().model_copy(
        update={"roster": (), "policy": Policy()}
    )


def _traces(data: str) -> list[str]:
    data = data.replace("1023400", "")
    return [each for each in PERSONAL if each in data]


def test_nothing_is_left_in_the_files_of_a_gradebook(tmp_path: Path) -> None:
    records = Records(tmp_path / "_hr")
    records.make()
    with open_gradebook(address_of(records.gradebook), COURSE) as book:
        fill(book, records)
        files = sorted(records.folder.glob("gradebook.db*"))
        found = "".join(path.read_bytes().decode("utf-8", "replace") for path in files)
        assert _traces(found) == PERSONAL
        erase(book, records, "10234")
        for path in sorted(path for path in records.folder.rglob("*") if path.is_file()):
            assert _traces(path.read_bytes().decode("utf-8", "replace")) == [], path


def test_nothing_is_left_in_the_tables(filled: tuple[Gradebook, Records], address: str) -> None:
    erase(*filled, "10234")
    engine = create_engine(make_url(address))
    with engine.connect() as connection:
        for table in ("learner", "submission", "event", "sheet", "sheet_row"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            assert _traces(str(rows)) == [], table
    engine.dispose()


def test_files_that_still_name_the_person_are_listed(filled: tuple[Gradebook, Records]) -> None:
    import zipfile

    book, records = filled
    package = records.folder_of("open") / "package"
    package.mkdir()
    named = [package / "10234.html", package / "mail.csv", package / "all.zip"]
    named[0].write_text("题目", encoding="utf-8")
    named[1].write_text("1,wang.fang@EXAMPLE.com", encoding="utf-8")
    with zipfile.ZipFile(named[2], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", "<p>王芳</p>" * 9)
    (package / "102340.html").write_text("x1023456", encoding="utf-8")
    assert sorted(erase(book, records, "10234").left) == sorted(named)


def test_an_unknown_learner_is_neither_handed_out_nor_erased(filled: tuple[Gradebook, Records]) -> None:
    book, records = filled
    before = held(book)
    for do in (about, erase):
        with pytest.raises(GradebookError) as refused:
            do(book, records, "99999")
        assert refused.value.code == "learner-unknown"
    assert held(book) == before
    erase(book, records, "10234")
    with pytest.raises(GradebookError, match="learner-unknown"):
        erase(book, records, "10234")


def test_who_is_only_on_a_roster_is_erased_too(tmp_path: Path) -> None:
    records = Records(tmp_path / "_hr")
    records.write(released())
    with open_gradebook(address_of(records.gradebook), COURSE) as book:
        assert about(book, records, "10234")["learner"]["name"] == "王芳"
        assert erase(book, records, "10234").submissions == 0
    assert records.read("open").roster == tuple(OTHERS)


def test_while_others_read_it_is_said_that_traces_may_be_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.gradebook import opening

    monkeypatch.setattr(opening, "WAIT", 0.1)
    records = Records(tmp_path / "_hr")
    records.make()
    with open_gradebook(address_of(records.gradebook), COURSE) as book:
        fill(book, records)
        reading = book.held("open")
        next(reading)
        with pytest.raises(GradebookError) as refused:
            erase(book, records, "10234")
        assert refused.value.code == "erase-in-use"
        assert phrase("zh", refused.value.code, **refused.value.details)
        assert len(list(reading)) == 9
        with pytest.raises(GradebookError, match="learner-unknown"):
            erase(book, records, "10234")
        found = "".join(path.read_bytes().decode("utf-8", "replace") for path in records.folder.glob("gradebook.db*"))
        assert _traces(found) == []


def test_the_commands_hand_out_and_erase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    course = small_course(tmp_path / "course")
    monkeypatch.chdir(course)
    records = Records(course / "_hr")
    name = yaml.safe_load((course / "_config.yml").read_text(encoding="utf-8"))["casebook"]["id"]
    records.make()
    with open_gradebook(address_of(records.gradebook), name) as book:
        book.enroll([WANG])
        book.record("open", [handed_in()], who="casebook")
    assert main(["gradebook", "export", "10234", "10234.json"]) == 0
    assert "共 1 份答卷" in capsys.readouterr().out
    assert Path("10234.json").stat().st_mode & 0o777 == 0o600
    assert "先看十分钟" in Path("10234.json").read_text(encoding="utf-8")
    assert main(["gradebook", "export", "10234", "10234.json"]) == 1
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert main(["gradebook", "erase", "10234"]) == 1
    assert main(["gradebook", "erase", "10234", "--yes"]) == 0
    assert "erased-" in capsys.readouterr().out
    assert main(["gradebook", "erase", "10234", "--yes"]) == 1
    assert "没有学员“10234”" in capsys.readouterr().err.replace("\n", "")
