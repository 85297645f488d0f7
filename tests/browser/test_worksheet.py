"""The worksheet keeps what is written on it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, PHONE, Visit, decide
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-gate"), pytest.mark.timeout(120)]


def fields(page: Page) -> list[str]:
    return [each.input_value() for each in page.locator("#worksheet textarea").all()]


def fill(page: Page) -> list[str]:
    written = [f"{number}：看 10 分钟\n<b>“原话”</b>" for number in range(page.locator("#worksheet textarea").count())]
    for field, words in zip(page.locator("#worksheet textarea").all(), written, strict=True):
        field.fill(words)
    return written


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_kept(visit: Callable[..., Visit], place: str, course: Course, language: str) -> None:
    page = visit(PHONE).open(f"{place}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    assert page.locator("#worksheet textarea").count() == len(course.cases[0].file.transfer)
    written = fill(page)
    expect(page.locator("#worksheet [role=status]")).to_have_text(labels(language)["worksheet_saved"])
    page.reload()
    assert fields(page) == written


@pytest.mark.parametrize("language", LANGUAGES[:1])
def test_words_of_the_last_moment_are_kept(
    visit: Callable[..., Visit], web: str, course: Course, language: str
) -> None:
    page = visit(PHONE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    written = fill(page)
    page.goto(f"{web}{language}/index.html")  # at once, before a pause in the typing
    page.go_back()
    assert fields(page) == written


@pytest.mark.parametrize("language", LANGUAGES[:1])
def test_clearing(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    page = visit(PHONE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    clear = page.locator("#worksheet [data-act=clear]")
    expect(clear).to_be_hidden()
    written = fill(page)
    clear.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(labels(language)["worksheet_clear_ask"])
    dialog.locator("[data-act=no]").click()
    assert fields(page) == written
    clear.click()
    dialog.locator("[data-act=yes]").click()
    expect(page.locator("#worksheet [role=status]")).to_have_text(labels(language)["worksheet_cleared"])
    page.reload()
    assert set(fields(page)) == {""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_browser_says_so(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    page = reader.open(f"{web}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    written = fill(page)
    expect(page.locator("#keeping")).to_have_text(labels(language)["storage_full"])
    expect(page.locator("#worksheet [role=status]")).not_to_have_text(labels(language)["worksheet_saved"], timeout=2000)
    assert fields(page) == written


def test_tabs_are_in_step(visit: Callable[..., Visit], web: str, course: Course) -> None:
    reader = visit(PHONE)
    one, other = (reader.open(f"{web}zh/cases/{course.cases[0].id}.html") for _ in range(2))
    decide(one, "zh")
    expect(other.locator("#worksheet")).to_be_visible()
    one.locator("#worksheet textarea").first.fill("第一栏")
    other.locator("#worksheet textarea").last.fill("最后一栏")
    for page in (one, other):
        expect(page.locator("#worksheet textarea").first).to_have_value("第一栏")
        expect(page.locator("#worksheet textarea").last).to_have_value("最后一栏")
