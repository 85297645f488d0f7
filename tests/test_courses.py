"""casebook is a generator: a second course, on another subject and in one language, builds the same way."""

import html
import re
from pathlib import Path

import pytest
from conftest import ROOT, build_copy
from edition import texts_of

from casebook.items import ITEM_TYPES
from casebook.loader import examine

KITCHEN = ROOT / "tests" / "courses" / "school-kitchen"


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> Path:
    return build_copy(KITCHEN, tmp_path_factory.mktemp("kitchen") / "course", shared_cache)


def test_it_has_neither_errors_nor_warnings() -> None:
    course, problems = examine(KITCHEN)
    assert problems == ()
    assert course is not None
    assert all(case.teaching for case in course.cases)
    types = {item.type for case in course.cases for item in case.exercise}
    assert types == set(ITEM_TYPES.names())


def test_every_item_type_stands_on_its_page(kitchen: Path) -> None:
    course, _ = examine(KITCHEN)
    assert course is not None
    for case in course.cases:
        page = (kitchen / "en" / "cases" / f"{case.id}.html").read_text(encoding="utf-8")
        for item in case.exercise:
            assert f'id="item-{item.id}"' in page
        for item in case.exercise.graded:
            article = page.split(f'id="item-{item.id}"')[1].split("</article>")[0]
            assert "<details" not in article


def test_one_language_needs_no_switch(kitchen: Path) -> None:
    assert sorted(path.name for path in kitchen.iterdir() if path.is_dir()) == ["en"]
    for page in kitchen.rglob("*.html"):
        assert 'class="languages"' not in page.read_text(encoding="utf-8")


def test_teaching_notes_stay_with_the_instructor(kitchen: Path) -> None:
    course, _ = examine(KITCHEN)
    assert course is not None
    published = "".join(
        path.read_text(encoding="utf-8") for path in kitchen.rglob("*") if path.suffix in (".html", ".js", ".ipynb")
    )
    for case in course.cases:
        assert case.teaching is not None
        written = " ".join(section.markdown for section in case.teaching.sections["en"].values())
        sentences = [each for each in re.split(r"(?<=[.!?])\s+", written) if len(each) > 40]
        assert len(sentences) > 20
        assert [each for each in sentences if each in html.unescape(published)] == []
        questions = [each for each in texts_of(case.teaching.file) if len(each["en"]) > 40 and "{" not in each["en"]]
        assert len(questions) > 20
        assert [each["en"] for each in questions if each["en"] in html.unescape(published)] == []
