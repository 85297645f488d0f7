"""Sphinx's builder of pages, taught to leave after a change what it would leave if it began from nothing.

Sphinx keeps what it has read, and reads what changed; it does not know what our theme shows of other pages, rebuilds its
search index from what it published of it, and leaves the pages of sources that went. This is done here.
"""

import json
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemBytecodeCache
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.writers.html5 import HTML5Translator

from casebook.atomic import write_atomically
from casebook.website.glossing import Linked
from casebook.website.showing import (
    forget,
    has_numbers,
    mentions_changed,
    name_images,
    note_numbered,
    note_references,
    shown_by_page,
)

_INDEX = ("_titles", "_filenames", "_all_titles", "_index_entries", "_mapping", "_title_mapping")
"""What Sphinx's index holds of pages; the last two give the pages of each word."""


@dataclass(frozen=True)
class Written:
    """What the pages were written with, when all were last written without a warning."""

    shown: Mapping[str, str] = field(default_factory=dict)
    terms: tuple[Any, ...] = ()
    index: Mapping[str, Any] | None = None


class Writer(HTML5Translator):
    """Writes elements that hold nothing, such as pictures, as HTML has them: docutils gives them the slash of XHTML."""

    def emptytag(self, node: nodes.Element, tagname: str, suffix: str = "\n", **attributes: Any) -> str:
        """Return such an element."""
        return str(self.starttag(node, tagname, suffix, **attributes))


