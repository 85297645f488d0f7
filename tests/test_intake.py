"""Taking in: what is found in folders, archives and mails, in what order, under what names, and what is refused."""

import bz2
import io
import lzma
import os
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import HandlingError
from casebook.grading import archives, entries
from casebook.grading.intake import count, take_in


def _zip(*names: str, utf8: bool = True) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, f"data of {name}")
    data = held.getvalue()
    return data if utf8 else _without_the_mark(data)


def _without_the_mark(data: bytes) -> bytes:
    """Take away the mark that says that names are UTF-8."""
    changed = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(magic)
        while start >= 0:
            changed[start + at + 1] &= ~0x08
            start = changed.find(magic, start + 1)
    return bytes(changed)


def _names(*paths: Path) -> list[str]:
    return [each.name for each in take_in(paths)]


def _outcomes(*paths: Path) -> dict[str, str]:
    return {each.name: each.reason.code if each.reason else "taken" for each in take_in(paths)}


def test_folders_archives_and_files_come_in_order(tmp_path: Path) -> None:
    (tmp_path / "b" / "deep").mkdir(parents=True)
    (tmp_path / "b" / "deep" / "x.json").write_text("x")
    (tmp_path / "a.zip").write_bytes(_zip("2.json", "1.json", "folder/", "folder/3.json"))
    (tmp_path / "c.json").write_text("c")
    wanted = ["a.zip/1.json", "a.zip/2.json", "a.zip/folder/3.json", "b/deep/x.json", "c.json"]
    assert _names(tmp_path) == wanted
    assert count([tmp_path]) == len(wanted)
    assert _names(tmp_path / "c.json", tmp_path / "a.zip", tmp_path / "c.json") == ["c.json", *wanted[:3]]


def test_what_systems_leave_behind_is_ignored_and_nothing_else(tmp_path: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/._a.json", ".ipynb_checkpoints/a.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (tmp_path / ".hidden.json").write_text("x")
    (tmp_path / "notes.xyz").write_text("x")
    (tmp_path / "a.zip").write_bytes(_zip("__MACOSX/._a.json", "a.json", ".DS_Store"))
    assert _names(tmp_path) == [".hidden.json", "a.zip/a.json", "notes.xyz"]


@pytest.mark.parametrize("spelt", ["gbk", "utf-8"])
def test_chinese_names_in_archives_are_read_however_they_were_written(tmp_path: Path, spelt: str) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("王芳/答案.json".encode(spelt).decode("cp437"), "x")
    (tmp_path / "a.zip").write_bytes(_without_the_mark(_as_cp437(held.getvalue(), "王芳/答案.json", spelt)))
    assert _names(tmp_path) == ["a.zip/王芳/答案.json"]


def _as_cp437(data: bytes, name: str, spelt: str) -> bytes:
    """Put the raw bytes of a name in place of their UTF-8 spelling, with its length."""
    raw, written = name.encode(spelt), name.encode(spelt).decode("cp437").encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("x" * len(raw), "x")
    assert written in data
    return held.getvalue().replace(b"x" * len(raw), raw)


def test_links_and_devices_are_refused_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "file.json").symlink_to(tmp_path / "secret")
    (inbox / "folder").symlink_to(tmp_path)
    (inbox / "gone.json").symlink_to(tmp_path / "nothing")
    os.mkfifo(inbox / "pipe.json")
    assert _outcomes(inbox) == dict.fromkeys(["file.json", "folder", "gone.json"], "grade-link") | {
        "pipe.json": "grade-no-file"
    }


def test_a_path_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(HandlingError) as caught:
        list(take_in([tmp_path / "nothing"]))
    assert caught.value.code == "grade-no-such-path"


def test_archives_in_archives_are_opened_to_a_depth(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.json", "x")
        archive.writestr("deeper.zip", _zip("b.json"))
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert _outcomes(tmp_path) == {
        "outer.zip/inner.zip/a.json": "taken",
        "outer.zip/inner.zip/deeper.zip": "grade-deep-archive",
    }


def test_limits_hold_over_archives_in_archives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 5)
    inner = _zip("1.json", "2.json", "3.json")
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        for name in ("a.zip", "b.zip"):
            archive.writestr(name, inner)
    found = _outcomes(tmp_path)
    assert list(found.values()) == ["taken"] * 3 + ["grade-many-entries"]


@pytest.mark.parametrize(
    ("method", "packed"),
    [
        (12, bz2.compress(b"0" * 300_000_000)),
        (14, b"\x09\x04\x05\x00\x5d\x00\x00\x80\x00" + lzma.compress(b"0" * 999)),
        (14, b"\x09\x04\x05\x00\xff\xff\xff\xff\xff"),
        (9, b"abc"),
        (93, b"abc"),
    ],
)
def test_methods_that_unpack_before_they_can_be_counted_are_not_read(
    tmp_path: Path, method: int, packed: bytes
) -> None:
    entry = struct.pack("<2H3L", 0, 33, 1, len(packed), 500)
    local = struct.pack("<4s3H", b"PK\x03\x04", 20, 0, method) + entry + struct.pack("<2H", 1, 0) + b"a" + packed
    listed = struct.pack("<4s4H", b"PK\x01\x02", 20, 20, 0, method) + entry
    listed += struct.pack("<5H2L", 1, 0, 0, 0, 0, 0, 0) + b"a"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(listed), len(local), 0)
    (tmp_path / "a.zip").write_bytes(local + listed + end)
    assert _outcomes(tmp_path) == {"a.zip/a": "grade-entry-broken"}


@pytest.mark.parametrize("hidden", [True, False])
def test_no_list_of_contents_is_read_that_is_longer_than_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: bool
) -> None:
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", 1000)
    data = _zip(*(f"{number}.json" for number in range(100)))
    at = data.find(b"PK\x01\x02")
    end = data.rfind(b"PK\x05\x06")
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 100, 100, end - at, at)
    large += struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    said = 50 if hidden else 0xFFFFFFFF
    large += struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, said, at, 0)
    (tmp_path / "a.zip").write_bytes(data[:end] + large)
    assert _outcomes(tmp_path) == {"a.zip": "grade-many-entries"}
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", 1_000_000)
    assert set(_outcomes(tmp_path).values()) == {"taken"}


def test_counting_waits_for_no_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.zip")
    assert count([tmp_path]) == 1


def test_names_are_bounded_and_visible(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("x" * 3000 + ".json", "x")
        archive.writestr("\u202eevil\x1b[31m.json", "x")
    names = _names(tmp_path)
    assert all(len(name) <= entries.MAX_NAME and name.isprintable() for name in names)
    assert any(name.endswith(".json") for name in names)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=20), st.integers(0, 400))
def test_no_damaged_archive_makes_it_raise(changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(_zip("a.json", "王芳.json", "folder/b.json"))
    for at, value in changes:
        data[at % len(data)] = value
    file = io.BytesIO(bytes(data[: len(data) - cut % 50] if cut % 2 else data))
    if archives.is_archive("a.zip", bytes(data[:4]), file):
        for each in archives.entries_of("a.zip", file, archives.Budget(), 1):
            assert each.digest
            assert each.name.startswith("a.zip")
