"""What is printed, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from casebook.fonts import BOLD_FONT, CHART_FONT

FONTS = {f"assets/{font.name}": font for font in (CHART_FONT, BOLD_FONT)}
"""The font files by their path below the output folder, where sheets that are kept as HTML look for them."""


@dataclass(frozen=True)
class Sheet:
    """A document ready for print: `name` is its path below the output folder without suffix, such as `handouts/haier-washer`.

    `html` is the whole document; it asks for no file but the fonts, at `font_href(name)` and
    `bold_href(name)`, and runs no script.
    """

    name: str
    html: str
    language: str


@dataclass(frozen=True)
class Printed:
    """Every file by its path below the output folder: `NAME.pdf`, and `NAME.html` with the fonts where HTML is kept.

    `too_old` names the Chromium that was found and cannot number pages, where that is why there is no PDF.
    """

    files: Mapping[str, bytes]
    has_pdf: bool
    too_old: str = ""


def font_href(name: str) -> str:
    """Return the address of the font file, relative to a sheet of that name."""
    return f"{'../' * name.count('/')}assets/{CHART_FONT.name}"


def bold_href(name: str) -> str:
    """Return the address of the file of the bold weight, relative to a sheet of that name."""
    return f"{'../' * name.count('/')}assets/{BOLD_FONT.name}"
