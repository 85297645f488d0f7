"""The gradebook: what is recorded stays as it is, whoever else writes, in both kinds of database."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from databases import Server
from sqlalchemy import Engine, create_engine, insert, inspect, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from casebook.errors import GradebookError
from casebook.gradebook import Event, Gradebook, Held, ItemMark, Note, Submission
from casebook.gradebook.book import name_kept
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.storable import storable
from casebook.gradebook.tables import event, metadata, submission
from casebook.model.assignment import Learner
from casebook.problems import phrase

COURSE = "customer-service"
AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
WANG = Learner(id="10234", name="王芳", department="前厅", email="wang.fang@example.com", language="zh")
KEY = "0123456789ab"


def handed_in(number: int = 1, learner: str | None = "10234", **changed: Any) -> Submission:
    """Return a submission with two automatic marks, one of which waits for a person."""
    marks = (
        ItemMark("case.choice", 1.5, 2.0, KEY, {"share": 0.75}),
        ItemMark("case.text", None, 6.0, KEY),
    )
    whole = Submission(
        digest=f"{number:064x}",
        name=f"交卷/answers-{number}.json",
        learner=learner,
        outcome="graded",
        reason=Note("graded"),
        received=AT,
        made="2026-12-01T09:29:00.000Z",
        release=KEY,
        receipt="K7Q-F2M9",
        language="zh",
        notes=(Note("moved", {"item": "case.choice"}),),
        responses={"case.choice": "b", "case.text": "先看十分钟，再问。"},
        marks=marks,
        grader="casebook 0.1",
        isolation="landlock",
    )
    return replace(whole, **changed)


def marked(number: int, **changed: Any) -> Event:
    """Return a mark by hand."""
    return replace(
        Event(number, "case.text", "manual", 4.0, 6.0, "李老师", AT, "", {"levels": {"a": "good"}}), **changed
    )


@pytest.fixture
def book(address: str) -> Iterator[Gradebook]:
    with open_gradebook(address, COURSE) as opened:
        yield opened


def held(book: Gradebook, assignment: str = "open") -> list[Held]:
    return list(book.held(assignment))


# Recording


def test_what_was_recorded_comes_back(book: Gradebook) -> None:
    book.enroll([WANG])
    whole = handed_in()
    assert book.record("open", [whole], who="casebook", at=AT) == 1
    (found,) = held(book)
    assert found.submission == replace(whole, marks=())
    assert found.graded_at == AT
    assert [(each.item, each.kind, each.score, each.max_score, each.detail) for each in found.events] == [
        ("case.choice", "auto", 1.5, 2.0, {"share": 0.75}),
        ("case.text", "auto", None, 6.0, {}),
    ]
    first = found.events[0]
    assert (first.who, first.at, first.why, first.key_hash) == ("casebook", AT, "", KEY)
    assert (first.grader, first.isolation) == ("casebook 0.1", "landlock")
    assert book.known("open") == {(whole.digest, whole.name)}
    assert book.assignments() == ["open"]


def test_recording_again_changes_nothing(book: Gradebook) -> None:
    batch = [handed_in(1), handed_in(2), handed_in(2)]
    assert book.record("open", batch, who="casebook", at=AT) == 2
    before = held(book)
    assert book.record("open", [handed_in(2, outcome="malformed", marks=()), handed_in(3)], who="another") == 1
    assert held(book)[:2] == before
    assert [len(each.events) for each in held(book)] == [2, 2, 2]


def test_submissions_come_in_the_order_of_recording_however_many(book: Gradebook) -> None:
    batch = [handed_in(number) for number in range(1_203, 0, -1)]
    assert book.record("open", batch, who="casebook") == 1_203
    found = held(book)
    assert [each.submission.digest for each in found] == [each.digest for each in batch]
    assert all(len(each.events) == 2 for each in found)


def test_nothing_of_a_batch_is_recorded_when_a_part_cannot_be(book: Gradebook) -> None:
    broken = replace(handed_in(2), grader=None)  # type: ignore[arg-type]
    with pytest.raises(DBAPIError):
        book.record("open", [handed_in(1), broken], who="casebook")
    assert held(book) == []
    assert book.learners() == {}


def test_a_learner_who_was_not_enrolled_is_not_lost(book: Gradebook) -> None:
    book.record("open", [handed_in(1, learner="E-77"), handed_in(2, learner=None)], who="casebook")
    assert [each.submission.learner for each in held(book)] == ["E-77", None]
    assert book.learners() == {"E-77": Learner(id="E-77")}


def test_assignments_and_courses_are_apart(book: Gradebook, address: str) -> None:
    book.record("first", [handed_in()], who="casebook")
    book.record("second", [handed_in()], who="casebook")
    with open_gradebook(address, "another-course") as other:
        assert other.assignments() == []
        assert other.record("first", [handed_in(), handed_in(2)], who="casebook") == 2
        assert len(other.learners()) == 1
    assert len(held(book, "first")) == 1
    assert book.assignments() == ["first", "second"]


def test_the_roster_is_taken_over(book: Gradebook) -> None:
    book.enroll([WANG, Learner(id="a"), WANG.model_copy(update={"name": "王芳芳"})])
    book.enroll([Learner(id="a", name="=1+1", department="B")])
    assert list(book.learners()) == ["10234", "a"]
    assert book.learners()["10234"].name == "王芳芳"
    assert book.learners()["a"] == Learner(id="a", name="=1+1", department="B")


def test_later_marks_are_added(book: Gradebook) -> None:
    book.record("open", [handed_in()], who="casebook", at=AT)
    number = held(book)[0].number
    zone = timezone(timedelta(hours=8))
    later = [marked(number), marked(number, kind="override", score=5.0, why="复核", at=AT.astimezone(zone))]
    book.add(later)
    assert list(held(book)[0].events[2:]) == later


def test_sheets_go_out_and_come_back(book: Gradebook) -> None:
    book.record("open", [handed_in()], who="casebook")
    number = held(book)[0].number
    book.add_sheet("S-1", "open", KEY, "李老师", [("B-1", number, "case.text")])
    (sheet,) = book.sheets("open")
    assert (sheet.id, sheet.marker, sheet.taken) == ("S-1", "李老师", None)
    assert book.rows_of("S-1") == {"B-1": (number, "case.text")}
    book.take("S-1", [marked(number)])
    assert book.sheets("open")[0].taken is not None
    assert held(book)[0].events[-1] == marked(number)
    assert book.sheets("other") == []


# What strangers write


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain 王芳 🙂", "plain 王芳 🙂"),
        ("a\0b", "a\ufffdb"),
        ("half \ud83d of a pair", "half \ufffd of a pair"),
        ({"a\0": ["\udc80", 1, None, True]}, {"a\ufffd": ["\ufffd", 1, None, True]}),
        (float("nan"), "nan"),
        ([float("inf"), 1.5], ["inf", 1.5]),
        (("a", "b"), ["a", "b"]),
        ({1: 10**30}, {"1": 10**30}),
        ("\u202e\ufeff\u2028", "\u202e\ufeff\u2028"),
    ],
)
def test_what_a_database_would_refuse_is_replaced(given: Any, kept: Any, book: Gradebook) -> None:
    assert storable(given) == kept
    name = given if isinstance(given, str) else "a.json"
    mark = ItemMark("case.choice", 0.0, 2.0, KEY, {"returned": given})
    whole = handed_in(name=name, responses={"case.text": given}, marks=(mark,), notes=(Note("x", {"y": name}),))
    assert book.record("open", [whole], who="a\0b") == 1
    assert book.record("open", [whole], who="casebook") == 0
    (found,) = held(book)
    assert found.submission.responses == {"case.text": kept}
    assert found.events[0].detail == {"returned": kept}
    assert found.events[0].who == "a\ufffdb"
    assert (whole.digest, name_kept(name)) in book.known("open")


def test_nothing_is_nested_without_end(book: Gradebook) -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    book.record("open", [handed_in(responses={"case.text": deep})], who="casebook")
    assert "…" in str(held(book)[0].submission.responses)


def test_names_of_any_length_are_kept_alike(book: Gradebook) -> None:
    long = "文" * 700 + ".json"
    whole = handed_in(name=long, made="x" * 90)
    assert book.record("open", [whole, whole], who="casebook") == 1
    (found,) = held(book)
    assert len(found.submission.name) == 500
    assert found.submission.name.endswith("文.json")
    assert book.known("open") == {(whole.digest, name_kept(long))}


def test_a_score_that_is_no_number_waits_for_a_person(book: Gradebook) -> None:
    marks = (ItemMark("case.choice", float("nan"), 2.0, KEY),)
    book.record("open", [handed_in(marks=marks)], who="casebook")
    assert held(book)[0].events[0].score is None


# What is recorded stays


CHANGES: Sequence[tuple[str, Callable[[], Any]]] = [
    ("score", lambda: update(event).values(score=9)),
    ("who", lambda: update(event).values(who="me")),
    ("why", lambda: update(event).values(why="because")),
    ("no event", lambda: text("DELETE FROM event")),
    ("no submission", lambda: text("DELETE FROM submission")),
    ("outcome", lambda: update(submission).values(outcome="tampered")),
    ("learner", lambda: update(submission).values(learner=None)),
    ("received", lambda: update(submission).values(received=AT)),
    ("responses", lambda: update(submission).values(responses={})),
    ("name", lambda: update(submission).values(name="x")),
]


@pytest.mark.parametrize(("what", "change"), CHANGES, ids=[what for what, _ in CHANGES])
def test_the_database_itself_refuses_changes(what: str, change: Callable[[], Any], book: Gradebook) -> None:
    book.record("open", [handed_in()], who="casebook")
    before = held(book)
    with pytest.raises(DBAPIError, match="never changed or removed"), book.writing() as connection:
        connection.execute(change())
    assert held(book) == before


@pytest.mark.needs("postgres")
def test_a_server_does_not_empty_tables_at_once_either(postgres: Server) -> None:
    with open_gradebook(postgres.new_database(), COURSE) as book:
        book.record("open", [handed_in()], who="casebook")
        with pytest.raises(DBAPIError, match="never changed or removed"), book.writing() as connection:
            connection.execute(text("TRUNCATE event, submission, sheet_row"))
        assert len(held(book)) == 1


# Several at once


def _record_many(address: str, start: Any, own: int) -> None:
    start.wait()
    with open_gradebook(address, COURSE) as book:
        for first in range(0, 100, 10):
            shared = [handed_in(number, learner=f"L{number}") for number in range(first, first + 10)]
            mine = [handed_in(1000 * own + number, learner=f"L{own}-{number}") for number in range(first, first + 10)]
            batch = [*shared, *mine] if own % 2 else [*reversed(shared), *mine]
            book.enroll([Learner(id=str(each.learner)) for each in reversed(batch)])
            book.record("open", batch, who=f"process {own}")
            number = next(iter(book.held("open"))).number
            book.add([marked(number, who=f"process {own}", why=str(first))])


def test_several_processes_record_at_once_and_nothing_is_lost(address: str) -> None:
    """They also make the tables at once, as each is the first to open."""
    context = multiprocessing.get_context("fork")
    start = context.Event()
    processes = [context.Process(target=_record_many, args=(address, start, own)) for own in (1, 2, 3)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join(200)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with open_gradebook(address, COURSE) as book:
        found = held(book)
        assert len(found) == 400
        assert len({each.submission.digest for each in found}) == 400
        assert len(book.learners()) == 400
        automatic = [[each for each in one.events if each.kind == "auto"] for one in found]
        assert all(len(each) == 2 for each in automatic)
        by_hand = [(each.who, each.why) for one in found for each in one.events if each.kind == "manual"]
        assert len(by_hand) == len(set(by_hand)) == 30


def test_reading_keeps_nobody_from_writing_and_sees_one_state(book: Gradebook, address: str) -> None:
    book.record("open", [handed_in(number) for number in range(600)], who="casebook")
    reading = book.held("open")
    first = next(reading)
    with open_gradebook(address, COURSE) as other:
        other.record("open", [handed_in(1000)], who="another")
        other.add([marked(first.number)])
    assert len(list(reading)) == 599
    assert len(held(book)) == 601


# Opening


def test_the_steps_lead_to_the_tables_of_the_code(book: Gradebook) -> None:
    with book.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_an_old_gradebook_is_brought_up_to_date(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As there is one step only so far, the next one is made up here."""
    import shutil
    from importlib.resources import files

    from casebook.gradebook import opening

    with open_gradebook(address, COURSE) as book:
        book.record("open", [handed_in()], who="casebook", at=AT)
        before = held(book)
    package = tmp_path / "package"
    shutil.copytree(str(files("casebook.gradebook") / "migrations"), package / "migrations")
    step = 'from alembic import op\nrevision, down_revision = "0002", "0001"\n\ndef upgrade():\n    op.execute("{}")\n'
    versions = package / "migrations" / "versions"
    (versions / "0002_bad.py").write_text(step.format("CREATE TABLE cohort (number INTEGER)") + "    raise OSError\n")
    monkeypatch.setattr(opening, "files", lambda _: package)
    with pytest.raises(OSError), open_gradebook(address, COURSE):
        pass
    (versions / "0002_bad.py").unlink()
    (versions / "0002_next.py").write_text(step.format("CREATE TABLE cohort (number INTEGER)"))
    with open_gradebook(address, COURSE) as book:
        assert "cohort" in inspect(book.engine).get_table_names()
        assert held(book) == before
    monkeypatch.undo()
    said = _refusal(address)
    assert said.code == "gradebook-newer"


