"""Markdown with roles, written as HTML for a page."""

import html
from dataclasses import dataclass
from functools import lru_cache

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from casebook.markup import Role, write_roles
from casebook.model import Case, Course, Framework
from casebook.notebooks.roles import plain_role

_PAGES = {
    "case": "cases/{}.html",
    "term": "glossary.html#term-{}",
    "framework": "frameworks/{}.html",
    "tool": "tools/{}.html",
    "source": "sources.html#source-{}",
}


def to_mathml(latex: str, options: dict[str, bool]) -> str:
    """Return a formula as MathML, which browsers set without scripts or fonts of ours."""
    return str(convert(latex, display="block" if options["display_mode"] else "inline"))


_MARKDOWN = (
    MarkdownIt("commonmark", {"html": True})
    .enable("table")
    .use(dollarmath_plugin, double_inline=True, renderer=to_mathml)
)

_KEPT = 50_000
"""How many texts are kept as HTML, for the next build in the same process."""


@lru_cache(_KEPT)
def _block(markdown: str) -> str:
    return str(_MARKDOWN.render(markdown)).strip()


@lru_cache(_KEPT)
def _inline(markdown: str) -> str:
    return str(_MARKDOWN.renderInline(markdown))


@dataclass(frozen=True)
class Words:
    """Writes the words of one page, that of a case, of a framework or neither.

    `base` leads from the page to its language's root and ends with `/` unless empty.
    """

    course: Course
    subject: Case | Framework | None
    language: str
    base: str

    @property
    def case(self) -> Case | None:
        """Return the case, if the page is a case's."""
        return self.subject if isinstance(self.subject, Case) else None

    def roles(self, markdown: str) -> str:
        """Return Markdown with our roles written as links."""
        return write_roles(markdown, self._link)

    def block(self, markdown: str) -> Markup:
        """Return paragraphs."""
        return Markup(_block(self.roles(markdown)))

    def inline(self, markdown: str) -> Markup:
        """Return a run of text without a paragraph around it."""
        return Markup(_inline(self.roles(markdown)))

    def plain(self, markdown: str) -> str:
        """Return text without links or marks, as descriptions need it."""
        return write_roles(markdown, lambda role: plain_role(role, self.course, self.subject, self.language))

    def _link(self, role: Role) -> str:
        words = html.escape(plain_role(role, self.course, self.subject, self.language), quote=False)
        if role.name == "case" and role.target in [case.id for case in self.course.left_out]:
            return words
        if role.name == "fig":
            target = f"#figure-{role.target}"
        elif role.name == "assume":
            target = f"#assumption-{role.target}"
        else:
            target = self.base + _PAGES[role.name].format(role.target)
        return f'<a class="{role.name}" href="{target}">{words}</a>'
