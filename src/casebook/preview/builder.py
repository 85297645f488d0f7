"""The building process, seen from the serving one: started when it is needed, and anew when it has ended."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress

from casebook.preview.outcome import Order, Outcome, Progress, from_line, to_argument

_LONGEST_LINE = 2**26
_PATIENCE = 3.0
"""Seconds in which a process that was told to end has to unwind what it is doing."""


class BuilderError(Exception):
    """The building process ended when it should not have; `status` is its exit status, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Builder:
    """A process that builds one course, again and again."""

    def __init__(self, order: Order, told: Callable[[Progress], None]) -> None:
        self._argument = to_argument(order)
        self._told = told
        self._process: Process | None = None

    async def build(self) -> Outcome:
        """Have the course built; raise BuilderError if the process ends meanwhile, or has ended since the last time."""
        process = self._process or await self.start()
        assert process.stdin is not None
        with suppress(ConnectionError):  # it is gone, as will show
            process.stdin.write(b"\n")
            await process.stdin.drain()
        reading = asyncio.create_task(self._read(process))
        ending = asyncio.create_task(process.wait())
        try:
            await asyncio.wait({reading, ending}, return_when=asyncio.FIRST_COMPLETED)
            outcome = reading.result() if reading.done() else None
        finally:
            reading.cancel()
            ending.cancel()
        if outcome is None:
            raise BuilderError(await self.end())
        return outcome

    async def start(self) -> Process:
        """Start the process, in a session of its own: Ctrl-C is for us, and what it leaves behind can be ended with it."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "casebook.preview.building",
            self._argument,
            stdin=PIPE,
            stdout=PIPE,
            limit=_LONGEST_LINE,
            start_new_session=True,
        )
        return self._process

    async def end(self) -> int:
        """End the process and all that it has started; return its exit status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):  # what follows does not ask
                await asyncio.wait_for(process.wait(), _PATIENCE)
        with suppress(ProcessLookupError, PermissionError):  # as a rule nothing of it is left
            os.killpg(process.pid, signal.SIGKILL)
        return await process.wait()

    async def _read(self, process: Process) -> Outcome | None:
        """Pass on how far the build is, and return its outcome; None if there will be none."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            message = from_line(line)
            if isinstance(message, Outcome):
                return message
            self._told(message)
        return None
