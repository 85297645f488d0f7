"""Files that say themselves whether they are whole: a digest on the first line, JSON on the others."""

import hashlib
import json
from pathlib import Path
from typing import Any

from casebook.atomic import write_atomically


class DamagedError(Exception):
    """A file that is not what was written under its name; never leaves this room."""


def write_sealed(path: Path, name: str, value: Any) -> None:
    """Write a value as JSON under a name, which the digest covers too, so that the file is no good under another."""
    body = canonical(value)
    write_atomically(path, _seal(name, body) + b"\n" + body)


def read_sealed(path: Path, name: str) -> Any:
    """Return the value written under a name; raise DamagedError for anything else, and FileNotFoundError if nothing is there."""
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileNotFoundError(path) from error
    except OSError as error:
        raise DamagedError(path) from error
    seal, _, body = raw.partition(b"\n")
    if seal != _seal(name, body):
        raise DamagedError(path)
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DamagedError(path) from error


def canonical(value: Any) -> bytes:
    """Return the one way in which a value is written as JSON; keys are sorted."""
    written = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "surrogatepass")


def digest(value: Any) -> str:
    """Return the SHA-256 of a value as JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _seal(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass") + b"\n" + body).hexdigest().encode()
