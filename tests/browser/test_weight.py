"""How much a phone on a slow line has to fetch."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, decide, scroll_through
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-print"), pytest.mark.timeout(120)]

ON_LOAD = 350_000
FIRST_VISIT = 600_000
"""Compressed bytes, as a web server sends them."""


def weigh(asked: list[str], web: str, site: Path) -> dict[str, int]:
    """Return the compressed bytes of each file that was asked for, counted once, as a browser keeps it."""
    paths = {url.removeprefix(web).partition("?")[0].partition("#")[0] for url in asked if url.startswith(web)}
    return {path: len(gzip.compress((site / path).read_bytes(), 6, mtime=0)) for path in sorted(paths)}


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_weight_of_a_case(
    visit: Callable[..., Visit], web: str, site: Path, course: Course, language: str, width: int
) -> None:
    for case in course.cases[:3]:
        reader = visit(width)
        page = reader.open(f"{web}{language}/cases/{case.id}.html")
        page.wait_for_load_state("networkidle")
        on_load = weigh(reader.asked, web, site)
        assert on_load, "nothing was asked for"
        assert sum(on_load.values()) <= ON_LOAD, on_load

        decide(page, language)
        scroll_through(page)
        for slider in page.locator("input[type=range]").all():
            slider.focus()
            page.keyboard.press("Home")
            for _ in range(int(slider.get_attribute("max") or 0)):
                page.keyboard.press("ArrowRight")
        page.wait_for_load_state("networkidle")
        visit_whole = weigh(reader.asked, web, site)
        assert any(path.endswith(".svg") and "figures/" in path for path in visit_whole)
        assert sum(visit_whole.values()) <= FIRST_VISIT, visit_whole
        print(language, width, sum(on_load.values()), sum(visit_whole.values()))  # noqa: T201


def test_a_second_page_needs_little(visit: Callable[..., Visit], web: str, site: Path) -> None:
    """Styles and scripts are shared: the next page fetches itself and little more."""
    reader = visit(PHONE)
    page = reader.open(f"{web}zh/index.html")
    page.wait_for_load_state("networkidle")
    first = weigh(reader.asked, web, site)
    page.goto(f"{web}zh/glossary.html")
    page.wait_for_load_state("networkidle")
    new = {path: size for path, size in weigh(reader.asked, web, site).items() if path not in first}
    assert sum(new.values()) <= 30_000, new


def test_the_scripts_for_answering_are_small(site: Path, course: Course) -> None:
    """All that a case, My work, Hand in and the worker run, each file compressed as a web server sends it."""
    pages = [f"cases/{case.id}" for case in course.cases] + ["my-work", "hand-in"]
    named = {
        name
        for page in pages
        for name in re.findall(r"<script[^>]+_static/([\w-]+\.js)", (site / f"zh/{page}.html").read_text("utf-8"))
    }
    assert {"forms.js", "practice.js", "handin.js", "work.js", "offline.js"} <= named
    files = [site / "zh" / "_static" / name for name in sorted(named)] + [site / "sw.js"]
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files}
    assert sum(sizes.values()) <= 40_000, sizes
