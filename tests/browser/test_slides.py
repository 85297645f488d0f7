"""Slides in Chromium, opened as files: nothing cut off, nothing asked of anybody, the vote, the timer, the presenter view."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT
from decks import drawn, kitchen, long_part, taught, write_deck
from playwright.sync_api import Locator, Page, expect

from browser.reading import Visit
from browser.test_pages import AXE
from casebook.loader import load
from casebook.slides import asset_files, case_part, notes_sheet, slide_sheet

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-slides"), pytest.mark.timeout(240)]

SIZES = ((1280, 720), (1920, 1080))
OUTSIDE = """() => {
    const live = document.querySelector('.reveal') !== null;
    const slide = live ? Reveal.getCurrentSlide().querySelector('.slide') : document.querySelector('.at-work');
    const box = slide.getBoundingClientRect(), found = [];
    const say = (what, each) => found.push(`${what}: ${each.nodeName}.${each.className} ${each.textContent.trim().slice(0, 40)}`);
    const fits = box.left > -1 && box.top > -1 && box.right < innerWidth + 1 && box.bottom < innerHeight + 1;
    if (live && !fits) say('larger than the screen', slide);
    if (slide.scrollWidth > slide.clientWidth || slide.scrollHeight > slide.clientHeight) say('would scroll', slide);
    const foot = box.bottom - 56 * box.width / 1280; /* where the controls are */
    for (const each of slide.querySelectorAll('*')) {
        const place = each.getBoundingClientRect(), style = getComputedStyle(each);
        if (!place.width || !place.height) continue;
        if (place.left < box.left - 1 || place.right > box.right + 1) say('beside the slide', each);
        if (place.top < box.top - 1 || place.bottom > foot + 1) say('above or below the slide', each);
        const wide = each.scrollWidth > each.clientWidth + 1, high = each.scrollHeight > each.clientHeight + 1;
        if (style.overflow !== 'visible' && (wide || high)) say('cut off', each);
        if (style.display !== 'inline' && each.clientWidth && wide) say('too wide', each);
    }
    const blocks = [...slide.children].filter(each => getComputedStyle(each).position !== 'absolute' && each.offsetHeight);
    blocks.slice(1).forEach((each, at) => {
        if (each.getBoundingClientRect().top < blocks[at].getBoundingClientRect().bottom - 1) say('over another', each);
    });
    return found;
}"""


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deck of the school kitchen, as a file."""
    course, part = kitchen()
    return write_deck(tmp_path_factory.mktemp("kitchen"), course, [part], "en", "Friday's stew", "may-12")


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory, deck: Path) -> list[Path]:
    """That deck, those of the shipped cases, and one whose every text is as long as it may be, in each language."""
    folder = tmp_path_factory.mktemp("decks")
    written = [deck]
    course, _ = load(ROOT)
    for language in course.languages:
        for case in taught(course):
            part = case_part(case, drawn(case))
            written.append(write_deck(folder, course, [part], language, case.file.title[language]))
        long_course, long = long_part()
        written.append(write_deck(folder / "long", long_course, [long], language, "Long"))
    return written


def ready(page: Page) -> Page:
    page.wait_for_function("window.Reveal && Reveal.isReady()", polling=100)
    return page


def each_slide(page: Page) -> Iterator[str]:
    """Show the slides one after the other with all that comes line by line, and give where each is."""
    for number in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate("number => Reveal.slide(number, 0, 99)", number)
        yield f"{page.url} {number}"


def go_to(page: Page, selector: str, at: int = 0) -> Locator:
    """Show the slide that holds something, and return it."""
    number = page.evaluate(
        "([selector, at]) => Reveal.getSlides().indexOf(document.querySelectorAll(selector)[at].closest('section'))",
        [selector, at],
    )
    page.evaluate("number => Reveal.slide(number, 0, -1)", number)
    return page.locator(".slides > section.present .slide")


