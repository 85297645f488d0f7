"""Tools: ids that repeat, scores that no chart could show, and what their texts point to."""

from casebook.loader.checks.roles import check_known, check_roles, check_unique, known_targets
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report
from casebook.loader.texts import document_texts
from casebook.loader.tool import ToolSources
from casebook.model import RatingField

AXES = range(3, 9)
"""How many rated parts a scored tool may have: fewer make no radar chart, more cannot be read."""


def check_tool(read: CourseSources, sources: ToolSources, report: Report) -> None:
    """Report what a tool points to in vain, ids it uses twice, and ratings that do not add up to a chart."""
    file, document = sources.tool.file, sources.document
    known = known_targets(read)
    check_unique(document, ("parts",), [part.id for part in file.parts], report)
    for index, part in enumerate(file.parts):
        check_unique(document, ("parts", index, "fields"), [each.id for each in part.fields], report)
    for kind, key, names in (("source", "source", file.source), ("framework", "frameworks", file.frameworks)):
        for place, name in enumerate(names):
            check_known(document, (key, place), kind, name, known[kind], report)
    for _, loc, _, words in document_texts(document, file):
        check_roles(document, loc, words, known, report)
    rated = [index for index, part in enumerate(file.parts) if part.is_rated]
    if rated and len(file.scale) < 2:
        place = next(i for i, each in enumerate(file.parts[rated[0]].fields) if isinstance(each, RatingField))
        report(document.problem(("parts", rated[0], "fields", place), "rating-without-scale"))
    if file.scale and len(rated) not in AXES:
        limit = f"{AXES[0]}–{AXES[-1]}"
        report(document.problem(("scale",), "too-few-axes", count=len(rated), limit=limit))
