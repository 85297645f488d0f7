"""What each learner is asked, where an assignment draws it: from the course's secret, and so the same again when grading.

A draw orders by HMAC-SHA256 of the secret over the assignment, the learner, what is drawn and the candidate. Nobody who
lacks the secret can foresee it; nothing of any key enters it.
"""

import hmac
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

from casebook.items import ITEM_TYPES, Item
from casebook.model.assignment import ReleasedItem, ReleaseRecord

Candidate = TypeVar("Candidate")


def item_of(released: ReleasedItem) -> Item:
    """Return an item as it was released."""
    return _item(json.dumps(released.source))


@lru_cache(maxsize=2000)
def _item(source: str) -> Item:
    """Return an item from its JSON; the items of an assignment are asked of every learner anew."""
    return ITEM_TYPES.get(json.loads(source)["type"]).model_validate_json(source)


def asked(record: ReleaseRecord, learner: str, secret: bytes) -> tuple[tuple[str, Item], ...]:
    """Return the keys and items that a learner is asked, in order, with options in the order shown to that learner."""
    pooled = {key for pool in record.pools for key in pool.items}
    chosen = {key for pool in record.pools for key in _drawn(record, learner, secret, "pool", pool.items)[: pool.count]}
    entries = []
    for released in record.items:
        if released.key in pooled and released.key not in chosen:
            continue
        item = item_of(released)
        if "variants" in record.draws:
            what = f"variant/{released.key}"
            item = _drawn(record, learner, secret, what, item.versions(), lambda each: each.edition())[0]
        if "order" in record.draws:
            item = item.reordered(_ranked(record, learner, secret, f"order/{released.key}"))
        entries.append((released.key, item))
    return tuple(entries)


def token(record: ReleaseRecord, learner: str, secret: bytes) -> str:
    """Return what a learner's answers file gives as its release: the release's id or, with draws, one for that learner."""
    if not record.draws:
        return record.release
    return _digest(record, learner, secret, "token", record.release).hex()[:12]


def _drawn(
    record: ReleaseRecord,
    learner: str,
    secret: bytes,
    what: str,
    candidates: Sequence[Candidate],
    name: Callable[[Candidate], str] = str,
) -> list[Candidate]:
    """Return candidates in the order drawn for a learner."""
    rank = _ranked(record, learner, secret, what)
    return sorted(candidates, key=lambda each: rank(name(each)))


def _ranked(record: ReleaseRecord, learner: str, secret: bytes, what: str) -> Callable[[str], bytes]:
    return lambda name: _digest(record, learner, secret, what, name)


def _digest(record: ReleaseRecord, learner: str, secret: bytes, *parts: str) -> bytes:
    said = json.dumps([record.course, record.assignment, learner, *parts])
    return hmac.digest(secret, said.encode(), "sha256")
