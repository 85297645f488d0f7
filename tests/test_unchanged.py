"""A build in which nothing changed does nothing, and one in which anything changed is not taken for that."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Silent, link_cache, small_course
from test_noninterference import tree

from casebook.errors import SourceError
from casebook.pipeline import build
from casebook.unchanged import Asked, recall
from casebook.website.warm import Warm

NOT_NEEDED = {
    *("IPython", "PIL", "docutils", "fontTools", "ipykernel", "jinja2", "jsonschema", "jupyter_book", "latex2mathml"),
    *("markdown_it", "matplotlib", "myst_nb", "nbclient", "nbformat", "numpy", "openpyxl", "papermill"),
    *("sphinx", "sqlalchemy", "tornado", "traitlets", "zmq"),
}

pytestmark = pytest.mark.xdist_group("unchanged")


def asked(root: Path) -> Asked:
    return Asked(root, root / "_build" / "site")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    root = small_course(tmp_path_factory.mktemp("unchanged") / "course")
    (root / "cases" / "first-case" / "zh.md").open("a", encoding="utf-8").write("\n多一句。\n")
    link_cache(root, shared_cache)
    with Warm() as warm:
        build(root, Silent(), start=warm.start)
    return root


def run_build(root: Path, source: Path = ROOT / "src", *options: str) -> tuple[str, str, set[str]]:
    """Run `casebook build` in a process of its own; return what it printed, what it said, and what it imported."""
    script = "import sys; from casebook.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", script, "build", "--course", str(root), *options]
    environment = os.environ | {"PYTHONPATH": str(source), "LANG": "C.UTF-8"}
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    *printed, modules = ended.stdout.splitlines()
    return "\n".join(printed), ended.stderr, set(modules.split())


def test_nothing_is_imported_that_is_not_needed(course: Path) -> None:
    before = tree(course / "_build" / "site")
    printed, said, modules = run_build(course)
    assert printed.startswith(
        f"Built {len(list((course / '_build' / 'site').rglob('*.html')))} pages (0 notebooks run)"
    )
    assert said == ""
    assert NOT_NEEDED & {name.split(".")[0] for name in modules} == set()
    assert not {name for name in modules if name.startswith(("casebook.website", "casebook.loader", "casebook.model"))}
    assert tree(course / "_build" / "site") == before


def test_warnings_are_shown_again(course: Path) -> None:
    reporter = Silent()
    config = course / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("  license: CC BY 4.0\n", "  license: CC BY 4.0\n  colour: red\n"), encoding="utf-8")
    config.write_text(text, encoding="utf-8")
    build(course, reporter)
    told = recall(asked(course))
    assert told is not None
    assert list(told.warnings) == reporter.warnings


@pytest.mark.parametrize("kind", ["deleted", "edited", "added"])
def test_the_site_is_made_whole_again(course: Path, kind: str) -> None:
    site = course / "_build" / "site"
    before = tree(site)
    page = site / "zh" / "cases" / ("no-such.html" if kind == "added" else "first-case.html")
    if kind == "deleted":
        page.unlink()
    else:
        page.write_text("<p>Not ours.", encoding="utf-8")
    assert recall(asked(course)) is None
    build(course, Silent())
    assert tree(site) == before
    assert recall(asked(course)) is not None


def test_any_byte_of_any_source_counts(course: Path) -> None:
    sources = [course / "_config.yml"]
    sources += [
        path for name in ("book", "cases", "exercises") for path in (course / name).rglob("*") if path.is_file()
    ]
    assert len(sources) > 10
    assert recall(asked(course)) is not None
    for path in sources:
        held = path.read_bytes()
        path.write_bytes(held[:-1] + bytes([held[-1] ^ 1]))
        assert recall(asked(course)) is None, path
        path.write_bytes(held)
        assert recall(asked(course)) is not None, path
    for more in (course / "cases" / "new", course / "book" / "zh" / "new.md", course / "exercises" / "new.yml"):
        more.mkdir()
        assert recall(asked(course)) is None, more
        more.rmdir()


def test_each_request_has_its_own(course: Path) -> None:
    root, site = course, course / "_build" / "site"
    assert recall(Asked(root, site, languages=("zh",))) is None
    assert recall(Asked(root, site, cases=("first-case",))) is None
    assert recall(Asked(root, site, edition="instructor")) is None
    assert recall(Asked(root, root / "_build" / "other")) is None


def test_keys_that_are_kept_elsewhere_count(course: Path, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(course, root, symlinks=True)
    shutil.move(root / "exercises", tmp_path / "private")
    config = root / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("casebook:\n", "casebook:\n  exercises: ../private\n", 1), encoding="utf-8")
    with Warm() as warm:
        build(root, Silent(), start=warm.start)
    assert recall(asked(root)) is not None
    with (tmp_path / "private" / "first-case.yml").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert recall(asked(root)) is None


def test_a_build_that_fails_leaves_nothing_to_recall(course: Path) -> None:
    page = course / "cases" / "first-case" / "zh.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text + "\n{fig}`no_such_figure`\n", encoding="utf-8")
    with pytest.raises(SourceError):
        build(course, Silent())
    page.write_text(text, encoding="utf-8")
    assert recall(asked(course)) is None
    build(course, Silent())
    assert recall(asked(course)) is not None


def test_a_damaged_stamp_is_none(course: Path) -> None:
    stamp = asked(course).stamp
    text = stamp.read_text(encoding="utf-8")
    for damaged in ("", "[]", "null", text[:-20], json.dumps({**json.loads(text), "pages": None, "warnings": [1]})):
        stamp.write_text(damaged, encoding="utf-8")
        assert recall(asked(course)) is None
    stamp.write_text(text, encoding="utf-8")
    assert recall(asked(course)) is not None


def test_another_casebook_builds_anew_and_another_style_writes_only_itself(course: Path, tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "casebook", source / "casebook", ignore=shutil.ignore_patterns("__pycache__"))
    pages = course / "_build" / "book" / "en" / "_build" / "html" / "sources.html"
    run_build(course, source)
    before = pages.stat().st_mtime_ns
    assert "Building" not in run_build(course, source)[1]
    with (source / "casebook" / "website" / "theme" / "static" / "casebook.css").open("a", encoding="utf-8") as style:
        style.write("body { color: red }\n")
    assert "Building" not in run_build(course, source)[1]
    assert "color: red }\n" in (course / "_build" / "site" / "en" / "_static" / "casebook.css").read_text(
        encoding="utf-8"
    )
    assert pages.stat().st_mtime_ns == before
    with (source / "casebook" / "website" / "glossing.py").open("a", encoding="utf-8") as module:
        module.write("# Another.\n")
    assert "Building" in run_build(course, source)[1]
    assert pages.stat().st_mtime_ns > before
    (tmp_path / "libraries" / "another-1.0.dist-info").mkdir(parents=True)
    more = os.pathsep.join([str(source), str(tmp_path / "libraries")])
    assert "casebook.website.site" in run_build(course, Path(more))[2]
