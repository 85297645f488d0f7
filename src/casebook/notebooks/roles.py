"""What a role says where it leads nowhere: in a notebook, on paper, on a slide."""

from casebook.markup import Role
from casebook.model import Case, Course, Framework


def plain_role(role: Role, course: Course, subject: Case | Framework | None, language: str) -> str:
    """Return what a role says, without a link, on the page of a case, of a framework or of neither."""
    if role.title:
        return role.title
    match role.name:
        case "fig" if subject:
            return next(each for each in subject.file.figures if each.id == role.target).shown(language)
        case "assume" if isinstance(subject, Case):
            return next(each for each in subject.file.assumptions if each.id == role.target).shown(language)
        case "case":
            return course.case(role.target).file.title[language]
        case "term":
            return course.term(role.target).term[language]
        case "framework":
            return course.framework(role.target).file.title[language]
        case "tool":
            return course.tool(role.target).file.title[language]
        case "source":
            return course.source(role.target).title[language]
        case _:
            raise ValueError(f"no role {role.name!r} here")
