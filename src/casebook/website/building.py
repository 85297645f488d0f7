"""Build the projects whose sources changed, each on what is left of its last build; from nothing where that may not be trusted."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casebook.atomic import write_atomically
from casebook.installed import installed_hash
from casebook.model import Course
from casebook.website.book import Project, project_files
from casebook.website.edition import Beside
from casebook.website.publishing import delete_others
from casebook.website.running import Start, build_books
from casebook.website.sources import PageSource

_ALL = ("extra_extensions", "local_extensions", "config")
"""Settings of Sphinx's by an author, with which nobody knows what a page depends on."""


@dataclass(frozen=True)
class Prepared:
    """A project with what its pages are made of: `base` acts on every page, `content` is everything."""

    project: Project
    base: str
    content: str
    pages: frozenset[str]
    is_simple: bool

    @property
    def is_built(self) -> bool:
        """Say whether the pages that stand there are made of this."""
        html = self.project.html
        return _read(self.project, "built") == self.content and all(
            (html / f"{each}.html").is_file() for each in self.pages
        )


def prepare(course: Course, project: Project, pages: Iterable[PageSource], beside: Beside | None = None) -> Prepared:
    """Write the files of a project, each page as it is made, so that they are never all in memory; return what they are made of."""
    there: dict[str, bytes] = {}

    def put(path: str, content: bytes) -> None:
        write_atomically(project.folder / path, content)
        there[path] = hashlib.sha256(content).digest()

    names = set()
    for page in pages:
        names.add(page.name)
        put(f"source/{page.name}{page.suffix}", page.content.encode())
        for path, text in page.files.items():
            put(f"files/{path}", text.encode())
        for path, content in page.data.items():
            put(f"files/{path}", content)
    for path, content in project_files(course, project.language, names, beside).items():
        put(path, content)
    delete_others(project.folder, set(map(Path, there)), [Path("source"), Path("files")])

    base = hashlib.sha256(installed_hash(statics=False).encode() + there["_config.yml"]).hexdigest()
    whole = hashlib.sha256(base.encode())
    for path, digest in sorted(there.items()):
        if not path.startswith("files/"):
            whole.update(path.encode() + b"\0" + digest)
    sphinx = course.book_config.get("sphinx") or {}
    return Prepared(project, base, whole.hexdigest(), frozenset(names), not any(sphinx.get(each) for each in _ALL))


def build_projects(found: Iterable[Prepared], jobs: int, begin: Callable[[], None], start: Start) -> None:
    """Build those projects that are not built yet, each while the next is being prepared. Raises BuildError.

    `begin` is told when the first of them begins. A build that fails or is interrupted leaves no project marked as built; what it
    has read and written is done again by the next, which Sphinx's builder of ours sees to.
    """
    stale: list[Prepared] = []

    def begun() -> Iterator[Project]:
        for each in found:
            if not each.is_built:
                if not stale:
                    begin()
                stale.append(each)
                _clear(each)
                yield each.project

    build_books(begun(), jobs, start)
    for each in stale:
        write_atomically(each.project.folder / "built", each.content)


def _clear(prepared: Prepared) -> None:
    """Mark a project as not built, and take away what its last build left if that may not be trusted."""
    folder = prepared.project.folder
    (folder / "built").unlink(missing_ok=True)
    if not prepared.is_simple or _read(prepared.project, "base") != prepared.base:
        (folder / "base").unlink(missing_ok=True)
        shutil.rmtree(folder / "_build", ignore_errors=True)
    write_atomically(folder / "base", prepared.base)


def _read(project: Project, name: str) -> str:
    path = project.folder / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""
