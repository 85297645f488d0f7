"""What a forked child does to be as good as a process started anew, before the unmodified IPKernelApp takes over."""

import contextlib
import importlib.util
import os
import random
import signal
import sys
from collections.abc import Mapping
from typing import Any

from casebook.forking.limiting import limit, own_size


def become_kernel(request: Mapping[str, Any]) -> None:
    """Be the kernel that is asked for: `arguments` of the app, `environment`, `folder`, and `memory` in bytes on top of what is there."""
    code = 1
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        sys.argv[:] = [_launcher(), *request["arguments"]]
        memory = {"RLIMIT_AS": own_size() + int(request["memory"])} if request["memory"] else {}
        limit({"RLIMIT_CORE": 0, **memory})
        _forget()
        code = _run(request["arguments"])
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _forget() -> None:
    """Undo what was settled when the parent imported it: random numbers, and the environment's word on how charts are drawn."""
    random.seed()
    numpy, matplotlib = sys.modules.get("numpy"), sys.modules.get("matplotlib")
    if numpy is not None:
        numpy.random.seed()
    # ipykernel sets this variable for whatever imports matplotlib afterwards, which has happened already
    backend = os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    if matplotlib is not None and backend:
        matplotlib.rcParams["backend"] = backend


def _launcher() -> str:
    """Return the script that `python -m ipykernel_launcher` runs."""
    spec = importlib.util.find_spec("ipykernel_launcher")
    return str(spec.origin) if spec else ""


def _run(arguments: list[str]) -> int:
    """Run the app as its launcher does."""
    from ipykernel.kernelapp import IPKernelApp

    # one: nothing has to look whether the parent is there, as the kernel ends with its keeper
    IPKernelApp.launch_instance([*arguments, "--IPKernelApp.parent_handle=1"])
    return 0
