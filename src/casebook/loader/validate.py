"""Turn plain data into a model, or into problems with line and cure."""

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from casebook.errors import Problem
from casebook.items import ITEM_TYPES, Item
from casebook.items.base import FIXED
from casebook.loader.reading import Document, Loc, Report
from casebook.registry import nearest
from casebook.text import type_name

M = TypeVar("M", bound=BaseModel)

_TYPES = {
    "string_type": "text",
    "int_type": "whole-number",
    "int_from_float": "whole-number",
    "int_parsing": "whole-number",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "bool_type": "true-or-false",
    "dict_type": "mapping",
    "model_type": "mapping",
    "model_attributes_type": "mapping",
    "tuple_type": "list",
    "list_type": "list",
}


_LIMITS = {
    "greater_than_equal": ("too-small", "ge"),
    "greater_than": ("not-above", "gt"),
    "less_than_equal": ("too-great", "le"),
    "string_too_long": ("too-long", "max_length"),
}


def build(
    model: type[M], document: Document, loc: Loc, data: Any, languages: Sequence[str], report: Report
) -> M | None:
    """Return the model of data that stands at a place, or report every problem with it and return None."""
    asked = (model, loc, tuple(languages))
    if asked not in document.made:
        problems: list[Problem] = []
        document.made[asked] = _built(model, document, loc, data, languages, problems.append), problems
    made: M | None
    made, found = document.made[asked]
    for each in found:
        report(each)
    return made


def _built(
    model: type[M], document: Document, loc: Loc, data: Any, languages: Sequence[str], report: Report
) -> M | None:
    try:
        return model.model_validate(data, context={"languages": tuple(languages)})
    except ValidationError as invalid:
        errors = invalid.errors()
        misspelt = {
            (*error["loc"][:-1], _meant(error, model)) for error in errors if error["type"] == "extra_forbidden"
        }
        for error in errors:
            if error["type"] != "missing" or error["loc"] not in misspelt:
                _report(error, model, document, loc, report)
        return None


def build_list(
    model: type[M], document: Document, loc: Loc, data: Any, languages: Sequence[str], report: Report
) -> list[tuple[int, M]]:
    """Return the models of a list with their places in it, without those that have problems, which are reported."""
    if data is None:
        return []
    if not isinstance(data, list):
        report(document.problem(loc, "wrong-type", found_type=type_name(data), expected="list"))
        return []
    built = ((index, build(model, document, (*loc, index), each, languages, report)) for index, each in enumerate(data))
    return [(index, each) for index, each in built if each is not None]


def build_item(document: Document, loc: Loc, data: Any, languages: Sequence[str], report: Report) -> Item | None:
    """Return the item that stands at a place, of the type it names, or report every problem with it."""
    if not isinstance(data, dict):
        report(document.problem(loc, "wrong-type", found_type=type_name(data), expected="mapping"))
        return None
    name = data.get("type")
    if name is None:
        report(document.problem(loc, "item-without-type", known=", ".join(ITEM_TYPES.names())))
        return None
    if not isinstance(name, str) or name not in ITEM_TYPES:
        _not_one_of(document, (*loc, "type"), str(name), ITEM_TYPES.names(), report)
        return None
    item = build(ITEM_TYPES.get(name), document, loc, data, languages, report)
    if item is not None:
        faults = list(item.faults())
        for fault in faults:
            report(document.problem((*loc, *fault.where), fault.code, fault.is_warning, **fault.details))
        if not faults and not _are_variants_whole(item, document, loc, data, languages, report):
            return item.model_copy(update={"variants": ()})  # so that the other checks have an item that they can read
    return item


def _are_variants_whole(
    item: Item, document: Document, loc: Loc, data: dict[str, Any], languages: Sequence[str], report: Report
) -> bool:
    """Report what is wrong with an item's variants; say whether each can be read as the whole item that it makes."""
    editions, are_whole = {item.edition()}, True
    for index, variant in enumerate(data.get("variants", ())):
        place = (*loc, "variants", index)
        fixed = [key for key in variant if key in FIXED]
        for key in fixed:
            report(document.problem((*place, key), "variant-fixed", key=key))
        if fixed:
            are_whole = False
            continue
        whole = {**data, **variant}
        del whole["variants"]
        version = build_item(_as_whole(document, whole, place), place, whole, languages, report)
        if version is None:
            are_whole = False
            continue
        if version.edition() in editions:
            report(document.problem(place, "variant-same"))
        editions.add(version.edition())
    return are_whole


