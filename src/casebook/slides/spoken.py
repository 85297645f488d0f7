"""The words of a slide: Markdown with roles as HTML, without links, since nobody follows a link in a lecture."""

import html
import re

from casebook.markup import Role, find_roles, write_roles
from casebook.model import Case, Course
from casebook.notebooks.build import plain_role
from casebook.website.words import Words

_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


class SpokenWords(Words):
    """Words in which a role is what it says, and leads nowhere; a source is named by its id, as the foot of the slide has it."""

    def _link(self, role: Role) -> str:
        return html.escape(self._said(role), quote=False)

    def _said(self, role: Role) -> str:
        if role.name == "source" and not role.title:
            return role.target
        return plain_role(role, self.course, self.subject, self.language)

    def plain(self, markdown: str) -> str:
        """Return text without links or marks."""
        return write_roles(markdown, self._said)

    def sources(self, markdown: str) -> tuple[str, ...]:
        """Return the sources that a text names, each with its id and title."""
        named = dict.fromkeys(role.target for role in find_roles(markdown) if role.name == "source")
        titles = {each.id: each.title[self.language] for each in self.course.sources}
        return tuple(f"{name} {titles[name]}" for name in named)

    def bare(self, markdown: str) -> str:
        """Return text without marks: what is counted when its size is chosen."""
        return _MARKS.sub("", self.plain(markdown))


def spoken(course: Course, case: Case | None, language: str) -> SpokenWords:
    """Return what writes the words of the slides of a case, or of none."""
    return SpokenWords(course, case, language, "")
