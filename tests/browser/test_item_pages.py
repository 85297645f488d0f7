"""Items before eyes, ears and thumbs: accessible in every state, still while they load, readable without scripts and on paper."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from conftest import ROOT
from playwright.sync_api import Locator, Page, expect

from browser.answering import (
    CASE,
    IDS,
    PARTLY,
    RIGHT,
    TYPES,
    WRONG,
    act,
    by_mouse,
    by_touch,
    check,
    item,
    key_of,
    open_case,
    shown,
)
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from browser.test_keeping import FULL
from browser.test_keyboard import _FOCUS, _SMALL, INTERACTIVE, TARGET
from browser.test_pages import COMBINATIONS, open_without_scripts, overflow, violations

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]

GOLDENS = ROOT / "tests" / "data"


def address(types: str, language: str = "zh") -> str:
    return f"{types}first/{language}/cases/{CASE}.html"


def opened(reader: Visit, types: str, language: str = "zh") -> Page:
    page = reader.open(address(types, language))
    open_case(page, language)
    return page


def mixed(name: str, graded: bool) -> object:
    """Return an answer of which some are wrong, some partly right, some right."""
    return {"single-choice": WRONG, "true-false": RIGHT, "numeric": WRONG}.get(name, PARTLY).get(name, WRONG[name])


def small(page: Page) -> list[str]:
    return list(page.evaluate(_SMALL, [f".item :is({INTERACTIVE}), .graded-head a", TARGET]))


def disclose(page: Page) -> None:
    """Use up both tries of every practice item."""
    while page.locator(".practice [data-act=check]:visible").count():
        page.locator(".practice [data-act=check]:visible").first.click()


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "scheme", "width"), COMBINATIONS)
def test_states(visit: Callable[..., Visit], types: str, language: str, scheme: str, width: int) -> None:
    """Axe finds nothing, nothing is too small or too wide: empty, answered, checked, disclosed, changed, not saved."""
    page = opened(visit(width, color_scheme=scheme), types, language)
    problems: list[str] = []

    def look(state: str) -> None:
        problems.extend(violations(page, state) + overflow(page, state, width) + small(page))

    look("empty")
    answer = by_touch if width == PHONE else by_mouse
    for name in TYPES:
        for graded in (False, True):
            answer(item(page, name, graded=graded), mixed(name, graded))
    item(page, "numeric", graded=True).locator("input").fill("?")
    for name in TYPES:
        check(item(page, name, graded=False))
    expect(page.locator("[data-state=wrong]")).not_to_have_count(0)
    expect(page.locator("[data-state=partly]")).not_to_have_count(0)
    expect(page.locator("[data-state=right]")).not_to_have_count(0)
    expect(page.locator(".unread").last).not_to_be_empty()
    look("answered and checked")
    disclose(page)
    page.locator(".assess fieldset").first.locator("label").last.click()
    page.evaluate(
        """() => {
            casebook.answers.flush();
            for (const key of Object.keys(localStorage)) {
                if (!key.includes('answer:')) continue;
                localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), edition: '0' }));
            }
        }"""
    )
    page.reload()
    expect(page.locator(".changed:visible")).to_have_count(len(TYPES))
    page.evaluate(FULL)
    by_mouse(item(page, "single-choice", graded=True), "c")
    expect(page.locator("#keeping")).not_to_be_empty()
    look("disclosed, changed, not saved")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_focus_shows(visit: Callable[..., Visit], types: str, width: int) -> None:
    """Every control of an item is reached by Tab, in the order of the page, and shows that it has the focus."""
    page = opened(visit(width), types)
    for name, graded in product(TYPES, (False, True)):
        article = item(page, name, graded=graded)
        name_of = article.get_attribute("id")
        page.evaluate("name => { location.hash = ''; location.hash = name }", name_of)
        reached = 0
        for _ in range(30):
            page.keyboard.press("Tab")
            if not article.evaluate("each => each.contains(document.activeElement)"):
                break
            reached += 1
            focus = page.evaluate(_FOCUS)
            assert focus["outlined"], focus["html"]
            assert focus["inView"], focus["html"]
            assert not focus["covered"], focus["html"]
        kind = article.get_attribute("data-kind")
        controls = {"choice": 1, "order": 13, "match": 3, "number": 1, "text": 1, "code": 1}[str(kind)]
        controls += 3 if name == "multiple-choice" else 0
        assert reached == controls + (0 if graded else 1), name_of


# What a screen reader is told

DESCRIPTIONS = """article => [...article.querySelectorAll('[aria-describedby]')].filter(each => each.checkVisibility()).map(each => {
    const parts = each.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id));
    if (parts.includes(null)) throw new Error(`${each.id || each.tagName} is described by nothing`);
    const words = parts.map(part => part.innerText.replace(/\\s+/g, ' ').trim()).filter(Boolean);
    return `${each.id || each.dataset.act || each.tagName.toLowerCase()}: ${words.join(' | ')}`;
})"""


def told(article: Locator) -> str:
    lines = [article.aria_snapshot(), "# described by"]
    lines += [f"#   {each}" for each in article.evaluate(DESCRIPTIONS)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accessibility_tree(
    visit: Callable[..., Visit], types: str, language: str, request: pytest.FixtureRequest
) -> None:
    """One item of each type, to be filled in, and as practice that was checked; regenerate with --regenerate and read it."""
    page = opened(visit(WIDE), types, language)
    parts = [page.locator("#graded-head").aria_snapshot() + "\n"]
    for name in TYPES:
        parts.append(f"## {name}, graded\n{told(item(page, name, graded=True))}")
        article = item(page, name, graded=False)
        by_mouse(article, mixed(name, False))
        check(article)
        parts.append(f"## {name}, practice\n{told(article)}")
    golden = GOLDENS / f"items.{language}.tree.txt"
    written = "\n".join(parts)
    if request.config.getoption("--regenerate"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")


# Stillness

SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) {
            const moved = each.sources.map(at => at.node && (at.node.outerHTML || at.node.nodeName).slice(0, 80));
            shifts.push(`${each.value} ${moved.join(' | ')}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });
}"""


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_nothing_moves_while_a_page_loads(visit: Callable[..., Visit], types: str, width: int) -> None:
    """Undecided, decided, with kept answers and open practice, at the top and in the middle of the items."""
    reader = visit(width)
    reader.context.add_init_script(f"({SHIFTS})()")
    page = reader.open(address(types))
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == [], "undecided"
    open_case(page, "zh")
    for name in TYPES:
        for graded in (False, True):
            by_mouse(item(page, name, graded=graded), mixed(name, graded))
        check(item(page, name, graded=False))
    page.evaluate("casebook.answers.flush()")
    for place in ("", f"#item-{IDS['ordering']}", f"#item-{IDS['short-answer']}-test"):
        page.goto("about:blank")
        page.goto(address(types) + place)
        page.wait_for_timeout(300)
        assert page.evaluate("shifts") == [], place
    page.reload()
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == [], "reloaded where one had been"


