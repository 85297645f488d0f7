"""The web server of a preview: this computer's own address only, nothing but reading, and pages that are never kept."""

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketClosedError, WebSocketHandler

from casebook.errors import WordedError
from casebook.labels import labels, languages
from casebook.preview.injecting import with_script
from casebook.preview.session import Session
from casebook.problems import user_language

ADDRESS = "127.0.0.1"
_HOSTS = {ADDRESS, "localhost"}
_OWN = {"preview.js": "text/javascript", "preview.css": "text/css"}
_HTML = "text/html; charset=UTF-8"
_PORTS_TRIED = 100


@contextmanager
def serving(session: Session, port: int) -> Iterator[int]:
    """Serve a session at a port, or the next one that is free; yield the port."""
    sockets, port = open_port(port)
    server = HTTPServer(application(session))
    server.add_sockets(sockets)
    try:
        yield port
    finally:
        server.stop()


def open_port(port: int) -> tuple[list[socket.socket], int]:
    """Listen at the first port that is free from this one on; 0 lets the system choose. Raise WordedError if there is none."""
    first, last = port, min(port + _PORTS_TRIED, 2**16) - 1
    while True:
        try:
            sockets = bind_sockets(port, ADDRESS, family=socket.AF_INET)
        except OSError as error:
            if port >= last:
                raise WordedError("preview-no-port", first=first, last=last, reason=error.strerror or error) from error
            port += 1
        else:
            return sockets, sockets[0].getsockname()[1]


def application(session: Session) -> Application:
    """Return the server's addresses and what answers at each."""
    return Application(
        [
            (r"/-/live", Live),
            (r"/-/(preview\.js|preview\.css)", Own),
            (r"/-/.*|/sw\.js", Absent),
            (r"/(.*)", Page, {"path": str(session.published.folder), "default_filename": "index.html"}),
        ],
        session=session,
        log_function=lambda _: None,
        websocket_ping_interval=20,
    )


class Guarded(RequestHandler):
    """Answers only those who asked for this computer by its own name: another name can be made to lead here by anyone."""

    @property
    def session(self) -> Session:
        """Return the session that is served."""
        found: Session = self.settings["session"]
        return found

    def prepare(self) -> None:
        """Refuse a request for another host."""
        if urlsplit(f"//{self.request.host}").hostname not in _HOSTS:
            raise HTTPError(403)

    def set_default_headers(self) -> None:
        """Let no browser keep anything, and no other site use it."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")

    def compute_etag(self) -> None:
        """Name no version: nothing is kept."""

    def write_error(self, status_code: int, **named: Any) -> None:
        """Answer in a few words."""
        self.set_header("Content-Type", "text/plain; charset=UTF-8")
        self.finish(f"{status_code} {self._reason}\n")


class Absent(Guarded):
    """What is not there: above all the worker that keeps pages for reading offline, which a preview does not want."""

    def get(self) -> None:
        """Say so."""
        raise HTTPError(404)

    head = get


class Own(Guarded):
    """The preview's own script and style."""

    def get(self, name: str) -> None:
        """Send one of them."""
        self.set_header("Content-Type", f"{_OWN[name]}; charset=UTF-8")
        self.write((files("casebook.preview") / "static" / name).read_bytes())

    head = get


class Page(Guarded, StaticFileHandler):
    """The files of the site; into each page goes our script."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """Send a file as it is now."""
        if "\0" in path:
            raise HTTPError(404)
        if not path.endswith((".html", "/")) and path:
            await super().get(path, include_body)
            return
        self.path = self.parse_url_path(path)
        found = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if found is not None:
            self._send_page(Path(found).read_bytes())

    async def head(self, path: str) -> None:
        """Send only what is said about a file."""
        await self.get(path, include_body=False)

    def write_error(self, status_code: int, **named: Any) -> None:
        """Show the site's own page for what is not there; as long as there is no site, one that waits for it."""
        if status_code != 404:
            super().write_error(status_code, **named)
            return
        page = Path(self.root) / "404.html"
        if page.is_file():
            self._send_page(page.read_bytes(), is_missing=True)
        else:
            self.set_status(503)
            self._send_page(_waiting_page(), is_missing=True)

    def _send_page(self, page: bytes, *, is_missing: bool = False) -> None:
        self.set_header("Content-Type", _HTML)
        published = self.session.published
        self.finish(with_script(page, self.session.name, published.build, is_missing=is_missing))

    def should_return_304(self) -> bool:
        """Never: what changed within the same second would not be seen."""
        return False

    def get_cache_time(self, *_: Any) -> int:
        """Return 0, also for addresses with a version: while one writes, the version stays and the file does not."""
        return 0


class Live(Guarded, WebSocketHandler):
    """The line to an open page. Whether a page of ours asks, `check_origin` of tornado sees by its host."""

    def open(self, *_: str, **__: str) -> None:
        """Tell the page all there is."""
        self.session.joined(self._send)

    def on_message(self, message: str | bytes) -> None:
        """Hear what the page shows, and say what it has to do."""
        self._send(self.session.advise(json.loads(message)))

    def on_close(self) -> None:
        """Forget the page."""
        self.session.left(self._send)

    def _send(self, news: Mapping[str, Any]) -> None:
        try:
            self.write_message(json.dumps(news, ensure_ascii=False))
        except WebSocketClosedError:
            self.session.left(self._send)


def _waiting_page() -> bytes:
    """Return the page that stands in for a site that was never built, in the language of the person at the terminal."""
    environment = Environment(
        loader=PackageLoader("casebook.preview", "templates"), autoescape=True, undefined=StrictUndefined
    )
    language = user_language()
    words = labels(language)
    assert language in languages()
    return environment.get_template("waiting.html").render(t=words, tag=words["language_tag"]).encode()
