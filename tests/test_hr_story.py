"""HR's story in the manual, as it stands there: its commands one after the other, and what the page says of each."""

import csv
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT
from openpyxl import load_workbook
from story import CASE, DUE, ESSAYS, NAME, PEOPLE, RECEIPTS, ROSTER, YEAR, Shop, open_shop

from casebook.cli.main import main
from casebook.records import Records

OPEN, NUMERIC = f"{CASE}.pharmacy-pen", f"{CASE}.hour-at-break-even"
TYPED_POINTS = {
    "E1001": 24.0,
    "E1002": 20.0,
    "E1003": 23.0,
    "E1004": 2.0,
    "E1005": 0.0,
    "E1006": 24.0,
    "E1007": 24.0,
    "E1008": 24.0,
    "E1012": 22.0,
}
"""What everybody has by the wrong key and before a person marks: 26 points less what is wrong."""
MARKED = {"good": 8.0, "fair": 4.0, "poor": 0.0}
OVERRIDDEN = "E1003"
TEXTS = {
    "zh": ("已发布", "以上都还没有写入", "验证码是真的", "题目可以有两种理解。", "没有交"),
    "en": (
        "Released",
        "None of this is written yet",
        "genuine",
        "The question could be read in two ways.",
        "Not handed in",
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_story_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    page = (ROOT / "book" / language / "manual" / "hr-story.md").read_text(encoding="utf-8")
    shop = open_shop(tmp_path / "course", language)
    monkeypatch.chdir(shop.root)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "en_GB.UTF-8")
    assert all(heading in page for heading in (*ROSTER[language], *RECEIPTS[language]))
    steps = steps_of(Telling(shop, capsys))
    blocks = re.findall(r"^```sh\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    commands = [shlex.split(line) for block in blocks for line in block.splitlines()]
    assert len(commands) == len(steps)
    for words, (begins, before, after) in zip(commands, steps, strict=True):
        assert " ".join(words).startswith(f"casebook {begins}")
        before()
        capsys.readouterr()
        assert main([word.replace("2026-", f"{YEAR}-") for word in words[1:]]) == 0, (words, capsys.readouterr().err)
        after()


Step = tuple[str, Callable[[], None], Callable[[], None]]


def steps_of(telling: "Telling") -> list[Step]:
    """Return how each command begins, what people do before it, and what must be so after it."""
    shop = telling.shop
    return [
        ("assign", shop.write_roster, telling.released),
        ("grade answers", shop.collect, telling.graded),
        ("mark out", _nothing, telling.sent_out),
        ("mark in returned", shop.mark, telling.marked),
        ("mark agree", _nothing, telling.agreed),
        ("mark settle", _nothing, telling.disputed),
        ("mark in settled", shop.settle, telling.settled),
        ("report", _nothing, telling.reported),
        ("mark override", _nothing, telling.overridden),
        (f"grade --assignment {NAME} --dry-run", lambda: shop.set_key("36", "30"), telling.foretold),
        (f"grade --assignment {NAME} --regrade", _nothing, telling.regraded),
        ("report", _nothing, telling.reported_again),
        ("gradebook backup", _nothing, telling.backed_up),
    ]


def _nothing() -> None:
    pass


class Telling:
    """What the page claims after each command."""

    def __init__(self, shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
        self.shop, self.capsys = shop, capsys
        self.made, self.dry, self.genuine, self.why, self.missing = TEXTS[shop.language]
        self.expected = dict(TYPED_POINTS)
        self.folder = shop.root / "_hr" / NAME

    def said(self) -> str:
        return self.capsys.readouterr().out

    def scores(self) -> dict[str, tuple[float, bool | None] | None]:
        """Return what everybody must have: a tenth is lost by being late, 20.4 points pass."""
        found: dict[str, tuple[float, bool | None] | None] = {learner: None for learner, *_ in PEOPLE}
        for learner, points in self.expected.items():
            score = round(points * 0.9 if learner == "E1007" else points, 6)
            found[learner] = (score, score >= 0.6 * 34)
        return found

    def released(self) -> None:
        assert self.made in self.said()
        policy = self.shop.record.policy
        assert policy.due is not None
        assert policy.due.replace(tzinfo=None) == DUE
        assert sorted(path.name for path in (self.folder / "package").iterdir()) == [
            f"{NAME}-en.html",
            f"{NAME}-zh.html",
        ]
        rows = list(load_workbook(self.folder / "mail-merge.xlsx").active.values)
        attached = {row[0]: row[5] for row in rows[1:]}
        assert attached == {who: f"package/{NAME}-{language}.html" for who, _, _, language in PEOPLE}
        assert all((self.folder / str(name)).is_file() for name in attached.values())

    def graded(self) -> None:
        held = {name: (each.submission.outcome, each.submission.learner) for name, each in self.shop.held().items()}
        good = {f"answers-{NAME}-{who}.json": ("graded", who) for who in TYPED_POINTS if who != "E1006"}
        assert held == good | {
            f"answers-{NAME}-E1008 (1).json": ("graded", "E1008"),
            "chat-yangfan.txt": ("graded", "E1006"),
            f"answers-{NAME}-E1009.json": ("tampered", "E1009"),
            f"answers-{NAME}-E1010.json": ("malformed", "E1010"),
            f"answers-{NAME}-X9999.json": ("not-on-roster", None),
            "IMG_2041.png": ("malformed", None),
        }
        reasons = {name: each.submission.reason.code for name, each in self.shop.held().items()}
        assert reasons[f"answers-{NAME}-E1009.json"] == "answers-changed"
        assert reasons[f"answers-{NAME}-E1010.json"] == "answers-cut"
        assert reasons[f"answers-{NAME}-X9999.json"] == "grade-unknown-id"
        said = self.said()
        assert all(name in said for name, (outcome, _) in held.items() if outcome != "graded")
        attempts = self.shop.standings()["E1008"].attempts
        assert [each.outcome for each in attempts] == ["superseded", "graded"]
        assert self.shop.standings()["E1007"].attempts[0].outcome == "late"
        scores, expected = self.shop.scores(), self.scores()
        assert {who: each and each[0] for who, each in scores.items()} == {
            who: each and each[0] for who, each in expected.items()
        }
        assert (scores["E1002"] or ())[1] is None
        self.twice_is_once()

    def twice_is_once(self) -> None:
        """Grade the same folder again: everything is known, and nothing changes."""
        before = self.shop.held()
        assert main(["grade", "answers", "--assignment", NAME, "--receipts", "receipts.xlsx"]) == 0
        assert self.shop.held() == before

    def sent_out(self) -> None:
        sheets = [self.shop.on(path) for path in self.shop.sheets("M")]
        assert [len(each) for each in sheets] == [7, 7]
        assert sheets[0] | sheets[1] == set(ESSAYS)
        assert len(sheets[0] & sheets[1]) == 0.75 * len(ESSAYS)

    def marked(self) -> None:
        first, second = (self.shop.on(path) for path in self.shop.sheets("M"))
        self.disputes = {who for who in first & second if ESSAYS[who] == "fair"}
        alone = {who for who in second - first if ESSAYS[who] == "fair"}
        essays = {who: MARKED[quality] + (who in alone) for who, quality in ESSAYS.items()}
        open_items = {who: each.counted.items[OPEN] for who, each in self.shop.standings().items() if each.counted}
        assert {who for who, each in open_items.items() if each.differs} == self.disputes
        assert all(each.score == essays[who] for who, each in open_items.items() if who in set(essays) - self.disputes)
        assert open_items["E1005"].score == 0
        for who, points in essays.items():
            self.expected[who] += points

    def agreed(self) -> None:
        shown = self.said()
        assert OPEN in shown
        assert "1.00" in shown
        assert f"{1 - len(self.disputes) / 6:.2f}" in shown

    def disputed(self) -> None:
        (sheet,) = self.shop.sheets("S")
        assert self.shop.on(sheet) == self.disputes

    def settled(self) -> None:
        assert self.shop.scores() == self.scores()

    def reported(self) -> None:
        reports = self.folder / "reports"
        names = {"gradebook.xlsx", "gradebook.csv", "submissions.csv", "class.html", "items.xlsx"}
        assert names <= {path.name for path in reports.iterdir()}
        pages = {path.stem for path in (reports / "feedback").iterdir()}
        assert set(TYPED_POINTS) <= pages
        assert "E1011" not in pages
        passed = {who for who, each in self.scores().items() if each and each[1]}
        assert {path.stem for path in (reports / "certificates").iterdir()} == passed
        rows = {row[0]: row for row in load_workbook(reports / "gradebook.xlsx").worksheets[0].iter_rows(2, None, 1, 8)}
        found = {str(key.value): row for key, row in rows.items()}
        for learner, expected in self.scores().items():
            assert found[learner][5].value == (pytest.approx(expected[0]) if expected else None)
        assert found["E1011"][3].value == self.missing
        report = (reports / "class.html").read_text(encoding="utf-8")
        assert all(name in report for name in ("周涛", "吴敏", "郑凯"))
        self.certified()

    def certified(self) -> None:
        """Verify the code of a certificate, and one that nobody issued."""
        with (self.folder / "reports" / "certificates.csv").open(encoding="utf-8-sig", newline="") as file:
            codes = {row[0]: row[5] for row in list(csv.reader(file))[1:]}
        page = (self.folder / "reports" / "certificates" / "E1007.html").read_text(encoding="utf-8")
        assert codes["E1007"] in page
        self.said()
        assert main(["report", "--verify", codes["E1007"]]) == 0
        said = self.said()
        assert self.genuine in said
        assert "E1007" in said
        assert f"{self.expected['E1007'] * 0.9:g}" in said
        assert main(["report", "--verify", "0000-0000-0000-0000"]) == 1

    def overridden(self) -> None:
        counted = self.shop.standings()[OVERRIDDEN].counted
        assert counted is not None
        result = counted.items[f"{CASE}.two-tills"]
        assert [(each.kind, each.score) for each in result.events] == [("auto", 0), ("override", 1)]
        assert result.events[-1].why == self.why
        self.expected[OVERRIDDEN] += 1
        assert self.shop.scores() == self.scores()

    def foretold(self) -> None:
        said = self.said()
        assert self.dry in said
        changed = re.findall(rf"^(E\d+)\W+{re.escape(NUMERIC)}", said, re.MULTILINE)
        assert sorted(set(changed)) == sorted(set(TYPED_POINTS) - {"E1005"})
        assert self.shop.scores() == self.scores()

    def regraded(self) -> None:
        for who in TYPED_POINTS:
            self.expected[who] += {"E1004": -2, "E1005": 0}.get(who, 2)
        assert self.shop.scores() == self.scores()
        counted = self.shop.standings()["E1001"].counted
        assert counted is not None
        assert [each.kind for each in counted.items[NUMERIC].events] == ["auto", "regrade"]

    def reported_again(self) -> None:
        self.reported()

    def backed_up(self) -> None:
        """Restore into an empty place: everybody stands where they stood."""
        place = self.shop.root / "elsewhere"
        assert main(["gradebook", "restore", f"{NAME}.casebook", "--records", str(place)]) == 0
        assert self.shop.scores(Records(place)) == self.scores()
        assert Records(place).read(NAME) == self.shop.record
        assert Records(place).secret() == self.shop.records.secret()
