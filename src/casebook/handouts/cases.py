"""A case as a handout: all that a trainee reads before deciding, and space to decide, to discuss and to plan."""

from casebook.handouts.document import document
from casebook.model import Case, Course
from casebook.printing import Sheet


def case_handout(course: Course, case: Case, language: str) -> Sheet:
    """Return a case up to its decision, its discussion prompts and its worksheet, with space to write; nothing of what happened."""
    sections = case.sections[language]
    return document(
        "case_handout.html",
        f"handouts/{case.id}",
        language,
        course,
        case.file.title[language],
        subject=case,
        case=case,
        situation=sections["situation"],
        decision=sections["decision-point"],
        transfer=sections["take-it-to-work"],
        sources=[source for source in course.sources if source.id in case.file.sources],
    )
