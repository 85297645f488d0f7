"""Fetch reveal.js from npm again, with its licence; `make vendor` runs this, for maintainers only."""

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "reveal.js@4.6.1"
KEPT = {
    "LICENSE": "LICENSE.txt",
    "dist/reveal.css": "reveal.css",
    "dist/reveal.js": "reveal.js",
    "plugin/notes/notes.js": "notes.js",
}
"""What is kept of the package, and its name here; the script of the notes holds the page of the presenter view."""
HERE = Path(__file__).parent / "static" / "reveal"


def main() -> int:
    """Fetch the package with npm and write what is kept of it."""
    with tempfile.TemporaryDirectory() as folder:
        fetched = subprocess.run(
            ["npm", "pack", PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / fetched.stdout.split()[-1]) as package:
            HERE.mkdir(parents=True, exist_ok=True)
            for name, kept in KEPT.items():
                (HERE / kept).write_bytes(_member(package, name))
    return 0


def _member(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(f"package/{name}")
    if file is None:
        raise FileNotFoundError(f"{PACKAGE} holds no file {name}")
    return file.read()


if __name__ == "__main__":
    sys.exit(main())