def kept(page: Page) -> str:
    return page.evaluate("Object.values({...localStorage}).find(each => each.includes('before')) || ''")  # type: ignore[no-any-return]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_cut_off_and_nothing_is_asked(
    visit: Callable[..., Visit], decks: list[Path], width: int, height: int
) -> None:
    found = []
    for path in decks:
        reader = visit(viewport={"width": width, "height": height})
        page = ready(reader.open(path.as_uri()))
        for where in each_slide(page):
            found += [f"{where}: {each}" for each in page.evaluate(OUTSIDE)]
        assert all(address.startswith(("file:", "data:")) for address in reader.asked)
        page.close()
    assert not found, "\n".join(found)


def test_every_slide_is_accessible(visit: Callable[..., Visit], decks: list[Path]) -> None:
    found = []
    for path in (decks[0], decks[1], decks[-1]):
        page = ready(visit(viewport={"width": 1280, "height": 720}).open(path.as_uri()))
        page.evaluate(Axe().axe_script)
        for where in each_slide(page):
            for each in page.evaluate("options => axe.run(options)", AXE | {"preload": False})["violations"]:
                found += [f"{where}: {each['id']}: {node['target']} {node['failureSummary']}" for node in each["nodes"]]
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        found += [
            each["id"] for each in page.evaluate("options => axe.run(options)", AXE | {"preload": False})["violations"]
        ]
        page.close()
    assert not found, "\n".join(found)


