"""Answering items as people do: by mouse, by keyboard alone, by touch."""

import json
from collections.abc import Callable
from typing import Any

import yaml
from playwright.sync_api import Locator, Page, expect

from browser.reading import Visit, decide
from casebook.items import ITEM_TYPES

CASE = "first-case"
TYPES = ITEM_TYPES.names()
IDS: dict[str, str] = {name: yaml.safe_load(ITEM_TYPES.get(name).example)["id"] for name in TYPES}
STARTER = "def water_cost(litres, price):\n    ...\n"
RIGHT: dict[str, Any] = {
    "single-choice": "a",
    "multiple-choice": ["a", "c"],
    "true-false": "false",
    "numeric": "15",
    "ordering": ["pick", "look", "sort", "test"],
    "matching": {"measure": "space", "night": "quiet", "bill": "cost"},
    "classification": {"lift": "fact", "move": "inference", "twice": "fact"},
    "short-answer": "站在对面看 10 分钟",
    "code": STARTER + "    return litres / 1000 * price",
}
WRONG: dict[str, Any] = {
    "single-choice": "b",
    "multiple-choice": ["b", "d"],
    "true-false": "true",
    "numeric": "1,200",
    "ordering": ["test", "sort", "look", "pick"],
    "matching": {"measure": "quiet", "night": "space", "bill": "speed"},
    "classification": {"lift": "inference", "move": "fact", "twice": "inference"},
    "short-answer": "发一份问卷。",
    "code": STARTER + "# later",
}
PARTLY: dict[str, Any] = {
    "multiple-choice": ["a"],
    "ordering": ["look", "sort", "test", "pick"],
    "matching": {"measure": "space", "night": "space", "bill": "space"},
    "classification": {"lift": "fact", "move": "fact", "twice": "fact"},
}
Way = Callable[[Locator, Any], None]


def open_case(page: Page, language: str) -> None:
    """Decide, so that the items can be seen."""
    if not page.evaluate("document.getElementById('gate').open"):
        decide(page, language)


def open_at(reader: Visit, address: str, language: str = "zh") -> Page:
    """Open the case at an address, up to its items."""
    page = reader.open(address)
    open_case(page, language)
    return page


def all_items() -> list[tuple[str, bool]]:
    """Return each type, and whether it is graded."""
    return [(name, graded) for graded in (False, True) for name in TYPES]


def item(page: Page, name: str, *, graded: bool) -> Locator:
    """Return the article of a type."""
    return page.locator(f"#item-{IDS[name]}{'-test' if graded else ''}")


def shown(article: Locator) -> Any:
    """Return what the page's own script reads in an article."""
    return article.evaluate("each => casebook.forms.read(each)")


def key_of(name: str, *, graded: bool) -> str:
    return f"answer:open:{CASE}.{IDS[name]}-test" if graded else f"practice:{CASE}.{IDS[name]}"


def kept(page: Page, key: str) -> Any:
    """Return a record from the browser's store, once nothing waits to be stored."""
    page.evaluate("casebook.answers.flush()")
    return in_store(page, key)


def in_store(page: Page, key: str) -> Any:
    text = page.evaluate("key => localStorage.getItem(`casebook:${casebook.course}:${key}`)", key)
    return text and json.loads(text)


def act(article: Locator, name: str) -> Locator:
    return article.locator(f"[data-act={name}]")


def order_of(article: Locator) -> list[str]:
    return article.locator(".order > li").evaluate_all("rows => rows.map(row => row.dataset.option)")


def by_pointer(article: Locator, response: Any, press: Callable[[Locator], None]) -> None:
    """Answer with presses of a mouse or a finger; a select's own list is the browser's, and is answered for."""
    match article.get_attribute("data-kind"):
        case "choice":
            for option in [response] if isinstance(response, str) else response:
                press(article.locator(f".opt:has(input[value={option}]) label"))
        case "order":
            if order_of(article) == response:
                press(act(article, "as-shown"))
            for place, option in enumerate(response):
                for _ in range(order_of(article).index(option) - place):
                    press(act(article.locator(f"li[data-option={option}]"), "up"))
        case "match":
            for source, target in response.items():
                article.locator(f"[data-source={source}]").select_option(target)
        case _:
            field = article.locator(".field textarea, .field input")
            press(field)
            article.page.keyboard.press("Control+End")
            article.page.keyboard.insert_text(response.removeprefix(STARTER))


def by_mouse(article: Locator, response: Any) -> None:
    by_pointer(article, response, lambda target: target.click())


def by_touch(article: Locator, response: Any) -> None:
    by_pointer(article, response, lambda target: target.tap())


def focused(page: Page, property: str = "id") -> str:
    return str(page.evaluate("name => document.activeElement[name] || ''", property))


def lead_to(article: Locator) -> None:
    """Let the next Tab go to the first control of an article, as a link to it does."""
    name = article.get_attribute("id")
    article.page.evaluate("name => { location.hash = ''; location.hash = name }", name)


def tab_to(article: Locator, selector: str) -> Locator:
    """Press Tab until the wanted control has the focus."""
    wanted = article.locator(selector)
    for _ in range(30):
        article.page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return wanted
    raise AssertionError(f"{selector} is not reached by Tab")


def by_keyboard(article: Locator, response: Any) -> None:
    """Answer by keys alone; the focus never leaves the item."""
    keyboard = article.page.keyboard
    lead_to(article)

    def press(key: str) -> None:
        keyboard.press(key)
        assert article.evaluate("each => each.contains(document.activeElement)"), f"{key} loses the focus"

    match article.get_attribute("data-kind"):
        case "choice" if isinstance(response, str):
            press("Tab")
            press("Space")
            for _ in range(10):
                if shown(article) == response:
                    break
                press("ArrowDown")
        case "choice":
            for option in response:
                tab_to(article, f"input[value={option}]")
                press("Space")
        case "order":
            for place, option in enumerate(response):
                row = f"li[data-option={option}]"
                lead_to(article)
                if place % 2:
                    tab_to(article, f"{row} [data-act=up]")
                    for _ in range(order_of(article).index(option) - place):
                        press("Enter")
                else:
                    tab_to(article, f"{row} select")
                    press(str(place + 1))
                assert order_of(article)[place] == option
        case "match":
            for source, target in response.items():
                lead_to(article)
                select = tab_to(article, f"[data-source={source}]")
                letter = select.locator(f"option[value={target}]").text_content() or ""
                press(letter.strip()[0])
        case _:
            tab_to(article, ".field textarea, .field input")
            press("Control+End")
            keyboard.type(response.removeprefix(STARTER))


def check(article: Locator) -> None:
    act(article, "check").click()


def expect_state(article: Locator, state: str) -> None:
    expect(article).to_have_attribute("data-state", state)
