"""What changed between two records of the same assignment, for HR to read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casebook.model.assignment import Policy, ReleaseRecord

_LISTED = 5
"""How many ids or keys a sentence lists."""


@dataclass(frozen=True)
class Change:
    """One thing that changed: the code of its sentence, and what fills it in."""

    code: str
    details: Mapping[str, object]


def changes(before: ReleaseRecord, now: ReleaseRecord) -> tuple[Change, ...]:
    """Return what changed, nothing where the two say the same."""
    found = [*_people(before, now), *_terms(before.policy, now.policy), *_keys(before, now)]
    if before.title != now.title:
        found.append(Change("assign-title-changed", {"title": " / ".join(now.title.values())}))
    return tuple(found)


def _people(before: ReleaseRecord, now: ReleaseRecord) -> Iterator[Change]:
    old, new = {each.id: each for each in before.roster}, {each.id: each for each in now.roster}
    groups = {
        "assign-people-added": [name for name in new if name not in old],
        "assign-people-gone": [name for name in old if name not in new],
        "assign-people-changed": [name for name in new if name in old and old[name] != new[name]],
    }
    for code, ids in groups.items():
        if ids:
            yield Change(code, {"count": len(ids), "ids": _list(ids)})
    if before.roster != now.roster and not any(groups.values()):
        yield Change("assign-people-order", {})


def _terms(before: Policy, now: Policy) -> Iterator[Change]:
    old, new = _flat(before), _flat(now)
    for name in new:
        if old[name] != new[name]:
            yield Change("assign-term-changed", {"term": name, "before": old[name], "now": new[name]})


def _flat(policy: Policy) -> dict[str, Any]:
    """Return the terms by their names on the command line."""
    late = policy.late
    return {
        "due": policy.due.isoformat(sep=" ", timespec="minutes") if policy.due else "none",
        "zone": policy.zone,
        "pass": f"{policy.pass_percent:g}",
        "attempts": policy.attempts,
        "counted": policy.counted,
        "disclosure": policy.disclosure,
        "grace": late.grace_minutes,
        "late-percent": f"{late.percent_per_day:g}",
        "late-cap": f"{late.cap_percent:g}",
        "exempt": ", ".join(late.exempt) or "-",
    }


def _keys(before: ReleaseRecord, now: ReleaseRecord) -> Iterator[Change]:
    old = {each.key: each.hash for each in before.items}
    changed = [each.key for each in now.items if old.get(each.key, each.hash) != each.hash]
    if changed:
        yield Change("assign-keys-changed", {"count": len(changed), "items": _list(changed)})


def _list(names: list[str]) -> str:
    return ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
