"""Every item is a form that can be filled in by mouse, by keyboard and by touch, and that keeps what is filled in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from browser.answering import (
    IDS,
    RIGHT,
    STARTER,
    TYPES,
    WRONG,
    act,
    all_items,
    by_keyboard,
    by_mouse,
    by_touch,
    in_store,
    item,
    kept,
    key_of,
    lead_to,
    open_at,
    order_of,
    shown,
    tab_to,
)
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from casebook.labels import labels

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]

WAYS = {"mouse": (by_mouse, WIDE), "keyboard": (by_keyboard, WIDE), "touch": (by_touch, PHONE)}


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
            const watched = { childList: true, characterData: true, subtree: true };
            new MutationObserver(() => said.push(status.textContent)).observe(status, watched);
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
