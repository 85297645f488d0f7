"""Run the notebooks of a folder as one would without casebook: `python peers.py WAY FOLDER TARGET`, in the peers' environment.

Each way runs every notebook in a fresh stock kernel and leaves it, executed, in TARGET under its own name.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

PROCESSES = os.cpu_count() or 1


def by_papermill(source: Path, target: Path) -> None:
    """Run one notebook by papermill's function."""
    import papermill

    papermill.execute_notebook(source, target / source.name, progress_bar=False)


def papermill_serial(folder: Path, target: Path) -> None:
    """Run them by papermill, one after the other, in one process."""
    for source in sorted(folder.glob("*.ipynb")):
        by_papermill(source, target)


def papermill_pool(folder: Path, target: Path) -> None:
    """Run them by papermill in a pool of processes, one per processor."""
    sources = sorted(folder.glob("*.ipynb"))
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(by_papermill, sources, [target] * len(sources)))


def nbclient(folder: Path, target: Path) -> None:
    """Run them by nbclient, one after the other."""
    import nbformat
    from nbclient import NotebookClient

    for source in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(source, as_version=4)
        NotebookClient(notebook, resources={"metadata": {"path": str(folder)}}).execute()
        nbformat.write(notebook, target / source.name)


def jupyter_cache(folder: Path, target: Path) -> None:
    """Run them by the parallel executor of jupyter-cache, with an empty cache."""
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    cache = get_cache(target.parent / f"{target.name}-cache")
    for source in sorted(folder.glob("*.ipynb")):
        cache.add_nb_to_project(str(source))
    result = load_executor("local-parallel", cache=cache).run_and_cache()
    if result.errored or result.excepted:
        raise SystemExit(f"jupyter-cache: {result}")
    for source in sorted(folder.glob("*.ipynb")):
        record = cache.get_cached_project_nb(str(source))
        nbformat.write(cache.get_cache_bundle(record.pk).nb, target / source.name)


def nbmake(folder: Path, target: Path) -> None:
    """Run them by nbmake in pytest, with as many workers as it has by itself: one. It passes by whatever is in a folder `_build`."""
    with tempfile.TemporaryDirectory() as aside:
        for source in folder.glob("*.ipynb"):
            shutil.copy(source, aside)
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbmake", "--overwrite", aside]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=aside)
        for done in Path(aside).glob("*.ipynb"):
            shutil.copy(done, target)


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "papermill-serial": papermill_serial,
    "papermill-pool": papermill_pool,
    "nbclient": nbclient,
    "jupyter-cache": jupyter_cache,
    "nbmake": nbmake,
}


if __name__ == "__main__":
    Path(sys.argv[3]).mkdir(parents=True)
    WAYS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