# Without scripts, and on paper


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts(visit: Callable[..., Visit], types: str, type_sites: Path, language: str) -> None:
    """All questions, options and reasons of practice can be read, and there is no button that does nothing."""
    path = f"first/{language}/cases/{CASE}.html"
    page = visit(PHONE, java_script_enabled=False).open(types + path)
    page.locator("#gate > summary").click()
    for name in TYPES:
        for graded in (False, True):
            article = item(page, name, graded=graded)
            expect(article.locator(".stem")).to_be_visible()
            expect(article.locator("button:visible, [data-act]:visible, .moves:visible, .kept:visible")).to_have_count(
                0
            )
            expect(article.locator("select, option").filter(visible=True, has_text="?")).to_have_count(0)
        key = item(page, name, graded=False).locator(".key")
        key.locator("summary").click()
        expect(key.locator(".reasons")).to_be_visible()
    expect(page.locator(".graded .key")).to_have_count(0)
    bare = open_without_scripts(visit(PHONE), type_sites, types, path)
    bare.locator("#gate").evaluate("each => { each.open = true }")
    bare.evaluate("document.querySelectorAll('.key').forEach(each => { each.open = true })")
    problems = violations(bare, "without scripts") + overflow(bare, "without scripts", PHONE)
    assert not problems, "\n".join(problems)


