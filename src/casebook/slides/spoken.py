"""The words of a slide: Markdown with roles as HTML, without links, since nobody follows a link in a lecture."""

import html
import re

from casebook.markup import Role
from casebook.model import Case, Course
from casebook.notebooks.build import plain_role
from casebook.website.words import Words

_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


class SpokenWords(Words):
    """Words in which a role is what it says, and leads nowhere."""

    def _link(self, role: Role) -> str:
        return html.escape(plain_role(role, self.course, self.subject, self.language), quote=False)

    def bare(self, markdown: str) -> str:
        """Return text without marks: what is counted when its size is chosen."""
        return _MARKS.sub("", self.plain(markdown))


def spoken(course: Course, case: Case | None, language: str) -> SpokenWords:
    """Return what writes the words of the slides of a case, or of none."""
    return SpokenWords(course, case, language, "")
