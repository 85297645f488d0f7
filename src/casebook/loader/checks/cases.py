"""References within a case and to the rest of the course, and parts that must agree."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from casebook.loader.case import CaseSources
from casebook.loader.checks.roles import (
    Ids,
    check_figures_used,
    check_known,
    check_placed,
    check_roles,
    check_unique,
    known_targets,
    role_problems,
)
from casebook.loader.course import CourseSources
from casebook.loader.reading import Document, Loc, Report, problem
from casebook.loader.texts import case_texts
from casebook.markup import find_links

RESERVED = (
    *("answer", "chart_language", "figures", "font", "language", "np", "palette", "plt", "say", "show", "sweep_values"),
    *("CHINESE_FONTS", "SVG", "display", "find_font", "font_manager", "io", "os"),
)
"""Names that a notebook gives to something else."""


def check_case(read: CourseSources, sources: CaseSources, report: Report) -> None:
    """Report ids that nothing declares, sweeps that do not fit, and objectives without an item."""
    _check_ids(sources, report)
    _check_references(read, sources, report)
    _check_numbers(sources, report)
    _check_objectives(sources, report)
    known = known_targets(read, sources.case.file.figures, sources.case.file.assumptions)
    said = list(case_texts(sources))
    for language in read.languages:
        spoken = [words for _, _, each, words in said if each == language]
        _check_text(sources, language, spoken, known, report)
    for document, loc, _, words in said:
        check_roles(document, loc, words, known, report)


def _check_text(
    sources: CaseSources, language: str, spoken: Sequence[str], known: Mapping[str, Ids], report: Report
) -> None:
    case, path = sources.case, sources.text_file(language)
    sections = case.sections[language]
    for section in sections.values():
        for line, code, details in role_problems(section.markdown, known, strict=True):
            report(problem(path, section.line + line - 1, code, **details))
        for link in find_links(section.markdown):
            if link.is_local:  # a case has no files beside it in the site
                report(problem(path, section.line + link.line - 1, "broken-link", target=link.target))
    if not sections:
        return
    texts = [(section.markdown, section.line - 1) for section in sections.values()]
    check_placed(case.file.charts, texts, path, sources.document, report)
    check_figures_used(case.file.figures, [*spoken, *(text for text, _ in texts)], path, sources.document, report)


def _check_ids(sources: CaseSources, report: Report) -> None:
    file = sources.case.file
    lists: dict[Loc, list[str]] = {
        ("objectives",): [each.id for each in file.objectives],
        ("figures",): [each.id for each in file.figures],
        ("assumptions",): [each.id for each in file.assumptions],
        ("decision", "options"): [each.id for each in file.decision.options],
        ("charts",): [each.id for each in file.charts],
        ("prompts",): [each.id for each in file.prompts],
        ("transfer",): [each.id for each in file.transfer],
    }
    for loc, names in lists.items():
        check_unique(sources.document, loc, names, report)


def _check_references(read: CourseSources, sources: CaseSources, report: Report) -> None:
    file, document = sources.case.file, sources.document
    objectives = [objective.id for objective in file.objectives]
    source_ids = read.ids("sources")
    used: Iterator[tuple[Document, Loc, str, str, Collection[str]]] = chain(
        [(document, ("module",), "module", file.module, read.ids("modules"))],
        ((document, ("sources", i), "source", each, source_ids) for i, each in enumerate(file.sources)),
        (
            (document, ("frameworks", i), "framework", each, read.ids("frameworks"))
            for i, each in enumerate(file.frameworks)
        ),
        (
            (document, ("figures", i, "source"), "source", each.source, source_ids)
            for i, each in enumerate(file.figures)
        ),
        (
            (document, ("prompts", i, "objective"), "objective", each.objective, objectives)
            for i, each in enumerate(file.prompts)
        ),
        (
            (
                document,
                ("charts", i, "sweep", "assumption"),
                "assumption",
                each.sweep.assumption,
                [assumption.id for assumption in file.assumptions],
            )
            for i, each in enumerate(file.charts)
            if each.sweep
        ),
        (
            (sources.exercises, (*sources.items[item.id], "objective"), "objective", item.objective, objectives)
            for item in sources.case.exercise
        ),
    )
    for where, loc, kind, name, known in used:
        check_known(where, loc, kind, name, known, report)


def _check_numbers(sources: CaseSources, report: Report) -> None:
    file, document = sources.case.file, sources.document
    by_id = {assumption.id: assumption for assumption in file.assumptions}
    for index, assumption in enumerate(file.assumptions):
        if assumption.id in RESERVED:
            report(document.problem(("assumptions", index, "id"), "assumption-reserved", id=assumption.id))
        low, high = assumption.range
        if not low <= assumption.value <= high:
            shown = f"{low:g} … {high:g}"
            report(
                document.problem(
                    ("assumptions", index, "value"), "out-of-range", value=f"{assumption.value:g}", range=shown
                )
            )
    for index, chart in enumerate(file.charts):
        if chart.sweep is None or chart.sweep.assumption not in by_id:
            continue
        swept, values = by_id[chart.sweep.assumption], chart.sweep.values
        loc = ("charts", index, "sweep", "values")
        if list(values) != sorted(set(values)):
            report(document.problem(loc, "sweep-not-rising"))
        if swept.value not in values:
            report(document.problem(loc, "sweep-without-base", value=f"{swept.value:g}", id=swept.id))
        for place, value in enumerate(values):
            if not swept.range[0] <= value <= swept.range[1]:
                shown = f"{swept.range[0]:g} … {swept.range[1]:g}"
                report(document.problem((*loc, place), "out-of-range", value=f"{value:g}", range=shown))


def _check_objectives(sources: CaseSources, report: Report) -> None:
    tested = {item.objective for item in sources.case.exercise}
    for index, objective in enumerate(sources.case.file.objectives):
        if objective.id not in tested and sources.exercises.data is not None:
            report(sources.document.problem(("objectives", index, "id"), "objective-untested", id=objective.id))
