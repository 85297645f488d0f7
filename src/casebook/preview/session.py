"""What a preview knows: the site, how the last build ended, and the open pages, which it tells."""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from casebook.labels import labels, languages
from casebook.preview.builder import Builder, BuilderError
from casebook.preview.notes import notes_of
from casebook.preview.outcome import Order, Outcome, Progress
from casebook.preview.published import Published, name_of

FOLDER = Path("_build/preview")
"""Where the previewed site is, apart from the one that is handed out: it may be of a part of the course."""
_WORDS = ("updating", "progress", "lost", "close", "region", "never", "never_about")


@dataclass(frozen=True)
class Wish:
    """What to preview, and at which port to serve it: the first that is free from there on."""

    root: Path
    languages: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    port: int = 8000
    jobs: int = 0


class Telling(Protocol):
    """Someone at the terminal who is told how a preview goes."""

    def serves(self, port: int) -> None:
        """Hear that the course is served at a port, which need not be the one wished for."""

    def built(self, seconds: float, pages: int, outcome: Outcome) -> None:
        """Hear how a build ended, and how many pages differ."""

    def lost(self, status: int) -> None:
        """Hear that the building process ended when it should not have."""


class Session:
    """What a preview knows: the site, how the last build ended, and the open pages."""

    def __init__(self, wish: Wish, telling: Telling) -> None:
        self.published = Published(wish.root / FOLDER)
        self.name = secrets.token_hex(4)
        self._wish = wish
        self._telling = telling
        self._order = Order(wish.root, self.published.folder, wish.languages, wish.cases, wish.jobs)
        self._builder = Builder(self._order, self._progressed)
        self._asked = asyncio.Event()
        self._pages: set[Callable[[Mapping[str, Any]], None]] = set()
        self._state: dict[str, Any] = {
            "session": self.name,
            "build": 0,
            "turn": 0,
            "busy": True,
            "progress": None,
            "words": {each: _words(each) for each in languages()},
            "notes": notes_of(Outcome(), wish.root),
        }
        self.published.look()
        self._state["build"] = self.published.build

    def saved(self, _: set[Path]) -> None:
        """Hear that sources were saved."""
        self._asked.set()

    def joined(self, page: Callable[[Mapping[str, Any]], None]) -> None:
        """Tell an open page everything, and from now on what changes."""
        self._pages.add(page)
        page(self._state)

    def left(self, page: Callable[[Mapping[str, Any]], None]) -> None:
        """Forget a page that was closed."""
        self._pages.discard(page)

    def advise(self, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what an open page has to do that says what it shows, and since which build."""
        page, shown = name_of(said["page"]), [name_of(each) for each in said["shown"]]
        if said["session"] != self.name:
            return {"verdict": "reload"}
        verdict = self.published.judge(page, shown, said["build"], not said["missing"])
        home = f"{page.partition('/')[0]}/index.html"
        return {"verdict": verdict, "home": f"/{home}" if self.published.has(home) else "/", "build": said["asked"]}

    async def build_when_asked(self) -> None:
        """Build the course each time that something was saved; what is saved meanwhile counts for the next time."""
        while True:
            await self._asked.wait()
            self._asked.clear()
            started = time.monotonic()
            self._tell(busy=True, progress=None)
            outcome = await self._outcome()
            changed = self.published.look() if outcome.is_built else []
            pages = sum(name.endswith(".html") for name in changed)
            self._telling.built(time.monotonic() - started, pages, outcome)
            notes = notes_of(outcome, self._wish.root)
            self._tell(busy=False, build=self.published.build, turn=self._state["turn"] + 1, notes=notes)

    async def end(self) -> None:
        """End the building process."""
        await self._builder.end()

    async def _outcome(self) -> Outcome:
        """Return the outcome of a build. A building process that is lost is replaced, once: its end may come from the course."""
        for is_last in (False, True):
            try:
                return await self._builder.build()
            except BuilderError as error:
                self._telling.lost(error.status)
                if is_last:
                    return Outcome(code="preview-lost", details={"status": str(error.status)})
        raise AssertionError("the last try returns")

    def _progressed(self, progress: Progress) -> None:
        self._tell(progress=[progress.done, progress.total])

    def _tell(self, **news: Any) -> None:
        self._state |= news
        for page in list(self._pages):
            page(news)


def _words(language: str) -> Mapping[str, str]:
    return {name: labels(language)[f"preview_{name}"] for name in _WORDS}
