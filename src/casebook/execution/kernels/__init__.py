"""Kernels forked from a parent that has imported numpy and matplotlib already, for papermill and every other Jupyter client.

specs/          the kernel's name, `casebook`: put this folder on JUPYTER_PATH, and any client finds it
provisioner     what jupyter_client calls to start, signal and end such a kernel (entry point `casebook-fork`)
parents         the parent of this process's kernels; what forks, keeps and ends them is `casebook.forking`
kernel          what a forked kernel does before the unmodified IPKernelApp takes over
engine          papermill's engine without the fixed waits of its client
"""

import importlib.util
import os
from pathlib import Path
from typing import Literal

from casebook.forking.lineage import can_fork

Kind = Literal["fork", "kernel"]
"""How kernels are started: forked from a prepared parent, or each anew, as Jupyter's stock kernel is."""
SPECS = Path(__file__).parent / "specs"
"""The folder for JUPYTER_PATH."""
_NAMES = {"fork": "casebook", "kernel": "python3"}


def usable(kind: Kind) -> Kind:
    """Return how kernels are started where this is asked for: the stock kernel stands in where forking is not safe."""
    return kind if can_fork() else "kernel"


def kernel_name(kind: Kind) -> str:
    """Return the name under which any Jupyter client finds such a kernel, once `prepare` has run."""
    return _NAMES[usable(kind)]


def prepare(kind: Kind) -> None:
    """Make the kernel known to this process's clients, and have its parent start, which takes a second."""
    known = os.environ.get("JUPYTER_PATH", "")
    if str(SPECS) not in known.split(os.pathsep):
        os.environ["JUPYTER_PATH"] = os.pathsep.join(filter(None, [str(SPECS), known]))
    os.environ |= {"PYTHONHASHSEED": "0", "MATPLOTLIBRC": _matplotlibs_own()}
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # notebooks run side by side, and sums come out the same on any number of processors
    if usable(kind) == "fork":
        from casebook.execution.kernels.parents import parent

        parent()


def _matplotlibs_own() -> str:
    """Return the file of matplotlib's own settings, so that what a user has set acts on no chart; matplotlib is not imported here."""
    found = importlib.util.find_spec("matplotlib")
    return str(Path(str(found and found.origin)).parent / "mpl-data" / "matplotlibrc")
