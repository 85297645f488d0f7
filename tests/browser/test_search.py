"""Search finds in both languages, from the web and from a folder, and never runs what is typed."""

import os
import random
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from conftest import ROOT
from playwright.sync_api import Locator, Page, Route, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit
from casebook.labels import labels
from casebook.model import AFTER_THE_DECISION, Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-search"), pytest.mark.timeout(120)]

WASHER = "cases/haier-washer.html"
ZH = ("小小神童", "洗衣机", "水位", "费水费电", "海尔", "洗衣机 降价", "手洗 临界点 标准机型", "洗")
EN = ("Little Prodigy", "hand washing", "washing machine", "washers", "prodigy HAIER")
HOSTILE = (
    "<img src=x onerror=\"document.title='hit'\">",
    "\"><script>document.title='hit'</script>",
    "{query} {n} $& \\",
    "constructor",
    "__proto__ hasOwnProperty",
    "[(*+?",
    "%E6%B5",
    "😀",
    "　",
    "长" * 3000,
)
PER_CASE = 8


def phrases(site: Path, count: int | None) -> list[tuple[str, str]]:
    """Return runs of 6 to 10 characters from the middle of the cases' prose that stand on one page only, each with that page.

    `count` of each case, or, for None, one out of every run of characters.
    """
    pages = {path.name: path.read_text(encoding="utf-8") for path in (site / "zh").rglob("*.html")}
    found = []
    for path in sorted(ROOT.glob("cases/*/zh.md")):
        prose = re.sub(r"\{[a-z]+\}`[^`]*`", "|", path.read_text(encoding="utf-8"))
        runs = re.findall(r"[\u4e00-\u9fff]{6,}", re.sub(r"^[#(].*$", "", prose, flags=re.MULTILINE))
        chance = random.Random(f"{os.environ.get('CASEBOOK_SEED', '0')} {path.parent.name}")
        chance.shuffle(runs)
        mine = []
        for run in runs:
            length = chance.randint(6, min(10, len(run)))
            start = chance.randint(0, len(run) - length)
            phrase = run[start : start + length]
            if [name for name, text in pages.items() if phrase in text] == [f"{path.parent.name}.html"]:
                mine.append((phrase, f"cases/{path.parent.name}.html"))
        assert mine, path
        found += mine[:count]
    return found


def search(page: Page, place: str, language: str, query: str) -> None:
    """Look for words, as a link to the results would."""
    page.goto(f"{place}{language}/search.html?q={quote(query)}")


def links(page: Page) -> Locator:
    return page.locator("#search-results li a")


def expect_done(page: Page, language: str) -> None:
    """Wait for the end of a search."""
    expect(page.locator("#search-status")).not_to_have_text(labels(language)["search_running"], timeout=3000)


def expect_first(page: Page, place: str, language: str, path: str, query: str) -> None:
    expect(links(page).first, query).to_be_visible()
    first = links(page).first.evaluate("link => link.href")
    assert first.partition("#")[0] == f"{place}{language}/{path}", query


LEADS = [
    ("zh", "值机员", "cases/cathay-counter"),
    ("zh", "国泰", "cases/cathay-counter"),
    ("zh", "清洁工", "cases/disney-cleaners"),
    ("zh", "退货成本", "cases/rt-mart-returns"),
    ("zh", "洗衣机", "cases/haier-washer"),
    ("zh", "服务补救", "frameworks/service-recovery"),
    ("zh", "峰终定律", "frameworks/peak-end"),
    ("zh", "潜意识需求", "frameworks/latent-needs"),
    ("zh", "自查表", "tools/self-check"),
    ("en", "service recovery", "frameworks/service-recovery"),
    ("en", "peak-end rule", "frameworks/peak-end"),
    ("en", "cleaners", "cases/disney-cleaners"),
    ("en", "Cathay", "cases/cathay-counter"),
    ("en", "cost of returns", "cases/rt-mart-returns"),
    ("en", "self-check", "tools/self-check"),
]


