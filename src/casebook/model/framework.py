"""A framework: a way of thinking that cases apply, with a page of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from casebook.items.base import Frozen, Id
from casebook.model.case import AnalysisCell, DataFiles, Diagram, Figure
from casebook.text import Text


class FrameworkFile(Frozen):
    """What `framework.yml` declares."""

    title: Text
    summary: Text
    source: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    figures: Annotated[tuple[Figure, ...], Field(strict=False)] = ()
    charts: Annotated[tuple[Diagram, ...], Field(strict=False)] = ()
    data: DataFiles = ()


@dataclass(frozen=True)
class Framework:
    """A framework: its declarations, the text of its page by language, the code that draws its diagrams, and the data it reads."""

    id: str
    file: FrameworkFile
    texts: Mapping[str, str] = field(default_factory=dict)
    cells: tuple[AnalysisCell, ...] = ()
    data: Mapping[str, bytes] = field(default_factory=dict)

    def chart(self, chart_id: str) -> Diagram:
        """Return the diagram of that id."""
        return next(chart for chart in self.file.charts if chart.id == chart_id)
