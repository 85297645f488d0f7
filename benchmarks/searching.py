"""How long the search takes to answer in Chromium, from a folder: 50 queries in each language, each on a page just opened.

Nothing of the terms is loaded when a query is put, so that what it has to load counts. `BENCH=small` puts 10.
"""

import os
import random
import re
import shutil
import statistics
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

QUERIES = 10 if os.environ.get("BENCH") == "small" else 50
_ANSWERED = """query => new Promise(done => {
    const status = document.getElementById("search-status");
    const start = performance.now();
    new MutationObserver(() => done([performance.now() - start, document.querySelectorAll("#search-results li").length]))
        .observe(status, { childList: true });
    Search.query(query);
})"""


def main() -> int:
    """Measure the site of a course: `searching.py SITE COURSE`."""
    median, worst = search_times(Path(sys.argv[1]), Path(sys.argv[2]))
    print(f"search: median {median:.0f} ms, 98th percentile {worst:.0f} ms")
    return 0


def search_times(site: Path, course: Path) -> tuple[float, float]:
    """Return the median and the 98th percentile in milliseconds of the queries in each language."""
    took: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for language in ("zh", "en"):
            if (site / language).is_dir():
                page = browser.new_page()
                took += [_answer(page, site, language, query) for query in queries(course, language)]
                page.close()
        browser.close()
    return statistics.median(took), statistics.quantiles(took, n=50)[-1]


def _answer(page: Page, site: Path, language: str, query: str) -> float:
    page.goto(f"{(site / language / 'search.html').as_uri()}?{quote(query)}")
    page.wait_for_load_state("load")
    milliseconds, found = page.evaluate(_ANSWERED, query)
    if not found:
        raise SystemExit(f"{query} was not found")
    return float(milliseconds)


def queries(course: Path, language: str) -> list[str]:
    """Return what readers might ask: words and runs of characters out of the cases' texts, common and rare ones."""
    dice = random.Random("queries")
    pattern = r"[\u4e00-\u9fff]{2,6}" if language == "zh" else r"\b[A-Za-z]{6,12}(?: [a-z]{6,12})?\b"
    found = []
    texts = sorted(course.glob(f"cases/*/{language}.md"))
    for path in (dice.choice(texts) for _ in range(QUERIES)):
        prose = re.sub(r"\{[a-z]+\}`[^`]*`|^[(#].*$", "|", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        found.append(dice.choice(re.findall(pattern, prose)))
    return found


if __name__ == "__main__":
    sys.exit(main())
