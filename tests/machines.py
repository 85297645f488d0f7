"""A dask scheduler and its workers as processes of this machine, each worker with its nanny, as on machines of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0
WORKER = ("--nthreads", "1", "--no-dashboard", "--memory-limit", "0", "--death-timeout", "60")


class Machines:
    """A scheduler with workers, all of one process group: `address` is what `--scheduler` takes."""

    def __init__(self, folder: Path, *, words: Sequence[str] = ("--port", "0", "--no-dashboard")) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
            "TMPDIR": str(folder),
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self._start("dask_scheduler", *words, "--scheduler-file", str(file))
        self._wait(file.exists)
        self.address: str = json.loads(file.read_text(encoding="utf-8"))["address"]

    def _start(self, module: str, *words: str, **changes: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--host", "127.0.0.1", *words]
        with (self.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                env=self.environment | changes,
                cwd=self.folder,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def add_worker(self, *words: str, **changes: str) -> "subprocess.Popen[bytes]":
        """Start a worker, and wait until the scheduler has it; return its nanny."""
        return self.start_worker(self.address, *WORKER, *words, **changes)

    def start_worker(self, *words: str, **changes: str) -> "subprocess.Popen[bytes]":
        """Run `dask worker` with these words only, and wait until the scheduler has what it starts."""
        process = self._start("dask_worker", *words, **changes)
        self._wait(lambda: any(process.pid in (each, _parent(each)) for each in self.workers().values()))
        return process

    def workers(self) -> dict[str, int]:
        """Return the process of each worker that the scheduler has, by address."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            return dict(client.run(os.getpid))

    def busy(self) -> list[int]:
        """Return the processes of the workers that run something now."""
        from distributed import Client

        with Client(self.address, timeout=PATIENCE, set_as_default=False) as client:
            doing = client.processing()
            return [process for worker, process in client.run(os.getpid).items() if doing.get(worker)]

    def kill_a_busy_worker(self) -> None:
        """Kill a worker in the middle of something."""
        found: list[int] = []
        self._wait(lambda: bool(found.extend(self.busy()) or found))
        os.kill(found[0], signal.SIGKILL)

    def stop(self, process: "subprocess.Popen[bytes]") -> None:
        """End one of the processes."""
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)

    def _wait(self, what: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < deadline, (self.folder / "log.txt").read_text(encoding="utf-8")[-3000:]
            time.sleep(0.05)

    def close(self) -> None:
        """End everything, and see that it has ended."""
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in reversed(self.processes):
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def end_if(number: int, wanted: int) -> int:
    """Stand for a task that kills the process in which it runs, for one number."""
    if number == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def rest(seconds: float) -> None:
    """Stand for a task that takes a while."""
    time.sleep(seconds)


@contextmanager
def machines(folder: Path, workers: int = 2) -> Iterator[Machines]:
    """Yield a scheduler with so many workers, and end them all."""
    found = Machines(folder)
    try:
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        found.close()
