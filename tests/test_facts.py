"""What the course says about the world is what the fact base says, with its source."""

from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from casebook.loader import load
from casebook.model import Case, Figure

FACTS = yaml.safe_load((Path(__file__).parent / "data" / "facts.yml").read_text(encoding="utf-8"))
COURSE, _ = load(ROOT)
HALF_WIDTH = str.maketrans("(),:", "（），：")


def title_of(words: str) -> str:
    """Return a Chinese title of the fact base as the course prints it: with full-width marks, without remarks on its wording."""
    return words.translate(HALF_WIDTH).partition("（原文作")[0]


FIGURES = [(case, figure) for case in COURSE.cases for figure in case.file.figures]


@pytest.mark.parametrize("case", COURSE.cases, ids=lambda case: case.id)
def test_every_figure_of_the_fact_base_is_declared(case: Case) -> None:
    known = {each["id"]: each["value"] for each in FACTS["cases"][case.id].get("figures", ())}
    assert {figure.id: figure.value for figure in case.file.figures} == known


@pytest.mark.parametrize("case", COURSE.cases, ids=lambda case: case.id)
def test_title_sources_and_frameworks_are_those_of_the_fact_base(case: Case) -> None:
    fact = FACTS["cases"][case.id]
    assert case.file.title["zh"] == title_of(fact["zh"])
    assert case.file.title["en"] == fact["en"]
    assert set(case.file.sources) == {fact["source"]}
    assert set(case.file.frameworks) <= set(fact["frameworks"])


@pytest.mark.parametrize(("case", "figure"), FIGURES, ids=lambda value: value.id)
@pytest.mark.parametrize("language", COURSE.languages)
def test_each_figure_appears_with_its_source_on_the_page(site: Path, case: Case, figure: Figure, language: str) -> None:
    page = (site / language / "cases" / f"{case.id}.html").read_text(encoding="utf-8")
    assert f'<a class="fig" href="#figure-{figure.id}">{figure.shown(language)}</a>' in page
    row = page.split(f'<tr id="figure-{figure.id}">')[1].split("</tr>")[0]
    assert figure.shown(language) in row
    assert f"sources.html#source-{figure.source}" in row


def test_sources_are_titled_as_in_the_fact_base() -> None:
    for source in COURSE.sources:
        assert source.title["zh"] == title_of(FACTS["sources"][source.id]["title"])


def test_frameworks_are_titled_as_in_the_fact_base() -> None:
    for framework in COURSE.frameworks:
        assert framework.file.title["zh"] == title_of(FACTS["frameworks"][framework.id]["zh"])
        assert framework.file.title["en"] == FACTS["frameworks"][framework.id]["en"]