@pytest.mark.parametrize(("language", "query", "page_name"), LEADS)
def test_a_word_leads_to_the_page_about_it(
    visit: Callable[..., Visit], place: str, language: str, query: str, page_name: str
) -> None:
    """First or second, also where many pages hold the word."""
    page = visit(PHONE).open(f"{place}{language}/search.html?q={quote(query)}")
    expect_done(page, language)
    found = [link.evaluate("link => link.href").partition("#")[0] for link in links(page).all()[:2]]
    assert f"{place}{language}/{page_name}.html" in found, found


@pytest.mark.parametrize(("language", "queries"), [("zh", ZH), ("en", EN)])
def test_finds(visit: Callable[..., Visit], place: str, language: str, queries: tuple[str, ...]) -> None:
    page = visit(PHONE).open(f"{place}{language}/search.html")
    for query in queries:
        search(page, place, language, query)
        expect_first(page, place, language, WASHER, query)
        count = links(page).count()
        words = labels(language)
        said = words["search_one"] if count == 1 else words["search_many"].replace("{n}", str(count))
        expect(page.locator("#search-status")).to_have_text(said.replace("{query}", query))
        expect(page.locator("#words")).to_have_value(query)


@pytest.mark.timeout(1800)
def test_finds_any_run_of_the_text(visit: Callable[..., Visit], place: str, site: Path, soak: bool) -> None:
    """What one copies out of the middle of a sentence leads back to it: its page is among the first three.

    The index knows pairs of characters, so that a page with all the pairs and not the sentence may stand before it.
    """
    page = visit(WIDE).open(f"{place}zh/search.html")
    for phrase, path in phrases(site, None if soak else PER_CASE):
        search(page, place, "zh", phrase)
        expect(links(page).first, phrase).to_be_visible()
        found = [link.evaluate("link => link.href").partition("#")[0] for link in links(page).all()[:3]]
        assert f"{place}zh/{path}" in found, phrase


def test_from_any_page(visit: Callable[..., Visit], place: str) -> None:
    """The field in the head of a page leads to the results; a link there leads to the page."""
    page = visit(WIDE).open(f"{place}zh/glossary.html")
    page.locator("#find").fill("小小神童")
    page.locator("#find").press("Enter")
    expect(page).to_have_url(re.compile(r"zh/search\.html\?q="))
    links(page).first.click()
    expect(page).to_have_url(re.compile(re.escape(f"{place}zh/{WASHER}")))


def test_from_a_phone(visit: Callable[..., Visit], web: str) -> None:
    page = visit(PHONE).open(f"{web}zh/{WASHER}")
    page.locator(".to-search").tap()
    page.wait_for_url("**/search.html")
    page.locator("#words").fill("洗衣机")
    page.locator("#search-form button").tap()
    expect_first(page, web, "zh", WASHER, "洗衣机")


def test_words_typed_early_are_kept(visit: Callable[..., Visit], web: str) -> None:
    """On a slow line a reader types before the scripts have come; all but the first, which the page waits for, are held."""
    reader = visit(PHONE)
    held: list[Route] = []
    reader.context.route(
        re.compile(r"/_static/(?!start\.js).*\.js"),
        lambda route: held.append(route) if not typed else route.continue_(),
    )
    typed = False
    page = reader.open("about:blank")
    page.goto(f"{web}zh/search.html", wait_until="commit")
    page.locator("#words").fill("洗衣机")
    typed = True
    for route in held:
        route.continue_()
    page.wait_for_load_state("load")
    expect(page.locator("#words")).to_have_value("洗衣机", timeout=2000)


