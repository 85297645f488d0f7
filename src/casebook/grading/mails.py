"""Mails saved as files: their attachments are submissions; a mail without any is one itself, read as its text."""

import email
import email.policy
import hashlib
import re
from collections.abc import Iterator
from email.message import EmailMessage

from casebook.grading.entries import Incoming, refused
from casebook.unseen import visible

MAX_PARTS = 100
_HEADER = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t]+[^\s][^\n]*\n)*){2,}\r?\n")
_ATTACHED = (".json", ".ipynb", ".txt", ".zip")


def is_mail(name: str, data: bytes) -> bool:
    """Say whether a file is a mail with its headers."""
    return name.lower().endswith(".eml") and _HEADER.match(data[:100_000]) is not None


def parts_of(name: str, data: bytes) -> Iterator[Incoming]:
    """Yield a mail's attachments; where nothing is attached, the mail with its text decoded."""
    whole = Incoming.of(name, data)
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        found, words = _sorted(message)
    except Exception:  # the standard library's parser meets strangers' mails with every kind of error
        yield whole
        return
    for inner, content in found:
        if inner.lower().endswith(".zip"):
            yield refused(f"{name}/{inner}", "grade-archive-in-mail", hashlib.sha256(content))
        else:
            yield Incoming.of(f"{name}/{inner}", content)
    if not found:
        yield Incoming(whole.name, whole.digest, words or data)


def _sorted(message: EmailMessage) -> tuple[list[tuple[str, bytes]], bytes]:
    """Return what is attached, by name, and the text."""
    found, words = [], []
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            break
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        file = visible(part.get_filename() or "").replace("/", "_").replace("\\", "_")
        if not isinstance(content, bytes):
            continue
        if file.lower().endswith(_ATTACHED):
            found.append((file, content))
        elif part.get_content_type() == "text/plain" and not file:
            words.append(content)
    return found, b"\n".join(words)
