"""A tool as a sheet to fill in by hand."""

import itertools
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from casebook.handouts.document import document
from casebook.model import Course, Tool
from casebook.model.tool import ToolField, ToolPart
from casebook.printing import Sheet

_BRIEF = 28
"""How many Latin letters a brief label has at most."""


def tool_sheet(course: Course, tool: Tool, language: str) -> Sheet:
    """Return a tool with lines, boxes and circles; what is to be read after writing stands at the end."""
    file = tool.file
    rated = [part for part in file.parts if part.is_rated] if file.scale else []
    return document(
        "tool_sheet.html",
        f"handouts/tool-{tool.id}",
        language,
        course,
        file.title[language],
        tool=tool,
        groups={part.id: _groups(part) for part in file.parts},
        runs=[(is_rated, list(run)) for is_rated, run in itertools.groupby(file.parts, key=lambda part: part in rated)],
        rated=rated,
        radar=_radar([part.title[language] for part in rated], len(file.scale) - 1) if len(rated) > 2 else None,
        suggestions=[
            (part, field) for part in file.parts for field in part.fields if getattr(field, "suggestion", None)
        ],
        is_brief=_is_brief,
        sources=[source for source in course.sources if source.id in file.source],
    )


def _groups(part: ToolPart) -> list[tuple[str, list[ToolField]]]:
    """Return the fields of a part in runs: ratings stand in one table, boxes to tick in one list, the rest one after the other."""

    def kind(field: ToolField) -> str:
        return field.type if field.type in {"rating", "check"} else "written"

    return [(name, list(run)) for name, run in itertools.groupby(part.fields, key=kind)]


def _is_brief(label: str) -> bool:
    """Say whether a label leaves room for a date on the same line."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in label) <= _BRIEF


@dataclass(frozen=True)
class Axis:
    """An axis of the chart that people draw themselves: where it ends, and where its name stands, from which side."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True)
class Radar:
    """An empty radar chart around the origin: its rings, from the innermost, as the points of polygons, and its axes."""

    rings: Sequence[str]
    axes: Sequence[Axis]


_SIZE = 100.0


def _radar(names: Sequence[str], top: int) -> Radar:
    angles = [2 * math.pi * index / len(names) - math.pi / 2 for index in range(len(names))]

    def at(angle: float, distance: float) -> tuple[float, float]:
        return round(distance * math.cos(angle), 1), round(distance * math.sin(angle), 1)

    def anchor(x: float) -> str:
        return "middle" if abs(x) < 1 else "start" if x > 0 else "end"

    rings = [" ".join("{},{}".format(*at(angle, _SIZE * ring / top)) for angle in angles) for ring in range(1, top + 1)]
    axes = [
        Axis(name, *at(angle, _SIZE), *at(angle, _SIZE + 10), anchor(at(angle, _SIZE)[0]))
        for name, angle in zip(names, angles, strict=True)
    ]
    return Radar(rings, axes)
