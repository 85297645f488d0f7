"""Run one notebook by papermill, in a process of the pool."""

import os
import re
import tempfile
from collections.abc import Sequence
from importlib.resources import as_file
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from casebook.errors import Failure
from casebook.execution.jobs import Broken, Job, Outputs, RunSettings
from casebook.fonts import CHART_FONT

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^(?:Cell In\[\d+\], line (\d+)|-+> (\d+) )", re.MULTILINE)
_TRACEBACK_LINES = 12
KERNEL_STARTS = 3
"""How often a kernel is started that dies before it answers, as one does whose port another program took meanwhile."""


def run_job(job: Job, settings: RunSettings) -> Outputs | Broken:
    """Return the outputs of a notebook run in an empty folder; what is Broken if a cell fails or takes too long."""
    with tempfile.TemporaryDirectory(prefix="casebook-") as folder, as_file(CHART_FONT) as font:
        here = Path(folder)
        (here / "work").mkdir()
        os.environ["CASEBOOK_CHART_FONT"] = str(font)
        os.environ["PYTHONHASHSEED"] = "0"
        nbformat.write(job.notebook, here / "in.ipynb")
        try:
            ran = _run(job, here, settings.timeout)
        except papermill.PapermillExecutionError as error:
            return _broken(job, here, f"{error.ename}: {error.evalue}", error.traceback)
        except CellTimeoutError:
            return _broken(job, here, f"no result after {settings.timeout} s")
        except DeadKernelError:
            return _broken(job, here, "the kernel died")
        except RuntimeError as error:  # what jupyter_client raises when a kernel does not start
            return _broken(job, here, str(error))
    return {cell.id: [_stable(each) for each in cell.outputs] for cell in ran.cells if cell.cell_type == "code"}


def _run(job: Job, here: Path, timeout: int) -> Any:
    """Return the notebook as papermill ran it; a kernel that does not come up is tried again."""
    for left in reversed(range(KERNEL_STARTS)):
        try:
            return papermill.execute_notebook(
                here / "in.ipynb",
                here / "out.ipynb",
                parameters=dict(job.parameters) or None,
                kernel_name="python3",
                cwd=here / "work",
                progress_bar=False,
                log_output=False,
                start_timeout=120,
                execution_timeout=timeout,
                autosave_cell_every=0,
                coalesce_streams=True,
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],  # what a cell does wrong is in the notebook
            )
        except DeadKernelError:
            raise
        except RuntimeError as error:
            if "before replying to kernel_info" not in str(error) or not left:
                raise
    raise AssertionError("the last try returns or raises")


def _stable(output: Any) -> Any:
    """Return an output without what differs between runs."""
    held = dict(output)
    if "execution_count" in held:
        held["execution_count"] = None
    return held


def _broken(job: Job, here: Path, reason: str, traceback: Sequence[str] = ()) -> Broken:
    lines = _ANSI.sub("", "\n".join(traceback)).splitlines()
    found = _FRAME.search("\n".join(lines))
    ran = here / "out.ipynb"
    notebook = nbformat.read(ran if ran.exists() else here / "in.ipynb", as_version=4)
    # papermill puts a cell before the first one to say that the notebook failed; what the reader looks for is the cell itself
    notebook.cells = [
        cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]
    cell = next((each for each in notebook.cells if _went_wrong(each)), None)
    line = int(found[1] or found[2]) if found else 0
    shown = tuple(lines[-_TRACEBACK_LINES:])
    return Broken(Failure(job.page, job.language, cell.id if cell else "?", line, reason, shown), notebook)


def _went_wrong(cell: Any) -> bool:
    status = cell.metadata.get("papermill", {}).get("status")
    return cell.cell_type == "code" and (
        status in ("failed", "running") or any(o.output_type == "error" for o in cell.outputs)
    )
