"""The words of a case on paper: roles in plain words, and nothing to click."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from casebook.handouts.document import PlainWords
from casebook.labels import labels
from casebook.model import Case, Course, Segment, TeachingFile

_MARKS = str.maketrans("", "", "*`")


def say(language: str, key: str, /, **values: object) -> str:
    """Return a label with `{name}` filled in."""
    return labels(language)[key].format(**values)


@dataclass(frozen=True)
class CaseWords:
    """Writes the words of one case for one audience, in one language."""

    course: Course
    case: Case
    language: str
    audience: str

    @property
    def note(self) -> TeachingFile:
        """Return the declarations of the case's teaching note."""
        assert self.case.teaching is not None
        return self.case.teaching.file

    @property
    def _words(self) -> PlainWords:
        return PlainWords(self.course, self.case, self.language, "")

    def inline(self, text: Mapping[str, str]) -> Markup:
        """Return a run of text as HTML."""
        return self._words.inline(text[self.language])

    def plain(self, text: Mapping[str, str]) -> str:
        """Return a text without any marks."""
        return self._words.plain(text[self.language]).translate(_MARKS)

    def section(self, name: str) -> Markup:
        """Return a section of the teaching note."""
        assert self.case.teaching is not None
        return self._words.text(self.case.teaching.sections[self.language][name].markdown)

    def shown(self, segment: Segment) -> list[Markup]:
        """Return in words what a segment shows, with the prompts as this audience gets them."""
        return [self._step(step) for step in segment.shows if step != "board" or not segment.board]

    def _step(self, step: str) -> Markup:
        kind, _, name = step.partition("/")
        match kind:
            case "prompt":
                variants = self.note.audience(self.audience).prompts
                return self._labelled("prompt", "text", variants.get(name, self.case.prompt(name).text))
            case "chart":
                return self._labelled("chart", "title", self.case.chart(name).title)
            case _:
                key = f"workshop_show_{kind.replace('-', '_')}"
                return Markup("{}").format(say(self.language, key))

    def _labelled(self, kind: str, hole: str, text: Mapping[str, str]) -> Markup:
        """Return a label with words of the case in its place."""
        before, after = labels(self.language)[f"workshop_show_{kind}"].split(f"{{{hole}}}")
        return Markup("{}{}{}").format(before, self.inline(text), after)
