"""How long an author waits with `casebook preview`: from a saved text to the page that shows it, reloaded in Chromium.

The promise: at most 2 seconds for a change of text in the shipped course. `BENCH=small` saves twice, in a small course.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from latency import chromium

SAVES = 2 if os.environ.get("BENCH") == "small" else 8
SECONDS = 2
"""The promise."""
COMMAND = [sys.executable, "-m", "casebook.cli.main", "preview", "--port", "0"]


def measure(course: Path, case: str) -> list[float]:
    """Return the seconds of each save: a sentence is added to a case whose page is open."""
    text = course / "cases" / case / "zh.md"
    took = []
    with previewing(course) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(f"{address}zh/cases/{case}.html")
        for number in range(SAVES):
            page.wait_for_timeout(1500)  # an author reads what there is
            sentence = f"这是第{number}次保存。"
            written = text.read_text(encoding="utf-8")
            begun = time.perf_counter()
            text.write_text(f"{written}\n{sentence}\n", encoding="utf-8")
            page.get_by_text(sentence).wait_for(state="attached")
            page.wait_for_load_state("load")
            took.append(time.perf_counter() - begun)
    return took


@contextmanager
def previewing(course: Path) -> Iterator[str]:
    """Yield the address of a preview whose first build is done, and end it as an author does."""
    spoken = os.environ | {"LC_ALL": "en_GB.UTF-8"}
    process = subprocess.Popen(
        [*COMMAND, "--course", course], env=spoken, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    heard = ""
    for line in process.stderr:
        heard += line
        if line.startswith("rebuilt in"):
            break
    else:
        raise SystemExit(f"the preview did not begin:\n{heard}")
    yield re.search(r"http://127\.0\.0\.1:\d+/", heard)[0]  # type: ignore[index]
    process.send_signal(signal.SIGINT)
    process.communicate()
