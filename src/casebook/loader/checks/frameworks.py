"""The pages of frameworks: their roles, links, figures and diagrams."""

from casebook.loader.checks.analysis import Drawings, check_analysis
from casebook.loader.checks.roles import (
    check_figures_used,
    check_known,
    check_placed,
    check_roles,
    check_unique,
    known_targets,
    role_problems,
)
from casebook.loader.course import CourseSources
from casebook.loader.framework import FrameworkSources
from casebook.loader.reading import Report, problem
from casebook.loader.texts import document_texts
from casebook.markup import blank_code, find_links


def check_framework(read: CourseSources, sources: FrameworkSources, report: Report) -> None:
    """Report what a framework points to in vain, and what it declares for nothing."""
    framework, file, document = sources.framework, sources.framework.file, sources.document
    known = known_targets(read, file.figures)
    check_unique(document, ("figures",), [each.id for each in file.figures], report)
    check_unique(document, ("charts",), [each.id for each in file.charts], report)
    for place, name in enumerate(file.source):
        check_known(document, ("source", place), "source", name, known["source"], report)
    for place, figure in enumerate(file.figures):
        check_known(document, ("figures", place, "source"), "source", figure.source, known["source"], report)
    said = list(document_texts(document, file))
    for _, loc, _, words in said:
        check_roles(document, loc, words, known, report)
    check_analysis(Drawings(document, sources.diagram_file, framework.cells, file.charts), report)
    for language in read.languages:
        path, text = sources.text_file(language), framework.texts.get(language, "")
        for line, code, details in role_problems(text, known, strict=True):
            report(problem(path, line, code, **details))
        for link in find_links(text):
            if link.is_local:  # a framework has no files beside it in the site
                report(problem(path, link.line, "broken-link", target=link.target))
        for line, written in enumerate(blank_code(text).split("\n"), start=1):
            if written.startswith("# "):
                report(problem(path, line, "title-printed-already", heading=written))
        if text or file.charts:
            check_placed(file.charts, [(text, 0)], path, document, report)
        spoken = [words for _, _, each, words in said if each == language]
        check_figures_used(file.figures, [*spoken, text], path, document, report)
