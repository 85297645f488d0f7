"""The pages of a learner's own work: how far one is, and handing in. Both are given ids and editions, never a key."""

from collections.abc import Sequence
from itertools import groupby

from casebook.items import Item
from casebook.labels import labels
from casebook.model import Course, Release, item_key, open_release
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
    for module in course.modules:
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
        count=sum(1 for case in course.cases for _ in case.exercise),
        edition=_edition(course),
    )
    if not is_kept:
        return _page("my-work", "my_work", ["work"], language, body, styles=["work"])
    body += fragment("offline", words)
    return _page("my-work", "my_work", ["work", "offline-panel"], language, body, styles=["work", "offline"])


def hand_in_page(course: Course, release: Release, language: str, name: str = "hand-in") -> PageSource:
    """Return the page on which an assignment is handed in."""
    cases = []
    for _, entries in groupby(release.entries, key=lambda entry: entry[0].id):
        asked = list(entries)
        case = asked[0][0]
        numbers = {item.id: number for number, item in enumerate(case.exercise.graded, start=1)}
        cases.append({"case": case, "items": [(numbers[item.id], item_key(case, item), item) for _, item in asked]})
    body = fragment(
        "hand_in",
        Words(course, None, language, ""),
        release=release,
        cases=cases,
        block=phrase(language, "answers-block", assignment="{assignment}", receipt="{receipt}"),
        edition=_edition(course),
    )
    return _page(name, "hand_in", ["handin"], language, body, styles=["work"])


def _listed(items: Sequence[Item]) -> str:
    return " ".join(f"{item.id}:{item.edition()}" for item in items)


def _edition(course: Course) -> str:
    """Return a hash over all that the course asks, so that browsers fetch the words of items anew when they change."""
    return Release("all", tuple((case, item) for case in course.cases for item in case.exercise)).id


def _page(
    name: str, label: str, scripts: Sequence[str], language: str, body: str, *, styles: Sequence[str]
) -> PageSource:
    title = labels(language)[label]
    about = {
        "kind": "page",
        "title": title,
        "description": labels(language)[f"{label}_about"],
        "styles": list(styles),
        "scripts": ["files", *scripts],
    }
    return markdown_page(name, about, f"# {title}\n\n{raw_html(body)}")
