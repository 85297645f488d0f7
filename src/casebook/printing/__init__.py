"""Sheets into PDF: the only room that runs Chromium.

    1. glyphs     every character has to be in the project's own font, or nothing is printed
    2. press      what was printed before is taken from the cache; the rest goes through Chromium, several at a time
    3. pdf        dates are taken out, and what is not a PDF set in our fonts only is refused

Without a Chromium the sheets come back as they are: HTML that any browser prints.
"""

from casebook.printing.chromium import LEAST, find_chromium
from casebook.printing.press import print_sheets, why_no_pdf
from casebook.printing.sheets import Printed, Sheet, bold_href, font_href

__all__ = ["LEAST", "Printed", "Sheet", "bold_href", "find_chromium", "font_href", "print_sheets", "why_no_pdf"]
