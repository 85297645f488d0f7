"""Killed at any moment and started again, grading ends with the same gradebook as if nobody had touched it."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from hostile.kit import Office

from casebook.gradebook.opening import address_of, open_gradebook
from casebook.model.assignment import Learner

GRADING = """
import sys
from pathlib import Path
from casebook.grading.grade import Wish, grade

class Telling:
    def said(self, code, **details): pass
    def graded(self, done, total, name): print(done, flush=True)

grade(Wish(paths=[Path(sys.argv[1])], course=Path(sys.argv[2]), gradebook=sys.argv[3]), Telling())
"""


def _inbox(root: Path, count: int) -> Office:
    learners = tuple(Learner(id=f"{number:05}") for number in range(count))
    office = Office(root, roster=learners, without=("code",))
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
                [
                    (event.item, event.kind, event.score, event.max_score, str(event.detail), event.key_hash)
                    for event in each.events
                ],
            )
            for each in book.held("autumn")
        )


def _killed(office: Office, address: str, dice: random.Random, most: int) -> bool:
    """Start grading and kill it at a random moment; say whether it was still at work."""
    process = _started(office, address)
    assert process.stdout is not None
    if dice.random() < 0.2:  # some while it starts or opens the gradebook
        time.sleep(dice.random() * 3)
    else:
        for _ in range(dice.randint(1, most)):
            if not process.stdout.readline():
                break
        time.sleep(dice.random() * 0.02)
    was_at_work = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return was_at_work


def _check(root: Path, submissions: int, kills: int) -> None:
    office = _inbox(root, submissions)
    undisturbed = address_of(root / "undisturbed.db")
    _started(office, undisturbed).communicate()
    wanted = _content(office, undisturbed)
    assert len(wanted) == submissions
    dice, killed, number = random.Random(11), 0, 0
    while killed < kills:
        number += 1
        address = address_of(root / f"killed-{number}.db")
        share = max(2, submissions // 6)
        while killed < kills and _killed(office, address, dice, share):
            killed += 1
        process = _started(office, address)
        process.communicate()
        assert process.returncode == 0
        assert _content(office, address) == wanted


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    _check(tmp_path, submissions=60, kills=3)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills_lose_nothing(tmp_path: Path, soak: bool) -> None:
    _check(tmp_path, submissions=500, kills=100)
