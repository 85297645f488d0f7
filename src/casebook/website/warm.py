"""A jupyter-book that is at work at once: forked from a process that has imported it, where systems can.

The process is single-threaded, does nothing but import and fork, and ends with the one that started it.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from importlib import import_module
from types import TracebackType

from casebook.website.book import EXTENSIONS, Project
from casebook.website.running import ENVIRONMENT, Running, arguments, start_fresh

_SERVE = "import sys; from casebook.website.warm import serve; serve(int(sys.argv[1]))"
_LATER = (
    *("docutils.languages.en", "docutils.languages.zh_cn", "docutils.parsers.rst.languages.en"),
    *("docutils.parsers.rst.languages.zh_cn", "docutils.transforms.components", "email.headerregistry"),
    *("importlib_metadata._text", "jinja2.ext", "jupyter_book.cli.main", "myst_nb.ext.execution_tables"),
    *(
        "jupyter_book.sphinx",
        "myst_nb.ext.glue.domain",
        "myst_nb.sphinx_ext",
        "myst_parser.parsers.mdit",
        "myst_parser.sphinx_ext.main",
    ),
    *("myst_parser.sphinx_ext.directives", "myst_parser.sphinx_ext.mathjax", "myst_parser.sphinx_ext.myst_refs"),
    *("pygments.lexers.shell", "sphinx.builders.html.transforms"),
    *("sphinx.builders.latex.transforms", "sphinx.ext.intersphinx", "sphinx.ext.mathjax", "sphinx.search"),
    *("sphinx.search.en", "sphinx.util.math", "sphinx.writers.html5", "sphinx_external_toc.collectors"),
    *(
        "sphinx_jupyterbook_latex.theme",
        "sphinx_jupyterbook_latex.events",
        "xml.dom.minidom",
        "zipp.glob",
        "sphinx_multitoc_numbering",
    ),
)
"""What jupyter-book and its extensions import only once they are at work."""
_LARGEST_REQUEST = 65536


class Forked:
    """A jupyter-book that runs in a forked process; it says its process id first, and its exit status last."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rb")
        connection.close()
        self._pid = int(self._stream.readline() or 0)
        self.returncode: int | None = None

    def communicate(self) -> tuple[str, None]:
        """Wait for its end; return what it said."""
        said = self._stream.read()
        self._stream.close()
        output, mark, status = said.rpartition(b"\0")
        self.returncode = int(status) if mark and status.isdigit() else -signal.SIGKILL
        return (output if mark else said).decode("utf-8", "replace"), None

    def terminate(self) -> None:
        """Ask it to end."""
        if self._pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)

    def wait(self) -> int:
        """Wait for its end."""
        if self.returncode is None:
            self.communicate()
        return self.returncode or 0


class Warm:
    """Keeps a process from which jupyter-books are forked, until it is closed."""

    def __init__(self) -> None:
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if not can_fork():
            return
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, str(theirs.fileno())],
                env=os.environ | ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def start(self, project: Project) -> Running:
        """Start jupyter-book for a project; in a process of its own where nothing can be forked."""
        if self._control is None:
            return start_fresh(project)
        ours, theirs = socket.socketpair()
        request = json.dumps({"folder": str(project.folder), "arguments": arguments(project)}).encode()
        try:
            with theirs:
                socket.send_fds(self._control, [request], [theirs.fileno()])
        except OSError:  # the process has gone
            ours.close()
            self.close()
            return start_fresh(project)
        return Forked(ours)

    def close(self) -> None:
        """End the process."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.wait()
            self._process = None

    def __enter__(self) -> "Warm":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def can_fork() -> bool:
    """Say whether this system can fork processes safely."""
    return sys.platform == "linux"


def serve(number: int) -> None:
    """Import what jupyter-book needs, then fork a child for each request, until the other end of the socket closes."""
    from sphinx.application import builtin_extensions

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the system
    for name in (*builtin_extensions, *EXTENSIONS, *_LATER):
        with contextlib.suppress(ImportError):  # it is imported where it is needed, or missed there
            import_module(name)
    gc.freeze()
    with socket.socket(fileno=number) as control:
        while True:
            request, descriptors, *_ = socket.recv_fds(control, _LARGEST_REQUEST, 1)
            if not request:
                return
            (connection,) = descriptors
            if os.fork() == 0:
                control.close()
                _run(json.loads(request), connection)
            os.close(connection)


def _run(request: dict[str, str | list[str]], connection: int) -> None:
    """Run jupyter-book in this process, say all into a connection, and end."""
    main = import_module("jupyter_book.cli.main").main
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.write(connection, f"{os.getpid()}\n".encode())
    os.dup2(connection, 1)
    os.dup2(connection, 2)
    os.chdir(str(request["folder"]))
    status = 1
    try:
        main(list(request["arguments"]), prog_name="jupyter-book")
        status = 0
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(connection, f"\0{status}".encode())
        os._exit(0)
