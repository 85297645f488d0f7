"""The story of a preview.

1. serve    the site as it is, or a page that waits for it
2. watch    the sources of the course
3. build    whenever something was saved, in a process of its own; never two builds at once
4. tell     the open pages, which reload themselves if what they show has changed, and show what is wrong
"""

import asyncio
import signal
from contextlib import suppress

from casebook.loader import load
from casebook.preview.serving import serving
from casebook.preview.session import FOLDER, Session, Telling, Wish
from casebook.preview.watching import watch
from casebook.website.site import refuse_foreign


def preview(wish: Wish, telling: Telling) -> None:
    """Serve a course until interrupted, and build it whenever its sources change.

    Raises SourceError if there is no course, and BuildError if the folder for the site is somebody else's.
    """
    if not (wish.root / "_config.yml").is_file():
        load(wish.root)
    refuse_foreign(wish.root / FOLDER)
    with suppress(KeyboardInterrupt):
        asyncio.run(_run(wish, telling))


async def _run(wish: Wish, telling: Telling) -> None:
    stop = asyncio.Event()
    _set_on_signals(stop)
    session = Session(wish, telling)
    try:
        with serving(session, wish.port) as port:
            telling.serves(port)
            async with asyncio.TaskGroup() as group:
                building = group.create_task(session.build_when_asked())
                group.create_task(watch(wish.root, session.saved, stop))
                await stop.wait()
                building.cancel()
    finally:
        await session.end()


def _set_on_signals(stop: asyncio.Event) -> None:
    for each in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # as on Windows, where Ctrl-C interrupts
            asyncio.get_running_loop().add_signal_handler(each, stop.set)
