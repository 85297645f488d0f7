"""The preview in a browser: the open page follows the sources, and says what is wrong with them."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import link_cache, small_course
from playwright.sync_api import Error, Locator, Page, expect
from previewing import Previewing, previewing

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, decide
from browser.serving import Line, served
from browser.test_pages import overflow, violations
from casebook.labels import labels

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-preview"), pytest.mark.timeout(300)]

CASE = "cases/first-case"
PATIENCE = 60_000
"""Milliseconds in which a build must have ended, on a machine with much to do."""


class Author:
    """Somebody who writes the course that a preview shows."""

    def __init__(self, root: Path, preview: Previewing) -> None:
        self.root, self.preview, self.address = root, preview, preview.address

    def change(self, name: str, old: str, new: str) -> None:
        """Save a source."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def break_it(self) -> None:
        self.change(f"{CASE}/case.yml", "minutes: 15", "minuts: 15")

    def mend_it(self) -> None:
        self.change(f"{CASE}/case.yml", "minuts: 15", "minutes: 15")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    root = small_course(tmp_path_factory.mktemp("preview") / "course")
    link_cache(root, shared_cache)
    return root


@pytest.fixture(scope="module")
def running(course: Path) -> Iterator[Previewing]:
    with previewing(course) as preview:
        preview.wait_built()
        yield preview
        assert preview.end() == 0


@pytest.fixture
def author(course: Path, running: Previewing) -> Iterator[Author]:
    """An author whose course is sound again when a test has ended."""
    sources = {path: path.read_bytes() for path in course.rglob("*") if "_build" not in path.parts and path.is_file()}
    yield Author(course, running)
    now = {path: path.read_bytes() for path in course.rglob("*") if "_build" not in path.parts and path.is_file()}
    if now != sources:
        running.drain()
        for path in now.keys() - sources.keys():
            path.unlink()
        for path, content in sources.items():
            if now.get(path) != content:
                path.write_bytes(content)
        running.wait_built()


@pytest.fixture
def visit(author: Author, visit: Callable[..., Visit]) -> Callable[..., Visit]:
    """Readers who have left before the author mends the course: a page that closes while it reloads can hang Chromium."""
    return visit


def panel(page: Page) -> Locator:
    return page.locator("casebook-preview .panel")


