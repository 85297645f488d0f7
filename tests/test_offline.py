"""What makes a site installable and readable offline: manifests, the worker, and the list of what there is to keep."""

import gzip
import hashlib
import json
import tomllib
from collections.abc import Callable
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest
from conftest import ROOT, Silent, build_here, link_cache, small_course
from PIL import Image
from test_noninterference import rekeyed, tree

from casebook.labels import labels
from casebook.loader import load
from casebook.pipeline import build
from casebook.website.offline import edition_files, offline_files

THEME = ROOT / "src" / "casebook" / "website" / "theme"
NOT_KEPT = {".casebook-site", "404.html", "sitemap.xml", "sw.js", "edition.json", "offline.json"}
SCRIPTS = 5_000
"""Compressed bytes of what every page brings, with the worker."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    root = small_course(tmp_path_factory.mktemp("small") / "course")
    build_here(root, shared_cache)
    return root


@pytest.fixture(scope="module")
def small(course: Path) -> dict[str, bytes]:
    return tree(course / "_build" / "site")


def edited(folder: Path, path: str, edit: Callable[[str], str], cache: Path) -> dict[str, bytes]:
    """Return the site of a small course of which one source was edited."""
    root = small_course(folder / "course")
    text = (root / path).read_text(encoding="utf-8")
    assert edit(text) != text
    (root / path).write_text(edit(text), encoding="utf-8")
    return tree(build_here(root, cache))


def test_the_list_is_of_what_a_reader_needs(small: dict[str, bytes]) -> None:
    held = json.loads(small["offline.json"])
    assert list(held["files"]) == sorted(held["files"])
    assert set(held["files"]) == set(small) - NOT_KEPT
    assert "zh/manifest.webmanifest" in held["files"]
    for name, (size, start) in held["files"].items():
        assert size == len(small[name])
        assert hashlib.sha256(small[name]).hexdigest().startswith(start)
        assert len(start) == 8
    about = json.loads(small["edition.json"])
    sizes = [size for size, _ in held["files"].values()]
    assert about == {"edition": held["edition"], "bytes": sum(sizes), "files": len(sizes)}
    assert len(held["edition"]) == 12


def test_the_pictures_for_chats_are_not_kept(addressed_site: Path) -> None:
    names = set(json.loads((addressed_site / "offline.json").read_text(encoding="utf-8"))["files"])
    published = set(tree(addressed_site))
    assert any("/previews/" in name for name in published)
    assert published - names == NOT_KEPT | {name for name in published if name.split("/")[1:2] == ["previews"]}


def test_the_edition_follows_the_pages(small: dict[str, bytes], tmp_path: Path, shared_cache: Path) -> None:
    changed = edited(tmp_path, "book/zh/index.md", lambda text: text + "\n再加一句。\n", shared_cache)
    assert json.loads(changed["edition.json"])["edition"] != json.loads(small["edition.json"])["edition"]
    one, two = (json.loads(each["offline.json"])["files"] for each in (small, changed))
    assert "zh/index.html" in {name for name in one if one[name] != two[name]}
    assert not {name for name in one if one[name] != two[name] and name.startswith("en/")}


def test_the_edition_knows_of_no_key(course: Path, small: dict[str, bytes], tmp_path: Path, shared_cache: Path) -> None:
    other = rekeyed(course, tmp_path / "other")
    exercises = [(each / "exercises" / "first-case.yml").read_bytes() for each in (course, other)]
    assert exercises[0] != exercises[1]
    assert tree(build_here(other, shared_cache)) == small


def test_two_builds_agree(small: dict[str, bytes], tmp_path: Path, shared_cache: Path) -> None:
    assert tree(build_here(small_course(tmp_path / "course"), shared_cache)) == small


@pytest.mark.parametrize("change", ["content", "name", "gone", "new"])
def test_any_change_makes_an_edition(change: str) -> None:
    files = {Path("zh/a.html"): b"a", Path("zh/b.html"): b"b"}
    other = {
        "content": {Path("zh/a.html"): b"c", Path("zh/b.html"): b"b"},
        "name": {Path("zh/a.html"): b"a", Path("zh/c.html"): b"b"},
        "gone": {Path("zh/a.html"): b"a"},
        "new": {**files, Path("en/a.html"): b"a"},
    }[change]
    assert edition_files(files) != edition_files(other)
    assert edition_files(files) == edition_files(dict(reversed(files.items())))


def test_manifests(course: Path, small: dict[str, bytes]) -> None:
    settings = load(course)[0].settings
    for language in settings.languages:
        manifest = json.loads(small[f"{language}/manifest.webmanifest"])
        assert manifest["name"] == settings.title[language]
        assert manifest["description"] == settings.description[language]
        assert manifest["lang"] == labels(language)["language_tag"]
        assert (manifest["start_url"], manifest["scope"]) == ("index.html", "../")
        css = (THEME / "static" / "casebook.css").read_text(encoding="utf-8")
        assert f"--paper: {manifest['theme_color']};" in css
        for icon in manifest["icons"]:
            assert f"{language}/{icon['src']}" in small


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("客户服务案例课", "客户服务案例课"),
        ("客户服务：从案例学", "客户服务"),
        ("客户服务（第二版）", "客户服务"),
        ("Customer Service, Case by Case", "Customer Service"),
        ("Service: Cases", "Service"),
        ("Well-served", "Well-served"),
        (": odd", ": odd"),
    ],
)
def test_the_short_name_is_the_title_up_to_its_first_pause(course: Path, title: str, short: str) -> None:
    model = load(course)[0]
    settings = model.settings.model_copy(update={"title": {"zh": title, "en": title}})
    made = offline_files(replace(model, settings=settings), ["zh"], {})
    assert set(made) == {Path(name) for name in ("zh/manifest.webmanifest", "sw.js", "edition.json", "offline.json")}
    assert json.loads(made[Path("zh/manifest.webmanifest")])["short_name"] == short


@pytest.mark.parametrize("size", [192, 512])
def test_icons_may_be_cut_to_any_shape(size: int) -> None:
    """The ground reaches every edge, and the drawing stays within the middle four fifths, whatever the system cuts off."""
    image = Image.open(THEME / "static" / f"icon-{size}.png").convert("RGB")
    assert image.size == (size, size)
    ground = image.getpixel((0, 0))
    drawn = [(x, y) for x in range(size) for y in range(size) if image.getpixel((x, y)) != ground]
    middle = (size - 1) / 2
    assert drawn
    assert max((x - middle) ** 2 + (y - middle) ** 2 for x, y in drawn) <= (0.4 * size) ** 2


def test_the_package_brings_them() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    for path in (THEME / "sw.js", *sorted((THEME / "static").iterdir())):
        name = path.relative_to(ROOT / "src" / "casebook").as_posix()
        assert any(fnmatch(name, pattern) for pattern in patterns["casebook"]), name


def test_a_part_of_the_languages(course: Path, shared_cache: Path, tmp_path: Path) -> None:
    link_cache(course, shared_cache)
    build(course, Silent(), languages=["en"], output=tmp_path / "site")
    made = tree(tmp_path / "site")
    assert [name for name in made if name.endswith("webmanifest")] == ["en/manifest.webmanifest"]
    assert not [name for name in json.loads(made["offline.json"])["files"] if name.startswith("zh/")]


def test_scripts_are_small(small: dict[str, bytes]) -> None:
    assert small["sw.js"] == (THEME / "sw.js").read_bytes()
    assert sum(len(gzip.compress(small[name], mtime=0)) for name in ("sw.js", "zh/_static/offline.js")) <= SCRIPTS
