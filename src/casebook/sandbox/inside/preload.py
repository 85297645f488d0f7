"""Import everything that learners' code may use, once, before the process leaves the machine."""

import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

STANDARD = (
    *("abc", "array", "base64", "bisect", "calendar", "cmath", "collections", "collections.abc", "contextlib"),
    *("copy", "csv", "ctypes", "dataclasses", "datetime", "decimal", "difflib", "encodings.ascii"),
    *("encodings.gb18030", "encodings.idna", "encodings.latin_1", "encodings.utf_16", "encodings.utf_8_sig"),
    *("enum", "fractions", "functools", "graphlib", "hashlib", "heapq", "hmac", "html", "inspect", "io"),
    *("itertools", "json", "keyword", "locale", "logging", "math", "numbers", "operator", "os", "os.path"),
    *("pathlib", "pprint", "queue", "random", "re", "secrets", "socket", "statistics", "string", "struct"),
    *("subprocess", "textwrap", "threading", "time", "timeit", "traceback", "types", "typing", "unicodedata"),
    *("urllib.parse", "uuid", "warnings", "_strptime"),
)
"""What learners' code can import without declaring it. Nothing else can be, for no file can be read."""
COMPANIONS = {
    "numpy": ["numpy.fft", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random"],
    "matplotlib": ["matplotlib.pyplot", "matplotlib.backends.backend_agg"],
}
"""What a library loads only when it is used, which is too late here."""


def preload(path: Sequence[str], imports: Sequence[str]) -> None:
    """Import everything that can be imported later, then leave no way to look for more."""
    sys.path[:] = [each for each in sys.path if not Path(each, "casebook", "sandbox", "inside", "server.py").exists()]
    for name in STANDARD:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    sys.path.extend(path)
    for name in imports:
        importlib.import_module(name)
        for companion in COMPANIONS.get(name, ()):
            with contextlib.suppress(ImportError):
                importlib.import_module(companion)
    sys.path.clear()
    sys.path_importer_cache.clear()
    sys.argv[:] = [""]
    os.environ.clear()
    for handled in (signal.SIGINT, signal.SIGTERM):
        signal.signal(handled, signal.SIG_IGN)  # Ctrl-C is the grader's affair; we end when it closes its end
