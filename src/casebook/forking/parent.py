"""The process from which children are forked: it has imported what they need, and holds nothing else.

For each child it forks a keeper, which reads the request and forks the child; the keeper adopts whatever the child starts, and
when the child ends, or nobody wants it any more, ends all of it. The parent reads no request, starts no thread, and ends when
the process that started it does.
"""

import array
import contextlib
import gc
import importlib
import os
import random
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any

from casebook.forking import frames
from casebook.forking.frames import wait_readable
from casebook.forking.limiting import limit, own_size
from casebook.forking.lineage import (
    adopt_orphans,
    c_library,
    die_with_parent,
    end_child,
    end_everything_below,
    private_end,
)

Run = Callable[[Any], None]

READY = b"+"
KILL = b"k"
"""What the asker says to have a child ended with everything below it."""


def main() -> None:
    """Import what is asked for, then fork a keeper for each socket that is sent, until nobody can send any more."""
    control = socket.socket(fileno=private_end())
    libc = c_library()
    adopt_orphans(libc)
    sys.path[:] = [each for each in sys.path[1:] if each]  # without our own folder, and without that of the moment
    with contextlib.suppress(EOFError, ConnectionError):
        asked = frames.read_message(control.fileno())
        for name in asked["modules"]:
            with contextlib.suppress(ImportError):  # it is missed where it is used
                importlib.import_module(name)
        module, _, name = asked["run"].partition(":")
        run = getattr(importlib.import_module(module), name)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the asker's affair
        gc.collect()
        gc.freeze()
        control.sendall(READY)
        _serve(control, run, libc)
    end_everything_below()


def _serve(control: socket.socket, run: Run, libc: Any) -> None:
    wake, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    keepers: set[int] = set()
    parent = os.getpid()
    while True:
        ready = wait_readable([control.fileno(), wake])
        if wake in ready:
            os.read(wake, 1 << 12)
            _reap(keepers)
        if control.fileno() in ready:
            asker = _received(control)
            if asker is None:
                return
            keeper = os.fork()
            if keeper == 0:
                signal.set_wakeup_fd(-1)
                for each in (control.detach(), wake, waking):
                    os.close(each)
                _keep(asker, parent, run, libc)
            keepers.add(keeper)
            os.close(asker)


def _reap(keepers: set[int]) -> None:
    """Bury keepers that have ended; what one left behind that was killed is ended here."""
    clean = True
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
            clean = clean and ended == (ended[0], 0) and ended[0] in keepers
            keepers.discard(ended[0])
    if not clean:
        end_everything_below(spare=frozenset(keepers))


def _received(control: socket.socket) -> int | None:
    """Return the socket that was sent; None when nobody is left to send one."""
    data, passed, _, _ = control.recvmsg(1, socket.CMSG_SPACE(4))
    descriptors = array.array("i")
    for _, _, content in passed:
        descriptors.frombytes(content[:4])
    return descriptors[0] if data and descriptors else None


def _keep(asker: int, parent: int, run: Run, libc: Any) -> None:
    """Fork the child that is asked for, wait until it ends or must, end what it leaves, say how it ended, and end."""
    try:
        signal.signal(signal.SIGTERM, _leave)
        die_with_parent(libc, signal.SIGTERM)
        adopt_orphans(libc)
        if os.getppid() == parent:
            request = frames.read_message(asker)
            child = os.fork()
            if child == 0:
                die_with_parent(libc)
                os.close(asker)
                _be(request, run)
            frames.write_message(asker, {"pid": child})
            wait_readable([os.pidfd_open(child), asker])
            code, _ = end_child(child)
            end_everything_below()
            frames.write_message(asker, {"code": code})
    except (EOFError, OSError):  # nobody waits for this child any more
        pass
    finally:
        end_everything_below()
        os._exit(0)


def _leave(*_: object) -> None:
    """End at once with everything below: Python ignores what a handler raises while it forks."""
    end_everything_below()
    os._exit(1)


def _be(request: Mapping[str, Any], run: Run) -> None:
    """Be as good as a process started anew, do the work, and end with the code that such a process would end with."""
    code = 1
    try:
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(request["environment"])
        os.chdir(request["folder"])
        memory = {"RLIMIT_AS": own_size() + int(request["memory"])} if request["memory"] else {}
        limit({"RLIMIT_CORE": 0, **memory})
        random.seed()
        run(request["work"])
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(code)
