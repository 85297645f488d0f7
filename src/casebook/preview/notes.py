"""Problems and failures as the page shows them: every word in each language, as a page is in one of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from casebook.errors import Failure, Problem
from casebook.labels import labels, languages
from casebook.preview.outcome import Outcome
from casebook.problems import phrase, word

_LAST_LINES = 12
"""Lines of a traceback that are shown."""


class Note(TypedDict):
    """One thing to mend: where, what is wrong, what to do, and lines as the program printed them."""

    place: str
    message: str
    cure: str
    lines: Sequence[str]


class Notes(TypedDict):
    """All notes on a build in one language."""

    title: str
    about: str
    errors: Sequence[Note]
    warned: str
    warnings: Sequence[Note]


def notes_of(outcome: Outcome, root: Path) -> dict[str, Notes]:
    """Return the notes on a build in each language, with paths relative to the course where they can be."""
    return {language: _notes(outcome, root, language) for language in languages()}


def _notes(outcome: Outcome, root: Path, language: str) -> Notes:
    errors = list(_errors(outcome, root, language))
    warnings = [_of_problem(each, root, language) for each in outcome.problems if each.is_warning]
    words = labels(language)
    return {
        "title": words["preview_errors"].format(n=len(errors)) if errors else "",
        "about": words["preview_errors_about"],
        "errors": errors,
        "warned": words["preview_warnings"].format(n=len(warnings)) if warnings else "",
        "warnings": warnings,
    }


def _errors(outcome: Outcome, root: Path, language: str) -> Iterator[Note]:
    words = labels(language)
    for problem in outcome.problems:
        if not problem.is_warning:
            yield _of_problem(problem, root, language)
    for failure in outcome.failures:
        yield _of_failure(failure, root, language)
    if outcome.code:
        yield _note(message=phrase(language, outcome.code, **outcome.details))
    if outcome.message:
        first, *lines = outcome.message.splitlines()
        yield _note(message=first, lines=lines)
    if outcome.crash:
        yield _note(message=words["preview_bug"], lines=outcome.crash[-_LAST_LINES:])


def _of_problem(problem: Problem, root: Path, language: str) -> Note:
    path = problem.path.relative_to(root) if problem.path.is_relative_to(root) else problem.path
    message, cure = word(problem, language)
    place = f"{path.as_posix()}:{problem.line}" if problem.line else path.as_posix()
    return _note(place=place, message=f"{message} [{problem.code}]" if problem.is_warning else message, cure=cure)


def _of_failure(failure: Failure, root: Path, language: str) -> Note:
    told = {"page": failure.page, "language": failure.language, "cell": failure.cell, "line": failure.line}
    kept = failure.kept
    where = kept.relative_to(root) if kept and kept.is_relative_to(root) else kept
    return _note(
        place=phrase(language, "failed", **told).rstrip("：:"),
        message=failure.reason,
        cure=phrase(language, "kept", path=where.as_posix()) if where else "",
        lines=failure.traceback[-_LAST_LINES:],
    )


def _note(place: str = "", message: str = "", cure: str = "", lines: Sequence[str] = ()) -> Note:
    return {"place": place, "message": message, "cure": cure, "lines": list(lines)}
