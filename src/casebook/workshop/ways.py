"""What would work instead: other minutes, fewer or more cases, other breaks. Every way named here has been planned."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from casebook.workshop.planning import LEAST, MOST, Outline, Plan, make_plan

ADDED_BREAK = 15
MOST_BREAKS = 6
MOST_CASES = 4


@dataclass(frozen=True)
class Way:
    """A session that works, near the one asked for: what was changed in it, and what it is then."""

    changed: tuple[str, ...]
    cases: tuple[str, ...]
    minutes: int
    breaks: tuple[int, ...]


def find_ways(
    outlines: Sequence[Outline], minutes: int, breaks: Sequence[int], others: Sequence[Outline] = ()
) -> tuple[Way, ...]:
    """Return sessions that work, each with one thing changed; only where there is none, with several changed.

    `others` are cases that could be added.
    """
    alone = [
        *_other_minutes(outlines, minutes, breaks),
        *_first(_fewer_cases(outlines, minutes, breaks)),
        *_first(_more_cases(outlines, minutes, breaks, others)),
        *_first(_other_breaks(outlines, minutes, breaks)),
    ]
    return tuple(alone or _first(_together(outlines, minutes, breaks)))


def _works(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> bool:
    return isinstance(make_plan(outlines, minutes, breaks), Plan)


def _way(changed: Sequence[str], outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Way:
    return Way(tuple(changed), tuple(each.case for each in outlines), minutes, tuple(breaks))


def _first(ways: Iterable[Way]) -> list[Way]:
    return [way for way, _ in zip(ways, range(1), strict=False)]


def _other_minutes(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Iterator[Way]:
    """Yield the nearest shorter and the nearest longer session that works."""
    for tried in (range(min(minutes - 1, MOST), LEAST - 1, -1), range(max(minutes + 1, LEAST), MOST + 1)):
        yield from _first(_way(["minutes"], outlines, each, breaks) for each in tried if _works(outlines, each, breaks))


def _fewer_cases(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Iterator[Way]:
    for count in range(len(outlines) - 1, 0, -1):
        for kept in combinations(outlines, count):
            if _works(kept, minutes, breaks):
                yield _way(["cases"], kept, minutes, breaks)


def _more_cases(
    outlines: Sequence[Outline], minutes: int, breaks: Sequence[int], others: Sequence[Outline]
) -> Iterator[Way]:
    for count in range(1, MOST_CASES - len(outlines) + 1):
        for added in combinations(others, count):
            if _works((*outlines, *added), minutes, breaks):
                yield _way(["more-cases"], (*outlines, *added), minutes, breaks)


def _other_breaks(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Iterator[Way]:
    """Yield fewer breaks, then more."""
    fewer = [tuple(breaks[:count]) for count in range(len(breaks) - 1, -1, -1)]
    more = [(*breaks, *[ADDED_BREAK] * count) for count in range(1, MOST_BREAKS - len(breaks) + 1)]
    for tried in (*fewer, *more):
        if _works(outlines, minutes, tried):
            yield _way(["breaks"], outlines, minutes, tried)


def _together(outlines: Sequence[Outline], minutes: int, breaks: Sequence[int]) -> Iterator[Way]:
    for way in _first(each for other in [()] if breaks for each in _fewer_cases(outlines, minutes, other)):
        yield Way(("cases", "breaks"), way.cases, way.minutes, way.breaks)
    for count in range(len(outlines), 0, -1):
        for kept in combinations(outlines, count):
            nearest = sorted(_other_minutes(kept, minutes, ()), key=lambda way: abs(way.minutes - minutes))
            for way in nearest[:1]:
                changed = [name for name, differs in (("cases", count < len(outlines)), ("breaks", breaks)) if differs]
                yield Way(("minutes", *changed), way.cases, way.minutes, way.breaks)
