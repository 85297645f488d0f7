"""The folder of a kit: it belongs to casebook as a whole, and is replaced as a whole or not at all."""

import json
import shutil
import tempfile
import time
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from casebook.errors import WordedError

MARK = ".casebook-workshop"
"""Says that a folder is a kit, and what was in it when it was made, by path and SHA-256."""
_STALE = 3600
_SHOWN = 4


def refuse_taken(folder: Path) -> None:
    """Raise WordedError for a folder that is no kit, or for one in which somebody has put or changed anything since."""
    if not folder.exists():
        return
    held = _held(folder) if folder.is_dir() else None
    if held == {}:
        return
    made = _made(folder)
    if held is None or made is None:
        raise WordedError("workshop-taken", path=folder)
    used = sorted(name for name, digest in held.items() if made.get(name) != digest)
    if used:
        shown = ", ".join(used[:_SHOWN]) + (" …" if len(used) > _SHOWN else "")
        raise WordedError("workshop-used", path=folder, files=shown)


def is_kit(folder: Path) -> bool:
    """Say whether a folder is a kit."""
    return _made(folder) is not None


def replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a kit into a new folder, and let it take the place of the old one."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _clear(folder)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.casebook-", dir=folder.parent))
        try:
            _write(draft, files)
            old = Path(f"{draft}-old")
            if folder.exists():
                folder.rename(old)
            draft.rename(folder)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise WordedError("workshop-unwritable", path=folder, reason=error.strerror or error) from error


def _clear(folder: Path) -> None:
    """Delete what an interrupted run has left beside a folder; put back an old kit that it had moved aside."""
    for left in folder.parent.glob(f".{folder.name}.casebook-*"):
        if left.name.endswith("-old") and not folder.exists():
            left.rename(folder)
        elif time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)


def _write(draft: Path, files: Mapping[str, bytes]) -> None:
    draft.chmod(0o755)
    for name, content in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    digests = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    (draft / MARK).write_text(json.dumps(digests, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def _made(folder: Path) -> Mapping[str, str] | None:
    try:
        made = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return made if isinstance(made, dict) else None


def _held(folder: Path) -> dict[str, str]:
    """Return the files in a folder but for those that systems put there, by path, with their digests."""
    found = {}
    for path in sorted(folder.rglob("*")):
        is_systems = path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini")
        if path.is_file() and not is_systems:
            found[path.relative_to(folder).as_posix()] = sha256(path.read_bytes()).hexdigest()
    return found
