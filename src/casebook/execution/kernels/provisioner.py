"""The kernel provisioner `casebook-fork`: kernels forked from a prepared parent instead of started anew."""

import asyncio
import os
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int

from casebook.execution.kernels.parents import Kernel, fork_kernel

_LAUNCHER = "ipykernel_launcher"


class ForkProvisioner(LocalProvisioner):
    """Starts, watches and ends a forked kernel; to clients it is like a local one.

    It is for kernels started by `python -m ipykernel_launcher`, of which it hands on the arguments.
    """

    memory = Int(0, help="Bytes that a kernel may take on top of what its parent has imported; 0 for no limit.").tag(
        config=True
    )
    process: Kernel | None = None  # type: ignore[assignment]  # has what is used of Popen

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel in place of a command."""
        request = {
            "arguments": cmd[cmd.index(_LAUNCHER) + 1 :],
            "environment": dict(kwargs.get("env") or os.environ),
            "folder": str(kwargs.get("cwd") or os.getcwd()),  # noqa: PTH109 - the folder may be gone
            "memory": self.memory,
        }
        self.process = fork_kernel(request)
        self.pid = self.pgid = self.process.pid
        self.cwd = request["folder"]
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel to end with everything that it started, without looking again and again."""
        process = self.process
        if process is None:
            return 0
        while process.poll() is None:
            await _readable(process.fileno())
        self.process = None
        return process.returncode

    async def kill(self, restart: bool = False) -> None:
        """End the kernel with everything below it."""
        if self.process:
            self.process.kill()


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
