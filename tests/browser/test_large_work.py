"""My work in a large course, whose page lists only what one has begun: for the rest it does what it does elsewhere."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser import test_work
from browser.answered import WANG, everything, holds
from browser.reading import LANGUAGES, PHONE, Visit
from browser.test_handin import SHIFTS
from browser.test_pages import overflow, violations
from browser.test_work import slot, total
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]

enter = test_work.enter
test_what_is_left = test_work.test_what_is_left_and_what_was_changed
test_nothing_kept = test_work.test_with_nothing_kept_it_says_how_to_begin
test_all_done = test_work.test_when_all_is_done_nothing_is_left
test_another_device = test_work.test_everything_moves_to_another_device
test_differing = test_work.test_where_device_and_file_differ_one_chooses
test_whose = test_work.test_whose_the_file_is_is_asked
test_bad_files = test_work.test_bad_files_are_refused_in_clear_words
test_clearing = test_work.test_clearing_says_what_goes_and_offers_to_save_first
test_paper = test_work.test_the_answers_on_paper_are_in_words
test_another_tab = test_work.test_another_tab_is_followed
test_keyboard = test_work.test_by_keyboard_alone


@pytest.fixture
def small_web(large_web: str) -> str:
    return large_web


def of(case: str, course: Course) -> dict[str, object]:
    """Return records of one case alone."""
    return {key: each for key, each in everything(course).items() if key.rpartition(":")[2].split(".")[0] == case}


def rows(page: Page) -> list[str | None]:
    return [each.get_attribute("data-case") for each in page.locator("#own-work [data-case]").all()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cases_are_listed_once_they_are_begun(enter: Callable[..., Page], small: Course, language: str) -> None:
    words = labels(language)
    first, second = small.cases
    page = enter(language, of("second-case", small), WANG)
    expect(slot(page, "decision", second.id)).to_have_text(words["work_decided"])
    assert rows(page) == [second.id]
    tried, asked = (sum(len(getattr(each.exercise, part)) for each in small.cases) for part in ("practice", "graded"))
    expect(total(page)).to_have_text(
        words["work_total"].format(practice=1, practices=tried, right=1, graded=1, gradeds=asked)
    )
    page.evaluate("held => Object.entries(held).forEach(each => casebook.storage.set(...each))", of(first.id, small))
    page.reload()
    expect(slot(page, "decision", first.id)).to_have_text(words["work_decided"])
    assert rows(page) == [first.id, second.id], "in the order of the course"
    assert page.locator("#own-work h2, #own-work .progress h3").all_text_contents() == [
        words["work_begun"],
        first.file.title[language],
        second.file.title[language],
    ]


@pytest.mark.parametrize("name", ["my-work", "hand-in"])
def test_the_page_says_nothing_of_a_case_that_is_not_begun(
    large_web: str, visit: Callable[..., Visit], name: str
) -> None:
    page = visit().open(f"{large_web}zh/{name}.html")
    assert "first-case" not in page.locator("main").inner_html()


@pytest.mark.parametrize("name", ["my-work", "hand-in"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_moves_and_all_of_it_fits(
    large_web: str, visit: Callable[..., Visit], small: Course, language: str, name: str
) -> None:
    page = visit(PHONE).open(f"{large_web}{language}/{name}.html")
    test_work.put(page, everything(small), WANG)
    page.add_init_script(SHIFTS)
    page.reload()
    expect(page.locator("main [data-case]")).to_have_count(2)
    assert page.evaluate("shifts.reduce((sum, each) => sum + each, 0)") < 0.001
    assert violations(page, name) + overflow(page, name, PHONE) == []


def test_what_is_of_a_case_that_is_gone_stays(visit: Callable[..., Visit], large_web: str, small: Course) -> None:
    """Whether a case is gone or cannot be reached just now, nobody knows."""
    reader = visit()
    page = reader.open(f"{large_web}zh/my-work.html")
    test_work.put(page, everything(small) | {"decision:gone-case": {"option": "a", "reason": "b"}}, WANG)
    expect(page.locator("#own-work [data-case]")).to_have_count(2)
    expect(page.locator("[data-slot=gone]")).to_have_text("")
    assert any("gone-case" in key for key in holds(page))
    assert all("items/gone-case.js" in each for each in reader.problems)
    reader.problems.clear()


def test_a_key_that_is_no_id_fetches_nothing(visit: Callable[..., Visit], large_web: str) -> None:
    reader = visit()
    page = reader.open(f"{large_web}zh/my-work.html")
    page.evaluate("casebook.storage.set('decision:../../../x', { option: 'a', reason: 'b' })")
    page.reload()
    expect(total(page)).not_to_have_text("")
    assert not [url for url in reader.asked if url.partition("?")[0].endswith("/x.js")]


@pytest.mark.parametrize("name", ["my-work", "hand-in"])
def test_without_scripts_it_says_what_to_do(large_web: str, visit: Callable[..., Visit], name: str) -> None:
    page = visit(PHONE, java_script_enabled=False).open(f"{large_web}zh/{name}.html")
    expect(page.locator("noscript p").first).to_be_visible()
