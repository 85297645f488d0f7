"""A case study: what it declares, its text, its model and its exercise."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from casebook.items.base import Bloom, Frozen, Id, Item, Number
from casebook.text import Text, Unit, write_quantity

if TYPE_CHECKING:
    from casebook.model.teaching import Teaching

SECTIONS = ("situation", "decision-point", "what-happened", "analysis", "how-do-we-know", "take-it-to-work")
"""The named sections of a case, in order; each is a MyST target in `<language>.md`."""
AFTER_THE_DECISION = SECTIONS[2:]
"""The sections that open only when the reader has decided, and with them all that stands among them."""

Minutes = Annotated[int, Field(ge=1, le=600)]
DataFiles = Annotated[tuple[str, ...], Field(max_length=20, strict=False)]
"""Names of files beside the declaration, which the code reads."""


class Objective(Frozen):
    """What a learner can do afterwards: performance, condition and criterion."""

    id: Id
    bloom: Bloom
    text: Text


class Figure(Frozen):
    """A number that a source reports; it enters the text by `{fig}` with its id, so that value, unit and source agree."""

    id: Id
    value: Number
    unit: Unit
    what: Text
    source: Id
    bound: Literal["more-than", "at-least", "about", "at-most"] | None = None

    def shown(self, language: str) -> str:
        """Write the figure with its unit and bound."""
        return write_quantity(self.value, self.unit[language], language, self.bound)


class Assumption(Frozen):
    """A number that no source gives: a parameter of the model, with its plausible range, all in `unit`."""

    id: Annotated[Id, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    value: Number
    unit: Unit
    range: Annotated[tuple[Number, Number], Field(strict=False)]
    label: Text
    why: Text

    def shown(self, language: str) -> str:
        """Write the assumption with its unit."""
        return write_quantity(self.value, self.unit[language], language)


class DecisionOption(Frozen):
    """One thing that the reader could decide to do."""

    id: Id
    text: Text


class Decision(Frozen):
    """The question that a case puts before it tells what happened; no option is marked right."""

    question: Text
    options: Annotated[tuple[DecisionOption, ...], Field(min_length=2, max_length=5, strict=False)]


class Sweep(Frozen):
    """A what-if: the chart drawn again for each value of an assumption, in the assumption's unit."""

    assumption: Id
    values: Annotated[tuple[Number, ...], Field(min_length=2, max_length=15, strict=False)]


class Diagram(Frozen):
    """A picture that code draws, with the words around it."""

    id: Id
    title: Text
    finding: Text
    caption: Text
    alt: Text

    @property
    def function(self) -> str:
        """Return the name of the function that draws it."""
        return self.id.replace("-", "_")


class Chart(Diagram):
    """A diagram that `analysis.py` draws from a case's model."""

    sweep: Sweep | None = None


class Prompt(Frozen):
    """A question for discussion."""

    id: Id
    minutes: Minutes
    form: Text
    text: Text
    objective: Id


class Blank(Frozen):
    """Something to fill in on paper or on screen, with so many lines to write on."""

    id: Id
    label: Text
    lines: Annotated[int, Field(ge=1, le=12)] = 2


class CaseFile(Frozen):
    """What `case.yml` declares."""

    title: Text
    summary: Text
    module: Id
    minutes: Minutes
    sources: Annotated[tuple[Id, ...], Field(min_length=1, strict=False)]
    frameworks: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    objectives: Annotated[tuple[Objective, ...], Field(min_length=1, max_length=3, strict=False)]
    figures: Annotated[tuple[Figure, ...], Field(strict=False)] = ()
    assumptions: Annotated[tuple[Assumption, ...], Field(strict=False)] = ()
    decision: Decision
    charts: Annotated[tuple[Chart, ...], Field(strict=False)] = ()
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=3, max_length=6, strict=False)]
    transfer: Annotated[tuple[Blank, ...], Field(strict=False)] = ()
    data: DataFiles = ()


@dataclass(frozen=True)
class Section:
    """A named section of a case in one language; `line` is where its text starts in the file, counting from 1."""

    name: str
    heading: str
    markdown: str
    line: int


@dataclass(frozen=True)
class AnalysisCell:
    """A code cell of `analysis.py` or `diagram.py`; `chart` is the id of the chart that it defines, if any."""

    name: str
    code: str
    line: int
    chart: str | None = None


@dataclass(frozen=True)
class Exercise:
    """The items of a case: for practice, with feedback, and graded, without keys in anything a trainee receives."""

    practice: tuple[Item, ...] = ()
    graded: tuple[Item, ...] = ()

    def __iter__(self) -> Iterator[Item]:
        yield from self.practice
        yield from self.graded


@dataclass(frozen=True)
class Case:
    """A case study: its declarations, its text by language and section, its model and its exercise."""

    id: str
    file: CaseFile
    sections: Mapping[str, Mapping[str, Section]]
    analysis: tuple[AnalysisCell, ...]
    exercise: Exercise
    teaching: "Teaching | None" = None
    data: Mapping[str, bytes] = field(default_factory=dict)
    """The content of its data files, by name."""

    def prompt(self, prompt_id: str) -> Prompt:
        """Return the discussion prompt of that id."""
        return next(prompt for prompt in self.file.prompts if prompt.id == prompt_id)

    def chart(self, chart_id: str) -> Chart:
        """Return the chart of that id."""
        return next(chart for chart in self.file.charts if chart.id == chart_id)
