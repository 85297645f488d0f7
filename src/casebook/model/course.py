"""A whole course: its plan, its pages and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from casebook.items.base import Frozen, Id
from casebook.model.case import Case
from casebook.model.framework import Framework
from casebook.model.tool import Tool
from casebook.text import Text


class Module(Frozen):
    """A part of the course: its cases in the order they are taught, planned ones included, its frameworks and its tools."""

    id: Id
    title: Text
    summary: Text
    objectives: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    cases: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    frameworks: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    tools: Annotated[tuple[Id, ...], Field(strict=False)] = ()


class Source(Frozen):
    """A text on which the course draws."""

    id: Id
    title: Text
    note: Text | None = None


class Term(Frozen):
    """A term of the field; `match` lists the words that pages link to it, by language, in place of the term itself."""

    id: Id
    term: Text
    definition: Text
    match: Mapping[str, Annotated[tuple[str, ...], Field(strict=False)]] = {}

    def words(self, language: str) -> tuple[str, ...]:
        """Return the words that a page links to the term where it first meets them."""
        return self.match.get(language, (self.term[language],))


class PagePart(Frozen):
    """A group of pages written by hand, named relative to `book/<language>/` without suffix."""

    title: Text
    pages: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]


@dataclass(frozen=True)
class Page:
    """A page written by hand, in one language; `path` is relative to `book/<language>/`, without suffix."""

    path: str
    language: str
    markdown: str
    file: Path


class Settings(Frozen):
    """The `casebook:` section of `_config.yml`."""

    id: Id
    title: Text
    description: Text
    languages: Annotated[tuple[Literal["zh", "en"], ...], Field(min_length=1, strict=False)]
    license: str | None = None
    base_url: Annotated[str | None, Field(pattern=r"^https?://[^\s]+$")] = None
    exercises: str = "exercises"


@dataclass(frozen=True)
class Course:
    """A whole course, in the languages it declares."""

    root: Path
    settings: Settings
    modules: tuple[Module, ...]
    cases: tuple[Case, ...]
    frameworks: tuple[Framework, ...]
    tools: tuple[Tool, ...]
    sources: tuple[Source, ...]
    glossary: tuple[Term, ...]
    parts: tuple[PagePart, ...]
    pages: tuple[Page, ...]
    book_config: Mapping[str, Any] = field(default_factory=dict)
    """What `_config.yml` says besides `casebook:`, for Jupyter Book."""
    assets: Mapping[str, Path] = field(default_factory=dict)
    """Files that pages show, such as pictures, by path below `book/`."""
    left_out: tuple[Case, ...] = ()
    """Cases that this build leaves out: their titles are known, but nothing links to them."""

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages, the course's own first."""
        return self.settings.languages

    def cases_of(self, module: Module) -> tuple[Case, ...]:
        """Return a module's cases, in the order of its plan."""
        return tuple(case for case in self.cases if case.file.module == module.id)

    def case(self, case_id: str) -> Case:
        """Return the case of that id, left out or not."""
        return next(case for case in (*self.cases, *self.left_out) if case.id == case_id)

    def frameworks_of(self, module: Module) -> tuple[Framework, ...]:
        """Return a module's frameworks, in order."""
        return tuple(each for name in module.frameworks for each in self.frameworks if each.id == name)

    def tools_of(self, module: Module) -> tuple[Tool, ...]:
        """Return a module's tools, in order."""
        return tuple(each for name in module.tools for each in self.tools if each.id == name)
