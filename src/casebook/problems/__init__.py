"""How problems are worded: `<language>.yml` gives each code two templates, what is wrong and what to do."""

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template

import yaml

from casebook.errors import Problem

_NAMED = ("kind", "expected", "found_type")
"""Details that are words of ours and not of the source."""


@cache
def wordings(language: str) -> Mapping[str, tuple[str, str]]:
    """Return the wordings of a language by code: (message, cure)."""
    text = (files(__name__) / f"{language}.yml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    return {code: (message, cure) for code, (message, cure) in loaded.items()}


def user_language() -> str:
    """Return the language in which the person at the terminal is addressed, from the environment as POSIX has it."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.lower().startswith("zh") else "en"


def word(problem: Problem, language: str) -> tuple[str, str]:
    """Return what is wrong and what to do, in a language."""
    names = wordings(language)
    details = {
        key: names[f"word-{value}"][0] if key in _NAMED and f"word-{value}" in names else value
        for key, value in problem.details
    }
    message, cure = names[problem.code]
    return Template(message).substitute(details), Template(cure).substitute(details)


def phrase(language: str, code: str, /, **values: object) -> str:
    """Return one of the sentences that the command line says."""
    return Template(wordings(language)[f"say-{code}"][0]).substitute({key: str(value) for key, value in values.items()})


def line_of(problem: Problem, root: Path, language: str) -> str:
    """Return a problem as `path:line: what is wrong. What to do.`, with the path relative to the course where it can be.

    A cell of a workbook stands in place of the line: `path Item 1!D7: ...`.
    """
    path = problem.path.relative_to(root) if problem.path.is_relative_to(root) else problem.path
    place = f"{path.as_posix()}:{problem.line}" if problem.line else path.as_posix()
    place = f"{place} {problem.cell}" if problem.cell else place
    message, cure = word(problem, language)
    code = f" [{problem.code}]" if problem.is_warning else ""
    gap = "" if language == "zh" and not code else " "
    return f"{place}: {message}{code}{gap}{cure}"
