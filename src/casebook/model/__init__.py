"""The one frozen model that stands between the sources and every output: Course > Module > Case > Exercise > Item."""

from casebook.model.case import (
    AFTER_THE_DECISION,
    SECTIONS,
    AnalysisCell,
    Assumption,
    Blank,
    Case,
    CaseFile,
    Chart,
    Diagram,
    Exercise,
    Figure,
    Section,
    Sweep,
)
from casebook.model.course import Course, Module, Page, PagePart, Settings, Source, Term
from casebook.model.framework import Framework, FrameworkFile
from casebook.model.release import OPEN, Release, item_key, open_release
from casebook.model.tool import CheckField, DateField, RatingField, TextField, Tool, ToolFile, ToolPart

__all__ = [
    "AFTER_THE_DECISION",
    "OPEN",
    "SECTIONS",
    "AnalysisCell",
    "Assumption",
    "Blank",
    "Case",
    "CaseFile",
    "Chart",
    "CheckField",
    "Course",
    "DateField",
    "Diagram",
    "Exercise",
    "Figure",
    "Framework",
    "FrameworkFile",
    "Module",
    "Page",
    "PagePart",
    "RatingField",
    "Release",
    "Section",
    "Settings",
    "Source",
    "Sweep",
    "Term",
    "TextField",
    "Tool",
    "ToolFile",
    "ToolPart",
    "item_key",
    "open_release",
]
