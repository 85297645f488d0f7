"""The words of a slide: Markdown with roles as HTML, without links, since nobody follows a link in a lecture."""

import re

from casebook.handouts.document import PlainWords
from casebook.markup import find_roles
from casebook.model import Case, Course

_MARKS = re.compile(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")


class SpokenWords(PlainWords):
    """The words of a slide, whose foot names its sources."""

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
