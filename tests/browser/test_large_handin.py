"""Handing in in a large course, whose page lists only what one has answered: for the rest it does what it does elsewhere."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser import test_handin
from browser.answered import LI, WANG, answers, graded, put
from browser.reading import LANGUAGES, Visit
from browser.test_handin import downloaded
from casebook.answers import read_answers
from casebook.labels import labels
from casebook.model import Course, item_key

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-answers"), pytest.mark.timeout(180)]

enter = test_handin.enter
test_what_python_reads = test_handin.test_the_file_is_what_python_reads
test_only_this_assignment = test_handin.test_only_the_items_of_the_assignment_are_handed_in
test_copied = test_handin.test_copied_as_text
test_correcting_an_id = test_handin.test_correcting_an_id_takes_the_answers_along
test_two_people = test_handin.test_two_people_on_one_device_do_not_see_each_others_answers
test_another_tab = test_handin.test_another_tab_is_followed
test_answers_change = test_handin.test_after_handing_in_the_page_knows_and_says_when_answers_change
test_opened_again = test_handin.test_a_file_is_opened_again_on_another_device
test_differing = test_handin.test_where_device_and_file_differ_one_chooses
test_earlier_edition = test_handin.test_a_file_of_an_earlier_edition_is_kept_and_says_so
test_bad_files = test_handin.test_bad_files_are_refused_in_clear_words
test_keyboard = test_handin.test_by_keyboard_alone


@pytest.fixture
def small_web(large_web: str) -> str:
    return large_web


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_answered_is_listed_and_the_rest_is_counted(
    enter: Callable[..., Page], small: Course, language: str
) -> None:
    words, asked = labels(language), graded(small)
    page = enter(language, answers(small, count=1), WANG)
    expect(page.locator("#check [data-case]")).to_have_count(1)
    expect(page.locator("#check [data-item][data-state=answered]")).to_have_count(1)
    expect(page.locator("#check [data-slot=total]")).to_contain_text(words["hand_total"].format(done=1, all=len(asked)))
    expect(page.locator("#check [data-slot=total]")).to_contain_text(words["hand_left"].format(n=len(asked) - 1))


def test_nothing_is_left_out_where_rows_do_not_come(visit: Callable[..., Visit], large_web: str, small: Course) -> None:
    reader = visit()
    page = reader.open(f"{large_web}zh/hand-in.html")
    put(page, answers(small), WANG)
    page.route(re.compile(r".*/items/.*"), lambda route: route.abort())
    page.reload()
    expect(page.locator("#check [data-case]")).to_have_count(0)
    file = read_answers(downloaded(page)[1])
    assert set(file.answers) == {item_key(case, item) for case, item in graded(small)}
    reader.problems.clear()  # what was stopped here


def test_who_comes_back_hands_in_what_was_theirs(enter: Callable[..., Page], small: Course) -> None:
    """Their rows are not on the page while another person is."""
    page = enter(held=answers(small), who=WANG)
    page.evaluate("who => casebook.storage.become(who, false)", LI)
    page.reload()
    expect(page.locator("#check [data-case]")).to_have_count(0)
    page.get_by_label(labels("zh")["hand_id"]).fill(WANG["id"])
    page.get_by_label(labels("zh")["hand_name"]).fill(WANG["name"])
    page.locator("[data-act=file]").click()
    with page.expect_download() as started:
        page.get_by_role("button", name=labels("zh")["hand_another"]).click()
    with open(started.value.path(), "rb") as file:  # noqa: PTH123 - the browser's own
        assert set(read_answers(file.read()).answers) == {item_key(case, item) for case, item in graded(small)}
