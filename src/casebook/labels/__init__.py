"""The words of casebook itself that readers see: one catalogue per language, with the same keys."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

import yaml


@cache
def labels(language: str) -> Mapping[str, str]:
    """Return the catalogue of a language; its keys are those of every other language."""
    catalogue: dict[str, str] = {}
    for path in sorted((files(__name__)).iterdir(), key=lambda each: each.name):
        if path.name.endswith(f"{language}.yml"):
            catalogue |= yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return catalogue


def label(language: str, key: str, /, **values: object) -> str:
    """Return a label with `$name` filled in."""
    return Template(labels(language)[key]).substitute(values)
