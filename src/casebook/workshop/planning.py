"""The plan of a session: which segments, how long each, and where the breaks are. Pure; the kit's notebook calls it.

The rule. A session begins with a welcome and ends with the feedback form. What the breaks leave belongs to the segments.

1. Segments of priority 1 are always there. Others follow priority by priority, the cases in turn, as long as every
   segment keeps at least a fifth of the room between its least and its most minutes; where some of a priority had to
   be left out, none of a later one is taken. Only if the minutes cannot be filled so does the fifth not count.
2. Each segment has its least minutes, and what is over goes to all in proportion to that room, in whole minutes, the
   largest remainders first. No segment has less than its least or more than its most.
3. One case alone whose author has planned exactly these minutes keeps the author's plan.
4. Breaks stand between segments, so that the stretches of work are as even as can be; none stands in the first third
   of the session or, where it lasts over three hours, in its first hour.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import accumulate
from typing import Annotated, Literal

from pydantic import Field

from casebook.items.base import Frozen

LEAST, MOST = 20, 480
"""The shortest and the longest session, in minutes."""
ROOM = Fraction(1, 5)
"""What every segment keeps of the room between its least and most minutes before a further one is taken."""
FIRST_HOUR = 60

Reason = Literal["short", "long", "gap", "breaks"]
"""Why there is no plan: too few minutes, too many, none between two sets of segments, or no places for the breaks."""


class Piece(Frozen):
    """A segment of a case, as far as planning needs it."""

    case: str
    id: str
    priority: Annotated[int, Field(ge=1)]
    least: Annotated[int, Field(ge=1)]
    most: Annotated[int, Field(ge=1)]
    title: str = ""


class Outline(Frozen):
    """A case: its segments in order, and its author's plans, each the minutes by segment."""

    case: str
    pieces: Annotated[tuple[Piece, ...], Field(strict=False)]
    plans: Annotated[tuple[Mapping[str, int], ...], Field(strict=False)] = ()


class Stretch(Frozen):
    """A part of a session: `begins` so many minutes after its start; for a segment with case and id."""

    kind: Literal["welcome", "segment", "break", "end"]
    begins: int
    minutes: int
    case: str = ""
    segment: str = ""

    @property
    def ends(self) -> int:
        """Return when it ends, in minutes after the session's start."""
        return self.begins + self.minutes


class Plan(Frozen):
    """A session in stretches without gaps, the segments left out, and whether the author's own plan was taken."""

    minutes: int
    stretches: Annotated[tuple[Stretch, ...], Field(strict=False)]
    left_out: Annotated[tuple[Piece, ...], Field(strict=False)] = ()
    is_authors: bool = False


