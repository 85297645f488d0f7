"""Whose marks change: by new submissions, and by keys and rubrics that were corrected since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casebook.gradebook.reading import GRADED
from casebook.gradebook.values import Event, Held
from casebook.grading.assess import GRADER
from casebook.grading.judge import CodeTask, Judged, judge, task_of
from casebook.grading.keys import Keys
from casebook.items import Item


@dataclass(frozen=True)
class Change:
    """A mark that differs by the keys now in force. `kept` says why it stays: a person gave the mark in force."""

    held: Held
    item: str
    before: float | None
    after: float | None
    judged: Judged
    kept: bool = False

    def event(self, who: str, at: datetime, why: str, isolation: str) -> Event:
        """Return the change as an event of the gradebook."""
        mark = self.judged.mark
        return Event(
            submission=self.held.number,
            item=self.item,
            kind="regrade",
            score=mark.score,
            max_score=mark.max_score,
            who=who,
            at=at,
            why=why,
            detail=mark.detail,
            grader=GRADER,
            isolation=isolation,
            key_hash=mark.key_hash,
        )


@dataclass(frozen=True)
class Stale:
    """A mark of the gradebook whose key has changed since, with the code to run again if it is code."""

    held: Held
    item: Item
    key: str
    newest: Event
    response: Any
    task: CodeTask | None
    kept: bool


def stale(held: Iterable[Held], keys: Keys) -> Iterator[Stale]:
    """Yield the automatic marks that were given by another key than the one now in force."""
    for each in held:
        learner = each.submission.learner
        if learner is None or each.submission.is_erased or each.submission.outcome not in GRADED:
            continue
        events = [event for event in each.events if keys.hashes.get(event.item) is not None]
        if all(event.key_hash in ("", keys.hashes[event.item]) for event in events):
            continue
        items = dict(keys.asked(learner))
        yield from _of_one(each, events, items, keys)


def _of_one(held: Held, events: list[Event], items: Mapping[str, Item], keys: Keys) -> Iterator[Stale]:
    for key in dict.fromkeys(event.item for event in events):
        own = [event for event in events if event.item == key]
        newest = next((event for event in reversed(own) if event.kind in ("auto", "regrade")), None)
        if newest is None or key not in items or newest.key_hash == keys.hashes[key]:
            continue
        response = held.submission.responses.get(key)
        if newest.detail.get("form") is not None and newest.score == 0:
            continue
        kept = any(event.kind in ("manual", "override") for event in own)
        task = task_of(key, items[key], response)
        yield Stale(held, items[key], key, newest, response, task, kept)


def change_of(found: Stale, runs: Mapping[str, Any], keys: Keys) -> Change | None:
    """Return what a stale mark becomes; None where it stays as it is."""
    judged = judge(found.key, found.item, keys.hashes[found.key], found.response, runs.get(found.key))
    before, after = found.newest.score, judged.mark.score
    if before == after or (before is not None and after is not None and abs(before - after) < 1e-9):
        return None
    return Change(found.held, found.key, before, after, judged, found.kept)
