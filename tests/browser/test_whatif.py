"""The what-if: a slider that swaps a chart for the same chart with another number."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.reading import LANGUAGES, PHONE, WIDE, Visit, decide
from casebook.labels import labels
from casebook.model import Case, Chart, Course, Sweep
from casebook.text import write_quantity

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("browser-whatif"), pytest.mark.timeout(120)]


@dataclass
class WhatIf:
    """A slider as the course declares it."""

    case: Case
    chart: Chart

    @property
    def base(self) -> int:
        """Return the step of the value that the case uses."""
        value = next(each.value for each in self.case.file.assumptions if each.id == self.sweep.assumption)
        return self.sweep.values.index(value)

    @property
    def sweep(self) -> Sweep:
        assert self.chart.sweep is not None
        return self.chart.sweep

    def shown(self, step: int, language: str) -> str:
        """Return a value with its unit."""
        unit = next(each.unit for each in self.case.file.assumptions if each.id == self.sweep.assumption)
        return write_quantity(self.sweep.values[step], unit[language], language)

    def frame(self, step: int) -> str:
        return f"figures/cases/{self.case.id}/{self.chart.id}-{step}.svg"

    def figure(self, page: Page) -> Locator:
        return page.locator(f"#chart-{self.chart.id}")


@pytest.fixture
def whatif(course: Course) -> WhatIf:
    return next(WhatIf(case, chart) for case in course.cases for chart in case.file.charts if chart.sweep)


def arrive(reader: Visit, place: str, language: str, whatif: WhatIf) -> Page:
    """Open the case, decide, and look at the chart."""
    page = reader.open(f"{place}{language}/cases/{whatif.case.id}.html")
    decide(page, language)
    whatif.figure(page).locator("img").scroll_into_view_if_needed()
    expect_picture(page, whatif, whatif.base)
    return page


def expect_picture(page: Page, whatif: WhatIf, step: int) -> None:
    image = whatif.figure(page).locator("img")
    expect(image).to_have_js_property("src", urljoin(page.url, f"../{whatif.frame(step)}"))
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0


def frames_asked(reader: Visit, whatif: WhatIf) -> set[int]:
    return {
        step
        for step in range(len(whatif.sweep.values))
        if any(url.endswith(whatif.frame(step)) for url in reader.asked)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_by_keyboard(visit: Callable[..., Visit], place: str, language: str, whatif: WhatIf) -> None:
    page = arrive(visit(WIDE), place, language, whatif)
    figure = whatif.figure(page)
    slider = figure.locator("input[type=range]")
    expect(slider).to_have_attribute("aria-valuetext", whatif.shown(whatif.base, language))
    expect(slider).to_have_accessible_name(
        labels(language)["whatif_try"].format(
            label=next(
                each.label[language] for each in whatif.case.file.assumptions if each.id == whatif.sweep.assumption
            )
        )
    )
    said = {figure.locator("[data-says]").inner_text()}
    slider.focus()
    page.keyboard.press("Home")
    for step in range(len(whatif.sweep.values)):
        if step:
            page.keyboard.press("ArrowRight")
        expect_picture(page, whatif, step)
        expect(slider).to_have_attribute("aria-valuetext", whatif.shown(step, language))
        expect(figure.locator("output")).to_have_text(whatif.shown(step, language))
        expect(figure.locator(".base")).to_be_visible(visible=step == whatif.base)
        said.add(figure.locator("[data-says]").inner_text())
    assert len(said) == len(whatif.sweep.values)
    page.keyboard.press("ArrowRight")  # beyond the last there is nothing
    expect_picture(page, whatif, len(whatif.sweep.values) - 1)
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect_picture(page, whatif, 0)


def test_moving_fast_ends_at_the_last_step(visit: Callable[..., Visit], web: str, whatif: WhatIf) -> None:
    page = arrive(visit(WIDE), web, "zh", whatif)
    slider = whatif.figure(page).locator("input[type=range]")
    slider.focus()
    for key in ("Home", "End", "ArrowLeft", "Home", "ArrowRight"):
        page.keyboard.press(key)
    expect_picture(page, whatif, 1)
    expect(slider).to_have_attribute("aria-valuetext", whatif.shown(1, "zh"))
    page.wait_for_timeout(200)
    expect_picture(page, whatif, 1)


def test_by_touch(visit: Callable[..., Visit], web: str, whatif: WhatIf) -> None:
    page = arrive(visit(PHONE), web, "zh", whatif)
    slider = whatif.figure(page).locator("input[type=range]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] - 6, box["y"] + box["height"] / 2)
    expect_picture(page, whatif, len(whatif.sweep.values) - 1)


def test_frames_are_asked_for_when_wanted(visit: Callable[..., Visit], web: str, whatif: WhatIf) -> None:
    reader = visit(WIDE)
    page = arrive(reader, web, "zh", whatif)
    assert frames_asked(reader, whatif) == {whatif.base}
    whatif.figure(page).locator("input[type=range]").focus()
    assert frames_asked(reader, whatif) == {whatif.base}
    page.keyboard.press("ArrowRight")
    expect_picture(page, whatif, whatif.base + 1)
    assert frames_asked(reader, whatif) <= {whatif.base, whatif.base + 1, whatif.base + 2}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [WIDE, PHONE, 320])
def test_nothing_moves(visit: Callable[..., Visit], web: str, language: str, width: int, whatif: WhatIf) -> None:
    """Neither the slider under the finger nor what stands below it, whatever the words are."""
    page = arrive(visit(width), web, language, whatif)
    figure = whatif.figure(page)
    figure.locator("input[type=range]").focus()

    def boxes() -> object:
        return figure.evaluate(
            """figure => [figure, ...figure.querySelectorAll('img, input, output, [data-says], figcaption')].map(each => {
                const { top, height } = each.getBoundingClientRect();
                return [each.tagName, Math.round(top + scrollY), each.matches('output') ? 0 : Math.round(height)];
            })"""
        )

    page.keyboard.press("Home")
    expect_picture(page, whatif, 0)
    before = boxes()
    for step in range(1, len(whatif.sweep.values)):
        page.keyboard.press("ArrowRight")
        expect_picture(page, whatif, step)
        assert boxes() == before, whatif.shown(step, language)


def test_a_slider_that_the_browser_restores(visit: Callable[..., Visit], web: str, whatif: WhatIf) -> None:
    """After going back, slider, drawing and words agree."""
    page = arrive(visit(WIDE), web, "zh", whatif)
    whatif.figure(page).locator("input[type=range]").focus()
    page.keyboard.press("End")
    page.goto(f"{web}zh/index.html")
    page.go_back()
    figure = whatif.figure(page)
    figure.locator("img").scroll_into_view_if_needed()
    step = int(figure.locator("input[type=range]").input_value())
    expect_picture(page, whatif, step)
    expect(figure.locator("output")).to_have_text(whatif.shown(step, "zh"))


def test_without_scripts(visit: Callable[..., Visit], web: str, whatif: WhatIf) -> None:
    page = visit(PHONE, java_script_enabled=False).open(f"{web}zh/cases/{whatif.case.id}.html")
    page.locator("#gate > summary").click()
    figure = whatif.figure(page)
    expect(figure.locator("input[type=range]")).to_be_hidden()
    expect(figure.locator("[data-says]")).to_be_visible()
    expect(figure.locator("img")).to_be_visible()
