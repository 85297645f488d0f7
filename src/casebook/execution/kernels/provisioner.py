"""The kernel provisioner `casebook-fork`: kernels forked from a prepared parent instead of started anew."""

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int

from casebook.execution.kernels.parents import fork_kernel
from casebook.forking.parents import Child

_LAUNCHER = "ipykernel_launcher"
_CHANNELS = ("shell", "iopub", "stdin", "hb", "control")
_LOOK = 0.002
"""Seconds between looks for a kernel's sockets."""
_PATIENCE = 30.0
"""Seconds after which they are looked for no more."""


class ForkProvisioner(LocalProvisioner):
    """Starts, watches and ends a forked kernel; to clients it is like a local one.

    It is for kernels started by `python -m ipykernel_launcher`, of which it hands on the arguments.
    """

    memory = Int(0, help="Bytes that a kernel may take on top of what its parent has imported; 0 for no limit.").tag(
        config=True
    )
    process: Child | None = None  # type: ignore[assignment]  # has what is used of Popen

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel in place of a command."""
        self.cwd = str(kwargs.get("cwd") or os.getcwd())  # noqa: PTH109 - the folder may be gone
        self.process = fork_kernel(
            cmd[cmd.index(_LAUNCHER) + 1 :],
            folder=self.cwd,
            environment=kwargs.get("env") or os.environ,
            memory=self.memory,
        )
        self.pid = self.pgid = self.process.pid
        await self._until_bound()
        return self.connection_info

    async def _until_bound(self) -> None:
        """Wait until the kernel's own sockets are there: a client that connects before them tries again after 0.1 s only."""
        about: Mapping[str, Any] = self.connection_info
        if about["transport"] != "ipc":
            return
        paths = [Path(f"{about['ip']}-{about[f'{name}_port']}") for name in _CHANNELS]
        until = time.monotonic() + _PATIENCE  # whoever waits for the kernel's answer has a limit of his own
        while self.process and self.process.poll() is None and time.monotonic() < until:
            if all(path.exists() for path in paths):
                return
            await asyncio.sleep(_LOOK)

    async def wait(self) -> int | None:
        """Wait for the kernel to end with everything that it started, without looking again and again."""
        process = self.process
        if process is None:
            return 0
        await self._until_ended(process)
        self.process = None
        return process.returncode

    async def _until_ended(self, process: Child) -> None:
        while process.poll() is None:
            await _readable(process.fileno())

    async def kill(self, restart: bool = False) -> None:
        """End the kernel with everything below it, and wait until it is gone: the manager looks again after 0.1 s only."""
        if self.process:
            self.process.kill()
            await self._until_ended(self.process)


async def _readable(descriptor: int) -> None:
    """Wait until a descriptor can be read."""
    if descriptor < 0:
        return
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(descriptor, ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
