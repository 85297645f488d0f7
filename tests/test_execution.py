"""Running notebooks: failures told, timeouts, interruption."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT, Silent, small_course

from casebook.cli.main import main
from casebook.errors import ExecutionError
from casebook.execution.cache import Cache
from casebook.execution.jobs import Job, RunSettings
from casebook.execution.run import Engine, run
from casebook.pipeline import build


def _job(case: str, *sources: str, **parameters: object) -> Job:
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return Job(case, "en", "", nbformat.v4.new_notebook(cells=cells, metadata=metadata), parameters)


def _engine(folder: Path, timeout: int = 60) -> Engine:
    return Engine(2, RunSettings(timeout), Cache(folder / "cache"), folder / "failed")


def test_a_failing_cell_is_told_and_the_others_still_run(tmp_path: Path) -> None:
    good = _job("good", "x = 1", "print(x + 1)")
    bad = _job("bad", "x = 1", "y = 2\nprint(x / (y - 2))")
    seen: list[str] = []
    with pytest.raises(ExecutionError) as caught:
        run([bad, good], _engine(tmp_path), lambda done, total, job: seen.append(job.page))
    (failure,) = caught.value.failures
    assert (failure.page, failure.cell, failure.line) == ("bad", "cell-1", 2)
    assert failure.reason == "ZeroDivisionError: division by zero"
    assert any("x / (y - 2)" in line for line in failure.traceback)
    assert failure.kept is not None
    assert any(o.output_type == "error" for c in nbformat.read(failure.kept, 4).cells for o in c.outputs)
    assert sorted(seen) == ["bad", "good"]
    (outputs,) = run([good], _engine(tmp_path), lambda *_: pytest.fail("the good one ran again"))
    assert outputs["cell-1"][0]["text"] == "2\n"


def test_parameters_reach_the_notebook(tmp_path: Path) -> None:
    (outputs,) = run(
        [_job("case", "values = [0]", "print(sum(values))", values=[1, 2, 3])], _engine(tmp_path), lambda *_: None
    )
    assert outputs["cell-1"][0]["text"] == "6\n"


def test_a_cell_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    slow = _job("slow", "x = 1", "import time\ntime.sleep(60)")
    started = time.monotonic()
    with pytest.raises(ExecutionError) as caught:
        run([slow], _engine(tmp_path, timeout=2), lambda *_: None)
    assert time.monotonic() - started < 30
    assert caught.value.failures[0].reason == "no result after 2 s"
    assert caught.value.failures[0].cell == "cell-1"


def test_a_kernel_that_dies_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExecutionError) as caught:
        run([_job("dies", "x = 1", "import os\nos._exit(3)")], _engine(tmp_path), lambda *_: None)
    assert caught.value.failures[0].reason == "the kernel died"


def test_notebooks_run_in_an_empty_folder(tmp_path: Path) -> None:
    (outputs,) = run([_job("case", "x = 1", "import os\nprint(os.listdir())")], _engine(tmp_path), lambda *_: None)
    assert outputs["cell-1"][0]["text"] == "[]\n"


@pytest.fixture
def broken_course(tmp_path: Path) -> Path:
    root = small_course(tmp_path / "course")
    model = root / "cases" / "first-case" / "analysis.py"
    model.write_text(
        model.read_text(encoding="utf-8").replace("# %% chart", "raise ValueError('planted')\n# %% chart", 1),
        encoding="utf-8",
    )
    return root


def test_a_failing_case_leaves_the_site_as_it_was(broken_course: Path) -> None:
    site = broken_course / "_build" / "site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("the site of yesterday")
    with pytest.raises(ExecutionError) as caught:
        build(broken_course, Silent())
    assert len(caught.value.failures) == 4
    assert {failure.cell for failure in caught.value.failures} == {"model-model"}
    assert [path.name for path in site.iterdir()] == ["index.html"]


def test_a_folder_with_other_files_is_not_built_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "mine.txt").write_text("mine")
    assert main(["build", "--course", str(ROOT), "--output", str(tmp_path)]) == 1
    assert (tmp_path / "keep" / "mine.txt").read_text() == "mine"
    assert str(tmp_path) in capsys.readouterr().err


def test_the_command_says_where_it_failed(
    broken_course: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert main(["build", "--course", str(broken_course), "--lang", "en"]) == 1
    said = capfd.readouterr().err
    assert "cases/first-case (en), cell model-model, line" in said
    assert "ValueError: planted" in said
    assert str(broken_course / "_build" / "failed" / "cases" / "first-case.en.ipynb") in said
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["build", "--course", str(broken_course), "--lang", "zh"]) == 1
    assert "cases/first-case（zh），单元格 model-model，第" in capfd.readouterr().err


def _workers_of(process: "subprocess.Popen[str]") -> list[str]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.split()


@pytest.mark.parametrize("moment", ["as the workers start", "as the first notebook is done"])
def test_an_interrupted_build_stops_at_once_and_leaves_nothing_half_written(tmp_path: Path, moment: str) -> None:
    root = small_course(tmp_path / "course")
    command = [sys.executable, "-m", "casebook.cli.main", "build", "--course", str(root)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    if moment == "as the workers start":
        while not _workers_of(process):
            time.sleep(0.02)
    else:
        assert process.stderr.readline().startswith("[1/4]")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert not (root / "_build" / "site" / "index.html").exists()
    assert not [path for path in root.rglob(".*") if path.is_file()]
    time.sleep(2)
    left = subprocess.run(["ps", "-eo", "sid,args"], capture_output=True, text=True, check=True).stdout
    assert not [line for line in left.splitlines() if line.split()[0] == str(process.pid)]
    assert not [line for line in left.splitlines() if str(root) in line and str(os.getpid()) not in line]
    assert main(["build", "--course", str(root), "--lang", "en"]) == 0
