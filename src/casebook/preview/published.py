"""The files of a built site, numbered by the build that last changed them: tells which open pages are old."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Verdict = Literal["stay", "reload", "gone"]


@dataclass
class Published:
    """A site's folder. `build` counts the builds that were looked at; `changed` holds the last build that changed a file.

    A build replaces what differs and leaves the rest alone, so that a file's inode, time and size tell whether it is the same.
    """

    folder: Path
    build: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    _stamps: dict[str, tuple[int, int, int]] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Look at the site after a build; return the files that are new, differ or are gone."""
        self.build += 1
        stamps = {
            path.relative_to(self.folder).as_posix(): (found.st_ino, found.st_mtime_ns, found.st_size)
            for path in self.folder.rglob("*")
            if path.is_file()
            for found in [path.stat()]
        }
        names = sorted(
            name for name in stamps.keys() | self._stamps.keys() if stamps.get(name) != self._stamps.get(name)
        )
        self._stamps = stamps
        self.changed |= dict.fromkeys(names, self.build)
        return names

    def has(self, name: str) -> bool:
        """Say whether the site has a file, such as `zh/index.html`."""
        return name in self._stamps

    def judge(self, page: str, shown: Sequence[str], since: int, was_there: bool) -> Verdict:
        """Say what an open page has to do that was served after build `since` and shows these files.

        Where the page `was_there` and is no more, its reader goes elsewhere; one that was missing is tried again when it comes.
        """
        if not self.has(page):
            return "gone" if was_there else "stay"
        if not was_there:
            return "reload"
        return "reload" if any(self.changed.get(name, 0) > since for name in (page, *shown)) else "stay"


def name_of(address: str) -> str:
    """Return the file of a site that the path of an address stands for: `/zh/` is `zh/index.html`."""
    name = address.lstrip("/")
    return f"{name}index.html" if not name or name.endswith("/") else name
