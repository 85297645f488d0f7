"""The building process: imports the pipeline once, and then builds whenever it is asked by a line on its standard input.

It has one thread, so that it may fork. SIGTERM unwinds a build, and with it go the processes that the build has started.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import BinaryIO

from casebook.errors import Problem
from casebook.execution.jobs import Job
from casebook.forking.lineage import c_library, die_with_parent
from casebook.pipeline import build
from casebook.preview.outcome import Message, Order, Outcome, Progress, from_argument, outcome_of, to_line
from casebook.website.running import Start
from casebook.website.warm import Warm


class _Teller:
    """Tells the serving process how a build goes, and keeps its warnings."""

    def __init__(self, replies: BinaryIO) -> None:
        self.replies = replies
        self.warnings: tuple[Problem, ...] = ()

    def tell(self, message: Message) -> None:
        self.replies.write(to_line(message))
        self.replies.flush()

    def warned(self, problems: Sequence[Problem]) -> None:
        self.warnings = tuple(problems)

    def stage(self, name: str) -> None:
        """Say nothing: the page shows that a build runs, and not its stages."""

    def ran(self, done: int, total: int, job: Job) -> None:
        self.tell(Progress(done, total))

    def printed(self, done: int, total: int, name: str) -> None:
        """Say nothing: sheets belong to another edition."""

    def said(self, sentence: str) -> None:
        """Say nothing: what a reader should know of is an outcome."""


def main(argument: str) -> None:
    """Build as ordered, once for each line that comes in, until no more can come."""
    requests, replies = _own_pipes()
    die_with_parent(c_library(), signal.SIGTERM)  # however it goes; elsewhere than on Linux the end of its pipe must do
    signal.signal(signal.SIGTERM, _leave)
    gc.freeze()
    order = from_argument(argument)
    with Warm() as warm:
        for _ in requests:
            teller = _Teller(replies)
            gc.disable()  # somebody waits
            teller.tell(_built(order, teller, warm.start))
            gc.enable()
            gc.collect()


def _built(order: Order, teller: _Teller, start: Start) -> Outcome:
    try:
        build(
            order.root,
            teller,
            output=order.output,
            languages=order.languages,
            cases=order.cases,
            jobs=order.jobs,
            start=start,
        )
    except Exception as error:
        return outcome_of(error, teller.warnings)
    return Outcome(is_built=True, problems=teller.warnings)


def _own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes to the serving process for this one: what a build starts reads nothing and prints as errors."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def _leave(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":  # worker processes import this file again
    main(sys.argv[1])