class CourseBuilder(StandaloneHTMLBuilder):
    """Writes the pages that changed or show something that did, and keeps of each what the index needs."""

    default_translator_class = Writer
    numfig = False

    @cached_property
    def site(self) -> Mapping[str, Any]:
        """Return what the theme is told of the site."""
        found: Mapping[str, Any] = json.loads((Path(self.srcdir).parent / "site.json").read_text(encoding="utf-8"))
        return found

    @cached_property
    def terms(self) -> tuple[Linked, ...]:
        """Return the terms that pages link to."""
        return tuple(Linked(name, words) for name, words in self.site["terms"])

    @cached_property
    def parts(self) -> Mapping[str, int]:
        """Return the place of the part that holds each page."""
        return {name: place for place, part in enumerate(self.site["parts"]) for name in part["pages"]}

    @cached_property
    def previews(self) -> frozenset[str]:
        """Return the pages that have a picture of their own."""
        return frozenset(self.site["previews"])

    @property
    def _kept(self) -> Path:
        return Path(self.doctreedir) / "casebook-written.pickle"

    @property
    def _unfinished(self) -> Path:
        """Say where the pages stand that a run has begun to read or write and that may be half done, or warned of."""
        return Path(self.doctreedir) / "casebook-unfinished.json"

    @cached_property
    def written(self) -> Written:
        """Return what the pages were last written with; nothing if that is not known."""
        try:
            held = pickle.loads(self._kept.read_bytes())
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ValueError):
            return Written()
        return held if isinstance(held, Written) else Written()

    def unfinished(self) -> set[str]:
        """Return the pages that the last run left half done or warned of."""
        try:
            return set(json.loads(self._unfinished.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return set()

    def begin(self, docnames: Iterable[str]) -> None:
        """Note that pages are about to be read or written."""
        write_atomically(self._unfinished, json.dumps(sorted(self.unfinished() | set(docnames))))

    def outdated(self) -> set[str]:
        """Return the pages, of those that were not read again, which show something that has changed."""
        self.shown = shown_by_page(self.env, self.site)
        found = {name for name, hashed in self.shown.items() if self.written.shown.get(name) != hashed}
        has_changed = mentions_changed(self.written.terms, self.site["terms"], self._read)
        return found | {name for name in self.shown.keys() - found if has_changed(name)}

    def _read(self, docname: str) -> str:
        try:
            return Path(self.get_outfilename(docname)).read_text(encoding="utf-8")
        except OSError:
            return ""

    def prepare_writing(self, docnames: set[str]) -> None:
        """Note what is about to be written, and prepare for it."""
        self.begin(docnames)
        super().prepare_writing(docnames)

    def init_templates(self) -> None:
        """Make the templates ready, from what was compiled of them before."""
        super().init_templates()
        environment: Environment = self.templates.environment
        environment.bytecode_cache = FileSystemBytecodeCache(str(self.doctreedir))

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, and drop what was read of it."""
        super().write_doc(docname, doctree)
        self.env._pickled_doctree_cache.pop(docname, None)

    def load_indexer(self, docnames: Iterable[str]) -> None:
        """Fill the index with what was kept of the pages that are not written now."""
        assert self.indexer is not None
        keep = set(self.env.all_docs) - set(docnames)
        held = self.written.index or {name: {} for name in _INDEX}
        for name in _INDEX[:4]:
            setattr(self.indexer, name, {page: value for page, value in held[name].items() if page in keep})
        gone = set(held[_INDEX[0]]) - keep
        for name in _INDEX[4:]:
            left = ((word, pages if pages.isdisjoint(gone) else pages - gone) for word, pages in held[name].items())
            setattr(self.indexer, name, {word: pages for word, pages in left if pages})

    def finish(self) -> None:
        """Write what goes with the pages, and remove what belongs to none."""
        super().finish()
        html = Path(self.outdir)
        pages = {html / f"{name}.html" for name in (*self.env.found_docs, "search")}
        images = {html / self.imagedir / name for _, name in self.env.images.values()}
        for path in html.rglob("*.html"):
            if path not in pages and "_static" not in path.parts:
                path.unlink()
        for path in (html / self.imagedir).glob("*"):
            if path not in images:
                path.unlink()

    def keep(self) -> None:
        """Keep what the next run needs, as all that was to be written is, without a warning."""
        index = {name: getattr(self.indexer, name) for name in _INDEX}
        write_atomically(self._kept, pickle.dumps(Written(self.shown, tuple(self.site["terms"]), index)))
        self._unfinished.unlink(missing_ok=True)


def _builder(app: Sphinx) -> CourseBuilder | None:
    return app.builder if isinstance(app.builder, CourseBuilder) else None


def _to_read(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> set[str]:
    builder = _builder(app)
    return builder.unfinished() if builder else set()


def _begin(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    if builder := _builder(app):
        builder.begin(docnames)


def _let_go(app: Sphinx, docname: str, source: list[str]) -> None:
    """Keep the pages read so far in their files alone: Sphinx would hold all of them until they are written."""
    app.env._write_doc_doctree_cache.clear()


def _to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    builder = _builder(app)
    name_images(env)
    return sorted(builder.outdated()) if builder else []


def _skip_numbers(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Have nothing numbered where nothing has a number: Sphinx would look through every page that it has ever read."""
    builder = _builder(app)
    if builder and not has_numbers(env):
        builder.numfig, app.config.numfig = app.config.numfig, False
    return []


def _number_again(app: Sphinx, env: BuildEnvironment) -> list[str]:
    builder = _builder(app)
    if builder and builder.numfig:
        app.config.numfig = True
    return []


def _keep(app: Sphinx, exception: Exception | None) -> None:
    builder = _builder(app)
    has_written = hasattr(builder, "indexer")  # else what is kept holds still
    if builder and has_written and exception is None and not app._warncount:
        builder.keep()


FIRST, LAST = 100, 900


def connect(app: Sphinx) -> None:
    """Have all of it called at its time."""
    app.add_builder(CourseBuilder, override=True)
    app.connect("doctree-read", note_references, priority=LAST)
    app.connect("doctree-read", note_numbered, priority=LAST)
    app.connect("env-purge-doc", forget)
    app.connect("env-get-outdated", _to_read)
    app.connect("env-before-read-docs", _begin)
    app.connect("source-read", _let_go)
    app.connect("env-updated", _to_write, priority=LAST)
    app.connect("env-get-updated", _skip_numbers, priority=FIRST)
    app.connect("env-get-updated", _number_again, priority=LAST)
    app.connect("build-finished", _keep)
