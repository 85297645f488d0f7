"""Measure casebook beside its peers in one run; print ratios and write `_build/bench/results.json`.

The peer is what one would do without casebook: papermill's command for each notebook, then `jupyter-book build` with its
stock theme for each language, over the same notebooks, in an environment of its own. For graded code it is nbgrader, and
where there is no peer, the limit that was promised. `BENCH=small` runs everything once, and grades fewer submissions.
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
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import code_items
import grading
import nbformat
import yaml
from latency import measure

from casebook.execution.jobs import Job
from casebook.loader import load
from casebook.pipeline import course_jobs

ROOT = Path(__file__).parent.parent
WORK = ROOT / "_build" / "bench"
PEER = WORK / "peer-env"
RUNS = 1 if os.environ.get("BENCH") == "small" else 3
Row = dict[str, object]


def main() -> int:
    """Run every benchmark and show the table."""
    WORK.mkdir(parents=True, exist_ok=True)
    make_peer_environment()
    ours, peer = prepare_ours(), prepare_peer()
    rows = [
        *build_rows(ours, peer),
        row("first visit to the case page, gzip", "kB", our_weight(ours), peer_weight(peer)),
    ]
    if shutil.which("chromium"):
        name = "interaction on a page of 40 items, 98th percentile (peer: the page without scripts)"
        rows.append(row(name, "ms", *measure(WORK / "forty")))
    else:
        print("NOT MEASURED: interactions need the Debian package chromium")
    rows += grading_rows()
    results = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}",
        "date": date.today().isoformat(),
        "versions": {name: version(name) for name in ("casebook", "jupyter-book", "papermill", "sphinx", "matplotlib")},
        "rows": rows,
    }
    (WORK / "results.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    show(results)
    return 0


def row(name: str, unit: str, ours: float, peer: float) -> Row:
    """Return a row; the ratio says how many times the peer's figure ours is."""
    return {"name": name, "unit": unit, "ours": round(ours, 2), "peer": round(peer, 2), "ratio": round(ours / peer, 3)}


def grading_rows() -> list[Row]:
    """Grade code beside nbgrader, and typed answers beside the limits promised."""
    name = f"processor time of one more submission of {code_items.ITEMS} code items (peer: nbgrader autograde)"
    rows = [row(name, "ms", *code_items.measure())]
    for source, took in grading.measure().items():
        name = f"grading {grading.LEARNERS} learners, 8 typed items each, from a {source} (peer: the limit for 10000)"
        rows += [
            row(name, "s", took.seconds, grading.SECONDS),
            row(f"{name}, peak memory", "MB", took.megabytes, grading.MEGABYTES),
        ]
    return rows


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
    """Copy the shipped course's sources, and return the copy."""
    target = WORK / "ours"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copy(ROOT / "_config.yml", target)
    for folder in ("book", "cases", "exercises"):
        shutil.copytree(ROOT / folder, target / folder)
    return target


def prepare_peer() -> Path:
    """Write the same notebooks as plain jupyter-book projects, one per language, and return their folder."""
    target = WORK / "peer"
    shutil.rmtree(target, ignore_errors=True)
    course, _ = load(ROOT)
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


def build_rows(ours: Path, peer: Path) -> list[Row]:
    """Time cold and unchanged builds of both in turn."""
    cold: tuple[list[float], list[float]] = ([], [])
    unchanged: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        shutil.rmtree(ours / "_build", ignore_errors=True)
        for book in peer.glob("*/_build"):
            shutil.rmtree(book)
        cold[0].append(timed(lambda: build_ours(ours)))
        cold[1].append(timed(lambda: build_peer(peer)))
        unchanged[0].append(timed(lambda: build_ours(ours)))
        unchanged[1].append(timed(lambda: build_peer(peer)))
    return [
        row("cold build of the course in two languages", "s", statistics.median(cold[0]), statistics.median(cold[1])),
        row("unchanged build", "s", statistics.median(unchanged[0]), statistics.median(unchanged[1])),
    ]


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def build_ours(course: Path) -> None:
    """Build with casebook."""
    run([sys.executable, "-m", "casebook.cli.main", "build", "--course", str(course)])


def build_peer(peer: Path) -> None:
    """Run each notebook by papermill's command, then build each language with jupyter-book."""
    for notebook in sorted((peer / "notebooks").glob("*/*.ipynb")):
        target = peer / notebook.parent.name / notebook.name
        run([str(PEER / "bin" / "papermill"), "--no-progress-bar", str(notebook), str(target)])
    for book in sorted(path.parent for path in peer.glob("*/_toc.yml")):
        run([str(PEER / "bin" / "jupyter-book"), "build", "-q", str(book)])


def run(command: list[str]) -> None:
    """Run a command and show what it said if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C.UTF-8"})
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")


def our_weight(course: Path) -> float:
    """Return the kilobytes of our case page on a first visit."""
    return weight(course / "_build" / "site" / "zh" / "cases" / "haier-washer.html")


def peer_weight(peer: Path) -> float:
    """Return the kilobytes of the peer's page on a first visit."""
    return weight(peer / "zh" / "_build" / "html" / "haier-washer.html")


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

    table = Table("what", "unit", "ours", "peer", "ours / peer", title=f"{results['date']} · {results['machine']}")
    for each in results["rows"]:  # type: ignore[attr-defined]
        table.add_row(*(str(each[key]) for key in ("name", "unit", "ours", "peer", "ratio")))
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
