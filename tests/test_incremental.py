"""A site built on what was there is the site that is built from nothing, byte for byte, and no more of it is written than changed."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Silent, copy_course, link_cache, small_course
from editing import Author, written
from test_noninterference import tree

from casebook.errors import BuildError
from casebook.loader import load
from casebook.pipeline import Built, build, engine_in, execute
from casebook.website.book import Project
from casebook.website.running import Running
from casebook.website.site import build_site
from casebook.website.warm import Warm

pytestmark = pytest.mark.xdist_group("incremental")


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    with Warm() as started:
        yield started


def build_both(root: Path, cache: Path, warm: Warm) -> dict[str, dict[str, bytes]]:
    """Build both editions of a course, the instructor's without what Chromium prints; return their files."""
    link_cache(root, cache)
    build(root, Silent(), start=warm.start)
    course, _ = load(root)
    executed, _ = execute(course, engine_in(root / "_build", 2), Silent())
    work = root / "_build"
    folders = (work / "instructor", work / "book-instructor")
    build_site(course, executed, *folders, 2, lambda _: None, edition="instructor", start=warm.start)
    return {name: tree(work / name) for name in ("site", "instructor")}


@pytest.mark.timeout(3600)
def test_random_edits_leave_what_a_build_from_nothing_leaves(
    tmp_path: Path, warm: Warm, soak: bool, shared_cache: Path
) -> None:
    seed = os.environ.get("CASEBOOK_SEED", "0")
    root = small_course(tmp_path / "course")
    author = Author(root, seed)
    build_both(root, shared_cache, warm)
    made = []
    for step in range(300 if soak else 6):
        made += [author.edit() for _ in range(author.rng.choice([1, 1, 2, 4]))]
        there = build_both(root, shared_cache, warm)
        fresh = build_both(copy_course(root, tmp_path / f"fresh-{step}"), shared_cache, warm)
        for edition, files in fresh.items():
            odd = [name for name in files.keys() | there[edition].keys() if files.get(name) != there[edition].get(name)]
            assert odd == [], f"seed {seed}, {edition}, after {made}"


def pages_written(root: Path, warm: Warm) -> tuple[set[str], Built]:
    """Build a course; return the pages that Sphinx wrote, by language and name, and what was built."""
    folder = root / "_build" / "book"

    def times() -> dict[str, int]:
        pages = folder.glob("*/_build/html/**/*.html")
        return {
            path.relative_to(folder).as_posix().replace("/_build/html", ""): path.stat().st_mtime_ns for path in pages
        }

    before = times()
    built = build(root, Silent(), start=warm.start)
    return {name.removesuffix(".html") for name, time in times().items() if before.get(name) != time}, built


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, warm: Warm, shared_cache: Path) -> Path:
    """A course with two cases in each of two modules, a term and a page; built, and left built by each test."""
    root = small_course(tmp_path_factory.mktemp("incremental") / "course")
    author = Author(root, 0)
    for case, module in (("second-case", 0), ("third-case", 1), ("fourth-case", 1)):
        author.copy_case("first-case", case, module)
    (root / "book" / "glossary.yml").write_text(
        "- {id: stopwatch, term: {zh: 秒表, en: stopwatch}, definition: {zh: 这里写解释。, en: A definition.}}\n",
        encoding="utf-8",
    )
    author.add_page("extra/page", "index")
    link_cache(root, shared_cache)
    build(root, Silent(), start=warm.start)
    return root


ALWAYS = {"index", "search"}
"""Sphinx writes these two with whatever else it writes."""


def test_a_sentence_is_written_on_its_page_alone(course: Path, warm: Warm) -> None:
    with (course / "cases" / "second-case" / "en.md").open("a", encoding="utf-8") as file:
        file.write("\nOne sentence more, on Zanzibar.\n")
    pages, built = pages_written(course, warm)
    assert pages == {f"en/{name}" for name in (*ALWAYS, "cases/second-case")}
    assert built.ran == 0
    shown = {
        "en/cases/second-case.html",
        "en/notebooks/second-case.ipynb",
        "en/searchindex.js",
        "en/searchterms/000.js",
    }
    assert set(built.written) == {*shown, "edition.json", "offline.json"}


def test_a_title_is_written_on_the_pages_that_list_it_or_lead_to_it(course: Path, warm: Warm) -> None:
    edit_yaml(course / "cases" / "third-case" / "case.yml", lambda data: data["title"].update(en="Another title"))
    pages, _ = pages_written(course, warm)
    listing = ("cases/third-case", "cases/fourth-case", "my-work", "hand-in", "sources")
    before = "cases/second-case"  # leads to the next page by its title
    assert {name for name in pages if name.startswith("en/")} == {f"en/{name}" for name in (*ALWAYS, *listing, before)}