def loads(page: Page) -> Callable[[], int]:
    """Count how often a page is loaded from now on."""
    found: list[int] = []
    page.on("load", lambda _: found.append(1))
    return lambda: len(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_open_page_reloads_where_one_was(visit: Callable[..., Visit], author: Author, language: str) -> None:
    page = visit().open(f"{author.address}{language}/{CASE}.html")
    decide(page, language)
    page.locator("details.on-page").evaluate("each => { each.open = !each.open }")
    was_open = page.locator("details.on-page").evaluate("each => each.open")
    page.evaluate("scrollTo(0, 1200)")
    top = page.evaluate("scrollY")
    assert top > 600
    author.change(f"{CASE}/{language}.md", "(situation)=\n## ", "(situation)=\n## NEW ")
    expect(page.locator("h2", has_text="NEW")).to_be_attached(timeout=PATIENCE)
    expect(page.locator("#gate")).to_have_js_property("open", True)
    expect(page.locator("#decision-reason")).not_to_have_value("")
    expect(page.locator("details.on-page")).to_have_js_property("open", was_open)
    page.wait_for_function("top => Math.abs(scrollY - top) < 60", arg=top)


def test_only_pages_that_show_what_changed_reload(visit: Callable[..., Visit], author: Author) -> None:
    reader = visit()
    changed, other = (reader.open(f"{author.address}{path}") for path in ("en/index.html", "zh/sources.html"))
    counts = loads(changed), loads(other)
    author.change("book/en/index.md", "# ", "# Changed: ")
    expect(changed.locator("h1")).to_contain_text("Changed: ", timeout=PATIENCE)
    expect(other.locator("casebook-preview .sign")).to_have_text("")
    assert [count() for count in counts] == [1, 0]


def test_a_picture_that_changed_reloads_its_page(visit: Callable[..., Visit], author: Author) -> None:
    def draw(colour: str) -> None:
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="40" height="40" fill="{colour}"/></svg>'
        (author.root / "book" / "en" / "square.svg").write_text(svg, encoding="utf-8")

    draw("#123456")
    author.change("book/en/index.md", "\n", "\n\n![A square](square.svg)\n\n")
    page = visit().open(f"{author.address}en/index.html")
    picture = page.locator("img[alt='A square']").first
    expect(picture).to_be_visible(timeout=PATIENCE)
    count = loads(page)
    draw("#654321")
    until = time.monotonic() + PATIENCE / 1000
    source = ""
    while time.monotonic() < until and not (count() and "#654321" in source):
        page.wait_for_timeout(100)
        with contextlib.suppress(Error):  # the page is just being reloaded
            source = picture.evaluate("each => fetch(each.src).then(answer => answer.text())")
    assert "#654321" in source
    assert count() >= 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_wrong_stands_over_the_page_until_it_is_mended(
    visit: Callable[..., Visit], author: Author, language: str, width: int, scheme: str
) -> None:
    page = visit(width, color_scheme=scheme).open(f"{author.address}{language}/{CASE}.html")
    text = page.locator("main").inner_text()
    author.break_it()
    first = panel(page).locator(".errors li").first
    expect(first.locator(".place")).to_have_text("cases/first-case/case.yml:10", timeout=PATIENCE)
    expect(first.locator(".message")).to_contain_text("minuts")
    expect(first.locator(".cure")).to_contain_text("minutes")
    count = panel(page).locator(".errors li").count()
    expect(panel(page).get_by_role("alert")).to_have_text(labels(language)["preview_errors"].format(n=count))
    assert page.locator("main").inner_text() == text
    assert overflow(page, scheme, width) == []
    assert violations(page, "with notes") == []
    for each in panel(page).locator("button, summary").all():
        if each.is_visible():
            box = each.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44
    author.mend_it()
    expect(panel(page)).to_be_hidden(timeout=PATIENCE)


def test_the_keyboard_closes_it_and_the_next_failed_build_opens_it_again(
    visit: Callable[..., Visit], author: Author
) -> None:
    page = visit().open(f"{author.address}en/{CASE}.html")
    field = page.locator("#decision-reason")
    field.press_sequentially("While I type, ")
    author.break_it()
    expect(panel(page)).to_be_visible(timeout=PATIENCE)
    field_has_focus = "document.activeElement.id === 'decision-reason'"
    assert page.evaluate(field_has_focus)
    page.keyboard.type("nothing takes the focus.")
    expect(field).to_have_value("While I type, nothing takes the focus.")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    assert page.evaluate(field_has_focus)
    page.reload()
    opener = page.locator("casebook-preview .opener")
    expect(opener).to_contain_text("Errors: ")
    expect(panel(page)).to_be_hidden()
    opener.focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    assert page.evaluate("document.querySelector('casebook-preview').shadowRoot.activeElement.className") == "body"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_hidden()
    expect(opener).to_be_focused()
    author.change(f"{CASE}/case.yml", "minuts: 15", "minutess: 15")
    expect(panel(page).locator(".errors li").first).to_contain_text("minutess", timeout=PATIENCE)
    author.change(f"{CASE}/case.yml", "minutess: 15", "minutes: 15")
    expect(panel(page)).to_be_hidden(timeout=PATIENCE)
    expect(opener).to_be_hidden()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notebook_that_fails_is_named_with_cell_line_and_the_end_of_its_traceback(
    visit: Callable[..., Visit], author: Author, language: str
) -> None:
    page = visit().open(f"{author.address}{language}/{CASE}.html")
    author.change(f"{CASE}/analysis.py", "import numpy as np\n", "import numpy as np\n\nhalf = 1 / (1 - 1)\n")
    first = panel(page).locator(".errors li").first
    expect(first.locator(".message")).to_have_text("ZeroDivisionError: division by zero", timeout=PATIENCE)
    expect(first.locator(".place")).to_contain_text("model")
    expect(first.locator(".place")).to_contain_text("3")
    expect(first.locator("pre")).to_contain_text("half = 1 / (1 - 1)")
    assert violations(page, "with notes") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_warnings_stand_apart_and_are_not_in_the_way(
    visit: Callable[..., Visit], author: Author, language: str
) -> None:
    page = visit().open(f"{author.address}{language}/{CASE}.html")
    exercises = (author.root / "exercises" / "first-case.yml").read_text(encoding="utf-8")
    author.change("exercises/first-case.yml", exercises[exercises.index("waive:") :], "")
    opener = page.locator("casebook-preview .opener")
    expect(opener).to_be_visible(timeout=PATIENCE)
    expect(panel(page)).to_be_hidden()
    opener.click()
    expect(panel(page).locator(".warnings .place").first).to_contain_text("exercises/first-case.yml")
    assert not panel(page).locator(".errors li").count()
    assert violations(page, "with notes") == []


def test_a_page_that_comes_is_shown_and_one_that_goes_leads_home(visit: Callable[..., Visit], author: Author) -> None:
    reader = visit()
    page = reader.open(f"{author.address}zh/more.html")
    reader.problems[:] = [each for each in reader.problems if "404" not in each]
    listed = author.root / "book" / "pages.yml"
    written = [listed, *(author.root / "book" / language / "more.md" for language in LANGUAGES)]
    for path in written[1:]:
        path.write_text("# More\n\nWords.\n", encoding="utf-8")
    listed.write_text("- {title: {zh: 更多, en: More}, pages: [more]}\n", encoding="utf-8")
    expect(page.locator("h1")).to_have_text("More", timeout=PATIENCE)
    for path in written:
        path.unlink()
    page.wait_for_url(f"{author.address}zh/index.html", timeout=PATIENCE)


def _worker(folder: Path) -> Path:
    """Write a site whose worker keeps its page, as the built one's does where it is served."""
    answer = "caches.match('/en/index.html').then(kept => fetch(event.request).catch(() => kept))"
    files = {
        "sw.js": f"addEventListener('fetch', event => event.respondWith({answer}))",
        "en/index.html": "<!DOCTYPE html><title>kept</title><link rel='icon' href='data:,'><h1>STALE</h1>",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_worker_of_a_site_that_was_served_there_before_shows_nothing_old(
    visit: Callable[..., Visit], tmp_path: Path, shared_cache: Path
) -> None:
    root = small_course(tmp_path / "course")
    link_cache(root, shared_cache)
    reader, line = visit(worker=True), Line()
    with served(_worker(tmp_path / "site"), "/", line) as before:
        page = reader.open(f"{before}en/index.html")
        page.evaluate(
            """async () => {
                await (await caches.open('casebook:/')).add('/en/index.html');
                await navigator.serviceWorker.register('/sw.js');
                await navigator.serviceWorker.ready;
            }"""
        )
        line.cut = True  # or a connection that is open would go on being served
    port = before.rstrip("/").rpartition(":")[2]
    page.reload()
    expect(page.locator("h1")).to_have_text("STALE")
    with previewing(root, "--lang", "en", "--port", port) as preview:
        assert preview.address == before
        preview.wait_built()
        page.goto(f"{before}en/index.html")
        expect(page.locator("casebook-preview")).to_be_attached()
        page.wait_for_function("caches.keys().then(names => names.length === 0)")
        index = root / "book" / "en" / "index.md"
        index.write_text(index.read_text(encoding="utf-8").replace("# ", "# New: ", 1), encoding="utf-8")
        expect(page.locator("h1")).to_contain_text("New: ", timeout=PATIENCE)
        assert not page.evaluate("'serviceWorker' in navigator")
        assert preview.end() == 0
    again = reader.context.new_page()
    with pytest.raises(Error, match="ERR_CONNECTION_REFUSED"):
        again.goto(f"{before}en/index.html")
    reader.problems[:] = [each for each in reader.problems if "ERR_CONNECTION_REFUSED" not in each]


def test_when_the_preview_ends_the_page_says_so_and_comes_back_with_it(
    visit: Callable[..., Visit], tmp_path: Path, shared_cache: Path
) -> None:
    root = small_course(tmp_path / "course")
    link_cache(root, shared_cache)
    reader = visit()
    with previewing(root, "--lang", "en") as preview:
        preview.wait_built()
        page = reader.open(f"{preview.address}en/index.html")
        expect(page.locator("casebook-preview .sign")).to_have_text("")
        assert preview.end() == 0
        expect(page.locator("casebook-preview .sign")).to_have_text(labels("en")["preview_lost"], timeout=PATIENCE)
        index = root / "book" / "en" / "index.md"
        index.write_text(index.read_text(encoding="utf-8").replace("# ", "# Back: "), encoding="utf-8")
        port = preview.address.rstrip("/").rpartition(":")[2]
    with previewing(root, "--lang", "en", "--port", port) as again:
        assert again.address == preview.address
        expect(page.locator("h1")).to_contain_text("Back: ", timeout=PATIENCE)
        assert again.end() == 0
    reader.problems[:] = [each for each in reader.problems if "ERR_CONNECTION_REFUSED" not in each]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_course_that_begins_with_errors_shows_them_and_then_itself(
    visit: Callable[..., Visit], tmp_path: Path, shared_cache: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = small_course(tmp_path / "course")
    link_cache(root, shared_cache)
    modules = root / "book" / "modules.yml"
    text = modules.read_text(encoding="utf-8")
    modules.write_text(text.replace("- id:", "- idd:"), encoding="utf-8")
    reader = visit(PHONE)
    with previewing(root, "--lang", language) as preview:
        page: Any = reader.open(f"{preview.address}{language}/{CASE}.html")
        expect(panel(page).locator(".place").first).to_contain_text("book/modules.yml", timeout=PATIENCE)
        expect(page.locator("h1")).to_have_text(labels("en")["preview_never"])
        assert violations(page, "with notes") == []
        modules.write_text(text, encoding="utf-8")
        expect(page.locator("#decision")).to_be_visible(timeout=PATIENCE)
        page.close()  # which would look for the preview in vain
        assert preview.end() == 0
    reader.problems[:] = [each for each in reader.problems if "503" not in each]
