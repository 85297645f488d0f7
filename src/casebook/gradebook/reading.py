"""Read the gradebook as the policy has it: which attempt counts, what lateness costs, who passed.

Nothing of this is stored, so that a changed policy changes every result at once and no mark is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from casebook.gradebook.values import Event, Held, Note
from casebook.model.assignment import Learner, Policy, ReleaseRecord

GRADED = ("graded", "timed-out", "out-of-memory", "crashed")
"""The outcomes of submissions that have marks and so count as attempts."""


@dataclass(frozen=True)
class ItemResult:
    """An item of an attempt: the response, the mark in force and everything that led to it.

    `score` is None until a person has marked it, or while markers differ and nobody has settled it.
    """

    item: str
    response: Any
    score: float | None
    max_score: float
    event: Event | None
    events: tuple[Event, ...]
    differs: bool = False


@dataclass(frozen=True)
class Attempt:
    """A submission under the policy. `outcome` is the recorded one or late, superseded, duplicate, too-many-attempts.

    `raw` and `score` are points, before and after lateness, of what is marked so far; `lost` is in percent.
    """

    held: Held
    outcome: str
    reason: Note
    items: Mapping[str, ItemResult]
    raw: float
    max_score: float
    late_by: timedelta
    lost: float

    @property
    def score(self) -> float:
        """Return the points after lateness."""
        return self.raw * (100 - self.lost) / 100

    @property
    def percent(self) -> float:
        """Return the score as a percentage of what can be had."""
        return 100 * self.score / self.max_score if self.max_score else 0.0

    @property
    def is_marked(self) -> bool:
        """Say whether every item has its mark."""
        return all(each.score is not None for each in self.items.values())


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in an assignment; `passed` is None while something counted is not marked yet."""

    learner: Learner
    attempts: tuple[Attempt, ...]
    counted: Attempt | None
    passed: bool | None


def standings(record: ReleaseRecord, learners: Iterable[Learner], held: Iterable[Held]) -> list[Standing]:
    """Return where each learner stands, in the order given; submissions of nobody among them are left out."""
    by_learner: dict[str, list[Held]] = {}
    for each in held:
        if each.submission.learner is not None:
            by_learner.setdefault(each.submission.learner, []).append(each)
    return [_standing(learner, by_learner.get(learner.id, []), record.policy) for learner in learners]


def _standing(learner: Learner, held: Sequence[Held], policy: Policy) -> Standing:
    attempts = [_attempt(each, policy) for each in sorted(held, key=_arrival)]
    attempts = _limited(_unrepeated(attempts), policy)
    eligible = [each for each in attempts if each.outcome in GRADED]
    counted = _counted(eligible, policy)
    attempts = [_said(each, counted) for each in attempts]
    counted = next((each for each in attempts if counted and each.held.number == counted.held.number), None)
    passed = None
    if counted and (counted.is_marked or counted.percent >= policy.pass_percent):
        passed = counted.percent >= policy.pass_percent - 1e-9
    return Standing(learner, tuple(attempts), counted, passed)


def _arrival(held: Held) -> tuple[Any, ...]:
    """Return by what attempts are ordered: HR's time, then the learner's clock, then the content, never chance."""
    moment = held.submission.received or held.graded_at
    return (moment, held.submission.made or "", held.submission.digest, held.submission.name)


def _attempt(held: Held, policy: Policy) -> Attempt:
    submission = held.submission
    items = {}
    for key in dict.fromkeys(event.item for event in held.events):
        events = tuple(event for event in held.events if event.item == key)
        items[key] = _result(key, submission.responses.get(key), events)
    raw = sum(each.score or 0 for each in items.values())
    total = sum(each.max_score for each in items.values())
    late_by = policy.late_by(submission.received)
    lost = policy.late.lost(submission.learner or "", late_by)
    return Attempt(held, submission.outcome, submission.reason, items, raw, total, late_by, lost)


def _result(key: str, response: Any, events: tuple[Event, ...]) -> ItemResult:
    """Return the mark in force: an override, else what markers agree on, else the newest automatic one."""
    best = next((each for each in reversed(events) if each.kind == "override"), None)
    differs = False
    if best is None:
        newest = {each.who: each for each in events if each.kind == "manual"}
        marks = list(newest.values())
        differs = any(
            each.detail.get("levels") != marks[0].detail.get("levels") or each.score != marks[0].score for each in marks
        )
        best = (
            marks[-1] if marks else next((each for each in reversed(events) if each.kind in ("auto", "regrade")), None)
        )
    score = None if best is None or differs else best.score
    return ItemResult(key, response, score, events[-1].max_score, best, events, differs)


def _unrepeated(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts, those that are the same file once more said to be so."""
    seen: dict[str, str] = {}
    told = []
    for each in attempts:
        first = seen.setdefault(each.held.submission.digest, each.held.submission.name)
        again = first != each.held.submission.name and each.outcome in GRADED
        told.append(replace(each, outcome="duplicate", reason=Note("duplicate", {"name": first})) if again else each)
    return told


def _limited(attempts: Sequence[Attempt], policy: Policy) -> list[Attempt]:
    """Return the attempts, those beyond the number allowed said to be so."""
    count, told = 0, []
    for each in attempts:
        count += each.outcome in GRADED
        over = policy.attempts and count > policy.attempts and each.outcome in GRADED
        reason = Note("too-many-attempts", {"most": str(policy.attempts)})
        told.append(replace(each, outcome="too-many-attempts", reason=reason) if over else each)
    return told


def _counted(attempts: Sequence[Attempt], policy: Policy) -> Attempt | None:
    if not attempts:
        return None
    match policy.counted:
        case "first":
            return attempts[0]
        case "last":
            return attempts[-1]
        case "best":
            return max(attempts, key=lambda each: each.score)


def _said(attempt: Attempt, counted: Attempt | None) -> Attempt:
    """Return an attempt with what the policy makes of it: superseded, or late."""
    if counted is None or attempt.outcome not in GRADED:
        return attempt
    if attempt.held.number != counted.held.number:
        return replace(attempt, outcome="superseded", reason=Note("superseded", {"name": counted.held.submission.name}))
    if attempt.late_by > timedelta() and attempt.outcome == "graded":
        late = {"minutes": str(round(attempt.late_by.total_seconds() / 60)), "lost": f"{attempt.lost:g}"}
        return replace(attempt, outcome="late", reason=Note("late", late))
    return attempt