def test_a_term_is_linked_on_the_pages_that_mention_it(course: Path, warm: Warm) -> None:
    edit_yaml(
        course / "book" / "glossary.yml",
        lambda terms: terms.append(
            {
                "id": "sitting",
                "term": {"zh": "首页", "en": "Another model"},
                "definition": {"zh": "解释。", "en": "One."},
            }
        ),
    )
    with (course / "book" / "en" / "extra" / "page.md").open("a", encoding="utf-8") as file:
        file.write("\nAnother model is named here.\n")
    assert pages_written(course, warm)[0] >= {"en/extra/page", "en/glossary", "zh/glossary"}
    edit_yaml(course / "book" / "glossary.yml", lambda terms: terms.pop())
    pages, _ = pages_written(course, warm)
    assert pages == {"en/extra/page", *(f"{code}/{name}" for code in ("zh", "en") for name in (*ALWAYS, "glossary"))}


def test_the_definition_of_a_term_is_written_in_the_glossary_alone(course: Path, warm: Warm) -> None:
    edit_yaml(course / "book" / "glossary.yml", lambda terms: terms[0]["definition"].update(zh="另一个解释。"))
    assert pages_written(course, warm)[0] == {f"zh/{name}" for name in (*ALWAYS, "glossary")}


def test_a_build_that_failed_is_not_forgotten(course: Path, warm: Warm, tmp_path: Path, shared_cache: Path) -> None:
    """What Sphinx warned of is told again as long as it is there, and leaves no trace when it is mended."""
    site = tree(course / "_build" / "site")
    page = course / "book" / "en" / "extra" / "page.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "\n{numref}`no-such-figure`\n", encoding="utf-8")
    told = []
    for _ in range(2):
        with pytest.raises(BuildError) as error:
            build(course, Silent(), start=warm.start)
        told.append(str(error.value))
    assert "no-such-figure" in told[0]
    assert told[0] == told[1]
    assert tree(course / "_build" / "site") == site
    page.write_text(text, encoding="utf-8")
    pages, _ = pages_written(course, warm)
    assert pages == {f"en/{name}" for name in (*ALWAYS, "extra/page")}
    assert tree(course / "_build" / "site") == site


def test_a_build_that_was_killed_is_finished_by_the_next(
    course: Path, warm: Warm, tmp_path: Path, soak: bool, shared_cache: Path
) -> None:
    rng = random.Random(os.environ.get("CASEBOOK_SEED", "0"))
    author = Author(course, 1)
    for step in range(40 if soak else 3):
        author.edit()

        def start_and_kill(project: Project) -> Running:
            running = warm.start(project)
            time.sleep(rng.random())
            with contextlib.suppress(ProcessLookupError):
                os.kill(running._child.pid, signal.SIGKILL)  # type: ignore[attr-defined]
            return running

        with contextlib.suppress(BuildError):
            build(course, Silent(), start=start_and_kill)
        if step % 3 == 2:  # a write that got no further
            kept = course / "_build" / "book" / "en" / "_build" / ".doctrees" / "environment.pickle"
            if kept.exists():
                kept.write_bytes(kept.read_bytes()[:5000])
        build(course, Silent(), start=warm.start)
        fresh = build_both(copy_course(course, tmp_path / f"fresh-{step}"), shared_cache, warm)
        assert tree(course / "_build" / "site") == fresh["site"]


def test_a_build_that_was_killed_when_all_was_written_is_finished_by_the_next(course: Path, warm: Warm) -> None:
    before = tree(course / "_build" / "site")
    (course / "_build" / "book" / "en" / "built").unlink()
    build(course, Silent(), start=warm.start)
    assert tree(course / "_build" / "site") == before


def test_a_fresh_process_and_a_forked_one_write_the_same(course: Path, tmp_path: Path, shared_cache: Path) -> None:
    fresh = copy_course(course, tmp_path / "fresh")
    link_cache(fresh, shared_cache)
    build(fresh, Silent())
    assert tree(fresh / "_build" / "site") == tree(course / "_build" / "site")


def test_a_warm_process_ends_with_its_owner() -> None:
    warm = Warm()
    parent = warm._parent
    assert parent is not None
    warm.close()
    assert parent.is_lost


def edit_yaml(path: Path, edit: Callable[[Any], Any]) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(written(data), encoding="utf-8")
