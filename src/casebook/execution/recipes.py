"""What a run is made of, part by part: the key of its outputs, and the reasons why it had to run, come from the same parts."""

import hashlib
import platform
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nbformat import NotebookNode

from casebook.execution.sealed import digest
from casebook.fonts import CHART_FONT
from casebook.installed import version_of

ENGINE = "papermill-2"
"""Changes when the same notebook would give other outputs for a reason of ours; part of every key."""
ACTS_ON_RESULTS = (
    *("ipykernel", "ipython", "nbclient", "papermill"),  # how a cell is run, and what is kept of what it shows
    *("matplotlib", "matplotlib-inline", "numpy"),  # what cells import; FreeType is inside matplotlib
    *("contourpy", "cycler", "fonttools", "kiwisolver"),  # matplotlib draws by these
    *("pillow", "pyparsing", "python-dateutil"),
)
"""The packages whose version is part of every key."""


_VALUE = {"changed": "why-value-changed", "new": "why-value-new", "gone": "why-value-gone"}
_SAID = {
    "cell": {"changed": "why-cell-changed", "new": "why-cell-new", "gone": "why-cell-gone"},
    "data": {"changed": "why-data-changed", "new": "why-data-new", "gone": "why-data-gone"},
    "value": _VALUE,
    "given": _VALUE,
}
"""How it is said what became of a kind of part."""


@dataclass(frozen=True, order=True)
class Part:
    """One thing that acts on outputs: of what `kind` it is, its name, and its version or the digest of its content."""

    kind: str
    name: str
    value: str


@dataclass(frozen=True)
class Reason:
    """Why a notebook had to run; `code` names the wording."""

    code: str
    name: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Recipe:
    """All the parts that act on the outputs of a run: code cells in their order, parameters, data files, and this installation.

    Words between the cells, the kernel and the time that a cell may take are no parts.
    """

    parts: tuple[Part, ...]

    def key(self) -> str:
        """Return the SHA-256 under which the outputs are kept."""
        return digest(self.plain())

    def plain(self) -> list[list[str]]:
        """Return the parts as plain data."""
        return [[each.kind, each.name, each.value] for each in self.parts]


def recipe_of(notebook: NotebookNode, parameters: Mapping[str, Any], data: Mapping[str, bytes]) -> Recipe:
    """Return what the run of a notebook with parameters and data files is made of, here."""
    cells = [(cell.id, cell.source, list(cell.metadata.get("tags", []))) for cell in notebook.cells if _is_code(cell)]
    first = next((name for name, _, tags in cells if "parameters" in tags), None)  # papermill looks at no other
    parts = [part for name, source, tags in cells for part in _parts_of(name, source, tags, name == first)]
    parts += [Part("given", name, digest(parameters[name])) for name in sorted(parameters)]
    parts += [Part("data", name, hashlib.sha256(data[name]).hexdigest()) for name in sorted(data)]
    return Recipe((*parts, *_here()))


def read_recipe(plain: Any) -> Recipe | None:
    """Return a recipe from plain data; None if the data is of another form."""
    if not isinstance(plain, list):
        return None
    for each in plain:
        if not (isinstance(each, list) and len(each) == 3 and all(isinstance(word, str) for word in each)):
            return None
    return Recipe(tuple(Part(*each) for each in plain))


def differences(old: Recipe, new: Recipe) -> tuple[Reason, ...]:
    """Return what became different between two recipes, each thing once."""
    before = {(each.kind, each.name): each.value for each in old.parts}
    after = {(each.kind, each.name): each.value for each in new.parts}
    found = []
    for (kind, name), value in after.items():
        if (kind, name) not in before:
            found.append(_reason(kind, name, "new", "", value))
        elif before[kind, name] != value:
            found.append(_reason(kind, name, "changed", before[kind, name], value))
    found += [_reason(kind, name, "gone", before[kind, name], "") for kind, name in before if (kind, name) not in after]
    if not found and old != new:
        found.append(Reason("why-order"))
    return tuple(dict.fromkeys(found))


def _reason(kind: str, name: str, how: str, old: str, new: str) -> Reason:
    if kind == "version" and old and new:
        return Reason("why-version", name, old, new)
    if kind in ("value", "given") and name == "figures":
        return Reason("why-figures")
    if kind in _SAID:
        return Reason(_SAID[kind][how], name)
    return Reason("why-font" if kind == "font" else "why-engine")


def _is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def _parts_of(cell_id: str, source: str, tags: list[str], has_values: bool) -> Iterator[Part]:
    """Yield the parts of a code cell: one, but for the cell of parameters, each of whose values is one of its own."""
    lines = source.removesuffix("\n").split("\n")
    names = [line.partition(" = ")[0] for line in lines]
    if has_values and all(map(str.isidentifier, names)) and len(set(names)) == len(names):
        yield Part("cell", cell_id, digest([tags, source.endswith("\n")]))
        yield from (Part("value", name, digest(line)) for name, line in zip(names, lines, strict=True))
    else:
        yield Part("cell", cell_id, digest([source, tags]))


@cache
def _here() -> tuple[Part, ...]:
    """Return what of this installation acts on outputs."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        Part("engine", "", ENGINE),
        Part("font", "", hashlib.sha256(CHART_FONT.read_bytes()).hexdigest()),
        Part("version", "Python", f"{sys.implementation.name} {python}"),
        Part("version", "machine", f"{sys.platform} {platform.machine()}"),
        *(Part("version", name, version_of(name)) for name in ACTS_ON_RESULTS),
    )
