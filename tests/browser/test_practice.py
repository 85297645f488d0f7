"""Practice gives feedback at once: how much is right and why, the reasons for what was chosen, and in the end for everything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from browser.answering import (
    CASE,
    IDS,
    PARTLY,
    RIGHT,
    TYPES,
    WRONG,
    act,
    by_keyboard,
    by_mouse,
    check,
    expect_state,
    in_store,
    item,
    key_of,
    lead_to,
    open_case,
    order_of,
    shown,
    tab_to,
)
from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from casebook.items import ITEM_TYPES
from casebook.labels import labels

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-items"), pytest.mark.timeout(120)]

SCORED = tuple(name for name in TYPES if name not in ("short-answer", "code"))
POINTS = {name: yaml.safe_load(ITEM_TYPES.get(name).example)["points"] for name in TYPES}


@pytest.fixture(params=["case", "manual"])
def open_items(request: pytest.FixtureRequest, visit: Callable[..., Visit], types: str) -> Callable[..., Page]:
    """Open the page with practice items: the case, where they are kept, or the manual, where they are not."""

    def open_page(language: str = "zh", width: int = WIDE) -> Page:
        if request.param == "manual":
            return visit(width).open(f"{types}first/{language}/manual/items.html")
        return opened(visit(width), types, language)

    return open_page


def opened(reader: Visit, types: str, language: str = "zh", edition: str = "first") -> Page:
    page = reader.open(f"{types}{edition}/{language}/cases/{CASE}.html")
    open_case(page, language)
    return page


def practice(page: Page, name: str) -> Locator:
    return item(page, name, graded=False)


def clear(article: Locator, name: str) -> None:
    """Take back what is answered, where it is not answered by choosing anew."""
    for box in article.locator("input[type=checkbox]").all():
        box.uncheck()
    if name == "numeric":
        article.locator("input[type=text]").fill("")


def earned(words: dict[str, str], name: str, share: float) -> str:
    number = f"{POINTS[name] * share:.2f}".rstrip("0").rstrip(".")
    return words["earned"].format(points=number, max=POINTS[name])


def texts(found: Locator) -> list[str]:
    return [each.strip() for each in found.all_inner_texts()]


def expect_closed(article: Locator) -> None:
    expect(article).not_to_have_attribute("data-open", "")
    expect(article.locator(".key")).to_be_hidden()
    expect(act(article, "check")).to_be_visible()
    expect(act(article, "again")).to_be_hidden()


def expect_open(article: Locator) -> None:
    expect(article.locator(".key .reasons")).to_be_visible()
    expect(act(article, "check")).to_be_hidden()
    expect(act(article, "again")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_partly_right(open_items: Callable[..., Page], language: str) -> None:
    """A wrong answer can be bettered once; a right one opens all the reasons; beginning anew takes all of it back."""
    words = labels(language)
    page = open_items(language)
    for name in SCORED:
        article = practice(page, name)
        verdict = article.locator(".verdict")
        expect_closed(article)
        by_mouse(article, WRONG[name])
        check(article)
        expect_state(article, "wrong")
        expect(verdict).to_have_text(words["wrong"])
        expect(article.locator(".feedback .hint")).to_have_text(words["once_more"])
        expect(act(article, "check")).to_be_focused()
        expect_closed(article)
        clear(article, name)
        by_mouse(article, RIGHT[name])
        expect(article.locator(".feedback")).to_be_empty()  # as soon as it is changed
        expect_state(article, "")
        check(article)
        expect_state(article, "right")
        expect(verdict).to_have_text(words["right"] + earned(words, name, 1))
        expect_open(article)
        expect(act(article, "again")).to_be_focused()
        expect(
            article.locator("form:not(.assess) :is(input, select, .order button):enabled:not([readonly])")
        ).to_have_count(0)
        act(article, "again").click()
        expect_closed(article)
        assert shown(article) is None
        expect(article.locator(".feedback")).to_be_empty()
        assert article.evaluate("each => each.querySelector('form').contains(document.activeElement)")


def test_two_tries(open_items: Callable[..., Page]) -> None:
    """After two tries everything is shown, whatever they came to; a partly right answer says what it earns and why."""
    words = labels("zh")
    page = open_items()
    wanted = {
        "multiple-choice": (0.5, None),
        "ordering": (2 / 3, words["said_share_adjacent"].format(right=2, all=3)),
        "matching": (1 / 3, words["said_share_pairs"].format(right=1, all=3)),
        "classification": (2 / 3, words["said_share_pairs"].format(right=2, all=3)),
    }
    for name, (share, why) in wanted.items():
        article = practice(page, name)
        by_mouse(article, PARTLY[name])
        check(article)
        expect_state(article, "partly")
        expect(article.locator(".verdict")).to_have_text(words["partly"] + earned(words, name, share))
        said = why or words["said_right_minus_wrong"].format(right=1, wrong=0, all=2)
        expect(article.locator(".feedback > p").nth(1)).to_have_text(said)
        check(article)
        expect_open(article)
        expect_state(article, "partly")
        expect(article.locator(".feedback .hint")).to_have_text(words["opened"])
    article = practice(page, "multiple-choice")
    act(article, "again").click()
    by_mouse(article, ["b", "d", "a"])
    check(article)
    expect_state(article, "wrong")
    said = words["said_right_minus_wrong"].format(right=1, wrong=2, all=2) + words["said_below_zero"]
    expect(article.locator(".feedback > p").nth(1)).to_have_text(said)
    check(article)
    expect(article.locator(".verdict")).to_have_text(words["missed"])


def test_reasons(open_items: Callable[..., Page]) -> None:
    """After the first try, only the reasons of what was chosen: nothing that gives the rest away."""
    page = open_items()
    chosen = {"single-choice": ["b"], "true-false": ["true"], "multiple-choice": ["b", "d"]}
    for name in SCORED:
        article = practice(page, name)
        by_mouse(article, PARTLY.get(name, WRONG[name]) if name != "multiple-choice" else WRONG[name])
        check(article)
        said = texts(article.locator(".feedback li"))
        right = [each for each in PARTLY.get(name, {}) if name in ("matching", "classification")]
        ids = chosen.get(name, [each for each in right if PARTLY[name][each] == RIGHT[name][each]])
        assert len(said) == len(ids), name
        for words, option in zip(sorted(said), sorted(ids), strict=True):
            reason = article.locator(f".key [data-reason='{option}']").text_content() or ""
            if name in chosen:
                letter = article.locator(f".opt:has([value='{option}']) label b").text_content() or ""
                assert words == f"{letter.rstrip('.')}：{reason.strip()}"
            else:
                assert any(each.endswith(f"：{reason.strip()}") for each in said)
        check(article)
        shown_reasons = article.locator(".key [data-reason]:visible").count()
        assert shown_reasons == (1 if name in ("numeric", "ordering") else article.locator(".opt, .pairs > li").count())
        expect(article.locator(".feedback li")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing(open_items: Callable[..., Page], language: str) -> None:
    """Nothing is checked before it is answered in full; one hears what is missing and is led there."""
    words = labels(language)
    page = open_items(language)
    for name in TYPES:
        article = practice(page, name)
        check(article)
        expect(article.locator(".feedback")).to_have_text(words["code_first" if name == "code" else "answer_first"])
        assert article.evaluate("each => each.querySelector('form').contains(document.activeElement)")
        expect(act(article, "check")).not_to_be_focused()
        expect_closed(article)
    for name in ("matching", "classification"):
        article = practice(page, name)
        source, target = next(iter(RIGHT[name].items()))
        by_mouse(article, {source: target})
        expect(article.locator(".feedback")).to_be_empty()
        check(article)
        expect(article.locator(".feedback")).to_have_text(words["answer_rest"].format(n=2))
        assert page.evaluate("document.activeElement.value") == ""
        expect_closed(article)
    article = practice(page, "numeric")
    by_mouse(article, "about 15")
    check(article)
    expect(article.locator(".unread")).to_have_text(words["number_wrong"])
    expect(article.locator(".feedback")).to_be_empty()
    expect(article.locator("input[type=text]")).to_be_focused()
    expect_closed(article)
    # None of this was a try.
    article.locator("input[type=text]").fill("1")
    check(article)
    expect(article.locator(".feedback .hint")).to_have_text(words["once_more"])


def test_by_keyboard_alone(open_items: Callable[..., Page]) -> None:
    """Answered wrong, checked, bettered, checked, begun anew; and the focus is never lost."""
    page = open_items()
    for name in TYPES:
        article = practice(page, name)
        answers = [RIGHT[name]] if name in ("short-answer", "code") else [WRONG[name], RIGHT[name]]
        for response in answers:
            if response != answers[0]:
                clear(article, name)
            by_keyboard(article, response)
            assert shown(article) == response
            tab_to(article, "[data-act=check]")
            page.keyboard.press("Space" if name == "numeric" else "Enter")
            assert article.evaluate("each => each.contains(document.activeElement)")
        expect_open(article)
        expect(act(article, "again")).to_be_focused()
        tab_to(article, ".key > summary")
        lead_to(article)
        tab_to(article, "[data-act=again]").press("Enter")
        expect_closed(article)
        assert article.evaluate("each => each.querySelector('form').contains(document.activeElement)")


def test_enter_checks_a_number(open_items: Callable[..., Page]) -> None:
    """Not while a word is being composed; and the same key does not press the next button."""
    page = open_items()
    article = practice(page, "numeric")
    field = article.locator("input[type=text]")
    field.fill("15")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(article.locator(".feedback")).to_be_empty()
    field.press("Enter")
    expect_state(article, "right")
    expect_open(article)
    expect(act(article, "again")).to_be_focused()
    field.press("Enter")  # nothing any more
    expect_open(article)


def test_the_verdict_is_said_in_one_go(open_items: Callable[..., Page]) -> None:
    """The live region is there before it speaks, and what it says comes with one change of the page."""
    page = open_items()
    article = practice(page, "single-choice")
    status = article.locator(".feedback")
    expect(status).to_have_role("status")
    assert status.evaluate("each => getComputedStyle(each).display") != "none"
    page.evaluate(
        """id => {
            window.said = [];
            const status = document.querySelector(`#${id} .feedback`);
            new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true, subtree: true });
        }""",
        article.get_attribute("id"),
    )
    by_mouse(article, "b")
    check(article)
    check(article)
    said = page.evaluate("said")
    assert len(said) == 2
    assert all(words.startswith(labels("zh")[name]) for words, name in zip(said, ("wrong", "missed"), strict=True))


def test_assessing_a_text(visit: Callable[..., Visit], types: str) -> None:
    """A text is set beside criteria and samples, best first; one's own marks add up and are kept."""
    words = labels("zh")
    page = opened(visit(WIDE), types)
    article = practice(page, "short-answer")
    criteria = texts(article.locator(".criteria li"))
    assert criteria == ["观察行为", "记录方式", "不打扰顾客"]
    by_mouse(article, "站在对面看。")
    check(article)
    expect(article.locator(".feedback")).to_have_text(words["compared"])
    expect_open(article)
    assert "斜对面" in (article.locator(".sample").first.text_content() or "")
    status = article.locator(".assess .status")
    for number, level in enumerate((2, 1, 0)):
        expect(status).to_be_empty()
        article.locator(".assess fieldset").nth(number).locator(".opt label").nth(level).click()
    expect(status).to_have_text(words["assessed"].format(points=3, max=6))
    # The text can still be bettered; the marks stay until one begins anew.
    article.locator("textarea").fill("站在斜对面看。")
    page.evaluate("casebook.answers.flush()")
    page.reload()
    expect_open(article)
    expect(status).to_have_text(words["assessed"].format(points=3, max=6))
    assert shown(article) == "站在斜对面看。"
    record = in_store(page, key_of("short-answer", graded=False))
    assert record["levels"] == {"behaviour": 2, "record": 1, "tact": 0}
    assert (record["share"], record["open"]) == (None, True)
    act(article, "again").click()
    expect_closed(article)
    assert shown(article) == "站在斜对面看。"
    check(article)
    expect(article.locator(".assess input:checked")).to_have_count(0)
    expect(status).to_be_empty()


