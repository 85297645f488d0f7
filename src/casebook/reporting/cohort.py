"""Everybody of an assignment: where they stand and what they were asked, with the keys that are used for marking."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from casebook.gradebook import Held
from casebook.gradebook.reading import Standing, standings
from casebook.gradebook.values import PSEUDONYM
from casebook.items import Item
from casebook.model import Case, Course
from casebook.model.assignment import Learner, ReleaseRecord
from casebook.model.drawing import asked, item_of
from casebook.model.keys import in_force
from casebook.reporting.statistics import Floats

Asked = tuple[tuple[str, Item], ...]


@dataclass(frozen=True)
class Cohort:
    """An assignment's learners in order, with their standings, what they were asked, and all that came in."""

    course: Course
    record: ReleaseRecord
    standings: tuple[Standing, ...]
    held: tuple[Held, ...]
    asked: Mapping[str, Asked]

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return all items of the assignment by key, in order."""
        return {each.key: item_of(each) for each in self.record.items}

    @property
    def counted(self) -> list[Standing]:
        """Return the standings of those of whom an attempt counts."""
        return [each for each in self.standings if each.counted]

    @property
    def named(self) -> list[Standing]:
        """Return the standings of those whose names are known: a page for somebody erased would be nobody's."""
        return [each for each in self.standings if not each.learner.id.startswith(PSEUDONYM)]

    @property
    def strangers(self) -> list[Held]:
        """Return what was handed in by nobody of the assignment."""
        known = {each.learner.id for each in self.standings}
        return [each for each in self.held if each.submission.learner not in known]

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the zone in which the assignment tells times."""
        try:
            return ZoneInfo(self.record.policy.zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    @property
    def as_of(self) -> datetime | None:
        """Return when the gradebook last learnt something of the assignment."""
        moments = [each.graded_at for each in self.held]
        moments += [event.at for each in self.held for event in each.events]
        return max(moments, default=None)

    @property
    def maxima(self) -> Floats:
        """Return the points of each item."""
        return np.array([each.points for each in self.record.items])

    def scores(self) -> Floats:
        """Return the counted scores before lateness, learners by items; NaN where not asked, or not marked yet."""
        rows = [list(self._row(each)) for each in self.counted]
        return np.array(rows, dtype=np.float64).reshape(len(rows), len(self.record.items))

    def _row(self, standing: Standing) -> Iterator[float]:
        results = standing.counted.items if standing.counted else {}
        wanted = {key for key, _ in self.asked[standing.learner.id]}
        for item in self.record.items:
            result = results.get(item.key)
            if result is None or result.score is None or item.key not in wanted or not result.max_score:
                yield np.nan
            else:
                yield result.score / result.max_score * item.points

    def case_of(self, key: str) -> Case | None:
        """Return the case of an item, None where the course has it no more."""
        case_id = key.partition(".")[0]
        return next((case for case in (*self.course.cases, *self.course.left_out) if case.id == case_id), None)

    def objective_of(self, key: str, language: str) -> str:
        """Return the words of the objective that an item tests, its id where the course has it no more."""
        case, wanted = self.case_of(key), self.items[key].objective
        known = {each.id: each.text for each in case.file.objectives} if case else {}
        return known[wanted][language] if wanted in known else wanted

    def language_of(self, standing: Standing) -> str:
        """Return the language in which a learner is addressed: the roster's, else that of what was handed in."""
        last = standing.counted or next(reversed(standing.attempts), None)
        wished = [standing.learner.language, last.held.submission.language if last else None]
        return next((each for each in wished if each in self.course.languages), self.course.languages[0])


def gather(
    course: Course, record: ReleaseRecord, known: Mapping[str, Learner], held: Iterable[Held], secret: bytes
) -> Cohort:
    """Return the cohort of an assignment: its roster with what the gradebook knows; without a roster, all it knows.

    Those who were erased are of it under their pseudonyms, since statistics stay as they are; what they were asked is
    what they have marks for.
    """
    held = tuple(held)
    record = in_force(record, course).record
    listed = {each.id: known.get(each.id, each) for each in record.roster} or dict(known)
    erased = {each.submission.learner or "": each for each in held if each.submission.is_erased}
    listed |= {name: Learner(id=name) for name in erased}
    people = sorted(listed.values(), key=lambda each: each.id)
    same = None if record.draws or record.pools else asked(record, "", secret)
    wanted = {each.id: same if same is not None else asked(record, each.id, secret) for each in people}
    if same is None:
        items = {each.key: item_of(each) for each in record.items}
        for name, each in erased.items():
            marked = {event.item for event in each.events}
            wanted[name] = tuple((key, item) for key, item in items.items() if key in marked)
    return Cohort(course, record, tuple(standings(record, people, held)), held, wanted)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment as the clock of a zone shows it."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
