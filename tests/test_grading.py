"""Grading from end to end: outcomes, marks, learners, lateness, resuming, dry runs and regrades."""

import json
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import read_items, write_items
from hostile.kit import LEARNERS, FakeRunner, Office, points
from hostile.made import SET, answer_cell, notebook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casebook.answers import read_answers, receipt_of, to_block, to_json
from casebook.cli.show_grading import reason_said
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.reading import Standing, standings
from casebook.gradebook.values import Held, Outcome
from casebook.grading.assess import assess
from casebook.grading.entries import Incoming
from casebook.grading.grade import Graded
from casebook.grading.keys import keys_in_force
from casebook.grading.learner import Roster
from casebook.grading.reading import read
from casebook.grading.receipts import Receipts, read_receipts
from casebook.model.assignment import LatePolicy, Learner, Policy, Pool
from casebook.notebooks.build import build_notebook


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_right_and_wrong_answers_earn_all_and_nothing(office: Office) -> None:
    office.hand_in("a.json", office.content("1001"))
    office.hand_in("b.json", office.content("1002", office.responses("wrong")))
    result = office.grade()
    assert (result.new, result.known, dict(result.outcomes)) == (2, 0, {"graded": 2})
    held = office.held()
    full = sum(item.points for item in office.items.values() if item.type != "short-answer")
    assert points(held["a.json"]) == pytest.approx(full)
    assert points(held["b.json"]) == 0
    assert [each.submission.learner for each in held.values()] == ["1001", "1002"]
    assert {event.key_hash for event in held["a.json"].events} == {each.hash for each in office.record.items}


# ---- Hostile submissions, each between two honest ones ----


@pytest.fixture(scope="module")
def besieged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, dict[str, Held], Graded]:
    """An inbox in which every hostile submission stands between two honest ones, graded in one run."""
    roster = (*LEARNERS, *(Learner(id=f"h{number:03}") for number in range(len(SET) + 1)))
    office = Office(tmp_path_factory.mktemp("besieged"), roster=roster)
    for number, hostile in enumerate(SET):
        office.hand_in(f"{number:03}-a/mine.json", office.content(f"h{number:03}"))
        office.hand_in(f"{number:03}-b/{hostile.name}", hostile.make(office))
    office.hand_in(f"{len(SET):03}-a/mine.json", office.content(f"h{len(SET):03}"))
    result = office.grade()
    return office, office.held(), result


@pytest.mark.parametrize("number", range(len(SET)), ids=[each.name for each in SET])
def test_a_hostile_submission_has_one_outcome_and_harms_nobody(
    number: int, besieged: tuple[Office, dict[str, Held], Graded]
) -> None:
    office, held, _ = besieged
    hostile = SET[number]
    full = sum(item.points for item in office.items.values() if item.type != "short-answer")
    for honest in (number, number + 1):
        assert held[f"{honest:03}-a/mine.json"].submission.outcome == "graded"
        assert points(held[f"{honest:03}-a/mine.json"]) == pytest.approx(full)
    (found,) = [each for name, each in held.items() if name.startswith(f"{number:03}-b/")]
    assert found.submission.name == f"{number:03}-b/{hostile.name}{hostile.inner}"
    assert found.submission.outcome == hostile.outcome, found.submission.reason
    assert points(found) <= hostile.share * full
    assert hostile.note in {"", *(note.code for note in found.submission.notes)}
    for language in ("zh", "en"):
        for note in (found.submission.reason, *found.submission.notes):
            assert "$" not in reason_said(note, language)


def test_hostile_submissions_leave_nothing_behind(besieged: tuple[Office, dict[str, Held], Graded]) -> None:
    office, _, result = besieged
    assert sum(result.outcomes.values()) == result.new == 2 * len(SET) + 1
    assert not Path("/tmp/hostile").exists()
    assert sorted(path.name for path in office.inbox.parent.iterdir()) == ["course", "inbox"]
    again = office.grade()
    assert (again.new, again.known + again.outcomes["not-on-roster"]) == (0, result.new)


# ---- Whose it is ----


