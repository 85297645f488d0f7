"""References within a case and to the rest of the course, and parts that must agree."""

from collections.abc import Iterable, Iterator
from itertools import chain

from pydantic import BaseModel

from casebook.loader.case import CaseSources
from casebook.loader.course import CourseSources
from casebook.loader.reading import Document, Loc, Report, problem
from casebook.markup import ROLES, find_charts, find_links, find_roles
from casebook.model import Case
from casebook.registry import nearest
from casebook.text import Text

RESERVED = ("language", "chart_language", "figures", "palette", "say", "show", "np", "plt", "font", "sweep_values")
"""Names that a notebook gives to something else."""


def check_case(read: CourseSources, sources: CaseSources, report: Report) -> None:
    """Report ids that nothing declares, plans that do not add up, sweeps that do not fit, and objectives without an item."""
    _check_ids(sources, report)
    _check_references(read, sources, report)
    _check_numbers(sources, report)
    _check_objectives(sources, report)
    known = known_targets(read, sources.case)
    for language in read.languages:
        _check_text(sources, language, known, report)
        for line, code, details in role_problems(sources.case.teaching.get(language, ""), known, strict=False):
            report(problem(sources.teaching_file(language), line, code, **details))
    for document, loc, _, words in case_texts(sources):
        check_roles(document, loc, words, known, report)


def known_targets(read: CourseSources, case: Case | None) -> dict[str, list[str]]:
    """Return, for each role, the ids it may point to; `fig` and `assume` only within a case."""
    file = case.file if case else None
    return {
        "fig": [figure.id for figure in file.figures] if file else [],
        "assume": [assumption.id for assumption in file.assumptions] if file else [],
        "case": [*(each.case.id for each in read.cases), *read.unread_cases],
        "term": read.ids("glossary"),
        "framework": read.ids("frameworks"),
        "source": read.ids("sources"),
    }


def case_texts(sources: CaseSources) -> Iterator[tuple[Document, Loc, str, str]]:
    """Yield every text of a case's YAML files: document, place, language, words."""
    yield from document_texts(sources.document, sources.case.file)
    for item in sources.case.exercise:
        yield from document_texts(sources.exercises, item, sources.items[item.id])


def document_texts(document: Document, model: object, loc: Loc = ()) -> Iterator[tuple[Document, Loc, str, str]]:
    """Yield every text of a model that was read from a document."""
    for place, language, words in _texts(model, loc):
        yield document, place, language, words


def listed_texts(read: CourseSources, name: str) -> Iterator[tuple[Document, Loc, str, str]]:
    """Yield every text of what a file of `book/` lists."""
    for index, model in read.listed.get(name, ()):
        yield from document_texts(read.documents[name], model, (index,))


def _texts(value: object, loc: Loc) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(value, Text):
        for language, words in value.items():
            yield (*loc, language), language, words
    elif isinstance(value, tuple | list):
        for index, each in enumerate(value):
            yield from _texts(each, (*loc, index))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*loc, key))
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            yield from _texts(getattr(value, name), (*loc, info.alias or name))


def check_roles(document: Document, loc: Loc, words: str, known: dict[str, list[str]], report: Report) -> None:
    """Report roles of a text in YAML that are unknown or point to nothing."""
    for role in find_roles(words):
        for code, details in _role_faults(role.name, role.target, known, strict=True):
            report(document.problem(loc, code, **details))


