"""Assignments: what is asked of whom and until when, and what leaves the house."""

import json
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, every_type_course, read_items, write_items
from openpyxl import load_workbook
from test_noninterference import OTHER_WORDS, rekeyed, tree

from casebook.assigning import package
from casebook.assigning.assign import Assigned, Order, assign
from casebook.assigning.blueprint import Rule, fill
from casebook.assigning.moments import read_due
from casebook.assigning.selection import Choice, ranking, select
from casebook.assigning.terms import Terms
from casebook.cli.main import main
from casebook.errors import CasebookError, HandlingError, SourceError, WordedError
from casebook.items import ITEM_TYPES
from casebook.loader import examine, load
from casebook.loader.reading import Document
from casebook.model import Course, item_key, open_release
from casebook.model.drawing import asked, token
from casebook.notebooks.blocks import ItemBlock
from casebook.notebooks.build import build_notebook
from casebook.problems import phrase
from casebook.records import Records
from casebook.website import assignment_page
from casebook.website.answering import items_script
from casebook.website.fragments import item_fragment
from casebook.website.words import Words

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
ROSTER = "工号,姓名,部门,邮箱,语言\n00123,王芳,客服部,wang@example.cn,中文\n00124,Li Lei,,,EN\n=1+1,+公式,@部门,,\n"
NUMERIC = "first-case.yearly-average-test"
VARIANT = {
    "stem": {"zh": "六年共卖出 60 万台，平均每年多少万台？", "en": "600,000 in six years. How many a year?"},
    "answer": 10,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with every item type, of which the numeric one has a variant."""
    course = every_type_course(tmp_path / "course")
    (tmp_path / "roster.csv").write_text(ROSTER, encoding="utf-8")
    items = read_items(course)
    numeric(items)["variants"] = [VARIANT]
    write_items(course, items)
    return course


def numeric(items: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return next(item for item in items["graded"] if item["type"] == "numeric")


def order(root: Path, name: str = "term-1", **options: Any) -> Order:
    return Order(name=name, roster=root.parent / "roster.csv", **options)


def give(root: Path, name: str = "term-1", **options: Any) -> Assigned:
    return assign(root, order(root, name, **options), now=NOW)


def refused(root: Path, code: str, name: str = "term-1", **options: Any) -> str:
    """Expect to be refused with a sentence; nothing may have been written or changed."""
    before = tree(root / "_hr") if (root / "_hr").exists() else {}
    with pytest.raises(WordedError) as caught:
        give(root, name, **options)
    assert caught.value.code == code
    after = tree(root / "_hr") if (root / "_hr").exists() else {}
    assert {key: after[key] for key in after if key not in ("secret", ".gitignore")} == {
        key: before[key] for key in before if key not in ("secret", ".gitignore")
    }
    assert phrase("zh", code, **caught.value.details)
    return phrase("en", code, **caught.value.details)


def blueprint(root: Path, *rules: dict[str, Any]) -> Choice:
    path = root.parent / "blueprint.yml"
    path.write_text(yaml.safe_dump(list(rules), allow_unicode=True), encoding="utf-8")
    return Choice(blueprint=path)


def keys(assigned: Assigned) -> list[str]:
    return [each.key.partition(".")[2] for each in assigned.record.items]


# What is asked


def test_everything_graded_is_asked_where_nothing_is_said(root: Path) -> None:
    course, _ = load(root)
    assigned = give(root)
    assert keys(assigned) == [item.id for _, item in open_release(course).entries]
    assert Records(root / "_hr").read("term-1") == assigned.record
    assert sorted(tree(root / "_hr" / "term-1")) == [
        "mail-merge.xlsx",
        "package/term-1-en.html",
        "package/term-1-zh.html",
        "release.json",
    ]


def test_items_and_cases_are_asked_in_the_order_of_the_course(root: Path) -> None:
    one, other = "first-case.cost-per-wash-test", "first-case.fact-or-inference-test"
    assert keys(give(root, choice=Choice(items=(one, other, one)))) == ["fact-or-inference-test", "cost-per-wash-test"]
    assert len(keys(give(root, "all", choice=Choice(cases=("first-case",), items=(one,))))) == len(ITEM_TYPES.names())


@pytest.mark.parametrize(
    ("choice", "code", "says"),
    [
        (Choice(cases=("first-cas",)), "assign-unknown-case-near", "Did you mean 'first-case'?"),
        (Choice(cases=("zzz",)), "unknown-case", "Use one of: first-case"),
        (Choice(items=("first-case.yearly-average-tset",)), "assign-unknown-item-near", NUMERIC),
        (Choice(items=("zzz",)), "assign-unknown-item", NUMERIC),
        (Choice(items=("first-case.yearly-average",)), "assign-practice", "practice"),
    ],
)
def test_an_unknown_name_is_answered_with_the_known_ones(root: Path, choice: Choice, code: str, says: str) -> None:
    assert says in refused(root, code, choice=choice)


def test_a_blueprint_chooses_the_same_for_everybody(root: Path) -> None:
    rules = ({"count": 2, "bloom": "analyze"}, {"count": 1, "type": "numeric"}, {"count": 1, "cases": ["first-case"]})
    first = give(root, choice=blueprint(root, *rules))
    assert len(first.record.items) == 4
    assert first.record.pools == ()
    assert keys(give(root, choice=blueprint(root, *rules))) == keys(first)
    drawn = {tuple(keys(give(root, f"term-{number}", choice=blueprint(root, *rules)))) for number in range(2, 9)}
    assert len(drawn) > 1  # another assignment, another choice


def test_pools_are_drawn_for_each_learner_and_share_no_item(root: Path) -> None:
    people = "".join(f"{number}\n" for number in range(60))
    (root.parent / "roster.csv").write_text("工号\n" + people, encoding="utf-8")
    choice = blueprint(root, {"count": 2, "bloom": "analyze"}, {"count": 1, "objective": "judge"})
    record = give(root, choice=choice, draws=("pools",)).record
    secret = Records(root / "_hr").secret()
    pooled = [key for pool in record.pools for key in pool.items]
    assert len(pooled) == len(set(pooled))
    asked_of = [[key for key, _ in asked(record, each.id, secret)] for each in record.roster]
    assert {len(each) for each in asked_of} == {3}
    assert {key for each in asked_of for key in each} == set(pooled)
    assert all(sum(key in pool.items for key in each) == pool.count for each in asked_of for pool in record.pools)


@pytest.mark.parametrize(
    ("rules", "found"),
    [
        ([{"count": 1, "bloom": "analyse"}], [(1, "not-one-of-near")]),
        (
            [{"count": 1, "objective": "juge"}, {"count": 1, "type": "essay"}],
            [(2, "not-one-of-near"), (4, "not-one-of")],
        ),
        ([{"count": 1, "cases": ["first-case", "other"]}], [(3, "not-one-of")]),
        ([{"count": 0}], [(1, "too-small")]),
        ([{"kount": 1}], [(1, "unknown-key-near")]),
        ([{"count": 9, "type": "numeric"}], [(1, "blueprint-unfilled")]),
        ([{"count": 1, "type": "numeric"}, {"count": 1, "type": "numeric"}], [(3, "blueprint-shared")]),
        ([], [(1, "blueprint-empty")]),
    ],
)
def test_a_blueprint_that_cannot_be_filled_says_why(
    root: Path, rules: list[dict[str, Any]], found: list[tuple[int, str]]
) -> None:
    for draws in ((), ("pools",)):
        with pytest.raises(SourceError) as caught:
            give(root, choice=blueprint(root, *rules), draws=draws)
        assert [(each.line, each.code) for each in caught.value.problems] == found
    assert not (root / "_hr" / "term-1").exists()


def test_a_rule_leaves_to_others_what_they_cannot_do_without(root: Path) -> None:
    """Whatever the order of rules, they are filled if they can be."""
    course, _ = load(root)
    entries = open_release(course).entries
    wide, narrow = Rule(count=len(entries) - 1), Rule(count=1, type="numeric")
    for rules in ((wide, narrow), (narrow, wide)):
        for number in range(20):
            filled = fill(rules, Document(Path()), entries, ranking(b"x", "course", str(number)))
            assert sorted(key for each in filled for key in each.chosen) == sorted(item_key(*each) for each in entries)


def test_draws_that_would_draw_nothing_are_refused(root: Path) -> None:
    refused(root, "assign-pools-without-blueprint", draws=("pools",))
    refused(root, "assign-no-variants", draws=("variants",), choice=Choice(items=("first-case.evidence-test",)))


# On what terms


@pytest.mark.parametrize(
    ("written", "zone", "due"),
    [
        ("2026-12-01 18:00", "Asia/Shanghai", "2026-12-01T18:00:00+08:00"),
        ("2026-12-01T18:00", "Europe/London", "2026-12-01T18:00:00+00:00"),
        ("2026/12/1 8:05", "America/New_York", "2026-12-01T08:05:00-05:00"),
        ("2026年12月1日 18：00", "Asia/Shanghai", "2026-12-01T18:00:00+08:00"),
        ("2026年12月1日18:00", "Asia/Shanghai", "2026-12-01T18:00:00+08:00"),
        ("2026-12-01", "Asia/Shanghai", "2026-12-01T23:59:00+08:00"),
        ("2026-12-01 18:00+09:00", "Asia/Shanghai", "2026-12-01T18:00:00+09:00"),
        ("2026-12-01 18:00Z", "Asia/Shanghai", "2026-12-01T18:00:00+00:00"),
        ("2026-10-25 01:30+00:00", "Europe/London", "2026-10-25T01:30:00+00:00"),
    ],
)
def test_a_due_time_is_read_in_its_zone(written: str, zone: str, due: str) -> None:
    assert read_due(written, zone, NOW).isoformat() == due


@pytest.mark.parametrize(
    ("written", "zone", "code"),
    [
        ("tomorrow", "Asia/Shanghai", "assign-due-form"),
        ("12/01/2026", "Asia/Shanghai", "assign-due-form"),
        ("", "Asia/Shanghai", "assign-due-form"),
        ("2026-02-30", "Asia/Shanghai", "assign-due-none"),
        ("2026-12-01 24:30", "Asia/Shanghai", "assign-due-none"),
        ("0000-01-01", "Asia/Shanghai", "assign-due-none"),
        ("9999-12-31 23:59-14:00", "Asia/Shanghai", "assign-due-none"),
        ("2026-12-01 18:00+99:00", "Asia/Shanghai", "assign-due-none"),
        ("2026-06-01 12:00", "Asia/Shanghai", "assign-due-past"),
        ("2025-12-01 18:00", "Asia/Shanghai", "assign-due-past"),
        ("2026-10-25 01:30", "Europe/London", "assign-due-twice"),
        ("2027-03-28 01:30", "Europe/London", "assign-due-skipped"),
        ("2026-12-01 18:00", "Asia/Beijing", "assign-zone"),
        ("2026-12-01 18:00", "../etc/passwd", "assign-zone"),
        ("2026-12-01 18:00", "", "assign-zone"),
    ],
)
def test_a_time_that_is_none_is_refused(written: str, zone: str, code: str) -> None:
    with pytest.raises(HandlingError) as caught:
        read_due(written, zone, NOW)
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert phrase(language, code, **caught.value.details)


def test_terms_are_kept_and_those_unsaid_stay(root: Path) -> None:
    terms = Terms(due="2026-12-01 18:00", pass_percent=80, attempts=2, grace_minutes=30, exempt=("００１２３",))
    first = give(root, terms=terms, titles=("zh=期末", "en=Final")).record
    assert (first.policy.pass_percent, first.policy.attempts, first.policy.late.exempt) == (80, 2, ("00123",))
    again = give(root, terms=Terms(attempts=3, percent_per_day=10))
    assert again.record.policy.due == first.policy.due
    assert (again.record.policy.attempts, again.record.policy.late.grace_minutes) == (3, 30)
    assert again.record.title == {"zh": "期末", "en": "Final"}
    assert [(each.code, each.details["term"]) for each in again.changes or ()] == [
        ("assign-term-changed", "attempts"),
        ("assign-term-changed", "late-percent"),
    ]
    assert give(root, terms=Terms(due="none")).record.policy.due is None


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("assign-name", {"name": "term 1"}),
        ("assign-name", {"name": "../x"}),
        ("assign-name", {"name": "期末"}),
        ("assign-name-reserved", {"name": "open"}),
        ("assign-name-reserved", {"name": "Secret"}),
        ("assign-exempt", {"terms": Terms(exempt=("00125",))}),
        ("assign-title-missing", {"titles": ("zh=期末",)}),
        ("assign-title-twice", {"titles": ("zh=期末", "en=x", "zh=y")}),
        ("assign-title", {"titles": ("  ",)}),
        ("assign-title", {"titles": ("a\u202eb",)}),
    ],
)
def test_odd_options_are_refused(root: Path, code: str, options: dict[str, Any]) -> None:
    refused(root, code, **options)


# Once more


def test_once_more_with_nothing_new_changes_nothing(root: Path) -> None:
    give(root, draws=("order", "variants"))
    before = tree(root / "_hr")
    again = assign(root, order(root), now=datetime(2026, 7, 1, tzinfo=UTC))
    assert again.changes == ()
    after = tree(root / "_hr")
    assert {name: content for name, content in after.items() if not name.endswith("xlsx")} == {
        name: content for name, content in before.items() if not name.endswith("xlsx")
    }


def test_people_come_and_go(root: Path) -> None:
    give(root, draws=("order",))
    kept = (root / "_hr/term-1/package/00124.html").read_bytes()
    (root.parent / "roster.csv").write_text("工号,姓名,语言\n00124,Li Lei,en\n00200,赵六,\n", encoding="utf-8")
    again = give(root)
    assert {each.code: each.details["count"] for each in again.changes or ()} == {
        "assign-people-added": 1,
        "assign-people-gone": 2,
    }
    assert sorted(path.name for path in (root / "_hr/term-1/package").iterdir()) == ["00124.html", "00200.html"]
    assert (root / "_hr/term-1/package/00124.html").read_bytes() == kept


def test_a_corrected_key_is_taken_and_said(root: Path) -> None:
    before = give(root)
    items = read_items(root)
    numeric(items)["answer"] = 16
    write_items(root, items)
    again = give(root)
    assert [each.code for each in again.changes or ()] == ["assign-keys-changed"]
    assert again.record.release == before.record.release
    assert next(each for each in again.record.items if each.key == NUMERIC).source["answer"] == 16


def test_what_was_released_stays_as_it_was(root: Path) -> None:
    one, other = NUMERIC, "first-case.evidence-test"
    first = give(root, choice=Choice(items=(one,)))
    assert other in refused(root, "assign-other-items", choice=Choice(items=(one, other)))
    refused(root, "assign-other-draws", draws=("order",))
    items = read_items(root)
    numeric(items)["stem"]["zh"] += "（改）"
    write_items(root, items)
    assert one in refused(root, "assign-edited-items", choice=Choice(items=(one,)))
    again = give(root, terms=Terms(attempts=1))
    assert again.record.items == first.record.items
    page = (root / "_hr/term-1/package/term-1-zh.html").read_text(encoding="utf-8")
    assert "（改）" not in page
    refused(root, "assign-name-alike", name="TERM-1")


def test_an_interruption_leaves_what_was_there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(root)
    before = tree(root / "_hr")

    def interrupt(*_: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("casebook.assigning.assign.build_sheet", interrupt)
    for name in ("term-1", "term-2"):
        with pytest.raises(KeyboardInterrupt):
            give(root, name, terms=Terms(attempts=1))
    assert tree(root / "_hr") == before
    assert sorted(path.name for path in (root / "_hr").iterdir()) == [".gitignore", "secret", "term-1"]


# What leaves the house


def test_each_learner_gets_a_page_with_a_token_of_their_own(root: Path) -> None:
    record = give(root, draws=("order", "variants")).record
    secret = Records(root / "_hr").secret()
    folder = root / "_hr/term-1/package"
    assert len(list(folder.iterdir())) == len(record.roster) == 3
    for learner, name in zip(record.roster, ("00123", "00124", "1-1-"), strict=True):
        page = next(path for path in folder.iterdir() if path.name.startswith(name)).read_text(encoding="utf-8")
        assert f'data-release="{token(record, learner.id, secret)}"' in page
        assert f'data-learner="{learner.id}"' in page
        assert f'lang="{"en" if learner.language == "en" else "zh-CN"}"' in page
        editions = re.findall(r'<article[^>]*data-item="([^"]+)" data-edition="([^"]+)"', page)
        assert editions == [(key, item.edition()) for key, item in asked(record, learner.id, secret)]
    both = [(folder / f"{name}.html").read_text(encoding="utf-8") for name in ("00123", "00124")]
    assert token(record, "00124", secret) not in both[0]
    assert "00124" not in both[0]


def test_the_sheet_for_mailing_opens_as_it_is(root: Path) -> None:
    record = give(root, draws=("order",), terms=Terms(due="2026-12-01 18:00"), titles=("zh==考核", "en=@test")).record
    sheet = load_workbook(root / "_hr/term-1/mail-merge.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))[1:]
    secret = Records(root / "_hr").secret()
    assert rows[0] == (
        *("00123", "王芳", "客服部", "wang@example.cn", "zh", "package/00123.html", token(record, "00123", secret)),
        *("'=考核", "2026 年 12 月 1 日（星期二）18:00（北京时间）"),
    )
    assert rows[1][7:] == ("'@test", "Tuesday 1 December 2026, 18:00 (Beijing time)")
    assert rows[2][:3] == ("'=1+1", "'+公式", "'@部门")
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_page_asks_nobody_for_anything(root: Path) -> None:
    give(root)
    for page in (root / "_hr/term-1/package").iterdir():
        text = page.read_text(encoding="utf-8")
        outside = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
        assert re.findall(r'(?:href|src|action)="(?!#)([^"]*)"', outside) == ["data:,"]
        assert not re.search(r"<(script|link)[^>]* (src|rel=\"stylesheet\")", text)
        assert "default-src &#39;none&#39;" in text or "default-src 'none'" in text


def test_cases_are_linked_where_the_course_has_an_address(root: Path) -> None:
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("casebook:\n", "casebook:\n  base_url: https://example.com/course\n", 1), "utf-8")
    give(root)
    page = (root / "_hr/term-1/package/term-1-en.html").read_text(encoding="utf-8")
    assert 'href="https://example.com/course/en/cases/first-case.html"' in page


# Nothing of any key


def keyless(root: Path, name: str, **options: Any) -> dict[str, bytes]:
    """Release an assignment with a known secret; return the trainees' package."""
    (root / "_hr").mkdir(exist_ok=True)
    (root / "_hr" / "secret").write_text("5e" * 32 + "\n", encoding="ascii")
    give(root, name, **options)
    return tree(root / "_hr" / name / "package")


def _rekeyed(root: Path) -> Path:
    changed = rekeyed(root, root.parent / "other" / "course")
    items = read_items(changed)
    numeric(items)["variants"][0] |= {"answer": 4711, "rationale": OTHER_WORDS}
    write_items(changed, items)
    (changed.parent / "roster.csv").write_text(ROSTER, encoding="utf-8")
    return changed


@pytest.mark.parametrize("draws", [(), ("order",), ("order", "variants"), ("order", "pools", "variants")])
def test_packages_that_differ_in_keys_are_the_same_bytes(root: Path, draws: tuple[str, ...]) -> None:
    changed = _rekeyed(root)
    rules = ({"count": 2, "bloom": "analyze"}, {"count": 2, "objective": "judge"}, {"count": 1, "type": "numeric"})
    packages = []
    for course in (root, changed):
        choice = blueprint(course, *rules) if "pools" in draws else Choice()
        packages.append(keyless(course, "term-1", draws=draws, choice=choice))
    assert packages[0] == packages[1]
    one, two = (Records(course / "_hr").read("term-1") for course in (root, changed))
    assert one.release == two.release
    assert [each.edition for each in one.items] == [each.edition for each in two.items]
    assert all(mine.hash != other.hash for mine, other in zip(one.items, two.items, strict=True))


def _leak_scoring(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = assignment_page.item_fragment
    monkeypatch.setattr(
        assignment_page,
        "item_fragment",
        lambda block, *rest, **options: honest(block, *rest, **options) + repr(block.item.scoring()),
    )


def _leak_practice(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = assignment_page.item_fragment
    monkeypatch.setattr(
        assignment_page,
        "item_fragment",
        lambda block, *rest, **options: honest(replace(block, graded=False), *rest, **options),
    )


def _leak_token(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = package.token
    monkeypatch.setattr(package, "token", lambda record, *rest: honest(record, *rest)[:6] + record.items[0].hash[:6])


@pytest.mark.parametrize("leak", [_leak_scoring, _leak_practice, _leak_token])
def test_a_planted_leak_is_seen(
    root: Path, leak: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    leak(monkeypatch)
    changed = _rekeyed(root)
    assert keyless(root, "term-1", draws=("order",)) != keyless(changed, "term-1", draws=("order",))


def test_the_record_and_the_secret_stay_with_hr(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assign", "term-1", "--course", str(root), "--roster", str(root.parent / "roster.csv")]
    assert main([*words, "--draw", "order", "--draw", "variants"]) == 0
    assert main(words) == 0
    said = "".join(capsys.readouterr())
    secret = (root / "_hr" / "secret").read_text(encoding="ascii").strip()
    record = Records(root / "_hr").read("term-1")
    assert secret not in said
    for name, content in tree(root / "_hr" / "term-1").items():
        assert secret.encode() not in content
        if name.startswith("package/"):
            text = content.decode()
            assert "casebook-release" not in text
            assert [each.hash for each in record.items if each.hash in text] == []
            assert not any(reason["zh"] in text for reason in _reasons(load(root)[0]))
    assert secret not in json.dumps(record.model_dump(mode="json"))


def _reasons(course: Course) -> list[Any]:
    items = [item for case in course.cases for item in case.exercise.graded]
    reasons = [text for item in items for text in item.rationales().values()]
    return reasons + [text for item in items for text in item.model_answers()]


# Variants of items


def test_a_variant_is_the_item_with_other_fields(root: Path) -> None:
    course, _ = load(root)
    item = next(item for _, item in open_release(course).entries if item.type == "numeric")
    one, other = item.versions()
    assert one is item
    assert (other.id, other.points, other.objective) == (item.id, item.points, item.objective)
    assert other.stem["en"] == VARIANT["stem"]["en"]  # type: ignore[index]
    assert (item.answer, other.answer) == (15, 10)  # type: ignore[attr-defined]
    items = read_items(root)
    del numeric(items)["variants"]
    write_items(root, items)
    plain = next(item for _, item in open_release(load(root)[0]).entries if item.type == "numeric")
    assert plain.edition() == item.edition() != other.edition()
    assert open_release(load(root)[0]).id == open_release(course).id


def test_every_type_can_have_variants(root: Path) -> None:
    items = read_items(root)
    for item in items["graded"]:
        item["variants"] = [{"stem": {"zh": f"另一问{item['id']}？", "en": f"Another {item['id']}?"}}]
    write_items(root, items)
    record = give(root, draws=("variants",)).record
    secret = Records(root / "_hr").secret()
    drawn = {
        item.stem["zh"].startswith("另一问") for number in range(20) for _, item in asked(record, str(number), secret)
    }
    assert drawn == {True, False}


@pytest.mark.parametrize(
    ("variant", "line", "code"),
    [
        ({"id": "other"}, "id: other", "variant-fixed"),
        ({"points": 3}, "points: 3", "variant-fixed"),
        ({"answer": "x"}, "answer: x", "wrong-type"),
        ({"answer": 3}, "answer: 3", "variant-same"),
        ({"stems": 1}, "stems: 1", "unknown-key-near"),
        ({"stem": {"zh": "一共多少？"}}, "zh: 一共多少？", "text-missing-language"),
        ({"stem": {"zh": "多少,你说？", "en": "How many?"}}, "zh: 多少,你说？", "half-width"),
        ({"stem": {"zh": "{case}`none` 多少？", "en": "How many in {case}`none`?"}}, "en: How", "unknown-target"),
    ],
)
def test_a_variant_that_cannot_be_is_reported_at_its_line(root: Path, variant: Any, line: str, code: str) -> None:
    items = read_items(root)
    numeric(items)["variants"] = [variant]
    write_items(root, items)
    path = root / "exercises" / "first-case.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(number for number, each in enumerate(lines) if "variants:" in each)
    wanted = next(number for number, each in enumerate(lines[start:], start + 1) if line in each)
    found = [(each.line, each.code) for each in examine(root)[1] if not each.is_warning]
    assert (wanted, code) in found or (wanted - 1, code) in found


def test_a_rule_of_item_writing_is_applied_to_variants(root: Path) -> None:
    items = read_items(root)
    single = next(item for item in items["graded"] if item["type"] == "single-choice")
    single["variants"] = [{"stem": {"zh": "请选一项。", "en": "Choose one."}}]
    write_items(root, items)
    assert [each.code for each in examine(root)[1]].count("stem-not-a-question") == 2  # once for each language


def test_variants_of_graded_items_do_not_stand_in_the_open_site(root: Path) -> None:
    course, _ = load(root)
    case = course.cases[0]
    words = Words(course, case, "en", "../")
    shown = items_script(case, words) + str(build_notebook(course, case, "en"))
    for number, item in enumerate(case.exercise.graded, start=1):
        shown += item_fragment(ItemBlock("x", item, number, graded=True), words)
    assert "600,000" not in shown
    assert "450,000" in shown


# The door


def test_problems_of_a_roster_are_listed_with_their_rows(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    (root.parent / "roster.csv").write_text("工号,邮箱\n1,x\n1,\n", encoding="utf-8")
    assert main(["assign", "t", "--course", str(root), "--roster", str(root.parent / "roster.csv")]) == 1
    said = capsys.readouterr().err
    assert "roster.csv:2: 'x' is not an e-mail address." in said
    assert "roster.csv:3: The id '1' stands in row 2 already." in said
    assert not (root / "_hr" / "t").exists()
    assert main(["assign", "t", "--course", str(root), "--roster", str(root.parent / "none.csv")]) == 1


@pytest.mark.parametrize("path", ["none.yml", "folder", "binary"])
def test_a_blueprint_that_cannot_be_read_is_refused(root: Path, path: str) -> None:
    (root.parent / "folder").mkdir()
    (root.parent / "binary").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CasebookError):
        give(root, choice=Choice(blueprint=root.parent / path))


def test_select_is_in_the_order_of_the_course_whatever_the_secret(root: Path) -> None:
    course, _ = load(root)
    choice = blueprint(root, {"count": 5})
    for number in range(10):
        selection = select(course, choice, in_pools=False, rank=ranking(bytes([number]), "c", "a"))
        order_of = [item_key(*each) for each in selection.entries]
        whole = [item_key(*each) for each in open_release(course).entries]
        assert order_of == [key for key in whole if key in order_of]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_the_manual_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    text = (ROOT / "book" / language / "manual" / "assign.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    monkeypatch.chdir(tmp_path)
    every_type_course(tmp_path / "my-course")
    for kind, body in blocks:
        if kind == "text":
            Path("staff.csv").write_text(body, encoding="utf-8")
        elif kind == "yaml":
            Path("blueprint.yml").write_text(body, encoding="utf-8")
        elif kind == "sh":
            assert main(shlex.split(body)[1:]) == 0, body
    assert Records(tmp_path / "my-course" / "_hr").assignments() == ["term-1", "term-2", "term-3"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_variant_in_the_manual_is_one(root: Path, language: str) -> None:
    text = (ROOT / "book" / language / "manual" / "items.md").read_text(encoding="utf-8")
    (example,) = [
        body for body in re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL) if "variants:" in body
    ]
    items = read_items(root)
    items = {"practice": items["practice"][:3], "graded": yaml.safe_load(example)}
    write_items(root, items)
    course, _ = load(root)
    assert [each.answer for each in course.cases[0].exercise.graded[0].versions()] == [15, 10]  # type: ignore[attr-defined]