def test_keys_turn_the_pages_and_help_says_which(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    for key in ("ArrowRight", "PageDown", "Space"):
        page.keyboard.press(key)
    assert page.evaluate("Reveal.getIndices().h") == 3
    page.keyboard.press("?")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 3
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("Reveal.getIndices().h") == 2
    expect(page).to_have_url(re.compile(r"#/friday-stew--opening-1$"))
    page.reload()
    assert ready(page).evaluate("Reveal.getIndices().h") == 2
    expect(page.get_by_role("button", name="Next slide")).to_have_count(1)


def test_a_vote_is_entered_by_keyboard_drawn_and_kept(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    slide = go_to(page, "[data-moment=before]")
    here = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("v")
    for count in ("7", "5", "9"):
        page.keyboard.type(count)
        page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == here
    expect(slide.locator("input").nth(3)).to_have_value("2")
    slide.get_by_role("button", name="One more for D").focus()
    page.keyboard.press("Space")
    slide.get_by_role("button", name="One fewer for A").press("Enter")
    assert page.evaluate("Reveal.getIndices().h") == here
    expect(slide.locator(".tally")).to_have_text(["6 · 26%", "5 · 22%", "9 · 39%", "3 · 13%"])
    expect(slide.locator(".total")).to_have_text("23 in all")
    widths = slide.locator(".fill").evaluate_all("all => all.map(each => each.getBoundingClientRect().width)")
    assert [width / widths[3] for width in widths] == pytest.approx([2, 5 / 3, 3, 1], rel=0.05)
    page.reload()
    slide = go_to(ready(page), "[data-moment=before]")
    expect(slide.locator("input").first).to_have_value("6")
    slide = go_to(page, "[data-moment=after]")
    expect(slide.locator("[data-bar=before] .tally").first).to_have_text("6 · 26%")
    expect(slide.locator("[data-bar=after] .tally").first).to_have_text("")
    slide.locator("input").nth(2).fill("23")
    expect(slide.locator("[data-bar=after] .tally").nth(2)).to_have_text("23 · 100%")


def test_a_remote_control_turns_the_page_from_within_a_field(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    go_to(page, "[data-moment=before]")
    here = page.evaluate("Reveal.getIndices().h")
    page.keyboard.press("v")
    page.keyboard.type("4")
    page.keyboard.press("PageDown")
    assert page.evaluate("Reveal.getIndices().h") == here + 1
    page.keyboard.press("PageUp")
    assert page.evaluate("Reveal.getIndices().h") == here


def test_the_votes_are_saved_as_a_file_and_cleared_when_asked(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    slide = go_to(page, "[data-moment=before]")
    for at, count in enumerate(("7", "5", "-3", "4000")):
        slide.locator("input").nth(at).fill(count)
    go_to(page, "[data-moment=after]").locator("input").first.fill("2")
    slide = go_to(page, "[data-moment=before]")
    with page.expect_download() as download:
        slide.get_by_role("button", name="Save votes").press("Enter")
    assert download.value.suggested_filename == "votes-friday-stew.json"
    before = {"pot": 7, "stove": 5, "pans": 0, "bin": 999}
    assert json.loads(download.value.path().read_text(encoding="utf-8")) == {
        "format": "casebook-votes",
        "version": 1,
        "course": "school-kitchen",
        "session": "may-12",
        "cases": {"friday-stew": {"before": before, "after": {"pot": 2}}},
    }
    for answer, left in (("Cancel", "7"), ("Only this vote", "")):
        slide.get_by_role("button", name="Clear").click()
        page.get_by_role("button", name=answer).click()
        expect(slide.locator("input").first).to_have_value(left)
    assert '"pot":2' in kept(page)
    slide.get_by_role("button", name="Clear").click()
    page.get_by_role("button", name="All votes").click()
    expect(go_to(page, "[data-moment=after]").locator("input").first).to_have_value(
        ""
    )  # a dialog closes a moment later
    assert '"pot"' not in kept(page)


@pytest.mark.parametrize(
    "storage",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})",
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
    ],
)
def test_a_browser_that_keeps_nothing_still_counts(visit: Callable[..., Visit], deck: Path, storage: str) -> None:
    reader = visit()
    reader.context.add_init_script(storage)
    page = ready(reader.open(deck.as_uri()))
    slide = go_to(page, "[data-moment=before]")
    slide.locator("input").first.fill("7")
    expect(slide.locator(".tally").first).to_have_text("7 · 100%")
    expect(slide.locator(".kept")).to_contain_text("cannot keep")
    go_to(page, "[data-timer]")
    page.keyboard.press("t")


def test_what_was_kept_is_not_believed(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    go_to(page, "[data-moment=before]").locator("input").first.fill("7")
    page.evaluate(
        """() => { const key = Object.keys(localStorage).find(each => each.endsWith('votes'));
        localStorage.setItem(key, '{"friday-stew": {"before": {"pot": "<b>1</b>", "pans": 1e9, "nobody": 3, "bin": 4}}, "other": 3}'); }"""
    )
    page.reload()
    slide = go_to(ready(page), "[data-moment=before]")
    expect(slide.locator("input").nth(3)).to_have_value("4")
    expect(slide.locator(".total")).to_have_text("4 in all")


def test_the_timer_goes_by_the_clock(visit: Callable[..., Visit], deck: Path) -> None:
    reader = visit()
    page = reader.context.new_page()
    page.clock.install()
    page.goto(deck.as_uri())
    page.clock.run_for(2000)
    ready(page)
    slide = go_to(page, "[data-timer]")
    clock = slide.get_by_role("timer")
    expect(clock).to_have_text("06:00")
    page.keyboard.press("t")
    page.clock.run_for(61_000)
    expect(clock).to_have_text("04:59")
    slide.get_by_role("button", name="Pause").click()
    page.clock.run_for(30_000)
    expect(clock).to_have_text("04:59")
    slide.get_by_role("button", name="Go on").press("Space")
    page.clock.fast_forward(120_000)  # as a page that slept
    page.clock.run_for(300)
    expect(clock).to_have_text("02:59")
    page.evaluate("Reveal.next()")
    page.clock.run_for(300)
    expect(page.locator("#running")).to_have_text("02:59 left")
    page.evaluate("Reveal.prev()")
    page.clock.run_for(180_000)
    expect(slide.get_by_text("Time is up")).to_be_visible()
    page.keyboard.press("r")
    expect(clock).to_have_text("06:00")
    expect(slide.get_by_text("Time is up")).to_have_count(0)


def test_a_running_timer_outlives_a_reload(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    go_to(page, "[data-timer]")
    page.keyboard.press("t")
    expect(page.locator("section.present .clock")).to_have_text(re.compile("05:5"))
    page.reload()
    slide = go_to(ready(page), "[data-timer]")
    expect(slide.get_by_role("button", name="Pause")).to_be_visible()
    expect(slide.get_by_role("timer")).to_have_text(re.compile("05:5"))


def test_the_board_fills_up_line_by_line(visit: Callable[..., Visit], deck: Path) -> None:
    page = ready(visit().open(deck.as_uri()))
    slide = go_to(page, ".panes")
    lines = slide.locator(".panes li")
    expect(lines).to_have_count(5)
    expect(slide.locator(".panes li.visible")).to_have_count(0)
    expect(slide.get_by_text("still empty")).to_be_visible()
    for count in (1, 2):
        page.keyboard.press("ArrowRight")
        expect(slide.locator(".panes li.visible")).to_have_count(count)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_presenter_view_shows_the_notes_and_follows(
    visit: Callable[..., Visit], decks: list[Path], deck: Path, language: str
) -> None:
    path = deck if language == "en" else next(each for each in decks if "/zh/" in each.as_posix())
    reader = visit()
    page = ready(reader.open(path.as_uri()))
    go_to(page, "[data-timer]")
    with page.expect_popup() as opened:
        page.keyboard.press("s")
    view = opened.value
    note, heading = view.locator(".speaker-controls-notes .value"), ".speaker-controls-notes h4"
    words = {"en": ("Notes", "Likely answers"), "zh": ("讲稿", "可能的回答")}[language]
    expect(note).to_contain_text(words[1], timeout=20_000)
    expect(view.locator(heading)).to_have_text(words[0])
    expect(view.locator("html")).to_have_attribute("lang", {"en": "en", "zh": "zh-CN"}[language])
    current = view.frame_locator("#current-slide iframe")
    expect(current.locator("section.present [data-timer]")).to_have_count(1)
    current.locator("section.present [data-act=start]").click()
    expect(page.locator("section.present .timer")).to_have_attribute("data-state", "running")
    before = note.inner_text()
    page.bring_to_front()
    page.keyboard.press("ArrowRight")
    expect(note).not_to_have_text(before)
    there = page.evaluate("Reveal.getCurrentSlide().id")
    expect(current.locator(f"section.present#{there}")).to_have_count(1)
    assert all(address.startswith(("file:", "data:", "about:", "blob:")) for address in reader.asked)


def test_sheets_fit_their_pages(visit: Callable[..., Visit], tmp_path: Path) -> None:
    course, part = long_part()
    for name, data in asset_files().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    found = []
    for language in course.languages:
        for make in (slide_sheet, notes_sheet):
            sheet = make(course, [part], language, name=f"{make.__name__}-{language}", title="Long")
            path = tmp_path / f"{sheet.name}.html"
            path.write_text(sheet.html, encoding="utf-8")
            page = visit(viewport={"width": 1280, "height": 720}).open(path.as_uri())
            page.evaluate("document.fonts.ready")
            for at in range(page.locator(".slide").count()):
                page.evaluate(
                    "at => document.querySelectorAll('.slide').forEach((each, n) => each.classList.toggle('at-work', n === at))",
                    at,
                )
                page.evaluate("document.querySelector('.at-work').scrollIntoView()")
                found += [f"{sheet.name} {at}: {each}" for each in page.evaluate(OUTSIDE)]
            if make is slide_sheet:
                pdf = page.pdf(prefer_css_page_size=True, print_background=True)
                assert pdf.count(b"/Type /Page\n") == page.locator("article").count()
            page.close()
    assert not found, "\n".join(found)
