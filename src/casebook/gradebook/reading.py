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
DOUBTS = frozenset({"grade-file-of-other", "grade-folder-of-other", "grade-name-of-other"})
"""Notes that a submission names two learners. Such a one counts only where there is no other: nobody replaces a colleague's."""
_ROUNDING = 1e-9
"""What computing with fractions may be off by, in percent."""


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

    `raw` and `score` are points, before and after lateness, of what is marked so far; `lost` is in percent. `open` is how
    many points are still to be given or to be settled.
    """

    held: Held
    outcome: str
    reason: Note
    items: Mapping[str, ItemResult]
    raw: float
    max_score: float
    late_by: timedelta
    lost: float
    open: float = 0.0

    @property
    def score(self) -> float:
        """Return the points after lateness."""
        return self.raw * (100 - self.lost) / 100

    @property
    def percent(self) -> float:
        """Return the score as a percentage of what can be had."""
        return 100 * self.score / self.max_score if self.max_score else 0.0

    @property
    def most_percent(self) -> float:
        """Return the percentage after lateness if what is open gets all its points."""
        most = (self.raw + self.open) * (100 - self.lost) / 100
        return 100 * most / self.max_score if self.max_score else 0.0

    @property
    def is_marked(self) -> bool:
        """Say whether every item has its mark."""
        return all(each.score is not None for each in self.items.values())


@dataclass(frozen=True)
class Standing:
    """Where a learner stands in an assignment.

    `passed` is None without an attempt that counts, and while it hangs on a mark that is still to be given; it is told as
    soon as no such mark can change it.
    """

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
    eligible = [each for each in eligible if not _is_doubtful(each)] or eligible
    chosen = _counted(eligible, policy)
    told = tuple(_said(each, chosen, policy) for each in attempts)
    counted = next((each for each in told if chosen and each.held is chosen.held), None)
    decisive = eligible if policy.counted == "best" else [chosen] if chosen else []
    return Standing(learner, told, counted, _passed(decisive, policy))


def _passed(attempts: Sequence[Attempt], policy: Policy) -> bool | None:
    """Say whether one of these attempts passes, None while that hangs on marks to come."""
    needed = policy.pass_percent - _ROUNDING
    if any(each.percent >= needed for each in attempts):
        return True
    if attempts and all(each.most_percent < needed for each in attempts):
        return False
    return None


def _arrival(held: Held) -> tuple[Any, ...]:
    """Return by what attempts are ordered: HR's time, then the learner's clock, then the content, never chance."""
    moment = held.submission.received or held.graded_at
    return (moment, held.submission.made or "", held.submission.digest, held.submission.name)


def _attempt(held: Held, policy: Policy) -> Attempt:
    submission = held.submission
    by_item: dict[str, list[Event]] = {}
    for event in held.events:
        by_item.setdefault(event.item, []).append(event)
    items = {key: _result(key, submission.responses.get(key), tuple(events)) for key, events in by_item.items()}
    late_by = policy.late_by(submission.received)
    return Attempt(
        held=held,
        outcome=submission.outcome,
        reason=submission.reason,
        items=items,
        raw=sum(each.score or 0 for each in items.values()),
        max_score=sum(each.max_score for each in items.values()),
        late_by=late_by,
        lost=policy.late.lost(submission.learner or "", late_by),
        open=sum(each.max_score for each in items.values() if each.score is None),
    )


def _result(key: str, response: Any, events: tuple[Event, ...]) -> ItemResult:
    """Return the mark in force: the newest override, else what markers agree on, else the newest automatic one."""
    overrides = [each for each in events if each.kind == "override"]
    marks = list({each.who: each for each in events if each.kind == "manual"}.values())
    if overrides:
        return _in_force(key, response, events, overrides[-1])
    if marks:
        differs = any(_mark(each) != _mark(marks[0]) for each in marks)
        return _in_force(key, response, events, max(marks, key=events.index), differs)
    return _in_force(key, response, events, events[-1])


def _in_force(key: str, response: Any, events: tuple[Event, ...], event: Event, differs: bool = False) -> ItemResult:
    score = None if differs else event.score
    return ItemResult(key, response, score, event.max_score, event, events, differs)


def _mark(event: Event) -> tuple[Any, float | None]:
    return event.detail.get("levels"), event.score


def _unrepeated(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts, those that are the same file once more said to be so."""
    seen: dict[str, str] = {}
    told = []
    for each in attempts:
        digest, name = each.held.submission.digest, each.held.submission.name
        again = each.outcome in GRADED and seen.setdefault(digest, name) != name
        reason = Note("duplicate", {"name": seen.get(digest, "")})
        told.append(replace(each, outcome="duplicate", reason=reason) if again else each)
    return told


def _limited(attempts: Sequence[Attempt], policy: Policy) -> list[Attempt]:
    """Return the attempts, those beyond the number allowed said to be so."""
    counting = [each for each in attempts if each.outcome in GRADED]
    counting.sort(key=_is_doubtful)  # what may be another's takes nobody's attempt
    over = {id(each) for each in counting[policy.attempts :]} if policy.attempts else set()
    reason = Note("too-many-attempts", {"most": str(policy.attempts)})
    return [
        replace(each, outcome="too-many-attempts", reason=reason) if id(each) in over else each for each in attempts
    ]


def _is_doubtful(attempt: Attempt) -> bool:
    """Say whether an attempt may be another learner's than its id says; it counts only where there is no other."""
    return any(note.code in DOUBTS for note in attempt.held.submission.notes)


def _counted(attempts: Sequence[Attempt], policy: Policy) -> Attempt | None:
    """Return the attempt that counts; of equally good ones the earliest."""
    if not attempts:
        return None
    match policy.counted:
        case "first":
            return attempts[0]
        case "last":
            return attempts[-1]
        case "best":
            return max(attempts, key=lambda each: round(each.percent, 9))


def _said(attempt: Attempt, counted: Attempt | None, policy: Policy) -> Attempt:
    """Return an attempt with what the policy makes of it: superseded, or late."""
    if counted is None or attempt.outcome not in GRADED:
        return attempt
    if attempt.held is not counted.held:
        return replace(attempt, outcome="superseded", reason=Note("superseded", {"name": counted.held.submission.name}))
    if _is_late(attempt, policy) and attempt.outcome == "graded":
        late = {"minutes": str(round(attempt.late_by.total_seconds() / 60)), "lost": f"{attempt.lost:g}"}
        return replace(attempt, outcome="late", reason=Note("late", late))
    return attempt


def _is_late(attempt: Attempt, policy: Policy) -> bool:
    """Say whether an attempt came after the grace, from somebody who is not exempt."""
    is_exempt = attempt.held.submission.learner in policy.late.exempt
    return attempt.late_by > timedelta(minutes=policy.late.grace_minutes) and not is_exempt
