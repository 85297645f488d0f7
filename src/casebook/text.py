"""Text in the languages of a course, and how figures are written in them."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


class Text(Mapping[str, str]):
    """One text in each language of the course: `text["zh"]`, `text["en"]`; immutable.

    Validated from `{zh: ..., en: ...}`; in a course with one language a plain string will do. The languages that must be
    there are `languages` of pydantic's validation context; without them any are accepted.
    """

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[str, str]) -> None:
        self._by_language = dict(by_language)

    def __getitem__(self, language: str) -> str:
        return self._by_language[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_language)

    def __len__(self) -> int:
        return len(self._by_language)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate, serialization=core_schema.plain_serializer_function_ser_schema(dict)
        )

    @classmethod
    def _validate(cls, value: object, info: ValidationInfo) -> "Text":
        return _validate_text(value, info, may_be_empty=False)


class Unit(Text):
    """A unit, which a language may leave empty, as English does for years."""

    __slots__ = ()

    @classmethod
    def _validate(cls, value: object, info: ValidationInfo) -> Text:
        return _validate_text(value, info, may_be_empty=True)


def _validate_text(value: object, info: ValidationInfo, may_be_empty: bool) -> Text:
    if isinstance(value, Text):
        return value
    languages: tuple[str, ...] = (info.context or {}).get("languages", ())
    if isinstance(value, str) and len(languages) == 1:
        value = {languages[0]: value}
    if not isinstance(value, Mapping):
        raise PydanticCustomError(
            "text-not-a-mapping", "{found_type}", {"found_type": type_name(value), "languages": ", ".join(languages)}
        )
    for language, words in value.items():
        if languages and language not in languages:
            raise PydanticCustomError(
                "text-unknown-language", "{language}", {"language": str(language), "languages": ", ".join(languages)}
            )
        if not isinstance(words, str):
            raise PydanticCustomError("text-not-words", "{language}", {"language": str(language), "found": repr(words)})
        if not words.strip() and not may_be_empty:
            raise PydanticCustomError("text-empty", "{language}", {"language": str(language)})
    for language in languages:
        if language not in value:
            raise PydanticCustomError("text-missing-language", "{language}", {"language": language})
    return Text({language: words.strip() for language, words in value.items()})


def type_name(value: object) -> str:
    """Return the code of a YAML type's name, worded in `problems/`."""
    names = {dict: "mapping", list: "list", str: "text", bool: "true-or-false", int: "number", float: "number"}
    return names.get(type(value), "nothing")


def same(words: str, languages: "tuple[str, ...] | list[str]") -> Text:
    """Return a text that reads the same in every language."""
    return Text(dict.fromkeys(languages, words))


_BOUNDS = {
    "zh": {"more-than": "超过 {}", "at-least": "至少 {}", "about": "约 {}", "at-most": "不超过 {}"},
    "en": {"more-than": "more than {}", "at-least": "at least {}", "about": "about {}", "at-most": "at most {}"},
}


def write_number(value: float, language: str) -> str:
    """Write a number as that language does: `200 万`, `2 million`, `1996`, `12,500`, `3.97`."""
    if language == "zh":
        for size, word in ((10**8, "亿"), (10**4, "万")):
            if abs(value) >= size and value % (size / 100) == 0:
                return f"{value / size:.12g} {word}"
    elif abs(value) >= 10**6 and value % 10**4 == 0:
        return f"{value / 10**6:.12g} million"
    if value != int(value):
        return f"{value:,}"
    return f"{int(value):,}" if abs(value) >= 10**4 else str(int(value))


def write_quantity(value: float, unit: str, language: str, bound: str | None = None) -> str:
    """Write a number with its unit and bound: `超过 200 万台`, `more than 2 million units`."""
    number = write_number(value, language)
    gap = "" if number.endswith(("万", "亿")) or unit.startswith(("%", "‰", "℃")) else " "
    quantity = f"{number}{gap}{unit}".strip()
    return _BOUNDS[language][bound].format(quantity) if bound else quantity
