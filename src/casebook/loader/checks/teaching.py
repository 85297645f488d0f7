"""Teaching notes: what they refer to, plans that add up, texts that fit on a slide."""

from collections.abc import Iterator

from casebook.loader.case import CaseSources
from casebook.loader.checks.roles import check_known, check_roles, check_unique, known_targets, role_problems
from casebook.loader.course import CourseSources
from casebook.loader.reading import Document, Loc, Report, problem
from casebook.loader.texts import document_texts
from casebook.markup import find_links
from casebook.model import SLIDE_LIMITS, TeachingFile


def check_teaching(read: CourseSources, sources: CaseSources, report: Report) -> None:
    """Report what is wrong with the teaching note of a case, if it has one."""
    if sources.teaching is None:
        return
    file, document = sources.teaching.teaching.file, sources.teaching.document
    for loc, names in _lists(file):
        check_unique(document, loc, names, report)
    for loc, kind, name, known in _references(sources, file):
        check_known(document, loc, kind, name, known, report)
    _check_segments(file, document, report)
    _check_plans(file, document, report)
    _check_lengths(file, document, report)
    targets = known_targets(read, sources.case.file.figures, sources.case.file.assumptions)
    for place, loc, _, words in document_texts(document, file):
        check_roles(place, loc, words, targets, report)
    for language, sections in sources.teaching.teaching.sections.items():
        path = sources.teaching_file(language)
        for section in sections.values():
            for line, code, details in role_problems(section.markdown, targets, strict=True):
                report(problem(path, section.line + line - 1, code, **details))
            for link in find_links(section.markdown):
                if link.is_local:
                    report(problem(path, section.line + link.line - 1, "broken-link", target=link.target))


def _lists(file: TeachingFile) -> Iterator[tuple[Loc, list[str]]]:
    yield ("segments",), [each.id for each in file.segments]
    yield ("board",), [each.id for each in file.board]
    yield ("audiences",), [each.id for each in file.audiences]
    yield ("role-plays",), [each.id for each in file.role_plays]
    for index, scene in enumerate(file.role_plays):
        yield ("role-plays", index, "cards"), [each.id for each in scene.cards]


def _references(sources: CaseSources, file: TeachingFile) -> Iterator[tuple[Loc, str, str, list[str]]]:
    """Yield each id that a note names: where, of what kind, the id, and those that there are."""
    prompts = [each.id for each in sources.case.file.prompts]
    charts = [each.id for each in sources.case.file.charts]
    panes, segments = [each.id for each in file.board], [each.id for each in file.segments]
    audiences = [each.id for each in file.audiences]
    for s, segment in enumerate(file.segments):
        for i, step in enumerate(segment.shows):
            kind, _, name = step.partition("/")
            if name:
                yield ("segments", s, "shows", i), kind, name, prompts if kind == "prompt" else charts
        for i, pane in enumerate(segment.board):
            yield ("segments", s, "board", i), "pane", pane, panes
    for p, plan in enumerate(file.plans):
        for name in plan.segments:
            yield ("plans", p, "segments", name), "segment", name, segments
    for a, audience in enumerate(file.audiences):
        for name in audience.prompts:
            yield ("audiences", a, "prompts", name), "prompt", name, prompts
    for r, scene in enumerate(file.role_plays):
        for i, name in enumerate(scene.audiences):
            yield ("role-plays", r, "audiences", i), "audience", name, audiences


def _check_segments(file: TeachingFile, document: Document, report: Report) -> None:
    for index, segment in enumerate(file.segments):
        if segment.least > segment.most:
            report(
                document.problem(("segments", index, "most"), "segment-minutes", least=segment.least, most=segment.most)
            )
        if "role-play" in segment.shows and not file.role_plays:
            report(document.problem(("segments", index, "shows"), "no-role-play"))
    if all(segment.priority > 1 for segment in file.segments):
        report(document.problem(("segments",), "no-first-priority"))


def _check_plans(file: TeachingFile, document: Document, report: Report) -> None:
    order = [each.id for each in file.segments]
    for index, plan in enumerate(file.plans):
        loc: Loc = ("plans", index)
        total = sum(plan.segments.values())
        if total != plan.minutes:
            report(document.problem((*loc, "minutes"), "plan-sum", minutes=plan.minutes, sum=total))
        named = [each for each in plan.segments if each in order]
        if named != sorted(named, key=order.index):
            report(document.problem((*loc, "segments"), "plan-order", order=", ".join(order)))
        for name in named:
            segment = file.segment(name)
            if not segment.least <= plan.segments[name] <= segment.most:
                shown = f"{segment.least} … {segment.most}"
                report(
                    document.problem((*loc, "segments", name), "out-of-range", value=plan.segments[name], range=shown)
                )
        missing = [each.id for each in file.segments if each.priority == 1 and each.id not in plan.segments]
        if missing:
            report(document.problem((*loc, "segments"), "plan-without", segments=", ".join(missing)))


def _check_lengths(file: TeachingFile, document: Document, report: Report) -> None:
    """Report texts that are too long for a slide."""
    told = [(("story", i), text) for i, text in enumerate(file.story)]
    told += [(("reveal", i), text) for i, text in enumerate(file.reveal)]
    for loc, text in (*told, (("close",), file.close)):
        for language, words in text.items():
            limit = SLIDE_LIMITS[language]
            if len(words) > limit:
                report(document.problem((*loc, language), "slide-too-long", count=len(words), limit=limit))