def test_code_shows_its_model_answer_after_an_attempt(visit: Callable[..., Visit], types: str) -> None:
    page = opened(visit(WIDE), types)
    article = practice(page, "code")
    assert "monospace" in article.locator("textarea").evaluate("each => getComputedStyle(each).fontFamily")
    assert texts(article.locator(".calls tbody tr").first.locator("td")) == ["water_cost(100, 4)", "0.4"]
    assert "250" not in article.locator(".calls").inner_text()  # a hidden call
    check(article)
    expect_closed(article)
    article.locator("textarea").press("Control+End")
    page.keyboard.type("    return 1")
    check(article)
    expect_open(article)
    expect(article.locator(".key pre")).to_contain_text("return litres / 1000 * price")
    page.reload()
    expect_open(article)


def test_each_state_is_there_again_after_a_reload(visit: Callable[..., Visit], types: str) -> None:
    """And in the other language."""
    page = opened(visit(WIDE), types)
    states: dict[str, str] = {}
    for name in SCORED:
        article = practice(page, name)
        response = {"single-choice": WRONG, "true-false": RIGHT, "numeric": RIGHT}.get(name, PARTLY).get(
            name, WRONG[name]
        )
        by_mouse(article, response)
        check(article)
        if name in ("matching", "multiple-choice"):
            check(article)
        states[name] = str(article.get_attribute("data-state"))
    assert set(states.values()) == {"wrong", "partly", "right"}
    open_ones = page.locator(".practice[data-open]").count()
    assert open_ones == 4
    for address in (page.url, page.url.replace("/zh/", "/en/")):
        page.goto(address)
        for name, state in states.items():
            expect_state(practice(page, name), state)
            expect(practice(page, name).locator(".verdict")).to_be_visible()
        expect(page.locator(".practice[data-open] .key[open]")).to_have_count(open_ones)
    # Changed after a check and left like that, it is not checked; the try counts.
    by_mouse(practice(page, "single-choice"), "c")
    page.evaluate("casebook.answers.flush()")
    page.reload()
    expect_state(practice(page, "single-choice"), "")
    record = in_store(page, key_of("single-choice", graded=False))
    assert (record["response"], record["share"], record["tries"], record["open"]) == ("c", None, 1, False)
    check(practice(page, "single-choice"))
    expect_open(practice(page, "single-choice"))