@pytest.mark.parametrize(
    ("written", "name", "path", "learner", "note"),
    [
        ("1001", "王芳", "a.json", "1001", ""),
        ("１００１", "", "a.json", "1001", ""),
        ("1004", "Ann Lee", "a.json", "01004", "grade-zeros"),
        ("1001", "李强", "a.json", "1001", "grade-name-of-other"),
        ("1001", "某人", "a.json", "1001", "grade-name-differs"),
        ("1001", "", "answers-autumn-1002.json", "1001", "grade-file-of-other"),
        ("I001", "王芳", "answers-autumn-1001.json", "1001", "grade-by-name"),
        ("I001", "", "answers-autumn-1001.json", None, ""),
        ("I001", "李强", "answers-autumn-1001.json", None, ""),
    ],
)
def test_an_answers_file_is_of_whom_it_says(written: str, name: str, path: str, learner: str | None, note: str) -> None:
    found = Roster(LEARNERS, "autumn").of_content(written, name, path)
    assert (found.learner.id if found.learner else None) == learner
    assert [each.code for each in found.notes] == ([note] if note else [])


@pytest.mark.parametrize(
    ("path", "learner"),
    [
        ("answers-autumn-1001.json", "1001"),
        ("answers-autumn-1001 (2).json", "1001"),
        ("answers-autumn-1001 - 副本.json", "1001"),
        ("1001_王芳_作业.ipynb", "1001"),
        ("1001王芳.ipynb", "1001"),
        ("王芳.ipynb", "1001"),
        ("王芳的作业.ipynb", "1001"),
        ("ann lee.ipynb", "01004"),
        ("1002/notebook.ipynb", "1002"),
        ("柜台 李强/1/notebook.ipynb", "1002"),
        ("张伟.zip/notebook.ipynb", "1003"),
        ("11001.ipynb", None),
        ("1001-1002.ipynb", None),
        ("王芳和李强.ipynb", None),
        ("王芳芳.ipynb", None),
        ("notebook (1).ipynb", None),
        ("autumn.ipynb", None),
        ("", None),
    ],
)
def test_a_notebook_is_of_whom_its_name_says(path: str, learner: str | None) -> None:
    found = Roster(LEARNERS, "autumn").of_path(path)
    assert (found.learner.id if found.learner else None) == learner


@pytest.mark.parametrize(
    ("path", "learner", "note"),
    [
        ("1003.zip/1001.ipynb", None, "grade-two-named"),
        ("张伟.eml/1001.ipynb", None, "grade-two-named"),
        ("1003.zip/1001/hw.ipynb", None, "grade-two-named"),
        ("all.zip/1003/1001.ipynb", "1001", "grade-folder-of-other"),
        ("1003/1001.ipynb", "1001", "grade-folder-of-other"),
        ("1001.zip/1001.ipynb", "1001", ""),
        ("1001-1003.zip/1001.ipynb", "1001", ""),
    ],
)
def test_what_a_stranger_packed_names_nobody_else(path: str, learner: str | None, note: str) -> None:
    found = Roster(LEARNERS, "autumn").of_path(path)
    assert (found.learner.id if found.learner else None) == learner
    codes = [each.code for each in (*found.notes, *([found.reason] if found.reason else []))]
    assert codes == ([note] if note else [])


def _standing(office: Office, learner: str) -> Standing:
    with open_gradebook(address_of(office.records.gradebook), office.course.settings.id) as book:
        return next(
            each for each in standings(office.record, LEARNERS, book.held("autumn")) if each.learner.id == learner
        )


@pytest.mark.parametrize("policy", [Policy(), Policy(attempts=1), Policy(counted="first"), Policy(counted="best")])
@pytest.mark.parametrize("made", ["2020-01-01T10:00:00.000Z", "2098-01-01T10:00:00.000Z"])
@pytest.mark.parametrize("name", ["1003/answers-autumn-1001.json", "1003.zip.d/1003.json"])
def test_nobody_replaces_what_a_colleague_handed_in(tmp_path: Path, policy: Policy, made: str, name: str) -> None:
    office = Office(tmp_path, without=("code",), policy=policy)
    office.hand_in("b.json", office.content("1001"))
    office.hand_in(name, office.content("1001", office.responses("wrong"), made=made))
    result = office.grade()
    assert [note.code for _, note in result.doubts] == ["grade-file-of-other"]
    counted = _standing(office, "1001").counted
    assert counted is not None
    assert counted.held.submission.name == "b.json"


