"""Run one notebook by papermill, in a process of the pool."""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import as_file
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from casebook.errors import Failure
from casebook.execution.jobs import Broken, Job, Outputs, RunSettings
from casebook.execution.kernels import kernel_name, prepare
from casebook.fonts import CHART_FONT
from casebook.forking.lineage import can_fork

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^(?:Cell In\[\d+\], line (\d+)|-+> (\d+) )", re.MULTILINE)
_TRACEBACK_LINES = 12
_LONG = 60
"""Characters of a folder's name with which the path of a socket in it, at most 107, might become too long."""
_START = 120
"""Seconds that a kernel may take to answer."""


def run_job(job: Job, settings: RunSettings) -> Outputs | Broken:
    """Return the outputs of a notebook run in a folder with its data files alone; what is Broken if a cell fails or takes too long."""
    prepare(settings.kernel)  # starts while papermill is imported
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError

    ran: list[NotebookNode] = []
    with tempfile.TemporaryDirectory(prefix="casebook-", dir=_folder()) as folder, as_file(CHART_FONT) as font:
        here = Path(folder)
        (here / "work").mkdir()
        for name, content in job.data.items():
            (here / "work" / name).write_bytes(content)
        environment = {**os.environ, "CASEBOOK_CHART_FONT": str(font), "IPYTHONDIR": str(here / "ipython")}
        try:
            notebook = _run(job, here, settings, environment, ran)
        except PapermillExecutionError as error:
            return _broken(job, ran, f"{error.ename}: {error.evalue}", error.traceback)
        except CellTimeoutError:
            return _broken(job, ran, f"no result after {settings.timeout} s")
        except (DeadKernelError, EOFError, OSError):
            return _broken(job, ran, "the kernel died")
        except RuntimeError as error:  # what is raised when a kernel does not answer
            died = "Kernel died" in str(error)
            return _broken(job, ran, "the kernel died" if died else str(error))
    ids = job.code_cells()  # papermill adds a cell for parameters, whose id is a random one
    return {cell.id: [_stable(each) for each in cell.outputs] for cell in notebook.cells if cell.id in ids}


def _folder() -> str | None:
    """Return where a run has its folder: a socket's path must be short, as the usual place for temporary files may not be."""
    return None if len(tempfile.gettempdir()) < _LONG or not can_fork() else "/tmp"


def _run(
    job: Job, folder: Path, settings: RunSettings, environment: Mapping[str, str], ran: list[NotebookNode]
) -> NotebookNode:
    import papermill

    from casebook.execution.kernels import engine

    return papermill.execute_notebook(
        job.notebook,
        None,
        parameters=dict(job.parameters) or None,
        engine_name=engine.NAME,
        kernel_name=kernel_name(settings.kernel),
        cwd=folder / "work",
        progress_bar=False,
        ran=ran,
        environment=environment,
        socket=str(folder / "kernel"),
        start_timeout=_START,
        execution_timeout=settings.timeout,
        memory=settings.memory,
        arguments=["--IPKernelApp.log_level=CRITICAL"],  # what a cell does wrong is in the notebook
    )


def _stable(output: Any) -> Any:
    """Return an output without what differs between runs."""
    held = dict(output)
    if "execution_count" in held:
        held["execution_count"] = None
    return held


def _broken(job: Job, ran: Sequence[NotebookNode], reason: str, traceback: Sequence[str] = ()) -> Broken:
    lines = _ANSI.sub("", "\n".join(traceback)).splitlines()
    found = _FRAME.search("\n".join(lines))
    notebook = ran[0] if ran else job.notebook
    # papermill puts a cell before the first one to say that the notebook failed; what the reader looks for is the cell itself
    notebook.cells = [
        cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]
    began = [cell for cell in notebook.cells if cell.cell_type == "code" and _has_begun(cell)]
    line = int(found[1] or found[2]) if found else 0
    shown = tuple(lines[-_TRACEBACK_LINES:])
    return Broken(Failure(job.page, job.language, began[-1].id if began else "?", line, reason, shown), notebook)


def _has_begun(cell: Any) -> bool:
    return bool(cell.metadata.get("papermill", {}).get("status", "pending") != "pending")
