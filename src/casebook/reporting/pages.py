"""Pages that stand alone: everything in one file, nothing asked of anybody, no script, and a policy that forbids any."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from casebook.labels import labels
from casebook.reporting.wording import points
from casebook.unseen import visible_lines

_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in range(10))}
"""Names that Windows keeps for itself."""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("casebook.reporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points, "shown": visible_lines}
    return environment


@cache
def style(*names: str) -> str:
    """Return style sheets of ours, as one."""
    texts = [(files(__package__) / "templates" / f"{name}.css").read_text(encoding="utf-8") for name in names]
    return re.sub(r"/\*.*?\*/", "", "\n".join(texts), flags=re.DOTALL)


@cache
def _template(name: str) -> Any:
    return _environment().get_template(f"{name}.html")


def page(name: str, language: str, css: str, **context: Any) -> bytes:
    """Return a template filled in, as a page with its style in it and a policy that allows this style and nothing else."""
    allowed = _hashed(css)
    security = f"default-src 'none'; style-src '{allowed}'; base-uri 'none'; form-action 'none'"
    words = labels(language)
    filled: str = _template(name).render(
        t={key.removeprefix("report_"): text for key, text in _own(language).items()},
        tag=words["language_tag"],
        colon=words["colon"],
        language=language,
        css=css,
        security=security,
        **context,
    )
    return (filled.strip() + "\n").encode("utf-8", "replace")


@cache
def _own(language: str) -> dict[str, str]:
    return {key: text for key, text in labels(language).items() if key.startswith("report_")}


@cache
def _hashed(css: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()


def file_names(ids: Iterable[str], suffix: str = ".html") -> dict[str, str]:
    """Return for each id the name of a file, safe on every system and like no other, whatever its case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for each in sorted(ids):
        plain = re.sub(r"[^\w-]", "-", visible_lines(each))[:60]
        mark = hashlib.sha256(each.encode("utf-8", "replace")).hexdigest()
        length = 0 if plain == each and _alike(plain) not in _RESERVED else 8
        name = plain
        while length or _alike(name) in taken:
            length = length or 8
            name = f"{plain.strip('-_') or 'id'}-{mark[:length]}"
            if _alike(name) not in taken:
                break
            length += 8
        taken.add(_alike(name))
        names[each] = name + suffix
    return names


def _alike(name: str) -> str:
    """Return what is the same for names that some file system takes for one."""
    return unicodedata.normalize("NFKC", name).casefold()
