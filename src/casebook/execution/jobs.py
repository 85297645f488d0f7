"""What is to be run: a notebook with parameters, and what comes back: its outputs by cell."""

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from nbformat import NotebookNode

from casebook.errors import Failure
from casebook.execution.kernels import Kind
from casebook.fonts import CHART_FONT

ENGINE = "papermill-1"
"""Changes when the same notebook would give other outputs for a reason of ours; part of every key."""
_ACTS_ON_RESULTS = ("ipykernel", "ipython", "matplotlib", "matplotlib-inline", "numpy", "papermill")

Outputs = Mapping[str, list[Any]]
"""The outputs of each code cell, as nbformat has them, by cell id."""


@dataclass(frozen=True)
class Job:
    """One papermill run for a `page`, such as `cases/haier-washer`; `name` is that of a what-if, empty for the page itself."""

    page: str
    language: str
    name: str
    notebook: NotebookNode
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return how the job is called in messages."""
        return f"{self.page} {self.language}" + (f" {self.name}" if self.name else "")

    def key(self) -> str:
        """Return the hash of all that acts on the outputs: code, parameters, versions and the chart font."""
        code = [
            [cell.id, cell.source, cell.metadata.get("tags", [])]
            for cell in self.notebook.cells
            if cell.cell_type == "code"
        ]
        held = {
            "code": code,
            "parameters": dict(self.parameters),
            "engine": ENGINE,
            **_here(),
        }
        canonical = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class RunSettings:
    """What holds for every run: seconds for each cell, how kernels are started, and the bytes that a forked one may take."""

    timeout: int
    kernel: Kind = "fork"
    memory: int = 4 << 30


@dataclass(frozen=True)
class Broken:
    """A run that failed, with the notebook as far as it came."""

    failure: Failure
    notebook: NotebookNode


@cache
def _here() -> dict[str, Any]:
    """Return what of this installation acts on outputs."""
    return {
        "python": sys.version.split()[0],
        "versions": {name: _version(name) for name in _ACTS_ON_RESULTS},
        "font": hashlib.sha256(CHART_FONT.read_bytes()).hexdigest(),
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
