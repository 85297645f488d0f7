"""What each page shows of other pages, so that a change of one has those written again that show it, and no others."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

from casebook.website.glossing import Linked, pattern_of

Site = Mapping[str, Any]
_OF_PAGES = ("terms", "parts", "beside", "previews")
"""What of a site's data is not the same on every page, and so is compared page by page."""


def about(env: BuildEnvironment, docname: str) -> dict[str, Any]:
    """Return what the page's source says about itself."""
    return _parsed(env.metadata.get(docname, {}).get("casebook_page") or "{}")


@cache
def _parsed(held: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(held)
    return found


def note_references(app: Sphinx, doctree: nodes.document) -> None:
    """Keep which pages a page links to by its Markdown; `None` for a link that may lead anywhere."""
    targets = {
        node["reftarget"] if (node.get("refdomain"), node.get("reftype")) == ("doc", "myst") else None
        for node in doctree.findall(addnodes.pending_xref)
    }
    _references(app.env)[app.env.docname] = targets


def forget(_: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Drop what was kept of a page that goes or is read again."""
    for name in ("casebook_references", "casebook_numbered"):
        _kept(env, name).pop(docname, None)


def note_numbered(app: Sphinx, doctree: nodes.document) -> None:
    """Keep whether a page has anything that Sphinx gives a number: a figure, or a table or a listing with a caption."""
    std = app.env.domains["std"]
    assert isinstance(std, StandardDomain)
    elements = (each for each in doctree.findall(nodes.Element) if not isinstance(each, nodes.section))
    found = any(std.get_enumerable_node_type(each) and each["ids"] for each in elements)
    kept = _kept(app.env, "casebook_numbered")
    kept[app.env.docname] = found


def has_numbers(env: BuildEnvironment) -> bool:
    """Say whether any page has something with a number."""
    return any(_kept(env, "casebook_numbered").values())


def name_images(env: BuildEnvironment) -> None:
    """Name the pictures of pages by their paths alone: Sphinx names two of one name in the order in which they were read."""
    taken: set[str] = set()
    for path in sorted(env.images):
        name, count = Path(path).name, 0
        while name in taken:
            count += 1
            name = f"{Path(path).stem}{count}{Path(path).suffix}"
        taken.add(name)
        env.images[path] = (env.images[path][0], name)
    env.images._existing = taken


def shown_by_page(env: BuildEnvironment, site: Site) -> dict[str, str]:
    """Return, by page, a hash over all that it shows of other pages and of the site, but for the terms it links."""
    entry = Entries(env)
    everywhere = _hash(
        [
            {key: value for key, value in site.items() if key not in _OF_PAGES},
            sorted(name for name in env.found_docs if "/" not in name),
            [[part["title"], part["pages"][:1]] for part in site["parts"]],
        ]
    )
    parts: dict[str, str] = {}
    for place, part in enumerate(site["parts"]):
        listed = _hash([place, part["title"], [entry.of(name) for name in part["pages"]]])
        parts |= dict.fromkeys(part["pages"], listed)
    relations, previews = env.collect_relations(), set(site["previews"])
    images = _images(env)
    anything = _Anything(env)
    shown = {}
    for name in env.found_docs:
        near = [entry.linked(each) for each in relations.get(name, [])[1:]]
        targets = _references(env).get(name, set())
        shown[name] = _hash(
            [
                everywhere,
                parts.get(name),
                near,
                site.get("beside", {}).get(name),
                name in previews,
                images.get(name),
                anything.hash() if None in targets else [entry.target(each) for each in sorted(filter(None, targets))],
            ]
        )
    return shown


def mentions_changed(before: Sequence[Any], now: Sequence[Any], read: Callable[[str], str]) -> Callable[[str], bool]:
    """Return what says of a page whether its links to terms may differ, now that the list of terms is another.

    They may if it has a word of a term that came, went or changed; `read` gives a page as it was written.
    """
    old, new = {each[0]: each[1] for each in before}, {each[0]: each[1] for each in now}
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    if [each[0] for each in before if each[0] not in changed] != [each[0] for each in now if each[0] not in changed]:
        return lambda _: True
    terms = [Linked(name, (*old.get(name, ()), *new.get(name, ()))) for name in sorted(changed)]
    if not any(term.words for term in terms):
        return lambda _: False
    pattern = pattern_of(terms)
    return lambda name: bool(pattern.search(read(name)))


class Entries:
    """What pages show of another page, looked up once for each."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._known: dict[str, list[Any]] = {}

    def of(self, name: str) -> list[Any]:
        """Return what the contents show of a page."""
        if name not in self._known:
            said = about(self._env, name)
            self._known[name] = [name, said.get("nav"), said.get("title")]
        return self._known[name]

    def linked(self, name: str | None) -> list[str] | None:
        """Return what the page before or after shows of a page."""
        return [name, self._env.titles[name].pformat()] if name else None

    def target(self, name: str) -> list[Any]:
        """Return what a link to a page may show of it."""
        if name not in self._env.titles:
            return [name]
        slugs = self._env.metadata.get(name, {}).get("myst_slugs", {})
        return [name, self._env.titles[name].pformat(), sorted(map(str, slugs.items()))]


class _Anything:
    """All that a link by a label or a name may depend on, hashed when a page first needs it."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._found = ""

    def hash(self) -> str:
        if not self._found:
            entries = Entries(self._env)
            held = [entries.target(name) for name in sorted(self._env.found_docs)]
            objects = [[name, sorted(map(str, each.get_objects()))] for name, each in sorted(self._env.domains.items())]
            std = self._env.domains["std"].data
            labels = [sorted(map(str, std[name].items())) for name in ("labels", "anonlabels")]
            self._found = _hash([held, objects, labels])
        return self._found


def _images(env: BuildEnvironment) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for path, (docnames, name) in sorted(env.images.items()):
        for docname in docnames:
            found.setdefault(docname, []).append((path, name))
    return found


def _references(env: BuildEnvironment) -> dict[str, Any]:
    return _kept(env, "casebook_references")


def _kept(env: BuildEnvironment, name: str) -> dict[str, Any]:
    """Return what is kept of pages with all else that Sphinx keeps of them."""
    if not hasattr(env, name):
        setattr(env, name, {})
    found: dict[str, Any] = getattr(env, name)
    return found


def _hash(held: Any) -> str:
    return hashlib.sha256(json.dumps(held, sort_keys=True, default=str).encode()).hexdigest()
