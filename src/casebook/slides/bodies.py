"""What each step of a segment shows, from the case and its teaching note."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from casebook.labels import labels
from casebook.markup import find_roles
from casebook.model import Course, Segment, TeachingFile
from casebook.slides.deck import (
    Area,
    Ballot,
    Board,
    Body,
    Kind,
    Moment,
    Option,
    Part,
    Picture,
    Scene,
    Statement,
    Title,
)
from casebook.slides.fitting import (
    ALONE_SIZES,
    BOARD_SIZES,
    FINDING,
    HEADLINE,
    MAPPED,
    NAME,
    PROMPT,
    QUESTION,
    REVIEW_SIZES,
    SCENE,
    STATEMENT,
    TITLE,
    Room,
    board_grid,
    pieces,
    role_rows,
    size_of,
)
from casebook.slides.spoken import SpokenWords, spoken
from casebook.text import Text
from casebook.website.charts import Drawing

_DARK = re.compile(r"@media \(prefers-color-scheme:dark\)\{:root\{[^}]*\}\}")
_OPTION_SIZES = (32, 30, 28, 26, 24, 22, 20)


@dataclass
class Bodies:
    """Makes what the slides of a part show, in order: it keeps in mind whether a vote was taken and what the board holds."""

    course: Course
    part: Part
    language: str
    _voted: bool = False
    _filled: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)
    _at_work: set[str] = field(default_factory=set)

    @property
    def words(self) -> SpokenWords:
        """Return what writes the words of this case."""
        return spoken(self.course, self.part.case, self.language)

    @property
    def file(self) -> TeachingFile:
        """Return the declarations of the teaching note."""
        assert self.part.case.teaching is not None
        return self.part.case.teaching.file

    def enter(self, segment: Segment) -> None:
        """Note which panes a segment fills."""
        self._at_work = set(segment.board)
        self._filled |= self._at_work

    def of(self, step: str, minutes: dict[str, int]) -> list[tuple[Kind, Body]]:
        """Return the slides of a step; `minutes` are those of the prompts of its segment."""
        kind, _, name = step.partition("/")
        match kind:
            case "story":
                return [("story", each) for each in self._told(self.file.story)]
            case "reveal":
                return [("reveal", each) for each in self._told(self.file.reveal)]
            case "close":
                return [("close", each) for each in self.statements([self.file.close[self.language]], STATEMENT)]
            case "vote":
                return [("vote", self._ballot())]
            case "prompt":
                return [("prompt", each) for each in self._prompt(name, minutes[name])]
            case "chart":
                return [("chart", self._picture(name))]
            case "role-play":
                return [("role-play", each) for each in self._scene()]
            case "board":
                return [("board", each) for each in self._board()]
            case _:
                raise ValueError(f"no step {step!r}")

    def opening(self) -> list[tuple[Kind, Body]]:
        """Return the slide of the opening question."""
        return [("opening", each) for each in self.statements([self.file.openings[0][self.language]], STATEMENT)]

    def title(self, above: str) -> Title:
        """Return the slide that a case begins with."""
        file = self.part.case.file
        title = file.title[self.language]
        summary = self.words.inline(self.words.plain(file.summary[self.language]))
        return Title(above, title, size_of(title, TITLE), (summary,))

    def statements(self, texts: Sequence[str], room: Room, form: str = "", minutes: int = 0) -> list[Statement]:
        """Return texts as slides in one size, a text that is too long for any size on several."""
        words = self.words
        shown = [(piece, words.sources(text)) for text in texts for piece in pieces(words.plain(text), room)]
        size = min(size_of(words.bare(each), room) for each, _ in shown)
        return [
            Statement(words.inline(each), size, number, len(shown), form, minutes, sources)
            for number, (each, sources) in enumerate(shown, start=1)
        ]

    def _told(self, texts: Sequence[Text]) -> list[Statement]:
        return self.statements([each[self.language] for each in texts], STATEMENT)

    def _prompt(self, name: str, minutes: int) -> list[Statement]:
        prompt = self.part.case.prompt(name)
        text = self.file.audience(self.part.audience).prompts.get(name, prompt.text)[self.language]
        return self.statements([text], PROMPT, prompt.form[self.language], minutes)

    def _ballot(self) -> Ballot:
        words, decision = self.words, self.part.case.file.decision
        moment: Moment = "after" if self._voted else "before"
        self._voted = True
        question = decision.question[self.language]
        texts = [each.text[self.language] for each in decision.options]
        room = Room(500 if moment == "before" else 440, 390 // max(4, len(texts)) - 12, _OPTION_SIZES, 1.3)
        options = tuple(
            Option(each.id, letter, words.inline(text))
            for each, letter, text in zip(decision.options, ascii_uppercase, texts, strict=False)
        )
        size = min(size_of(words.bare(text), room) for text in texts)
        return Ballot(moment, words.inline(question), size_of(words.bare(question), QUESTION), size, options)

    def _picture(self, name: str) -> Picture:
        chart, words, t = self.part.case.chart(name), self.words, labels(self.language)
        title, finding = chart.title[self.language], chart.finding[self.language]
        named = [role.target for role in find_roles(chart.caption[self.language]) if role.name == "assume"]
        named += [chart.sweep.assumption] if chart.sweep else []
        held = {each.id: each for each in self.part.case.file.assumptions}
        said = [f"{held[each].label[self.language]} {held[each].shown(self.language)}" for each in dict.fromkeys(named)]
        return Picture(
            words.inline(title),
            size_of(words.bare(title), HEADLINE),
            words.inline(finding),
            size_of(words.bare(finding), FINDING),
            t["slides_assumptions"].format(said=t["slides_semicolon"].join(said)) if said else "",
            light(self.part.charts[name]),
            chart.alt[self.language],
        )

    def _scene(self) -> list[Scene]:
        play, words = self.file.role_play(self.part.audience), self.words
        if play is None:
            return []
        title, roles = play.title[self.language], [card.role[self.language] for card in play.cards]
        bare = [words.bare(each) for each in roles]
        role_size = next((size for size in (32, 28) if role_rows(bare, size) == 1), 24)
        left = SCENE.height - role_rows(bare, role_size) * int(role_size * 1.35 + 38) + 38
        told = self.statements([play.scene[self.language]], replace(SCENE, height=left))
        shown, name_size = tuple(map(words.inline, roles)), size_of(words.bare(title), NAME)
        return [Scene(words.inline(title), name_size, each.text, each.size, shown, role_size) for each in told]

    def _board(self) -> list[Board]:
        """Return the board as it stands. Where all of it would be too small to read, what is new, or at work, has slides of its own."""
        words, seen = self.words, set(self._seen)
        self._seen |= self._filled
        panes = []
        for pane in self.file.board:
            holds = tuple(words.inline(each[self.language]) for each in pane.holds if pane.id in self._filled)
            panes.append(Area(words.inline(pane.pane[self.language]), holds, bool(holds) and pane.id not in seen))
        texts = [[words.bare(each[self.language]) for each in pane.holds] for pane in self.file.board]
        new = [at for at, pane in enumerate(panes) if pane.is_new]
        whole = board_grid(texts, BOARD_SIZES[self.language] if new else REVIEW_SIZES)
        if whole:
            return [Board(tuple(panes), (), *whole)]
        filled = [at for at, pane in enumerate(panes) if pane.holds] or [0]
        shown = new or [at for at in filled if self.file.board[at].id in self._at_work] or filled
        boards = []
        for group in _grouped(shown, texts, BOARD_SIZES[self.language]):
            columns, size = board_grid([texts[at] for at in group], ALONE_SIZES, MAPPED) or (1, ALONE_SIZES[-1])
            plan = tuple(replace(pane, is_new=at in group) for at, pane in enumerate(panes))
            boards.append(Board(tuple(panes[at] for at in group), plan, columns, size))
        return [replace(each, number=at, count=len(boards)) for at, each in enumerate(boards, start=1)]


def _grouped(new: Sequence[int], texts: Sequence[Sequence[str]], sizes: Sequence[int]) -> list[list[int]]:
    """Return new panes in groups of one or two that can be read on a slide together."""
    groups: list[list[int]] = []
    for at in new:
        pair = [*groups[-1], at] if groups and len(groups[-1]) == 1 else []
        if pair and board_grid([texts[each] for each in pair], sizes, MAPPED):
            groups[-1] = pair
        else:
            groups.append([at])
    return groups


def light(drawing: Drawing) -> str:
    """Return a drawing as an address that holds it, in the light scheme whatever the reader's: a projector has a light ground."""
    svg = _DARK.sub("", drawing.svg)
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
