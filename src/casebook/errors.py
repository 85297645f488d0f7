"""The one error tree.

    CasebookError            whatever a user can cause and cure; doors catch it and exit with status 1
    ├── SourceError          problems in the sources: carries them all
    ├── ResponseError        an answer that is not of the item's form
    ├── ExecutionError       notebooks whose cells failed: carries each failure
    ├── WordedError          names its wording in the catalogue
    │   ├── AnswersError     a learner's file that cannot be taken
    │   ├── GradebookError   a gradebook that cannot be used
    │   ├── RecordsError     HR's folder lacks something, or holds what cannot be read
    │   ├── HandlingError    a roster, sheet, archive or option of HR's that cannot be taken
    │   ├── SandboxError     learners' code cannot be run, or not as safely as was asked
    │   ├── ClusterError     other machines cannot be used: not reached, not alike, gone
    │   ├── WorkerDiedError  a task whose worker died each time it was run
    │   └── PrintError       sheets that cannot be printed: carries each with what is wrong
    ├── WorkshopError        a session that cannot be held as asked: carries every reason
    ├── BuildError           the site could not be built
    └── ScaffoldError        `casebook new` would overwrite something, or was given an unusable name

Anything outside the tree is a bug of ours and shows its traceback.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong in a source: where, what, and what to do about it.

    `line` counts from 1; 0 means the file as a whole. `code` names the wording in `problems/<language>.yml`, which
    `details` fill in. A warning does not stop a build. `cell` is the address of a cell of a workbook, such as `Item 1!D7`.
    """

    path: Path
    line: int
    code: str
    details: tuple[tuple[str, str], ...] = ()
    is_warning: bool = False
    cell: str = ""


class CasebookError(Exception):
    """Whatever a user can cause and cure."""


class SourceError(CasebookError):
    """All the problems of the sources."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{each.path}:{each.line}: {each.code}" for each in problems if not each.is_warning))
        self.problems = tuple(problems)


class ResponseError(CasebookError):
    """An answer that is not of the item's form."""


class WordedError(CasebookError):
    """An error whose sentence stands in the catalogue: `code` names it, `details` fill it in."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class AnswersError(WordedError):
    """An answers file that cannot be taken."""


class GradebookError(WordedError):
    """A gradebook that cannot be used."""


class RecordsError(WordedError):
    """HR's folder lacks something, or holds what cannot be read."""


class HandlingError(WordedError):
    """A roster, sheet, archive or option of HR's that cannot be taken."""


class SandboxError(WordedError):
    """Learners' code cannot be run, or not as safely as was asked."""


class ClusterError(WordedError):
    """Other machines cannot be used, or no longer."""


class WorkerDiedError(WordedError):
    """A task whose worker died each time it was run: `count` says how often."""


class PrintError(WordedError):
    """Sheets that cannot be printed, all of them."""


@dataclass(frozen=True)
class Failure:
    """A notebook that did not run to its end; `line` counts from 1 in `cell`, and `kept` is where the notebook is.

    `undeclared` is the name of a file that the code looked for in vain, and that the author has but did not declare in `declaration`.
    """

    page: str
    language: str
    cell: str
    line: int
    reason: str
    traceback: tuple[str, ...] = field(default=())
    kept: Path | None = None
    undeclared: str = ""
    declaration: str = ""


class ExecutionError(CasebookError):
    """The notebooks that failed; the others ran."""

    def __init__(self, failures: Sequence[Failure]) -> None:
        super().__init__(f"{len(failures)} notebooks failed")
        self.failures = tuple(failures)


class WorkshopError(CasebookError):
    """Everything because of which a session cannot be held as it was asked for."""

    def __init__(self, reasons: Sequence[WordedError]) -> None:
        super().__init__(", ".join(each.code for each in reasons))
        self.reasons = tuple(reasons)


class BuildError(CasebookError):
    """The site could not be built; the message says why."""


class ScaffoldError(CasebookError):
    """Something new cannot be made there; the message says why."""
