"""What the course says about the world is what the fact base says, with its source."""

import re
from pathlib import Path

import pytest
import yaml
from conftest import ROOT

from casebook.loader import load
from casebook.model import Case, Figure, Framework

FACTS = yaml.safe_load((Path(__file__).parent / "data" / "facts.yml").read_text(encoding="utf-8"))
COURSE, _ = load(ROOT)
FULL_WIDTH = str.maketrans("(),:-", "（），：－")


def chinese(words: str) -> str:
    """Return a Chinese title of the fact base as the course prints it: with full-width marks, without remarks on its wording."""
    return words.translate(FULL_WIDTH).partition("（原文作")[0]


def english(words: str) -> str:
    """Return an English title of the fact base as the course prints it."""
    if "=" in words:
        return words.replace(" - ", " − ").replace(" x ", " × ")
    return words.replace(" - ", ": ")


COMPUTED = {"zh": {"misconceptions": ["28 万"]}, "en": {"cost-of-service": ["20 times"]}}
"""Numbers that a page works out from reported figures, and says so."""

FIGURES = [(case, figure) for case in COURSE.cases for figure in case.file.figures]


@pytest.mark.parametrize("case", COURSE.cases, ids=lambda case: case.id)
def test_every_figure_of_the_fact_base_is_declared(case: Case) -> None:
    known = {each["id"]: each["value"] for each in FACTS["cases"][case.id].get("figures", ())}
    assert {figure.id: figure.value for figure in case.file.figures} == known


@pytest.mark.parametrize("case", COURSE.cases, ids=lambda case: case.id)
def test_title_sources_and_frameworks_are_those_of_the_fact_base(case: Case) -> None:
    fact = FACTS["cases"][case.id]
    assert case.file.title["zh"] == chinese(fact["zh"])
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
        assert source.title["zh"] == chinese(FACTS["sources"][source.id]["title"])


def test_frameworks_and_tools_are_titled_as_in_the_fact_base_and_name_its_sources() -> None:
    for kind, held in (("frameworks", COURSE.frameworks), ("tools", COURSE.tools)):
        assert held
        for each in held:
            fact = FACTS[kind][each.id]
            assert each.file.title["zh"] == chinese(fact["zh"])
            assert each.file.title["en"] == english(fact["en"])
            sources = fact["source"] if isinstance(fact["source"], list) else [fact["source"]]
            assert list(each.file.source)[: len(sources)] == sources or set(sources) <= set(each.file.source), each.id


@pytest.mark.parametrize("framework", COURSE.frameworks, ids=lambda framework: framework.id)
def test_a_figure_on_a_page_of_a_framework_is_one_of_the_fact_base(framework: Framework) -> None:
    """Ids repeat among cases; the source tells which case's figure it is."""
    known = {
        (figure["id"], figure["value"], source)
        for fact in FACTS["cases"].values()
        for figure in fact.get("figures", ())
        for source in (fact["source"] if isinstance(fact["source"], list) else [fact["source"]])
    }
    assert {(each.id, each.value, each.source) for each in framework.file.figures} <= known


@pytest.mark.parametrize("language", COURSE.languages)
def test_a_number_in_the_text_of_a_framework_is_a_figure_or_an_example(language: str) -> None:
    """No framework states a share, a sum of money or a large number of its own."""
    stated = {
        "zh": r"\d+(?:\.\d+)? ?(?:%|％|万|亿|倍)",
        "en": r"\d+(?:\.\d+)? ?(?:%|per cent|percent|million|billion|times)\b",
    }
    found = {
        framework.id: hits
        for framework in COURSE.frameworks
        if (hits := re.findall(stated[language], framework.texts[language]))
    }
    assert found == COMPUTED[language]
