"""What a machine has that acts on results: two that differ in it may not work on one course."""

import platform
import sys
from collections.abc import Mapping
from functools import cache

import casebook
from casebook.installed import package_hash, version_of

CARRIERS = ("cloudpickle", "dask", "distributed")
"""What carries tasks and results."""


@cache
def installation(libraries: tuple[str, ...]) -> Mapping[str, str]:
    """Return what is installed here, by name: casebook with a digest of its files, Python, the kind of machine, and libraries."""
    return {
        "casebook": f"{casebook.__version__} {package_hash()[:12]}",
        "Python": platform.python_version(),
        "system": f"{sys.platform} {platform.machine()}",
        **{name: version_of(name) for name in sorted({*CARRIERS, *libraries})},
    }


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    """Return what differs, by name: what is wanted, and what was found."""
    return {
        name: (wanted.get(name, "-"), found.get(name, "-"))
        for name in sorted({*wanted, *found})
        if wanted.get(name, "-") != found.get(name, "-")
    }
