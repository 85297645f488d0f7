"""Read `cases/`, `exercises/` and `book/` into one Course, with every problem of every file at once."""

from pathlib import Path

from casebook.errors import Problem, SourceError
from casebook.loader.checks import check_all
from casebook.loader.confirmed import write_records
from casebook.loader.course import CourseSources, read_course
from casebook.model import Course


def load(root: Path) -> tuple[Course, tuple[Problem, ...]]:
    """Return the course in a folder and the warnings about it; raise SourceError with all problems if there are errors."""
    course, problems = examine(root)
    if course is None:
        raise SourceError(problems)
    return course, problems


def examine(root: Path) -> tuple[Course | None, tuple[Problem, ...]]:
    """Return the course in a folder (None if there are errors) and all problems, in the order of files and lines."""
    problems: list[Problem] = []
    read = read_course(root, problems.append)
    check_all(read, problems.append)
    found = tuple(sorted(set(problems)))
    if read.settings is None or any(not each.is_warning for each in found):
        return None, found
    return _course(read), found


def confirm(root: Path) -> int | None:
    """Record that every text of the course in a folder says the same in all its languages, as `casebook validate --confirm` does.

    Return how many were recorded, or None if the sources have errors and nothing was.
    """
    problems: list[Problem] = []
    read = read_course(root, problems.append)
    check_all(read, problems.append)
    if read.settings is None or any(not each.is_warning for each in problems):
        return None
    return write_records(read)


def _course(read: CourseSources) -> Course:
    assert read.settings is not None
    return Course(
        root=read.root,
        settings=read.settings,
        modules=read.modules,
        cases=tuple(each.case for each in read.cases),
        frameworks=tuple(each.framework for each in read.frameworks),
        tools=tuple(each.tool for each in read.tools),
        sources=read.sources,
        glossary=read.glossary,
        parts=read.parts,
        pages=tuple(read.pages),
        assets=read.assets,
        book_config={key: value for key, value in read.config.data.items() if key != "casebook"},
    )
