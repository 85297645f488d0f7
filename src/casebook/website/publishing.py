"""Bring the files of a site to where they belong: write what differs, and delete what no longer is of it."""

from collections.abc import Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path

from casebook.atomic import write_atomically
from casebook.website.book import Project
from casebook.website.search_index import published_index

_NOT_PUBLISHED = ("_sources", "_static", "objects.inv", ".buildinfo", "genindex.html")
_SITE_SCRIPTS = ("documentation_options.js", "doctools.js", "language_data.js", "searchtools.js")


def published(project: Project) -> dict[Path, bytes]:
    """Return the pages of a project, what they show, and the theme's and the search's scripts and styles, by path in the site."""
    found: dict[Path, bytes] = {}
    for path in sorted(project.html.rglob("*")):
        name = path.relative_to(project.html)
        if path.is_file() and not name.as_posix().startswith(_NOT_PUBLISHED):
            found[Path(project.language) / name] = path.read_bytes()
    index = published_index(project.html, project.folder / "search")
    found |= {Path(project.language) / name: content for name, content in index.items()}
    static = Path(project.language) / "_static"
    found |= {static / name: (project.html / "_static" / name).read_bytes() for name in _SITE_SCRIPTS}
    return found | {static / name: content for name, content in statics().items()}


def statics() -> dict[str, bytes]:
    """Return the styles, scripts and pictures of the theme by name; not by way of Sphinx, which copies them only with a page."""
    folder = package_files("casebook.website") / "theme" / "static"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def sync(folder: Path, wanted: Mapping[Path, bytes], owned: Sequence[Path]) -> list[Path]:
    """Make the files below a folder those wanted: write what differs, and delete what else stands in its `owned` folders.

    Return the files that were written or deleted.
    """
    changed = [path for path, content in wanted.items() if write_atomically(folder / path, content)]
    for each in owned:
        for path in sorted((folder / each).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder) not in wanted:
                path.unlink()
                changed.append(path.relative_to(folder))
    return changed
