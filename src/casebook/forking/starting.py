"""The asker's end: start a process that serves at the other end of a socket, and end it with all that it forked."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
"""The folder that the package `casebook` is in."""
_PATIENCE = 2.0
"""Seconds that a process may take to end by itself when its socket is closed."""


@dataclass(frozen=True)
class Started:
    """A process that serves, and our end of the socket to it."""

    process: subprocess.Popen[bytes]
    socket: socket.socket

    def close(self) -> None:
        """End the process and everything that it started, and wait until it is gone."""
        self.socket.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()


def start(command: Sequence[str], environment: Mapping[str, str], folder: str = "/", **how: Any) -> Started:
    """Start a command in a session of its own with one end of a socket as its standard input; `how` goes to Popen."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            command, stdin=theirs.fileno(), cwd=folder, env=dict(environment), start_new_session=True, **how
        )
    return Started(process, ours)


def python(module: str, *options: str) -> list[str]:
    """Return the command that runs `main` of a module of casebook in a new Python."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from {module} import main; main()"
    return [sys.executable, *options, "-c", code]