def on_paper(page: Page) -> None:
    page.emulate_media(media="print")


def test_empty_items_on_paper(visit: Callable[..., Visit], types: str) -> None:
    """Boxes to tick, lines to write on, and nothing to press."""
    page = opened(visit(WIDE), types)
    on_paper(page)
    expect(page.locator(".item button:visible, .moves:visible, .graded-head:visible")).to_have_count(0)
    for name in ("single-choice", "multiple-choice", "true-false"):
        article = item(page, name, graded=True)
        for box in article.locator(".opt input").all():
            style = box.evaluate("each => [getComputedStyle(each).borderStyle, getComputedStyle(each).appearance]")
            assert style == ["solid", "none"]
    for name in ("short-answer", "code"):
        expect(item(page, name, graded=True).locator(".lines span").first).to_be_visible()
    # The starter of code is what one goes on from.
    expect(item(page, "code", graded=True)).to_contain_text("def water_cost")
    for select in item(page, "matching", graded=True).locator("select").all():
        assert select.evaluate("each => getComputedStyle(each).borderBottomStyle") == "solid"
        assert select.evaluate("each => getComputedStyle(each).color") == "rgba(0, 0, 0, 0)"
    rows = item(page, "ordering", graded=True).locator(".words")
    assert rows.first.evaluate("each => getComputedStyle(each, '::before').content") == '""'
    assert rows.first.evaluate("each => getComputedStyle(each, '::before').borderBottomStyle") == "solid"


def test_answered_items_on_paper(visit: Callable[..., Visit], types: str) -> None:
    """What is answered prints as it was answered."""
    page = opened(visit(WIDE), types)
    for name in TYPES:
        by_mouse(item(page, name, graded=True), WRONG[name])
    on_paper(page)
    expect(page.locator(".item button:visible")).to_have_count(0)
    for name in ("short-answer", "code"):
        article = item(page, name, graded=True)
        expect(article.locator("textarea")).to_be_visible()
        expect(article.locator(".lines")).to_be_hidden()
        assert article.locator("textarea").evaluate("each => each.scrollHeight - each.clientHeight") <= 1
    expect(item(page, "numeric", graded=True).locator("input")).to_have_value("1,200")
    select = item(page, "matching", graded=True).locator("select").first
    assert select.evaluate("each => getComputedStyle(each).color") == "rgb(0, 0, 0)"
    words = item(page, "ordering", graded=True).locator(".words").first
    assert "counter(place)" in words.evaluate("each => getComputedStyle(each, '::before').content")


# One's own decision


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_decision_stands_at_the_analysis(visit: Callable[..., Visit], types: str, language: str) -> None:
    page = opened(visit(WIDE), types, language)
    echo = page.locator("#analysis .echo")
    option = page.locator("#decision .opt label").first.inner_text().strip()
    expect(echo).to_be_visible()
    expect(echo.locator("[data-slot=option]")).to_have_text(option)
    page.reload()
    expect(echo.locator("[data-slot=option]")).to_have_text(option)
    page.locator("[data-act=forget]").click()
    expect(echo).to_be_hidden()


def test_answers_of_two_learners_stay_apart(visit: Callable[..., Visit], types: str) -> None:
    """Who uses this device next sees neither answers nor results of the one before."""
    page = opened(visit(WIDE), types)
    by_mouse(item(page, "single-choice", graded=True), "a")
    by_mouse(item(page, "single-choice", graded=False), "a")
    check(item(page, "single-choice", graded=False))
    page.evaluate("casebook.answers.flush()")
    page.evaluate("casebook.storage.become({ id: '7', name: '王芳' }, false)")
    page.reload()
    open_case(page, "zh")
    assert shown(item(page, "single-choice", graded=True)) is None
    expect(act(item(page, "single-choice", graded=False), "check")).to_be_visible()
    expect(page.locator("[data-whose]")).to_contain_text("王芳")
    by_mouse(item(page, "single-choice", graded=True), "b")
    page.evaluate("casebook.answers.flush()")
    stored = page.evaluate(
        "key => JSON.parse(localStorage[`casebook:types:@7:${key}`]).response", key_of("single-choice", graded=True)
    )
    assert stored == "b"
