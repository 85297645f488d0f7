"""Backups: a lost machine is rebuilt from one, in either kind of database, and none that is damaged touches anything."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import small_course
from test_gradebook import AT, COURSE, KEY, WANG, handed_in, held, marked
from test_standings import record_with

from casebook.cli.main import main
from casebook.errors import GradebookError
from casebook.gradebook import Gradebook
from casebook.gradebook import backup as backup_module
from casebook.gradebook.backup import MANIFEST, manifest_digest, write_backup
from casebook.gradebook.opening import address_of, open_gradebook
from casebook.gradebook.restoring import restore_backup
from casebook.problems import phrase
from casebook.records import Records


def fill(book: Gradebook, records: Records) -> None:
    """Put something into each table and each part of the records."""
    book.enroll([WANG])
    book.record(
        "open", [handed_in(1), handed_in(2, learner=None, outcome="malformed", marks=())], who="casebook", at=AT
    )
    book.record("test", [handed_in(1, learner="E-7")], who="casebook", at=AT)
    number = held(book, "test")[0].number
    book.add([marked(number), marked(number, kind="override", why="复核")])
    book.add_sheet("S-1", "test", KEY, "李老师", [("B-1", number, "case.text")])
    book.take("S-1", [])
    records.secret()
    records.write(record_with({}).model_copy(update={"course": COURSE, "roster": (WANG,)}))
    package = records.folder_of("test") / "package"
    package.mkdir()
    (package / "王芳.html").write_text("<p>题目</p>", encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a records folder but the gradebook."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("gradebook.db")
    }


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of a gradebook in SQLite among its records."""
    records = Records(tmp_path / "first" / "_hr")
    records.make()
    with open_gradebook(address_of(records.gradebook), COURSE) as book:
        fill(book, records)
        assert write_backup(book, records, tmp_path / "first.casebook") == 3
    return tmp_path / "first.casebook"


@pytest.fixture
def target(tmp_path: Path) -> Iterator[tuple[Gradebook, Records]]:
    """A new gradebook and new records."""
    records = Records(tmp_path / "second" / "_hr")
    with open_gradebook(address_of(records.gradebook), COURSE) as book:
        yield book, records


def test_a_lost_machine_is_rebuilt_in_either_database(address: str, tmp_path: Path, backup: Path) -> None:
    """From SQLite to SQLite, and from SQLite to a server: the backup of what was restored is the same to the byte."""
    records = Records(tmp_path / "second" / "_hr")
    with open_gradebook(address, COURSE) as book, open_gradebook(address, "another") as other:
        other.record("open", [handed_in(number) for number in range(5)], who="casebook")
        assert restore_backup(book, records, backup) == 3
        assert write_backup(book, records, tmp_path / "second.casebook") == 3
        assert len(held(other)) == 5
        assert book.record("open", [handed_in(1), handed_in(9)], who="casebook") == 1
        (found,) = held(book, "test")
        assert [each.kind for each in found.events] == ["auto", "auto", "manual", "override"]
        assert book.rows_of("S-1") == {"B-1": (found.number, "case.text")}
    assert (tmp_path / "second.casebook").read_bytes() == backup.read_bytes()
    first = Records(tmp_path / "first" / "_hr")
    assert contents(records.folder) == contents(first.folder)
    assert records.secret() == first.secret()
    assert oct((records.folder / "secret").stat().st_mode & 0o777) == "0o600"


def test_a_backup_is_its_owners_alone_and_overwrites_nothing(backup: Path, target: tuple[Gradebook, Records]) -> None:
    assert oct(backup.stat().st_mode & 0o777) == "0o600"
    before = backup.read_bytes()
    with pytest.raises(GradebookError, match="backup-exists"):
        write_backup(*target, backup)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir() if "casebook" in path.name] == [backup.name]


def test_what_was_restored_is_guarded_again(backup: Path, target: tuple[Gradebook, Records]) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    restore_backup(*target, backup)
    with pytest.raises(DBAPIError, match="never changed"), target[0].writing() as connection:
        connection.execute(text("DELETE FROM event"))


