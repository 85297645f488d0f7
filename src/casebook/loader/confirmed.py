"""What was confirmed to say the same in every language: a hash of each text, in `.confirmed.json` beside the sources."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from casebook.atomic import write_atomically
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report, is_file, is_missing, problem
from casebook.loader.texts import every_text

RECORD = ".confirmed.json"
Record = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Hash of each text by file, place in the file, and language."""


def hash_of(words: str) -> str:
    """Return 16 hexadecimal digits that change with the words, but not with the way lines are broken."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def read_records(folders: Iterable[Path], report: Report) -> dict[Path, Record]:
    """Return the records in some folders; warn of those that cannot be read."""
    found: dict[Path, Record] = {}
    for folder in folders:
        path = folder / RECORD
        if is_missing(path):
            continue
        held: Any = None
        try:
            if is_file(path):
                held = json.loads(path.read_text(encoding="utf-8"))  # of any size: it grows with the course
        except (OSError, ValueError, RecursionError):
            pass  # told below
        if _is_record(held):
            found[folder] = held
        else:
            report(problem(path, 0, "bad-record", True))
    return found


def _is_record(held: object) -> bool:
    return isinstance(held, dict) and all(
        isinstance(places, dict) and all(isinstance(hashes, dict) for hashes in places.values())
        for places in held.values()
    )


def write_records(read: CourseSources) -> int:
    """Record every text that stands in more than one language as confirmed; return how many."""
    held: dict[Path, dict[str, dict[str, dict[str, str]]]] = {}
    count = 0
    for pair in every_text(read):
        if len(pair.versions) > 1:
            count += 1
            hashes = {language: hash_of(version.words) for language, version in sorted(pair.versions.items())}
            held.setdefault(pair.folder, {}).setdefault(pair.file, {})[pair.place] = hashes
    for folder, files in held.items():
        write_atomically(folder / RECORD, _written(files))
    return count


def _written(files: Record) -> str:
    """Return a record as JSON with a line for each text, so that two people's changes meet rarely."""
    parts = []
    for file in sorted(files):
        lines = [f"  {json.dumps(place)}: {json.dumps(files[file][place])}" for place in sorted(files[file])]
        parts.append(f" {json.dumps(file)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(parts) + "\n}\n"
