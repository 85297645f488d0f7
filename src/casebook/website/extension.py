"""The Sphinx extension of a casebook site: the theme, the search, section ids, the epilogue gate, formulas, page context."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from casebook import __version__
from casebook.labels import labels
from casebook.website.builder import CourseBuilder, connect
from casebook.website.edition import STYLE
from casebook.website.glossing import link_terms
from casebook.website.search import Chinese
from casebook.website.showing import about as about_page
from casebook.website.words import to_mathml

BEFORE_THE_CONTENTS_ARE_COLLECTED = 100
MOST_MODULES = 12
"""How many modules the contents beside a page list."""


class gate(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """What opens after the decision."""


def name_sections(app: Sphinx, doctree: nodes.document) -> None:
    """Give the sections of a case their names as ids, the same in every language."""
    fields = doctree.findall(nodes.field)  # not collected as metadata yet
    held = next((each[1].astext() for each in fields if each[0].astext() == "casebook_page"), "{}")
    about = json.loads(held)
    title = next(iter(doctree.findall(nodes.section)), None)
    if title is None or not about.get("sections"):
        return
    sections = [child for child in title.children if isinstance(child, nodes.section)]
    for section, name in zip(sections, about["sections"], strict=True):
        section["ids"] = [name]
        for number, part in enumerate(section.findall(nodes.section)):
            part["ids"] = [f"{name}-{number}" if number else name]


def close_the_gate(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put the sections that open after the decision into one gate."""
    about = about_page(app.env, docname)
    gated = [each for each in doctree.findall(nodes.section) if set(each["ids"]) & set(about.get("gated", ()))]
    if not gated:
        return
    parent = gated[0].parent
    holder = gate()
    parent.insert(parent.index(gated[0]), holder)
    for section in gated:
        parent.remove(section)
        holder += section
    holder["open"], holder["close"] = about["gate_open"], about["gate_close"]


def visit_gate(translator: Any, node: nodes.Element) -> None:
    """Write what stands before the gated sections."""
    translator.body.append(node["open"])


def depart_gate(translator: Any, node: nodes.Element) -> None:
    """Write what stands after the gated sections."""
    translator.body.append(node["close"])


def visit_math(translator: Any, node: nodes.math) -> None:
    """Write a formula within a line."""
    translator.body.append(to_mathml(node.astext(), {"display_mode": False}))
    raise nodes.SkipNode


def visit_displaymath(translator: Any, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    translator.body.append(f'<div class="math">{to_mathml(node.astext(), {"display_mode": True})}</div>')
    raise nodes.SkipNode


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the theme what it shows besides the body."""
    builder = app.builder
    assert isinstance(builder, CourseBuilder)
    site, about = builder.site, about_page(app.env, pagename)
    labelled = labels(site["language"])
    is_search = pagename == "search"
    title = labelled["search"] if is_search else about.get("title", "")
    if "body" in context and about.get("kind") != "manual" and pagename not in ("glossary", "search"):
        context["body"] = link_terms(context["body"], builder.terms, "../" * pagename.count("/") + "glossary.html")
    root = "../" * (pagename.count("/") + 1)
    context.update(
        t=labelled,
        language=site["language"],
        lang_tag=site["tag"],
        course_title=site["title"],
        course_description=site["description"],
        course_id=site["id"],
        page_title=title,
        page_description=labelled["search_about"] if is_search else about.get("description", ""),
        page_kind="search" if is_search else about.get("kind", "page"),
        page_scripts=about.get("scripts", []),
        page_styles=[*about.get("styles", []), *([STYLE] if site.get("edition") else [])],
        edition=site.get("edition", "trainee"),
        beside=_beside(site, pagename),
        other_languages=[{**each, "href": f"{root}{each['code']}/{pagename}.html"} for each in site["others"]],
        root_href=root,
        contents=_contents(builder, pagename),
        license=site["license"],
        casebook_version=__version__,
        **_absolute(site, pagename, title, about.get("description", "")),
    )


def _contents(builder: CourseBuilder, pagename: str) -> list[dict[str, Any]]:
    """Return the parts of the course, of many modules those near by; only the part that holds the page lists its pages.

    So no page grows with the course.
    """
    parts = []
    listed, here = builder.site["parts"], builder.parts.get(pagename)
    modules = [place for place, part in enumerate(listed) if part.get("is_module")]
    near = near_by(modules, here)
    for place, part in enumerate(listed):
        if place in modules and place not in near:
            continue
        current = here == place
        pages = []
        for name in part["pages"] if current else part["pages"][:1]:
            about = about_page(builder.env, name)
            pages.append(
                {
                    "title": about.get("nav") or about.get("title", name),
                    "beneath": "nav" in about,
                    "href": builder.get_relative_uri(pagename, name),
                    "current": name == pagename,
                }
            )
        parts.append({"title": part["title"], "current": current, "pages": pages})
        if near and place == near[-1] and len(near) < len(modules):
            every = labels(builder.site["language"])["all_modules"].format(n=len(modules))
            home = {"href": builder.get_relative_uri(pagename, "index")}
            parts.append({"title": every, "current": False, "pages": [home]})
    return parts


def near_by(modules: Sequence[int], here: int | None) -> Sequence[int]:
    """Return the modules that a page's contents list: all, or of many the one that holds the page with those around it."""
    if len(modules) <= MOST_MODULES:
        return modules
    middle = modules.index(here) if here in modules else 0
    first = max(0, min(middle - MOST_MODULES // 2, len(modules) - MOST_MODULES))
    return modules[first : first + MOST_MODULES]


def _beside(site: Mapping[str, Any], pagename: str) -> list[dict[str, Any]]:
    """Return the ways from a page to what an instructor's edition has beside it."""
    listed = site.get("beside", {}).get(pagename, [])
    root = "../" * pagename.count("/")
    return [
        {
            "label": each["label"],
            "href": each["path"] and root + each["path"],
            "current": each["path"] == f"{pagename}.html",
        }
        for each in listed
    ]


def _absolute(site: Mapping[str, Any], pagename: str, title: str, description: str) -> dict[str, Any]:
    """Return the links that only a site with a known address can have."""
    if not site["base_url"] or pagename == "search":
        return {"canonical": None, "alternates": [], "social": None}
    base = site["base_url"].rstrip("/")
    own = f"{base}/{site['language']}/{pagename}.html"
    alternates = [
        {"tag": each["tag"], "href": f"{base}/{each['code']}/{pagename}.html"}
        for each in [{"code": site["language"], "tag": site["tag"]}, *site["others"]]
    ]
    default = {"tag": "x-default", "href": f"{base}/{site['default']}/{pagename}.html"}
    social = {
        "title": title,
        "description": description,
        "url": own,
        "locale": site["tag"].replace("-", "_"),
        "image": f"{base}/{site['language']}/previews/{pagename if pagename in site['previews'] else 'index'}.png",
    }
    return {"canonical": own, "alternates": [*alternates, default] if site["others"] else [], "social": social}


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register all of it."""
    app.add_html_theme("casebook", str(Path(__file__).parent / "theme"))
    app.add_search_language(Chinese)
    app.add_node(gate, override=True, html=(visit_gate, depart_gate))
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.connect("doctree-read", name_sections, priority=BEFORE_THE_CONTENTS_ARE_COLLECTED)
    app.connect("doctree-resolved", close_the_gate)
    app.connect("html-page-context", page_context)
    connect(app)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
