"""The terms of an assignment as HR gives them: its name, its title, and how results count."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from casebook.assigning.moments import read_due, read_zone
from casebook.errors import HandlingError
from casebook.labels import label
from casebook.model import OPEN
from casebook.model.assignment import LatePolicy, Learner, Policy
from casebook.registry import nearest
from casebook.text import Text
from casebook.unseen import unseen

LONGEST_TITLE = 120
RESERVED = (OPEN, "secret", "gradebook", "open-book", "con", "prn", "aux", "nul")
"""Names that HR's folder, the course's pages or a system of files has for something else."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}")
NOT_DUE = "none"


@dataclass(frozen=True)
class Terms:
    """What HR says; None where nothing was said, so that what was said before stays."""

    due: str | None = None
    zone: str | None = None
    pass_percent: float | None = None
    attempts: int | None = None
    counted: str | None = None
    grace_minutes: int | None = None
    percent_per_day: float | None = None
    cap_percent: float | None = None
    exempt: tuple[str, ...] | None = None
    disclosure: str | None = None


def check_name(name: str, known: Sequence[str]) -> None:
    """Raise HandlingError for a name that cannot be an assignment's, or that differs from a known one in capitals alone."""
    if not _NAME.fullmatch(name):
        raise HandlingError("assign-name", name=name[:60])
    if name.lower() in RESERVED:
        raise HandlingError("assign-name-reserved", name=name)
    for other in known:
        if other != name and other.lower() == name.lower():
            raise HandlingError("assign-name-alike", name=name, other=other)


def agree(terms: Terms, before: Policy, roster: Sequence[Learner], now: datetime) -> Policy:
    """Return the policy of the terms, and of what was agreed before where they say nothing; raise HandlingError."""
    said = {each.name: getattr(terms, each.name) for each in fields(terms) if getattr(terms, each.name) is not None}
    late = {name: said.pop(name) for name in LatePolicy.model_fields if name in said}
    if "exempt" in late:
        late["exempt"] = _on_roster(late["exempt"], roster)
    zone = said.get("zone", before.zone)
    read_zone(zone)
    if "due" in said:
        written = said.pop("due")
        said["due"] = None if written.strip().lower() == NOT_DUE else read_due(written, zone, now)
    return Policy.model_validate({**_plain(before), **said, "late": {**_plain(before.late), **late}})


def read_title(written: Sequence[str], languages: Sequence[str], name: str, before: Text | None) -> Text:
    """Return the title in each language, from `zh=...` or one text for all; raise HandlingError where a language has none."""
    titles = dict(before or {language: label(language, "assignment_title", name=name) for language in languages})
    given: dict[str, str] = {}
    for each in written:
        language, equals, words = each.partition("=")
        named = (
            {language.strip(): words} if equals and language.strip() in languages else dict.fromkeys(languages, each)
        )
        for code, title in named.items():
            if code in given:
                raise HandlingError("assign-title-twice", language=code)
            given[code] = _title(title)
    missing = [language for language in languages if given and language not in given and language not in (before or {})]
    if missing:
        raise HandlingError("assign-title-missing", language=", ".join(missing))
    return Text({language: (titles | given)[language] for language in languages})


def _title(words: str) -> str:
    title = " ".join(words.split())
    if not title or unseen(title) or len(title) > LONGEST_TITLE:
        raise HandlingError("assign-title", most=LONGEST_TITLE)
    return title


def _on_roster(exempt: Sequence[str], roster: Sequence[Learner]) -> tuple[str, ...]:
    known = [learner.id for learner in roster]
    ids = tuple(dict.fromkeys(unicodedata.normalize("NFKC", each).strip() for each in exempt))
    unknown = [each for each in ids if each not in known]
    if unknown:
        near = nearest(unknown[0], known)
        raise HandlingError("assign-exempt", names=", ".join(unknown), near=near or known[0])
    return ids


def _plain(model: Policy | LatePolicy) -> Mapping[str, Any]:
    return {name: getattr(model, name) for name in type(model).model_fields}