def test_nothing_is_overwritten_unless_it_is_asked_for(backup: Path, target: tuple[Gradebook, Records]) -> None:
    book, records = target
    book.record("later", [handed_in(7)], who="casebook")
    with pytest.raises(GradebookError, match="restore-not-empty"):
        restore_backup(book, records, backup)
    assert book.assignments() == ["later"]
    records.secret()
    (records.folder / "gone").mkdir()
    (records.folder / "gone" / "release.txt").write_text("old")
    assert restore_backup(book, records, backup, replace=True) == 3
    assert book.assignments() == ["open", "test"]
    assert contents(records.folder) == contents(backup.parent / "first" / "_hr")
    assert not (records.folder / "gone").exists()
    assert restore_backup(book, records, backup, replace=True) == 3


def test_records_alone_are_not_overwritten_either(backup: Path, target: tuple[Gradebook, Records]) -> None:
    book, records = target
    before = records.secret()
    with pytest.raises(GradebookError, match="restore-not-empty"):
        restore_backup(book, records, backup)
    assert records.secret() == before
    assert held(book) == []


def test_the_same_records_are_no_hindrance(backup: Path, target: tuple[Gradebook, Records]) -> None:
    book, records = target
    records.make()
    with zipfile.ZipFile(backup) as archive:
        (records.folder / "secret").write_bytes(archive.read("records/secret"))
    assert restore_backup(book, records, backup) == 3


def test_another_course_is_refused(backup: Path, tmp_path: Path, target: tuple[Gradebook, Records]) -> None:
    book, records = target
    with (
        open_gradebook(address_of(tmp_path / "x.db"), "another") as other,
        pytest.raises(GradebookError, match="backup-course"),
    ):
        restore_backup(other, Records(tmp_path / "x"), backup, replace=True)
    records.write(record_with({}))
    with pytest.raises(GradebookError, match="restore-other-course"):
        restore_backup(book, records, backup, replace=True)


