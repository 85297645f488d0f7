"""Measure casebook beside its peers in one run; print ratios and write `_build/bench/results.json`.

- notebooks: papermill (one after the other, and in a pool of processes), nbclient, jupyter-cache and nbmake, over the same notebooks
- builds: papermill's command for each notebook, then `jupyter-book build` with its stock theme for each language, over the same
  notebooks; with nothing changed the peer only runs jupyter-book, and with one text changed one notebook as well
- reading: the same pages as the peer builds them; a page without scripts
- grading: nbgrader for code, and where there is no peer, the limit that was promised
- scale: synthetic courses of 10 to 1,000 cases
- machines: dask.distributed with one worker and with two

Peers are in an environment of their own. `BENCH=small` runs everything once, on less. `publish.py` puts a full run into the manual.
"""

import gzip
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cluster
import code_items
import grading
import latency
import nbformat
import notebooks
import saving
import scale
import yaml

from casebook.execution.jobs import Job
from casebook.loader import load
from casebook.pipeline import course_jobs
from casebook.scaffolding import new_course

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "bench"
PEER = WORK / "peer-env"
SMALL = os.environ.get("BENCH") == "small"
RUNS = 1 if SMALL else 3
"""How often what is short is measured; its figures are medians."""
JUDGED, OTHERS = (2, 1) if SMALL else (100, 10)
"""Notebooks that papermill and we run once, as so many are their own repetition, and that the others run again and again."""
SIZES = (5,) if SMALL else scale.SIZES
CASE = "first-case" if SMALL else "haier-washer"
"""The case that is changed and weighed."""
Row = dict[str, object]


def main() -> int:
    """Run every benchmark and show the tables."""
    WORK.mkdir(parents=True, exist_ok=True)
    make_peer_environment()
    parts = {
        "notebooks": notebook_rows,
        "builds": build_rows,
        "reading": reading_rows,
        "grading": grading_rows,
        "machines": cluster_rows,
    }
    rows = [row for name, part in parts.items() for row in told(name, part)]
    grown = [each for size in SIZES for each in told(f"{size} cases", partial(scale.measure, [size]))]
    results = {
        "machine": {"system": platform.machine(), "processors": os.cpu_count(), "python": platform.python_version()},
        "date": date.today().isoformat(),
        "versions": {name: version(name) for name in ("casebook", "jupyter-book", "papermill", "sphinx", "matplotlib")},
        "small": SMALL,
        "rows": rows,
        "scale": [asdict(each) for each in grown],
    }
    (WORK / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results)
    return 0


def told(name: str, part: Callable[[], list[Any]]) -> list[Any]:
    """Return what a part measures, and say how long that took: nobody waits for most of an hour without a word."""
    started = time.perf_counter()
    measured = part()
    print(f"{name}: {time.perf_counter() - started:.0f} s", flush=True)
    return measured


def row(name: str, unit: str, ours: float, peer: float, what: str) -> Row:
    """Return a row; `name` is for machines, `what` for people; the ratio says how many times the peer's figure ours is."""
    figures = {"ours": round(ours, 2), "peer": round(peer, 2), "ratio": round(ours / peer, 3)}
    return {"name": name, "what": what, "unit": unit, **figures}


def notebook_rows() -> list[Row]:
    """Run notebooks with two charts each, ours and by each peer, in one go."""
    folder = WORK / "notebooks"
    folder.mkdir(exist_ok=True)
    python, rows = PEER / "bin" / "python", []
    judged = dict.fromkeys(["casebook", "papermill-serial", "papermill-pool"], JUDGED)
    others = dict.fromkeys(["casebook", "nbclient", "jupyter-cache", "nbmake"], OTHERS)
    for counts, runs in ((judged, 1), (others, RUNS)):
        took = notebooks.measure(folder, python, counts, runs)
        ours = took.pop("casebook")
        for peer, theirs in took.items():
            of = f"a notebook with two charts, of {counts[peer]} (peer: {peer})"
            rows += [
                row(f"notebook-wall-{peer}", "ms", ours.milliseconds, theirs.milliseconds, of),
                row(f"notebook-cpu-{peer}", "ms", ours.cpu, theirs.cpu, f"{of}, processor time"),
                row(
                    f"notebook-memory-{peer}", "MB", ours.megabytes, theirs.megabytes, f"{of}, memory of all processes"
                ),
            ]
    return rows


