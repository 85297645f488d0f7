"""Every item is a form that can be filled in by mouse, by keyboard and by touch, and that keeps what is filled in."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.answering import (
    CASE,
    IDS,
    PARTLY,
    RIGHT,
    STARTER,
    TYPES,
    WRONG,
    act,
    by_keyboard,
    by_mouse,
    by_touch,
    in_store,
    item,
    kept,
    key_of,
    lead_to,
    open_case,
    order_of,
    shown,
    tab_to,
)
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from casebook.labels import labels

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]

WAYS = {"mouse": (by_mouse, WIDE), "keyboard": (by_keyboard, WIDE), "touch": (by_touch, PHONE)}


@pytest.fixture
def case(types: str) -> Callable[..., str]:
    """The address of the case with every type."""
    return lambda language="zh", edition="first": f"{types}{edition}/{language}/cases/{CASE}.html"


def open_at(reader: Visit, address: str, language: str = "zh") -> Page:
    page = reader.open(address)
    open_case(page, language)
    return page


def all_items() -> list[tuple[str, bool]]:
    return [(name, graded) for graded in (False, True) for name in TYPES]


@pytest.mark.parametrize("way", WAYS)
def test_answering(visit: Callable[..., Visit], case: Callable[..., str], way: str) -> None:
    """Answers are kept as scoring takes them, are there after a reload, and in the other language."""
    answer, width = WAYS[way]
    reader = visit(width)
    page = open_at(reader, case())
    answers = {(name, graded): (WRONG if graded else RIGHT)[name] for name, graded in all_items()}
    for (name, graded), response in answers.items():
        article = item(page, name, graded=graded)
        answer(article, response)
        assert shown(article) == response, name
        record = kept(page, key_of(name, graded=graded))
        assert record["response"] == response
        assert record["edition"] == article.get_attribute("data-edition")
        assert record["at"].endswith("Z")
        assert set(record) == {"response", "at", "edition"}
    for address in (case(), case("en")):
        page.goto(address)
        for (name, graded), response in answers.items():
            assert shown(item(page, name, graded=graded)) == response, (address, name)
        expect(page.locator(".changed:visible, .practice[data-open]")).to_have_count(0)
        expect(page.locator("#keeping")).to_be_empty()


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress(visit: Callable[..., Visit], case: Callable[..., str], language: str) -> None:
    """The page says how many graded items are answered, in any order, and says it only when that changes."""
    words = labels(language)
    page = open_at(visit(WIDE), case(language), language)
    status = page.locator("#graded-head [role=status]")
    page.evaluate(
        """() => {
            window.said = [];
            const status = document.querySelector('#graded-head [role=status]');
            new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true, characterData: true, subtree: true });
        }"""
    )
    count = len(TYPES)
    expect(status).to_have_text(words["graded_count"].format(n=0, all=count))
    listed = list(reversed(TYPES))
    for name in listed:
        article = item(page, name, graded=True)
        expect(article.locator(".kept")).to_be_empty()
        by_mouse(article, WRONG[name])
        expect(article.locator(".kept")).to_have_text(words["answer_kept"])
    by_mouse(item(page, "short-answer", graded=True), "还有。")
    kept(page, key_of("short-answer", graded=True))
    said = [words["graded_count"].format(n=n, all=count) + words["graded_kept"] for n in range(1, count)]
    assert page.evaluate("said") == [*said, words["graded_all"].format(all=count) + words["graded_kept"]]
    expect(page.locator("#graded-head progress")).to_have_js_property("value", count)
    # An answer that is taken back is not kept.
    page.locator(f"#answer-{IDS['numeric']}-test").fill("")
    expect(status).to_have_text(said[-1])
    expect(item(page, "numeric", graded=True).locator(".kept")).to_be_empty()
    assert in_store(page, key_of("numeric", graded=True)) is None


def test_the_order_shown_can_be_kept(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """The order shown is no answer until one says so, and the focus is not lost when the button for it goes."""
    page = open_at(visit(WIDE), case())
    article = item(page, "ordering", graded=True)
    assert shown(article) is None
    lead_to(article)
    tab_to(article, "[data-act=as-shown]").press("Enter")
    assert shown(article) == order_of(article)
    expect(article.locator(".order select").first).to_be_focused()
    expect(act(article, "as-shown")).to_be_hidden()
    assert kept(page, key_of("ordering", graded=True))["response"] == order_of(article)


def test_moving_by_keys(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """A step that moves keeps the focus, says where it is, and stays in sight."""
    page = open_at(visit(PHONE), case())
    article = item(page, "ordering", graded=True)
    first, second = order_of(article)[:2]
    down = article.locator(f"li[data-option={first}] [data-act=down]")
    down.focus()
    for place in (2, 3, 4):
        page.keyboard.press("Enter")
        assert order_of(article)[place - 1] == first
        expect(down).to_be_focused()
        expect(down).to_be_in_viewport(ratio=1)
        words = article.locator(f"li[data-option={first}] .words").text_content() or ""
        said = labels("zh")["order_moved"].format(place=place, option=words)
        expect(article.locator("[data-moved]")).to_have_text(said)
    expect(down).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Space")  # at the end already
    assert order_of(article)[3] == first
    expect(down).to_be_focused()
    assert order_of(article)[0] == second


def box(target: Locator) -> dict[str, float]:
    found = target.bounding_box()
    assert found
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("way", ["down", "up"])
def test_dragging(visit: Callable[..., Visit], case: Callable[..., str], way: str) -> None:
    """A step goes where the mouse takes it, also past one of another height, and does not flutter there."""
    page = open_at(visit(WIDE), case())
    article = item(page, "ordering", graded=True)
    article.scroll_into_view_if_needed()
    before = order_of(article)
    moved, passed = (before[0], before[1]) if way == "down" else (before[3], before[2])
    tall = article.locator(f"li[data-option={passed}]")
    tall.evaluate("each => { each.style.minHeight = '9rem' }")
    words = box(article.locator(f"li[data-option={moved}] .words"))
    over = box(tall)
    page.mouse.move(words["x"] + 20, words["y"] + 10)
    page.mouse.down()
    seen = []
    steps = 30
    start, end = words["y"] + 10, over["y"] + over["height"] * (0.8 if way == "down" else 0.2)
    for step in range(1, steps + 1):
        page.mouse.move(words["x"] + 20, start + (end - start) * step / steps)
        if not seen or seen[-1] != order_of(article):
            seen.append(order_of(article))
    page.mouse.up()
    wanted = [passed, moved, *before[2:]] if way == "down" else [*before[:2], moved, passed]
    assert seen == [before, wanted]
    expect(article.locator(".dragged")).to_have_count(0)
    assert page.evaluate("getSelection().toString()") == ""
    assert kept(page, key_of("ordering", graded=True))["response"] == wanted


COUNTS = {
    "": 0,
    "  \n，。！": 0,
    "汉字": 2,
    "看 10 分钟": 4,
    "洗衣机卖出 1,200 台。": 7,
    "A/B 两组": 4,
    "Watch for half an hour": 5,
    "a well-known shop's staff": 4,
    "don’t": 1,
    "3.5% of 1,200.50": 3,
    "end.Start": 1,
    "one—two": 2,
    "𠮷野家": 3,
    "々〇": 2,
    "👍👩‍👩‍👧 好": 1,
    "e\u0301te\u0301": 1,
    "Ⅳ号": 2,
    "カタカナ": 1,
    "１２３ 台": 2,
}


def test_counting(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    """Han characters count one by one, words of letters and numbers as words, and marks not at all."""
    page = open_at(visit(WIDE), case("en"), "en")
    assert page.evaluate("texts => texts.map(casebook.forms.count)", list(COUNTS)) == list(COUNTS.values())
    article = item(page, "short-answer", graded=True)
    counter, words = article.locator(".counter"), labels("en")
    expect(counter).to_have_text(words["counted_none"])
    for text, said in (("好", words["counted_one"]), ("很好 yes", words["counted"].format(n=3))):
        article.locator("textarea").fill(text)
        expect(counter).to_have_text(said)
    page.reload()
    expect(counter).to_have_text(words["counted"].format(n=3))


NASTY = "</textarea><img src=x onerror=alert(1)><script>alert(1)</script>&amp;\n\"'\\\u2028😀\ud83d"


def test_what_is_typed_stays_text(visit: Callable[..., Visit], case: Callable[..., str]) -> None:
    page = open_at(visit(WIDE), case())
    answers = {"short-answer": NASTY, "code": STARTER + NASTY, "numeric": "<b>15</b>"}
    for name, words in answers.items():
        for graded in (False, True):
            item(page, name, graded=graded).locator(".field textarea, .field input").evaluate(
                "(each, words) => { each.value = words; each.dispatchEvent(new Event('input', { bubbles: true })) }",
                words,
            )
    act(item(page, "short-answer", graded=False), "check").click()
    act(item(page, "code", graded=False), "check").click()
    page.evaluate("casebook.answers.flush()")
    page.reload()
    for name, words in answers.items():
        for graded in (False, True):
            assert shown(item(page, name, graded=graded)) == words
    expect(page.locator("main img[src=x]")).to_have_count(0)


@pytest.mark.parametrize("graded", [False, True])
def test_unreadable_numbers(visit: Callable[..., Visit], case: Callable[..., str], graded: bool) -> None:
    """What cannot be read as a number is said when the field is left, beside it, until it can be read."""
    page = open_at(visit(WIDE), case())
    article = item(page, "numeric", graded=graded)
    field, said = article.locator(".field input"), article.locator(".unread")
    field.press_sequentially("十五")
    expect(said).to_be_empty()
    page.keyboard.press("Tab")
    expect(said).to_have_text(labels("zh")["number_wrong"])
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "read-" in (field.get_attribute("aria-describedby") or "")
    assert kept(page, key_of("numeric", graded=graded))["response"] == "十五"  # kept all the same
    page.reload()
    expect(said).to_have_text(labels("zh")["number_wrong"])
    field.fill("１，２００％")
    expect(said).to_be_empty()
    expect(field).to_have_attribute("aria-invalid", "false")


# What is kept, when, and where it is not


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
    reader.context.route("**/forms.js*", lambda route: waiting.append(route))
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


# A new edition of the course


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
