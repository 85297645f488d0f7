"""Report pages before a reader: accessible, no wider than the screen, silent, and on paper as they should be."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from reported import full_room

from browser.reading import PHONE, WIDE, Visit
from browser.test_pages import overflow, violations
from casebook.reporting.report import report

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-reports"), pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The pages of a class: feedback and certificate in both languages, and the class report in both."""
    folder = tmp_path_factory.mktemp("reports")
    root = full_room(folder / "course").root
    for language in ("zh", "en"):
        report(root, "spring", language=language, output=folder / language)
    certificates = sorted((folder / "zh" / "certificates").iterdir())
    by_language = {
        language: next(path for path in certificates if f'lang="{language}' in path.read_text(encoding="utf-8"))
        for language in ("zh", "en")
    }
    pages = {
        "feedback-zh": folder / "zh" / "feedback" / "1001.html",
        "feedback-en": folder / "zh" / "feedback" / "1004.html",
    }
    pages |= {f"class-{language}": folder / language / "class.html" for language in ("zh", "en")}
    return pages | {f"certificate-{language}": path for language, path in by_language.items()}


@pytest.mark.parametrize(("scheme", "width"), list(product(("light", "dark"), (WIDE, PHONE))))
def test_reports_can_be_read_by_everybody(
    visit: Callable[..., Visit], reports: dict[str, Path], scheme: str, width: int
) -> None:
    problems: list[str] = []
    for path in reports.values():
        page = visit(width, color_scheme=scheme).open(path.as_uri())
        problems += overflow(page, scheme, width)
        problems += violations(page, f"{scheme} {width}")
        page.close()
    assert problems == []


def test_reports_ask_for_nothing_and_their_style_holds(visit: Callable[..., Visit], reports: dict[str, Path]) -> None:
    for path in reports.values():
        reader = visit()
        page = reader.open(path.as_uri())
        assert reader.asked == [path.as_uri()]
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 246)"
        bars = page.locator("svg.chart path").evaluate_all(
            "all => new Set(all.map(each => getComputedStyle(each).fill)).size"
        )
        assert bars > 1 or "class" not in path.name


def test_reports_fill_their_paper(visit: Callable[..., Visit], reports: dict[str, Path]) -> None:
    for name, path in reports.items():
        page = visit().open(path.as_uri())
        printed = page.pdf(prefer_css_page_size=True)
        boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
        sizes = {(round(float(width)), round(float(height))) for width, height in boxes}
        assert sizes == ({(842, 595)} if "certificate" in name else {(595, 842)})
        if "certificate" in name:
            assert len(boxes) == 1
