"""Put the preview's own script into a page on its way to the browser; nothing of it is ever written to disk."""

import re
from html import escape

_HEAD = re.compile(rb"<head(?:\s[^>]*)?>", re.IGNORECASE)


def with_script(page: bytes, session: str, build: int, *, is_missing: bool = False) -> bytes:
    """Return a page with the script first in its head, so that it runs before all others; a page without a head as it is.

    The script learns which build the page is of, and whether the page stands in for one that is not there.
    """
    missing = " data-missing" if is_missing else ""
    tag = f'<script src="/-/preview.js" data-session="{escape(session)}" data-build="{build}"{missing}></script>'
    found = _HEAD.search(page)
    return page[: found.end()] + b"\n" + tag.encode() + page[found.end() :] if found else page
