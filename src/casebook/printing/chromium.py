"""Chromium: where it is, which it is, and one page printed by its command line."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

LEAST = 131
"""The first Chromium that draws the margin boxes of CSS, in which our page numbers stand."""
SECONDS = 120
"""How long one sheet may take, on a busy machine too."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge", "chrome")
_MAC = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    r"Chromium\Application\chrome.exe",
    r"Google\Chrome\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
_SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-extensions",
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # a sheet asks nobody for anything
    "--user-agent=casebook",  # stands in the PDF as what created it
    "--lang=en-US",
    "--no-pdf-header-footer",
)


class FailedError(Exception):
    """A sheet was not printed; the message holds Chromium's last words, or what is wrong with what it wrote."""


def find_chromium() -> Path | None:
    """Return the first Chromium of this machine that numbers pages; None where there is none."""
    return next((path for path in _installed() if is_new_enough(version(path))), None)


def too_old() -> str:
    """Return the version of the first Chromium of this machine; empty where there is none."""
    return next((version(path) for path in _installed()), "")


def is_new_enough(written: str) -> bool:
    """Say whether a Chromium of a version such as `131.0.6778.85` draws page numbers."""
    major = written.partition(".")[0]
    return major.isdecimal() and int(major) >= LEAST


@cache
def version(chromium: Path) -> str:
    """Return the version of a Chromium, such as `131.0.6778.85`; empty where it does not tell. Asked once."""
    if sys.platform == "win32":
        return _version_beside(chromium)
    try:
        told = subprocess.run([chromium, "--version"], capture_output=True, text=True, timeout=60, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\d+(\.\d+){2,3}", told)
    return found[0] if found else ""


def _version_beside(chromium: Path) -> str:
    """Return the version of a Chromium on Windows, where asking for it opens a window: its files are in a folder of that name."""
    names = [each.name for each in chromium.parent.glob("*") if re.fullmatch(r"\d+(\.\d+){3}", each.name)]
    return max(names, key=lambda name: [int(part) for part in name.split(".")], default="")


def _installed() -> Iterator[Path]:
    """Yield every Chromium of this machine, those on PATH first."""
    found = [Path(path) for name in _NAMES if (path := shutil.which(name))]
    yield from dict.fromkeys([*found, *(path for path in _usual_places() if path.is_file())])


def _usual_places() -> list[Path]:
    """Return the places where installers for macOS and for Windows put it."""
    variables = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
    windows = [Path(os.environ[name]) for name in variables if os.environ.get(name)]
    mac = [Path("/Applications"), Path.home() / "Applications"]
    folders, names = {"darwin": (mac, _MAC), "win32": (windows, _WINDOWS)}.get(sys.platform, ([], ()))
    return [folder / name for folder in folders for name in names]


class Chromium:
    """Prints pages, each with a process and a profile of its own; `stop` ends those that still run."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False

    def print_page(self, page: Path, target: Path, profile: Path) -> bytes:
        """Return the PDF of an HTML file, or raise `FailedError`; `target` and `profile` are paths of its own."""
        command = [str(self.program), *_SWITCHES, *(["--no-sandbox"] if _is_root() else [])]
        command += [f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._running.add(process)
        try:
            if self._stopped:
                raise FailedError("stopped")
            said = process.communicate(timeout=SECONDS)[1]
        except subprocess.TimeoutExpired as error:
            raise FailedError(f"timeout, {SECONDS} s") from error
        finally:
            _kill(process)
            self._running.discard(process)
        if process.returncode or not target.is_file():
            raise FailedError(f"exit status {process.returncode}: {_last_words(said)}")
        return target.read_bytes()

    def stop(self) -> None:
        """End every process that still runs, and start no other."""
        self._stopped = True
        for process in tuple(self._running):
            _kill(process)


def _is_root() -> bool:
    """Say whether this is root, for whom Chromium has no sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, with all that it started."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _last_words(said: bytes) -> str:
    """Return the last lines that a process wrote, without those on the desktop's message bus that a server lacks."""
    lines = [line.strip() for line in said.decode("utf-8", "replace").splitlines()]
    return " ".join([line for line in lines if line and "dbus" not in line][-3:])[-400:]
