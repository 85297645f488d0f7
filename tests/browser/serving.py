"""A folder on a web server, some folders down, as intranets often have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from time import sleep
from typing import Any

BELOW = "/hr/training/"


@dataclass
class Line:
    """The line between a server and its readers: it can be cut, at once or after some answers, and be slow.

    The server at its end can be in trouble, ask who one is, or leave the `.html` off its addresses.
    """

    cut: bool = False
    left: int | None = None
    delay: float = 0
    trouble: bool = False
    signs_in: bool = False
    shortens: bool = False
    asked: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def passes(self, path: str) -> bool:
        """Say whether a request gets through, after the time that it takes."""
        with self._lock:
            if self.left is not None and not self.cut:
                self.cut, self.left = self.left == 0, self.left - 1
            if not self.cut:
                self.asked.append(path)
        sleep(0 if self.cut else self.delay)
        return not self.cut

    def mend(self) -> None:
        """Make the line good again, and forget what was asked."""
        self.cut, self.left, self.delay, self.trouble = False, None, 0, False
        self.signs_in = False
        self.asked.clear()


class _Handler(SimpleHTTPRequestHandler):
    """Serves the folder below an address; what is not there is answered with the site's own 404 page."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, below: str, line: Line, **named: Any) -> None:
        self.below, self.line = below, line
        super().__init__(*args, **named)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.below)
        return super().translate_path("/" + path.removeprefix(self.below) if inside else "/not-there")

    def do_GET(self) -> None:
        """Answer, if the line lets the request through."""
        if not self.line.passes(self.path.removeprefix(self.below)):
            self.close_connection = True
        elif self.line.trouble:
            self._say(HTTPStatus.BAD_GATEWAY)
        elif self.path == "/sign-in":
            self._say(HTTPStatus.OK, b"<!DOCTYPE html><title>Sign in</title><h1>Who are you?</h1>")
        elif self.line.signs_in:
            self._say(HTTPStatus.FOUND, location="/sign-in")
        elif self.line.shortens and self.path.endswith(".html"):
            self._say(HTTPStatus.FOUND, location=self.path.removesuffix(".html"))
        else:
            if self.line.shortens and "." not in self.path.rpartition("/")[2]:
                self.path += ".html"
            super().do_GET()

    def _say(self, status: HTTPStatus, body: bytes = b"", location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        self._say(HTTPStatus.NOT_FOUND, page.read_bytes())

    def list_directory(self, path: Any) -> None:
        """A folder without a page is not there either."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *args: Any) -> None:
        """Keep silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *args: Any) -> None:
        """A browser that hangs up in the middle of an answer is no failure."""


@contextmanager
def served(folder: Path, below: str = BELOW, line: Line | None = None) -> Iterator[str]:
    """Serve a folder; give its address, which ends with `/`."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder), below=below, line=line or Line()))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
