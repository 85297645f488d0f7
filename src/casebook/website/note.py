"""What a teaching note's pages compute from it: the clock of a plan, what serves an objective, what a segment shows."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casebook.items import Item
from casebook.model import Case, Plan, Segment, TeachingFile
from casebook.model.case import Objective, Prompt
from casebook.text import Text

Numbered = Sequence[tuple[int, Item]]


@dataclass(frozen=True)
class Served:
    """An objective with all that serves it, each with its number: segments, prompts, practice and graded items."""

    objective: Objective
    segments: Sequence[tuple[int, Segment]]
    prompts: Sequence[tuple[int, Prompt]]
    practice: Numbered
    graded: Numbered


@dataclass(frozen=True)
class Stretch:
    """A segment in a plan: its number in the note, and the minutes from the session's start between which it runs."""

    number: int
    segment: Segment
    start: int
    end: int


@dataclass(frozen=True)
class Shown:
    """A step of a segment: what it shows, the texts that are on the slides then, and where on the pages it is."""

    kind: str
    texts: Sequence[Text] = ()
    number: int = 0
    name: str = ""


def matrix(case: Case, file: TeachingFile) -> list[Served]:
    """Return the objectives of a case, each with what serves it; a segment serves the objectives of the prompts it shows."""
    prompts = list(enumerate(case.file.prompts, start=1))
    segments = list(enumerate(file.segments, start=1))
    rows = []
    for objective in case.file.objectives:
        own = [(number, each) for number, each in prompts if each.objective == objective.id]
        asked = {each.id for _, each in own}
        leading = [(number, each) for number, each in segments if asked & set(each.shown("prompt"))]
        practice, graded = (_testing(objective, items) for items in (case.exercise.practice, case.exercise.graded))
        rows.append(Served(objective, leading, own, practice, graded))
    return rows


def _testing(objective: Objective, items: Sequence[Item]) -> Numbered:
    return [(number, item) for number, item in enumerate(items, start=1) if item.objective == objective.id]


def clock(plan: Plan, file: TeachingFile) -> list[Stretch]:
    """Return the segments of a plan with the minutes between which each runs."""
    order = {segment.id: (number, segment) for number, segment in enumerate(file.segments, start=1)}
    ends = itertools.accumulate(plan.segments.values())
    return [
        Stretch(*order[name], end - minutes, end)
        for (name, minutes), end in zip(plan.segments.items(), ends, strict=True)
    ]


def steps(case: Case, file: TeachingFile, segment: Segment) -> Iterator[Shown]:
    """Yield what a segment shows, in order."""
    numbers = {prompt.id: (number, prompt) for number, prompt in enumerate(case.file.prompts, start=1)}
    for step in segment.shows:
        kind, _, name = step.partition("/")
        match kind:
            case "story":
                yield Shown(kind, file.story)
            case "vote":
                yield Shown(kind, [case.file.decision.question])
            case "reveal":
                yield Shown(kind, file.reveal)
            case "close":
                yield Shown(kind, [file.close])
            case "prompt":
                number, prompt = numbers[name]
                yield Shown(kind, [prompt.text], number, name)
            case "chart":
                yield Shown(kind, [case.chart(name).finding], 0, name)
            case _:
                yield Shown(kind)