def welcome_minutes(minutes: int) -> int:
    """Return how long the welcome takes: a fifteenth of the session, from 2 to 10 minutes."""
    return max(2, min(10, minutes // 15))


def end_minutes(minutes: int) -> int:
    """Return how long the feedback form takes: a twentieth of the session, from 3 to 8 minutes."""
    return max(3, min(8, minutes // 20))


def make_plan(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Plan | Reason:
    """Return the plan of a session by the rule above, or the reason why there is none."""
    available = minutes - sum(breaks) - welcome_minutes(minutes) - end_minutes(minutes)
    given = _given(outlines, available)
    if isinstance(given, str):
        return given
    chosen, is_authors = given
    kept = [(piece, chosen[piece]) for outline in outlines for piece in outline.pieces if piece in chosen]
    slots = _break_slots([each for _, each in kept], len(breaks), minutes)
    if slots is None:
        return "breaks"
    left = tuple(piece for outline in outlines for piece in outline.pieces if piece not in chosen)
    return Plan(
        minutes=minutes, stretches=_stretches(kept, slots, breaks, minutes), left_out=left, is_authors=is_authors
    )


def _given(outlines: Sequence[Outline], available: int) -> tuple[dict[Piece, int], bool] | Reason:
    """Return the minutes of each segment that is in, and whether they are the author's; or why there are none."""
    if len(outlines) == 1:
        pieces = {piece.id: piece for piece in outlines[0].pieces}
        for plan in outlines[0].plans:
            if sum(plan.values()) == available:
                return {pieces[name]: given for name, given in plan.items()}, True
    chosen: list[Piece] = []
    for room in (ROOM, Fraction(0)):
        chosen = _chosen(outlines, available, room)
        least, most = sum(each.least for each in chosen), sum(each.most for each in chosen)
        if least > available:
            return "short"
        if available <= most:
            return _shared(chosen, available - least), False
    return "long" if len(chosen) == sum(len(each.pieces) for each in outlines) else "gap"


def _chosen(outlines: Sequence[Outline], available: int, room: Fraction) -> list[Piece]:
    """Return the segments that are in: those of priority 1, and others as long as all keep their share of room."""
    chosen = [piece for outline in outlines for piece in outline.pieces if piece.priority == 1]
    taken = [0] * len(outlines)
    for priority in sorted({piece.priority for outline in outlines for piece in outline.pieces} - {1}):
        waiting = [[piece for piece in outline.pieces if piece.priority == priority] for outline in outlines]
        left_out = False
        while any(waiting):
            turn = min((index for index, pieces in enumerate(waiting) if pieces), key=lambda index: taken[index])
            more = [*chosen, waiting[turn].pop(0)]
            if sum(each.least + room * (each.most - each.least) for each in more) <= available:
                chosen, taken[turn] = more, taken[turn] + 1
            else:
                left_out = True
        if left_out:
            break
    return chosen


def _shared(pieces: Sequence[Piece], over: int) -> dict[Piece, int]:
    """Return each segment's minutes: its least, and of what is over a share in proportion to its room."""
    room = sum(each.most - each.least for each in pieces)
    shares = [Fraction(over * (each.most - each.least), room or 1) for each in pieces]
    given = [int(share) for share in shares]
    by_remainder = sorted(range(len(pieces)), key=lambda index: given[index] - shares[index])
    for index in by_remainder[: over - sum(given)]:
        given[index] += 1
    return {piece: piece.least + extra for piece, extra in zip(pieces, given, strict=True)}


def _break_slots(segments: Sequence[int], count: int, minutes: int) -> tuple[int, ...] | None:
    """Return after how many segments each break stands, so that the stretches of work are as even as can be."""
    ends = list(accumulate(segments, initial=welcome_minutes(minutes)))
    total = ends[-1] + end_minutes(minutes)
    earliest = min(Fraction(minutes, 3), Fraction(FIRST_HOUR))
    allowed = [slot for slot in range(1, len(segments)) if ends[slot] >= earliest]

    @cache
    def best(last: int, left: int) -> tuple[int, tuple[int, ...]] | None:
        since = ends[last] if last else 0
        if not left:
            return (total - since) ** 2, ()
        found = []
        for slot in allowed:
            rest = best(slot, left - 1) if slot > last else None
            if rest:
                found.append((rest[0] + (ends[slot] - since) ** 2, (slot, *rest[1])))
        return min(found, default=None)

    placed = best(0, count)
    return placed[1] if placed else None


def _stretches(
    kept: Sequence[tuple[Piece, int]], slots: Sequence[int], breaks: Sequence[int], minutes: int
) -> tuple[Stretch, ...]:
    pauses = dict(zip(slots, breaks, strict=True))
    stretches = [Stretch(kind="welcome", begins=0, minutes=welcome_minutes(minutes))]
    for number, (piece, given) in enumerate(kept, start=1):
        begins = stretches[-1].ends
        stretches.append(Stretch(kind="segment", begins=begins, minutes=given, case=piece.case, segment=piece.id))
        if number in pauses:
            stretches.append(Stretch(kind="break", begins=begins + given, minutes=pauses[number]))
    stretches.append(Stretch(kind="end", begins=stretches[-1].ends, minutes=end_minutes(minutes)))
    return tuple(stretches)
