"""The shipped site before a reader: on a web server and as files, in the system's Chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, build_here, copy_course, every_type_course, read_items, small_course, write_items
from playwright.sync_api import Browser, expect, sync_playwright

from browser.answering import CASE
from browser.reading import Visit, visiting
from browser.serving import served
from casebook.items import ITEM_TYPES
from casebook.loader import load
from casebook.model import Course
from casebook.scaffolding import new_case, new_item

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The suggestions under the address bar, which nobody sees here, are pages of their own: half the cost of each new page.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,MediaRouter,OptimizationHints,PaintHolding",
    "--in-process-gpu",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser; gone when this folder's tests are done, and its event loop with it, which other tests could not bear."""
    expect.set_options(timeout=10_000)  # a busy machine is no failure
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def web(site: Path) -> Iterator[str]:
    """The address of the site on a web server."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def files(site: Path) -> str:
    """The address of the site as files."""
    return site.as_uri() + "/"


@pytest.fixture(params=["web", "files"])
def place(request: pytest.FixtureRequest) -> str:
    """Each of the two places in which a site must work."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture(scope="session")
def course() -> Course:
    """The course that the site shows."""
    return load(ROOT)[0]


@pytest.fixture(scope="session")
def type_sites(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """A folder with two editions of a course that has every item type: `first` and `second`."""
    folder = tmp_path_factory.mktemp("types")
    first = every_type_course(folder / "types")
    second = copy_course(first, folder / "edited")
    write_items(second, _second_edition(read_items(first)))
    (folder / "sites").mkdir()
    for name, course in (("first", first), ("second", second)):
        (folder / "sites" / name).symlink_to(build_here(course, shared_cache), target_is_directory=True)
    return folder / "sites"


def _second_edition(items: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Change what some of the items say, take options away, add one, and leave one item out."""
    for part, listed in items.items():
        held = {item["type"]: item for item in listed}
        held["numeric"]["stem"]["zh"] += "（四舍五入）"
        held["single-choice"]["stem"]["en"] += " Choose one."
        held["multiple-choice"]["options"] = [each for each in held["multiple-choice"]["options"] if each["id"] != "b"]
        held["matching"]["right"] = [each for each in held["matching"]["right"] if each["id"] != "speed"]
        held["ordering"]["options"].append({"id": "ask", "text": {"zh": "再问一次", "en": "Ask again"}})
        held["ordering"]["answer"].append("ask")
        if part == "graded":
            listed.remove(held["true-false"])
    return items


@pytest.fixture(scope="session")
def types(type_sites: Path) -> Iterator[str]:
    """The address at which both editions are served: one browser keeps the answers of both."""
    with served(type_sites) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Bring readers in, as many as wanted; at the end nothing may have gone wrong on any of their pages."""
    visits: list[Visit] = []
    with ExitStack() as stack:

        def enter(width: int = 1280, **options: Any) -> Visit:
            visits.append(stack.enter_context(visiting(browser, width, **options)))
            return visits[-1]

        yield enter
    assert [problem for each in visits for problem in each.problems] == []


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    """A site of two cases that ask an item of every type, for practice and graded: builds in a moment."""
    root = small_course(tmp_path_factory.mktemp("small") / "course")
    new_case(root, "second-case")
    for name in ITEM_TYPES.names():
        for graded in (False, True):
            new_item(root, name, "first-case", graded=graded)
    return build_here(root, shared_cache)


@pytest.fixture(scope="session")
def small(small_site: Path) -> Course:
    """The course that the small site shows."""
    return load(small_site.parents[1])[0]


@pytest.fixture(scope="session")
def small_web(small_site: Path) -> Iterator[str]:
    """The address of the small site on a web server."""
    with served(small_site) as address:
        yield address


@pytest.fixture(scope="session")
def large_web(small_site: Path, tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Iterator[str]:
    """The address of the small course's site as it is built for a large course, whose pages list no cases."""
    root = tmp_path_factory.mktemp("large") / "course"
    copy_course(small_site.parents[1], root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casebook.model.course.LISTED", 1)
        site = build_here(root, shared_cache)
    with served(site) as address:
        yield address


@pytest.fixture
def case(types: str) -> Callable[..., str]:
    """Give the address of the case with every type, in a language and an edition."""
    return lambda language="zh", edition="first": f"{types}{edition}/{language}/cases/{CASE}.html"
