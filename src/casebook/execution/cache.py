"""Outputs by content: a folder with a file per key, written whole or not at all, and believed only if it is whole."""

from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from casebook.execution.jobs import Job, Outputs
from casebook.execution.recipes import Reason, Recipe, differences, read_recipe
from casebook.execution.sealed import DamagedError, read_sealed, write_sealed
from casebook.tidying import refresh, tidy

_RECORD_DAYS = 365
"""How long it is remembered what a notebook was made of: an author may come back to a case after months."""


@dataclass
class Cache:
    """A build's view of the outputs of earlier runs, in `folder/ab/<key>`; safe between processes, since files appear by renaming.

    `records` is a folder that remembers what each notebook was made of when it last ran, to tell why it runs again. A cache
    that is not read is filled anew.
    """

    folder: Path
    records: Path | None = None
    is_read: bool = True
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict, init=False)
    """Why each job that was asked for in vain has to run, by its title."""
    found: int = field(default=0, init=False)
    """How many jobs did not have to run."""
    trouble: str = field(default="", init=False)
    """Why outputs could not be kept; empty where all were."""
    _used: set[Path] = field(default_factory=set, init=False, repr=False)
    _has_grown: bool = field(default=False, init=False, repr=False)

    def get(self, job: Job) -> Outputs | None:
        """Return the outputs of a job; None where there are none that can be believed, and then note why it has to run."""
        found = self._look_up(job)
        if isinstance(found, tuple):
            self.reasons[job.title] = found
            return None
        self.found += 1
        return found

    def put(self, job: Job, outputs: Outputs) -> None:
        """Keep the outputs of a job; where that cannot be done, note the trouble."""
        key = job.key()
        path = self._path(key)
        try:
            write_sealed(path, key, outputs)
            if self.records:
                write_sealed(self._record(job.title), job.title, job.recipe.plain())
        except OSError as error:
            self.trouble = error.strerror or str(error)
        refresh(path)
        self._used.add(path)
        self._has_grown = True

    def tidy(self) -> None:
        """Remove what was not used for long and what is too much, if this build has added anything."""
        if self._has_grown:
            tidy(self.folder, self._used)
            if self.records:
                tidy(self.records, unused_days=_RECORD_DAYS)

    def _look_up(self, job: Job) -> Outputs | tuple[Reason, ...]:
        """Return the outputs of a job, or the reasons why it has to run."""
        if not self.is_read:
            return (Reason("why-asked"),)
        key = job.key()
        path = self._path(key)
        try:
            held = read_sealed(path, key)
        except FileNotFoundError:
            return self._changes(job)
        except DamagedError:
            return (Reason("why-damaged"),)
        if not _are_outputs(held, job):
            return (Reason("why-damaged"),)
        self._used.add(path)
        refresh(path)
        return held  # type: ignore[no-any-return]

    def _changes(self, job: Job) -> tuple[Reason, ...]:
        """Return what changed since a job last ran here."""
        last: Recipe | None = None
        if self.records:
            with suppress(FileNotFoundError, DamagedError):
                last = read_recipe(read_sealed(self._record(job.title), job.title))
        if last is None:
            return (Reason("why-first"),)
        return differences(last, job.recipe) or (Reason("why-gone"),)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _record(self, title: str) -> Path:
        assert self.records
        name = sha256(title.encode()).hexdigest()
        return self.records / name[:2] / name


def _are_outputs(held: Any, job: Job) -> bool:
    """Say whether what was kept is what a run of the job gives: a list of outputs for each of its code cells."""
    if not isinstance(held, dict) or held.keys() != job.code_cells():
        return False
    return all(isinstance(each, list) and all(map(_is_output, each)) for each in held.values())


def _is_output(held: Any) -> bool:
    if not isinstance(held, dict):
        return False
    match held.get("output_type"):
        case "stream":
            return isinstance(held.get("text"), str)
        case "display_data" | "execute_result":
            return isinstance(held.get("data"), dict)
        case kind:
            return isinstance(kind, str)
