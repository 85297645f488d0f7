"""The words of casebook itself that readers see: one catalogue per language, with the same keys."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

import yaml


@cache
def labels(language: str) -> Mapping[str, str]:
    """Return the catalogue of a language; its keys are those of every other language."""
    text = (files(__name__) / f"{language}.yml").read_text(encoding="utf-8")
    catalogue: dict[str, str] = yaml.load(text, Loader=yaml.CSafeLoader)
    return catalogue


@cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    names = (path.name for path in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".yml") for name in names if name.endswith(".yml")))


def label(language: str, key: str, /, **values: object) -> str:
    """Return a label with `$name` filled in."""
    return Template(labels(language)[key]).substitute(values)