def test_beginning_anew_shows_the_first_order(open_items: Callable[..., Page]) -> None:
    page = open_items()
    article = practice(page, "ordering")
    first = order_of(article)
    by_mouse(article, RIGHT["ordering"])
    check(article)
    act(article, "again").click()
    assert order_of(article) == first
    expect(act(article, "as-shown")).to_be_visible()


def test_nothing_of_the_manual_is_kept(visit: Callable[..., Visit], types: str) -> None:
    page = visit(PHONE).open(f"{types}first/zh/manual/items.html")
    for name in TYPES:
        by_mouse(practice(page, name), RIGHT[name])
        check(practice(page, name))
        expect_open(practice(page, name))
    assert page.evaluate("Object.keys(localStorage).filter(each => /answer|practice/.test(each))") == []
    page.reload()
    expect(page.locator(".practice[data-open], .verdict")).to_have_count(0)


def test_graded_items_bring_no_key(visit: Callable[..., Visit], types: str) -> None:
    """Neither in a form's attributes nor beside it."""
    page = opened(visit(WIDE), types)
    for name in TYPES:
        article = item(page, name, graded=True)
        source = article.evaluate("each => each.outerHTML")
        assert not re.search(r"data-(scoring|points|reason|criterion)|class=\"(key|assess|sample|feedback)", source)
        expect(article.locator("[data-act=check]")).to_have_count(0)
    data: dict[str, Any] = page.evaluate(
        """async () => {
            const script = document.createElement('script');
            script.src = '../items/first-case.js';
            document.head.append(script);
            await new Promise(done => { script.onload = done; });
            return casebook.items['first-case'];
        }"""
    )
    assert {each for each, about in data.items() if about["graded"]} == {f"{IDS[name]}-test" for name in TYPES}
    allowed = {"n", "graded", "label", "points", "kind", "many", "edition", "stem", "options", "targets", "unit"}
    assert {key for about in data.values() for key in about} == allowed
    for name in TYPES:
        about = data[f"{IDS[name]}-test"]
        assert about["edition"] == item(page, name, graded=True).get_attribute("data-edition")
