"""Outputs by content: a folder with a file per key, written whole or not at all."""

import json
from dataclasses import dataclass
from pathlib import Path

from casebook.atomic import write_atomically
from casebook.execution.jobs import Outputs


@dataclass(frozen=True)
class Cache:
    """The outputs of earlier runs, in `folder/ab/<key>.json`; safe between processes, since files appear by renaming."""

    folder: Path

    def get(self, key: str) -> Outputs | None:
        """Return the outputs under a key; None where there are none, or where the file was damaged."""
        try:
            held = json.loads(self._path(key).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return held if isinstance(held, dict) else None

    def put(self, key: str, outputs: Outputs) -> None:
        """Keep outputs under a key."""
        write_atomically(self._path(key), json.dumps(outputs, ensure_ascii=False, sort_keys=True))

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
