"""How long a page of 40 items takes to answer a click or a key, beside the same page without casebook's scripts.

`BENCH=small` takes 12.
"""

import os
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from playwright.sync_api import Browser, Page, sync_playwright

from casebook.items import ITEM_TYPES
from casebook.pipeline import build
from casebook.scaffolding import new_course

ITEMS, ROUNDS = (12, 1) if os.environ.get("BENCH") == "small" else (40, 3)
FLOOR = 16
"""Milliseconds below which browsers report no duration (https://www.w3.org/TR/event-timing/)."""
OBSERVE = """() => {
    window.slow = [];
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) if (each.interactionId) slow.push(each.duration);
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the browser, without a window."""
    with sync_playwright() as playwright:
        words = ["--headless", "--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=words)
        yield browser
        browser.close()


class _Silent:
    """Hears of a build and says nothing."""

    def warned(self, problems: object) -> None: ...
    def stage(self, name: str) -> None: ...
    def ran(self, done: int, total: int, job: object) -> None: ...


def measure(work: Path) -> tuple[float, float]:
    """Return the 98th percentile of the durations of interactions in ms: with casebook's scripts, and without."""
    address = many_items(work).as_uri()
    with chromium() as browser:
        ours, bare = list[float](), list[float]()
        for _ in range(ROUNDS):
            for found, scripts in ((ours, True), (bare, False)):
                page = browser.new_page()
                if not scripts:
                    page.route("**/*.js*", lambda route: route.abort())
                page.goto(address)
                found.extend(durations(page))
                page.close()
    return statistics.quantiles(ours, n=50)[-1], statistics.quantiles(bare, n=50)[-1]


def durations(page: Page) -> list[float]:
    """Use every control of the graded items once; return the duration of each interaction in ms."""
    page.locator("#decision .opt label").first.click()
    page.locator("#decision-reason").fill("x")
    for button in page.locator("[data-act=decide]:visible").all():
        button.click()
    page.locator("#gate").evaluate("each => { each.open = true }")
    page.evaluate(OBSERVE)
    count = sum(1 for _ in interactions(page))
    page.wait_for_timeout(500)
    slow: list[float] = page.evaluate("slow")
    return slow + [float(FLOOR)] * max(0, count - len(slow))


def interactions(page: Page) -> Iterator[None]:
    """Click, choose and type in every graded item."""
    for item in page.locator(".graded").all():
        for control in item.locator("input, textarea, select, [data-act=down]").all():
            if not control.is_visible():
                continue
            if control.evaluate("each => each.matches('textarea, [type=text]')"):
                control.click()
                yield
                for key in "1234567890":
                    page.keyboard.press(key)
                    yield
            elif control.evaluate("each => each.matches('select')"):
                control.focus()
                page.keyboard.press("ArrowDown")
                yield
            else:
                control.click(force=True)
                yield


def many_items(work: Path) -> Path:
    """Build a course whose one case has so many graded items of all types; return the case's page."""
    shutil.rmtree(work, ignore_errors=True)
    new_course(work, ["zh", "en"])
    (exercises,) = (work / "exercises").glob("*.yml")
    held = yaml.safe_load(exercises.read_text(encoding="utf-8"))
    (case,) = (work / "cases").glob("*/case.yml")
    objective = yaml.safe_load(case.read_text(encoding="utf-8"))["objectives"][0]["id"]
    names = ITEM_TYPES.names()
    for number in range(ITEMS - len(held["graded"])):
        item = yaml.safe_load(ITEM_TYPES.get(names[number % len(names)]).example)
        stem = {language: f"{text} ({number})" for language, text in item["stem"].items()}
        held["graded"].append(item | {"id": f"{item['id']}-{number}", "objective": objective, "stem": stem})
    exercises.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), encoding="utf-8")
    build(work, _Silent())
    return work / "_build" / "site" / "zh" / "cases" / f"{case.parent.name}.html"
