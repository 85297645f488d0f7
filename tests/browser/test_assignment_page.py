"""The page of an assignment: one file that works from a folder, and hands in what HR can read."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import every_type_course, read_items, write_items
from playwright.sync_api import Page, expect

from browser.answering import IDS, RIGHT, TYPES, by_keyboard, by_mouse, by_touch
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from browser.test_handin import downloaded, file_of, name_oneself, says
from browser.test_pages import open_without_scripts, overflow, violations
from casebook.answers import read_answers, to_json
from casebook.assigning.assign import Order, assign
from casebook.assigning.terms import Terms
from casebook.labels import labels
from casebook.model.assignment import ReleaseRecord
from casebook.model.drawing import asked, token
from casebook.records import Records

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]

CASE = "first-case"
WANG = {"id": "00123", "name": "王芳"}
ROSTER = "工号,姓名,语言\n00123,王芳,中文\n00124,Li Lei,English\nno-name,,en\n"


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Two assignments of every item type: `plain` is the same for all, `drawn` is each learner's own."""
    folder = tmp_path_factory.mktemp("assigned")
    root = every_type_course(folder / "course")
    items = read_items(root)
    numeric = next(item for item in items["graded"] if item["type"] == "numeric")
    numeric["variants"] = [{"stem": {"zh": "另一个问题？", "en": "Another question?"}, "answer": 15}]
    write_items(root, items)
    roster = folder / "roster.csv"
    roster.write_text(ROSTER, encoding="utf-8")
    terms = Terms(due="2026-12-01 18:00", attempts=1)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assign(root, Order("plain", roster, titles=("zh=期末考核", "en=Final test"), terms=terms), now=now)
    assign(root, Order("drawn", roster, draws=("order", "variants")), now=now)
    return Records(root / "_hr")


@pytest.fixture
def address(records: Records) -> Callable[[str], str]:
    """Give the address of a page by assignment and name."""
    return lambda name: (records.folder / name.replace("/", "/package/")).as_uri() + ".html"


def article(page: Page, name: str) -> Any:
    return page.locator(f"#item-{CASE}--{IDS[name]}-test")


def answer_all(page: Page, way: Callable[[Any, Any], None] = by_mouse) -> None:
    for name in TYPES:
        way(article(page, name), RIGHT[name])
    expect_all_answered(page)


def expect_all_answered(page: Page) -> None:
    expect(page.locator("#graded-head progress")).to_have_js_property("value", len(TYPES))
    expect(page.locator("#check .chips [data-state=answered]")).to_have_count(len(TYPES))


def responses(content: Any) -> dict[str, Any]:
    """Return what was answered by item; options that are chosen together have no order."""
    found = {
        key.removeprefix(f"{CASE}.").removesuffix("-test"): each["response"] for key, each in content["answers"].items()
    }
    if (many := IDS["multiple-choice"]) in found:
        found[many] = sorted(found[many])
    return found


def expected() -> dict[str, Any]:
    return {IDS[name]: RIGHT[name] for name in TYPES}


@pytest.mark.parametrize("way", [by_mouse, by_touch, by_keyboard])
def test_answers_are_handed_in_from_a_folder(
    visit: Callable[..., Visit], address: Callable[[str], str], records: Records, way: Callable[..., None]
) -> None:
    reader = visit(PHONE if way is by_touch else WIDE)
    page = reader.open(address("plain/plain-zh"))
    answer_all(page, way)
    page = reader.open(page.url)
    expect_all_answered(page)  # kept; what one process of the browser keeps reaches another a moment later
    name_oneself(page, WANG)
    name, content = downloaded(page)
    file = read_answers(content)
    assert name == "answers-plain-00123.json"
    assert (file.assignment, file.release, file.language) == ("plain", records.read("plain").release, "zh")
    assert (file.learner.id, file.learner.name) == ("00123", "王芳")
    assert responses(file.content()) == expected()
    assert {key: each.edition for key, each in file.answers.items()} == {
        each.key: each.edition for each in records.read("plain").items
    }
    assert {url for url in reader.asked if not url.startswith("blob:")} == {page.url.partition("#")[0]}


@pytest.mark.parametrize(("learner", "language"), [("00123", "zh"), ("00124", "en"), ("no-name", "en")])
def test_a_learners_own_page_bears_their_token(
    visit: Callable[..., Visit], address: Callable[[str], str], records: Records, learner: str, language: str
) -> None:
    record: ReleaseRecord = records.read("drawn")
    page = visit().open(address(f"drawn/{learner}"))
    expect(page.get_by_label(labels(language)["hand_id"])).to_have_value(learner)
    expect(page.get_by_label(labels(language)["hand_id"])).not_to_be_editable()
    answer_all(page)
    file = file_of(page)
    assert file.release == token(record, learner, records.secret())
    assert (file.learner.id, file.language) == (learner, language)
    assert responses(file.content()) == expected()
    mine = {key: item.edition() for key, item in asked(record, learner, records.secret())}
    assert {key: each.edition for key, each in file.answers.items()} == mine