def reading_rows() -> list[Row]:
    """Weigh a page on a first visit, and time a page of many items, and an author's page in the preview."""
    rows = [
        row(
            "visit",
            "kB",
            weight(WORK / "ours" / "_build" / "site" / "zh" / "cases" / f"{CASE}.html"),
            weight(WORK / "peer" / "zh" / "_build" / "html" / f"{CASE}.html"),
            "first visit to the case page, gzip",
        )
    ]
    if shutil.which("chromium"):
        what = f"interaction on a page of {latency.ITEMS} items, 98th percentile (peer: the page without scripts)"
        rows.append(row("interaction", "ms", *latency.measure(WORK / "items"), what))
        took = saving.measure(WORK / "ours", CASE)
        what = f"preview, from a saved text to the reloaded page, the longest of {len(took)} (peer: the limit)"
        rows.append(row("preview", "s", max(took), saving.SECONDS, what))
    else:
        print("NOT MEASURED: interactions and the preview need the Debian package chromium")
    return rows


def grading_rows() -> list[Row]:
    """Grade code beside nbgrader, and typed answers beside the limits promised."""
    what = f"processor time of one more submission of {code_items.ITEMS} code items (peer: nbgrader autograde)"
    rows = [row("code-items", "ms", *code_items.measure(), what)]
    for source, took in grading.measure().items():
        what = f"grading {grading.LEARNERS} learners, 8 typed items each, from a {source} (peer: the limit for 10000)"
        rows += [
            row(f"typed-{source}", "s", took.seconds, grading.SECONDS, what),
            row(f"typed-{source}-memory", "MB", took.megabytes, grading.MEGABYTES, f"{what}, peak memory"),
        ]
    return rows


def cluster_rows() -> list[Row]:
    """Run the same notebooks here, and on a scheduler's workers: the peer is this machine without them."""
    took = cluster.measure(OTHERS if SMALL else 40)
    what = "notebooks on dask.distributed with {} (peer: the local pool)"
    return [
        row("dask-one", "s", took["one"], took["local"], what.format("one worker")),
        row("dask-two", "s", took["two"], took["local"], what.format("two workers")),
    ]


