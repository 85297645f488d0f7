"""Write an assignment as a course folder for nbgrader 0.9: its configuration and a source notebook per case.

Each item is three cells: what is asked (read-only), the answer (nbgrader's "autograded answer", or "manually graded
answer" for open ones) and the test that scores it. Model answers stand between nbgrader's solution marks and keys
between its hidden-test marks, so that `nbgrader generate_assignment` removes both from what trainees get. nbgrader's
own metadata admits no other key, so ours is beside it: `metadata.casebook` on the answer names the item.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from casebook.assigning.nbgrader_scoring import model_answer, test_lines
from casebook.interactions import Calls, Rubric
from casebook.items import Item
from casebook.labels import label
from casebook.markup import write_roles
from casebook.model import Case, Course, Release, item_key
from casebook.notebooks.answers import answer_source, is_prose
from casebook.notebooks.items import item_markdown
from casebook.notebooks.roles import plain_role

SOLUTION = ("### BEGIN SOLUTION", "### END SOLUTION")
_MARKS = re.compile(r"(?:BEGIN|END)(?= (?:SOLUTION|HIDDEN TESTS|MARK SCHEME))|AUTO(?=TEST)")

Entries: TypeAlias = Sequence[tuple[Case, Item]]


def nbgrader_files(
    course: Course, entries: Entries, assignment: str, language: str | None = None
) -> Mapping[Path, bytes]:
    """Return the files of an nbgrader course folder by their path in it.

    `source/<assignment>/<case>.ipynb` is in the language given or else the course's own; without one given, each other
    language is an assignment of its own, `<assignment>-<language>`, so that nobody has to do everything twice.
    """
    languages = [language] if language else course.languages
    about = {
        "course": course.settings.id,
        "assignment": assignment,
        "release": Release(assignment, tuple(entries)).id,
    }
    files = {Path("nbgrader_config.py"): _config(course, languages[0])}
    for each in languages:
        name = assignment if each == languages[0] else f"{assignment}-{each}"
        for case in dict.fromkeys(case.id for case, _ in entries):
            mine = [entry for entry in entries if entry[0].id == case]
            notebook = source_notebook(course, mine, each, about)
            files[Path("source") / name / f"{case}.ipynb"] = (nbformat.writes(notebook) + "\n").encode()
    return files


def source_notebook(course: Course, entries: Entries, language: str, about: Mapping[str, str]) -> NotebookNode:
    """Return nbgrader's source notebook, keys included, of the items of one case; `about` goes into its metadata."""
    case = entries[0][0]

    def write(markdown: str) -> str:
        return write_roles(markdown, lambda role: plain_role(role, course, case, language))

    title = case.file.title[language]
    head = f"# {title}\n\n*{write(case.file.summary[language])}*\n\n{label(language, 'nbgrader_how')}"
    cells = [new_markdown_cell(_unmarked(head), id="head")]
    for number, (_, item) in enumerate(entries, start=1):
        asked = _unmarked(write(item_markdown(item, number, language, with_key=False)))
        cells += [_read_only(item, asked), _answer(case, item, language), *_tests(case, item, language)]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "casebook": {**about, "case": case.id, "language": language},
        "title": title,
    }
    notebook = new_notebook(cells=cells, metadata=metadata)
    notebook.nbformat_minor = 5
    nbformat.validate(notebook)
    return notebook


def _config(course: Course, language: str) -> bytes:
    """Return nbgrader's configuration: solutions leave nothing behind but what stands around them."""
    lines = [
        f"# {label(language, 'nbgrader_config')}",
        "c = get_config()",
        f"c.CourseDirectory.course_id = {course.settings.id!r}",
        'c.ClearSolutions.code_stub = {"python": ""}',
        'c.ClearSolutions.text_stub = ""',
    ]
    return ("\n".join(lines) + "\n").encode()


def _nbgrader(kind: str, item: Item, *, grade: bool, solution: bool, locked: bool) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell, schema version 3."""
    points = {"points": item.points} if grade else {}
    known = {"schema_version": 3, "grade_id": f"{kind}-{item.id}", "grade": grade, "solution": solution}
    return {"nbgrader": {**known, "locked": locked, "task": False, **points}}


def _read_only(item: Item, source: str) -> NotebookNode:
    metadata = _nbgrader("item", item, grade=False, solution=False, locked=True)
    return new_markdown_cell(source, id=f"item-{item.id}", metadata=metadata)


def _answer(case: Case, item: Item, language: str) -> NotebookNode:
    """Return the cell to answer in: as our own notebooks have it, and the model answer between solution marks."""
    interaction = item.interaction()
    prose = is_prose(interaction)
    begin, end = SOLUTION
    blank = _unmarked(answer_source(interaction, language))
    parts = [blank, *([""] if prose else []), begin, _unmarked(model_answer(item, language)), end]
    metadata = _nbgrader("answer", item, grade=prose, solution=True, locked=False)
    metadata["casebook"] = {"item": item_key(case, item)}
    new_cell = new_markdown_cell if prose else new_code_cell
    return new_cell("\n".join(parts), id=f"answer-{item.id}", metadata=metadata)


def _tests(case: Case, item: Item, language: str) -> list[NotebookNode]:
    """Return the cell that scores an item; none where a person does."""
    scoring = item.scoring()
    if isinstance(scoring, Rubric):
        return []
    comment = label(language, "nbgrader_test_code" if isinstance(scoring, Calls) else "nbgrader_test")
    source = "\n".join([f"# {comment}", *test_lines(item, language)])
    metadata = _nbgrader("test", item, grade=True, solution=False, locked=True)
    metadata |= {"jupyter": {"source_hidden": True}, "casebook": {"test": item_key(case, item)}}
    return [new_code_cell(source, id=f"test-{item.id}", metadata=metadata)]


def _unmarked(text: str) -> str:
    """Return an author's words with an unseen break in those that nbgrader would take for its marks."""
    return _MARKS.sub(lambda found: f"{found[0]}\u200b", text)
