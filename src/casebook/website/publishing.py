"""Bring the files of a site to where they belong: write what differs, and delete what no longer is of it."""

from collections.abc import Container, Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path

from casebook.atomic import write_atomically
from casebook.website.book import Project
from casebook.website.search_index import published_index

_NOT_PUBLISHED = ("_sources", "_static", "objects.inv", ".buildinfo", "genindex.html")
_SITE_SCRIPTS = ("documentation_options.js", "doctools.js", "language_data.js", "searchtools.js")


Content = bytes | Path
"""What a file of a site holds, or the file that holds it: a whole site in memory would be too much."""


def bytes_of(content: Content) -> bytes:
    """Return the bytes themselves."""
    return content if isinstance(content, bytes) else content.read_bytes()


def published(project: Project) -> dict[Path, Content]:
    """Return the pages of a project, what they show, and the theme's and the search's scripts and styles, by path in the site."""
    own = Path(project.language)
    found: dict[Path, Content] = {own / path.relative_to(project.files): path for path in _files_in(project.files)}
    for path in _files_in(project.html):
        name = path.relative_to(project.html)
        if not name.as_posix().startswith(_NOT_PUBLISHED):
            found[own / name] = path
    index = published_index(project.html, project.folder / "search")
    found |= {own / name: content for name, content in index.items()}
    found |= {own / "_static" / name: project.html / "_static" / name for name in _SITE_SCRIPTS}
    return found | {own / "_static" / name: content for name, content in statics().items()}


def _files_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def statics() -> dict[str, bytes]:
    """Return the styles, scripts and pictures of the theme by name; not by way of Sphinx, which copies them only with a page."""
    folder = package_files("casebook.website") / "theme" / "static"
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def sync(folder: Path, wanted: Mapping[Path, Content]) -> list[Path]:
    """Make the files below a folder those wanted: write what differs, and delete all else; return those written or deleted."""
    changed = [path for path, content in wanted.items() if write_atomically(folder / path, bytes_of(content))]
    return changed + delete_others(folder, wanted, [Path()])


def delete_others(folder: Path, wanted: Container[Path], owned: Sequence[Path]) -> list[Path]:
    """Delete what stands in the `owned` folders below a folder and is not wanted; return it."""
    gone = []
    for each in owned:
        for path in sorted((folder / each).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.relative_to(folder) not in wanted:
                path.unlink()
                gone.append(path.relative_to(folder))
    return gone
