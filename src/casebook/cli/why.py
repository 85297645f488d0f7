"""`casebook build --why`: what a build did and why, in sentences."""

from collections.abc import Iterator, Sequence

from casebook.execution.recipes import Reason
from casebook.pipeline import Built
from casebook.problems import phrase


def why_lines(built: Built, language: str) -> list[str]:
    """Return the lines that tell what a build did: a paragraph for each stage that left something out."""
    return list(notebook_lines(built, language))


def notebook_lines(built: Built, language: str) -> Iterator[str]:
    """Yield a line for each notebook that ran with every reason, and how many did not have to."""
    if not built.reasons:
        yield phrase(language, "why-nothing-ran", count=built.found)
        return
    yield phrase(language, "why-ran", count=len(built.reasons))
    for title, reasons in built.reasons.items():
        yield phrase(language, "why-line", title=title, reasons=_joined(reasons, language))
    if built.found:
        yield phrase(language, "why-found", count=built.found)


def _joined(reasons: Sequence[Reason], language: str) -> str:
    worded = [phrase(language, each.code, name=each.name, old=each.old, new=each.new) for each in reasons]
    return phrase(language, "why-joint").join(worded)
