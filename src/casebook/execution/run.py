"""Run jobs: what the cache holds is taken from there, the rest goes to an executor, here or on other machines."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from casebook.errors import ExecutionError, Failure, WorkerDiedError
from casebook.execution.cache import Cache
from casebook.execution.jobs import Broken, Job, Outputs, RunSettings
from casebook.execution.recipes import ACTS_ON_RESULTS
from casebook.executors import open_executor

Progress = Callable[[int, int, Job], None]
"""Called with jobs done, jobs in all, and the job just done."""


@dataclass(frozen=True)
class Engine:
    """How jobs are run: workers, settings of each run, and where outputs and failed notebooks are kept.

    With a `scheduler`, its workers run them; else so many processes here.
    """

    jobs: int
    settings: RunSettings
    cache: Cache
    failed: Path
    scheduler: str | None = None


def run(jobs: Sequence[Job], engine: Engine, progress: Progress) -> list[Outputs]:
    """Return the outputs of each job, in order; raise ExecutionError with every failure when all have run."""
    results: list[Outputs | Failure | None] = [engine.cache.get(job) for job in jobs]
    missing = [index for index, result in enumerate(results) if result is None]
    if missing:
        with open_executor(min(engine.jobs, len(missing)), engine.scheduler, ACTS_ON_RESULTS) as executor:
            _run_missing(executor, jobs, missing, results, engine, progress)
        engine.cache.tidy()
    failures = [result for result in results if isinstance(result, Failure)]
    if failures:
        raise ExecutionError(failures)
    return [result for result in results if result is not None and not isinstance(result, Failure)]


def _run_missing(
    executor: Executor,
    jobs: Sequence[Job],
    missing: Sequence[int],
    results: list[Outputs | Failure | None],
    engine: Engine,
    progress: Progress,
) -> None:
    from casebook.execution.worker import run_job  # papermill takes a second to import; most builds run nothing

    futures: dict[Future[Outputs | Broken], int] = {
        executor.submit(run_job, jobs[index], engine.settings): index for index in missing
    }
    for done, future in enumerate(as_completed(futures), start=1):
        index = futures[future]
        result = _result(future, jobs[index])
        if isinstance(result, Broken):
            results[index] = _kept(result, jobs[index], engine.failed)
        else:
            results[index] = result
            engine.cache.put(jobs[index], result)
        progress(done, len(missing), jobs[index])


def _result(future: "Future[Outputs | Broken]", job: Job) -> Outputs | Broken:
    """Return what a job came to; where its worker died each time, that is its failure, and the notebook is as it was."""
    try:
        return future.result()
    except WorkerDiedError as died:
        reason = f"the worker died {died.details['count']} times"
        return Broken(Failure(job.page, job.language, "?", 0, reason), job.notebook)


def _kept(broken: Broken, job: Job, folder: Path) -> Failure:
    """Keep a notebook that failed for its author to look at, and return the failure that names it."""
    import nbformat

    path = folder / f"{job.title.replace(' ', '.')}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(broken.notebook, path)
    return replace(broken.failure, kept=path)
