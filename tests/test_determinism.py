"""The same sources give the same bytes, whatever was built before."""

import os
import random
from pathlib import Path

import pytest
from conftest import ROOT, Silent, build_here, copy_course
from test_noninterference import tree

from casebook.execution.cache import Cache
from casebook.execution.jobs import RunSettings
from casebook.execution.run import Engine, run
from casebook.loader import load
from casebook.pipeline import build, course_jobs

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("source", [KITCHEN, pytest.param(ROOT, marks=pytest.mark.soak)], ids=lambda path: path.name)
def test_two_builds_from_nothing_agree(source: Path, tmp_path: Path) -> None:
    sites = []
    for name in ("one", "two"):
        root = copy_course(source, tmp_path / name)
        build(root, Silent())
        sites.append(tree(root / "_build" / "site"))
    assert sites[0] == sites[1]


def test_a_notebook_gives_the_same_outputs_again(site: Path, tmp_path: Path, shared_cache: Path) -> None:
    """Some notebooks of the shipped course, run anew, give what the cache has of them."""
    jobs = course_jobs(load(ROOT)[0])
    some = random.Random(os.environ.get("CASEBOOK_SEED", "0")).sample(jobs, 6)
    known = [Cache(shared_cache).get(job) for job in some]
    engine = Engine(2, RunSettings(120), Cache(tmp_path / "cache"), tmp_path / "failed")
    again = run(some, engine, lambda *_: None)
    assert all(known)
    assert again == known


def test_a_build_after_an_edit_agrees_with_one_from_nothing(site: Path, tmp_path: Path, shared_cache: Path) -> None:
    course = copy_course(ROOT, tmp_path / "course")
    page = course / "cases" / "haier-washer" / "zh.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("夏天", "盛夏"), encoding="utf-8")
    assert tree(build_here(course, shared_cache)) != tree(site)
    page.write_text(text, encoding="utf-8")
    assert tree(build_here(course, shared_cache)) == tree(site)
    reporter = Silent()
    built = build(course, reporter)  # nothing changed
    assert built.ran == 0
    assert reporter.runs == []
    assert "site" not in reporter.stages
