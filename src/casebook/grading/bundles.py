"""Put together what one learner handed in as several notebooks: one for each case, side by side in one folder."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from casebook.grading.entries import Incoming, shortened
from casebook.grading.learner import Roster
from casebook.grading.reading import NotebookFile, read

MAX_PARTS = 50
MAX_BYTES = 20_000_000
"""Bytes of all notebooks of one submission, as of a single one."""


def bundled(incoming: Iterable[Incoming], roster: Roster) -> Iterator[Incoming]:
    """Yield submissions, of which neighbours become one that are notebooks of different cases and of one learner."""
    parts: list[Incoming] = []
    held: tuple[str, str] | None = None
    cases: set[str] = set()
    size = 0
    for each in incoming:
        place, case = _place(each, roster)
        is_full = len(parts) >= MAX_PARTS or size + len(each.data) > MAX_BYTES
        if parts and (place != held or case in cases or is_full):
            yield _together(parts)
            parts, cases, size = [], set(), 0
        if place is None:
            yield each
            continue
        parts.append(each)
        size += len(each.data)
        cases.add(case)
        held = place
    if parts:
        yield _together(parts)


def _place(incoming: Incoming, roster: Roster) -> tuple[tuple[str, str] | None, str]:
    """Return the folder and learner of a case's notebook, with the case; nothing for anything else."""
    if incoming.reason is not None or not incoming.name.lower().endswith(".ipynb"):
        return None, ""
    learner = roster.of_path(incoming.name).learner
    content = read(incoming.name, incoming.data) if learner is not None else None
    case = content.about.get("case") if isinstance(content, NotebookFile) else None
    if learner is None or not isinstance(case, str):
        return None, ""
    return (incoming.name.rpartition("/")[0], learner.id), case


def _together(parts: list[Incoming]) -> Incoming:
    if len(parts) == 1:
        return parts[0]
    digest = hashlib.sha256("\n".join(f"{each.digest} {each.name}" for each in parts).encode()).hexdigest()
    name = shortened(f"{parts[0].name} + {len(parts) - 1}")
    return replace(parts[0], name=name, digest=digest, parts=tuple(parts))