def test_what_names_two_learners_counts_where_there_is_nothing_else(office: Office) -> None:
    office.hand_in("1003/answers-autumn-1001.json", office.content("1001"))
    office.grade()
    counted = _standing(office, "1001").counted
    assert counted is not None
    assert counted.outcome == "graded"


def test_with_draws_a_notebook_without_the_learners_token_is_not_taken(tmp_path: Path) -> None:
    office = Office(tmp_path, draws=("order",), without=("code",))
    tokens = {each: office.content(each)["release"] for each in ("1001", "1002")}
    office.hand_in("1001.ipynb", notebook(office))
    office.hand_in("1001 (2).ipynb", notebook(office, release=tokens["1002"]))
    office.hand_in("1001 (3).ipynb", notebook(office, release=tokens["1001"]))
    office.hand_in("1001 (4).ipynb", notebook(office, release=office.record.release))
    office.grade()
    found = {name: each.submission.outcome for name, each in office.held().items()}
    assert found == {
        "1001.ipynb": "other-assignment",
        "1001 (2).ipynb": "tampered",
        "1001 (3).ipynb": "graded",
        "1001 (4).ipynb": "other-assignment",
    }


def test_a_notebook_beside_others_answers_for_its_own_case_only(office: Office) -> None:
    case = next(iter(office.items)).partition(".")[0]
    wrong = [answer_cell(office, key, given) for key, given in office.responses("wrong").items()]
    office.hand_in("1001_a.ipynb", notebook(office, wrong, case="elsewhere"))
    office.hand_in("1001_b.ipynb", notebook(office, case=case))
    office.grade()
    (held,) = office.held().values()
    assert points(held) > 0
    assert all(event.score != 0 for event in held.events)


def test_many_large_notebooks_are_not_held_together(office: Office) -> None:
    for number in range(5):
        content = notebook(office, [], case=f"case-{number}")
        content["metadata"]["padding"] = "x" * 6_000_000
        office.hand_in(f"1001_{number}.ipynb", content)
    office.grade()
    assert len(office.held()) == 2


@pytest.mark.parametrize("depth", [100, 400, 900, 960, 980])
def test_metadata_nested_deeply_is_worded_without_being_written_out(office: Office, depth: int) -> None:
    nested = "[" * depth + "]" * depth
    office.hand_in("1001.ipynb", f'{{"nbformat":4,"metadata":{{"casebook":{{"course":{nested}}}}},"cells":[]}}')
    office.hand_in("1002.ipynb", f'{{"nbformat":{nested},"cells":[]}}')
    office.grade()
    held = office.held()
    assert held["1001.ipynb"].submission.outcome in ("other-assignment", "malformed")
    assert held["1002.ipynb"].submission.outcome == "malformed"


def test_reasons_hold_nothing_that_a_terminal_obeys(office: Office) -> None:
    office.hand_in("1001.ipynb", notebook(office, course="\x1b]0;x\x07\u202e"))
    office.hand_in("a.ipynb", notebook(office, learner="\x1b[2J9999"))
    result = office.grade()
    said = "".join(str(reason.details) for _, _, reason in result.troubles)
    said += "".join(value for _, _, reason in result.troubles for value in reason.details.values())
    assert said
    assert not set(said) & set("\x1b\x07\u202e")


def test_two_of_one_name_are_told_apart_by_id_only() -> None:
    roster = Roster([Learner(id="1", name="王芳"), Learner(id="2", name="王芳")], "autumn")
    assert roster.of_path("王芳.ipynb").learner is None
    found = roster.of_path("王芳 2.ipynb").learner
    assert found is not None
    assert found.id == "2"


def test_another_learners_page_is_tampering(tmp_path: Path) -> None:
    office = Office(tmp_path, draws=("order",))
    own, other = (office.content(each)["release"] for each in ("1001", "1002"))
    assert own != other
    office.hand_in("a.json", office.content("1001"))
    office.hand_in("b.json", office.content("1002", release=own))
    office.hand_in("c.json", office.content("1003", release=office.record.release))
    office.grade()
    outcomes = {name: each.submission.outcome for name, each in office.held().items()}
    assert outcomes == {"a.json": "graded", "b.json": "tampered", "c.json": "other-assignment"}


