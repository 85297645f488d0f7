"""Certificates: for whom there is one, and codes that cannot be made up and can be read however they are typed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reported import DUE, NAME, Room, people, room, submission

from casebook.cli.main import main
from casebook.errors import HandlingError
from casebook.gradebook import Event
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.model.assignment import LatePolicy
from casebook.reporting.certificate_pages import certificate_list, certificate_pages
from casebook.reporting.certificates import ALPHABET, certificates, code, read_code, whose
from casebook.reporting.report import verify

SECRET = bytes(range(32))
DAY = date(2026, 3, 31)


@pytest.fixture
def passed(tmp_path: Path) -> Callable[..., Room]:
    """Make an assignment without open items that 1001 passed with everything right, 1002 failed and 1003 did not hand in."""

    def make(**policy: object) -> Room:
        place = room(tmp_path / "course", people(3), **policy)
        kept = tuple(each for each in place.record.items if each.source["type"] != "short-answer")
        place = replace(place, record=place.record.model_copy(update={"items": kept}))
        place.records.write(place.record)
        items = {key: item for key, item in place.items().items() if key in {each.key for each in kept}}
        right = {key: "right" if item.type == "code" else item.right for key, item in items.items()}
        batch = [submission(items, "1001", right, received=DUE + timedelta(hours=1)), submission(items, "1002", {})]
        place.record_all(batch)
        return place

    return make


def test_who_passed_has_a_certificate(passed: Callable[..., Room]) -> None:
    place = passed()
    cohort = place.cohort()
    issued = certificates(cohort, place.records.secret())
    assert [each.standing.learner.id for each in issued] == ["1001"]
    assert issued[0].day == DAY
    ((name, content),) = certificate_pages(cohort, issued)
    page = content.decode()
    assert name == "1001.html"
    for words in ("结业证书", "王伟", "春季考核", "100%", "2026-03-31", issued[0].code):
        assert words in page
    assert "size: A4 landscape" in page
    assert certificate_list(cohort, issued, "zh").table()[1][5] == issued[0].code
    assert [each for _, each in certificate_pages(cohort, certificates(place.cohort(), place.records.secret()))] == [
        content
    ]


def test_what_waits_for_marking_has_none_yet(tmp_path: Path) -> None:
    place = room(tmp_path / "course", people(1), pass_percent=10)
    items = place.items()
    given = {key: "right" if item.type == "code" else item.right for key, item in items.items()}
    place.record_all([submission(items, "1001", given)])
    cohort = place.cohort()
    assert cohort.standings[0].passed
    assert certificates(cohort, SECRET) == []


def test_a_code_says_whose_it_is(passed: Callable[..., Room], capsys: pytest.CaptureFixture[str]) -> None:
    place = passed()
    (issued,) = certificates(place.cohort(), place.records.secret())
    found = verify(place.root, issued.code)
    assert (found.assignment, found.learner.id, found.day) == (NAME, "1001", DAY)
    assert found.standing
    assert found.standing.passed
    assert main(["report", "--verify", issued.code.lower(), "--course", str(place.root)]) == 0
    said = capsys.readouterr().out
    assert "1001" in said
    assert "2026-03-31" in said


def test_a_code_outlives_a_regrade_and_tells_of_it(passed: Callable[..., Room]) -> None:
    place = passed()
    (issued,) = certificates(place.cohort(), place.records.secret())
    with open_gradebook(address_of(place.records.gradebook), place.record.course) as book:
        held = next(each for each in book.held(NAME) if each.submission.learner == "1001")
        book.add(
            [Event(held.number, each.item, "override", 0, each.max_score, "hr", DUE, "copied") for each in held.events]
        )
    found = verify(place.root, issued.code)
    assert found.learner.id == "1001"
    assert found.standing
    assert found.standing.passed is False
    assert certificates(place.cohort(), place.records.secret()) == []


def test_a_later_policy_changes_no_code(passed: Callable[..., Room]) -> None:
    place = passed()
    before = certificates(place.cohort(), place.records.secret())
    place = place.with_policy(late=LatePolicy(percent_per_day=10))
    after = certificates(place.cohort(), place.records.secret())
    assert [each.code for each in before] == [each.code for each in after]
    assert b"90%" in next(iter(certificate_pages(place.cohort(), after)))[1]


@pytest.mark.parametrize("typed", ["", "x", "0000-0000-0000-000", "UUUU-UUUU-UUUU-UUUU", "0" * 17, "验证码"])
def test_what_is_no_code_is_told(passed: Callable[..., Room], typed: str) -> None:
    with pytest.raises(HandlingError, match="certificate-form"):
        verify(passed().root, typed)


def test_what_is_not_genuine_is_told(passed: Callable[..., Room], capsys: pytest.CaptureFixture[str]) -> None:
    place = passed()
    (issued,) = certificates(place.cohort(), place.records.secret())
    for place_of, letter in enumerate(issued.code):
        if letter == "-":
            continue
        other = ALPHABET[(ALPHABET.index(letter) + 1) % 32]
        with pytest.raises(HandlingError, match="certificate-not-genuine"):
            verify(place.root, issued.code[:place_of] + other + issued.code[place_of + 1 :])
    assert main(["report", "--verify", "0000-0000-0000-0000", "--course", str(place.root)]) == 1
    assert "1001" not in capsys.readouterr().err


def test_without_records_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(HandlingError, match="certificate-no-records"):
        verify(tmp_path, "0000-0000-0000-0000")
    assert list(tmp_path.iterdir()) == []


def test_a_code_is_as_it_ever_was() -> None:
    """Certificates are on paper: a change here makes them all false."""
    assert code(SECRET, "service", "spring", "1001", DAY) == "279K-3XPQ-1JXB-BDRA"
    assert re.fullmatch(
        r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", code(SECRET, "service", "spring", "王芳", DAY)
    )


WORDS = st.text(min_size=1, max_size=20)


@given(WORDS, WORDS, WORDS, st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.randoms(use_true_random=False))
def test_a_code_is_read_however_it_is_typed(
    course: str, assignment: str, learner: str, day: date, chance: object
) -> None:
    written = code(SECRET, course, assignment, learner, day)
    typed = written.lower().replace("-", chance.choice(["", " ", " - ", "—", "－"]))  # type: ignore[attr-defined]
    typed = typed.replace("0", chance.choice("0oOＯ")).replace("1", chance.choice("1iIlL"))  # type: ignore[attr-defined]
    read = read_code(f" {typed}\n")
    assert read
    assert read[0] == day
    people = [("other", learner), (assignment, learner), (assignment, learner + "x")]
    assert whose(typed, SECRET, course, people) == (assignment, learner, day)
    assert whose(typed, SECRET[::-1], course, people) is None
    assert whose(typed, SECRET, course + "x", people) is None
