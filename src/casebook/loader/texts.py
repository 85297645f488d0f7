"""Every text of the sources, with its place and language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from casebook.items import Item
from casebook.loader.case import CaseSources
from casebook.loader.course import CourseSources
from casebook.loader.reading import Document, Loc
from casebook.model import Section
from casebook.text import Text

Said = tuple[Document, Loc, str, str]
"""A text in one language: its document, its place there, the language, the words."""


def case_texts(sources: CaseSources) -> Iterator[Said]:
    """Yield every text of a case's YAML files: document, place, language, words."""
    yield from document_texts(sources.document, sources.case.file)
    for item in sources.case.exercise:
        yield from document_texts(sources.exercises, item, sources.items[item.id])


def document_texts(document: Document, model: object, loc: Loc = ()) -> Iterator[Said]:
    """Yield every text of a model that was read from a document."""
    held, found = document.made.get(("texts", loc), (None, ()))
    if held is not model:
        found = [(document, place, language, words) for place, language, words in _texts(model, loc)]
        document.made["texts", loc] = model, found
    yield from found


def listed_texts(read: CourseSources, name: str) -> Iterator[Said]:
    """Yield every text of what a file of `book/` lists."""
    for index, model in read.listed.get(name, ()):
        yield from document_texts(read.documents[name], model, (index,))


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(value, Text):
        for language, words in value.items():
            yield (*loc, language), language, words
    elif isinstance(value, tuple | list):
        for index, each in enumerate(value):
            yield from _texts(each, (*loc, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*loc, key))
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _texts(getattr(value, name), (*loc, info.alias or name))
        if isinstance(value, Item):
            yield from _variant_texts(value, loc)


def _variant_texts(item: Item, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    """Yield the texts in which an item's variants differ from it."""
    for index, (variant, version) in enumerate(zip(item.variants, item.versions()[1:], strict=True)):
        for place, language, words in _texts(version, ()):
            if place[0] in variant:
                yield (*loc, "variants", index, *place), language, words


@dataclass(frozen=True)
class Version:
    """A text in one language: its words, and the file and line where it stands."""

    words: str
    path: Path
    line: int


@dataclass(frozen=True)
class Pair:
    """A text in all its languages; `folder` is where the sources of its kind lie, `file` and `place` name it there."""

    folder: Path
    file: str
    place: str
    versions: Mapping[str, Version]


def every_text(read: CourseSources) -> Iterator[Pair]:
    """Yield every text of a course in the languages it is there in: sections, pages, and texts of YAML files."""
    cases, book = read.root / "cases", read.root / "book"
    yield from _of_document(read.root / "book", "_config.yml", read.config, ("casebook",), read.settings)
    for each in read.cases:
        name = each.case.id
        yield from _of_document(cases, f"{name}/case.yml", each.document, (), each.case.file)
        for item in each.case.exercise:
            loc = each.items[item.id]
            yield from _of_document(each.exercises.path.parent, f"{name}.yml", each.exercises, loc, item)
        yield from _of_sections(cases, f"{name}/<language>.md", each.case.sections, each.text_file)
        if each.teaching:
            note = each.teaching.teaching
            yield from _of_document(cases, f"{name}/teaching.yml", each.teaching.document, (), note.file)
            yield from _of_sections(cases, f"{name}/teaching.<language>.md", note.sections, each.teaching_file)
    for framework in read.frameworks:
        name = f"frameworks/{framework.framework.id}"
        yield from _of_document(book, f"{name}/framework.yml", framework.document, (), framework.framework.file)
        texts = framework.framework.texts
        if texts:
            held = {lang: Version(words, framework.text_file(lang), 1) for lang, words in texts.items()}
            yield Pair(book, f"{name}/<language>.md", "text", held)
    for tool in read.tools:
        yield from _of_document(book, f"tools/{tool.tool.id}.yml", tool.document, (), tool.tool.file)
    for listed in sorted(read.listed):
        yield from _grouped(book, f"{listed}.yml", listed_texts(read, listed))
    for path in sorted({page.path for page in read.pages}):
        held = {page.language: Version(page.markdown, page.file, 1) for page in read.pages if page.path == path}
        yield Pair(book, f"<language>/{path}.md", "text", held)


def _of_sections(
    folder: Path, file: str, sections: Mapping[str, Mapping[str, Section]], path_of: Callable[[str], Path]
) -> Iterator[Pair]:
    for name in dict.fromkeys(name for each in sections.values() for name in each):
        held = {language: (path_of(language), each[name]) for language, each in sections.items() if name in each}
        headings = {language: Version(each.heading, path, each.line) for language, (path, each) in held.items()}
        texts = {language: Version(each.markdown, path, each.line) for language, (path, each) in held.items()}
        yield Pair(folder, file, f"{name}.heading", headings)
        yield Pair(folder, file, name, texts)


def _of_document(folder: Path, file: str, document: Document, loc: Loc, model: object) -> Iterator[Pair]:
    yield from _grouped(folder, file, document_texts(document, model, loc))


def _grouped(folder: Path, file: str, texts: Iterator[Said]) -> Iterator[Pair]:
    """Bring together the languages of each text."""
    held: dict[str, dict[str, Version]] = {}
    before, place = None, ""
    for document, loc, language, words in texts:
        if before != (id(document), loc[:-1]):  # the languages of a text follow one another
            before, place = (id(document), loc[:-1]), _place(document.data, loc[:-1])
        held.setdefault(place, {})[language] = Version(words, document.path, document.line(loc))
    for place, versions in held.items():
        yield Pair(folder, file, place, versions)


def _place(data: Any, loc: Loc) -> str:
    """Return the name of a place that stays when others are added before it: ids instead of numbers, where there are any."""
    names = []
    for part in loc:
        inside = (isinstance(data, dict) and part in data) or (isinstance(data, list) and isinstance(part, int))
        data = data[part] if inside else None
        named = isinstance(part, int) and isinstance(data, dict) and "id" in data
        names.append(str(data["id"] if named else part))
    return ".".join(names)
