"""Run one notebook by papermill, in a process of the pool."""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from casebook.errors import Failure
from casebook.execution.jobs import Job, Outputs

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^(?:Cell In\[\d+\], line (\d+)|-+> (\d+) )", re.MULTILINE)
_TRACEBACK_LINES = 12
KERNEL_STARTS = 3
"""How often a kernel is started that dies before it answers, as one does whose port another program took meanwhile."""


def run_job(job: Job, font: Path, timeout: int, failed: Path) -> Outputs | Failure:
    """Return the outputs of a notebook run in an empty folder; a Failure if a cell fails or takes over `timeout` seconds.

    A notebook that failed is kept below `failed`.
    """
    os.environ["CASEBOOK_CHART_FONT"] = str(font)
    os.environ["PYTHONHASHSEED"] = "0"
    with tempfile.TemporaryDirectory(prefix="casebook-") as folder:
        here = Path(folder)
        (here / "work").mkdir()
        nbformat.write(job.notebook, here / "in.ipynb")
        try:
            ran = _run(job, here, timeout)
        except papermill.PapermillExecutionError as error:
            return _failure(job, here / "out.ipynb", failed, f"{error.ename}: {error.evalue}", error.traceback)
        except (CellTimeoutError, DeadKernelError) as error:
            timed_out = isinstance(error, CellTimeoutError)
            reason = f"no result after {timeout} s" if timed_out else "the kernel died"
            return _failure(job, here / "out.ipynb", failed, reason, [])
        except RuntimeError as error:  # what jupyter_client raises when a kernel does not start
            return _failure(job, here / "out.ipynb", failed, str(error), [])
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


def _failure(job: Job, ran: Path, failed: Path, reason: str, traceback: list[str]) -> Failure:
    lines = _ANSI.sub("", "\n".join(traceback)).splitlines()
    found = _FRAME.search("\n".join(lines))
    kept = failed / f"{job.title.replace(' ', '.')}.ipynb"
    kept.parent.mkdir(parents=True, exist_ok=True)
    notebook = nbformat.read(ran if ran.exists() else ran.with_name("in.ipynb"), as_version=4)
    # papermill puts a cell before the first one to say that the notebook failed; what the reader looks for is the cell itself
    notebook.cells = [
        cell for cell in notebook.cells if "papermill-error-cell-tag" not in cell.metadata.get("tags", [])
    ]
    nbformat.write(notebook, kept)
    cell = next((each for each in notebook.cells if _went_wrong(each)), None)
    line = int(found[1] or found[2]) if found else 0
    return Failure(
        job.page, job.language, cell.id if cell else "?", line, reason, tuple(lines[-_TRACEBACK_LINES:]), kept
    )


def _went_wrong(cell: Any) -> bool:
    status = cell.metadata.get("papermill", {}).get("status")
    return cell.cell_type == "code" and (
        status in ("failed", "running") or any(o.output_type == "error" for o in cell.outputs)
    )
