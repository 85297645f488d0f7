"""Forked kernels: as good as the stock one in every cell, each a process of its own, and gone with all that it started."""

import contextlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from conftest import ROOT, Silent, small_course
from nbclient import NotebookClient

from casebook import pipeline
from casebook.execution import kernels
from casebook.execution.jobs import Broken, Job, RunSettings
from casebook.execution.kernels import parents
from casebook.execution.run import Engine
from casebook.execution.worker import run_job
from casebook.forking.lineage import below
from casebook.forking.parents import Parent
from casebook.loader import load

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forked kernels are Linux's")
TORTURE = ROOT / "tests" / "data" / "torture.txt"
PATIENCE = 20.0
"""Seconds in which what was killed must be gone, on a machine with much to do."""


@pytest.fixture(autouse=True, scope="module")
def known() -> Iterator[None]:
    before = dict(os.environ)
    kernels.prepare("fork")
    yield
    os.environ.clear()
    os.environ.update(before)


def torture_cells() -> list[tuple[str, str]]:
    """Return the cells with their names."""
    parts = TORTURE.read_text(encoding="utf-8").split("# %% ")[1:]
    return [(name, code.rstrip("\n")) for name, _, code in (part.partition("\n") for part in parts)]


def ran(kind: kernels.Kind, folder: Path) -> list[list[Any]]:
    """Return the outputs of the torture by cell."""
    folder.mkdir()
    cells = [nbformat.v4.new_code_cell(code) for _, code in torture_cells()]
    client = NotebookClient(
        nbformat.v4.new_notebook(cells=cells),
        kernel_name=kernels.kernel_name(kind),
        allow_errors=True,
        coalesce_streams=True,
        timeout=60,
        resources={"metadata": {"path": str(folder)}},
    )
    with _Quiet():
        return [cell.outputs for cell in client.execute().cells]


class _Quiet:
    """Silence of what kernels say on this process's own descriptors."""

    def __enter__(self) -> None:
        self.kept = [os.dup(1), os.dup(2)]
        null = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(null, number)
        os.close(null)

    def __exit__(self, *_: object) -> None:
        for number, kept in enumerate(self.kept, start=1):
            os.dup2(kept, number)
            os.close(kept)


def test_every_cell_gives_what_the_stock_kernel_gives(tmp_path: Path) -> None:
    same = "run"  # the cells say the name of the folder that they run in
    outputs = []
    for number, kind in enumerate(("kernel", "kernel", "fork")):
        (tmp_path / str(number)).mkdir()
        outputs.append(ran(kind, tmp_path / str(number) / same))
    first, second, forked = outputs
    names = [name for name, _ in torture_cells()]
    settled = [index for index in range(len(names)) if first[index] == second[index]]
    assert len(settled) >= 60, [names[index] for index in range(len(names)) if index not in settled]
    different = {names[index]: (first[index], forked[index]) for index in settled if first[index] != forked[index]}
    assert not different


