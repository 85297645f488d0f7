"""Write the pages of one language as sources for jupyter-book: cases, frameworks, tools, what is generated and what is written by hand."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casebook.labels import labels
from casebook.markup import split_at_charts
from casebook.model import Course, Framework, Module, Tool, open_release
from casebook.website.answers_page import answers_page
from casebook.website.case_page import case_page
from casebook.website.edition import Beside
from casebook.website.fragments import chart_fragment, fragment
from casebook.website.home import with_desk
from casebook.website.manual import fill_in, raw_html, shows_items, what_is_in
from casebook.website.sources import Executed, PageSource, markdown_page
from casebook.website.teaching_page import teaching_page
from casebook.website.words import Words
from casebook.website.work_pages import hand_in_page, my_work_page


def language_pages(
    course: Course, language: str, executed: Mapping[str, Executed], beside: Beside | None = None
) -> Iterator[PageSource]:
    """Yield every page of a language; `beside` is what the instructor's edition has beside those for trainees."""
    for case in course.cases:
        yield case_page(course, case, language, executed[f"cases/{case.id}"])
        if beside:
            if case.teaching:
                yield teaching_page(course, case, case.teaching, language)
            yield answers_page(course, case, language)
    for framework in course.frameworks:
        yield framework_page(course, framework, language, executed.get(f"frameworks/{framework.id}"))
    for tool in course.tools:
        yield tool_page(course, tool, language)
    for page in course.pages:
        if page.language == language:
            written = _written_page(course, page.path, page.markdown, language)
            listed = () if course.is_large else course.modules
            yield with_desk(written, beside, listed, course.tools) if beside and page.path == "index" else written
    for module in course.modules if course.is_large else ():
        if course.cases_of(module):
            whole = _module_page(course, module, language)
            yield with_desk(whole, beside, [module]) if beside else whole
    lists = {
        "frameworks": course.frameworks,
        "tools": course.tools,
        "glossary": course.glossary,
        "sources": course.sources,
    }
    for name, held in lists.items():
        if held:
            yield _generated_page(course, name, language)
    yield my_work_page(course, language, is_kept=beside is None)
    release = open_release(course)
    if release.entries:
        yield hand_in_page(course, release, language)


def framework_page(course: Course, framework: Framework, language: str, executed: Executed | None) -> PageSource:
    """Return the page of a framework: its text with its diagrams, the cases that use it, and its sources."""
    words = Words(course, framework, language, "../")
    file, files = framework.file, dict[str, str]()
    parts = [f"# {file.title[language]}", raw_html(fragment("framework_head", words, framework=framework))]
    for text, chart_id in split_at_charts(framework.texts.get(language, "")):
        parts.append(words.roles(text))
        if chart_id and executed:
            page, chart = f"frameworks/{framework.id}", framework.chart(chart_id)
            parts.append(raw_html(chart_fragment(page, chart, executed.charts[chart_id], words, files)))
    cases = [case for case in course.cases if framework.id in case.file.frameworks]
    tools = [tool for tool in course.tools if framework.id in tool.file.frameworks]
    parts.append(raw_html(fragment("framework_foot", words, framework=framework, cases=cases, tools=tools)))
    about = _about("framework", file.title[language], words.plain(file.summary[language]))
    return markdown_page(f"frameworks/{framework.id}", about, "\n\n".join(parts), files)


def tool_page(course: Course, tool: Tool, language: str) -> PageSource:
    """Return the page of a tool: how to use it, and the sheet to fill in."""
    words = Words(course, None, language, "../")
    title = tool.file.title[language]
    scripts = ["sheet", "tool", "radar", "score"] if tool.file.scale else ["sheet", "tool"]
    about = _about("tool", title, words.plain(tool.file.summary[language]), styles=["tool"], scripts=scripts)
    return markdown_page(f"tools/{tool.id}", about, f"# {title}\n\n{raw_html(fragment('tool', words, tool=tool))}")


def _module_page(course: Course, module: Module, language: str) -> PageSource:
    words = Words(course, None, language, "../")
    title = module.title[language]
    body = raw_html(fragment("module_page", words, each=what_is_in(course, module)))
    about = _about("page", title, words.plain(module.summary[language]))
    return markdown_page(f"modules/{module.id}", about, f"# {title}\n\n{body}")


def _written_page(course: Course, path: str, markdown: str, language: str) -> PageSource:
    words = Words(course, None, language, "../" * path.count("/"))
    title, lead = _title_and_lead(words.plain(markdown))
    folder = posixpath.dirname(path)
    is_home, with_items = path == "index", shows_items(markdown)
    about = _about(
        "home" if is_home else "manual" if folder == "manual" else "page",
        course.settings.title[language] if is_home else title,
        course.settings.description[language] if is_home else lead,
        styles=[name for name, used in (("items", with_items), ("code", "`" in markdown)) if used],
        scripts=["scoring", "forms", "items", "practice"] if with_items else [],
    )
    return markdown_page(path, about, fill_in(words.roles(markdown), words))


def _generated_page(course: Course, name: str, language: str) -> PageSource:
    words = Words(course, None, language, "")
    title = labels(language)[name]
    modules = [(module, course.frameworks_of(module)) for module in course.modules]
    placed = [framework for _, listed in modules for framework in listed]
    rest = [framework for framework in course.frameworks if framework not in placed]
    body = raw_html(fragment(name, words, modules=modules, rest=rest))
    return markdown_page(name, _about("page", title, labels(language)[f"{name}_about"]), f"# {title}\n\n{body}")


def _about(kind: str, title: str, description: str, **more: list[str]) -> Mapping[str, Any]:
    return {"kind": kind, "title": title, "description": description, "styles": [], **more}


def _title_and_lead(markdown: str) -> tuple[str, str]:
    """Return a page's title and the first paragraph after it, without marks."""
    title = next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), "")
    paragraphs = (each.strip() for each in markdown.split("\n\n"))
    lead = next((each for each in paragraphs if each and not re.match(r"[#`:>|{<\-(!*]", each)), title)
    lead = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", lead)
    lead = re.sub(r"[*`_]", "", " ".join(lead.split()))
    return re.sub(r"[*`_]", "", title), lead if len(lead) <= 160 else lead[:159] + "…"
