"""The home page of an instructor's edition: the cases, each with the ways to its note, answers, slides and handout."""

from dataclasses import replace

from casebook.labels import labels
from casebook.website.edition import Beside
from casebook.website.fragments import fragment
from casebook.website.manual import raw_html
from casebook.website.sources import PageSource
from casebook.website.words import Words


def with_desk(page: PageSource, beside: Beside) -> PageSource:
    """Return the home page with the instructor's list after its opening words, before its first section."""
    head, mark, rest = page.content.partition("\n## ")
    return replace(page, content=f"{head.rstrip()}\n\n{_desk(beside)}\n{mark}{rest}")


def _desk(beside: Beside) -> str:
    course, language = beside.course, beside.language
    modules = [(each, [(case, beside.of_case(case)) for case in course.cases_of(each)]) for each in course.modules]
    tools = [(tool, links) for tool in course.tools if (links := beside.of_tool(tool))]
    body = fragment("instructor/home", Words(course, None, language, ""), modules=modules, tools=tools)
    return f"## {labels(language)['edition_home']}\n\n{raw_html(body)}"