def _refusal(address: str) -> GradebookError:
    with pytest.raises(GradebookError) as refused, open_gradebook(address, COURSE):
        pass
    for language in ("zh", "en"):
        assert phrase(language, refused.value.code, **refused.value.details)
    return refused.value


def _raw(address: str) -> Engine:
    return create_engine(make_url(address))


def test_tables_of_something_else_are_left_alone(address: str) -> None:
    engine = _raw(address)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE shop (number INTEGER)"))
    assert _refusal(address).code == "gradebook-foreign"
    with engine.begin() as connection:  # somebody else's, whose steps alembic keeps too
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('abcdef')"))
    assert _refusal(address).code == "gradebook-foreign"
    assert sorted(inspect(engine).get_table_names()) == ["alembic_version", "shop"]
    engine.dispose()


SECRET = "s3cr3t-Wort"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (f"mysql://me:{SECRET}@host/name", "gradebook-kind"),
        (f"oracle+x://me:{SECRET}@host/name", "gradebook-kind"),
        ("", "gradebook-address"),
        ("gradebook.db", "gradebook-address"),
        ("sqlite://", "gradebook-address"),
        ("sqlite:///:memory:", "gradebook-address"),
        (f"postgresql://me:{SECRET}/x@127.0.0.1:1/name", "gradebook-unusable"),
        (f"postgresql://me:a@{SECRET}@host/name", "gradebook-address"),
        (f"postgresql://me:{SECRET}@host:port/name", "gradebook-address"),
        (f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/name", "gradebook-unusable"),
        (f"postgresql+psycopg://127.0.0.1:1/name?password={SECRET}&user=me", "gradebook-unusable"),
        (f"postgresql+other://me:{SECRET}@127.0.0.1:1/name", "gradebook-unusable"),
    ],
)
def test_a_useless_address_is_refused_and_no_password_shown(address: str, code: str) -> None:
    refused = _refusal(address)
    assert refused.code == code
    for language in ("zh", "en"):
        assert SECRET not in phrase(language, refused.code, **refused.details)
    assert refused.__cause__ is None
    assert refused.__suppress_context__ or refused.__context__ is None


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    path.write_text("工号,姓名\n" * 300, encoding="utf-8")
    before = path.read_bytes()
    assert _refusal(address_of(path)).code == "gradebook-unusable"
    assert path.read_bytes() == before
    assert _refusal(f"sqlite:///{path}/x.db").code == "gradebook-unusable"