def test_the_kernel_is_found_by_name_and_runs_under_papermill(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("import sys\n'matplotlib.pyplot' in sys.modules")
    made = nbformat.v4.new_notebook(cells=[cell])
    done = papermill.execute_notebook(made, None, kernel_name="casebook", cwd=tmp_path, progress_bar=False)
    assert done.cells[0].outputs[0].data["text/plain"] == "True"


def job(*sources: str) -> Job:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    return Job("page", "en", "", nbformat.v4.new_notebook(cells=cells))


def outcome(made: Job, timeout: int = 60, memory: int = 4 << 30) -> str:
    """Return what a notebook printed, or why it failed."""
    result = run_job(made, RunSettings(timeout, "fork", memory))
    if isinstance(result, Broken):
        return result.failure.reason
    return "".join(output.get("text", "") for outputs in result.values() for output in outputs)


def left() -> list[int]:
    """Return the processes of kernels that are still there a little later, but for the parent."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = below(os.getpid(), spare=SPARED)
        found = [each for each in found if each != parents.parent().pid]
        if not found:
            return []
        time.sleep(0.05)
    return found


SPARED: set[int] = set()


@pytest.fixture(autouse=True)
def spared() -> None:
    """Leave alone what other tests in this process have started."""
    SPARED.clear()
    SPARED.update(each for each in below(os.getpid()) if each != parents.parent().pid)


STUBBORN = """
import os, signal, subprocess, time
for way in range(3):
    if os.fork() == 0:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        if os.fork():
            os._exit(0)
        time.sleep(600)
        os._exit(0)
subprocess.Popen(["sleep", "600"], start_new_session=True)
subprocess.Popen("nohup sleep 600 >/dev/null 2>&1 &", shell=True)
print("left behind")
"""


def test_nothing_is_left_of_what_a_notebook_started() -> None:
    assert outcome(job(STUBBORN)) == "left behind\n"
    assert left() == []


def test_each_notebook_has_a_process_of_its_own() -> None:
    first = outcome(job("import os, builtins\nbuiltins.stain = 1\nprint(os.getpid())"))
    second = outcome(job("import os, builtins\nprint(hasattr(builtins, 'stain'), os.getpid())"))
    assert second.split()[0] == "False"
    assert second.split()[1] != first.strip()


def test_random_numbers_differ_from_notebook_to_notebook() -> None:
    source = "import random, numpy\nprint(random.random(), numpy.random.rand())"
    assert len({number for _ in range(3) for number in outcome(job(source)).split()}) == 6


@pytest.mark.parametrize("kernel", ["fork", "kernel"])
def test_what_the_user_has_set_for_charts_and_ipython_acts_on_nothing(tmp_path: Path, kernel: str) -> None:
    home = tmp_path / "home"
    settings = home / ".config" / "matplotlib" / "matplotlibrc"
    startup = home / ".ipython" / "profile_default" / "startup" / "00-own.py"
    for path, text in ((settings, "lines.linewidth: 9\n"), (startup, "own = 'theirs'\n")):
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]; from test_kernels import job; from casebook.execution.worker import *;"
        'source = \'import matplotlib; print(matplotlib.rcParams["lines.linewidth"], globals().get("own"))\';'
        "print(run_job(job(source), RunSettings(60, sys.argv[1])))"
    )
    gone = ("MATPLOTLIBRC", "IPYTHONDIR", "XDG_CONFIG_HOME")
    environment = {name: value for name, value in os.environ.items() if name not in gone} | {"HOME": str(home)}
    words = [sys.executable, "-c", code, kernel, str(ROOT / "src"), str(ROOT / "tests")]
    done = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "1.5 None" in done.stdout
    assert not list(home.rglob("history.sqlite"))


def test_the_parent_has_one_thread_and_none_of_the_clients_files() -> None:
    assert outcome(job("print('started')")) == "started\n"
    process = Path("/proc", str(parents.parent().pid))
    assert len(list((process / "task").iterdir())) == 1
    assert not (process / "cwd").readlink().is_relative_to(ROOT)


def _victims() -> dict[str, int]:
    """Return the parent, a keeper and a kernel that run at the moment."""
    top = parents.parent().pid
    found = {"parent": top}
    for name in ("keeper", "kernel"):
        ours = [each for each in below(top) if _parent_of(each) == top]
        if not ours:
            return found
        top = ours[0]
        found[name] = top
    return found


def _parent_of(process: int) -> int:
    try:
        return int(Path("/proc", str(process), "stat").read_text(encoding="latin-1").rpartition(")")[2].split()[1])
    except OSError:
        return 0


SLEEPS = "import time\nprint('began')\ntime.sleep(600)"
BOMBS = ("held = [bytearray(1 << 24) for _ in range(1 << 12)]", "import numpy\nheld = numpy.ones(1 << 34)")


def _killed(who: str, dice: random.Random) -> str:
    """Run a notebook that sleeps, kill somebody at a random moment, and return the outcome.

    Who is killed before the kernel was forked is replaced, and then killed as well.
    """
    moment = dice.uniform(0.0, 1.0)
    done = threading.Event()

    def kill() -> None:
        while not done.is_set() and who not in _victims():
            time.sleep(0.002)
        while not done.wait(moment):
            if victim := _victims().get(who):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return outcome(job(SLEEPS))
    finally:
        done.set()
        killer.join()


@pytest.mark.timeout(3600)
def test_killed_timed_out_or_out_of_memory_each_has_its_outcome_and_leaves_nothing(soak: bool) -> None:
    dice = random.Random(time.time() if soak else 5)
    kinds = ["kernel", "keeper", "parent", "timeout", "memory", "leave", "fine"]
    for number in range(200 if soak else len(kinds)):
        kind = kinds[number] if number < len(kinds) else dice.choice(kinds)
        match kind:
            case "timeout":
                assert outcome(job(STUBBORN, SLEEPS), timeout=1) == "no result after 1 s"
            case "memory":
                assert outcome(job(dice.choice(BOMBS)), memory=1 << 30).startswith(("MemoryError", "_ArrayMemoryError"))
            case "leave":
                assert outcome(job(STUBBORN, "import os\nos._exit(3)")) == "the kernel died"
            case "fine":
                assert outcome(job(STUBBORN, "print(1)")) == "left behind\n1\n"
            case _:
                assert _killed(kind, dice) == "the kernel died"
        assert left() == [], kind


def test_parents_that_are_lost_one_after_the_other_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while somebody still holds what was raised, and with it the parents."""
    fork = Parent.fork

    def lose(held: Parent, *words: Any, **named: Any) -> Any:
        os.kill(held.pid, signal.SIGKILL)
        return fork(held, *words, **named)

    parents.parent()
    with monkeypatch.context() as patch:
        patch.setattr(Parent, "fork", lose)
        with pytest.raises((OSError, EOFError)) as lost:
            parents.fork_kernel([], folder="/", environment={}, memory=1 << 30)
    assert left() == []
    assert lost.value


def test_when_the_client_is_killed_everything_ends(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from test_kernels import STUBBORN, SLEEPS, job, outcome;"
        "outcome(job(STUBBORN, SLEEPS))"
    )
    paths = [str(ROOT / "src"), str(ROOT / "tests")]
    client = subprocess.Popen([sys.executable, "-c", code, *paths], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(below(client.pid)) < 8 and time.monotonic() < until:
        time.sleep(0.05)
    theirs = below(client.pid)
    assert len(theirs) >= 8
    os.kill(client.pid, signal.SIGKILL)
    client.wait()
    until = time.monotonic() + PATIENCE
    while [each for each in theirs if _parent_of(each)] and time.monotonic() < until:
        time.sleep(0.05)
    assert [each for each in theirs if _parent_of(each)] == []


def test_a_client_that_was_forked_itself_has_a_parent_of_its_own() -> None:
    assert outcome(job("print(1)")) == "1\n"
    ours = parents.parent().pid
    context = multiprocessing.get_context("fork")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # this process has threads
        with context.Pool(1) as pool:
            assert pool.apply(_own_parent) != ours


def _own_parent() -> int:
    held = parents.parent()
    held.close()
    return held.pid


def test_where_forking_is_not_safe_the_stock_kernel_is_used_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, told = small_course(tmp_path / "course"), Silent()
    course, _ = load(root)
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    used: list[Engine] = []

    def stopped(jobs: object, engine: Engine, progress: object) -> None:
        used.append(engine)
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        pipeline.execute(course, pipeline.engine_in(tmp_path, 1), told)
    assert kernels.kernel_name(used[0].settings.kernel) == "python3"
    (sentence,) = told.sentences
    assert sentence.strip()
