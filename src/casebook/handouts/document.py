"""What every printed document of ours shares: its paper, its type, its foot, and how words get into it."""

import html
import re
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from casebook import __version__
from casebook.labels import labels
from casebook.markup import Role, split_at_charts, write_roles
from casebook.model import Case, Course, Framework
from casebook.notebooks.roles import plain_role
from casebook.printing import Sheet, bold_href, font_href
from casebook.text import write_number
from casebook.website.words import Words


class PlainWords(Words):
    """Words that lead nowhere: what a role refers to is written out, and a source is named by its id, as a list below has it."""

    def _link(self, role: Role) -> str:
        return html.escape(self._said(role), quote=False)

    def _said(self, role: Role) -> str:
        if role.name == "source" and not role.title:
            return role.target
        return plain_role(role, self.course, self.subject, self.language)

    def plain(self, markdown: str) -> str:
        """Return text without links or marks."""
        return write_roles(markdown, self._said)

    def text(self, markdown: str) -> Markup:
        """Return paragraphs without the charts that stand among them."""
        return self.block("\n\n".join(text for text, _ in split_at_charts(markdown) if text))


def document(
    template: str,
    name: str,
    language: str,
    course: Course,
    title: str,
    *,
    subject: Case | Framework | None = None,
    **context: Any,
) -> Sheet:
    """Return a document as a sheet for print.

    `template` is `ROOM/FILE`, such as `slides/notes.html`: a file in the folder `templates` of a room of ours; without a room
    it is one of this room. It extends `print_base.html` and fills in its blocks `style` (more CSS), `page` (other paper than A4),
    `foot` (what stands at the foot of a page; empty for none) and `body`, with the macros of `print_parts.html` where they
    serve. Besides `context` it knows `course, title, language, version`, the labels as `t`, and the filters `md` (paragraphs), `mdi`
    (a run of text), `plain`, `number` and `css` (a string in a style). Roles in its texts are those of `subject`, written out as words.
    """
    words = PlainWords(course, subject, language, "")
    environment = _environment().overlay()
    environment.filters |= {
        "md": words.text,
        "mdi": words.inline,
        "plain": words.plain,
        "number": partial(write_number, language=language),
    }
    filled = environment.get_template(template).render(
        course=course,
        title=title,
        language=language,
        t=labels(language),
        version=__version__,
        font=font_href(name),
        bold=bold_href(name),
        css=_style(),
        **context,
    )
    return Sheet(name, filled.strip() + "\n", language)


class _Rooms(BaseLoader):
    """Finds templates by room: `slides/notes.html` is `templates/notes.html` of `casebook.slides`."""

    def get_source(self, environment: Environment, template: str) -> Any:
        room, _, file = template.rpartition("/")
        return _folder(room or "handouts").get_source(environment, file)


@cache
def _folder(room: str) -> PackageLoader:
    return PackageLoader(f"casebook.{room}", "templates")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_Rooms(), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["css"] = _css_string
    return environment


@cache
def _style() -> Markup:
    """Return what every document looks like, without the comments."""
    text = (files(__package__) / "templates" / "print.css").read_text(encoding="utf-8")
    return Markup(re.sub(r"/\*.*?\*/\s*", "", text, flags=re.DOTALL).strip())


def _css_string(text: str) -> Markup:
    """Return a text as a string of CSS, in which neither a quotation mark nor a tag ends anything."""
    return Markup('"' + re.sub(r"""["'\\<>&\n]""", lambda found: f"\\{ord(found[0]):x} ", text) + '"')
