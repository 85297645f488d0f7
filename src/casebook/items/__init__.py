"""The item types: an open set, one file each.

A file here defines one class that extends `Item` and decorates itself with `@register`. It declares its YAML as
fields, translates itself into an interaction and a scoring, and carries its own `example`, `right` and `wrong`.
"""

from importlib import import_module
from pkgutil import iter_modules

from casebook.items.base import ITEM_TYPES, Fault, Item

for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")

__all__ = ["ITEM_TYPES", "Fault", "Item"]
