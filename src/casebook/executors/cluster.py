"""The workers of a dask scheduler as an executor: checked before anything runs, and told from one another when they fail."""

import logging
import pickle
import re
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from casebook.errors import ClusterError
from casebook.executors import working
from casebook.executors.installation import CARRIERS, differences, installation
from casebook.executors.retrying import Call, Retrying
from casebook.executors.working import Setup, Unready

T = TypeVar("T")
CONNECTING = 10.0
"""Seconds to reach the scheduler, and to wait for a first worker."""
PATIENCE = 60.0
"""Seconds without any worker after which work that waits is given up."""
_LOOKING = 1.0
_CERTIFIED = ("ca-file", "client.cert")
_STRANGE = (ModuleNotFoundError, AttributeError)
"""What a process raises that has no casebook, or an older one."""
_ADDRESS = re.compile(r"(tcp|tls)://([^\s/:@\[\]]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")


class Cluster(Retrying):
    """The workers of a scheduler. A task that its worker does not take for lack of tools is sent again with them."""

    def __init__(self, client: Any, address: str, setup: Setup) -> None:
        super().__init__()
        self.address = address
        self._client, self._setup = client, setup
        self._pickled = pickle.dumps(setup)
        self._tasks = client.get_executor(pure=False)

    def send(self, call: Call) -> None:
        """Give a call to the scheduler."""
        self._send(call, None)

    def _send(self, call: Call, setup: bytes | None) -> None:
        task = pickle.dumps((call.function, call.values, call.named))
        try:
            future = self._tasks.submit(working.perform, self._setup.token, setup, task)
        except Exception:
            if self._client.status == "running":
                raise
            self.fail(call, ClusterError("cluster-lost", address=self.address))
        else:
            future.add_done_callback(partial(self._came_back, call))

    def _came_back(self, call: Call, future: "Future[Any]") -> None:
        from distributed import KilledWorker

        if self.closed.is_set():
            return
        try:
            result = future.result()
        except CancelledError:
            self.fail(call, ClusterError("cluster-lost", address=self.address))
        except KilledWorker as died:
            self.lose(call, died.allowed_failures + 1)
        except Exception as error:  # of the task itself: for whoever asked for it
            self.fail(call, error)
        else:
            if not isinstance(result, Unready):
                self.settle(call, result)
            elif result.found is None:
                self._send(call, self._pickled)
            else:
                self.fail(call, _unlike(result, self._setup))

    def get_ready(self) -> None:
        """Have every worker that is there open its tools; raise ClusterError for one that is not like this process."""
        self._ask_scheduler()
        told = self._client.run(working.get_ready, self._pickled, on_error="return")
        for worker, said in sorted(told.items()):
            if isinstance(said, Unready):
                raise _unlike(said, self._setup)
            if isinstance(said, _STRANGE):
                raise ClusterError("cluster-without-casebook", worker=worker, reason=said)
            if isinstance(said, OSError):
                continue  # it has gone since; whoever comes in its place gets ready with its first task
            if isinstance(said, BaseException):
                raise said

    def _ask_scheduler(self) -> None:
        """Raise ClusterError for a scheduler that has another casebook; it runs nothing, but it reads what tasks are called."""
        try:
            found = self._client.run_on_scheduler(installation, ())
        except _STRANGE as error:
            raise ClusterError("cluster-without-casebook", worker=self.address, reason=error) from None
        wanted = installation(())
        if any(found[name] != wanted[name] for name in ("casebook", "Python", *CARRIERS)):
            raise _unlike(Unready(self.address, found), replace(self._setup, wanted=wanted))

    def everywhere(self, function: Callable[[], T]) -> Mapping[str, T]:
        """Return what a function says on each worker that is ready, by the worker's address."""
        told = self._client.run(working.everywhere, self._setup.token, function, on_error="return")
        return {worker: said for worker, said in sorted(told.items()) if not isinstance(said, BaseException)}

    def workers(self) -> int:
        """Return how many workers there are now."""
        return len(self._client.scheduler_info()["workers"])

    def watch(self) -> None:
        """Give up what waits when there has been no worker for a while; the scheduler itself would wait for ever."""
        alone = 0.0
        while not self.closed.wait(_LOOKING):
            with suppress(Exception):  # a scheduler that is lost tells itself
                alone = 0.0 if self.workers() else alone + _LOOKING
            if alone >= PATIENCE:
                self.fail_all(ClusterError("cluster-workers-gone", address=self.address))
                return

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Cancel what has not come back, and have the workers close their tools."""
        self.closed.set()
        self._tasks.shutdown(wait=False)
        if self._client.status != "running":
            return
        with suppress(Exception):  # whoever does not answer has nothing open, or is gone
            self._client.run(working.forget, self._setup.token, on_error="ignore")


@contextmanager
def open_cluster(
    address: str,
    libraries: Sequence[str] = (),
    opened: Callable[[], AbstractContextManager[Any]] | None = None,
) -> Iterator[Cluster]:
    """Yield the workers of the scheduler at an address such as `tcp://10.0.0.5:8786`, each with its tools open.

    `opened` opens a worker's tools, which its tasks find by `working.tools`. Raises ClusterError before anything runs where
    the scheduler is not reached, has no worker, or one that differs in casebook, Python or the libraries.
    """
    check_address(address)
    client = _connected(address)
    needed = tuple(sorted(libraries))
    cluster = Cluster(client, address, Setup(uuid.uuid4().hex, installation(needed), needed, opened))
    try:
        try:
            client.wait_for_workers(1, timeout=CONNECTING)
        except TimeoutError:
            raise ClusterError("cluster-no-workers", address=address, seconds=f"{CONNECTING:g}") from None
        cluster.get_ready()
        threading.Thread(target=cluster.watch, daemon=True).start()
        yield cluster
    finally:
        cluster.shutdown()
        client.close()


def check_address(address: str) -> None:
    """Raise ClusterError for what is not the address of a scheduler."""
    found = _ADDRESS.fullmatch(address)
    if found is None or not 0 < int(found[3]) < 65536:
        raise ClusterError("cluster-address", address=address)


def _connected(address: str) -> Any:
    try:
        import dask
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ModuleNotFoundError as error:
        raise ClusterError("cluster-not-installed", reason=error.name) from None
    _hush()
    warnings.simplefilter("ignore", VersionMismatchWarning)  # workers are compared one by one, and refused
    if address.startswith("tls:") and not all(dask.config.get(f"distributed.comm.tls.{each}") for each in _CERTIFIED):
        raise ClusterError("cluster-certificates", address=address)
    try:
        return Client(address, timeout=CONNECTING, set_as_default=False, name="casebook")
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise ClusterError("cluster-unreachable", address=address, reason=reason) from None


def _hush() -> None:
    """Keep dask's own log from the terminal: whatever matters is said in words of ours."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _unlike(unready: Unready, setup: Setup) -> ClusterError:
    """Return the error that names a worker and what is wrong with it."""
    differing = differences(setup.wanted, unready.found or {})
    if not differing:
        return ClusterError("cluster-threads", worker=unready.worker, threads=unready.threads)
    listed = "; ".join(f"{name}: {found} ≠ {wanted}" for name, (wanted, found) in differing.items())
    return ClusterError("cluster-differs", worker=unready.worker, differences=listed)
