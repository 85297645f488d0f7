"""The process from which kernels are forked: it has imported what notebooks import, and holds nothing else.

For each kernel it forks a keeper, which reads the request and forks the kernel; the keeper adopts whatever the kernel starts,
and when the kernel ends, or nobody wants it any more, ends all of it. The parent reads no request, starts no thread, and ends
when the process that started it does.
"""

import array
import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
from typing import Any

from casebook.execution.kernels.kernel import become_kernel
from casebook.forking import frames
from casebook.forking.frames import wait_readable
from casebook.forking.lineage import (
    adopt_orphans,
    c_library,
    die_with_parent,
    end_child,
    end_everything_below,
    private_end,
)

READY = b"+"
KILL = b"k"
"""What our end says to have a kernel ended with everything below it."""


def main() -> None:
    """Import what is asked for, then fork a keeper for each socket that is sent, until nobody can send any more."""
    control = socket.socket(fileno=private_end())
    libc = c_library()
    adopt_orphans(libc)
    sys.path[:] = [each for each in sys.path[1:] if each]  # without our own folder, and without that of the moment
    with contextlib.suppress(EOFError, ConnectionError):
        for name in frames.read_message(control.fileno()):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the asker's affair
        gc.collect()
        gc.freeze()
        control.sendall(READY)
        _serve(control, libc)
    end_everything_below()


def _serve(control: socket.socket, libc: Any) -> None:
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
                _keep(asker, parent, libc)
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


def _keep(asker: int, parent: int, libc: Any) -> None:
    """Fork the kernel that is asked for, wait until it ends or must, end what it leaves, say how it ended, and end."""
    try:
        signal.signal(signal.SIGTERM, _leave)
        die_with_parent(libc, signal.SIGTERM)
        adopt_orphans(libc)
        if os.getppid() == parent:
            request = frames.read_message(asker)
            kernel = os.fork()
            if kernel == 0:
                die_with_parent(libc)
                os.close(asker)
                become_kernel(request)
            frames.write_message(asker, {"pid": kernel})
            wait_readable([os.pidfd_open(kernel), asker])
            code, _ = end_child(kernel)
            end_everything_below()
            frames.write_message(asker, {"code": code})
    except (EOFError, OSError):  # nobody waits for this kernel any more
        pass
    finally:
        end_everything_below()
        os._exit(0)


def _leave(*_: object) -> None:
    raise SystemExit(1)