def make_peer_environment() -> None:
    """Install the peer once."""
    wanted = (Path(__file__).parent / "requirements-peer.txt").read_text(encoding="utf-8")
    mark = PEER / "installed.txt"
    if mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(PEER, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
    listed = Path(__file__).parent / "requirements-peer.txt"
    subprocess.run([PEER / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", listed], check=True)
    mark.write_text(wanted, encoding="utf-8")


def prepare_ours() -> Path:
    """Copy the shipped course's sources, or write a course as small as they come; return where it is."""
    target = WORK / "ours"
    shutil.rmtree(target, ignore_errors=True)
    if SMALL:
        new_course(target, ["zh", "en"])
        return target
    target.mkdir()
    shutil.copy(ROOT / "_config.yml", target)
    for folder in ("book", "cases", "exercises"):
        shutil.copytree(ROOT / folder, target / folder)
    return target


def prepare_peer(ours: Path) -> Path:
    """Write the notebooks of our course as plain jupyter-book projects, one per language, and return their folder."""
    target = WORK / "peer"
    shutil.rmtree(target, ignore_errors=True)
    course, _ = load(ours)
    jobs = course_jobs(course)
    for language in course.languages:
        book = target / language
        book.mkdir(parents=True)
        (book / "index.md").write_text(f"# {course.settings.title[language]}\n", encoding="utf-8")
        config = {
            "title": course.settings.title[language],
            "execute": {"execute_notebooks": "off"},
            "only_build_toc_files": True,
        }
        (book / "_config.yml").write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
        names = [notebook_name(job) for job in jobs if job.language == language and not job.name]
        toc = {"format": "jb-book", "root": "index", "chapters": [{"file": name} for name in names]}
        (book / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    for job in jobs:
        folder = target / "notebooks" / job.language
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(job.notebook, folder / f"{notebook_name(job)}.ipynb")
    return target


def notebook_name(job: Job) -> str:
    """Return the name of a job's notebook in the peer's project, such as `haier-washer` or `haier-washer-cost-by-load`."""
    page = job.page.rpartition("/")[2]
    return f"{page}-{job.name}" if job.name else page


def build_rows() -> list[Row]:
    """Time builds of both in turn: cold, with nothing changed, and with one text changed."""
    ours = prepare_ours()
    peer = prepare_peer(ours)
    took: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in ("cold", "unchanged", "one-change")}
    for run_number in range(RUNS):
        shutil.rmtree(ours / "_build", ignore_errors=True)
        took["cold"][0].append(timed(lambda: build_ours(ours)))
        if run_number == 0:  # their notebooks take minutes, and ours are not compared with their fastest
            took["cold"][1].append(timed(lambda: build_peer(peer)))
        took["unchanged"][0].append(timed(lambda: build_ours(ours)))
        took["unchanged"][1].append(timed(lambda: build_peer(peer, notebooks=())))
        change_ours(ours, run_number)
        took["one-change"][0].append(timed(lambda: build_ours(ours)))
        changed = change_peer(peer, run_number)
        took["one-change"][1].append(timed(lambda changed=changed: build_peer(peer, notebooks=[changed])))
    whats = {
        "cold": "cold build of the course in two languages",
        "unchanged": "build with nothing changed",
        "one-change": "build with a word of one case changed",
    }
    medians = {name: [statistics.median(each) for each in both] for name, both in took.items()}
    return [row(f"build-{name}", "s", *medians[name], what) for name, what in whats.items()]


def change_ours(course: Path, number: int) -> None:
    """Add a word to the text of a case."""
    text = course / "cases" / CASE / "zh.md"
    text.write_text(text.read_text(encoding="utf-8") + f"\n再看一遍{number}。\n", encoding="utf-8")


def change_peer(peer: Path, number: int) -> Path:
    """Add the same to the notebook, and return it."""
    path = peer / "notebooks" / "zh" / f"{CASE}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell(f"再看一遍{number}。"))
    nbformat.write(notebook, path)
    return path


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def build_ours(course: Path) -> None:
    """Build with casebook."""
    run([sys.executable, "-m", "casebook.cli.main", "build", "--course", str(course)])


def build_peer(peer: Path, notebooks: Sequence[Path] | None = None) -> None:
    """Run notebooks by papermill's command, all of them where none are named, then build each language with jupyter-book."""
    for notebook in sorted((peer / "notebooks").glob("*/*.ipynb")) if notebooks is None else notebooks:
        target = peer / notebook.parent.name / notebook.name
        run([str(PEER / "bin" / "papermill"), "--no-progress-bar", str(notebook), str(target)])
    for book in sorted(path.parent for path in peer.glob("*/_toc.yml")):
        run([str(PEER / "bin" / "jupyter-book"), "build", "-q", str(book)])


def run(command: list[str]) -> None:
    """Run a command and show what it said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")


def weight(page: Path) -> float:
    """Return the gzip-compressed size in kB of a page with the local styles, scripts, fonts preloaded and pictures it names."""
    text = page.read_text(encoding="utf-8")
    names = re.findall(r'<(?:link[^>]+(?:stylesheet|preload)[^>]*|script|img)[^>]*?(?:href|src)="([^"]+)"', text)
    names += re.findall(r'<link[^>]+href="([^"]+)"[^>]*(?:stylesheet|preload)', text)
    files = {page} | {(page.parent / re.split(r"[?#]", name)[0]).resolve() for name in names if "//" not in name}
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files if file.is_file()) / 1000


def show(results: dict[str, object]) -> None:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=120)
    table = Table("what", "unit", "ours", "peer", "ours / peer", title=f"{results['date']}, {results['machine']}")
    for each in results["rows"]:  # type: ignore[attr-defined]
        table.add_row(*(str(each[key]) for key in ("what", "unit", "ours", "peer", "ratio")))
    console.print(table)
    scale.show([scale.Scale(**each) for each in results["scale"]])  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
