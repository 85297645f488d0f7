"""The languages of a course: what one has and another lacks, and what changed in one alone since both were confirmed equal."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from casebook.loader.confirmed import hash_of, read_records
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report, problem
from casebook.loader.texts import Pair, Version
from casebook.markup import blank_code, find_charts, find_links, find_roles

_COMPARED = ("fig", "assume", "case", "framework", "tool")
"""Roles that stand in every language; a term may need a link in one language and none in another."""
_MAY_HOLD = re.compile(r"\}`|!\[|^##", re.MULTILINE)
_HEADING = re.compile(r"^#{2,6} ", re.MULTILINE)


def check_parity(read: CourseSources, pairs: Sequence[Pair], report: Report) -> None:
    """Warn of figures, charts, links and headings that a language lacks, and of texts that went apart since they were confirmed."""
    if len(read.languages) < 2:
        return
    records = read_records(sorted({pair.folder for pair in pairs}), report)
    for pair in pairs:
        if len(pair.versions) == len(read.languages):
            _compare(pair, report)
            confirmed = records.get(pair.folder, {}).get(pair.file, {}).get(pair.place, {})
            _check_drift(pair, confirmed, read.languages, report)


def _compare(pair: Pair, report: Report) -> None:
    """Report what a version of a text has that another lacks, at the one that lacks it."""
    if not any(_MAY_HOLD.search(version.words) for version in pair.versions.values()):
        return
    held = {language: _held(version.words) for language, version in pair.versions.items()}
    headings = {language: _headings(version.words) for language, version in pair.versions.items()}
    for language, version in pair.versions.items():
        for other, more in held.items():
            missing = sorted(more - held[language])
            if missing:
                details = {"missing": " ".join(missing), "other": other, "language": language}
                report(problem(version.path, version.line, "missing-in-language", True, **details))
            if headings[language] < headings[other]:
                counts = {"count": headings[language], "more": headings[other], "other": other}
                report(problem(version.path, version.line, "fewer-headings", True, **counts))


@lru_cache(maxsize=4096)  # a preview compares the same texts after each save
def _headings(words: str) -> int:
    return len(_HEADING.findall(blank_code(words)))


@lru_cache(maxsize=4096)
def _held(words: str) -> frozenset[str]:
    roles = {f"{{{role.name}}}`{role.target}`" for role in find_roles(words) if role.name in _COMPARED}
    charts = {f"{{chart}}`{chart}`" for chart, _ in find_charts(words)}
    images = {f"![]({link.target})" for link in find_links(words) if link.is_image and "://" in link.target}
    return frozenset(roles | charts | images)


def _check_drift(pair: Pair, confirmed: Mapping[str, str], languages: Sequence[str], report: Report) -> None:
    if any(language not in confirmed for language in languages):
        return
    changed = [language for language in languages if hash_of(pair.versions[language].words) != confirmed[language]]
    behind = [language for language in languages if language not in changed]
    first: Version = pair.versions[languages[0]]
    if changed and behind:
        for language in behind:
            version = pair.versions[language]
            details = {"changed": ", ".join(changed), "language": language}
            report(problem(version.path, version.line, "counterpart-changed", True, **details))
    elif changed:
        report(problem(first.path, first.line, "all-changed", True, languages=", ".join(languages)))
