"""By which key an item counts: a corrected key counts, a changed question does not; the same for all who ask."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import every_type_course, read_items, write_items

from casebook.errors import RecordsError
from casebook.loader import load
from casebook.model import Course, open_release
from casebook.model.assignment import Draw, Policy, ReleaseRecord
from casebook.model.drawing import item_of
from casebook.model.keys import in_force
from casebook.model.release import released
from casebook.records import FOLDER, Records
from casebook.text import Text

ID = "satisfied-enough-test"
Edit = Callable[[dict[str, Any]], None]


def reworded(item: dict[str, Any]) -> None:
    item["stem"] = {"zh": "换了一句话，对吗？", "en": "Another saying: is it true?"}


def corrected(item: dict[str, Any]) -> None:
    item["answer"] = not item["answer"]


def varied(item: dict[str, Any]) -> None:
    item["variants"] = [{"stem": {"zh": "反过来说，对吗？", "en": "Is the opposite true?"}, "answer": True}]


def corrected_in_the_variant(item: dict[str, Any]) -> None:
    item["variants"][0]["answer"] = False


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Course]:
    """A course on disk; each call edits its true-false item, or leaves it out, and loads the course."""
    root = every_type_course(tmp_path / "course")

    def edit(*edits: Edit, gone: bool = False) -> Course:
        items = read_items(root)
        item = next(each for each in items["graded"] if each["id"] == ID)
        for each in edits:
            each(item)
        if gone:
            items["graded"].remove(item)
        write_items(root, items)
        return load(root)[0]

    return edit


def release_of(course: Course, *draws: Draw) -> ReleaseRecord:
    release = open_release(course)
    return ReleaseRecord(
        course="course",
        assignment="term-1",
        title=Text({"zh": "期末", "en": "Final"}),
        made=datetime(2026, 6, 1, tzinfo=UTC),
        release=release.id,
        policy=Policy(),
        draws=draws,
        items=tuple(released(case, item) for case, item in release.entries),
    )


def answers(record: ReleaseRecord) -> list[Any]:
    """Return the key of each version of the item."""
    (item,) = (item_of(each) for each in record.items if each.key.endswith(f".{ID}"))
    return [version.model_dump()["answer"] for version in item.versions()]


def test_the_same_course_changes_nothing(edited: Callable[..., Course]) -> None:
    course = edited(varied)
    for draws in ((), ("variants",)):
        record = release_of(course, *draws)
        found = in_force(record, course)
        assert (found.record, found.gone, found.edited) == (record, (), ())


def test_a_corrected_key_counts(edited: Callable[..., Course]) -> None:
    record = release_of(edited())
    found = in_force(record, edited(corrected))
    assert (answers(record), answers(found.record)) == ([False], [True])
    assert (found.gone, found.edited) == ((), ())


@pytest.mark.parametrize("draws", [(), ("order", "variants")])
def test_of_a_changed_question_the_released_key_counts(edited: Callable[..., Course], draws: tuple[Draw, ...]) -> None:
    record = release_of(edited(), *draws)
    found = in_force(record, edited(reworded, corrected))
    assert found.record == record
    assert [key.rpartition(".")[2] for key in found.edited] == [ID]


def test_of_an_item_that_is_gone_the_released_key_counts(edited: Callable[..., Course]) -> None:
    record = release_of(edited())
    found = in_force(record, edited(gone=True))
    assert found.record == record
    assert [key.rpartition(".")[2] for key in found.gone] == [ID]


def test_a_variant_that_nobody_was_asked_does_not_keep_a_key(edited: Callable[..., Course]) -> None:
    record = release_of(edited())
    found = in_force(record, edited(varied, corrected))
    assert answers(found.record)[0] is True
    assert found.edited == ()


def test_where_variants_are_drawn_another_variant_is_another_question(edited: Callable[..., Course]) -> None:
    record = release_of(edited(), "variants")
    found = in_force(record, edited(varied, corrected))
    assert answers(found.record) == [False]
    assert found.edited


def test_a_key_corrected_in_a_variant_counts(edited: Callable[..., Course]) -> None:
    record = release_of(edited(varied), "variants")
    found = in_force(record, edited(corrected_in_the_variant))
    assert (answers(record), answers(found.record)) == ([False, True], [False, False])
    assert found.edited == ()


def test_a_lost_secret_is_not_drawn_anew(edited: Callable[..., Course], tmp_path: Path) -> None:
    records = Records(tmp_path / FOLDER)
    secret = records.secret()
    assert records.secret() == secret
    records.write(release_of(edited(), "order"))
    (records.folder / "secret").unlink()
    with pytest.raises(RecordsError, match="records-secret"):
        records.secret()
    assert not (records.folder / "secret").exists()
