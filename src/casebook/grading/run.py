"""One run over what came in: skip what is known, assess, let code run meanwhile, record in order and in batches."""

import getpass
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from casebook.errors import ClusterError
from casebook.gradebook.book import Gradebook, name_kept
from casebook.gradebook.reading import DOUBTS
from casebook.gradebook.values import Note, Submission
from casebook.grading.assessing import Assessing
from casebook.grading.bundles import bundled
from casebook.grading.changes import Change, change_of, stale
from casebook.grading.entries import Incoming
from casebook.grading.intake import take_in
from casebook.grading.keys import Keys
from casebook.grading.learner import Roster

BATCH = 100
SECONDS = 1.0
"""A batch is recorded when it has so many submissions, or when so much time has passed."""


@dataclass(frozen=True)
class Wish:
    """What HR asks for."""

    paths: Sequence[Path]
    course: Path
    assignment: str | None = None
    roster: Path | None = None
    receipts: Path | None = None
    received: str | None = None
    jobs: int = 0
    scheduler: str | None = None
    dry_run: bool = False
    regrade: bool = False
    require_sandbox: bool = False
    records: Path | None = None
    gradebook: str | None = None


@dataclass
class Graded:
    """What a run came to. `new` counts what was recorded, or would be; `troubles` are those that were not graded."""

    assignment: str
    new: int = 0
    known: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    troubles: list[tuple[str, str, Note]] = field(default_factory=list)
    noted: Counter[str] = field(default_factory=Counter)
    doubts: list[tuple[str, Note]] = field(default_factory=list)
    """Submissions that may be another learner's than their names or ids say: for HR to look at."""
    waiting: int = 0
    isolation: str = ""
    changes: list[Change] = field(default_factory=list)
    would: list[tuple[str, str, float]] = field(default_factory=list)
    """For a dry run, learner, name and points of each new submission that has marks."""


class Reporter(Protocol):
    """Someone who is told how grading goes."""

    def said(self, code: str, **details: object) -> None:
        """Hear a sentence, by its code."""

    def graded(self, done: int, total: int, name: str) -> None:
        """Hear that a submission has been dealt with."""


class Run:
    """One run over what came in."""

    def __init__(
        self, wish: Wish, keys: Keys, assessing: Assessing, gradebook: Gradebook, reporter: Reporter, total: int
    ) -> None:
        self.wish, self.keys, self.assessing = wish, keys, assessing
        self.gradebook, self.reporter, self.total = gradebook, reporter, total
        self.assignment = keys.record.assignment
        self.result = Graded(self.assignment, isolation="; ".join(assessing.isolations))
        self.who = _user()
        self.batch: list[Submission] = []
        self.recorded_at = time.monotonic()
        self.done = 0

    def enroll(self) -> None:
        """Let the gradebook know everybody on the roster whom it does not know."""
        if not self.wish.dry_run:
            known = self.gradebook.learners()
            self.gradebook.enroll(each for each in self.keys.record.roster if each.id not in known)

    def all(self) -> Graded:
        """Grade everything; when interrupted, record what is done first."""
        with _stoppable() as stopped:
            try:
                for submission in self.assessing.submissions(self._new(stopped), stopped.is_set):
                    self._keep(submission)
                    if len(self.batch) >= BATCH or time.monotonic() - self.recorded_at > SECONDS:
                        self._record()
            finally:
                self._record()
            if stopped.is_set():
                self.reporter.said("grade-interrupted", count=self.result.new)
                raise KeyboardInterrupt
            if self.wish.dry_run or self.wish.regrade:
                self._changes(stopped)
        if self.assessing.lost():
            raise ClusterError("cluster-submissions-lost", names=", ".join(self.assessing.lost()))
        return self.result

    def _new(self, stopped: threading.Event) -> Iterator[Incoming]:
        """Yield what the gradebook does not know yet."""
        known = self.gradebook.known(self.assignment)
        roster = Roster(self.keys.record.roster, self.assignment)
        for incoming in bundled(take_in(self.wish.paths), roster):
            if stopped.is_set():
                break
            if (incoming.digest, name_kept(incoming.name)) in known:
                self.result.known += 1
                self._tell(incoming.name)
                continue
            known.add((incoming.digest, name_kept(incoming.name)))
            self.done += max(0, len(incoming.parts) - 1)
            yield incoming

    def _keep(self, submission: Submission) -> None:
        self.batch.append(submission)
        self.result.outcomes[submission.outcome] += 1
        if not submission.marks:
            self.result.troubles.append((submission.name, submission.outcome, submission.reason))
        else:
            self.result.noted.update({note.code for note in submission.notes})
            self.result.doubts += [(submission.name, note) for note in submission.notes if note.code in DOUBTS]
            self.result.waiting += any(mark.score is None for mark in submission.marks)
            if self.wish.dry_run:
                points = sum(mark.score or 0 for mark in submission.marks)
                self.result.would.append((submission.learner or "", submission.name, points))
        self._tell(submission.name)

    def _tell(self, name: str) -> None:
        self.done += 1
        self.total = max(self.total, self.done)
        self.reporter.graded(self.done, self.total, name)

    def _record(self) -> None:
        """Record what has gathered, in one transaction."""
        batch, self.batch = self.batch, []
        self.recorded_at = time.monotonic()
        if self.wish.dry_run:
            self.result.new += len(batch)
        elif batch:
            self.result.new += self.gradebook.record(self.assignment, batch, who=self.who)

    def _changes(self, stopped: threading.Event) -> None:
        """Find the marks that the keys in force would change; with `--regrade` change them."""
        found: list[tuple[Change, str]] = []
        for each in stale(self.gradebook.held(self.assignment), self.keys):
            if stopped.is_set():
                raise KeyboardInterrupt
            runs, isolation = self.assessing.ran(each.task) if each.task is not None else ({}, self.result.isolation)
            change = change_of(each, runs, self.keys)
            if change is not None:
                found.append((change, isolation))
        self.result.changes = [change for change, _ in found]
        if self.wish.regrade and not self.wish.dry_run:
            now = datetime.now(UTC)
            events = [each.event(self.who, now, "key-changed", isolation) for each, isolation in found if not each.kept]
            self.gradebook.add(events)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a process without a name
        return str(os.getuid()) if hasattr(os, "getuid") else "-"


@contextmanager
def _stoppable() -> Iterator[threading.Event]:
    """Yield an event that Ctrl-C and SIGTERM set, so that the submission under way is finished; a second one ends at once."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return

    def stop(number: int, frame: object) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
