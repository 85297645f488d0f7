"""Override a mark: a person's decision on any item, which stands above every other mark."""

from datetime import UTC, datetime

from casebook.errors import HandlingError
from casebook.gradebook import Event
from casebook.gradebook.reading import ItemResult, standings
from casebook.marking.desk import GRADER, Desk, near, person


def override(desk: Desk, name: str, learner: str, item: str, points: float, *, who: str, why: str) -> ItemResult:
    """Give an item of a learner's counted attempt so many points, and return how it stood before.

    Raises HandlingError for an unknown learner or item, points out of range, or a decision without a reason.
    """
    decider, reason = person(who), " ".join(why.split())
    if not reason:
        raise HandlingError("mark-no-why")
    record = desk.records.read(name)
    learners = desk.gradebook.learners()
    if learner not in learners:
        raise HandlingError("mark-no-learner", learner=learner, near=near(learner, learners))
    (standing,) = standings(record, [learners[learner]], desk.gradebook.held(name))
    if standing.counted is None:
        raise HandlingError("mark-no-attempt", learner=learner)
    items = standing.counted.items
    if item not in items:
        raise HandlingError("mark-no-item", item=item, near=near(item, items))
    before = items[item]
    if not 0 <= points <= before.max_score:  # so that NaN is refused too
        raise HandlingError("mark-points", points=f"{points:g}", most=f"{before.max_score:g}")
    decision = Event(
        submission=standing.counted.held.number,
        item=item,
        kind="override",
        score=points,
        max_score=before.max_score,
        who=decider,
        at=datetime.now(UTC),
        why=reason,
        grader=GRADER,
        key_hash=before.event.key_hash if before.event else "",
    )
    desk.gradebook.add([decision])
    return before
