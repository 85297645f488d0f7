"""How the processes talk: every message is its length in four bytes, then that many bytes."""

import json
import os
import select
from collections.abc import Iterable
from typing import Any


def read_exactly(descriptor: int, count: int) -> bytes:
    """Read so many bytes; raise EOFError where there are fewer."""
    parts = []
    while count:
        part = os.read(descriptor, min(count, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_message(descriptor: int) -> Any:
    """Read one message of the trusted side."""
    return json.loads(read_exactly(descriptor, int.from_bytes(read_exactly(descriptor, 4), "big")))


def write_message(descriptor: int, message: Any, *, then: bytes = b"") -> None:
    """Write one message, and bytes that it announces."""
    data = json.dumps(message).encode()
    write_all(descriptor, len(data).to_bytes(4, "big") + data + then)


def wait_readable(descriptors: Iterable[int], seconds: float | None = None) -> set[int]:
    """Return which of some descriptors can be read, or have reached their end, within so many seconds."""
    poll = select.poll()
    for each in descriptors:
        poll.register(each, select.POLLIN)
    return {ready for ready, _ in poll.poll(None if seconds is None else int(seconds * 1000))}
