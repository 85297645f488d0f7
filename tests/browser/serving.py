"""A folder on a web server, some folders down, as intranets often have it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

BELOW = "/hr/training/"


class _Handler(SimpleHTTPRequestHandler):
    """Serves the folder below an address; what is not there is answered with the site's own 404 page."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, below: str, **named: Any) -> None:
        self.below = below
        super().__init__(*args, **named)

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.below)
        return super().translate_path("/" + path.removeprefix(self.below) if inside else "/not-there")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

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
def served(folder: Path, below: str = BELOW) -> Iterator[str]:
    """Serve a folder; give its address, which ends with `/`."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder), below=below))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{below}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
