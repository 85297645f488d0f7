"""What is installed: casebook, Python and libraries, as hashes and versions."""

import hashlib
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent
_STATICS = (_PACKAGE / "website" / "theme" / "static", _PACKAGE / "website" / "instructor")


@cache
def installed_hash(*, statics: bool = True) -> str:
    """Return a hash over casebook's own files, Python's version, and the names and versions of the libraries.

    It is found without reading their metadata, which takes long. Without `statics` it leaves out the styles and scripts
    that are published as they are, and so act on no page.
    """
    digest = hashlib.sha256(f"{sys.version}\0{package_hash(statics=statics)}".encode())
    for name in _libraries():
        digest.update(name.encode() + b"\0")
    return digest.hexdigest()


@cache
def package_hash(*, statics: bool = True) -> str:
    """Return a hash over casebook's own files, programs and fonts alike."""
    digest = hashlib.sha256()
    for path in _files(_PACKAGE):
        if statics or not any(folder in path.parents for folder in _STATICS):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def version_of(library: str) -> str:
    """Return which version of a library is installed; `-` where there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return "-"


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if path.name != "__pycache__":
                yield from _files(path)
        else:
            yield path


def _libraries() -> list[str]:
    """Return the folders that say which version of a library is installed: they bear it in their names."""
    found = []
    for entry in sys.path:
        folder = Path(entry or ".")
        if folder.is_dir():
            found += [path.name for path in folder.iterdir() if path.suffix in (".dist-info", ".egg-info")]
    return sorted(set(found))
