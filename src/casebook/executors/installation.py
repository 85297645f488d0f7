"""What a machine has that acts on results: two that differ in it may not work on one course."""

import hashlib
import platform
import sys
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import casebook

CARRIERS = ("cloudpickle", "dask", "distributed")
"""What carries tasks and results."""


@cache
def installation(libraries: tuple[str, ...]) -> Mapping[str, str]:
    """Return what is installed here, by name: casebook with a digest of its files, Python, the kind of machine, and libraries."""
    return {
        "casebook": f"{casebook.__version__} {_digest()[:12]}",
        "Python": platform.python_version(),
        "system": f"{sys.platform} {platform.machine()}",
        **{name: _version(name) for name in sorted({*CARRIERS, *libraries})},
    }


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Return what differs, by name: what is wanted, and what was found."""
    return {
        name: (wanted.get(name, "-"), found.get(name, "-"))
        for name in sorted({*wanted, *found})
        if wanted.get(name, "-") != found.get(name, "-")
    }


def _digest() -> str:
    """Return a digest of casebook's own files, programs and fonts alike."""
    root = Path(casebook.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
