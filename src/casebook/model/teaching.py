"""What only the instructor sees of a case: the teaching note, from which plans, slides and workshops are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from casebook.items.base import Frozen, Id
from casebook.model.case import Minutes, Section
from casebook.text import Text

NOTE_SECTIONS = ("synopsis", "audience", "small-groups", "online", "epilogue", "debrief")
"""The sections of `teaching.<language>.md`; between `audience` and `small-groups` stands one for each prompt, `prompt-<id>`."""
SLIDE_LIMITS = {"zh": 90, "en": 260}
"""How many characters fit on a slide of the story, of the reveal or of the close, by language."""

Step = Annotated[
    str,
    StringConstraints(pattern=r"^(story|vote|reveal|board|role-play|close|prompt/[a-z0-9-]+|chart/[a-z0-9-]+)$"),
]
"""What a segment shows: the story told for a room, the vote on the decision, what happened, the board as it stands then,
the role-play, the close, a discussion prompt or a chart of the case."""


class Pane(Frozen):
    """A part of the board, and what stands in it at the end."""

    id: Id
    pane: Text
    holds: Annotated[tuple[Text, ...], Field(min_length=1, strict=False)]


class Exchange(Frozen):
    """Something that the room is likely to say, and what the instructor says or asks then."""

    says: Text
    reply: Text


class Segment(Frozen):
    """A stretch of a session: what it shows in order, its question, what people fight over, and how to lead it.

    `priority` 1 is in every session; of the others the greatest number is left out first. A session gives a segment from
    `least` to `most` minutes. `board` are the panes that it fills.
    """

    id: Id
    title: Text
    priority: Annotated[int, Field(ge=1, le=5)]
    least: Minutes
    most: Minutes
    shows: Annotated[tuple[Step, ...], Field(min_length=1, strict=False)]
    question: Text
    issue: Text
    answers: Annotated[tuple[Exchange, ...], Field(strict=False)] = ()
    wrong_turns: Annotated[tuple[Exchange, ...], Field(strict=False)] = ()
    checkpoint: Text | None = None
    transition: Text | None = None
    board: Annotated[tuple[Id, ...], Field(strict=False)] = ()

    def shown(self, kind: str) -> tuple[str, ...]:
        """Return the ids of the prompts or charts that the segment shows."""
        return tuple(step.partition("/")[2] for step in self.shows if step.startswith(f"{kind}/"))


class Plan(Frozen):
    """A session of so many minutes: its segments in order, by id, with their minutes, which sum to it."""

    minutes: Minutes
    segments: Annotated[dict[Id, Minutes], Field(min_length=1)]


class Audience(Frozen):
    """People for whom some prompts are put in other words; the first audience of a case is the usual one."""

    id: Id
    title: Text
    prompts: Mapping[Id, Text] = {}


class Card(Frozen):
    """A role: what its player is told, and nobody else."""

    id: Id
    role: Text
    text: Text


class RolePlay(Frozen):
    """A scene that people play, for some audiences or, where none is named, for all."""

    id: Id
    title: Text
    audiences: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    scene: Text
    cards: Annotated[tuple[Card, ...], Field(min_length=2, max_length=8, strict=False)]
    debrief: Text


class Material(Frozen):
    """Something to print or to bring: `count` for each session, group or person."""

    what: Text
    per: Literal["session", "group", "person"]
    count: Annotated[int, Field(ge=1, le=1000)] = 1


class TeachingFile(Frozen):
    """What `teaching.yml` declares."""

    openings: Annotated[tuple[Text, ...], Field(min_length=3, max_length=5, strict=False)]
    """The opening question and its alternates."""
    story: Annotated[tuple[Text, ...], Field(min_length=1, max_length=8, strict=False)]
    """The situation told for a room, a slide each."""
    reveal: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6, strict=False)]
    """What happened, a slide each."""
    close: Text
    segments: Annotated[tuple[Segment, ...], Field(min_length=2, strict=False)]
    plans: Annotated[tuple[Plan, ...], Field(min_length=1, strict=False)]
    board: Annotated[tuple[Pane, ...], Field(min_length=1, max_length=6, strict=False)]
    audiences: Annotated[tuple[Audience, ...], Field(min_length=1, strict=False)]
    role_plays: Annotated[tuple[RolePlay, ...], Field(alias="role-plays", strict=False)] = ()
    materials: Annotated[tuple[Material, ...], Field(strict=False)] = ()

    def segment(self, segment_id: str) -> Segment:
        """Return the segment of that id."""
        return next(each for each in self.segments if each.id == segment_id)

    def audience(self, audience_id: str) -> Audience:
        """Return the audience of that id."""
        return next(each for each in self.audiences if each.id == audience_id)

    def role_play(self, audience: str) -> RolePlay | None:
        """Return the scene for an audience: its own, else the first that is for all; None where there is none."""
        fitting = [each for each in self.role_plays if audience in each.audiences]
        return next(iter(fitting or [each for each in self.role_plays if not each.audiences]), None)


@dataclass(frozen=True)
class Teaching:
    """A teaching note: its declarations, and its text by language and section."""

    file: TeachingFile
    sections: Mapping[str, Mapping[str, Section]]
