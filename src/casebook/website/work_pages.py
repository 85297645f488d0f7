"""The pages of a learner's own work: how far one is, and handing in. Both are given ids and editions, never a key."""

import json
from collections.abc import Sequence
from itertools import groupby

from casebook.items import Item
from casebook.labels import labels
from casebook.model import Case, Course, Release, item_key, open_release
from casebook.problems import phrase
from casebook.website.fragments import fragment
from casebook.website.manual import raw_html
from casebook.website.sources import PageSource, markdown_page
from casebook.website.words import Words


def my_work_page(course: Course, language: str, *, is_kept: bool = True) -> PageSource:
    """Return the page that shows how far one is, and takes it all to another device, to paper, or away.

    Where the site `is_kept` by browsers for reading offline, the page says how much of it and keeps the rest.
    """
    modules = []
    for module in () if course.is_large else course.modules:
        cases = [
            (case, _listed(case.exercise.practice), _listed(case.exercise.graded)) for case in course.cases_of(module)
        ]
        if cases:
            modules.append({"module": module, "cases": cases})
    words = Words(course, None, language, "")
    body = fragment(
        "my_work",
        words,
        release=open_release(course),
        modules=modules,
        practices=sum(len(case.exercise.practice) for case in course.cases),
        gradeds=sum(len(case.exercise.graded) for case in course.cases),
        edition=_edition(course),
    )
    if not is_kept:
        return _page(course, "my-work", "my_work", ["work"], language, body, styles=["work"])
    body += fragment("offline", words)
    return _page(course, "my-work", "my_work", ["work", "offline-panel"], language, body, styles=["work", "offline"])


def hand_in_page(course: Course, release: Release, language: str, name: str = "hand-in") -> PageSource:
    """Return the page on which an assignment is handed in."""
    cases = []
    for _, entries in groupby(() if course.is_large else release.entries, key=lambda entry: entry[0].id):
        asked = list(entries)
        cases.append(_of_case(asked[0][0], [item for _, item in asked]))
    body = fragment(
        "hand_in",
        Words(course, None, language, ""),
        release=release,
        cases=cases,
        block=phrase(language, "answers-block", assignment="{assignment}", receipt="{receipt}"),
        edition=_edition(course),
    )
    return _page(course, name, "hand_in", ["handin"], language, body, styles=["work"])


def rows_script(course: Course, case: Case, language: str) -> str:
    """Return the script that brings the rows of a case to the two pages, which do not list the cases of a large course."""
    words = Words(course, case, language, "")
    practice, graded = case.exercise.practice, case.exercise.graded
    rows = {
        "at": course.place_of(case),
        "work": fragment("work_row", words, practice=_listed(practice), graded=_listed(graded)),
        "hand": fragment("hand_row", words, each=_of_case(case, graded), apart=False) if graded else "",
    }
    written = json.dumps(rows, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    return f"(casebook.rows = casebook.rows || {{}})[{json.dumps(case.id)}] = {written};\n"


def _of_case(case: Case, asked: Sequence[Item]) -> dict[str, object]:
    """Return a case with items of its graded ones, each with its number and its key."""
    numbers = {item.id: number for number, item in enumerate(case.exercise.graded, start=1)}
    return {"case": case, "items": [(numbers[item.id], item_key(case, item), item) for item in asked]}


def _listed(items: Sequence[Item]) -> str:
    return " ".join(f"{item.id}:{item.edition()}" for item in items)


def _edition(course: Course) -> str:
    """Return a hash over all that the course asks, so that browsers fetch the words of items anew when they change."""
    return Release("all", tuple((case, item) for case in course.cases for item in case.exercise)).id


def _page(
    course: Course, name: str, label: str, scripts: Sequence[str], language: str, body: str, *, styles: Sequence[str]
) -> PageSource:
    title = labels(language)[label]
    about = {
        "kind": "page",
        "title": title,
        "description": labels(language)[f"{label}_about"],
        "styles": list(styles),
        "scripts": ["files", *(["rows"] if course.is_large else []), *scripts],
    }
    return markdown_page(name, about, f"# {title}\n\n{raw_html(body)}")
