"""Pages written by hand: the list of them, their roles and their links."""

import os
from pathlib import Path

from casebook.loader.checks.roles import check_roles, known_targets, role_problems
from casebook.loader.course import CourseSources
from casebook.loader.reading import Report, is_file, problem
from casebook.loader.texts import listed_texts
from casebook.markup import find_links
from casebook.model import Page, PagePart

GENERATED = ("frameworks", "tools", "glossary", "sources", "search", "my-work", "hand-in")
"""Pages that the website makes itself."""
FOLDERS = ("answers/", "cases/", "frameworks/", "handouts/", "modules/", "slides/", "teaching/", "tools/")
"""Folders of such pages, and of what an instructor's edition has beside them."""


def check_pages(read: CourseSources, report: Report) -> None:
    """Report pages that are missing, unlisted or in one language only, and what they point to in vain."""
    known = known_targets(read)
    have = {(page.language, page.path) for page in read.pages}
    listed = _check_list(read, have, report)
    for page in read.pages:
        if page.path != "index" and page.path not in listed:
            report(problem(page.file, 0, "page-not-listed", page=page.path))
        if page.path in GENERATED or page.path.startswith(FOLDERS):
            report(problem(page.file, 0, "page-name-taken", page=page.path))
        if not page.markdown.lstrip().startswith("# "):
            report(problem(page.file, 1, "page-without-title"))
        for line, code, details in role_problems(page.markdown, known, strict=False):
            report(problem(page.file, line, code, **details))
        _check_links(page, (read.root / "book" / page.language).resolve(), _generated(read), report)
    for name in ("glossary", "modules", "pages", "sources"):
        for document, loc, _, words in listed_texts(read, name):
            check_roles(document, loc, words, known, report)


def _check_list(read: CourseSources, have: set[tuple[str, str]], report: Report) -> set[str]:
    listed: set[str] = set()
    document = read.documents.get("pages")
    for index, part in read.listed.get("pages", ()):
        for place, name in enumerate(part.pages if isinstance(part, PagePart) else ()):
            if document and name in listed:
                report(document.problem((index, "pages", place), "duplicate-id", id=name))
            listed.add(name)
            for language in read.languages:
                if document and (language, name) not in have:
                    path = f"book/{language}/{name}.md"
                    report(document.problem((index, "pages", place), "page-missing", page=name, file=path))
    return listed


def _generated(read: CourseSources) -> set[str]:
    """Return the pages that the website makes for this course, as files that a link may name."""
    has_graded = any(each.case.exercise.graded for each in read.cases) or not read.cases  # none could be read
    made = {"my-work": True, "hand-in": has_graded}
    return {f"{name}.md" for name in GENERATED if made.get(name, read.ids(name))}


def _check_links(page: Page, root: Path, generated: set[str], report: Report) -> None:
    for link in find_links(page.markdown):
        if link.is_image and not link.words:
            report(problem(page.file, link.line, "image-without-alt", target=link.target))
        if link.is_local:
            leads_to = Path(os.path.realpath(page.file.parent / link.target.split("#")[0]))
            is_ours = leads_to.is_relative_to(root) and leads_to.relative_to(root).as_posix() in generated
            if not is_ours and (not is_file(leads_to) or not leads_to.is_relative_to(root)):
                report(problem(page.file, link.line, "broken-link", target=link.target))
