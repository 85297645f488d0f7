"""What a hand-written page may ask to have put in: the course map, and the item types as their own examples show them."""

import re
from collections.abc import Callable
from typing import Any

import yaml

from casebook.items import ITEM_TYPES
from casebook.labels import labels
from casebook.model import Course, Module
from casebook.notebooks.blocks import ItemBlock
from casebook.website.fragments import fragment, item_fragment
from casebook.website.words import Words

_DIRECTIVE = re.compile(r"^```\{(course-map|casebook-items)\}[ \t]*\n```[ \t]*$", re.MULTILINE)


def fill_in(markdown: str, words: Words) -> str:
    """Return a page with each directive of ours replaced by what it stands for."""
    writers: dict[str, Callable[[Words], str]] = {"course-map": _course_map, "casebook-items": _item_types}
    return _DIRECTIVE.sub(lambda found: writers[found[1]](words), markdown)


def shows_items(markdown: str) -> bool:
    """Say whether a page asks for the item types."""
    return any(found[1] == "casebook-items" for found in _DIRECTIVE.finditer(markdown))


def raw_html(text: str) -> str:
    """Return HTML as a MyST directive that passes it on untouched."""
    longest = max((len(found[0]) for found in re.finditer(r"`+", text)), default=0)
    fence = "`" * max(4, longest + 1)
    return f"{fence}{{raw}} html\n{text.rstrip()}\n{fence}\n"


def _course_map(words: Words) -> str:
    modules = [what_is_in(words.course, module) for module in words.course.modules]
    return raw_html(fragment("course_map", words, modules=modules, heading_level=3))


def what_is_in(course: Course, module: Module) -> dict[str, Any]:
    """Return a module with its cases, frameworks and tools."""
    return {
        "module": module,
        "cases": course.cases_of(module),
        "frameworks": course.frameworks_of(module),
        "tools": course.tools_of(module),
    }


def _item_types(words: Words) -> str:
    parts = [raw_html(fragment("item_words", words))]
    languages = ("zh", "en")
    for number, name in enumerate(ITEM_TYPES.names(), start=1):
        item_type = ITEM_TYPES.get(name)
        data: Any = yaml.load(item_type.example, Loader=yaml.CSafeLoader)
        item = item_type.model_validate(data, context={"languages": languages})
        kinds = f"`{type(item.interaction()).__name__}` · `{type(item.scoring()).__name__}`"
        shown = raw_html(item_fragment(ItemBlock(f"item-{item.id}", item, number, graded=False), words))
        title = f"### {item_type.label[words.language]} `{name}`"
        about = f"{item_type.about[words.language]}\n\n{labels(words.language)['items_kinds']} {kinds}"
        parts.append(f"{title}\n\n{about}\n\n```yaml\n{item_type.example.rstrip()}\n```\n\n{shown}")
    return "\n".join(parts)
