"""Installed and offline: what was read stays readable, the whole course on request, and a word when a new edition is there."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from conftest import build_here, small_course
from playwright.sync_api import Browser, Locator, Page, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, pages_of
from browser.serving import Line, served
from browser.test_keyboard import _FOCUS, _SMALL, INTERACTIVE, TARGET
from browser.test_pages import open_without_scripts, overflow, violations
from casebook.labels import labels
from casebook.website.offline import edition_files

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-offline"), pytest.mark.timeout(180)]

PANEL = "my-work.html"
CASE = "cases/first-case.html"
NEW = {"zh": "新的一版写的话。", "en": "What the new edition says."}
GONE = "sources.html"
_READY = "() => casebook.offline.ready.then(cache => casebook.offline.names(cache)).then(names => names.sort())"
_REMEMBER = """() => {
    const status = document.querySelector('#offline [role=status]');
    window.heard = [];
    new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
}"""
_SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(each => each.value))).observe({ type: 'layout-shift' });
}"""


@dataclass
class Host:
    """A site on a web server, and the line to it."""

    address: str
    folder: Path
    line: Line

    def files(self) -> dict[str, bytes]:
        """Return what is published, by name."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }

    def listed(self) -> dict[str, Any]:
        """Return the list of what there is to keep."""
        held: dict[str, Any] = json.loads((self.folder / "offline.json").read_text(encoding="utf-8"))
        return held

    def publish(self, words: dict[str, str] = NEW, gone: str = GONE) -> set[str]:
        """Publish a new edition: other words on the pages of the case, and one page fewer; return the names of what changed."""
        for language, said in words.items():
            page = self.folder / language / CASE
            page.write_text(page.read_text(encoding="utf-8").replace("</h1>", f" {said}</h1>"), encoding="utf-8")
            (self.folder / language / gone).unlink(missing_ok=True)
        for path, content in edition_files({Path(name): content for name, content in self.files().items()}).items():
            (self.folder / path).write_bytes(content)
        self.line.asked.clear()
        return {f"{language}/{CASE}" for language in words}


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> dict[str, bytes]:
    """The files of a small course in both languages."""
    site = build_here(small_course(tmp_path_factory.mktemp("offline") / "course"), shared_cache)
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture
def hosts(small_site: dict[str, bytes], tmp_path: Path) -> Iterator[Callable[..., Host]]:
    """Put the small course on web servers."""
    with ExitStack() as stack:

        def start(**where: str) -> Host:
            folder, line = tmp_path / f"site{len(list(tmp_path.iterdir()))}", Line()
            for name, content in small_site.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            return Host(stack.enter_context(served(folder, line=line, **where)), folder, line)

        yield start


@pytest.fixture
def host(hosts: Callable[..., Host]) -> Host:
    return hosts()


def come(visit: Callable[..., Visit], host: Host, path: str, width: int = WIDE, **options: Any) -> tuple[Visit, Page]:
    """Let a reader whose browser has service workers open a page, until what it shows is kept."""
    reader = visit(width, worker=True, **options)
    page = reader.open(host.address + path)
    assert f"{path}" in page.evaluate(_READY)
    return reader, page


def kept(page: Page) -> dict[str, str]:
    """Return what is kept, by name: the starts of its hashes."""
    held: dict[str, str] = page.evaluate(
        """async () => {
            const cache = await casebook.offline.ready, held = {};
            const root = new URL(document.documentElement.dataset.content_root + '../', location.href);
            for (const name of await casebook.offline.names(cache)) {
                const body = await (await cache.match(new URL(name, root).href)).arrayBuffer();
                const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
                held[name] = [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('');
            }
            return held;
        }"""
    )
    return held


def hashes(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def edition_of(page: Page) -> str:
    edition: str = page.evaluate(
        "casebook.offline.ready.then(cache => casebook.offline.kept(cache, 'edition.json')).then(held => held.edition)"
    )
    return edition


def state(page: Page) -> Locator:
    return page.locator("#offline [data-slot=state]")


def status(page: Page) -> Locator:
    return page.locator("#offline > [role=status]")


def act(page: Page, name: str) -> Locator:
    return page.locator(f"#offline [data-act={name}]")


def notice(page: Page) -> Locator:
    return page.locator(".notice")


def before(words: str) -> str:
    """Return a label up to what is filled in."""
    return words.partition("{")[0]


def size_of(language: str, host: Host) -> str:
    """Return the size of the whole course in words."""
    size = sum(each[0] for each in host.listed()["files"].values())
    return labels(language)["offline_size"].format(n=f"{size / 1e6:.1f}")


def whole_of(language: str, host: Host) -> str:
    return labels(language)["offline_whole"].partition("{day}")[0].format(all=size_of(language, host))


def keep_all(page: Page, language: str, host: Host) -> None:
    """Download the whole course on the panel's page."""
    act(page, "get").click()
    expect(status(page)).to_have_text(labels(language)["offline_got"], timeout=60_000)
    expect(state(page)).to_contain_text(whole_of(language, host))


# ---- What was read stays readable ----


@pytest.mark.parametrize("how", ["cut", "switched off"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_that_were_read_load_offline(visit: Callable[..., Visit], host: Host, language: str, how: str) -> None:
    reader, page = come(visit, host, f"{language}/index.html", PHONE)
    read = [f"{language}/index.html", f"{language}/{CASE}", f"{language}/search.html?q=a"]
    shown = {}
    for path in read:
        page.goto(host.address + path)
        page.wait_for_load_state("networkidle")
        shown[path] = (
            page.locator("main").inner_text(),
            page.evaluate("getComputedStyle(document.body).backgroundColor"),
        )
    asked = read_by(host)
    if how == "cut":
        host.line.cut = True
    else:
        reader.context.set_offline(True)
    for path in read:
        page.goto(host.address + path)
        page.wait_for_load_state("networkidle")
        assert shown[path] == (
            page.locator("main").inner_text(),
            page.evaluate("getComputedStyle(document.body).backgroundColor"),
        )
    page.goto(f"{host.address}{language}/search.html?q=anything#else")
    expect(page.locator("#search-status")).to_contain_text("anything")
    page.goto(f"{host.address}{language}/")
    expect(page.locator("h1")).to_have_text(page.title())
    assert read_by(host) == asked


def read_by(host: Host) -> list[str]:
    """Return what readers asked for; the browser's own look for a newer worker comes when it likes."""
    return [path for path in host.line.asked if path != "sw.js"]


@pytest.mark.parametrize("below", ["/", "/hr/training/", f"/{quote('课程 (1)', safe='()')}/"])
def test_the_first_page_is_kept_whatever_the_address(
    visit: Callable[..., Visit], hosts: Callable[..., Host], below: str
) -> None:
    """It loaded before there was a worker, and so did its styles and scripts."""
    host = hosts(below=below)
    _, page = come(visit, host, f"zh/{CASE}")
    host.line.cut = True
    page.reload()
    assert page.evaluate("getComputedStyle(document.querySelector('.skip')).position") == "absolute"
    expect(page.locator("#gate")).to_have_class(re.compile("locked"))  # as its script has it


def test_keeping_the_first_page_costs_nothing(browser: Browser, host: Host) -> None:
    """The browser has just loaded it. (A reader whose requests are watched has no cache: this one is not.)"""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{host.address}zh/{CASE}")
    assert f"zh/{CASE}" in page.evaluate(_READY)
    asked = [path.partition("?")[0] for path in host.line.asked]
    context.close()
    assert "offline.html" in asked
    assert sorted(asked) == sorted(set(asked))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_never_read_says_so_and_leads_back(visit: Callable[..., Visit], host: Host, language: str) -> None:
    _, page = come(visit, host, f"{language}/index.html", PHONE)
    host.line.cut = True
    page.goto(f"{host.address}{language}/{CASE}")
    own = page.locator(f"section:lang({'zh' if language == 'zh' else 'en'})")
    expect(own.locator("h1, h2")).to_have_text(labels(language)["not_kept"])
    expect(own.locator("p").first).to_have_text(labels(language)["not_kept_text"])
    assert violations(page, "not kept") + overflow(page, "not kept", PHONE) == []
    own.get_by_role("link").click()
    expect(page).to_have_url(f"{host.address}{language}/index.html")
    page.go_back()
    host.line.mend()
    page.reload()
    expect(page.locator("#decision")).to_be_visible()


def test_the_web_comes_first(visit: Callable[..., Visit], host: Host) -> None:
    _, page = come(visit, host, f"zh/{CASE}")
    host.publish()
    page.reload()
    expect(page.locator("h1")).to_contain_text(NEW["zh"])
    host.line.cut = True
    page.reload()
    expect(page.locator("h1")).to_contain_text(NEW["zh"])


def test_where_the_web_is_slow_what_is_kept_does_not_wait(visit: Callable[..., Visit], host: Host) -> None:
    _, page = come(visit, host, f"zh/{CASE}")
    page.goto(host.address + "zh/index.html")
    page.wait_for_load_state("networkidle")
    host.line.delay = 20
    page.goto(f"{host.address}zh/{CASE}", wait_until="domcontentloaded")
    expect(page.locator("#decision")).to_be_visible()
    took = page.evaluate("performance.getEntriesByType('navigation')[0].responseStart")
    assert 3000 < took < 8000
    page.goto(f"{host.address}zh/index.html", wait_until="domcontentloaded")
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < 3000


def test_a_server_in_trouble_is_as_good_as_none(visit: Callable[..., Visit], host: Host) -> None:
    _, page = come(visit, host, "zh/index.html")
    host.line.trouble = True
    page.reload()
    expect(page.locator("h1")).to_be_visible()


def test_a_page_that_is_not_there_is_not_kept(visit: Callable[..., Visit], host: Host) -> None:
    reader, page = come(visit, host, "zh/index.html")
    page.goto(host.address + "zh/nowhere.html")
    expect(page.locator("h1")).to_have_text(labels("zh")["not_found"])
    reader.problems.clear()  # that it is not there, which the browser notes
    host.line.cut = True
    page.reload()
    expect(page.locator("h1")).to_have_text(labels("zh")["not_kept"])


def test_a_page_to_sign_in_is_kept_in_place_of_nothing(visit: Callable[..., Visit], host: Host) -> None:
    """As where a session on an intranet ends: the server leads elsewhere, whatever one asks for."""
    _, page = come(visit, host, f"zh/{PANEL}")
    held = kept(page)
    host.line.signs_in = True
    page.evaluate("fetch('_static/icon.svg').then(answer => answer.text())")
    act(page, "get").click()
    expect(status(page)).to_have_text(labels("zh")["offline_lost"])
    assert kept(page) == held
    page.goto(f"{host.address}zh/{PANEL}")
    expect(page.locator("h1")).to_have_text("Who are you?")
    host.line.cut = True
    page.goto(f"{host.address}zh/{PANEL}")
    expect(page.locator("h1")).to_have_text(labels("zh")["my_work"])


def test_a_server_that_shortens_addresses(visit: Callable[..., Visit], host: Host) -> None:
    host.line.shortens = True
    _, page = come(visit, host, f"zh/{PANEL}")
    assert page.url == f"{host.address}zh/{PANEL.removesuffix('.html')}"
    page.goto(f"{host.address}zh/{CASE}")
    page.evaluate("fetch('../index.html').then(answer => answer.text())")  # as the search does for its excerpts
    host.line.cut = True
    for path in (CASE, PANEL, CASE.removesuffix(".html"), "index.html"):
        page.goto(f"{host.address}zh/{path}")
        expect(page.locator("main h1")).to_be_visible()
    host.line.mend()
    page.goto(f"{host.address}zh/{PANEL}")
    keep_all(page, "zh", host)
    host.line.cut = True
    page.goto(f"{host.address}en/{CASE}")
    expect(page.locator("#decision")).to_be_visible()


# ---- The whole course ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_course(visit: Callable[..., Visit], host: Host, language: str) -> None:
    words, published = labels(language), host.files()
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    expect(state(page)).to_contain_text(before(words["offline_part"]))
    expect(state(page)).to_contain_text(size_of(language, host))
    page.evaluate(_REMEMBER)
    page.evaluate(
        """() => {
            window.shares = [];
            const bar = document.querySelector('#offline progress');
            new MutationObserver(() => shares.push(bar.value)).observe(bar, { attributes: true });
        }"""
    )
    keep_all(page, language, host)
    heard, shares = page.evaluate("heard"), page.evaluate("shares")
    assert shares == sorted(shares)
    assert len(shares) > 20
    assert shares[-1] == 1
    assert heard[-1] == words["offline_got"]
    assert 5 < len(heard) <= 14, heard
    expect(page.locator("#offline progress")).to_be_hidden()

    assert kept(page) == {name: each for name, each in hashes(published).items() if name in host.listed()["files"]}
    host.line.cut = True
    for path in [path for each in LANGUAGES for path in pages_of(host.folder, each)]:
        page.goto(host.address + path)
        expect(page.locator("main h1")).to_be_visible()
        assert (
            page.evaluate("[...document.images].filter(each => !each.naturalWidth && each.loading !== 'lazy').length")
            == 0
        )
    for name in (f"{language}/notebooks/first-case.ipynb", f"{language}/_static/icon-192.png", "index.html"):
        body = page.evaluate(
            "url => fetch(url).then(answer => answer.arrayBuffer()).then(body => body.byteLength)", host.address + name
        )
        assert body == len(published[name])
    page.goto(f"{host.address}{language}/search.html?q={'队' if language == 'zh' else 'queue'}")
    expect(page.locator("#search-results li p").first).not_to_be_empty()
    page.goto(f"{host.address}{language}/{PANEL}")
    expect(state(page)).to_contain_text(whole_of(language, host))


@pytest.mark.parametrize("language", LANGUAGES)
def test_stopping_keeps_what_came(visit: Callable[..., Visit], host: Host, language: str) -> None:
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    had = len(kept(page))
    host.line.delay = 0.3
    act(page, "get").click()
    expect(act(page, "stop")).to_be_focused()
    page.wait_for_function("document.querySelector('#offline progress').value > 0.15")
    act(page, "stop").click()
    expect(status(page)).to_have_text(labels(language)["offline_stopped"])
    expect(act(page, "get")).to_be_focused()
    host.line.mend()
    page.wait_for_timeout(500)  # what was on its way
    some = kept(page)
    assert had < len(some) < len(host.listed()["files"])
    asked = list(host.line.asked)
    page.wait_for_timeout(500)
    assert host.line.asked == asked
    keep_all(page, language, host)
    assert not set(some) & set(host.line.asked[len(asked) :])
    assert set(kept(page)) == set(host.listed()["files"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_breaks(visit: Callable[..., Visit], host: Host, language: str) -> None:
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    had = len(kept(page))
    host.line.left = 30
    act(page, "get").click()
    expect(status(page)).to_have_text(labels(language)["offline_lost"])
    page.wait_for_timeout(1000)
    expect(status(page)).to_have_text(
        labels(language)["offline_lost"]
    )  # files that were still under way do not unsay it
    assert had < len(kept(page)) < len(host.listed()["files"])
    expect(state(page)).to_have_text(labels(language)["offline_away"])
    assert violations(page, "lost") + overflow(page, "lost", PHONE) == []
    host.line.mend()
    keep_all(page, language, host)
    assert set(kept(page)) == set(host.listed()["files"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_room_left(visit: Callable[..., Visit], host: Host, language: str) -> None:
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    page.evaluate(
        """() => {
            const put = Cache.prototype.put;
            let left = 25;
            Cache.prototype.put = function (...given) {
                return left-- > 0 ? put.apply(this, given) : Promise.reject(new DOMException('full', 'QuotaExceededError'));
            };
        }"""
    )
    had = len(kept(page))
    act(page, "get").click()
    expect(status(page)).to_have_text(labels(language)["offline_full"])
    expect(act(page, "get")).to_be_visible()
    assert had < len(kept(page)) < len(host.listed()["files"])
    page.goto(f"{host.address}{language}/index.html")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_deleting_asks_first_and_leaves_everything_else(visit: Callable[..., Visit], host: Host, language: str) -> None:
    words = labels(language)
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    page.evaluate(
        """async () => {
            localStorage.setItem('casebook:anything', '"kept"');
            for (const name of ['other', 'casebook:/elsewhere/'])
                await (await caches.open(name)).put('/other', new Response('theirs'));
        }"""
    )
    keep_all(page, language, host)
    act(page, "delete").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_accessible_name(words["offline_delete_ask"].format(kept=size_of(language, host)))
    expect(dialog.locator("[data-act=no]")).to_be_focused()
    assert violations(page, "asked") + overflow(page, "asked", PHONE) == []
    dialog.locator("[data-act=no]").click()
    assert set(kept(page)) == set(host.listed()["files"])
    act(page, "delete").click()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    act(page, "delete").click()
    dialog.locator("[data-act=yes]").click()
    expect(status(page)).to_have_text(words["offline_deleted"])
    expect(state(page)).to_contain_text(before(words["offline_part"]))
    expect(act(page, "delete")).to_be_hidden()
    expect(act(page, "get")).to_be_focused()
    left = page.evaluate(
        """async () => ({
            names: await caches.keys(), words: localStorage.getItem('casebook:anything'),
            theirs: await Promise.all(['other', 'casebook:/elsewhere/'].map(
                each => caches.open(each).then(cache => cache.match('/other')).then(held => held.text()))),
        })"""
    )
    assert left["theirs"] == ["theirs", "theirs"]
    assert left["words"] == '"kept"'
    own = next(name for name in left["names"] if name not in ("other", "casebook:/elsewhere/"))
    assert page.evaluate(
        "own => caches.open(own).then(each => each.keys()).then(keys => keys.map(each => each.url))", own
    ) == [f"{host.address}offline.json"]
    keep_all(page, language, host)


# ---- A new edition ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_edition_is_told_and_taken_over(visit: Callable[..., Visit], host: Host, language: str) -> None:
    words = labels(language)
    reader, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    reader.context.add_init_script(f"({_SHIFTS})()")
    keep_all(page, language, host)
    old = edition_of(page)
    changed = host.publish()
    page.goto(f"{host.address}{language}/index.html")
    expect(notice(page).get_by_role("status")).to_have_text(words["edition_new"])
    expect(page.locator("body")).to_be_focused()
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == []
    expect(notice(page)).to_be_in_viewport(ratio=1)
    assert violations(page, "new edition") + overflow(page, "new edition", PHONE) == []
    assert page.evaluate(_SMALL, [INTERACTIVE, TARGET]) == []

    host.line.asked.clear()
    with page.expect_navigation():
        notice(page).get_by_role("button", name=words["edition_update"], exact=True).click()
    page.evaluate(_READY)
    fetched = [
        path for path in host.line.asked if "?" not in path and not path.endswith((".json", "index.html", "sw.js"))
    ]
    assert set(fetched) == changed
    files = hashes(host.files())
    assert kept(page) == {name: files[name] for name in host.listed()["files"]}
    assert edition_of(page) == host.listed()["edition"] != old
    expect(notice(page).get_by_role("button")).to_have_count(0)
    host.line.cut = True
    page.goto(f"{host.address}{language}/{CASE}")
    expect(page.locator("h1")).to_contain_text(NEW[language])
    page.goto(f"{host.address}{language}/{GONE}")
    expect(page.locator("main").get_by_text(words["not_kept"])).to_be_visible()


def test_an_update_takes_over_only_what_is_kept(visit: Callable[..., Visit], host: Host) -> None:
    _, page = come(visit, host, "zh/index.html")
    had = set(kept(page))
    host.publish()
    page.reload()
    with page.expect_navigation():
        notice(page).get_by_role("button").first.click()
    page.evaluate(_READY)
    assert set(kept(page)) == had
    assert edition_of(page) == host.listed()["edition"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_can_be_passed_over(visit: Callable[..., Visit], host: Host, language: str) -> None:
    words = labels(language)
    _, page = come(visit, host, f"{language}/{PANEL}", PHONE)
    keep_all(page, language, host)
    host.publish(gone="nothing")
    page.reload()
    expect(state(page)).to_contain_text(words["offline_old"].partition("）" if language == "zh" else ")")[2])
    expect(act(page, "get")).to_have_text(words["offline_update"])
    notice(page).get_by_role("button", name=words["edition_later"]).click()
    expect(notice(page)).to_have_count(0)
    expect(page.locator("#content")).to_be_focused()
    page.goto(f"{host.address}{language}/index.html")
    page.evaluate(_READY)
    expect(notice(page).get_by_role("button")).to_have_count(0)
    host.publish({"zh": "再新一版。", "en": "Newer still."}, gone="nothing")
    page.reload()
    expect(notice(page).get_by_role("button")).to_have_count(2)
    page.goto(f"{host.address}{language}/{PANEL}")
    keep_all(page, language, host)
    assert edition_of(page) == host.listed()["edition"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_update_that_fails_can_be_repeated(visit: Callable[..., Visit], host: Host, language: str) -> None:
    _, page = come(visit, host, f"{language}/{CASE}", PHONE)
    old = edition_of(page)
    host.publish()
    page.goto(f"{host.address}{language}/index.html")
    update = notice(page).get_by_role("button").first
    expect(update).to_be_visible()
    page.wait_for_load_state("networkidle")
    host.line.cut = True
    update.click()
    expect(notice(page).get_by_role("status")).to_have_text(labels(language)["edition_failed"])
    assert edition_of(page) == old
    host.line.mend()
    with page.expect_navigation():
        update.click()
    page.evaluate(_READY)
    assert edition_of(page) == host.listed()["edition"]


def test_the_notice_covers_nothing_that_has_the_focus(visit: Callable[..., Visit], host: Host) -> None:
    _, page = come(visit, host, f"zh/{CASE}", PHONE)
    host.publish()
    page.reload()
    expect(notice(page).get_by_role("button")).to_have_count(2)
    page.locator("body").click(position={"x": 1, "y": 1})
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if focus is None:
            break
        assert focus["inView"], focus["html"]
        assert not focus["covered"], (focus["covered"], focus["html"])
        seen.append(focus["html"])
    assert any('data-act="decide"' in html for html in seen)
    assert any(labels("zh")["edition_update"] in html for html in seen)


# ---- Where nothing can be kept ----


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_folder(visit: Callable[..., Visit], host: Host, language: str) -> None:
    """No worker, no manifest, nothing to do, and nothing in the console."""
    page = visit(PHONE, worker=True).open(f"{host.folder.as_uri()}/{language}/{PANEL}")
    expect(state(page)).to_have_text(labels(language)["offline_folder"])
    expect(page.locator("#offline button:visible")).to_have_count(0)
    expect(page.locator("link[rel=manifest]")).to_have_count(0)
    expect(notice(page)).to_have_count(0)
    assert overflow(page, "folder", PHONE) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_https(visit: Callable[..., Visit], host: Host, language: str) -> None:
    reader = visit(PHONE, worker=True)
    reader.context.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page = reader.open(f"{host.address}{language}/{PANEL}")
    expect(state(page)).to_have_text(labels(language)["offline_http"])
    expect(page.locator("#offline button:visible")).to_have_count(0)
    assert violations(page, "http") + overflow(page, "http", PHONE) == []
    page.wait_for_load_state("networkidle")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(each => each.length)") == 0
    assert not {"sw.js", "edition.json"} & set(host.line.asked)


REFUSALS = {
    "no workers": "delete Navigator.prototype.serviceWorker",
    "workers refused": "ServiceWorkerContainer.prototype.register = () => Promise.reject(new DOMException('no', 'SecurityError'))",
    "nothing kept": "CacheStorage.prototype.open = () => Promise.reject(new DOMException('no', 'SecurityError'))",
    "no caches": "delete window.caches",
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=list(REFUSALS))
def test_a_browser_that_refuses(visit: Callable[..., Visit], host: Host, refusal: str) -> None:
    reader = visit(PHONE, worker=True)
    reader.context.add_init_script(refusal)
    for language in LANGUAGES:
        page = reader.open(f"{host.address}{language}/{PANEL}")
        expect(state(page)).to_have_text(labels(language)["offline_refused"])
        expect(page.locator("#offline button:visible")).to_have_count(0)
        page.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts(visit: Callable[..., Visit], host: Host, language: str) -> None:
    page = open_without_scripts(visit(PHONE), host.folder, host.address, f"{language}/{PANEL}")
    expect(page.locator("#offline button:visible, #offline progress:visible")).to_have_count(0)
    reader = visit(PHONE, java_script_enabled=False)
    assert (
        labels(language)["offline_script"]
        in reader.open(f"{host.address}{language}/{PANEL}").locator("#offline").inner_text()
    )


def test_a_site_without_its_list_says_nothing(visit: Callable[..., Visit], host: Host) -> None:
    """As where someone serves only a part of what was built."""
    for name in ("edition.json", "offline.json"):
        (host.folder / name).unlink()
    reader = visit(WIDE, worker=True)
    for path in ("zh/index.html", f"zh/{CASE}", f"zh/{PANEL}"):
        page = reader.open(host.address + path)
        page.evaluate(_READY)
        page.reload()
        page.evaluate(_READY)
        expect(page.locator("h1")).to_be_visible()


# ---- Everybody ----


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("zh", WIDE, "light"), ("zh", PHONE, "dark"), ("en", WIDE, "dark"), ("en", PHONE, "light")],
)
def test_every_state_is_accessible(
    visit: Callable[..., Visit], host: Host, language: str, width: int, scheme: str
) -> None:
    _, page = come(visit, host, f"{language}/{PANEL}", width, color_scheme=scheme)
    problems = []

    def look(name: str) -> None:
        problems.extend(violations(page, name) + overflow(page, name, width))
        problems.extend(f"{name}: {each}" for each in page.evaluate(_SMALL, [INTERACTIVE, TARGET]))

    expect(act(page, "get")).to_be_visible()
    look("part")
    host.line.delay = 1
    act(page, "get").click()
    expect(page.locator("#offline progress")).to_be_visible()
    look("getting")
    act(page, "stop").click()
    expect(status(page)).to_have_text(labels(language)["offline_stopped"])
    look("stopped")
    host.line.mend()
    keep_all(page, language, host)
    look("whole")
    host.publish()
    page.reload()
    expect(notice(page).get_by_role("button")).to_have_count(2)
    expect(act(page, "get")).to_be_visible()
    look("old")
    assert problems == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_keyboard_alone(visit: Callable[..., Visit], host: Host, language: str) -> None:
    words = labels(language)
    _, page = come(visit, host, f"{language}/{PANEL}")

    def reach(target: Locator) -> None:
        for _ in range(40):
            if target.evaluate("each => each === document.activeElement"):
                focus = page.evaluate(_FOCUS)
                assert focus["outlined"]
                assert focus["inView"]
                return
            page.keyboard.press("Tab")
        pytest.fail(f"not reached: {target}")

    expect(act(page, "get")).to_be_visible()
    reach(act(page, "get"))
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(words["offline_got"])
    expect(state(page)).to_be_focused()
    reach(act(page, "delete"))
    page.keyboard.press("Enter")
    reach(page.get_by_role("dialog").locator("[data-act=yes]"))
    page.keyboard.press("Enter")
    expect(status(page)).to_have_text(words["offline_deleted"])
    expect(act(page, "get")).to_be_focused()
    page.reload()
    page.evaluate(_READY)
    host.publish()
    page.reload()
    later = notice(page).get_by_role("button", name=words["edition_later"])
    expect(later).to_be_visible()
    reach(later)
    page.keyboard.press("Enter")
    expect(notice(page)).to_have_count(0)


def test_the_browser_finds_the_manifest_good(visit: Callable[..., Visit], host: Host) -> None:
    reader = visit(WIDE, worker=True)
    for language in LANGUAGES:
        page = reader.open(f"{host.address}{language}/{CASE}")
        found = reader.context.new_cdp_session(page).send("Page.getAppManifest")
        assert found["errors"] == []
        assert found["url"] == f"{host.address}{language}/manifest.webmanifest"
        about = found["manifest"]
        assert about["startUrl"] == f"{host.address}{language}/index.html"
        assert about["scope"] == host.address
        assert [each["url"] for each in about["icons"]] == [
            f"{host.address}{language}/_static/icon-{size}.png" for size in (192, 512)
        ]
        page.close()


def test_two_copies_on_one_host_do_not_meet(
    visit: Callable[..., Visit], host: Host, small_site: dict[str, bytes]
) -> None:
    """A course below another address of the same host, such as one on trial, keeps its own."""
    trial = host.folder / "trial"
    for name, content in small_site.items():
        (trial / name).parent.mkdir(parents=True, exist_ok=True)
        (trial / name).write_bytes(content)
    reader, page = come(visit, host, "zh/index.html")
    other = reader.open(f"{host.address}trial/zh/index.html")
    other.evaluate(_READY)
    assert page.evaluate("caches.keys().then(names => names.sort())") == [
        "casebook:/hr/training/",
        "casebook:/hr/training/trial/",
    ]
    other.evaluate("casebook.offline.forget()")
    assert "zh/index.html" in kept(page)
