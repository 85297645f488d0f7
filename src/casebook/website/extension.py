"""The Sphinx extension of a casebook site: the theme, the search, section ids, the epilogue gate, formulas, page context."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from casebook import __version__
from casebook.labels import labels
from casebook.website.edition import STYLE
from casebook.website.glossing import Linked, link_terms
from casebook.website.search import Chinese
from casebook.website.words import to_mathml

BEFORE_THE_CONTENTS_ARE_COLLECTED = 100


class gate(nodes.General, nodes.Element):  # noqa: N801 - docutils names nodes in lower case
    """What opens after the decision."""


def _about(app: Sphinx, docname: str) -> dict[str, Any]:
    """Return what the page's source says about itself."""
    held = app.env.metadata.get(docname, {}).get("casebook_page")
    return json.loads(held) if held else {}


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
    about = _about(app, docname)
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
    site: Mapping[str, Any] = app.config.casebook_site
    about = _about(app, pagename)
    labelled = labels(site["language"])
    is_search = pagename == "search"
    title = labelled["search"] if is_search else about.get("title", "")
    if "body" in context and about.get("kind") != "manual" and pagename not in ("glossary", "search"):
        terms = [Linked(each, words) for each, words in site["terms"]]
        context["body"] = link_terms(context["body"], terms, "../" * pagename.count("/") + "glossary.html")
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
        beside=_beside(app, pagename),
        other_languages=[{**each, "href": f"{root}{each['code']}/{pagename}.html"} for each in site["others"]],
        root_href=root,
        contents=_contents(app, pagename),
        license=site["license"],
        casebook_version=__version__,
        **_absolute(site, pagename, title, about.get("description", "")),
    )


def _contents(app: Sphinx, pagename: str) -> list[dict[str, Any]]:
    """Return the parts of the course; only the part that holds the page lists its pages, so that no page grows with the course."""
    parts = []
    for part in app.config.casebook_site["parts"]:
        current = pagename in part["pages"]
        names = part["pages"] if current else part["pages"][:1]
        pages = [
            {
                "title": _about(app, name).get("nav") or _about(app, name).get("title", name),
                "beneath": "nav" in _about(app, name),
                "href": app.builder.get_relative_uri(pagename, name),
                "current": name == pagename,
            }
            for name in names
        ]
        parts.append({"title": part["title"], "current": current, "pages": pages})
    return parts


def _beside(app: Sphinx, pagename: str) -> list[dict[str, Any]]:
    """Return the ways from a page to what an instructor's edition has beside it."""
    listed = app.config.casebook_site.get("beside", {}).get(pagename, [])
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
    app.add_config_value("casebook_site", {}, "html", dict)
    app.add_html_theme("casebook", str(Path(__file__).parent / "theme"))
    app.add_search_language(Chinese)
    app.add_node(gate, override=True, html=(visit_gate, depart_gate))
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_displaymath, None))
    app.connect("doctree-read", name_sections, priority=BEFORE_THE_CONTENTS_ARE_COLLECTED)
    app.connect("doctree-resolved", close_the_gate)
    app.connect("html-page-context", page_context)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
