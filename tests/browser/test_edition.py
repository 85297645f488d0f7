"""The instructor's edition before its reader: accessible, no wider than the screen, its mark seen and printed, searchable."""

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from conftest import Silent
from edition import build_editions, noted_course
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, pages_of, unfold
from browser.serving import served
from browser.test_pages import overflow, violations

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-edition"), pytest.mark.timeout(300)]

OURS = ("teaching", "answers", "cases")
MARKS = {"zh": "讲师版 · 请勿发给学员", "en": "Instructor's copy: do not pass on to trainees"}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    course = noted_course(tmp_path_factory.mktemp("noted") / "course")
    return build_editions(course, shared_cache, Silent())[1]


@pytest.fixture(scope="module")
def address(edition: Path) -> Iterator[str]:
    with served(edition) as address:
        yield address


@pytest.mark.parametrize(("scheme", "width"), product(("light", "dark"), (WIDE, PHONE)))
def test_pages_are_accessible_and_fit(
    visit: Callable[..., Visit], address: str, edition: Path, soak: bool, scheme: str, width: int
) -> None:
    problems: list[str] = []
    page = visit(width, color_scheme=scheme).open("about:blank")
    for language in LANGUAGES:
        for path in pages_of(edition, language):
            ours = path.split("/")[1] in OURS or path.endswith("/index.html")
            if soak or (ours and (language == "zh") == (width == PHONE)):
                page.goto(address + path)
                unfold(page, language)
                problems += violations(page, "unfolded") + overflow(page, "unfolded", width)
    assert not problems, "\n".join(problems)


def test_the_mark_is_seen_and_printed(visit: Callable[..., Visit], edition: Path) -> None:
    for language in LANGUAGES:
        page = visit().open((edition / language / "teaching" / "first-case.html").as_uri())
        mark = page.locator(".copy-mark")
        expect(mark).to_be_in_viewport()
        expect(mark).to_have_text(MARKS[language])
        page.emulate_media(media="print")
        expect(mark).to_be_visible()
        expect(page.locator(".board")).to_be_visible()
        held = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--copy-mark')")
        assert held.strip().strip('"') == MARKS[language]


def test_no_pane_of_the_board_is_cut_off(visit: Callable[..., Visit], edition: Path) -> None:
    for width in (WIDE, PHONE):
        page = visit(width).open((edition / "zh" / "teaching" / "first-case.html").as_uri())
        assert page.evaluate(
            "[...document.querySelectorAll('.pane')].every(each => each.scrollWidth <= each.clientWidth + 1)"
        )


def _search(page: Page, edition: Path, language: str, words: str) -> list[str]:
    page.goto((edition / language / "search.html").as_uri() + f"?q={words}")
    expect(page.locator("#search-results li").first).to_be_visible()
    return [each.get_attribute("href") or "" for each in page.locator("#search-results li a").all()]


def test_the_search_leads_to_notes_and_answers(visit: Callable[..., Visit], edition: Path) -> None:
    page = visit().open("about:blank")
    for language, words in (("zh", "卡片"), ("en", "checkpoint")):
        assert any("teaching/first-case" in each for each in _search(page, edition, language, words))
    assert any("answers/first-case" in each for each in _search(page, edition, "en", "hidden"))
