"""Charts for a page: the reader's colours, a size, a sentence each."""

import re
from pathlib import Path

import pytest
from conftest import ROOT

from casebook.errors import BuildError
from casebook.loader import load
from casebook.website.charts import read_drawings

SVG = (
    '<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" width="460.8pt" height="288pt" '
    'viewBox="0 0 460.8 288"><metadata>when</metadata><g id="patch_1"><path d="M 0 0" style="fill: #fbfaf6"/></g>'
    '<path style="fill: #155e6b; stroke: #1d2428"/></svg>'
)


def _outputs(*sentences: str) -> list[dict[str, object]]:
    shown: list[dict[str, object]] = [
        {"output_type": "display_data", "data": {"image/svg+xml": SVG}} for _ in sentences
    ]
    return [*shown, {"output_type": "stream", "name": "stdout", "text": "".join(f"{each}\n" for each in sentences)}]


def test_colours_follow_the_readers_scheme_and_the_ground_is_the_pages() -> None:
    (drawing,) = read_drawings(_outputs("It rises."), "a chart")
    assert drawing.sentence == "It rises."
    assert (drawing.width, drawing.height) == (614, 384)
    assert "when" not in drawing.svg
    assert 'd="M 0 0" style="fill: none"' in drawing.svg
    assert re.search(r"fill: var\(--c\d\); stroke: var\(--c\d\)", drawing.svg)
    assert "@media (prefers-color-scheme:dark)" in drawing.svg
    assert "#7fc8d2" in drawing.svg


def test_no_colour_of_the_light_scheme_is_left_in_a_chart(site: Path) -> None:
    """Hatches too: their patterns have colours of their own."""
    hatched = 0
    for path in sorted(site.glob("*/figures/**/*.svg")):
        svg = path.read_text(encoding="utf-8")
        drawn = svg.partition("</style>")[2]
        hatched += "<pattern" in drawn
        assert not re.findall(r"#(?:1d2428|4c565c|d9d5c8|155e6b|9a5b00|6b7378|fbfaf6)", drawn), path.name
        assert len(re.findall(r"<[^>]*style=[^>]*style=", drawn)) == 0, path.name
    assert hatched


@pytest.mark.parametrize("outputs", [[], _outputs("one", "two"), _outputs("one", "two")[:2], _outputs("one")[1:]])
def test_a_chart_without_its_sentence_is_told(outputs: list[dict[str, object]]) -> None:
    with pytest.raises(BuildError, match=r"^a chart: .*show"):
        read_drawings(outputs, "a chart")


def test_the_slider_starts_at_the_chart_that_is_shown(site: Path) -> None:
    """A what-if at the assumption's own value draws what the chart itself draws."""
    import nbformat

    for case in load(ROOT)[0].cases:
        notebook = nbformat.read(site / "zh" / "notebooks" / f"{case.id}.ipynb", as_version=4)
        cells = {cell.id: cell for cell in notebook.cells}
        for chart in case.file.charts:
            if chart.sweep:
                base = chart.sweep.values.index(
                    next(a.value for a in case.file.assumptions if a.id == chart.sweep.assumption)
                )
                (drawing,) = read_drawings(cells[f"chart-{chart.id}"].outputs, chart.id)
                frame = (site / "zh" / "figures" / "cases" / case.id / f"{chart.id}-{base}.svg").read_text(
                    encoding="utf-8"
                )
                assert drawing.svg == frame


def test_charts_draw_no_text_that_only_one_font_has(site: Path) -> None:
    for path in site.rglob("figures/**/*.svg"):
        text = path.read_text(encoding="utf-8")
        assert "<text" not in text
        assert "font-family" not in text
