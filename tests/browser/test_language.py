"""Two languages: the root sends readers to theirs, and a switch stays on the page."""

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, pages_of
from browser.serving import served
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-search"), pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh"), ("zh-TW", "zh"), ("en-GB", "en"), ("en", "en"), ("fr-FR", "zh")]
)
def test_the_root_follows_the_browser(visit: Callable[..., Visit], web: str, locale: str, language: str) -> None:
    """A browser that speaks neither is sent to the course's own language."""
    page = visit(PHONE, locale=locale).open(f"{web}index.html")
    expect(page).to_have_url(f"{web}{language}/index.html")


def test_the_root_takes_the_first_language_known(visit: Callable[..., Visit], web: str) -> None:
    reader = visit(PHONE)
    reader.context.add_init_script("Object.defineProperty(navigator, 'languages', {get: () => ['fr', 'en', 'zh']})")
    expect(reader.open(f"{web}index.html")).to_have_url(f"{web}en/index.html")


def test_the_root_remembers_the_choice(visit: Callable[..., Visit], place: str) -> None:
    page = visit(WIDE, locale="zh-CN").open(f"{place}index.html")
    expect(page).to_have_url(f"{place}zh/index.html")
    page.locator("nav.languages a").click()
    expect(page).to_have_url(f"{place}en/index.html")
    page.wait_for_timeout(300)  # a browser puts away what it keeps a moment later
    page.goto(f"{place}index.html")
    expect(page).to_have_url(f"{place}en/index.html")


def test_the_root_is_not_in_the_way_back(visit: Callable[..., Visit], web: str) -> None:
    page = visit(WIDE, locale="en-US").open("about:blank")
    page.goto(f"{web}index.html")
    expect(page).to_have_url(f"{web}en/index.html")
    page.go_back()
    expect(page).to_have_url("about:blank")


def test_the_root_in_a_browser_that_keeps_nothing(visit: Callable[..., Visit], web: str) -> None:
    reader = visit(PHONE, locale="en-US")
    reader.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    expect(reader.open(f"{web}index.html")).to_have_url(f"{web}en/index.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_root_without_scripts(visit: Callable[..., Visit], place: str, language: str) -> None:
    page = visit(PHONE, java_script_enabled=False).open(f"{place}index.html")
    expect(page.locator("a:visible")).to_have_count(len(LANGUAGES))
    sizes = [each.bounding_box() for each in page.locator("a").all()]
    assert all(size and size["height"] >= 44 and size["width"] >= 44 for size in sizes)
    page.get_by_role("link", name=labels(language)["language_name"], exact=True).click()
    expect(page).to_have_url(f"{place}{language}/index.html")


def test_the_switch_stays_on_the_page(visit: Callable[..., Visit], place: str, course: Course) -> None:
    case = f"cases/{course.cases[0].id}.html"
    page = visit(WIDE).open(f"{place}zh/{case}")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.locator("nav.languages a").click()
    expect(page).to_have_url(f"{place}en/{case}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("nav.languages a").click()
    expect(page).to_have_url(f"{place}zh/{case}")


def test_every_page_has_the_switch(site: Path) -> None:
    for path in [*pages_of(site, "zh"), *pages_of(site, "en")]:
        nav = re.search(r'<nav class="languages".*?</nav>', (site / path).read_text(encoding="utf-8"), re.DOTALL)
        assert nav is not None, path
        (href,) = re.findall(r'href="([^"]*)"', nav[0])
        language, _, name = path.partition("/")
        other = "en" if language == "zh" else "zh"
        assert posixpath.normpath(posixpath.join(posixpath.dirname(path), href)) == f"{other}/{name}", path


def test_both_languages_have_the_same_pages(site: Path) -> None:
    zh, en = ([path.partition("/")[2] for path in pages_of(site, language)] for language in LANGUAGES)
    assert zh == en


@pytest.fixture
def at_the_top(site: Path) -> Iterator[str]:
    """The site at the root of an address."""
    with served(site, "/") as address:
        yield address


@pytest.mark.parametrize(
    ("lost", "language"),
    [("zh/nothing.html", "zh"), ("en/cases/no/deeper/still.html", "en"), ("zh/cases/", "en"), ("zh/no?q=1#x", "zh")],
)
def test_404_leads_home(visit: Callable[..., Visit], web: str, language: str, lost: str) -> None:
    """Self-contained, and from any depth of a site that stands some folders down."""
    reader = visit(PHONE)
    page = reader.open(web + lost)
    expect(page.locator("main")).to_contain_text(labels(language)["not_found"])
    assert reader.asked == [(web + lost).partition("#")[0]]
    assert any("404" in each for each in reader.problems)
    reader.problems.clear()  # the browser itself remarks on the status
    page.get_by_role("link", name=labels(language)["go_home"]).click()
    expect(page).to_have_url(f"{web}{language}/index.html")


def test_404_at_the_top_of_an_address(visit: Callable[..., Visit], at_the_top: str) -> None:
    reader = visit(PHONE)
    for language in LANGUAGES:
        page = reader.open(f"{at_the_top}a/b/c/d.html")
        page.get_by_role("link", name=labels(language)["go_home"]).click()
        expect(page).to_have_url(f"{at_the_top}{language}/index.html")
    reader.problems.clear()


def test_404_knows_a_site_with_an_address(addressed_site: Path) -> None:
    page = (addressed_site / "404.html").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert f'href="https://training.example.com/course/{language}/index.html"' in page
    assert not re.search(r'(?:src|href)="(?!https://training\.example\.com/|data:)', page)
