"""What lets a course be installed and read offline: its manifests, the worker, and the list of what there is to keep."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any

from casebook.labels import labels
from casebook.model import Course
from casebook.website.publishing import Content, bytes_of

PAPER = "#fbfaf6"
# Made from icon.svg without its round corners, as systems cut their own, and with the drawing at nine tenths of its size:
# each a screenshot by Chromium (--headless --window-size=512,512 --screenshot=icon-512.png), brought down to 32 colours.
_ICON_SIZES = (192, 512)
_NOT_KEPT = {"404.html", "sitemap.xml", ".casebook-site", "sw.js", "edition.json", "offline.json"}


def offline_files(course: Course, languages: Sequence[str], published: Mapping[Path, Content]) -> dict[Path, bytes]:
    """Return what makes the published files of a site installable and readable offline, by path in the site."""
    manifests = {Path(language) / "manifest.webmanifest": _manifest(course, language) for language in languages}
    worker = (package_files("casebook.website") / "theme" / "sw.js").read_bytes()
    return manifests | {Path("sw.js"): worker} | edition_files({**published, **manifests})


def edition_files(published: Mapping[Path, Content]) -> dict[Path, bytes]:
    """Return the list of the files to keep, each with its size and the start of its SHA-256, and the edition that they are.

    The edition is a hash over that list, and so over nothing that is not published.
    """
    listed: dict[str, tuple[int, str]] = {}
    for path in sorted(filter(_is_kept, published), key=Path.as_posix):
        content = bytes_of(published[path])
        listed[path.as_posix()] = len(content), hashlib.sha256(content).hexdigest()[:8]
    edition = hashlib.sha256(_json(listed)).hexdigest()[:12]
    about = {"edition": edition, "bytes": sum(size for size, _ in listed.values()), "files": len(listed)}
    return {
        Path("edition.json"): _json(about),
        Path("offline.json"): _json({"edition": edition, "files": listed}),
    }


def _is_kept(path: Path) -> bool:
    """Say whether a reader needs a file offline: not the pictures that chats show, nor what is about the site itself."""
    return path.as_posix() not in _NOT_KEPT and path.parts[1:2] != ("previews",)


def _manifest(course: Course, language: str) -> bytes:
    title = course.settings.title[language]
    icons = [
        {"src": f"_static/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in _ICON_SIZES
    ]
    manifest = {
        "name": title,
        "short_name": re.split(r"\s*[，：（,:(–—]", title)[0] or title,
        "description": course.settings.description[language],
        "lang": labels(language)["language_tag"],
        "dir": "ltr",
        "start_url": "index.html",
        "scope": "../",
        "display": "standalone",
        "theme_color": PAPER,
        "background_color": PAPER,
        "icons": icons,
    }
    return _json(manifest, indent=1)


def _json(held: Any, indent: int | None = None) -> bytes:
    joints = (",", ":") if indent is None else None
    return (json.dumps(held, ensure_ascii=False, indent=indent, separators=joints) + "\n").encode()
