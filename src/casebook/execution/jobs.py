"""What is to be run: a notebook with parameters, and what comes back: its outputs by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

from casebook.errors import Failure
from casebook.execution.kernels import Kind
from casebook.execution.recipes import Recipe, recipe_of

Outputs = Mapping[str, list[Any]]
"""The outputs of each code cell, as nbformat has them, by cell id."""


@dataclass(frozen=True)
class Job:
    """One papermill run for a `page`, such as `cases/haier-washer`; `name` is that of a what-if, empty for the page itself.

    `data` are the files, by name, that stand in the folder in which it runs, and nothing else does.
    """

    page: str
    language: str
    name: str
    notebook: NotebookNode
    parameters: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Return how the job is called in messages."""
        return f"{self.page} {self.language}" + (f" {self.name}" if self.name else "")

    def code_cells(self) -> frozenset[str]:
        """Return the ids of the cells that have outputs."""
        return frozenset(cell.id for cell in self.notebook.cells if cell.cell_type == "code")

    @cached_property
    def recipe(self) -> Recipe:
        """Return all that acts on the outputs."""
        return recipe_of(self.notebook, self.parameters, self.data)

    def key(self) -> str:
        """Return the hash of all that acts on the outputs."""
        return self.recipe.key()


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