def _as_whole(document: Document, data: dict[str, Any], place: Loc) -> Document:
    """Return a document in which a variant stands as the whole item that it makes; what is the item's own has the variant's line."""
    held: Any = data
    for part in reversed(place):
        held = {part: held}
    return Document(document.path, held, document.lines)


def _report(error: Any, model: type[BaseModel], document: Document, base: Loc, report: Report) -> None:
    kind, found, context = error["type"], error["input"], error.get("ctx", {})
    loc = _place(document.data, base, error["loc"])
    last = str(loc[-1]) if loc else ""
    if kind == "missing" and isinstance(error["loc"][-1], int):
        report(document.problem(loc[:-1], "too-few", key=loc[-2], count=len(found), limit=int(last) + 1))
    elif kind == "missing":
        report(document.problem(loc, "chart-without-alt" if loc[-1:] == ("alt",) else "missing-key", key=last))
    elif kind == "extra_forbidden":
        known = _keys_of(model, error["loc"][:-1])
        near = _meant(error, model)
        if near:
            report(document.problem(loc, "unknown-key-near", key=last, near=near))
        else:
            report(document.problem(loc, "unknown-key", key=last, known=", ".join(known)))
    elif kind == "literal_error":
        _not_one_of(
            document,
            loc,
            str(found),
            [each.strip("' ") for each in context["expected"].replace(" or ", ",").split(",")],
            report,
        )
    elif kind == "union_tag_invalid":
        tags = [each.strip("' ") for each in context["expected_tags"].split(",")]
        _not_one_of(document, (*loc, "type"), str(context["tag"]), tags, report)
    elif kind == "union_tag_not_found":
        report(document.problem(loc, "missing-key", key="type"))
    elif kind in _TYPES:
        report(document.problem(loc, "wrong-type", found_type=type_name(found), expected=_TYPES[kind]))
    elif kind == "string_pattern_mismatch":
        code = "bad-url" if last == "base_url" else "bad-id"
        report(document.problem(loc, code, found=found))
    elif kind in ("too_short", "too_long"):
        least, most = context.get("min_length", ""), context.get("max_length", "")
        if least != "" and len(found) >= least:
            return  # some entries are wrong themselves, and told as such
        report(
            document.problem(
                loc, "too-few" if least != "" else "too-many", key=last, count=len(found), limit=f"{least}{most}"
            )
        )
    elif kind in _LIMITS:
        code, name = _LIMITS[kind]
        report(document.problem(loc, code, key=last, found=_shown(found), limit=f"{context[name]:g}"))
    elif kind.startswith("text-"):
        report(document.problem(loc, kind, key=last, **context))
    else:
        report(document.problem(loc, "bad-value", key=last, found=_shown(found), reason=error["msg"]))


def _meant(error: Any, model: type[BaseModel]) -> str | None:
    """Return the key that an unknown one was probably meant to be."""
    return nearest(str(error["loc"][-1]), _keys_of(model, error["loc"][:-1]))


def _not_one_of(document: Document, loc: Loc, found: str, known: Sequence[str], report: Report) -> None:
    near = nearest(found, list(known))
    if near:
        report(document.problem(loc, "not-one-of-near", found=found, near=near))
    else:
        report(document.problem(loc, "not-one-of", found=found, known=", ".join(known)))


def _place(data: Any, base: Loc, path: Sequence[Any]) -> Loc:
    """Return where an error stands in a document: pydantic's path also names the member of a union that it tried."""
    loc: Loc = base
    for part in base:
        data = data[part]
    for index, part in enumerate(path):
        last = index == len(path) - 1
        if part == "[key]" or (isinstance(data, dict) and part not in data and not last):
            continue
        loc = (*loc, part)
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
    return loc


def _keys_of(model: type[BaseModel], path: Sequence[Any]) -> list[str]:
    """Return the keys that a mapping at a place below the model may have."""
    models = [model]
    for part in path:
        if isinstance(part, int):
            continue
        tagged = [each for each in models if _tag(each) == part and len(models) > 1]
        fields = [field for each in models for name, field in each.model_fields.items() if part in (name, field.alias)]
        models = tagged or [found for field in fields for found in _models_in(field.annotation)]
    return [field.alias or name for each in models[:1] for name, field in each.model_fields.items()]


def _tag(model: type[BaseModel]) -> str | None:
    """Return the `type` by which a member of a union is known."""
    field = model.model_fields.get("type")
    return next(iter(getattr(field.annotation, "__args__", ())), None) if field else None


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in getattr(annotation, "__args__", ()) for found in _models_in(part)]


def _shown(value: Any) -> str:
    words = str(value)
    return words if len(words) <= 40 else words[:39] + "…"
