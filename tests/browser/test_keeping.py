"""What is answered is kept in the browser: every key, in every tab, over editions, and where there is no room, with words."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from browser.answering import (
    PARTLY,
    RIGHT,
    TYPES,
    WRONG,
    act,
    all_items,
    by_mouse,
    in_store,
    item,
    kept,
    key_of,
    open_at,
    order_of,
    shown,
)
from browser.reading import LANGUAGES, WIDE, Visit
from casebook.labels import labels

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]


def test_the_last_key_is_kept(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    page = open_at(visit(WIDE), case())
    item(page, "short-answer", graded=True).locator("textarea").fill("最后一个字")
    page.goto("about:blank")  # at once, before a pause in the typing
    page.goto(case())
    assert shown(item(page, "short-answer", graded=True)) == "最后一个字"


def test_what_is_typed_before_the_scripts_arrive_stays(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    reader = visit(WIDE)
    page = open_at(reader, case())
    by_mouse(item(page, "short-answer", graded=True), "早先写的。")
    by_mouse(item(page, "single-choice", graded=True), "a")
    kept(page, key_of("single-choice", graded=True))
    waiting: list[Route] = []
    reader.context.route("**/forms.js*", lambda route: waiting.append(route))  # noqa: PLW0108 - a method cannot be marked
    page.goto(case(), wait_until="commit")
    page.wait_for_function("document.querySelector('#item-yearly-average-test')")
    page.evaluate("document.getElementById('gate').open = true")
    item(page, "short-answer", graded=True).locator("textarea").fill("后来写的。")
    item(page, "single-choice", graded=True).locator("input[value=b]").evaluate("each => { each.checked = true }")
    for route in waiting:
        route.continue_()
    page.wait_for_function("window.casebook && casebook.answers")
    assert shown(item(page, "short-answer", graded=True)) == "早先写的。\n后来写的。"
    assert kept(page, key_of("short-answer", graded=True))["response"] == "早先写的。\n后来写的。"
    assert kept(page, key_of("single-choice", graded=True))["response"] == "b"


def test_two_tabs_in_step(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """What is answered in one tab is there in the other, both ways, without going to and fro."""
    reader = visit(WIDE)
    one = open_at(reader, case())
    other = open_at(reader, case("en"), "en")
    for page in (one, other):
        page.evaluate(
            """() => {
                window.written = 0;
                const set = Storage.prototype.setItem;
                Storage.prototype.setItem = function (...given) { written += 1; return set.apply(this, given); };
            }"""
        )
    for at, (name, graded) in enumerate([*((name, True) for name in TYPES), ("single-choice", False)]):
        here, there = (one, other) if at % 2 else (other, one)
        by_mouse(item(here, name, graded=graded), WRONG[name])
        kept(here, key_of(name, graded=graded))
        for _ in range(100):
            if shown(item(there, name, graded=graded)) == WRONG[name]:
                break
            there.wait_for_timeout(20)
        assert shown(item(there, name, graded=graded)) == WRONG[name]
    count = len(TYPES)
    expect(one.locator("#graded-head progress")).to_have_js_property("value", count)
    expect(other.locator("#graded-head progress")).to_have_js_property("value", count)
    written = one.evaluate("written") + other.evaluate("written")
    one.wait_for_timeout(700)
    assert one.evaluate("written") + other.evaluate("written") == written
    # Practice that is checked in one tab is checked in the other.
    act(item(one, "single-choice", graded=False), "check").click()
    expect(item(other, "single-choice", graded=False)).to_have_attribute("data-state", "wrong")
    # The cursor stays where it is.
    field = item(one, "short-answer", graded=True).locator("textarea")
    field.focus()
    field.evaluate("each => each.setSelectionRange(2, 2)")
    item(other, "short-answer", graded=True).locator("textarea").fill("发一份问卷，再看看。")
    expect(field).to_have_value("发一份问卷，再看看。")
    assert field.evaluate("each => each.selectionStart") == 2
    # What is being written here is not overwritten from there.
    one.evaluate(
        """() => {
            const field = document.querySelector('#item-your-counter-test textarea');
            field.value = '这里写的';
            field.dispatchEvent(new Event('input', { bubbles: true }));
            dispatchEvent(new StorageEvent('storage', { key: 'casebook:types:answer:open:first-case.your-counter-test' }));
        }"""
    )
    expect(field).to_have_value("这里写的")
    one.evaluate("localStorage.clear()")
    expect(other.locator("#graded-head progress")).to_have_js_property("value", 0)


FULL = """() => {
    const set = Storage.prototype.setItem;
    window.room = false;
    Storage.prototype.setItem = function (...given) {
        if (!window.room) throw new DOMException('full', 'QuotaExceededError');
        return set.apply(this, given);
    };
}"""
BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_browser(visit: Callable[..., Visit], case: Callable[..., str], language: str) -> None:
    """It is said in words, the answer stays on the page, and is kept as soon as there is room."""
    words = labels(language)
    page = open_at(visit(WIDE), case(language), language)
    page.evaluate(FULL)
    count = words["graded_count"].format(n=1, all=len(TYPES))
    first, second = item(page, "numeric", graded=True), item(page, "single-choice", graded=True)
    by_mouse(first, "15")
    expect(page.locator("#keeping")).to_have_text(words["storage_full"])
    expect(page.locator("#graded-head [role=status]")).to_have_text(count + words["graded_unkept"])
    expect(first.locator(".kept")).not_to_have_text(words["answer_kept"])
    page.evaluate("window.room = true")
    by_mouse(second, "a")
    expect(second.locator(".kept")).to_have_text(words["answer_kept"])
    expect(first.locator(".kept")).to_have_text(words["answer_kept"])
    expect(page.locator("#keeping")).to_be_empty()
    assert in_store(page, key_of("numeric", graded=True))["response"] == "15"


def test_a_browser_that_keeps_nothing(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """Everything works for as long as the page is open; practice too."""
    words = labels("zh")
    reader = visit(WIDE)
    reader.context.add_init_script(BLOCKED)
    page = open_at(reader, case())
    for name, graded in all_items():
        article = item(page, name, graded=graded)
        by_mouse(article, RIGHT[name])
        if not graded:
            act(article, "check").click()
            expect(article).to_have_attribute("data-open", "")
    expect(page.locator("#keeping")).to_have_text(words["storage_blocked"])
    said = words["graded_all"].format(all=len(TYPES)) + words["graded_unkept"]
    expect(page.locator("#graded-head [role=status]")).to_have_text(said)


def test_a_new_edition(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """Answers to items that still exist stay; what has changed is said, until one has read it."""
    page = open_at(visit(WIDE), case())
    for name in TYPES:
        by_mouse(
            item(page, name, graded=True), PARTLY.get(name, WRONG[name]) if name != "multiple-choice" else WRONG[name]
        )
    by_mouse(item(page, "single-choice", graded=False), WRONG["single-choice"])
    act(item(page, "single-choice", graded=False), "check").click()
    page.evaluate("casebook.answers.flush()")
    page.goto(case(edition="second"))

    changed = {"numeric", "single-choice", "multiple-choice", "matching", "ordering"}
    left = {"multiple-choice": ["d"], "ordering": None}
    for name in TYPES:
        if name == "true-false":
            continue
        article = item(page, name, graded=True)
        assert shown(article) == left.get(name, PARTLY.get(name, WRONG[name])), name
        expect(article.locator(".changed")).to_be_visible(visible=name in changed)
    # The steps stand as they were ordered, the new one after them; that is no answer yet.
    assert order_of(item(page, "ordering", graded=True)) == [*PARTLY["ordering"], "ask"]
    # The answer to the item that is gone stays in the browser.
    expect(item(page, "true-false", graded=True)).to_have_count(0)
    assert in_store(page, key_of("true-false", graded=True))["response"] == "true"
    # Nothing is stored anew by looking.
    assert in_store(page, key_of("multiple-choice", graded=True))["response"] == ["b", "d"]

    article = item(page, "numeric", graded=True)
    act(article, "same").press("Enter")
    expect(article.locator(".changed")).to_be_hidden()
    expect(article.locator("input[type=text]")).to_be_focused()
    assert in_store(page, key_of("numeric", graded=True))["edition"] == article.get_attribute("data-edition")
    by_mouse(item(page, "single-choice", graded=True), "c")
    expect(item(page, "single-choice", graded=True).locator(".changed")).to_be_hidden()

    # A practice item that was checked in the old edition is not checked in this one: two tries again.
    practice = item(page, "single-choice", graded=False)
    expect(practice.locator(".changed")).to_be_visible()
    expect(practice.locator(".feedback")).to_be_empty()
    assert shown(practice) == "b"
    act(practice, "check").click()
    expect(practice).to_have_attribute("data-state", "wrong")
    expect(practice).not_to_have_attribute("data-open", "")
    expect(practice.locator(".changed")).to_be_hidden()
    assert in_store(page, key_of("single-choice", graded=False))["tries"] == 1
    page.reload()
    expect(page.locator(".graded .changed:visible")).to_have_count(len(changed) - 2)
