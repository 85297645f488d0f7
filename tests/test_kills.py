"""Killed at any moment and started again, or run twice at once, grading ends with the gradebook of an undisturbed run."""

import ctypes
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hostile.kit import Office

from casebook.gradebook.opening import open_gradebook
from casebook.model.assignment import Learner

GRADING = """
import sys
from pathlib import Path
from casebook.grading.grade import Wish, grade

class Telling:
    def said(self, code, **details): pass
    def graded(self, done, total, name): print(done, flush=True)

grade(Wish(paths=[Path(sys.argv[1])], course=Path(sys.argv[2]), gradebook=sys.argv[3], jobs=2), Telling())
"""
SET_CHILD_SUBREAPER = 36
PATIENCE = 20.0
"""Seconds in which the processes of a killed grader must have ended, on a machine with much to do."""


def _inbox(root: Path, count: int) -> Office:
    learners = tuple(Learner(id=f"{number:05}") for number in range(count))
    office = Office(root, roster=learners)
    dice = random.Random(7)
    for each in learners:
        given = office.responses(dice.choice(["right", "wrong"]))
        data: Any = office.content(each.id, given) if dice.random() < 0.95 else b"broken"
        office.hand_in(f"answers-autumn-{each.id}.json", data)
    return office


def _started(office: Office, address: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", GRADING, str(office.inbox), str(office.root), address]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)


def _finished(*processes: "subprocess.Popen[str]") -> None:
    for process in processes:
        process.communicate()
    assert [process.returncode for process in processes] == [0] * len(processes)


def _content(office: Office, address: str) -> list[Any]:
    """Return all that a gradebook holds but numbers and times."""
    with open_gradebook(address, office.course.settings.id) as book:
        return sorted(
            (
                each.submission.name,
                each.submission.digest,
                each.submission.learner,
                each.submission.outcome,
                each.submission.reason,
                each.submission.notes,
                str(each.submission.responses),
                each.submission.isolation,
                [
                    (event.item, event.kind, event.score, event.max_score, str(event.detail), event.key_hash)
                    for event in each.events
                ],
            )
            for each in book.held("autumn")
        )


def _killed(office: Office, address: str, dice: random.Random, reached: int, share: int) -> tuple[bool, int]:
    """Start grading and kill it at a random moment past what was reached; say whether it was at work, and how far it came."""
    process = _started(office, address)
    assert process.stdout is not None
    if dice.random() < 0.2:  # some while it starts, opens the gradebook or tries the sandbox
        time.sleep(dice.random() * 4)
    else:
        wanted = reached + dice.randint(1, share)
        reached = sum(1 for _ in zip(range(wanted), process.stdout, strict=False))
        time.sleep(dice.random() * 0.02)
    was_at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return was_at_work, reached


@contextmanager
def _orphans_are_ours() -> Iterator[None]:
    """Let what a killed process leaves behind become a child of this one, where Linux can do that."""
    if sys.platform != "linux":
        yield
        return
    libc = ctypes.CDLL(None)
    libc.prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        libc.prctl(SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _children() -> set[int]:
    """Return the processes whose parent this one is, after burying those that have ended."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid():
            process = int(path.parent.name)
            if state == "Z":
                os.waitpid(process, 0)
            else:
                found.add(process)
    return found


def _nothing_is_left(before: set[int]) -> None:
    """Wait until every process that a killed grader started has ended too."""
    deadline = time.monotonic() + PATIENCE
    while left := _children() - before:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


def _check(root: Path, new_address: Callable[[], str], submissions: int, kills: int) -> None:
    office = _inbox(root, submissions)
    undisturbed = new_address()
    _finished(_started(office, undisturbed))
    wanted = _content(office, undisturbed)
    assert len(wanted) == submissions
    dice, killed = random.Random(11), 0
    with _orphans_are_ours():
        before = _children()
        while killed < kills:
            address, reached, at_work = new_address(), 0, True
            while killed < kills and at_work:
                at_work, reached = _killed(office, address, dice, reached, submissions // 6)
                killed += at_work
                _nothing_is_left(before)
            _finished(_started(office, address))
            assert _content(office, address) == wanted
        assert _children() == before


def test_a_few_kills_lose_nothing(tmp_path: Path, new_address: Callable[[], str]) -> None:
    _check(tmp_path, new_address, submissions=60, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills_lose_nothing(tmp_path: Path, new_address: Callable[[], str]) -> None:
    _check(tmp_path, new_address, submissions=500, kills=100)


def test_two_processes_grade_one_folder_into_one_gradebook(tmp_path: Path, new_address: Callable[[], str]) -> None:
    office = _inbox(tmp_path, 120)
    alone, shared = new_address(), new_address()
    _finished(_started(office, alone))
    _finished(*(_started(office, shared) for _ in range(2)))
    assert len(_content(office, shared)) == 120
    assert _content(office, shared) == _content(office, alone)