def test_a_pool_asks_each_learner_something_else(tmp_path: Path) -> None:
    probe = Office(tmp_path / "probe", without=("code",))
    pool = Pool(count=3, items=tuple(probe.items))
    office = Office(tmp_path / "real", without=("code",), draws=("pools",), pools=(pool,))
    for number, learner in enumerate(LEARNERS):
        office.hand_in(f"{number}.json", office.content(learner.id))
    office.grade()
    held = office.held().values()
    assert {len(each.events) for each in held} == {3}
    assert all("note-not-asked" in [note.code for note in each.submission.notes] for each in held)
    assert len({tuple(event.item for event in each.events) for each in held}) > 1


# ---- Forms ----


def test_blocks_mails_and_other_encodings_are_read(office: Office) -> None:
    file = read_answers(json.dumps(office.content("1001")))
    office.hand_in("chat.txt", f"老师好，这是我的答案：\n> {to_block(file)}\n谢谢！".replace("\n", "\n> "))
    office.hand_in("utf16.json", to_json(file).encode("utf-16"))
    office.hand_in("bom.json", b"\xef\xbb\xbf" + to_json(file).encode())
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "答案", "a@example.com", "hr@example.com"
    mail.set_content(f"您好\n{to_block(file)}")
    office.hand_in("text.eml", bytes(mail))
    mail.add_attachment(to_json(file).encode(), maintype="application", subtype="json", filename="答案.json")
    office.hand_in("attached.eml", bytes(mail))
    office.grade()
    held = office.held()
    assert {name: each.submission.outcome for name, each in held.items()} == dict.fromkeys(
        ["chat.txt", "utf16.json", "bom.json", "text.eml", "attached.eml/答案.json"], "graded"
    )
    assert len({points(each) for each in held.values()}) == 1


def test_an_answer_to_an_earlier_edition_is_graded_with_a_note(office: Office) -> None:
    content = office.content("1001")
    first = next(iter(content["answers"].values()))
    first["edition"] = "0" * 12
    office.hand_in("a.json", content | {"receipt": receipt_of(content)})
    office.grade()
    (held,) = office.held().values()
    assert [note.code for note in held.submission.notes] == ["note-other-edition"]
    assert held.events[0].score == held.events[0].max_score


def test_marks_explain_themselves_and_tell_no_hidden_call(office: Office) -> None:
    office.hand_in("a.json", office.content("1001"))
    office.grade()
    (held,) = office.held().values()
    (code,) = (event for event in held.events if "cost-per-wash" in event.item)
    assert [call["right"] for call in code.detail["calls"]] == [True, True, True]
    assert [set(call) for call in code.detail["calls"]][2] == {"right", "hidden"}
    (open_,) = (event for event in held.events if "your-counter" in event.item)
    assert open_.score is None
    assert held.submission.isolation == code.isolation == "fake"


# ---- Notebooks ----


def _edited(office: Office, change: Any) -> tuple[float, list[str]]:
    held = notebook(office)
    change(held["cells"])
    office.hand_in("1001.ipynb", held)
    office.grade()
    (found,) = office.held().values()
    assert found.submission.outcome == "graded", found.submission.reason
    return points(found), [note.code for note in found.submission.notes]


def _copy_first(cells: list[dict[str, Any]]) -> None:
    cells.append(cells[0] | {"id": "copy"})


def _answer_the_copy(cells: list[dict[str, Any]]) -> None:
    cells.append(cells[0] | {"id": "copy"})
    cells[0] = cells[0] | {"source": 'answer = ""'}


