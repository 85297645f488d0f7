"""What the last build left, so that a build in which nothing changed need not even look at what is in the sources.

A build is taken for unchanged if the bytes of all sources, of casebook and the versions of what is installed are those of
the last one that was asked for the same, and the site stands as that one left it. Imports little, as this is all it does.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from casebook.atomic import write_atomically
from casebook.errors import Problem
from casebook.installed import installed_hash
from casebook.problems import user_language


def site_of(root: Path, edition: str) -> Path:
    """Return where the site of a course goes if nobody names a place."""
    return root / "_build" / ("instructor" if edition == "instructor" else "site")


@dataclass(frozen=True)
class Asked:
    """What a build was asked for: which course, for whom, how much of it, and where to."""

    root: Path
    output: Path
    edition: str = "trainee"
    languages: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()

    @property
    def stamp(self) -> Path:
        """Return where the stamp of a build is kept that was asked for this."""
        asked = [str(self.output), self.edition, *map(sorted, (set(self.languages), set(self.cases)))]
        return (
            self.root / "_build" / "unchanged" / f"{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]}.json"
        )


@dataclass(frozen=True)
class Remembered:
    """What the last build told: how many pages there are, its warnings, and a sentence for the user."""

    pages: int
    warnings: tuple[Problem, ...] = ()
    sentence: str = ""


def recall(asked: Asked) -> Remembered | None:
    """Return what the last build told, if one that is asked for this would change nothing; None if that is not certain."""
    try:
        held = json.loads(asked.stamp.read_text(encoding="utf-8"))
        if held["site"] != _files_of(asked.output) or held["made_of"] != made_of(asked):
            return None
        if held["sentence"] and held["language"] != user_language():
            return None
        return Remembered(held["pages"], tuple(map(_problem, held["warnings"])), held["sentence"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(asked: Asked) -> str:
    """Remove the stamp, as a build begins; return the hash of what it is made of."""
    asked.stamp.unlink(missing_ok=True)
    return made_of(asked)


def remember(asked: Asked, made: str, told: Remembered) -> None:
    """Leave a stamp, unless something that the build is `made` of has changed since it began."""
    if not made or made != made_of(asked):
        return
    warnings = [{**asdict(each), "path": str(each.path)} for each in told.warnings]
    held = {
        "made_of": made,
        "site": _files_of(asked.output),
        "pages": told.pages,
        "warnings": warnings,
        "sentence": told.sentence,
        "language": user_language(),
    }
    write_atomically(asked.stamp, json.dumps(held, ensure_ascii=False))


def made_of(asked: Asked) -> str:
    """Return a hash over all that acts on a build: sources, casebook, libraries; empty where a source cannot be read."""
    digest = hashlib.sha256(installed_hash().encode())
    try:
        for name, path in _sources(asked.root):
            digest.update(f"{name}\0".encode())
            if path.is_file():
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    except (OSError, ValueError):
        return ""
    if asked.edition == "instructor":
        digest.update(_printer().encode())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield all that is read of a course, each with a name for it."""
    for name in ("_config.yml", "cases", "book"):
        yield from _walk(root / name, set(), name)
    exercises = _exercises(root)
    yield str(exercises), exercises
    for pattern in ("*.y*ml", "*.json"):  # no other, and not below: it may be any folder
        yield from ((path.name, path) for path in sorted(exercises.glob(pattern)))


def _exercises(root: Path) -> Path:
    """Return the folder of the exercises, which may be kept elsewhere; loading says so if that is not well written."""
    try:
        held = yaml.load((root / "_config.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return root / str(held["casebook"].get("exercises", "exercises"))
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return root / "exercises"


def _walk(path: Path, above: set[str], name: str) -> Iterator[tuple[str, Path]]:
    """Yield everything at and below a path, with its name below it; by links too, but never in a circle."""
    yield name, path
    real = os.path.realpath(path)
    if path.is_dir() and real not in above:
        for entry in sorted(path.iterdir()):
            yield from _walk(entry, above | {real}, f"{name}/{entry.name}")


def _files_of(site: Path) -> Mapping[str, list[int]]:
    """Return the size and the time of change of each file of a site, by path in it."""
    found = {}
    for folder, _, names in os.walk(site):
        for name in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - a thousand files, each build
            about = os.lstat(path)
            found[os.path.relpath(path, site)] = [about.st_size, about.st_mtime_ns]
    return found


def _printer() -> str:
    """Return which Chromium prints the instructor's sheets."""
    from casebook.printing.chromium import find_chromium, version

    chromium = find_chromium()
    return f"{chromium} {version(chromium)}" if chromium else ""


def _problem(held: Mapping[str, Any]) -> Problem:
    details = tuple((key, value) for key, value in held["details"])
    return Problem(Path(held["path"]), held["line"], held["code"], details, held["is_warning"], held["cell"])
