"""A deck as values: which slides a session has, what each shows and what its notes say. Nothing here knows of HTML pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from casebook.model import Case, Segment
from casebook.website.charts import Drawing

Kind = Literal["title", "opening", "story", "vote", "prompt", "reveal", "chart", "role-play", "board", "close"]
NOTHING = Markup()
Moment = Literal["before", "after"]


@dataclass(frozen=True)
class Part:
    """What of a case a deck shows: its charts, for whom, and the segments in order with their minutes."""

    case: Case
    charts: Mapping[str, Drawing]
    audience: str
    stretches: Sequence[tuple[Segment, int]]


def case_part(case: Case, charts: Mapping[str, Drawing], audience: str = "") -> Part:
    """Return all that the longest plan of a case's teaching note shows, for an audience or, where none is named, the usual one."""
    if case.teaching is None:
        raise ValueError(f"{case.id} has no teaching note")
    file = case.teaching.file
    plan = max(file.plans, key=lambda each: each.minutes)
    stretches = tuple((file.segment(name), minutes) for name, minutes in plan.segments.items())
    return Part(case, charts, audience or file.audiences[0].id, stretches)


@dataclass(frozen=True)
class Statement:
    """A few sentences in large type: of the story, of the reveal, a question for discussion or a thought to close with."""

    text: Markup
    size: int
    number: int = 1
    count: int = 1
    form: str = ""
    minutes: int = 0
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Title:
    """The title of a deck or of a case; `lines` stand below it."""

    above: str
    title: str
    size: int
    lines: tuple[Markup, ...]


@dataclass(frozen=True)
class Option:
    """An option of the decision, known in a room by its letter."""

    id: str
    letter: str
    text: Markup


@dataclass(frozen=True)
class Ballot:
    """The decision put to the vote, for the first time or once more."""

    moment: Moment
    question: Markup
    size: int
    option_size: int
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Picture:
    """A chart at projection size: a picture as an address that holds it, what it shows, and what it takes for granted."""

    title: Markup
    title_size: int
    finding: Markup
    finding_size: int
    assumptions: str
    source: str
    alt: str


@dataclass(frozen=True)
class Scene:
    """A scene to play, and who is in it; what a player is told stands on the cards only."""

    title: Markup
    title_size: int
    scene: Markup
    size: int
    roles: tuple[Markup, ...]
    role_size: int


@dataclass(frozen=True)
class Area:
    """A pane of the board; `holds` is empty while nothing has filled it. A new one fills up line by line."""

    name: Markup
    holds: tuple[Markup, ...]
    is_new: bool


@dataclass(frozen=True)
class Board:
    """The board as it stands at a moment of the session.

    Where it is too large to be read as a whole, `panes` are those at work, and `plan` is all of it in small with these marked.
    """

    panes: tuple[Area, ...]
    plan: tuple[Area, ...]
    columns: int
    size: int
    number: int = 1
    count: int = 1


Body = Statement | Title | Ballot | Picture | Scene | Board


@dataclass(frozen=True)
class Exchanged:
    """Something that the room may say, and what to say or ask then."""

    says: Markup
    reply: Markup


@dataclass(frozen=True)
class Note:
    """A passage of a slide's notes: a word that says what it is, then text, exchanges or both."""

    label: str
    text: Markup = NOTHING
    exchanges: tuple[Exchanged, ...] = ()


@dataclass(frozen=True)
class Slide:
    """A slide: `head` is the thin line above it, `seconds` what the plan gives it, `case` whose it is (empty: the session's)."""

    id: str
    kind: Kind
    step: str
    case: str
    head: str
    minutes: int
    body: Body
    notes: tuple[Note, ...]
    seconds: int = 0


@dataclass(frozen=True)
class Deck:
    """The slides of a session in one language."""

    course: str
    title: str
    session: str
    language: str
    slides: tuple[Slide, ...]
