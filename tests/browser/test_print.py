"""On paper: no controls, lines to write on, what is open and nothing else."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.reading import LANGUAGES, REASON, WIDE, Visit, decide, scroll_through
from casebook.labels import labels
from casebook.model import Course

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-print"), pytest.mark.timeout(120)]

CONTROLS = ".top, .skip, .margin, .turn, button, input[type=range], input[type=search], .key > summary, #gate > summary"
OPERATING = (
    "skip",
    "decide",
    "forget",
    "search",
    "contents",
    "on_this_page",
    "key",
    "gate_locked",
    "gate_open",
    "next",
)
"""Labels that make no sense on paper."""


def bare(text: str) -> str:
    """Return text without spaces: a PDF has them where lines turn."""
    return re.sub(r"\s", "", text)


def printed(page: Page, path: Path) -> tuple[int, str]:
    """Print to PDF; return the number of its pages and, where there is a tool for it, its text."""
    page.pdf(path=path, format="A4", prefer_css_page_size=True)
    content = path.read_bytes()
    pages = len(re.findall(rb"/Type\s*/Page\b", content))
    width, height = (float(each) for each in re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", content).groups())
    assert (round(width), round(height)) in {(595, 842), (594, 842), (596, 842), (595, 841)}
    text = ""
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, encoding="utf-8").stdout
    return pages, text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_on_a4(visit: Callable[..., Visit], web: str, course: Course, language: str, tmp_path: Path) -> None:
    words = labels(language)
    page = visit(WIDE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    undecided, text = printed(page, tmp_path / "undecided.pdf")
    assert 1 <= undecided <= 4
    happened = (page.locator("#what-happened p").first.text_content() or "")[:40]
    assert bare(happened)
    if text:
        assert bare(happened) not in bare(text)

    decide(page, language)
    scroll_through(page)
    decided, text = printed(page, tmp_path / "decided.pdf")
    assert undecided < decided <= 20
    if text:
        lines = {bare(line) for line in text.splitlines()}
        assert [words[key] for key in OPERATING if bare(words[key]) in lines] == []
        assert bare(happened) in bare(text)
        assert bare(REASON[language]) in bare(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_controls_are_gone_and_lines_are_there(
    visit: Callable[..., Visit], web: str, course: Course, language: str
) -> None:
    page = visit(WIDE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    page.emulate_media(media="print")
    expect(page.locator(CONTROLS).filter(visible=True)).to_have_count(0)
    expect(page.locator("#gate")).to_have_js_property("open", False)
    expect(page.get_by_text(labels(language)["gate_on_paper"])).to_be_visible()
    expect(page.locator("#decision-reason")).to_be_hidden()
    expect(page.locator("#decision .lines span").first).to_be_visible()
    page.emulate_media(media="screen")
    decide(page, language)
    page.emulate_media(media="print")
    expect(page.locator(CONTROLS).filter(visible=True)).to_have_count(0)
    blank = page.locator("#worksheet .field:not(.filled)")
    assert blank.count() == len(course.cases[0].file.transfer)
    for field in blank.all():
        expect(field.locator(".lines span").first).to_be_visible()
        box = field.locator(".lines span").first.bounding_box()
        assert box is not None
        assert box["width"] > 400
        assert 25 <= box["height"] <= 45  # 7 to 12 mm: room for handwriting


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_written_is_printed(visit: Callable[..., Visit], web: str, course: Course, language: str) -> None:
    page = visit(WIDE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    page.locator("#worksheet textarea").first.fill("1")
    page.emulate_media(media="print")
    expect(page.locator("#decision-reason")).to_be_visible()
    expect(page.locator("#decision .lines").first).to_be_hidden()
    expect(page.locator("#worksheet textarea").first).to_be_visible()
    expect(page.locator("#worksheet .field").first.locator(".lines")).to_be_hidden()
    expect(page.get_by_text(labels(language)["gate_on_paper"])).to_be_hidden()
    expect(page.locator("#analysis h2").first).to_be_visible()
    expect(page.locator(".gated > [data-echo] [data-slot=reason]")).to_be_visible()


def test_dark_screens_print_on_white(visit: Callable[..., Visit], web: str, course: Course) -> None:
    page = visit(WIDE, color_scheme="dark").open(f"{web}zh/cases/{course.cases[0].id}.html")
    page.emulate_media(media="print", color_scheme="dark")
    background, colour = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (background, colour) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_print_as_the_reader_left_them(
    visit: Callable[..., Visit], web: str, course: Course, language: str
) -> None:
    page = visit(WIDE).open(f"{web}{language}/cases/{course.cases[0].id}.html")
    decide(page, language)
    article = page.locator(".practice[data-kind=choice]").first
    article.locator(".opt label").first.click()
    while article.locator("[data-act=check]").is_visible():
        article.locator("[data-act=check]").click()
    page.emulate_media(media="print")
    expect(page.locator(".key .reasons").filter(visible=True)).to_have_count(1)
