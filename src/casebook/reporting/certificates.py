"""Certificates: for whom there is one, and the code that shows it to be genuine.

A code is 16 letters of Crockford's base32 in groups of four: 15 bits of the date, then the first 65 bits of
HMAC-SHA256 of the course's secret over course, assignment, learner and date. It holds no score: a mark may be mended
later without a new certificate, and whoever verifies a code is told what the gradebook says now.
"""

import hmac
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from casebook.gradebook.reading import Standing
from casebook.reporting.cohort import Cohort, local

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U, which people misread."""
_EPOCH = date(2020, 1, 1)
_DATE, _SEAL = 3, 13
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True)
class Certificate:
    """A certificate: whose, of which day, and its code."""

    standing: Standing
    day: date
    code: str


def certificates(cohort: Cohort, secret: bytes) -> list[Certificate]:
    """Return a certificate for each who passed and of whom everything is marked.

    The day is that on which the counted attempt came in, so that writing certificates again changes none.
    """
    found = []
    for standing in cohort.named:
        counted = standing.counted
        if counted is None or not standing.passed or not counted.is_marked:
            continue
        day = local(counted.held.submission.received or counted.held.graded_at, cohort.zone).date()
        found.append(
            Certificate(
                standing, day, code(secret, cohort.record.course, cohort.record.assignment, standing.learner.id, day)
            )
        )
    return found


def code(secret: bytes, course: str, assignment: str, learner: str, day: date) -> str:
    """Return the code of a certificate, such as `36K2-9XQ4-M7TD-0ZPB`."""
    return "-".join(
        re.findall("....", _written((day - _EPOCH).days, _DATE) + _seal(secret, course, assignment, learner, day))
    )


def read_code(typed: str) -> tuple[date, str] | None:
    """Return the day in a code and its seal, however it is typed; None for what cannot be a code."""
    letters = re.sub(r"[\s\-–—_.·]", "", _halfwidth(typed)).upper().translate(_MISREAD)
    if len(letters) != _DATE + _SEAL or not set(letters) <= set(ALPHABET):
        return None
    number = 0
    for letter in letters[:_DATE]:
        number = number * 32 + ALPHABET.index(letter)
    return _EPOCH + timedelta(days=number), letters[_DATE:]


def whose(
    typed: str, secret: bytes, course: str, candidates: Iterable[tuple[str, str]]
) -> tuple[str, str, date] | None:
    """Return the assignment and learner for whom a code was made and its day, out of pairs of them; None if for none."""
    read = read_code(typed)
    if read is None:
        return None
    day, seal = read
    found = None
    for assignment, learner in candidates:
        # All are compared, each in constant time: how long it takes tells nothing.
        if hmac.compare_digest(_seal(secret, course, assignment, learner, day), seal):
            found = (assignment, learner, day)
    return found


def _seal(secret: bytes, course: str, assignment: str, learner: str, day: date) -> str:
    said = json.dumps(["certificate/1", course, assignment, learner, day.isoformat()])
    digest = hmac.digest(secret, said.encode(), "sha256")
    return _written(int.from_bytes(digest) >> (256 - 5 * _SEAL), _SEAL)


def _written(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(length - 1, -1, -1))


def _halfwidth(text: str) -> str:
    """Return text with full-width letters, as Chinese keyboards give them, as plain ones."""
    return "".join(chr(ord(each) - 0xFEE0) if "！" <= each <= "～" else each for each in text)
