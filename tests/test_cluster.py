"""Many machines: a real scheduler and workers, of which some are killed, give what this machine gives by itself."""

import os
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, small_course
from hostile.kit import Heard, Office
from machines import Machines, end_if, machines, rest
from test_execution import _engine, _job
from test_kills import _content, _inbox
from test_noninterference import tree

from casebook.cli.main import main
from casebook.errors import ClusterError, ExecutionError, Failure, WorkerDiedError
from casebook.execution.run import run
from casebook.executors import cluster as cluster_module
from casebook.executors import open_executor
from casebook.executors.cluster import open_cluster
from casebook.grading.assessing import Assessor, open_assessor
from casebook.grading.entries import Incoming
from casebook.grading.grade import Wish, grade
from casebook.grading.keys import Keys
from casebook.grading.receipts import Receipts
from casebook.grading.shards import Shards
from casebook.scaffolding import new_course

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="kills and process groups"),
    pytest.mark.xdist_group("cluster"),
]
CHART = """
import matplotlib.pyplot as plt
plt.plot([1, 2, {number}])
plt.show()
"""
END_THE_WORKER = """
import os, signal
from pathlib import Path
process, parent = 0, os.getpid()
while "dask_worker" not in Path(f"/proc/{parent}/cmdline").read_text():
    process, parent = parent, int(Path(f"/proc/{parent}/stat").read_text().rsplit(")", 1)[1].split()[1])
os.kill(process, signal.SIGKILL)
"""
"""Goes up to the process whose parent is the nanny: that is the worker."""


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A scheduler with two workers."""
    with machines(tmp_path_factory.mktemp("farm")) as found:
        yield found


def _jobs(count: int, seconds: float = 0) -> list[Any]:
    wait = f"import time; time.sleep({seconds})"
    return [_job(f"n{n}", "x = 1", f"{wait}\nprint(x + {n})", *_chart(n)) for n in range(count)]


def _chart(number: int) -> list[str]:
    """Return the cell of a chart for every third notebook: they take long."""
    return [CHART.format(number=number)] if number % 3 == 0 else []


def _ran(jobs: list[Any], folder: Path, scheduler: str | None) -> Any:
    return run(jobs, replace(_engine(folder), scheduler=scheduler), lambda *_: None)


def test_a_course_built_by_two_workers_is_the_same(farm: Machines, tmp_path: Path) -> None:
    sites = []
    for name, words in (("here", []), ("there", ["--scheduler", farm.address])):
        root = tmp_path / name / "course"
        new_course(root, ["zh"])
        assert main(["build", "--course", str(root), *words]) == 0
        sites.append(tree(root / "_build" / "site"))
    assert sites[0] == sites[1]


@pytest.mark.timeout(1200)
def test_a_worker_killed_in_the_middle_costs_nothing_but_time(farm: Machines, tmp_path: Path, soak: bool) -> None:
    jobs = _jobs(40 if soak else 6, 1)
    wanted = _ran(_jobs(len(jobs), 1), tmp_path / "here", None)
    kills = 8 if soak else 1

    def kill() -> None:
        dice = random.Random(5)
        for _ in range(kills):
            time.sleep(2 + 3 * dice.random() if soak else 0.5)
            farm.kill_a_busy_worker()

    killing = threading.Thread(target=kill)
    killing.start()
    found = _ran(jobs, tmp_path / "there", farm.address)
    killing.join()
    assert found == wanted
    assert tree(tmp_path / "there" / "cache") == tree(tmp_path / "here" / "cache")
    assert not (tmp_path / "there" / "failed").exists()


def test_a_notebook_that_ends_its_worker_each_time_fails_alone(farm: Machines, tmp_path: Path) -> None:
    bad = _job("bad", "x = 1", END_THE_WORKER)
    seen: list[str] = []
    with pytest.raises(ExecutionError) as caught:
        run(
            [bad, *_jobs(3)],
            replace(_engine(tmp_path), scheduler=farm.address),
            lambda done, total, job: seen.append(job.page),
        )
    (failure,) = caught.value.failures
    assert (failure.page, failure.reason) == ("bad", "the worker died 4 times")
    assert sorted(seen) == ["bad", "n0", "n1", "n2"]
    assert failure.kept is not None
    assert failure.kept.exists()


def test_a_failing_cell_is_told_as_it_is_here(farm: Machines, tmp_path: Path) -> None:
    told: list[tuple[Failure, ...]] = []
    for scheduler in (None, farm.address):
        with pytest.raises(ExecutionError) as caught:
            _ran([_job("bad", "x = 1", "y = 2\nprint(x / (y - 2))")], tmp_path, scheduler)
        told.append(caught.value.failures)
    assert told[0] == told[1]
    assert told[0][0].reason == "ZeroDivisionError: division by zero"


def test_a_task_that_ends_its_process_here_is_told_from_those_beside_it() -> None:
    with open_executor(2) as executor:
        futures = [executor.submit(end_if, number, 3) for number in range(6)]
        with pytest.raises(WorkerDiedError):
            futures[3].result()
        assert [future.result() for number, future in enumerate(futures) if number != 3] == [0, 2, 4, 8, 10]


def _refused(address: str) -> ClusterError:
    with pytest.raises(ClusterError) as caught, open_cluster(address, ["numpy"]):
        pytest.fail("it should not be used")
    return caught.value


def test_a_worker_with_another_casebook_is_refused(farm: Machines, tmp_path: Path) -> None:
    other = tmp_path / "src"
    shutil.copytree(ROOT / "src", other)
    with (other / "casebook" / "text.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    with open_cluster(farm.address) as cluster:
        strange = farm.add_worker(PYTHONPATH=os.pathsep.join([str(other), str(ROOT / "tests")]))
        try:
            refused = _refused(farm.address)
            told = {future.exception() for future in [cluster.submit(rest, 0.3) for _ in range(12)]}
        finally:
            farm.stop(strange)
    late = next(each for each in told if each is not None)
    assert isinstance(late, ClusterError)
    for each in (refused, late):
        assert each.code == "cluster-differs"
        assert str(each.details["worker"]).startswith("tcp://127.0.0.1:")
        assert str(each.details["differences"]).startswith("casebook: ")


def test_a_worker_of_several_threads_is_refused(farm: Machines) -> None:
    strange = farm.add_worker("--nthreads", "2")
    try:
        refused = _refused(farm.address)
    finally:
        farm.stop(strange)
    assert (refused.code, refused.details["threads"]) == ("cluster-threads", 2)


@pytest.mark.parametrize(
    "address", ["10.0.0.5:8786", "tcp://host", "http://host:80", "tcp://host:99999", "tcp://a b:1"]
)
def test_what_is_no_address_is_said(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = small_course(tmp_path / "course")
    assert main(["build", "--course", str(root), "--scheduler", address]) == 1
    assert address in capsys.readouterr().err
    assert not (root / "_build" / "site").exists()


def test_a_scheduler_that_is_not_there_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_module, "CONNECTING", 1.0)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    root = small_course(tmp_path / "course")
    assert main(["build", "--course", str(root), "--scheduler", "tcp://127.0.0.1:9"]) == 1
    said = capfd.readouterr().err
    assert said.startswith("No dask scheduler could be reached at tcp://127.0.0.1:9")
    assert "Traceback" not in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["build", "--course", str(root), "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert capfd.readouterr().err.startswith("连不上 tcp://127.0.0.1:9")


def test_dask_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    refused = _refused("tcp://127.0.0.1:9")
    assert (refused.code, refused.details["reason"]) == ("cluster-not-installed", "distributed")


def test_without_workers_nothing_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "CONNECTING", 1.0)
    monkeypatch.setattr(cluster_module, "PATIENCE", 2.0)
    with machines(tmp_path / "machines", workers=0) as found:
        assert _refused(found.address).code == "cluster-no-workers"
        found.add_worker("--no-nanny")
        with open_executor(1, found.address) as executor:
            future = executor.submit(rest, 600)
            found.kill_a_busy_worker()
            with pytest.raises(ClusterError) as caught:
                future.result()
        assert caught.value.code == "cluster-workers-gone"
        found.add_worker("--no-nanny")
        with open_executor(1, found.address) as executor:
            future = executor.submit(rest, 600)
            found.processes[0].kill()
            with pytest.raises(ClusterError) as caught:
                future.result()
        assert caught.value.code == "cluster-lost"


def test_an_interrupted_build_cancels_and_leaves_nothing_half_written(farm: Machines, tmp_path: Path) -> None:
    root = small_course(tmp_path / "course")
    command = [sys.executable, "-m", "casebook.cli.main", "build", "--course", str(root), "--scheduler", farm.address]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("[1/4]")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert not re.search("Traceback|distributed|tornado", said), said
    assert not (root / "_build" / "site").exists()
    assert not [path for path in root.rglob(".*") if path.is_file()]
    with open_executor(1, farm.address) as executor:
        assert executor.submit(end_if, 2, 3).result() == 4


class _Disturbing(Heard):
    """A reporter that does something once, when so many submissions have come back."""

    def __init__(self, after: int, act: Callable[[], None]) -> None:
        super().__init__()
        self.after, self.act = after, act

    def graded(self, done: int, total: int, name: str) -> None:
        super().graded(done, total, name)
        if done == self.after:
            self.act()


def test_grading_by_two_workers_is_the_same(farm: Machines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casebook.grading.shards.SHARD", 20)
    office = _inbox(tmp_path, 200)
    addresses = {name: f"sqlite:///{tmp_path}/{name}.db" for name in ("here", "killed", "interrupted")}
    alone = Wish(paths=[office.inbox], course=office.root, jobs=2, gradebook=addresses["here"])
    here = grade(alone, Heard())

    killing = _Disturbing(1, farm.kill_a_busy_worker)
    shared = replace(alone, gradebook=addresses["killed"], scheduler=farm.address)
    assert grade(shared, killing) == here
    assert len(killing.names) == 200
    assert _content(office, addresses["killed"]) == _content(office, addresses["here"])

    shared = replace(shared, gradebook=addresses["interrupted"])
    with pytest.raises(KeyboardInterrupt):
        grade(shared, _Disturbing(30, partial(signal.raise_signal, signal.SIGINT)))
    again = grade(shared, Heard())
    assert again.known >= 30
    assert again.new + again.known == 200
    assert _content(office, addresses["interrupted"]) == _content(office, addresses["here"])


def test_typed_answers_need_no_sandbox_there_either(farm: Machines, tmp_path: Path) -> None:
    office = Office(tmp_path, without=("code",))
    office.hand_in("answers-autumn-1001.json", office.content("1001"))
    heard = Heard()
    result = grade(Wish(paths=[office.inbox], course=office.root, scheduler=farm.address), heard)
    assert (result.new, result.isolation, heard.sentences) == (1, "", [])


class _Fragile(Assessor):
    """Dies of one submission."""

    def submissions(self, incoming: Iterable[Incoming], stopped: Any) -> Iterator[Any]:
        for each in incoming:
            if each.name == "00007.json":
                os.kill(os.getpid(), signal.SIGKILL)
            yield from super().submissions([each], stopped)


@contextmanager
def _fragile(record: Any, secret: bytes) -> Iterator[Assessor]:
    with open_assessor(Keys(record, secret), Receipts(), 1, require=False) as assessor:
        yield _Fragile(assessor.keys, assessor.receipts, assessor.runners, 1)


def test_a_submission_that_ends_its_worker_is_named_and_the_others_are_graded(farm: Machines, tmp_path: Path) -> None:
    office = Office(tmp_path, without=("code",))
    incoming = [Incoming.of(f"{number:05}.json", b"broken") for number in range(12)]
    opened = partial(_fragile, office.record, b"")
    with open_cluster(farm.address, [], opened) as cluster:
        shards = Shards(cluster)
        found = [each.name for each in shards.submissions(incoming, lambda: False)]
    assert found == [each.name for each in incoming if each.name != "00007.json"]
    assert shards.lost() == ("00007.json",)


BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _commands(language: str) -> list[str]:
    text = (ROOT / "book" / language / "manual" / "cluster.md").read_text(encoding="utf-8")
    return [line for body in BLOCK.findall(text) for line in body.splitlines() if line]


def test_both_manuals_give_the_same_commands() -> None:
    assert _commands("zh") == _commands("en")
    assert any(line.startswith("casebook grade") for line in _commands("en"))


def test_the_set_up_in_the_manual_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the page's commands for the scheduler and the workers, at an address of this machine, and the builds that follow."""
    monkeypatch.chdir(tmp_path)
    new_course(tmp_path / "my-course", ["en"])
    (line,) = [line for line in _commands("en") if line.startswith("dask scheduler")]
    words = shlex.split(line.replace("10.0.0.5", "127.0.0.1").replace("8786", "0"))
    found = Machines(tmp_path / "machines", words=words[2:])
    try:
        for line in _commands("en"):
            words = shlex.split(line.replace("tcp://10.0.0.5:8786", found.address))
            if words[:2] == ["dask", "worker"]:
                found.start_worker(*words[2:])
            elif words[:2] == ["casebook", "build"] and "--scheduler" in words:
                assert main(words[1:]) == 0
    finally:
        found.close()
