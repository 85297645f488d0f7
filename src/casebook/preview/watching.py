"""Wait until sources are saved, without heeding what editors leave beside them."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from watchfiles import awatch

from casebook.loader.reading import read_yaml

_QUIET = 50
"""Milliseconds without another change after which what was saved together is complete."""
_LONGEST = 1000
"""Milliseconds after which a build begins though files go on changing."""
_AGAIN = 0.2
"""Seconds until a folder that has gone is looked for again."""
_TOP = ("_config.yml", "book", "cases", "exercises")
_READ = {".confirmed.json"}
"""Names with a dot that are sources all the same."""
_PASSING = re.compile(
    r"""^\.        # hidden: swap files, locks, files half-written before they are renamed
      | ~$         # copies of the state before, as of vim and emacs
      | ^\#.*\#$   # what emacs saves by itself
      | ^4913$     # with which vim tries whether it may write
      | ^~\$       # what Office writes beside an open file
      | ___jb_(?:tmp|old)___$
      | \.(?:tmp|temp|bak|swp|swx|swo|part|crdownload|pyc)$
      | ^__pycache__$
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_source(path: Path, root: Path) -> bool:
    """Say whether a file that changed below a folder may be a source: neither it nor a folder on the way is a passing one."""
    return not any(_PASSING.search(part) and part not in _READ for part in path.relative_to(root).parts)


def folders_of(root: Path) -> list[Path]:
    """Return the folders in which a course has its sources, as far as they are there; exercises may be kept elsewhere."""
    config = read_yaml(root / "_config.yml", lambda _: None)
    section = config.data.get("casebook") if config and isinstance(config.data, dict) else None
    named = section.get("exercises") if isinstance(section, dict) else None
    exercises = root / (named if isinstance(named, str) else "exercises")
    folders = [root / "book", root / "cases", exercises.resolve()]
    return [each for each in dict.fromkeys(folders) if each.is_dir()]


async def watch(root: Path, saved: Callable[[set[Path]], None], stop: asyncio.Event) -> None:
    """Call `saved` with the sources that changed, until `stop` is set; once at the start, with nothing, when the watch stands.

    The folder of the course is watched without what is below it: a build writes there. When one of its folders comes or goes,
    or `_config.yml` names another, the watch over them begins anew, and `saved` is called again, as something may have passed.
    """
    while not stop.is_set():
        anew, folders = asyncio.Event(), folders_of(root)
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch_top(root, folders, saved, anew))
            if folders:
                group.create_task(_watch_below(folders, saved, anew))
            await asyncio.sleep(0)  # each begins, and the system notes what changes from now on
            saved(set())
            await _first(stop, anew)
            anew.set()


async def _watch_top(root: Path, folders: list[Path], saved: Callable[[set[Path]], None], anew: asyncio.Event) -> None:
    async for paths in _changes([root], anew, recursive=False):
        found = {path for path in paths if path.name in _TOP}
        if found:
            saved(found)
        if folders_of(root) != folders or any(path in folders for path in found):
            anew.set()


async def _watch_below(folders: list[Path], saved: Callable[[set[Path]], None], anew: asyncio.Event) -> None:
    async for paths in _changes(folders, anew, recursive=True):
        found = {path for path in paths for each in folders if path.is_relative_to(each) and is_source(path, each)}
        if found:
            saved(found)


async def _changes(folders: list[Path], end: asyncio.Event, *, recursive: bool) -> AsyncIterator[set[Path]]:
    """Yield what changes in folders until `end` is set. Where the system watches no more files, they are looked at in turn."""
    for polls in (None, True):
        try:
            async for changes in awatch(
                *folders,
                watch_filter=None,
                debounce=_LONGEST,
                step=_QUIET,
                stop_event=end,
                recursive=recursive,
                force_polling=polls,
            ):
                yield {Path(path) for _, path in changes}
        except FileNotFoundError:  # a folder has just gone
            await asyncio.sleep(_AGAIN)
            end.set()
        except (OSError, RuntimeError):  # as watchfiles says that too many are watched already
            if polls:
                raise
        if end.is_set():
            return


async def _first(*events: asyncio.Event) -> None:
    """Wait for the first of some events."""
    waiting = [asyncio.create_task(each.wait()) for each in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
