"""The teaching note of a case as a page of the instructor's edition, its sections in the order in which a session needs them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casebook.labels import labels
from casebook.markup import blank_code
from casebook.model import Case, Course, Teaching
from casebook.website.fragments import evidence_fragment, fragment
from casebook.website.manual import raw_html
from casebook.website.note import clock, matrix, steps
from casebook.website.sources import PageSource, markdown_page
from casebook.website.words import Words


@dataclass(frozen=True)
class Part:
    """A section of the page: the id by which it is linked, its heading, and its body in Markdown."""

    id: str
    heading: str
    body: str


def teaching_page(course: Course, case: Case, teaching: Teaching, language: str) -> PageSource:
    """Return the page of a teaching note."""
    writer = _Writer(course, case, teaching, language)
    parts = list(writer.parts())
    title = labels(language)["note_title"].format(title=case.file.title[language])
    about = {
        "kind": "teaching",
        "title": title,
        "nav": labels(language)["note"],
        "description": writer.words.plain(case.file.summary[language]),
        "sections": [part.id for part in parts],
        "styles": [],
    }
    contents = writer.raw("contents", parts=parts)
    body = "\n\n".join(f"## {part.heading}\n\n{part.body}" for part in parts)
    return markdown_page(f"teaching/{case.id}", about, f"# {title}\n\n{contents}\n\n{body}")


class _Writer:
    """Writes the sections of one note in one language."""

    def __init__(self, course: Course, case: Case, teaching: Teaching, language: str) -> None:
        self.course, self.case, self.teaching, self.language = course, case, teaching, language
        self.file = teaching.file
        self.words = Words(course, case, language, "../")
        self.t = labels(language)

    def parts(self) -> Iterator[Part]:
        """Yield the sections in order."""
        yield self._authored("synopsis")
        yield self._authored("audience", self.raw("audiences"))
        yield self._generated("matrix", rows=matrix(self.case, self.file))
        yield self._generated("plans", clocks=[(plan, clock(plan, self.file)) for plan in self.file.plans])
        yield self._generated("openings")
        yield Part("segments", self.t["note_segments"], self._segments())
        yield self._generated("board")
        yield Part("analysis", self.t["note_analysis"], self._prompts())
        if self.file.role_plays:
            yield self._generated("role_plays")
        for name in ("small-groups", "online", "epilogue", "debrief"):
            yield self._authored(name)
        if self.file.materials:
            yield self._generated("materials")
        yield Part("sources", self.t["case_sources"], raw_html(evidence_fragment(self.words)))

    def raw(self, name: str, **context: Any) -> str:
        """Return a template of the note filled in, as Markdown that passes it on."""
        return raw_html(fragment(f"instructor/{name}", self.words, file=self.file, **context))

    def _generated(self, name: str, **context: Any) -> Part:
        return Part(name.replace("_", "-"), self.t[f"note_{name}"], self.raw(name, **context))

    def _authored(self, name: str, below: str = "") -> Part:
        section = self.teaching.sections[self.language][name]
        body = self.words.roles(section.markdown)
        return Part(name, section.heading, f"{body}\n\n{below}" if below else body)

    def _segments(self) -> str:
        written = []
        for number, segment in enumerate(self.file.segments, start=1):
            held = [
                (plan.minutes, plan.segments[segment.id]) for plan in self.file.plans if segment.id in plan.segments
            ]
            body = self.raw("segment", segment=segment, steps=list(steps(self.case, self.file, segment)), held=held)
            written.append(f"### {number}. {self.words.roles(segment.title[self.language])}\n\n{body}")
        return "\n\n".join(written)

    def _prompts(self) -> str:
        written = []
        for number, prompt in enumerate(self.case.file.prompts, start=1):
            section = self.teaching.sections[self.language][f"prompt-{prompt.id}"]
            asked = self.raw("prompt", prompt=prompt, number=number)
            body = _lowered(self.words.roles(section.markdown))
            written.append(f"### {section.heading}\n\n{asked}\n\n{body}")
        return "\n\n".join(written)


def _lowered(markdown: str) -> str:
    """Return Markdown with its headings one level down, since it stands below a heading of ours."""
    lines, prose = markdown.split("\n"), blank_code(markdown).split("\n")
    return "\n".join(
        f"#{line}" if re.match(r"#{3,5} ", mark) else line for line, mark in zip(lines, prose, strict=True)
    )
