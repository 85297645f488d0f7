"""Slides of a case or of a whole session: pages for a projector, and sheets to print, from the same deck."""

from casebook.slides.deck import Part, case_part
from casebook.slides.pages import asset_files, slide_files
from casebook.slides.sheets import notes_sheet, slide_sheet

__all__ = ["Part", "asset_files", "case_part", "notes_sheet", "slide_files", "slide_sheet"]
