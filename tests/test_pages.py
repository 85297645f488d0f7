"""Pages written by hand: pictures, formulas, roles; and the author's own settings for Jupyter Book."""

from pathlib import Path

import pytest
import yaml
from conftest import Silent, build_here, link_cache, small_course
from PIL import Image

from casebook.errors import BuildError
from casebook.loader import examine, load
from casebook.model import Release, open_release
from casebook.pipeline import build
from casebook.website.extension import near_by
from casebook.website.work_pages import hand_in_page

PAGE = """# A page

A sentence with {framework}`first-framework`, {case}`the first <first-case>` and $a^2 + b^2 = c^2$.

![A grey square](pictures/square.png)

$$
\\frac{1}{2}
$$

| left | right |
|---|---|
| 1 | 2 |
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = small_course(tmp_path / "course")
    for language in ("zh", "en"):
        folder = root / "book" / language
        (folder / "extra" / "pictures").mkdir(parents=True)
        (folder / "extra" / "page.md").write_text(PAGE, encoding="utf-8")
        Image.new("L", (8, 8), 128).save(folder / "extra" / "pictures" / "square.png")
    (root / "book" / "pages.yml").write_text("- title: {zh: 其他, en: More}\n  pages: [extra/page]\n", encoding="utf-8")
    return root


def test_a_page_may_show_pictures_formulas_and_roles(course: Path, shared_cache: Path) -> None:
    site = build_here(course, shared_cache)
    text = (site / "en" / "extra" / "page.html").read_text(encoding="utf-8")
    assert '<a class="framework" href="../frameworks/first-framework.html">' in text
    assert '<a class="case" href="../cases/first-case.html">the first</a>' in text
    assert "<math" in text
    assert "<mfrac>" in text
    assert '<img alt="A grey square"' in text
    assert list((site / "en").rglob("square.png"))


def test_what_a_page_names_in_vain_is_told(course: Path) -> None:
    page = course / "book" / "en" / "extra" / "page.md"
    page.write_text(
        "# T\n\n{framework}`first-framwork`\n\n[x](nowhere.md) ![](pictures/square.png)\n", encoding="utf-8"
    )
    _, problems = examine(course)
    assert [(each.line, each.code) for each in problems if each.path == page and not each.is_warning] == [
        (3, "unknown-target-near"),
        (5, "broken-link"),
        (5, "image-without-alt"),
    ]


def test_what_jupyter_book_warns_of_stops_the_build_with_its_words(course: Path) -> None:
    page = course / "book" / "en" / "extra" / "page.md"
    page.write_text("# T\n\n```{no-such-directive}\n```\n", encoding="utf-8")
    with pytest.raises(BuildError, match="no-such-directive"):
        build(course, Silent(), languages=["en"])


def test_the_authors_settings_reach_jupyter_book(course: Path, shared_cache: Path) -> None:
    config = course / "_config.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text + "\nsphinx:\n  config:\n    rst_prolog: ''\n    numfig: true\n", encoding="utf-8")
    build_here(course, shared_cache)
    made = (course / "_build" / "book" / "en" / "_config.yml").read_text(encoding="utf-8")
    assert "numfig: true" in made
    assert "html_theme: casebook" in made


def test_a_page_may_link_to_the_pages_that_the_website_makes(course: Path) -> None:
    page = course / "book" / "en" / "extra" / "page.md"
    for link, there in (
        ("../frameworks.md", True),
        ("../sources.md", True),
        ("../my-work.md", True),
        ("../hand-in.md", True),
        ("../tools.md", False),
        ("../x.md", False),
    ):
        page.write_text(f"# T\n\n[x]({link})\n", encoding="utf-8")
        _, problems = examine(course)
        assert ([each.code for each in problems if each.path == page and not each.is_warning] == []) is there, link


def test_without_graded_items_there_is_nothing_to_hand_in(course: Path, shared_cache: Path) -> None:
    exercise = course / "exercises" / "first-case.yml"
    held = yaml.safe_load(exercise.read_text(encoding="utf-8"))
    practice = [*held["practice"], *held["graded"]]
    exercise.write_text(
        yaml.safe_dump(held | {"practice": practice, "graded": []}, allow_unicode=True), encoding="utf-8"
    )
    link_cache(course, shared_cache)
    build(course, Silent(), languages=["en"])
    site = course / "_build" / "site" / "en"
    assert not (site / "hand-in.html").exists()
    assert "hand-in" not in (site / "my-work.html").read_text(encoding="utf-8")
    page = course / "book" / "en" / "extra" / "page.md"
    page.write_text("# T\n\n[x](../hand-in.md)\n", encoding="utf-8")
    assert [each.code for each in examine(course)[1] if not each.is_warning] == ["broken-link"]


def test_a_released_assignment_has_the_same_page(course: Path) -> None:
    """What is asked, and under which name, stands in the page's data and nowhere else."""
    loaded, _ = load(course)
    case = loaded.cases[0]
    release = Release("spring", ((case, case.exercise.graded[0]),))
    page = hand_in_page(loaded, release, "en", "spring")
    assert page.name == "spring"
    assert f'data-assignment="spring" data-release="{release.id}"' in page.content
    assert page.content.count("data-item=") == 1
    assert '-assignment="open"' not in page.content
    assert release.id == open_release(loaded).id, "the id is over what is asked, and the course asks one item"


@pytest.mark.parametrize(
    ("count", "here", "first", "last"),
    [(5, 2, 0, 4), (12, None, 0, 11), (50, None, 0, 11), (50, 0, 0, 11), (50, 25, 19, 30), (50, 49, 38, 49)],
)
def test_the_contents_list_the_modules_near_by(count: int, here: int | None, first: int, last: int) -> None:
    assert list(near_by(range(count), here)) == list(range(first, last + 1))
