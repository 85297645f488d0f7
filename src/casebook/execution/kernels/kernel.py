"""What is particular to a forked kernel, before the unmodified IPKernelApp takes over."""

import importlib.util
import os
import sys


def run_kernel(arguments: list[str]) -> None:
    """Run the kernel's app with these arguments, as its launcher does."""
    from ipykernel.kernelapp import IPKernelApp

    sys.argv[:] = [_launcher(), *arguments]
    _forget()
    # one: nothing has to look whether the parent is there, as the kernel ends with its keeper
    IPKernelApp.launch_instance([*arguments, "--IPKernelApp.parent_handle=1"])


def _launcher() -> str:
    """Return the script that `python -m ipykernel_launcher` runs."""
    spec = importlib.util.find_spec("ipykernel_launcher")
    return str(spec.origin) if spec else ""


def _forget() -> None:
    """Undo what was settled as the parent imported it: numpy's random numbers, and the environment's word on how charts are drawn."""
    numpy, matplotlib = sys.modules.get("numpy"), sys.modules.get("matplotlib")
    if numpy is not None:
        numpy.random.seed()
    # ipykernel sets this variable for whatever imports matplotlib afterwards, which has happened already
    backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if matplotlib is not None and backend:
        matplotlib.rcParams["backend"] = backend
