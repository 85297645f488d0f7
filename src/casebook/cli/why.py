"""`casebook build --why`: what a build did and why, in sentences."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from casebook.problems import phrase

if TYPE_CHECKING:  # where nothing changed, this is all that is imported
    from casebook.execution.recipes import Reason
    from casebook.pipeline import Built

SHOWN = 20
"""How many pages are named."""


def why_lines(built: "Built | None", language: str) -> list[str]:
    """Return the lines that tell what a build did, notebooks first, then pages; None is a build in which nothing had changed."""
    if built is None:
        return [phrase(language, "why-unchanged")]
    return [*notebook_lines(built, language), *page_lines(built, language)]


def page_lines(built: "Built", language: str) -> Iterator[str]:
    """Yield the pages that were written or deleted, the first of them by name."""
    pages = [name for name in built.written if name.endswith(".html")]
    yield phrase(language, "why-written", count=len(pages))
    for name in pages[:SHOWN]:
        yield phrase(language, "why-page", name=name)
    if len(pages) > SHOWN:
        yield phrase(language, "why-more", count=len(pages) - SHOWN)


def notebook_lines(built: "Built", language: str) -> Iterator[str]:
    """Yield a line for each notebook that ran with every reason, and how many did not have to."""
    if not built.reasons:
        yield phrase(language, "why-nothing-ran", count=built.found)
        return
    yield phrase(language, "why-ran", count=len(built.reasons))
    for title, reasons in built.reasons.items():
        yield phrase(language, "why-line", title=title, reasons=_joined(reasons, language))
    if built.found:
        yield phrase(language, "why-found", count=built.found)


def _joined(reasons: "Sequence[Reason]", language: str) -> str:
    worded = [phrase(language, each.code, name=each.name, old=each.old, new=each.new) for each in reasons]
    return phrase(language, "why-joint").join(worded)
