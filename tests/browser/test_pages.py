"""Every page, in light and dark, on a desk and on a phone: accessible, no wider than the screen, silent, and by itself."""

import os
import random
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, fold, pages_of, scroll_through, unfold

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-pages"), pytest.mark.timeout(120)]

COMBINATIONS = list(product(LANGUAGES, ("light", "dark"), (WIDE, PHONE)))
SEED = os.environ.get("CASEBOOK_SEED", "0")
"""Draws the combination that a page is looked at in, where it is not looked at in all."""
IN_ALL = 1
"""How many cases are looked at in all combinations; with --soak every page is."""
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def violations(page: Page, state: str) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", AXE)["violations"]
    return [
        f"{page.url} ({state}): {each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]


def overflow(page: Page, state: str, width: int) -> list[str]:
    needed = page.evaluate("document.documentElement.scrollWidth")
    return [f"{page.url} ({state}): {needed}px wide on a screen of {width}px"] if needed > width else []


def chosen(pages: list[str], scheme: str, width: int, everything: bool) -> list[str]:
    """Return the pages to look at in a combination: some cases are looked at in all, every other page in one."""
    always = [path for path in pages if "/cases/" in path][:IN_ALL]

    def lot(path: str) -> tuple[str, int]:
        return random.Random(f"{SEED} {path}").choice(list(product(("light", "dark"), (WIDE, PHONE))))

    return [path for path in pages if everything or path in always or lot(path) == (scheme, width)]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("language", "scheme", "width"), COMBINATIONS)
def test_pages(
    visit: Callable[..., Visit], web: str, site: Path, soak: bool, language: str, scheme: str, width: int
) -> None:
    problems: list[str] = []
    page = visit(width, color_scheme=scheme).open("about:blank")
    for path in chosen(pages_of(site, language), scheme, width, soak):
        page.goto(web + path)
        if soak or page.locator("main details").count():
            fold(page)
            problems += violations(page, "folded") + overflow(page, "folded", width)
        unfold(page, language)
        scroll_through(page)
        problems += violations(page, "unfolded") + overflow(page, "unfolded", width)
    assert not problems, "\n".join(problems)


def open_without_scripts(reader: Visit, site: Path, address: str, path: str) -> Page:
    """Open a page as it is where scripts are off; they are cut out, as axe itself is one."""
    bare = re.sub(r"<script.*?</script>", "", (site / path).read_text(encoding="utf-8"), flags=re.DOTALL)
    reader.context.route(address + path, lambda route: route.fulfill(body=bare, content_type="text/html"))
    return reader.open(address + path)


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("path", ["index.html", "404.html"])
def test_pages_above_the_languages(visit: Callable[..., Visit], web: str, site: Path, path: str, width: int) -> None:
    """The root page is looked at as readers without scripts see it: the others are sent on."""
    page = open_without_scripts(visit(width), site, web, path)
    problems = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        problems += violations(page, scheme) + overflow(page, scheme, width)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_case_without_scripts(visit: Callable[..., Visit], web: str, site: Path, language: str) -> None:
    """Everything is there to be read, and nothing that would not work."""
    case = next(path for path in pages_of(site, language) if "/cases/" in path)
    page = open_without_scripts(visit(PHONE), site, web, case)
    expect(page.locator("main h2").first).to_be_visible()
    expect(page.locator("main button:visible, input[type=range]:visible")).to_have_count(0)
    problems = violations(page, "without scripts") + overflow(page, "without scripts", PHONE)
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_as_files(visit: Callable[..., Visit], files: str, site: Path, soak: bool, language: str) -> None:
    """From a folder, pages load with their styles and charts and say nothing to the console."""
    pages = pages_of(site, language)
    sample = pages if soak else [path for path in pages if "/cases/" in path or path.count("/") == 1]
    reader = visit(PHONE)
    for path in sample:
        page = reader.open(files + path)
        unfold(page, language)
        scroll_through(page)
        broken = page.evaluate("[...document.images].filter(each => !each.naturalWidth).map(each => each.src)")
        assert broken == [], path
        assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute", path
        page.close()