def role_problems(
    markdown: str, known: dict[str, list[str]], strict: bool
) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Yield line, code and details of roles in Markdown that are unknown (where strict) or point to nothing."""
    for role in find_roles(markdown):
        if role.name != "chart":
            for code, details in _role_faults(role.name, role.target, known, strict):
                yield role.line, code, details


def _role_faults(
    name: str, target: str, known: dict[str, list[str]], strict: bool
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
        near = nearest(target, known[name])
        yield (
            "unknown-target-near" if near else "unknown-target",
            {"role": name, "target": target, "near": near or "", "known": ", ".join(known[name]) or "-"},
        )


def _check_text(sources: CaseSources, language: str, known: dict[str, list[str]], report: Report) -> None:
    case, path = sources.case, sources.text_file(language)
    sections = case.sections[language]
    placed: set[str] = set()
    used: set[str] = set()
    for section in sections.values():
        for line, code, details in role_problems(section.markdown, known, strict=True):
            report(problem(path, section.line + line - 1, code, **details))
        for link in find_links(section.markdown):
            if link.is_local:  # a case has no files beside it in the site
                report(problem(path, section.line + link.line - 1, "broken-link", target=link.target))
        used.update(role.target for role in find_roles(section.markdown) if role.name == "fig")
        for chart_id, line in find_charts(section.markdown):
            declared = [chart.id for chart in case.file.charts]
            if chart_id not in declared:
                near = nearest(chart_id, declared)
                code = "unknown-target-near" if near else "unknown-target"
                listed = ", ".join(declared) or "-"
                report(
                    problem(path, section.line + line - 1, code, role="chart", target=chart_id, near=near, known=listed)
                )
            if chart_id in placed:
                report(problem(path, section.line + line - 1, "chart-placed-twice", id=chart_id))
            placed.add(chart_id)
    if not sections:
        return
    for index, chart in enumerate(case.file.charts):
        if chart.id not in placed:
            report(sources.document.problem(("charts", index, "id"), "chart-not-placed", id=chart.id, file=path.name))
    used.update(
        role.target
        for _, _, spoken, words in case_texts(sources)
        if spoken == language
        for role in find_roles(words)
        if role.name == "fig"
    )
    for index, figure in enumerate(case.file.figures):
        if figure.id not in used:
            report(sources.document.problem(("figures", index, "id"), "figure-unused", id=figure.id, file=path.name))


def _check_ids(sources: CaseSources, report: Report) -> None:
    file = sources.case.file
    lists: dict[Loc, Iterable[object]] = {
        ("objectives",): file.objectives,
        ("figures",): file.figures,
        ("assumptions",): file.assumptions,
        ("decision", "options"): file.decision.options,
        ("charts",): file.charts,
        ("prompts",): file.prompts,
        ("transfer",): file.transfer,
    }
    for loc, held in lists.items():
        seen: set[str] = set()
        for index, each in enumerate(held):
            name = str(getattr(each, "id"))  # noqa: B009 - every list here holds things with an id
            if name in seen:
                report(sources.document.problem((*loc, index, "id"), "duplicate-id", id=name))
            seen.add(name)


def _check_references(read: CourseSources, sources: CaseSources, report: Report) -> None:
    file, document = sources.case.file, sources.document
    objectives = [objective.id for objective in file.objectives]
    source_ids = read.ids("sources")
    used: Iterator[tuple[Document, Loc, str, str, list[str]]] = chain(
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
                ("plans", p, "segments", s, "prompts", i),
                "prompt",
                each,
                [prompt.id for prompt in file.prompts],
            )
            for p, plan in enumerate(file.plans)
            for s, segment in enumerate(plan.segments)
            for i, each in enumerate(segment.prompts)
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
        if name not in known:
            near = nearest(name, known)
            code = "unknown-reference-near" if near else "unknown-reference"
            report(where.problem(loc, code, kind=kind, id=name, near=near, known=", ".join(known) or "-"))


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
    for index, plan in enumerate(file.plans):
        total = sum(segment.minutes for segment in plan.segments)
        if total != plan.minutes:
            report(document.problem(("plans", index, "minutes"), "plan-sum", minutes=plan.minutes, sum=total))


def _check_objectives(sources: CaseSources, report: Report) -> None:
    tested = {item.objective for item in sources.case.exercise}
    for index, objective in enumerate(sources.case.file.objectives):
        if objective.id not in tested and sources.exercises.data is not None:
            report(sources.document.problem(("objectives", index, "id"), "objective-untested", id=objective.id))
