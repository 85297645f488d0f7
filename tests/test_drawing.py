"""Draws: foreseen by nobody, repeated exactly, and the same whatever the keys are."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from conftest import every_type_course, read_items, write_items

from casebook.loader import load
from casebook.model import open_release
from casebook.model.assignment import Learner, Policy, Pool, ReleaseRecord
from casebook.model.drawing import asked, token
from casebook.model.release import released
from casebook.text import Text

SECRET, OTHER = bytes(range(32)), bytes(range(1, 33))
LEARNERS = [str(number) for number in range(300)]


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> ReleaseRecord:
    """A release of every item type, in which everything is drawn; the true-false item has two variants."""
    root = every_type_course(tmp_path_factory.mktemp("drawing") / "course")
    items = read_items(root)
    item = next(each for each in items["graded"] if each["type"] == "true-false")
    item["variants"] = [{"stem": {"zh": f"第 {n} 种说法对吗？", "en": f"Is saying {n} true?"}} for n in (2, 3)]
    write_items(root, items)
    release = open_release(load(root)[0])
    listed = tuple(released(case, item) for case, item in release.entries)
    return ReleaseRecord(
        course="course",
        assignment="term-1",
        title=Text({"zh": "期末", "en": "Final"}),
        made=datetime(2026, 6, 1, tzinfo=UTC),
        release=release.id,
        policy=Policy(),
        draws=("order", "pools", "variants"),
        pools=(Pool(count=1, items=tuple(each.key for each in listed[:3])),),
        items=listed,
        roster=(Learner(id="1"),),
    )


def shown(record: ReleaseRecord, learner: str, secret: bytes = SECRET) -> list[tuple[str, str]]:
    return [(key, item.edition()) for key, item in asked(record, learner, secret)]


def test_a_draw_is_repeated_exactly(record: ReleaseRecord) -> None:
    read_back = ReleaseRecord.model_validate_json(record.model_dump_json(by_alias=True))
    for learner in LEARNERS[:20]:
        assert shown(record, learner) == shown(read_back, learner)
        assert token(record, learner, SECRET) == token(read_back, learner, SECRET)


def test_a_draw_is_a_learners_own(record: ReleaseRecord) -> None:
    assert len({tuple(shown(record, learner)) for learner in LEARNERS}) > 200
    assert len({token(record, learner, SECRET) for learner in LEARNERS}) == len(LEARNERS)


@pytest.mark.parametrize("change", [{"assignment": "term-2"}, {"course": "other"}])
def test_another_assignment_is_another_draw(record: ReleaseRecord, change: dict[str, Any]) -> None:
    other = record.model_copy(update=change)
    assert [shown(record, each) for each in LEARNERS[:20]] != [shown(other, each) for each in LEARNERS[:20]]
    assert token(record, "1", SECRET) != token(other, "1", SECRET)


def test_without_the_secret_nothing_can_be_foreseen(record: ReleaseRecord) -> None:
    assert [shown(record, each) for each in LEARNERS[:20]] != [shown(record, each, OTHER) for each in LEARNERS[:20]]
    assert token(record, "1", SECRET) != token(record, "1", OTHER)
    assert SECRET.hex() not in record.model_dump_json()


def test_a_pool_gives_each_item_about_as_often(record: ReleaseRecord) -> None:
    pool = set(record.pools[0].items)
    drawn = Counter(key for learner in LEARNERS for key, _ in shown(record, learner) if key in pool)
    assert sum(drawn.values()) == len(LEARNERS)
    assert all(60 <= drawn[key] <= 140 for key in pool)


def test_each_variant_is_drawn_about_as_often(record: ReleaseRecord) -> None:
    stems = Counter(
        item.stem["en"] for each in LEARNERS for _, item in asked(record, each, SECRET) if item.type == "true-false"
    )
    assert len(stems) == 3
    assert all(60 <= count <= 140 for count in stems.values())


def test_options_stand_in_every_order_and_mean_the_same(record: ReleaseRecord) -> None:
    orders = Counter()  # type: ignore[var-annotated]
    for learner in LEARNERS:
        item = next(item for _, item in asked(record, learner, SECRET) if item.type == "single-choice")
        orders["".join(option.id for option in item.options)] += 1  # type: ignore[attr-defined]
        assert item.scoring().key == {"a"}  # type: ignore[union-attr]
    assert len(orders) == 6
    assert all(20 <= count <= 90 for count in orders.values())


def test_nothing_drawn_is_the_same_for_everybody(record: ReleaseRecord) -> None:
    plain = record.model_copy(update={"draws": (), "pools": ()})
    assert {tuple(shown(plain, each)) for each in LEARNERS[:10]} == {tuple((i.key, i.edition) for i in record.items)}
    assert {token(plain, each, SECRET) for each in LEARNERS[:10]} == {record.release}


def test_a_key_changes_no_draw(record: ReleaseRecord) -> None:
    def rekeyed(source: dict[str, Any]) -> dict[str, Any]:
        if source["type"] == "single-choice":
            return source | {"answer": "b"}
        return source | {"answer": 4711} if source["type"] == "numeric" else source

    items = tuple(each.model_copy(update={"source": rekeyed(each.source), "hash": "0" * 12}) for each in record.items)
    other = record.model_copy(update={"items": items})
    for learner in LEARNERS[:20]:
        assert shown(record, learner) == shown(other, learner)
        assert token(record, learner, SECRET) == token(other, learner, SECRET)
