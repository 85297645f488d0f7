"""What the notes of a slide say: what to ask, what the room is likely to answer, and how to go on."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from casebook.labels import labels
from casebook.model import Course, Exchange, Segment
from casebook.slides.deck import Exchanged, Kind, Note, Part
from casebook.slides.spoken import spoken
from casebook.text import Text

_TALKED_ABOUT: Sequence[Kind] = ("prompt", "role-play", "chart", "vote", "board")
"""The slides on which a room talks, the likeliest first: there stand the answers of a segment."""


class Notes:
    """Writes the notes of the slides of a part."""

    def __init__(self, course: Course, part: Part, language: str) -> None:
        assert part.case.teaching is not None
        self.part, self.language, self.teaching = part, language, part.case.teaching
        self.words, self.t = spoken(course, part.case, language), labels(language)

    def title(self) -> list[Note]:
        """Return what the instructor wants to know before the session begins."""
        file = self.teaching.file
        audience = file.audience(self.part.audience)
        materials = [
            self.t[f"slides_per_{each.per}"].format(what=self._inline(each.what), count=each.count)
            for each in file.materials
        ]
        notes = [self._note("audience", audience.title), *self._section("synopsis")]
        return [*notes, *([Note(self._label("materials"), _listed(materials))] if materials else [])]

    def opening(self) -> list[Note]:
        """Return the questions with which one could open just as well."""
        others = [self._inline(each) for each in self.teaching.file.openings[1:]]
        return [Note(self._label("alternates"), _listed(others))]

    def of(
        self, segment: Segment, kinds: Sequence[tuple[Kind, str]], at: int, minutes: int, fitted: Mapping[str, int]
    ) -> list[Note]:
        """Return the notes of a slide of a segment; `kinds` says what its slides show, by kind and step, `fitted` how long prompts take."""
        kind, step = kinds[at]
        place = self.t["slides_note_place"].format(
            title=segment.title[self.language], minutes=minutes, n=at + 1, total=len(kinds)
        )
        notes = [Note(self._label("segment"), Markup.escape(place))]
        if kind == "prompt":
            notes.append(self._discussion(step.partition("/")[2], fitted))
        notes += self._how(kind, step, is_last=at + 1 == len(kinds) or kinds[at + 1][0] != kind)
        notes += [self._note("question", segment.question), self._note("issue", segment.issue)]
        if kind == next((each for each in _TALKED_ABOUT if each in [k for k, _ in kinds]), kind):
            notes += self._exchanges("answers", segment.answers) + self._exchanges("wrong", segment.wrong_turns)
        if at + 1 == len(kinds):
            panes = [self._inline(each.pane) for each in self.teaching.file.board if each.id in segment.board]
            notes += [Note(self._label("board"), _listed(panes))] if panes else []
            notes += [self._note("checkpoint", segment.checkpoint)] if segment.checkpoint else []
            notes += [self._note("transition", segment.transition)] if segment.transition else []
        if kind == "prompt":
            notes += self._section(step.replace("/", "-"), "analysis")
        return notes

    def _how(self, kind: Kind, step: str, *, is_last: bool) -> list[Note]:
        """Return how to lead a slide of a kind."""
        match kind:
            case "story" | "board":
                return [self._advice(kind)]
            case "reveal":
                return [self._advice(kind), *(self._section("epilogue") if is_last else [])]
            case "vote":
                return [self._advice(kind)]
            case "chart":
                return self._chart(step.partition("/")[2])
            case "role-play":
                return self._role_play()
            case "close":
                return self._section("debrief")
            case _:
                return []

    def _discussion(self, name: str, fitted: Mapping[str, int]) -> Note:
        form = self.part.case.prompt(name).form[self.language]
        said = self.t["slides_note_prompt"].format(form=form, minutes=fitted[name])
        return Note(self._label("discussion"), Markup.escape(said))

    def _chart(self, name: str) -> list[Note]:
        chart, sentence = self.part.case.chart(name), self.part.charts[name].sentence
        return [Note(self._label("model"), Markup.escape(sentence)), self._note("chart", chart.caption)]

    def _role_play(self) -> list[Note]:
        play = self.teaching.file.role_play(self.part.audience)
        if play is None:
            return []
        cards = tuple(Exchanged(self._inline(each.role), self._inline(each.text)) for each in play.cards)
        return [Note(self._label("cards"), exchanges=cards), self._note("play", play.debrief)]

    def _exchanges(self, name: str, said: Sequence[Exchange]) -> list[Note]:
        if not said:
            return []
        pairs = tuple(Exchanged(self._inline(each.says), self._inline(each.reply)) for each in said)
        return [Note(self._label(name), exchanges=pairs)]

    def _section(self, section: str, name: str = "") -> list[Note]:
        held = self.teaching.sections[self.language].get(section)
        return [Note(self._label(name or section), self.words.block(held.markdown))] if held else []

    def _advice(self, kind: str) -> Note:
        return Note(self._label("how"), Markup.escape(self.t[f"slides_how_{kind}"]))

    def _note(self, name: str, text: Text) -> Note:
        return Note(self._label(name), self._inline(text))

    def _label(self, name: str) -> str:
        return self.t[f"slides_note_{name}"]

    def _inline(self, text: Text) -> Markup:
        return self.words.inline(self.words.plain(text[self.language]))


def _listed(items: Sequence[str]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup().join(Markup("<li>{}</li>").format(each) for each in items))
