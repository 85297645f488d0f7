"""A whole course: its plan, its pages and its settings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
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


LISTED = 100
"""How many cases a page may list."""


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

    @property
    def is_large(self) -> bool:
        """Say whether no page may list every case: modules have pages then, and one's own work lists what one has begun."""
        return len(self.cases) > LISTED

    def cases_of(self, module: Module) -> tuple[Case, ...]:
        """Return a module's cases, in the order of its plan."""
        return self._cases_by_module.get(module.id, ())

    def case(self, case_id: str) -> Case:
        """Return the case of that id, left out or not."""
        return self._cases_by_id[case_id]

    def place_of(self, case: Case) -> int:
        """Return the place of a case among those of the course, from 0."""
        return self._case_places[case.id]

    def module(self, module_id: str) -> Module:
        """Return the module of that id."""
        return self._modules_by_id[module_id]

    def framework(self, framework_id: str) -> Framework:
        """Return the framework of that id."""
        return self._frameworks_by_id[framework_id]

    def tool(self, tool_id: str) -> Tool:
        """Return the tool of that id."""
        return self._tools_by_id[tool_id]

    def term(self, term_id: str) -> Term:
        """Return the term of that id."""
        return self._terms_by_id[term_id]

    def source(self, source_id: str) -> Source:
        """Return the source of that id."""
        return self._sources_by_id[source_id]

    def frameworks_of(self, module: Module) -> tuple[Framework, ...]:
        """Return a module's frameworks, in order."""
        by_id = self._frameworks_by_id
        return tuple(by_id[name] for name in module.frameworks if name in by_id)

    def frameworks_named(self, names: Iterable[str]) -> tuple[Framework, ...]:
        """Return the frameworks of some ids, in the order of the course."""
        places = self._framework_places
        return tuple(self.frameworks[place] for place in sorted({places[name] for name in names if name in places}))

    def tools_of(self, module: Module) -> tuple[Tool, ...]:
        """Return a module's tools, in order."""
        by_id = self._tools_by_id
        return tuple(by_id[name] for name in module.tools if name in by_id)

    @cached_property
    def _cases_by_module(self) -> Mapping[str, tuple[Case, ...]]:
        held: dict[str, list[Case]] = {}
        for case in self.cases:
            held.setdefault(case.file.module, []).append(case)
        return {module: tuple(cases) for module, cases in held.items()}

    @cached_property
    def _cases_by_id(self) -> Mapping[str, Case]:
        return {case.id: case for case in (*self.cases, *self.left_out)}

    @cached_property
    def _case_places(self) -> Mapping[str, int]:
        return {case.id: place for place, case in enumerate(self.cases)}

    @cached_property
    def _modules_by_id(self) -> Mapping[str, Module]:
        return {each.id: each for each in self.modules}

    @cached_property
    def _frameworks_by_id(self) -> Mapping[str, Framework]:
        return {each.id: each for each in self.frameworks}

    @cached_property
    def _framework_places(self) -> Mapping[str, int]:
        return {each.id: place for place, each in enumerate(self.frameworks)}

    @cached_property
    def _tools_by_id(self) -> Mapping[str, Tool]:
        return {each.id: each for each in self.tools}

    @cached_property
    def _terms_by_id(self) -> Mapping[str, Term]:
        return {each.id: each for each in self.glossary}

    @cached_property
    def _sources_by_id(self) -> Mapping[str, Source]:
        return {each.id: each for each in self.sources}