def _lose_ids(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        cell["metadata"] = {"nbgrader": {"grade_id": cell["metadata"]["casebook"]["item"], "solution": True}}
        cell.pop("id")


def _retype(cells: list[dict[str, Any]]) -> None:
    cells[0]["cell_type"] = "markdown"


@pytest.mark.parametrize(
    ("change", "note", "lost"),
    [
        (lambda cells: None, "", 0),
        (lambda cells: cells.reverse(), "note-cell-moved", 0),
        (_copy_first, "note-cell-copied", 0),
        (_answer_the_copy, "note-cell-copy-counts", 0),
        (_lose_ids, "note-cell-by-grade-id", 0),
        (_retype, "note-cell-retyped", 0),
        (lambda cells: cells.pop(0), "", 1),
    ],
    ids=["as it is", "moved", "copied", "copy answered", "by grade id", "retyped", "deleted"],
)
def test_what_learners_do_to_cells_costs_nothing_but_what_they_delete(
    office: Office, change: Any, note: str, lost: int
) -> None:
    first = next(iter(office.items.values())).points
    full = sum(item.points for item in office.items.values() if item.type != "short-answer")
    earned, notes = _edited(office, change)
    assert earned == pytest.approx(full - lost * first)
    assert set(notes) == ({note} if note else set())


def test_the_built_notebook_is_read_wherever_its_ids_went(office: Office) -> None:
    built = json.loads(json.dumps(build_notebook(office.course, office.course.cases[0], "zh")))
    responses = office.responses()
    for cell in built["cells"]:
        key = cell["metadata"].get("casebook", {}).get("item")
        if key in responses:
            cell["source"] = answer_cell(office, key, responses[key])["source"]
    office.hand_in("1001/whole.ipynb", built)
    bare = deepcopy(built)
    for cell in bare["cells"]:
        cell.pop("id")
        cell["metadata"] = {}
    office.hand_in("1002/bare.ipynb", bare)
    office.grade()
    whole, bare_held = office.held()["1001/whole.ipynb"], office.held()["1002/bare.ipynb"]
    assert points(whole) == points(bare_held) > 0
    assert {note.code for note in bare_held.submission.notes} == {"note-cell-by-place"}


# ---- Times, dry runs, regrades ----


def test_lateness_goes_by_the_receipts_sheet(tmp_path: Path) -> None:
    due = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    office = Office(tmp_path, policy=Policy(due=due, late=LatePolicy(percent_per_day=10)))
    office.hand_in("a.json", office.content("1001"))
    office.hand_in("b.json", office.content("1002"))
    office.hand_in("c.json", office.content("1003"))
    sheet = tmp_path / "receipts.csv"
    receipt = office.content("1002")["receipt"]
    rows = ["文件名,回执,收到时间", "a.json,,2026-12-01 17:00", f",{receipt.lower()},2026年12月2日 18:00"]
    sheet.write_text("\n".join(rows), encoding="utf-8-sig")
    office.grade(receipts=sheet)
    held = office.held()
    told = {
        each.learner.id: each.counted.outcome
        for each in standings(office.record, LEARNERS, held.values())
        if each.counted
    }
    assert told == {"1001": "graded", "1002": "late", "1003": "graded"}
    assert [note.code for note in held["c.json"].submission.notes] == ["note-no-received"]


def test_no_name_or_receipt_that_a_learner_chooses_makes_anything_earlier(tmp_path: Path) -> None:
    sheet = tmp_path / "receipts.csv"
    rows = [
        "文件名,工号,回执,收到时间",
        "1002.json,,,2026-12-01 09:00",
        "1001.zip,,,2026-12-02 09:00",
        "mail 1001.eml,,,2026-12-03 09:00",
        ",1002,K7Q-F2M9,2026-12-01 09:00",
        ",1001,,2026-12-04 09:00",
    ]
    sheet.write_text("\n".join(rows), encoding="utf-8")
    receipts = read_receipts(sheet, "Asia/Shanghai", None, expected=True)

    def day(name: str, learner: int = 0, receipt: str | None = None) -> int:
        found = receipts.of(name, LEARNERS[learner], receipt)
        assert found is not None
        return found.day

    assert day("1002.json", 1) == 1
    assert day("week/1002.json", 1) == 1
    assert day("1001.zip/1002.json") == 2
    assert day("1001.zip/a/1002.json") == 2
    assert day("mail 1001.eml/1001.zip/1002.json") == 3
    assert day("x.json", 1, "K7Q-F2M9") == 1
    assert day("x.json", 0, "K7Q-F2M9") == 4


def _correct(office: Office) -> str:
    """Change the key of the single-choice item in the course; return the item."""
    items = read_items(office.root)
    item = next(each for each in items["graded"] if each["type"] == "single-choice")
    item["answer"] = "c"
    write_items(office.root, items)
    return f"first-case.{item['id']}"


def test_a_corrected_key_changes_marks_only_when_asked(office: Office) -> None:
    office.hand_in("a.json", office.content("1001"))
    office.hand_in("b.json", office.content("1002", office.responses("wrong")))
    office.grade()
    key = _correct(office)
    before = office.held()
    office.grade()
    seen = office.grade(dry_run=True)
    changes = {(each.held.submission.learner, each.item, each.before, each.after) for each in seen.changes}
    assert changes == {("1001", key, 1.0, 0.0), ("1002", key, 0.0, 1.0)}
    assert office.held() == before
    with open_gradebook(address_of(office.records.gradebook), office.course.settings.id) as book:
        told = replace(next(each for each in before["a.json"].events if each.item == key), kind="override", score=1.0)
        book.add([told])
    again = office.grade(regrade=True)
    assert {(each.held.submission.learner, each.kept) for each in again.changes} == {("1001", True), ("1002", False)}
    marks = {
        name: [(each.kind, each.score) for each in held.events if each.item == key]
        for name, held in office.held().items()
    }
    assert marks == {"a.json": [("auto", 1.0), ("override", 1.0)], "b.json": [("auto", 0.0), ("regrade", 1.0)]}
    assert [each.kept for each in office.grade(regrade=True).changes] == [True]


def test_a_changed_question_is_graded_as_it_was_released(office: Office) -> None:
    items = read_items(office.root)
    item = next(each for each in items["graded"] if each["type"] == "single-choice")
    item["answer"], item["stem"] = "c", {"zh": "换了一道题？", "en": "Another question?"}
    write_items(office.root, items)
    office.hand_in("a.json", office.content("1001"))
    office.grade()
    (held,) = office.held().values()
    assert next(each.score for each in held.events if each.item.endswith(item["id"])) == item["points"]


def test_a_dry_run_writes_nothing(office: Office) -> None:
    office.hand_in("a.json", office.content("1001"))
    before = sorted(path for path in office.root.rglob("*"))
    result = office.grade(dry_run=True)
    assert (result.new, [each[:2] for each in result.would]) == (1, [("1001", "a.json")])
    assert sorted(path for path in office.root.rglob("*")) == before


# ---- Whatever comes ----


def test_no_bytes_make_reading_raise() -> None:
    @settings(max_examples=300, deadline=None)
    @given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
    def check(data: bytes) -> None:
        read("a.json", data)
        read("a.ipynb", data)

    check()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


def test_no_mutation_of_a_good_file_makes_grading_raise(office: Office) -> None:
    keys = keys_in_force(office.record, office.course, b"")
    roster = Roster(LEARNERS, "autumn")
    good = (office.content("1001"), notebook(office))

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(good), st.lists(st.integers(0, 10**6), min_size=1, max_size=5), _JSON, st.booleans())
    def check(content: Any, path: list[int], value: Any, mend: bool) -> None:
        changed = _mutated(deepcopy(content), path, value)
        if mend and "receipt" in changed and isinstance(changed, dict):
            with suppress(KeyError):
                changed["receipt"] = receipt_of(changed)
        data = json.dumps(changed).encode()
        pending = assess(Incoming.of("1001.json", data), keys, roster, Receipts())
        runner = FakeRunner()
        runs = dict(zip((each.key for each in pending.tasks), runner.run_all(pending.tasks), strict=True))
        done = pending.finished(runs)
        assert done.outcome in get_args(Outcome)
        assert all(mark.score is None or 0 <= mark.score <= mark.max_score for mark in done.marks)
        json.dumps([done.responses, [mark.detail for mark in done.marks]], allow_nan=False).encode()

    check()


def _mutated(content: Any, path: list[int], value: Any) -> Any:
    """Put a value somewhere into JSON, down the path."""
    place = content
    for step in path[:-1]:
        inner = list(place.values()) if isinstance(place, dict) else place
        inner = [each for each in inner if isinstance(each, dict | list) and each]
        if not inner:
            break
        place = inner[step % len(inner)]
    keys = list(place) if isinstance(place, dict) else range(len(place))
    place[keys[path[-1] % len(keys)]] = value
    return content


def test_notebooks_of_several_cases_in_one_folder_are_one_submission(office: Office) -> None:
    held = notebook(office, case="first-case")
    office.hand_in("1001/a.ipynb", notebook(office, [], case="another-case"))
    office.hand_in("1001/b.ipynb", held)
    office.hand_in("1002_first.ipynb", held)
    office.hand_in("1002_second.ipynb", held)
    result = office.grade()
    found = office.held()
    assert list(found) == ["1001/a.ipynb + 1", "1002_first.ipynb", "1002_second.ipynb"]
    assert len({points(each) for each in found.values()}) == 1
    assert (office.grade().known, result.new) == (3, 3)
