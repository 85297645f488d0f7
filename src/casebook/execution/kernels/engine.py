"""papermill's engine for us: the same execution by nbclient, without its client's fixed waits, and with ipc instead of ports."""

import time
from collections.abc import Mapping, Sequence
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.client import KernelClient
from jupyter_client.manager import AsyncKernelManager
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets import Type
from traitlets.config import Config

NAME = "casebook"
_LOOK = 1.0
"""Seconds between looks at whether a kernel that does not answer is still there."""


class PromptClient(AsyncKernelClient):
    """A client that is ready as soon as the kernel has answered on both channels.

    The stock one waits until no message has come for 0.2 s, which is not needed: nbclient tells messages apart by what they answer.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait for the kernel's answer, and for any message that shows that outputs arrive; raise RuntimeError when it is dead."""
        until = time.monotonic() + (timeout or float("inf"))
        self.kernel_info()
        for channel in (self.get_shell_msg, self.get_iopub_msg):
            while True:
                try:
                    await channel(timeout=_LOOK)
                    break
                except Empty:
                    if not await self.is_alive():
                        raise RuntimeError("Kernel died before replying to kernel_info") from None
                    if time.monotonic() > until:
                        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds") from None


class PromptManager(AsyncKernelManager):
    """A manager whose clients are prompt."""

    client_factory = Type(klass=KernelClient, default_value=PromptClient, config=True)


class CasebookEngine(Engine):  # type: ignore[misc]
    """Runs a notebook by nbclient in the kernel named, and leaves it in `ran`, also when a cell failed."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        ran: list[NotebookNode],
        environment: Mapping[str, str],
        socket: str,
        start_timeout: int,
        execution_timeout: int,
        memory: int,
        arguments: Sequence[str],
        **_: Any,
    ) -> None:
        """Execute the notebook in an environment; `socket` begins the paths of the kernel's own sockets, `memory` is in bytes."""
        ran.append(nb_man.nb)
        PapermillNotebookClient(
            nb_man,
            timeout=execution_timeout,
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            coalesce_streams=True,
            extra_arguments=list(arguments),
            shutdown_kernel="immediate",  # every output has arrived by then
            kernel_manager_class=PromptManager,
            config=Config(
                PromptManager={"transport": "ipc", "ip": socket, "cache_ports": False},
                ForkProvisioner={"memory": memory},
            ),
        ).execute(env=dict(environment))


papermill_engines.register(NAME, CasebookEngine)
