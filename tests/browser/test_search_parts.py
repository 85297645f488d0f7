"""Search in a course whose index stands in several files: it finds what is in any of them, and loads only those it needs."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT, build_here
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, WIDE, Visit
from browser.serving import served
from casebook.labels import labels
from casebook.loader import load
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-parts"), pytest.mark.timeout(300)]

CASES = 5


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Course:
    """A course made by benchmarks/courses.py, with its site built."""
    root = tmp_path_factory.mktemp("synthetic") / "course"
    subprocess.run([sys.executable, ROOT / "benchmarks" / "courses.py", root, str(CASES)], check=True)
    build_here(root, shared_cache)
    return load(root)[0]


@pytest.fixture(scope="module")
def parts_site(synthetic: Course) -> Path:
    return synthetic.root / "_build" / "site"


@pytest.fixture(params=["web", "files"])
def parts(request: pytest.FixtureRequest, parts_site: Path) -> Iterator[str]:
    """The address of its site, on a web server and as files."""
    if request.param == "files":
        yield f"{parts_site.as_uri()}/"
    else:
        with served(parts_site) as address:
            yield address


def found(page: Page, place: str, language: str, query: str) -> list[str]:
    """Return the pages that a query finds, best first."""
    page.goto(f"{place}{language}/search.html?q={quote(query)}")
    expect(page.locator("#search-status")).not_to_have_text(labels(language)["search_running"])
    expect(page.locator("#search-status")).not_to_have_text(labels(language)["search_failed"])
    links = page.locator("#search-results li a").all()
    return [link.evaluate("link => link.href").removeprefix(f"{place}{language}/").partition("#")[0] for link in links]


def test_the_index_stands_in_several_files(parts_site: Path) -> None:
    assert len(list((parts_site / "zh" / "searchterms").iterdir())) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_case_is_found_by_its_name(
    visit: Callable[..., Visit], parts: str, synthetic: Course, language: str
) -> None:
    page = visit(WIDE).open("about:blank")
    for case in synthetic.cases:
        name = case.file.title[language].partition(":" if language == "en" else "：")[0]
        assert found(page, parts, language, name)[0] == f"cases/{case.id}.html", name


@pytest.mark.parametrize(("language", "query"), [("en", "rost"), ("en", "regist dupl")])
def test_the_beginning_of_a_word_finds_it(
    visit: Callable[..., Visit], parts: str, language: str, query: str, synthetic: Course
) -> None:
    pages = found(visit(WIDE).open("about:blank"), parts, language, query)
    assert pages
    for path in pages:
        text = (synthetic.root / "_build" / "site" / language / path).read_text(encoding="utf-8").lower()
        assert all(word in text for word in query.split())


def test_finds_in_every_file(visit: Callable[..., Visit], parts: str, parts_site: Path) -> None:
    """The first and the last word of each, and words of all of them together."""
    page = visit(WIDE).open("about:blank")
    queries = []
    for path in sorted((parts_site / "zh" / "searchterms").iterdir()):
        call = path.read_text(encoding="utf-8")
        held = json.loads(call[call.index("{") : call.rindex(")")])
        queries += [next(iter(held)), next(reversed(held))]
    queries.append("一位 队伍 顾客")
    nothing = [query for query in queries if not found(page, parts, "zh", query)]
    assert nothing == []
    assert found(page, parts, "zh", "龙鑫") == []


def test_loads_what_the_query_needs(visit: Callable[..., Visit], parts_site: Path) -> None:
    reader = visit(WIDE)
    with served(parts_site) as address:
        page = reader.open(f"{address}zh/search.html")
        page.wait_for_load_state("networkidle")
        assert not [url for url in reader.asked if "searchterms" in url]
        found(page, address, "zh", "队伍")
        asked = [url for url in reader.asked if "searchterms" in url]
    assert 1 <= len(asked) < len(list((parts_site / "zh" / "searchterms").iterdir()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_so_when_terms_do_not_come(visit: Callable[..., Visit], parts_site: Path, language: str) -> None:
    reader = visit(WIDE)
    reader.context.route("**/searchterms/*", lambda route: route.abort())
    with served(parts_site) as address:
        page = reader.open(f"{address}{language}/search.html?q={quote('队伍' if language == 'zh' else 'queue')}")
        expect(page.locator("#search-status")).to_have_text(labels(language)["search_failed"])
    reader.problems.clear()


def test_terms_of_another_edition_are_not_used(visit: Callable[..., Visit], parts_site: Path) -> None:
    """A browser may have kept files of a course that has changed since: rather nothing than pages that are not meant."""
    reader = visit(WIDE)
    older = 'Search.setTerms("000000000000",0,{})'
    reader.context.route("**/searchterms/*", lambda route: route.fulfill(content_type="text/javascript", body=older))
    with served(parts_site) as address:
        page = reader.open(f"{address}zh/search.html?q={quote('队伍')}")
        expect(page.locator("#search-status")).to_have_text(labels("zh")["search_failed"])