def test_pages_of_two_learners_in_one_browser_keep_to_themselves(
    visit: Callable[..., Visit], address: Callable[[str], str]
) -> None:
    reader = visit()
    wang, li = reader.open(address("drawn/00123")), reader.open(address("drawn/00124"))
    by_mouse(article(wang, "single-choice"), "b")  # and hand in at once
    assert responses(file_of(wang).content()) == {IDS["single-choice"]: "b"}
    by_mouse(article(li, "single-choice"), "c")
    file = file_of(li)
    assert responses(file.content()) == {IDS["single-choice"]: "c"}
    assert wang.evaluate("localStorage.getItem(`casebook:${casebook.course}:learner`)") is None
    wang.locator("#file").set_input_files({"name": "x.json", "mimeType": "", "buffer": to_json(file).encode()})
    expect(says(wang, "files")).to_contain_text("Li Lei")
    assert responses(file_of(wang).content()) == {IDS["single-choice"]: "b"}


def test_an_answers_file_is_gone_on_from(visit: Callable[..., Visit], address: Callable[[str], str]) -> None:
    page = visit().open(address("plain/plain-en"))
    answer_all(page)
    name_oneself(page, WANG, "en")
    _, content = downloaded(page)
    fresh = visit().open(page.url)
    fresh.locator("#file").set_input_files({"name": "x.json", "mimeType": "", "buffer": content})
    fresh.locator("#ask [data-act=yes]").click()
    expect(says(fresh, "files")).to_contain_text("Opened")
    expect(fresh.locator("#check .chips [data-state=answered]")).to_have_count(len(TYPES))
    expect(article(fresh, "single-choice").locator("input[value=a]")).to_be_checked()
    assert responses(file_of(fresh).content()) == expected()


def test_another_person_on_the_device_begins_afresh(visit: Callable[..., Visit], address: Callable[[str], str]) -> None:
    page = visit().open(address("plain/plain-zh"))
    by_mouse(article(page, "single-choice"), "b")
    name_oneself(page, WANG)
    expect(article(page, "single-choice").locator("input[value=b]")).to_be_checked()
    by_mouse(article(page, "true-false"), "true")
    name_oneself(page, {"id": "00124", "name": ""})
    page.locator("#ask [data-act=other]").click()
    expect(page.locator("article.item input:checked")).to_have_count(0)
    expect(page.locator("#check .chips [data-state=answered]")).to_have_count(0)
    page.locator("#learner-id").fill(WANG["id"])
    page.locator("#learner-id").press("Enter")
    page.locator("#ask [data-act=other]").click()
    expect(page.locator("article.item input:checked")).to_have_count(2)
    assert responses(file_of(page).content()) == {IDS["single-choice"]: "b", IDS["true-false"]: "true"}


def test_the_head_says_what_until_when_and_how_much(visit: Callable[..., Visit], address: Callable[[str], str]) -> None:
    page = visit().open(address("plain/plain-zh"))
    expect(page.locator("h1")).to_have_text("期末考核")
    expect(page.locator(".facts")).to_contain_text("2026 年 12 月 1 日（星期二）18:00（北京时间）")
    expect(page.locator(".facts")).to_contain_text("9 题，共 21 分")
    expect(page.locator(".facts")).to_contain_text("60%（12.6 分）")
    expect(page.locator(".facts")).to_contain_text("只能交一次")
    page = visit().open(address("plain/plain-en"))
    expect(page.locator(".facts")).to_contain_text("Tuesday 1 December 2026, 18:00 (Beijing time)")
    page.locator("#check .chips a").nth(4).click()
    expect(page.locator("article.item").nth(4)).to_be_in_viewport()


@pytest.mark.parametrize("name", ["plain/plain-zh", "plain/plain-en", "drawn/00124"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_everybody_can_use_it(
    visit: Callable[..., Visit], address: Callable[[str], str], name: str, scheme: str, width: int
) -> None:
    page = visit(width, color_scheme=scheme).open(address(name))
    found = violations(page, "empty") + overflow(page, "empty", width)
    answer_all(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found += violations(page, "answered") + overflow(page, "answered", width)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_can_be_read(visit: Callable[..., Visit], records: Records, language: str) -> None:
    folder = records.folder / "plain" / "package"
    page = open_without_scripts(visit(PHONE), folder, "http://127.0.0.1:1/", f"plain-{language}.html")
    expect(page.locator("article.item")).to_have_count(len(TYPES))
    expect(page.locator("main button:visible")).to_have_count(0)
    assert violations(page, "without scripts") == []


def test_paper_has_the_items_and_a_place_for_the_name(
    visit: Callable[..., Visit], address: Callable[[str], str]
) -> None:
    page = visit().open(address("plain/plain-zh"))
    page.emulate_media(media="print")
    expect(page.locator(".on-paper")).to_be_visible()
    expect(page.locator("article.item:visible")).to_have_count(len(TYPES))
    expect(
        page.locator("main button:visible, #who:visible, #files:visible, #check:visible, .top:visible")
    ).to_have_count(0)


def test_the_policy_stops_what_does_not_stand_in_the_page(
    visit: Callable[..., Visit], address: Callable[[str], str], records: Records, tmp_path: Path
) -> None:
    text = (records.folder / "plain/package/plain-zh.html").read_text(encoding="utf-8")
    added = "<script>document.title = 'taken'</script><img src='x' onerror=\"document.title = 'taken'\"></body>"
    (tmp_path / "changed.html").write_text(text.replace("</body>", added), encoding="utf-8")
    reader = visit()
    page = reader.open((tmp_path / "changed.html").as_uri())
    page.wait_for_load_state()
    assert "taken" not in page.title()
    assert reader.problems
    assert all(re.search("Content Security Policy|ERR_FILE_NOT_FOUND|blocked", each) for each in reader.problems)
    reader.problems.clear()
