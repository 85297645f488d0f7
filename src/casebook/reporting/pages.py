"""Pages that stand alone: everything in one file, nothing asked of anybody, no script, and a policy that forbids any."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from casebook.labels import labels
from casebook.reporting.wording import points
from casebook.unseen import visible_lines


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
