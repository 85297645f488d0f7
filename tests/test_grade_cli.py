"""`casebook grade` at the command line: what it says, its exit statuses, and the real sandbox behind it."""

import csv
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import ROOT
from hostile.kit import PLAIN, Office, points

from casebook.cli.main import main
from casebook.model.assignment import Policy

DUE = Policy(due=datetime(2026, 12, 1, 10, 0, tzinfo=UTC))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    return Office(tmp_path, without=("code",))


def _grade(office: Office, *words: str, paths: bool = True) -> int:
    return main(["grade", *([str(office.inbox)] if paths else []), "--course", str(office.root), *words])


def test_grading_says_what_became_of_everything(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.hand_in("a.json", office.content("1001"))
    office.hand_in("b.json", b"{")
    assert _grade(office) == 0
    said = capsys.readouterr().out
    assert "Newly recorded: 2. Known already: 0." in said
    assert "b.json: Cannot be read. This is not an answers file" in said
    assert "casebook mark out" in said
    assert _grade(office) == 0
    assert "Newly recorded: 0. Known already: 2." in capsys.readouterr().out


def test_everything_is_said_in_chinese_too(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    office.hand_in("a.json", office.content("9999"))
    assert _grade(office) == 0
    said = capsys.readouterr().out
    assert "新记录 1 份" in said
    assert "不在名单上" in said


def test_a_roster_mended_since_lets_a_stranger_in(office: Office, tmp_path: Path) -> None:
    office.hand_in("a.json", office.content("9999"))
    assert _grade(office) == _grade(office) == 0
    (held,) = office.held().values()
    assert (held.submission.outcome, held.submission.learner) == ("not-on-roster", None)
    more = tmp_path / "more.csv"
    more.write_text("工号,姓名\n9999,新来的\n", "utf-8")
    assert _grade(office, "--roster", str(more)) == _grade(office) == 0
    (held,) = office.held().values()
    assert (held.submission.outcome, held.submission.learner) == ("graded", "9999")


def test_a_due_time_asks_for_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path, without=("code",), policy=DUE)
    office.hand_in("a.json", office.content("1001"))
    assert _grade(office) == 1
    assert "--received" in capsys.readouterr().err
    assert not office.records.gradebook.exists()
    assert _grade(office, "--received", "yesterday") == 1
    assert _grade(office, "--received", "2026-12-01 17:59") == 0
    (held,) = office.held().values()
    assert held.submission.received == datetime(2026, 12, 1, 9, 59, tzinfo=UTC)


def test_problems_of_a_receipts_sheet_come_all_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path, without=("code",), policy=DUE)
    office.hand_in("a.json", office.content("1001"))
    sheet = tmp_path / "receipts.csv"
    sheet.write_text("工号,收到时间\n1001,2026-12-01 18:30\n1002,soon\n,2026-12-01\n1001,2026-12-02 9:00\n", "utf-8")
    assert _grade(office, "--receipts", str(sheet)) == 1
    said = capsys.readouterr().err
    assert [f"receipts.csv:{number}:" in said for number in (2, 3, 4, 5)] == [False, True, True, True]
    sheet.write_bytes("工号,收到时间\r\n1001,2026/12/1 18:30\r\n".encode("gb18030"))
    assert _grade(office, "--receipts", str(sheet)) == 0
    (held,) = office.held().values()
    assert held.submission.received == datetime(2026, 12, 1, 10, 30, tzinfo=UTC)


def test_the_open_assignment_needs_a_roster_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path)
    (office.records.folder_of("autumn") / "release.json").unlink()
    content = office.content("1001", {}, assignment="open", release=office.record.release)
    office.hand_in("answers-open-1001.json", content)
    assert _grade(office) == 1
    assert "--roster" in capsys.readouterr().err
    roster = tmp_path / "roster.csv"
    with roster.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([["工号", "姓名"], ["1001", "王芳"], ["1002", "李强"]])
    assert _grade(office, "--roster", str(roster)) == 0
    assert _grade(office) == 0
    (held,) = office.held("open").values()
    assert (held.submission.learner, held.submission.outcome) == ("1001", "graded")


@pytest.mark.parametrize("words", [["--assignment", "nothing"], ["no-such-folder"], ["--received", "?"]])
def test_mistakes_at_the_command_line(office: Office, words: list[str]) -> None:
    assert _grade(office, *words) == 1


def test_nothing_to_grade_is_wrong_usage(office: Office) -> None:
    assert _grade(office, paths=False) == 2


def test_code_runs_in_the_real_sandbox(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = Office(tmp_path)
    (key,) = (key for key, item in office.items.items() if item.type == "code")
    trap = tmp_path / "written"
    attack = f"import os\ndef water_cost(litres, price):\n    open({str(trap)!r}, 'w').write('x')\n    return 0.4\n"
    loop = "def water_cost(litres, price):\n    while True: pass\n"
    for name, learner, code in (
        ("a", "1001", PLAIN),
        ("b", "1002", attack),
        ("c", "1003", loop),
        ("d", "01004", PLAIN),
    ):
        office.hand_in(f"{name}.json", office.content(learner, {key: code}))
    assert _grade(office, "--jobs", "2") == 0
    held = office.held()
    assert {name: each.submission.outcome for name, each in held.items()} == {
        "a.json": "graded",
        "b.json": "graded",
        "c.json": "timed-out",
        "d.json": "graded",
    }
    full = office.items[key].points
    assert [points(held[f"{name}.json"]) for name in "abcd"] == [full, 0, 0, full]
    assert not trap.exists()
    assert held["a.json"].submission.isolation
    assert "hidden" in str(held["a.json"].events)
    assert "Code runs in isolation" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_records_what_is_done_and_says_how_to_go_on(office: Office, number: signal.Signals) -> None:
    for at in range(3000):
        office.hand_in(f"{at}.json", office.content("1001", made=f"2026-11-22T10:00:00.{at % 1000:03}Z", language="zh"))
    command = [sys.executable, "-m", "casebook.cli.main", "grade", str(office.inbox), "--course", str(office.root)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "en_GB.UTF-8"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    while not office.records.gradebook.exists() or not _count(office):
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Run the same command again to go on" in said
    done = len(office.held())
    assert 0 < done < 3000
    result = office.grade()
    assert (result.known, result.new) == (done, 3000 - done)


def _count(office: Office) -> int:
    import sqlite3

    with sqlite3.connect(office.records.gradebook) as database:
        try:
            return int(database.execute("SELECT count(*) FROM submission").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
