"""Run learners' code in the sandbox: several runners at once, each serving one submission at a time."""

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from casebook.errors import CasebookError
from casebook.grading.judge import CodeTask, Ended, RunResult

if TYPE_CHECKING:
    from casebook.sandbox.runner import Runner as Sandbox


class Runner(Protocol):
    """What runs a learner's code and gives back values, never told what they should be."""

    @property
    def isolation(self) -> str:
        """Return what the live self-test found in force."""

    def run_all(self, tasks: Sequence[CodeTask]) -> Sequence[RunResult]:
        """Evaluate, for each task of one submission, the calls of the function that its code defines."""


class Opener(Protocol):
    """Opens a runner, with the modules that items declare imported already."""

    def __call__(self, imports: Sequence[str], *, require: bool) -> AbstractContextManager[Runner]:
        """Return a runner to be closed; raise CasebookError where the isolation required is not to be had."""


@dataclass(frozen=True)
class NotRun:
    """What is said of code whose runner broke: nothing was returned."""

    outcome: Ended = "crashed"
    returned: tuple[Any, ...] = ()
    reason: str = "sandbox"


class Runners:
    """Runners at work; threads only wait for them, as the code runs in processes of its own."""

    def __init__(self, opened: Callable[[], Runner], jobs: int, pool: ThreadPoolExecutor) -> None:
        self.opened, self.pool = opened, pool
        self.idle: queue.SimpleQueue[Runner] = queue.SimpleQueue()
        runner = opened()
        self.isolation = runner.isolation
        for each in (runner, *(opened() for _ in range(jobs - 1))):
            self.idle.put(each)

    def submit(self, tasks: Sequence[CodeTask]) -> "Future[Mapping[str, RunResult]]":
        """Run the code of one submission, and return its results by item in time."""
        return self.pool.submit(self._run, tasks)

    def _run(self, tasks: Sequence[CodeTask]) -> Mapping[str, RunResult]:
        """Run one submission; where the runner itself breaks, that submission has crashed, and the next gets a new one."""
        runner = self.idle.get()
        try:
            results = runner.run_all(tasks)
        except (CasebookError, OSError, EOFError):
            results = [NotRun()] * len(tasks)
            runner = self.opened()
        finally:
            self.idle.put(runner)
        return {task.key: result for task, result in zip(tasks, results, strict=True)}


@contextmanager
def runners(opener: Opener, imports: Sequence[str], jobs: int, *, require: bool) -> Iterator[Runners]:
    """Yield so many runners, and close them however the work ends."""
    lock = threading.Lock()
    with ExitStack() as stack:

        def opened() -> Runner:
            with lock:
                return stack.enter_context(opener(imports, require=require))

        pool = ThreadPoolExecutor(jobs, thread_name_prefix="code")
        found = Runners(opened, jobs, pool)
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        yield found


def sandbox_opener() -> Opener:
    """Return what opens runners of the real sandbox, which is imported only where there is code to run."""
    from casebook.sandbox.runner import open_runner

    @contextmanager
    def opened(imports: Sequence[str], *, require: bool) -> Iterator[Runner]:
        with open_runner(imports, require=require) as runner:
            yield _Sandboxed(runner)

    return opened


class _Sandboxed:
    """A runner of the sandbox, told of tasks in its own words."""

    def __init__(self, runner: "Sandbox") -> None:
        self.runner = runner
        self.isolation = runner.isolation

    def run_all(self, tasks: Sequence[CodeTask]) -> Sequence[RunResult]:
        from casebook.sandbox.values import Task

        return self.runner.run_all([Task(task.code, task.function, task.calls) for task in tasks])