@pytest.mark.parametrize(
    ("language", "queries"),
    [
        ("zh", ("洗衣机 zzyzx", "zzyzx 洗衣机 降价", "Jupyter 蟑螂", "蟑螂 2026")),
        ("en", ("washing zzyzx", "Jupyter cockroach")),
    ],
)
def test_only_pages_with_every_word(
    visit: Callable[..., Visit], web: str, language: str, queries: tuple[str, ...]
) -> None:
    """As the hint beside the field promises, also where Chinese and Latin words meet."""
    page = visit(WIDE).open("about:blank")
    more = {}
    for query in queries:
        search(page, web, language, query)
        expect_done(page, language)
        if found := links(page).all_inner_texts():
            more[query] = found
    assert more == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_finds_numbers(visit: Callable[..., Visit], web: str, language: str) -> None:
    """A year is a word like any other."""
    page = visit(WIDE).open(f"{web}{language}/search.html?q=1996")
    expect_done(page, language)
    assert [text for text in links(page).all_inner_texts() if "Haier" in text or "海尔" in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_says_that_nothing_was_found(visit: Callable[..., Visit], place: str, language: str) -> None:
    page = visit(PHONE).open(f"{place}{language}/search.html?q={quote('蟑螂 zzyzx')}")
    status = page.locator("#search-status")
    expect(status).to_have_text(labels(language)["search_none"].replace("{query}", "蟑螂 zzyzx"))
    expect(status).to_have_attribute("role", "status")
    expect(links(page)).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_asks_for_nothing_without_a_query(visit: Callable[..., Visit], web: str, language: str) -> None:
    page = visit(PHONE).open(f"{web}{language}/search.html")
    expect(page.locator("#search-status")).to_have_text("")
    expect(links(page)).to_have_count(0)


def test_what_is_typed_stays_text(visit: Callable[..., Visit], web: str) -> None:
    """And whatever it is, the page ends by saying what it found."""
    page = visit(WIDE).open("about:blank")
    wrong = []
    for query in HOSTILE:
        search(page, web, "zh", query)
        try:
            expect_done(page, "zh")
        except AssertionError:
            wrong.append(f"{query}: the search never ends")
            continue
        if page.title() == "hit" or page.locator("main img, main script").count():
            wrong.append(f"{query}: became markup")
        if query.strip() not in (page.locator("#search-status").text_content() or ""):
            wrong.append(f"{query}: said as {page.locator('#search-status').text_content()}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_excerpts_keep_what_is_behind_the_gate(
    visit: Callable[..., Visit], web: str, language: str, course: Course
) -> None:
    """A reader who has not decided learns where a word stands, and not what happened."""
    page = visit(WIDE).open(f"{web}{language}/{WASHER}")
    behind = [page.locator(f"#{name}").text_content() or "" for name in AFTER_THE_DECISION]
    before = "".join(page.locator("main > section > *:not(#gate)").all_text_contents())
    query = "用手搓" if language == "zh" else "generations"
    assert any(query in text for text in behind)
    search(page, web, language, query)
    expect(links(page).first).to_be_visible()
    page.wait_for_load_state("networkidle")
    excerpt = page.locator("#search-results li p").first.inner_text().strip("…")
    for start in range(max(1, len(excerpt) - 12)):
        piece = excerpt[start : start + 12]
        assert piece in before or not any(piece in text for text in behind), piece


@pytest.mark.parametrize("language", LANGUAGES)
def test_excerpts_show_the_words(visit: Callable[..., Visit], web: str, language: str) -> None:
    query = "电风扇" if language == "zh" else "electric fan"
    page = visit(WIDE).open(f"{web}{language}/search.html?q={quote(query)}")
    expect(page.locator("#search-results mark").first).to_have_text(re.compile(query, re.IGNORECASE))


def test_the_index_is_loaded_on_the_search_page_only(visit: Callable[..., Visit], web: str) -> None:
    reader = visit(PHONE)
    for path in ("index.html", WASHER, "glossary.html"):
        reader.open(f"{web}zh/{path}")
    assert not [url for url in reader.asked if "search" in url]
    reader.open(f"{web}zh/search.html")
    assert [url for url in reader.asked if "searchindex" in url]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_index_it_says_so(visit: Callable[..., Visit], web: str, language: str) -> None:
    reader = visit(PHONE)
    reader.context.route("**/searchindex.js*", lambda route: route.abort())
    page = reader.open(f"{web}{language}/search.html?q=x")
    expect(page.locator("#search-status")).to_have_text(labels(language)["search_failed"])
    reader.problems.clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_it_says_so(visit: Callable[..., Visit], web: str, language: str) -> None:
    page = visit(PHONE, java_script_enabled=False).open(f"{web}{language}/search.html?q=x")
    said = page.locator("main noscript p")
    expect(said).to_be_visible()
    expect(said).to_have_text(labels(language)["search_needs_script"])
