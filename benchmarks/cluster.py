"""Run the same notebooks on this machine's pool, and on one and on two workers of a dask scheduler, each from nothing."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from notebooks import notebook_of

from casebook.execution.jobs import Job
from casebook.execution.run import run
from casebook.pipeline import engine_in

ROOT = Path(__file__).parent.parent


def measure(notebooks: int = 20) -> Mapping[str, float]:
    """Return seconds for so many notebooks with two charts each: `local`, `one` and `two` workers."""
    jobs = [Job(f"bench-{number}", "en", "", notebook_of(number)) for number in range(notebooks)]
    with tempfile.TemporaryDirectory(prefix="casebook-bench-") as folder:
        found = {"local": timed(jobs, Path(folder) / "local", None)}
        for name, workers in (("one", 1), ("two", 2)):
            with scheduler(Path(folder) / f"dask-{name}", workers) as address:
                found[name] = timed(jobs, Path(folder) / name, address)
    return found


def timed(jobs: list[Job], folder: Path, address: str | None) -> float:
    """Return the seconds that the notebooks take with an empty cache; what starts a pool or finds a scheduler is in them."""
    begun = time.perf_counter()
    run(jobs, engine_in(folder, scheduler=address), lambda *_: None)
    return time.perf_counter() - begun


@contextmanager
def scheduler(folder: Path, workers: int) -> Iterator[str]:
    """Yield the address of a scheduler that has so many workers, and end them all."""
    from distributed import Client

    folder.mkdir(parents=True)
    file = folder / "scheduler.json"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(folder)}
    started = []

    def start(module: str, *words: str) -> None:
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.{module}",
            "--no-dashboard",
            "--scheduler-file",
            file,
            *words,
        ]
        quiet = subprocess.DEVNULL
        started.append(
            subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment, cwd=folder, start_new_session=True)
        )

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        start("dask_worker", "--host", "127.0.0.1", "--nthreads", "1", "--nworkers", str(workers))
        while not file.exists():
            time.sleep(0.05)
        with Client(scheduler_file=str(file), set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
            address = str(client.scheduler.address)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in reversed(started):
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, 9)
            process.wait()


if __name__ == "__main__":
    for name, seconds in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20).items():
        print(f"{name}: {seconds:.1f} s")
