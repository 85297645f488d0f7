"""The roles of every text, and the charts that a text places: what they point to must be there."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from casebook.loader.course import CourseSources
from casebook.loader.reading import Document, Loc, Report, problem
from casebook.markup import ROLES, find_charts, find_roles
from casebook.model import Assumption, Diagram, Figure
from casebook.registry import nearest

Ids: TypeAlias = Collection[str]
"""Ids in their order, quick to look one up in where there may be many."""


def known_targets(
    read: CourseSources, figures: Sequence[Figure] = (), assumptions: Sequence[Assumption] = ()
) -> Mapping[str, Ids]:
    """Return, for each role, the ids it may point to; `fig` and `assume` only where they are declared."""
    return {
        "fig": [figure.id for figure in figures],
        "assume": [assumption.id for assumption in assumptions],
        "case": read.ids("cases"),
        "term": read.ids("glossary"),
        "framework": read.ids("frameworks"),
        "tool": read.ids("tools"),
        "source": read.ids("sources"),
    }


def check_roles(document: Document, loc: Loc, words: str, known: Mapping[str, Ids], report: Report) -> None:
    """Report roles of a text in YAML that are unknown or point to nothing."""
    for role in find_roles(words):
        for code, details in _role_faults(role.name, role.target, known, strict=True):
            report(document.problem(loc, code, **details))


def role_problems(markdown: str, known: Mapping[str, Ids], strict: bool) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield line, code and details of roles in Markdown that are unknown (where strict) or point to nothing."""
    for role in find_roles(markdown):
        if role.name != "chart":
            for code, details in _role_faults(role.name, role.target, known, strict):
                yield role.line, code, details


def _role_faults(
    name: str, target: str, known: Mapping[str, Ids], strict: bool
) -> Iterator[tuple[str, dict[str, str]]]:
    if name not in ROLES:
        near = nearest(name, ROLES)
        if strict or near:
            yield (
                "unknown-role-near" if near else "unknown-role",
                {"name": name, "near": near or "", "known": ", ".join(ROLES)},
            )
        return
    if target not in known[name]:
        near = nearest(target, list(known[name]))
        yield (
            "unknown-target-near" if near else "unknown-target",
            {"role": name, "target": target, "near": near or "", "known": ", ".join(known[name]) or "-"},
        )


def check_placed(
    charts: Sequence[Diagram],
    texts: Sequence[tuple[str, int]],
    path: Path,
    document: Document,
    report: Report,
) -> None:
    """Report charts that a file of texts (each with the line above it) places in vain, twice or not at all."""
    declared = [chart.id for chart in charts]
    placed: set[str] = set()
    for markdown, above in texts:
        for chart_id, line in find_charts(markdown):
            if chart_id not in declared:
                near = nearest(chart_id, declared)
                code = "unknown-target-near" if near else "unknown-target"
                listed = ", ".join(declared) or "-"
                report(problem(path, above + line, code, role="chart", target=chart_id, near=near, known=listed))
            if chart_id in placed:
                report(problem(path, above + line, "chart-placed-twice", id=chart_id))
            placed.add(chart_id)
    for index, chart in enumerate(charts):
        if chart.id not in placed:
            report(document.problem(("charts", index, "id"), "chart-not-placed", id=chart.id, file=path.name))


def check_figures_used(
    figures: Sequence[Figure],
    texts: Sequence[str],
    path: Path,
    document: Document,
    report: Report,
) -> None:
    """Report figures that none of a language's texts uses; `path` is the file in which they would stand."""
    used = {role.target for words in texts for role in find_roles(words) if role.name == "fig"}
    for index, figure in enumerate(figures):
        if figure.id not in used:
            report(
                document.problem(
                    ("figures", index, "id"), "figure-unused", id=figure.id, file=path.name, declared=document.path.name
                )
            )


def check_unique(document: Document, loc: Loc, names: Sequence[str], report: Report, key: str = "id") -> None:
    """Report ids that a list has already; `key` is empty where the list holds the ids themselves."""
    seen: set[str] = set()
    for index, name in enumerate(names):
        if name in seen:
            report(document.problem((*loc, index, *([key] if key else [])), "duplicate-id", id=name))
        seen.add(name)


def check_known(document: Document, loc: Loc, kind: str, name: str, known: Collection[str], report: Report) -> None:
    """Report an id that nothing declares."""
    if name not in known:
        near = nearest(name, list(known))
        code = "unknown-reference-near" if near else "unknown-reference"
        report(document.problem(loc, code, kind=kind, id=name, near=near, known=", ".join(known) or "-"))
