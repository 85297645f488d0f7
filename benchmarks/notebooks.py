"""Running notebooks: ours beside papermill, nbclient, jupyter-cache and nbmake, over the same notebooks in one run.

Every way runs the same notebooks with two charts each, in fresh processes; the outputs
of all of them are compared with ours, cell by cell, so that nobody is faster by doing less.
"""

import json
import re
import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from used import Used, used

_HERE = Path(__file__).parent
SETUP = """import io

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import SVG, display

plt.rcParams["svg.hashsalt"] = "same"


def show(figure, sentence):
    picture = io.StringIO()
    figure.savefig(picture, format="svg", metadata={"Date": None})
    plt.close(figure)
    display(SVG(picture.getvalue()))
    print(sentence)"""
LINES = """figure, axes = plt.subplots(figsize=(6.4, 4.0), constrained_layout=True)
hours = np.linspace(0, 10, 60)
for each in range(3):
    axes.plot(hours, np.sin(hours / (each + 1) + number), label=f"counter {each + 1}")
axes.set_xlabel("hours")
axes.set_ylabel("guests waiting")
axes.set_title(f"Case {number}: guests at three counters")
axes.legend()
show(figure, f"case {number}: {float(np.sin(hours).sum()):.3f}")"""
BARS = """figure, axes = plt.subplots(figsize=(6.4, 4.0), constrained_layout=True)
days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
returns = (np.arange(7) * (number + 3)) % 11 + 1
axes.bar(days, returns)
axes.set_ylabel("returns")
axes.set_title(f"Case {number}: returns of a week")
show(figure, f"{int(returns.sum())} returns")"""


@dataclass(frozen=True)
class Took:
    """What a way of running notebooks took, as medians over the runs: per notebook, and the most memory of all its processes."""

    milliseconds: float
    cpu: float
    megabytes: float


def notebook_of(number: int) -> nbformat.NotebookNode:
    """Return a notebook with two charts that no other number has."""
    sources = {"parameters": f"number = {number}", "setup": SETUP, "lines": LINES, "bars": BARS}
    cells = [nbformat.v4.new_code_cell(source, id=name) for name, source in sources.items()]
    cells[0].metadata["tags"] = ["parameters"]
    about = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=about)


def write_notebooks(folder: Path, count: int) -> None:
    """Write that many notebooks."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(count):
        nbformat.write(notebook_of(number), folder / f"case-{number:03}.ipynb")


def run_ours(folder: Path, target: Path) -> None:
    """Run the notebooks of a folder by casebook, from an empty cache."""
    from casebook.execution.jobs import Job
    from casebook.execution.run import run
    from casebook.pipeline import engine_in

    jobs = [Job(each.stem, "en", "", nbformat.read(each, as_version=4)) for each in sorted(folder.glob("*.ipynb"))]
    target.mkdir(parents=True)
    for job, outputs in zip(jobs, run(jobs, engine_in(target), lambda *_: None), strict=True):
        for cell in job.notebook.cells:
            cell.outputs = [nbformat.from_dict(each) for each in outputs[cell.id]]
        nbformat.write(job.notebook, target / f"{job.page}.ipynb")


def measure(work: Path, peer: Path, counts: dict[str, int], runs: int) -> dict[str, Took]:
    """Run each way `runs` times over as many notebooks as `counts` says, in turn; return what each took.

    `peer` is the Python of the peers' environment. Raises SystemExit when outputs differ.
    """
    for count in set(counts.values()):
        write_notebooks(work / f"notebooks-{count}", count)
    found: dict[str, list[Used]] = {name: [] for name in counts}
    for _ in range(runs):
        for name, count in counts.items():
            target, source = work / name, work / f"notebooks-{count}"
            for left in (target, work / f"{name}-cache"):
                shutil.rmtree(left, ignore_errors=True)
            python, script = (sys.executable, __file__) if name == "casebook" else (str(peer), str(_HERE / "peers.py"))
            found[name].append(used([python, script, name, source, target], work))
    ours = {each.name: outputs_of(each) for each in sorted((work / "casebook").glob("*.ipynb"))}
    for name in counts:
        for each in sorted((work / name).glob("*.ipynb")):
            if outputs_of(each) != ours[each.name]:
                raise SystemExit(f"{name} gives other outputs than casebook in {each.name}")
    return {
        name: Took(
            statistics.median(each.seconds for each in took) / counts[name] * 1000,
            statistics.median(each.cpu for each in took) / counts[name] * 1000,
            statistics.median(each.together for each in took),
        )
        for name, took in found.items()
    }


def outputs_of(path: Path) -> list[Any]:
    """Return what the cells of a notebook gave, without what two runs of the same way differ in."""
    notebook = nbformat.read(path, as_version=4)
    text = json.dumps([[dict(each) for each in cell.outputs] for cell in notebook.cells], sort_keys=True)
    text = re.sub(r'"execution_count": (\d+|null), ', "", text)
    return json.loads(re.sub(r"<dc:date>.*?</dc:date>", "", text))


if __name__ == "__main__":
    run_ours(Path(sys.argv[2]), Path(sys.argv[3]))
