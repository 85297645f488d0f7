"""What a reader does on a page, and what is watched meanwhile."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

WIDE, PHONE = 1280, 390
LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh-CN", "en": "en-US"}
REASON = {"zh": "先看看别人怎么做", "en": "First see what people do"}
_NOT_OURS = re.compile(r"^(?!http://127\.0\.0\.1:|file:|data:|blob:|about:)")


@dataclass
class Visit:
    """A reader's browser: its pages, what they asked for, and what went wrong on them."""

    context: BrowserContext
    asked: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Open a new page at an address."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._hear(page, said))
        page.goto(address)
        return page

    def _hear(self, page: Page, said: Any) -> None:
        if said.type in ("error", "warning"):
            self.problems.append(f"{page.url}: {said.text} ({said.location['url']})")


@contextmanager
def visiting(browser: Browser, width: int = WIDE, *, worker: bool = False, **options: Any) -> Iterator[Visit]:
    """Give a reader a browser with nothing kept in it. Any request to another host is stopped and is a problem.

    Without `worker` the browser knows no service workers: what a test does with requests is then not done behind its back.
    """
    phone = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if width <= PHONE else {}
    settings = {"viewport": {"width": width, "height": 844 if phone else 800}, "reduced_motion": "reduce"}
    context = browser.new_context(**settings | phone | options)
    context.set_default_timeout(10_000)
    if not worker:
        context.add_init_script("delete Navigator.prototype.serviceWorker")
    visit = Visit(context)
    context.on("request", lambda request: visit.asked.append(request.url))

    def refuse(route: Any) -> None:
        visit.problems.append(f"asks another host: {route.request.url}")
        route.abort()

    context.route(_NOT_OURS, refuse)
    try:
        yield visit
    finally:
        context.close()


def decide(page: Page, language: str, option: int = 0, reason: str | None = None) -> None:
    """Choose an option and say why, as the gate wants it."""
    page.locator("#decision .opt label").nth(option).click()
    page.locator("#decision-reason").fill(reason or REASON[language])
    page.locator("[data-act=decide]").click()
    expect(page.locator("#gate")).to_have_js_property("open", True)


def fold(page: Page) -> None:
    """Close whatever can be closed."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = false })")


def unfold(page: Page, language: str) -> None:
    """Open whatever can be opened, the gate by deciding."""
    if page.locator("#gate:not([open])").count():
        decide(page, language)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


def scroll_through(page: Page) -> None:
    """Show every part of a page once, and wait for the pictures that this brings."""
    page.evaluate(
        """async () => {
            for (let at = 0; at < document.documentElement.scrollHeight; at += innerHeight) {
                scrollTo(0, at);
                await new Promise(done => setTimeout(done, 20));
            }
            const shown = [...document.images].filter(each => each.checkVisibility());
            await Promise.all(shown.map(each => each.decode().catch(() => {})));
            scrollTo(0, 0);
        }"""
    )


def pages_of(site: Path, language: str) -> list[str]:
    """Return the pages of a language by their path in the site."""
    return sorted(path.relative_to(site).as_posix() for path in (site / language).rglob("*.html"))
