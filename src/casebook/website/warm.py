"""A jupyter-book that is at work at once: forked from a process that has imported it, where systems can."""

import os
from pathlib import Path
from types import TracebackType

from casebook.forking.lineage import can_fork
from casebook.forking.parents import Child, Parent
from casebook.website.book import Project
from casebook.website.running import ENVIRONMENT, Running, arguments, start_fresh

_PRELOADED = "casebook.website.preloaded"
_SAID = "said.txt"


class Forked:
    """A jupyter-book that runs in a forked process, and says what it says into a file of its project."""

    def __init__(self, child: Child, said: Path) -> None:
        self._child, self._said = child, said

    @property
    def returncode(self) -> int | None:
        """Return the exit status, once it has ended."""
        return self._child.returncode

    def communicate(self) -> tuple[str, None]:
        """Wait for its end; return what it said."""
        self._child.wait()
        return self._said.read_text(encoding="utf-8", errors="replace"), None

    def terminate(self) -> None:
        """End it with everything that it started."""
        self._child.kill()

    def wait(self) -> int:
        """Wait for its end."""
        return self._child.wait() or 0


class Warm:
    """Keeps a process from which jupyter-books are forked, until it is closed."""

    def __init__(self) -> None:
        self._environment = {**os.environ, **ENVIRONMENT}
        self._parent: Parent | None = None
        if can_fork():
            self._parent = Parent([_PRELOADED], f"{_PRELOADED}:run_book", self._environment)

    def start(self, project: Project) -> Running:
        """Start jupyter-book for a project; in a process of its own where nothing can be forked."""
        if self._parent is None:
            return start_fresh(project)
        said = project.folder / _SAID
        said.write_text("", encoding="utf-8")
        work = {"arguments": arguments(project), "said": str(said)}
        try:
            child = self._parent.fork(work, folder=project.folder, environment=self._environment)
        except (OSError, EOFError):  # the process has gone
            self.close()
            return start_fresh(project)
        return Forked(child, said)

    def close(self) -> None:
        """End the process."""
        if self._parent is not None:
            self._parent.close()
            self._parent = None

    def __enter__(self) -> "Warm":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
