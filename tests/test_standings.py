"""What a policy makes of what is recorded: pairs of attempts and standings, in `data/standings.yml`."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from casebook.gradebook import Event, Held, Note, Submission
from casebook.gradebook.reading import Standing, standings
from casebook.model.assignment import Learner, Policy, ReleaseRecord

CASES = yaml.safe_load((Path(__file__).parent / "data" / "standings.yml").read_text(encoding="utf-8"))
START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NOBODY_ELSE = Learner(id="L1", name="王芳")
KEY = "0123456789ab"


def record_with(policy: dict[str, Any]) -> ReleaseRecord:
    given = dict(policy)
    if "due" in given:
        given["due"] = START + timedelta(minutes=given["due"])
    item = {"key": "case.a", "edition": KEY, "hash": KEY, "points": 10, "source": {"type": "x"}}
    return ReleaseRecord(
        course="course",
        assignment="test",
        title={"en": "Test"},
        made=START,
        release=KEY,
        policy=Policy.model_validate(given),
        items=(item,),
    )


def attempt(number: int, name: str, minutes: int | None, *marks: Any, learner: str = "L1") -> Held:
    about = marks[2] if len(marks) > 2 else {}
    submission = Submission(
        digest=about.get("digest", name),
        name=name,
        learner=learner,
        outcome=about.get("outcome", "graded"),
        reason=Note("graded"),
        received=None if minutes is None else START + timedelta(minutes=minutes),
        made=about.get("made"),
        responses={"case.a": "x"},
    )
    events: list[Event] = []
    for item, mark in zip(("case.a", "case.b"), marks, strict=False):
        for kind, who, score, *levels in mark if isinstance(mark, list) else [["auto", "casebook", mark]]:
            detail = {"levels": levels[0]} if levels else {}
            at = START + timedelta(minutes=len(events))
            events.append(Event(number, item, kind, score, 10.0, who, at, "", detail))
    return Held(number, submission, START, tuple(events))


def standing_of(policy: dict[str, Any], attempts: list[Any]) -> Standing:
    held = [attempt(number, *each) for number, each in enumerate(attempts, start=1)]
    (found,) = standings(record_with(policy), [NOBODY_ELSE], held)
    return found


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_standing(case: dict[str, Any]) -> None:
    expect = case["expect"]
    found = standing_of(case.get("policy", {}), case["attempts"])
    assert {each.held.submission.name: each.outcome for each in found.attempts} == expect["outcomes"]
    counted = found.counted
    assert (counted.held.submission.name if counted else None) == expect["counted"]
    assert found.passed is expect["passed"]
    if counted:
        assert counted.score == pytest.approx(expect["score"], abs=1e-9)
        assert counted.max_score == 20
        assert any(each is counted for each in found.attempts)
    if "reason" in expect:
        assert counted is not None
        assert counted.reason == Note("late", expect["reason"])
    if "differs" in expect:
        assert counted is not None
        assert [key[-1] for key, each in counted.items.items() if each.differs] == expect["differs"]


def test_each_outcome_that_reading_gives_names_its_reason() -> None:
    found = standing_of(
        {"attempts": 2}, [["one", 0, 1, 1], ["copy", 5, 1, 1, {"digest": "one"}], ["two", 9, 2, 2], ["three", 12, 3, 3]]
    )
    assert [each.reason for each in found.attempts] == [
        Note("superseded", {"name": "two"}),
        Note("duplicate", {"name": "one"}),
        Note("graded"),
        Note("too-many-attempts", {"most": "2"}),
    ]


def test_a_changed_policy_changes_results_and_nothing_that_is_recorded() -> None:
    held = [attempt(1, "one", 0, 10, 10), attempt(2, "two", 90, 6, 5)]
    before = repr(held)
    passed = [
        standings(record_with(policy), [NOBODY_ELSE], held)[0].passed
        for policy in ({}, {"counted": "best"}, {"pass_percent": 50}, {"due": 60, "late": {"percent_per_day": 20}})
    ]
    assert passed == [False, True, True, False]
    assert repr(held) == before


def test_the_points_of_the_mark_in_force_count() -> None:
    """After a key was corrected that changed an item's points, too."""
    events = [
        Event(1, "case.a", "auto", 2.0, 10.0, "casebook", START, ""),
        Event(1, "case.a", "regrade", 4.0, 5.0, "casebook", START, ""),
    ]
    held = Held(1, attempt(1, "one", 0).submission, START, tuple(events))
    (found,) = standings(record_with({}), [NOBODY_ELSE], [held])
    assert found.counted is not None
    assert (found.counted.score, found.counted.max_score, found.passed) == (4, 5, True)
    assert found.counted.items["case.a"].events == tuple(events)


def test_learners_stand_in_the_order_given_and_others_are_left_out() -> None:
    people = [Learner(id="L2"), Learner(id="L1")]
    held = [attempt(1, "one", 0, 1, 1), attempt(2, "two", 0, 1, 1, learner="L9")]
    found = standings(record_with({}), people, held)
    assert [(each.learner.id, len(each.attempts)) for each in found] == [("L2", 0), ("L1", 1)]


def test_ten_thousand_learners_take_seconds() -> None:
    people = [Learner(id=f"L{number}") for number in range(10_000)]
    mark = [["auto", "casebook", 5.0]]
    held = [attempt(number, f"{number}", 0, mark, mark, learner=f"L{number}") for number in range(10_000)]
    began = time.process_time()
    assert len(standings(record_with({"due": 0, "counted": "best"}), people, held)) == 10_000
    assert time.process_time() - began < 5
