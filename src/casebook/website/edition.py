"""The instructor's edition: what it has beside the pages that trainees have, and where each page leads to it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from casebook.labels import labels
from casebook.model import Case, Course, Tool

Edition = Literal["trainee", "instructor"]

STYLE = "teaching"
"""The style of the instructor's edition, which lies apart from the theme so that no site for trainees has it."""

_SHEETS = (
    ("edition_slides", ("slides/{id}.html",)),
    ("edition_slides_print", ("slides/{id}-print.pdf", "slides/{id}-print.html")),
    ("edition_notes_pages", ("slides/{id}-notes.pdf", "slides/{id}-notes.html")),
    ("edition_handout", ("handouts/{id}.pdf", "handouts/{id}.html")),
)
"""What may be printed or shown of a case: its label, and its files, the better first."""
_TOOL_SHEETS = (("edition_handout", ("handouts/tool-{id}.pdf", "handouts/tool-{id}.html")),)


@dataclass(frozen=True)
class Link:
    """A way from a page to something beside it; `path` is below the language's root, and empty where it is not there yet."""

    label: str
    path: str = ""


@dataclass(frozen=True)
class Beside:
    """What stands beside the cases and tools of a course in one language; `files` are slides and handouts, by path."""

    course: Course
    language: str
    files: frozenset[str] = frozenset()

    def of_case(self, case: Case) -> list[Link]:
        """Return the links of a case: the case itself, its note and answers, and what can be shown or printed."""
        t = labels(self.language)
        note = Link(t["note"], f"teaching/{case.id}.html") if case.teaching else Link(t["note_unwritten"])
        pages = [Link(t["edition_case"], f"cases/{case.id}.html"), note, Link(t["answers"], f"answers/{case.id}.html")]
        return [*pages, *self._sheets(case.id, _SHEETS)]

    def of_tool(self, tool: Tool) -> list[Link]:
        """Return the links of a tool: its sheet to fill in by hand."""
        return list(self._sheets(tool.id, _TOOL_SHEETS))

    def by_page(self) -> dict[str, list[dict[str, str]]]:
        """Return the links that a page shows, by the page's name, as plain data."""
        found: dict[str, Sequence[Link]] = {}
        for case in self.course.cases:
            links = self.of_case(case)
            found |= {f"{folder}/{case.id}": links for folder in ("cases", "teaching", "answers")}
        found |= {f"tools/{tool.id}": links for tool in self.course.tools if (links := self.of_tool(tool))}
        return {page: [{"label": each.label, "path": each.path} for each in links] for page, links in found.items()}

    def _sheets(self, name: str, sheets: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Link]:
        t = labels(self.language)
        for key, candidates in sheets:
            path = next((path for each in candidates if (path := each.format(id=name)) in self.files), "")
            if path:
                yield Link(t["edition_pdf"].format(name=t[key]) if path.endswith(".pdf") else t[key], path)


def files_of(extras: Collection[Path], language: str) -> frozenset[str]:
    """Return the paths of extra files below a language's root."""
    return frozenset(path.relative_to(language).as_posix() for path in extras if path.parts[0] == language)


def site_data(beside: Beside) -> Mapping[str, Any]:
    """Return what the theme of an instructor's edition is told besides what it is told of every site."""
    return {"edition": "instructor", "beside": beside.by_page()}