@pytest.mark.needs("postgres")
def test_a_server_that_lets_nobody_in_says_so_without_the_password(postgres: Server) -> None:
    refused = _refusal(postgres.address("postgres", password=SECRET))
    assert refused.code == "gradebook-unusable"
    assert "authentication failed" in str(refused.details["reason"])
    assert SECRET not in str(refused.details)
    assert _refusal(postgres.address("no_such_database")).code == "gradebook-unusable"


@pytest.mark.needs("postgres")
def test_a_server_that_gives_out_meanwhile_is_told_in_a_sentence(postgres: Server) -> None:
    address = postgres.new_database()
    with pytest.raises(GradebookError, match="gradebook-unusable"), open_gradebook(address, COURSE) as book:
        book.engine.connect().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def test_a_bug_stays_a_bug(address: str) -> None:
    with pytest.raises(DBAPIError) as raised, open_gradebook(address, COURSE) as book, book.writing() as connection:
        connection.execute(insert(event).values(submission=None))
    assert "李老师" not in str(raised.value)


def test_a_gradebook_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new folder 100%" / "gradebook.db"
    with open_gradebook(address_of(path), COURSE) as book:
        book.record("open", [handed_in()], who="casebook")
        with book.reading() as connection:
            connection.execute(select(event)).all()
            assert {each.name: oct(each.stat().st_mode & 0o777) for each in path.parent.iterdir()} == {
                "gradebook.db": "0o600",
                "gradebook.db-wal": "0o600",
                "gradebook.db-shm": "0o600",
            }
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


FLOOD = """
import resource, sys, conftest
from test_gradebook import COURSE, ItemMark, KEY, handed_in, open_gradebook
marks = tuple(ItemMark(f"case.item-{n}", 1.0, 2.0, KEY, {"share": 0.5}) for n in range(8))
with open_gradebook(sys.argv[1], COURSE) as book:
    for first in range(0, 5000, 100):
        batch = [handed_in(n, learner=f"L{n}", marks=marks) for n in range(first, first + 100)]
        book.record("open", batch, who="casebook")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(len(each.events) for each in book.held("open")) == 40000
    print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_reading_holds_a_part_in_memory(address: str) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{Path(__file__).parent}:{os.environ.get('PYTHONPATH', '')}"}
    done = subprocess.run(
        [sys.executable, "-c", FLOOD, address], env=environment, capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 20
