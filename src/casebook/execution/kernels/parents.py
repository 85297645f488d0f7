"""The parent of this process's kernels: started when the first kernel is, and ended when this process is."""

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from casebook.forking.parents import Child, Parent

PRELOADED = (
    *("ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completerlib"),
    *("IPython.core.debugger", "IPython.core.oinspect", "IPython.extensions.storemagic", "jedi", "sqlite3", "asyncio"),
    *("IPython.core.logger", "faulthandler", "tornado.platform.asyncio", "xml.dom.minidom", "xml.dom.expatbuilder"),
    *("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "matplotlib.pyplot", "matplotlib.ticker"),
    *("matplotlib.font_manager", "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
)
"""What the parent imports; never matplotlib_inline's backend, which would draw charts in the wrong cell or nowhere."""
_RUN = "casebook.execution.kernels.kernel:run_kernel"
_held: list[Parent] = []
_holding = threading.Lock()


def parent() -> Parent:
    """Return this process's parent of kernels; one is started when there is none."""
    with _holding:
        if not _held or _held[0].is_lost:
            environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
            environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # as the stock kernel's specification has it
            _held[:] = [Parent(PRELOADED, _RUN, environment)]
        return _held[0]


def fork_kernel(arguments: Sequence[str], *, folder: str | Path, environment: Mapping[str, str], memory: int) -> Child:
    """Return a forked kernel with the arguments of its app; a parent that was lost in the meantime is replaced once."""
    try:
        return _fork(arguments, folder, environment, memory)
    except (OSError, EOFError):
        return _fork(arguments, folder, environment, memory)


def _fork(arguments: Sequence[str], folder: str | Path, environment: Mapping[str, str], memory: int) -> Child:
    held = parent()
    try:
        return held.fork(list(arguments), folder=folder, environment=environment, memory=memory)
    except (OSError, EOFError):
        with _holding:
            held.close()  # it is lost, with all that it had started
            _held[:] = [each for each in _held if each is not held]
        raise
