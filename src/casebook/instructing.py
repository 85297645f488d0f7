"""What an instructor shows and hands out beside the pages: slides, notes pages, handouts and tools on paper."""

from collections.abc import Callable, Mapping
from pathlib import Path

from casebook.handouts import case_handout, tool_sheet
from casebook.model import Course
from casebook.printing import Sheet, print_sheets, why_no_pdf
from casebook.problems import user_language
from casebook.slides import asset_files, case_part, notes_sheet, slide_files, slide_sheet
from casebook.website.sources import Executed

Counted = Callable[[int, int, str], None]
"""Hears how many of how many sheets are there, and which came last."""


def instructors_files(
    course: Course, executed: Mapping[str, Mapping[str, Executed]], cache: Path, jobs: int, counted: Counted
) -> tuple[Mapping[Path, bytes], str]:
    """Return the files by path in the site, and why there are no PDFs among them; empty where there are.

    Raises PrintError for a character that our fonts lack.
    """
    found: dict[Path, bytes] = {}
    sheets: dict[str, list[Sheet]] = {}
    for language in executed:
        decks, sheets[language] = _of_language(course, language, executed[language])
        found |= {Path(language) / name: content for name, content in decks.items()}
    total, done, why = sum(map(len, sheets.values())), 0, ""
    for language, listed in sheets.items():
        before = done

        def count(number: int, _: int, name: str, before: int = before, language: str = language) -> None:
            counted(before + number, total, f"{name} {language}")

        printed = print_sheets(listed, cache=cache, jobs=jobs, progress=count)
        found |= {Path(language) / name: content for name, content in printed.files.items()}
        done += len(listed)
        why = why_no_pdf(printed, user_language())
    return found, why


def _of_language(
    course: Course, language: str, executed: Mapping[str, Executed]
) -> tuple[dict[str, bytes], list[Sheet]]:
    """Return the decks of a language with what they share, and all that is printed."""
    decks: dict[str, bytes] = {}
    sheets = [tool_sheet(course, tool, language) for tool in course.tools]
    for case in course.cases:
        sheets.append(case_handout(course, case, language))
        if case.teaching is None:
            continue
        parts = [case_part(case, executed[f"cases/{case.id}"].charts)]
        name, title = f"slides/{case.id}", case.file.title[language]
        decks |= slide_files(course, parts, language, name=name, title=title)
        sheets.append(slide_sheet(course, parts, language, name=f"{name}-print", title=title))
        sheets.append(notes_sheet(course, parts, language, name=f"{name}-notes", title=title))
    return (decks | asset_files() if decks else decks), sheets
