"""Read a whole course: settings, modules, cases, pages."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from casebook.items.base import Frozen
from casebook.loader.case import CaseSources, read_case
from casebook.loader.framework import FrameworkSources, read_framework
from casebook.loader.reading import Document, Report, is_file, is_missing, problem, read_text, read_yaml
from casebook.loader.tool import ToolSources, read_tool
from casebook.loader.validate import build, build_list
from casebook.model import Module, Page, PagePart, Settings, Source, Term

F = TypeVar("F", bound=Frozen)


@dataclass
class CourseSources:
    """Everything that was read, with the documents it came from; what had problems is missing."""

    root: Path
    config: Document
    languages: tuple[str, ...] = ("zh", "en")
    settings: Settings | None = None
    modules: tuple[Module, ...] = ()
    sources: tuple[Source, ...] = ()
    glossary: tuple[Term, ...] = ()
    parts: tuple[PagePart, ...] = ()
    cases: list[CaseSources] = field(default_factory=list)
    frameworks: list[FrameworkSources] = field(default_factory=list)
    tools: list[ToolSources] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    """The files of `book/` by name, such as `modules`."""
    listed: dict[str, list[tuple[int, Frozen]]] = field(default_factory=dict)
    """What those files list, each with its place in the list."""
    assets: dict[str, Path] = field(default_factory=dict)
    named: dict[str, dict[str, None]] = field(default_factory=dict)
    """The ids of cases, frameworks and tools, which their folders and files give, and those that `ids` has looked up."""

    def ids(self, name: str) -> Collection[str]:
        """Return the ids of one kind, such as `sources`, also of what has problems: nothing that refers to it is wrong."""
        if name not in self.named:
            document = self.documents.get(name)
            if document is None:
                return ()
            listed = document.data if isinstance(document.data, list) else []
            ids = (each["id"] for each in listed if isinstance(each, dict) and isinstance(each.get("id"), str))
            self.named[name] = dict.fromkeys(ids)
        return self.named[name]


def read_course(root: Path, report: Report) -> CourseSources:
    """Read all sources of the course in a folder and report what cannot be read."""
    config = read_yaml(root / "_config.yml", report)
    read = CourseSources(root, config or Document(root / "_config.yml"))
    if config is None:
        return read
    section = config.data.get("casebook") if isinstance(config.data, dict) else None
    if not isinstance(section, dict):
        report(config.problem((), "no-casebook-section"))
        return read
    languages = read.languages = _languages(config, section, report)
    read.settings = build(Settings, config, ("casebook",), section, languages, report)
    read.modules = _read_list(read, Module, "modules", languages, report)
    read.sources = _read_list(read, Source, "sources", languages, report)
    read.glossary = _read_list(read, Term, "glossary", languages, report)
    read.parts = _read_list(read, PagePart, "pages", languages, report)
    exercises = section.get("exercises", "exercises")
    _read_cases(read, root / (exercises if isinstance(exercises, str) else "exercises"), languages, report)
    _read_frameworks(read, languages, report)
    _read_tools(read, languages, report)
    for language in languages:
        _read_pages(read, language, report)
    return read


def _languages(config: Document, section: dict[str, object], report: Report) -> tuple[str, ...]:
    listed = section.get("languages")
    known = [each for each in listed if each in ("zh", "en")] if isinstance(listed, list) else []
    for index, each in enumerate(known):
        if each in known[:index]:
            report(config.problem(("casebook", "languages", index), "duplicate-id", id=each))
    return tuple(dict.fromkeys(known)) or ("zh", "en")


def _read_list(
    read: CourseSources, model: type[F], name: str, languages: Sequence[str], report: Report
) -> tuple[F, ...]:
    path = read.root / "book" / f"{name}.yml"
    if name != "modules" and not _exists(path):
        return ()
    document = read_yaml(path, report)
    if document is None:
        return ()
    read.documents[name] = document
    found = build_list(model, document, (), document.data, languages, report)
    read.listed[name] = list(found)
    seen: set[str] = set()
    for index, each in enumerate(document.data if isinstance(document.data, list) else []):
        name_of = each.get("id") if isinstance(each, dict) else None
        if isinstance(name_of, str):
            if name_of in seen:
                report(document.problem((index, "id"), "duplicate-id", id=name_of))
            seen.add(name_of)
    return tuple(built for _, built in found)


def _exists(path: Path) -> bool:
    """Say whether something stands there; what cannot be looked at does, and is told when it is read."""
    try:
        return path.exists()
    except OSError:
        return True


def _read_cases(read: CourseSources, exercises: Path, languages: Sequence[str], report: Report) -> None:
    folder = read.root / "cases"
    read.named["cases"] = {}
    if not folder.is_dir():
        report(problem(folder, 0, "no-cases"))
        return
    for path in _entries(folder, report):
        if not path.is_dir():
            report(problem(path, 0, "case-not-a-folder"))
        elif _is_id(path, report):
            read.named["cases"][path.name] = None
            case = read_case(path, exercises, languages, report)
            if case is not None:
                read.cases.append(case)
    names = {path.name for path in _entries(folder, lambda _: None)}
    if not names:
        report(problem(folder, 0, "no-cases"))
    try:
        files = sorted(exercises.glob("*.y*ml")) if exercises.is_dir() else []
    except OSError:
        files = []  # reading each case's exercise says why
    for path in files:
        if path.stem not in names:
            report(problem(path, 0, "exercise-without-case", id=path.stem))
    order = _places(read.ids("modules"))
    plan = _places(name for module in read.modules for name in module.cases)
    read.cases.sort(key=lambda each: (_place(each.case.file.module, order), _place(each.case.id, plan), each.case.id))


def _read_frameworks(read: CourseSources, languages: Sequence[str], report: Report) -> None:
    folder = read.root / "book" / "frameworks"
    read.named["frameworks"] = {}
    for path in _entries(folder, report):
        if not path.is_dir():
            report(problem(path, 0, "framework-not-a-folder"))
        elif _is_id(path, report):
            read.named["frameworks"][path.name] = None
            framework = read_framework(path, languages, report)
            if framework is not None:
                read.frameworks.append(framework)
    plan = _places(name for module in read.modules for name in module.frameworks)
    read.frameworks.sort(key=lambda each: (_place(each.framework.id, plan), each.framework.id))


def _read_tools(read: CourseSources, languages: Sequence[str], report: Report) -> None:
    folder = read.root / "book" / "tools"
    read.named["tools"] = {}
    for path in _entries(folder, report):
        if path.suffix != ".yml" or path.is_dir():
            report(problem(path, 0, "tool-not-a-file"))
        elif _is_id(path.with_suffix(""), report):
            read.named["tools"][path.stem] = None
            tool = read_tool(path, languages, report)
            if tool is not None:
                read.tools.append(tool)
    plan = _places(name for module in read.modules for name in module.tools)
    read.tools.sort(key=lambda each: (_place(each.tool.id, plan), each.tool.id))


def _entries(folder: Path, report: Report) -> list[Path]:
    """Return what stands in a folder, in order, without what is hidden or put aside; nothing if there is no such folder."""
    if is_missing(folder):
        return []
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_")))
    except OSError as error:
        report(problem(folder, 0, "cannot-read", reason=error.strerror or error))
        return []


def _is_id(path: Path, report: Report) -> bool:
    name = path.name
    fits = name.replace("-", "").isalnum() and name.isascii() and name == name.lower()
    if not fits:
        report(problem(path, 0, "bad-id", found=name))
    return fits


def _places(names: Iterable[str]) -> dict[str, int]:
    """Return where each name stands first."""
    places: dict[str, int] = {}
    for name in names:
        places.setdefault(name, len(places))
    return places


def _place(name: str, places: Mapping[str, int]) -> int:
    """Return where a name stands in an order; names that are missing there come last."""
    return places.get(name, len(places))


def _read_pages(read: CourseSources, language: str, report: Report) -> None:
    folder = read.root / "book" / language
    try:
        paths = sorted(folder.rglob("*"))
    except OSError:
        paths = []  # reading the welcome page says why
    for path in paths:
        if is_file(path) and path.suffix != ".md" and not path.name.startswith("."):
            read.assets[path.relative_to(read.root / "book").as_posix()] = path
        text = read_text(path, report) if path.suffix == ".md" else None
        if text is not None:
            name = path.relative_to(folder).with_suffix("").as_posix()
            read.pages.append(Page(name, language, text, path))
    if not any(page.path == "index" and page.language == language for page in read.pages):
        read_text(folder / "index.md", report)
