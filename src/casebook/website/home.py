"""The list of an instructor's edition: cases, each with the ways to its note, answers, slides and handout, and the tools."""

from collections.abc import Sequence
from dataclasses import replace

from casebook.labels import labels
from casebook.model import Module, Tool
from casebook.website.edition import Beside
from casebook.website.fragments import fragment
from casebook.website.manual import raw_html
from casebook.website.sources import PageSource
from casebook.website.words import Words


def with_desk(page: PageSource, beside: Beside, modules: Sequence[Module], tools: Sequence[Tool] = ()) -> PageSource:
    """Return a page with the instructor's list of some modules and tools after its opening words, before its first section."""
    course, language = beside.course, beside.language
    listed = [(each, [(case, beside.of_case(case)) for case in course.cases_of(each)]) for each in modules]
    sheets = [(tool, links) for tool in tools if (links := beside.of_tool(tool))]
    if not sheets and not any(cases for _, cases in listed):
        return page
    words = Words(course, None, language, "../" * page.name.count("/"))
    body = raw_html(fragment("instructor/home", words, modules=listed, tools=sheets))
    head, mark, rest = page.content.partition("\n## ")
    desk = f"## {labels(language)['edition_home']}\n\n{body}"
    return replace(page, content=f"{head.rstrip()}\n\n{desk}\n{mark}{rest}")
