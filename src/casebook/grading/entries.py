"""A submission as it comes in: a name and its bytes, or the reason why it is not taken in."""

import hashlib
from dataclasses import dataclass
from typing import Any

from casebook.gradebook.values import Note, Outcome
from casebook.unseen import visible

MAX_FILE = 20_000_000
"""Bytes of one submission."""
MAX_NAME = 400
"""What a name may hold that hides something, turns it round or cannot be kept."""
_LITTER = {".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".spotlight-v100", ".trashes", ".fseventsd"}


@dataclass(frozen=True)
class Incoming:
    """A submission: its path in the folder or archive, the digest of its bytes, and the bytes or why there are none."""

    name: str
    digest: str
    data: bytes = b""
    outcome: Outcome = "graded"
    reason: Note | None = None
    parts: tuple["Incoming", ...] = ()
    """The notebooks of a submission that consists of several."""

    @classmethod
    def of(cls, name: str, data: bytes) -> "Incoming":
        """Return a submission of bytes that were read."""
        return cls(shortened(name), hashlib.sha256(data).hexdigest(), data)


def refused(
    name: str, code: str, digest: "hashlib._Hash | None" = None, outcome: Outcome = "refused", **details: Any
) -> Incoming:
    """Return a submission that is not taken in; where its bytes were not read, its name stands for them."""
    known = digest or hashlib.sha256(f"{code} {name}".encode())
    reason = Note(code, {key: str(value) for key, value in details.items()})
    return Incoming(shortened(name), known.hexdigest(), b"", outcome, reason)


def shortened(name: str) -> str:
    """Return a name that the gradebook can keep: of one too long, its end and a mark of the whole."""
    name = visible(name)
    if len(name) <= MAX_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"…{mark}…{name[-(MAX_NAME - 14) :]}"


def is_litter(name: str) -> bool:
    """Say whether a file is what an operating system or an editor leaves behind, and nobody hands in."""
    parts = name.split("/")
    last = parts[-1].lower()
    return "__MACOSX" in parts or last in _LITTER or any(part == ".ipynb_checkpoints" for part in parts)