def test_a_failure_at_the_end_brings_everything_back(
    backup: Path, target: tuple[Gradebook, Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database gives out when all is written but not yet taken."""
    from sqlalchemy import Connection

    book, records = target
    book.record("later", [handed_in(7)], who="casebook")
    secret = records.secret()
    before = contents(records.folder)

    def fail(_: Connection) -> None:
        raise OSError("the plug is pulled")

    monkeypatch.setattr(Connection, "commit", fail)
    with pytest.raises(OSError, match="plug"):
        restore_backup(book, records, backup, replace=True)
    monkeypatch.undo()
    assert book.assignments() == ["later"]
    assert records.secret() == secret
    assert contents(records.folder) == before
    assert [path.name for path in records.folder.iterdir() if path.name.startswith(".re")] == []


# Damaged and hostile


def rewrite(backup: Path, change: Callable[[dict[str, bytes]], None], *, signed: bool = True) -> None:
    """Change the files of a backup; where `signed`, the manifest fits them again."""
    with zipfile.ZipFile(backup) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if signed:
        manifest = json.loads(files[MANIFEST])
        manifest["files"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
            if name != MANIFEST
        }
        manifest["sha256"] = manifest_digest(manifest)
        files[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def _row(name: str, /, **changed: Any) -> Callable[[dict[str, bytes]], None]:
    """Return a change of the first row of a table."""

    def change(files: dict[str, bytes]) -> None:
        first, *rest = files[f"gradebook/{name}.jsonl"].splitlines(keepends=True)
        row = json.loads(first) | changed
        files[f"gradebook/{name}.jsonl"] = json.dumps(row).encode() + b"\n" + b"".join(rest)

    return change


def _manifest(**changed: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        files[MANIFEST] = json.dumps(json.loads(files[MANIFEST]) | changed).encode()

    return change


def _put(name: str, data: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: data})


DAMAGES: dict[str, tuple[Callable[[dict[str, bytes]], None], bool, str]] = {
    "changed": (_put("records/secret", b"0" * 65), False, "backup-damaged"),
    "shorter": (_put("gradebook/event.jsonl", b""), False, "backup-damaged"),
    "another course in the manifest": (_manifest(course="another"), False, "backup-damaged"),
    "newer": (_manifest(version=2), True, "backup-newer"),
    "version zero": (_manifest(version=0), True, "backup-damaged"),
    "version true": (_manifest(version=[1]), True, "backup-damaged"),
    "something else": (_manifest(format="other"), True, "backup-foreign"),
    "no manifest": (lambda files: files.pop(MANIFEST) and None, False, "backup-foreign"),
    "a list for a manifest": (_put(MANIFEST, b"[]"), False, "backup-foreign"),
    "no JSON for a manifest": (_put(MANIFEST, b"{"), False, "backup-damaged"),
    "deep": (_put(MANIFEST, b"[" * 100_000), False, "backup-damaged"),
    "a table missing": (lambda files: files.pop("gradebook/sheet.jsonl") and None, True, "backup-damaged"),
    "a file not listed": (_put("records/more"), False, "backup-damaged"),
    "upwards": (_put("records/../../evil"), True, "backup-damaged"),
    "absolute": (_put("/tmp/evil"), True, "backup-damaged"),
    "backslashes": (_put("records/..\\..\\evil"), True, "backup-damaged"),
    "a drive": (_put("records/C:evil"), True, "backup-damaged"),
    "elsewhere": (_put("site/evil"), True, "backup-damaged"),
    "hidden": (_put("records/.ssh/evil"), True, "backup-damaged"),
    "a gradebook": (_put("records/gradebook.db"), True, "backup-damaged"),
    "its log": (_put("records/gradebook.db-wal"), True, "backup-damaged"),
    "double slash": (_put("records//evil"), True, "backup-damaged"),
    "not JSON": (_put("gradebook/learner.jsonl", b"{]\n"), True, "backup-damaged"),
    "no end of line": (_put("gradebook/sheet.jsonl", b"{}"), True, "backup-damaged"),
    "another column": (_row("learner", admin=True), True, "backup-damaged"),
    "a wrong type": (_row("learner", name=5), True, "backup-damaged"),
    "a missing value": (_row("submission", outcome=None), True, "backup-damaged"),
    "nobody's learner": (_row("submission", learner=99), True, "backup-damaged"),
    "a negative place": (_row("event", submission=-1), True, "backup-damaged"),
    "true for a place": (_row("event", submission=True), True, "backup-damaged"),
    "no time": (_row("event", at="yesterday"), True, "backup-damaged"),
    "a time without zone": (_row("event", at="2026-12-01T09:00:00"), True, "backup-damaged"),
    "no score": (_row("event", score="10"), True, "backup-damaged"),
    "not a number": (_row("event", score=float("nan")), True, "backup-damaged"),
    "no reason": (_row("submission", reason={"x": 1}), True, "backup-damaged"),
    "no notes": (_row("submission", notes=[1]), True, "backup-damaged"),
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_or_hostile_backup_touches_nothing(
    what: str, backup: Path, target: tuple[Gradebook, Records], tmp_path: Path
) -> None:
    change, signed, code = DAMAGES[what]
    rewrite(backup, change, signed=signed)
    _assert_refused(backup, target, code, tmp_path)


def _assert_refused(backup: Path, target: tuple[Gradebook, Records], code: str, tmp_path: Path) -> None:
    book, records = target
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    with pytest.raises(GradebookError) as refused:
        restore_backup(book, records, backup)
    assert refused.value.code == code
    for language in ("zh", "en"):
        assert backup.name in phrase(language, code, **refused.value.details)
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before
    assert book.assignments() == []
    assert not Path("/tmp/evil").exists()


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.9, 0.999])
def test_a_truncated_backup_touches_nothing(
    share: float, backup: Path, target: tuple[Gradebook, Records], tmp_path: Path
) -> None:
    data = backup.read_bytes()
    backup.write_bytes(data[: int(len(data) * share)])
    _assert_refused(backup, target, "backup-foreign", tmp_path)


def test_an_archive_whose_parts_begin_before_its_beginning_is_damaged(backup: Path, tmp_path: Path) -> None:
    data = bytearray(backup.read_bytes())
    end = data.rindex(b"PK\x05\x06")
    contents = int.from_bytes(data[end + 16 : end + 20], "little")
    data[end + 16 : end + 20] = (contents + 10**7).to_bytes(4, "little")
    copy = tmp_path / "copy.casebook"
    copy.write_bytes(data)
    with open_gradebook(address_of(tmp_path / "gradebook.db"), COURSE) as book:
        with pytest.raises(GradebookError, match="backup-"):
            restore_backup(book, Records(tmp_path / "_hr"), copy)
        assert list(book.held("spring")) == []


def test_a_flipped_byte_is_found_or_does_no_harm(backup: Path, tmp_path: Path) -> None:
    data = backup.read_bytes()
    for place in range(0, len(data), max(1, len(data) // 60)):
        changed = bytearray(data)
        changed[place] ^= 0x41
        copy = tmp_path / "copy.casebook"
        copy.write_bytes(changed)
        folder = tmp_path / f"at-{place}"
        with open_gradebook(address_of(folder / "gradebook.db"), COURSE) as book:
            try:
                restore_backup(book, Records(folder / "_hr"), copy)
            except GradebookError:
                assert book.assignments() == []
                assert not (folder / "_hr").exists()
            else:
                assert contents(folder / "_hr") == contents(tmp_path / "first" / "_hr")


def test_a_bomb_is_not_unpacked(backup: Path, target: tuple[Gradebook, Records], tmp_path: Path) -> None:
    """It says that it is small, and is not."""

    def swell(files: dict[str, bytes]) -> None:
        files["records/bomb"] = b"\0" * 200_000_000
        manifest = json.loads(files[MANIFEST])
        manifest["files"]["records/bomb"] = {"size": 10, "sha256": "0" * 64}
        manifest["sha256"] = manifest_digest(manifest)
        files[MANIFEST] = json.dumps(manifest).encode()

    rewrite(backup, swell, signed=False)
    _assert_refused(backup, target, "backup-damaged", tmp_path)


def test_rows_that_contradict_each_other_are_refused(
    backup: Path, target: tuple[Gradebook, Records], tmp_path: Path
) -> None:
    def double(files: dict[str, bytes]) -> None:
        files["gradebook/learner.jsonl"] += files["gradebook/learner.jsonl"]

    rewrite(backup, double)
    book, records = target
    with pytest.raises(GradebookError, match="backup-damaged"):
        restore_backup(book, records, backup)
    assert book.assignments() == []
    assert not (records.folder / "secret").exists()


def test_what_is_not_a_file_of_ours(tmp_path: Path, target: tuple[Gradebook, Records]) -> None:
    for path, code in ((tmp_path / "none", "backup-unreadable"), (tmp_path, "backup-unreadable")):
        with pytest.raises(GradebookError, match=code):
            restore_backup(*target, path)


def test_links_and_unfinished_work_are_left_out(tmp_path: Path, backup: Path) -> None:
    records = Records(tmp_path / "first" / "_hr")
    (records.folder / "link").symlink_to("/etc/hostname")
    (records.folder / ".secret.77").write_text("x")
    with open_gradebook(address_of(records.folder / "other.db"), COURSE) as book:
        write_backup(book, records, tmp_path / "again.casebook")
    with zipfile.ZipFile(tmp_path / "again.casebook") as archive:
        names = [name for name in archive.namelist() if name.startswith("records/")]
    assert names == [
        "records/.gitignore",
        "records/secret",
        "records/test/package/王芳.html",
        "records/test/release.json",
    ]
    assert backup_module.VERSION == 1


# The command line


def test_the_commands_work_on_a_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    course = small_course(tmp_path / "course")
    monkeypatch.chdir(course)
    assert main(["gradebook", "backup", "a.casebook"]) == 0
    assert "with 0 submissions" in capsys.readouterr().out
    assert main(["gradebook", "backup", "a.casebook"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["gradebook", "restore", "a.casebook", "--records", "other"]) == 0
    assert main(["gradebook", "restore", "_config.yml"]) == 1
    assert "is not a backup" in capsys.readouterr().err
    assert main(["gradebook", "restore", "a.casebook", "--gradebook", "mysql://me:pw@host/x"]) == 1
    assert "mysql" in capsys.readouterr().err
    assert main(["gradebook", "export", "10234", "x.json"]) == 1
    assert "10234" in capsys.readouterr().err
    assert main(["gradebook", "restore"]) == 2
    assert Path("_hr").stat().st_mode & 0o777 == 0o700
