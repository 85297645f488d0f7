"""The answers of a case as a page of the instructor's edition: every item with its key, reasons, scoring, rubric and samples."""

from casebook.items import Item
from casebook.labels import labels
from casebook.model import Case, Course
from casebook.website.answered import QuietWords, answered
from casebook.website.fragments import fragment
from casebook.website.manual import raw_html
from casebook.website.sources import PageSource, markdown_page


def answers_page(course: Course, case: Case, language: str) -> PageSource:
    """Return the page with the answers to all items of a case, those for practice first."""
    t = labels(language)
    words = QuietWords(course, case, language, "../")
    objectives = {each.id: (number, each) for number, each in enumerate(case.file.objectives, start=1)}
    parts, sections = [raw_html(fragment("instructor/answers_head", words, objectives=objectives))], []
    for graded, items in ((False, case.exercise.practice), (True, case.exercise.graded)):
        if items:
            name = "graded" if graded else "practice"
            sections.append(name)
            parts.append(f"## {t[name]}")
            for number, item in enumerate(items, start=1):
                heading = _heading(item, number, graded, language)
                shown = [answered(version, words) for version in item.versions()]
                body = fragment(
                    "instructor/answer", words, item=item, versions=shown, objective=objectives.get(item.objective)
                )
                parts.append(f"### {heading}\n\n{raw_html(body)}")
    title = t["answers_title"].format(title=case.file.title[language])
    about = {
        "kind": "answers",
        "title": title,
        "nav": t["answers"],
        "description": t["answers_about"].format(title=case.file.title[language]),
        "sections": sections,
        "styles": [],
    }
    return markdown_page(f"answers/{case.id}", about, f"# {title}\n\n" + "\n\n".join(parts))


def _heading(item: Item, number: int, graded: bool, language: str) -> str:
    """Return the number of an item as on the page of its case, with the name of its type."""
    t = labels(language)
    title = t["graded_item" if graded else "practice_item"].format(n=number)
    return f"{title}{t['title_joint']}{item.label[language]}"
