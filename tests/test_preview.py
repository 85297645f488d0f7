"""The preview: what it watches, serves, refuses and says; and its whole story as a process."""

import asyncio
import http.client
import json
import os
import re
import shlex
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from conftest import ROOT, link_cache, small_course
from previewing import PATIENCE, Previewing, previewing
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect
from watchfiles import awatch

from casebook.cli.main import main
from casebook.errors import BuildError, ExecutionError, Failure, GradebookError, Problem, SourceError, WordedError
from casebook.preview.injecting import with_script
from casebook.preview.notes import notes_of
from casebook.preview.outcome import Outcome, Progress, from_line, outcome_of, to_line
from casebook.preview.published import Published, name_of
from casebook.preview.serving import open_port, serving
from casebook.preview.session import Session, Wish
from casebook.preview.watching import folders_of, is_source, watch
from casebook.problems import phrase

# ---- What is watched ----


@pytest.mark.parametrize(
    ("path", "heard"),
    [
        ("haier-washer/zh.md", True),
        ("haier-washer/case.yml", True),
        ("zh/images/counter 1.png", True),
        ("_draft/zh.md", True),
        (".confirmed.json", True),
        ("haier-washer/.zh.md.swp", False),
        ("haier-washer/.zh.md.swx", False),
        ("haier-washer/4913", False),
        ("haier-washer/zh.md~", False),
        ("haier-washer/#zh.md#", False),
        ("haier-washer/.#zh.md", False),
        ("haier-washer/.goutputstream-K2A1", False),
        ("haier-washer/zh.md___jb_tmp___", False),
        ("haier-washer/~$zh.md", False),
        ("haier-washer/zh.md.tmp", False),
        (".git/index", False),
        ("haier-washer/__pycache__/analysis.cpython-311.pyc", False),
    ],
)
def test_sources_are_heard_and_what_editors_leave_is_not(path: str, heard: bool) -> None:
    root = Path("/home/li/.course~/cases")
    assert is_source(root / path, root) is heard


@contextmanager
def _course_folder(root: Path) -> Iterator[Path]:
    for name in ("cases/first", "exercises", "book/zh", "_build/site"):
        (root / name).mkdir(parents=True)
    (root / "_config.yml").write_text("casebook: {id: x}\n", encoding="utf-8")
    yield root


class _Hearing:
    """Collects what a watch hears."""

    def __init__(self) -> None:
        self.calls: list[set[str]] = []

    def __call__(self, paths: set[Path]) -> None:
        self.calls.append({path.name for path in paths})

    def heard(self) -> set[str]:
        return {name for names in self.calls for name in names}

    async def until(self, name: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while name not in self.heard():
                await asyncio.sleep(0.02)


@asynccontextmanager
async def _watching(root: Path) -> AsyncIterator[_Hearing]:
    hearing, stop = _Hearing(), asyncio.Event()
    task = asyncio.create_task(watch(root, hearing, stop))
    await asyncio.sleep(0.1)
    try:
        yield hearing
    finally:
        stop.set()
        await task


def _run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


def test_a_watch_hears_each_way_of_saving_and_no_build(tmp_path: Path) -> None:
    async def story(root: Path) -> None:
        async with _watching(root) as hearing:
            assert hearing.calls == [set()]
            (root / "_build" / "site" / "index.html").write_text("built")
            (root / "notes.txt").write_text("not a source")
            (root / "cases" / "first" / ".zh.md.swp").write_text("passing")
            (root / "cases" / "first" / "zh.md").write_text("new")
            await hearing.until("zh.md")
            (root / "cases" / "first" / ".zh.md.new").write_text("newer")
            hearing.calls.clear()
            (root / "cases" / "first" / ".zh.md.new").replace(root / "cases" / "first" / "zh.md")
            await hearing.until("zh.md")
            (root / ".config.new").write_text("casebook: {id: y}\n")
            (root / ".config.new").replace(root / "_config.yml")
            await hearing.until("_config.yml")
            (root / "_config.yml").write_text("casebook: {id: z}\n")  # another file than the one at the start
            hearing.calls.clear()
            (root / "book" / "zh" / "index.md").write_text("x")
            (root / "exercises" / "first.yml").write_text("x")
            await hearing.until("first.yml")
            await hearing.until("index.md")
            (root / "cases" / "first" / "zh.md").unlink()
            await hearing.until("zh.md")
        assert hearing.heard() <= {"zh.md", "_config.yml", "index.md", "first.yml"}

    with _course_folder(tmp_path) as root:
        _run(story(root))


def test_what_is_saved_together_is_heard_together(tmp_path: Path) -> None:
    async def story(root: Path) -> None:
        async with _watching(root) as hearing:
            for number in range(20):
                (root / "cases" / "first" / f"{number}.md").write_text("x")
            await hearing.until("19.md")
        assert len(hearing.calls) == 2
        assert len(hearing.calls[1]) == 20

    with _course_folder(tmp_path) as root:
        _run(story(root))


def test_a_folder_that_comes_later_or_is_replaced_is_watched(tmp_path: Path) -> None:
    async def story(root: Path) -> None:
        async with _watching(root) as hearing:
            (root / "exercises").mkdir()
            await hearing.until("exercises")
            await asyncio.sleep(0.5)
            (root / "exercises" / "first.yml").write_text("x")
            await hearing.until("first.yml")
            (root / "cases").rename(root / "cases-old")
            (root / "cases-new" / "first").mkdir(parents=True)
            (root / "cases-new").rename(root / "cases")
            await hearing.until("cases")
            await asyncio.sleep(0.5)
            (root / "cases" / "first" / "en.md").write_text("x")
            await hearing.until("en.md")

    with _course_folder(tmp_path) as root:
        (root / "exercises").rmdir()
        _run(story(root))


def test_exercises_that_are_kept_elsewhere_are_watched_as_soon_as_they_are_named(tmp_path: Path) -> None:
    elsewhere = tmp_path / "private" / "items"
    elsewhere.mkdir(parents=True)

    async def story(root: Path) -> None:
        async with _watching(root) as hearing:
            (root / "_config.yml").write_text("casebook: {id: x, exercises: ../private/items}\n")
            await hearing.until("_config.yml")
            await asyncio.sleep(0.5)
            (elsewhere / "first.yml").write_text("x")
            await hearing.until("first.yml")

    with _course_folder(tmp_path / "course") as root:
        _run(story(root))
        assert elsewhere in folders_of(root)


def test_where_the_system_watches_no_more_files_they_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Linux answers when all that a user may watch is watched by other programs."""
    refused = []

    def limited(*folders: Path, force_polling: bool | None, **options: Any) -> Any:
        if force_polling:
            return awatch(*folders, force_polling=True, poll_delay_ms=50, **options)
        refused.append(folders)
        raise OSError("OS file watch limit reached.")

    async def story(root: Path) -> None:
        async with _watching(root) as hearing:
            await asyncio.sleep(1.5)  # all was looked at once, and files are compared by the second
            (root / "cases" / "first" / "zh.md").write_text("x")
            await hearing.until("zh.md")
            (root / "_config.yml").write_text("casebook: {id: y}\n")
            await hearing.until("_config.yml")

    monkeypatch.setattr("casebook.preview.watching.awatch", limited)
    with _course_folder(tmp_path) as root:
        _run(story(root))
    assert len(refused) == 2


# ---- What changed ----


def test_pages_that_show_something_new_reload_and_others_stay(tmp_path: Path) -> None:
    site = Published(tmp_path)
    for name in ("zh/index.html", "zh/a.html", "zh/a.svg", "zh/b.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("old")
    assert site.look() == ["zh/a.html", "zh/a.svg", "zh/b.html", "zh/index.html"]
    assert site.look() == []
    (tmp_path / "new").write_text("new")
    (tmp_path / "new").replace(tmp_path / "zh" / "a.svg")
    (tmp_path / "zh" / "b.html").unlink()
    assert site.look() == ["zh/a.svg", "zh/b.html"]
    assert site.judge("zh/a.html", ["zh/a.svg"], 2, was_there=True) == "reload"
    assert site.judge("zh/a.html", [], 2, was_there=True) == "stay"
    assert site.judge("zh/a.html", ["zh/a.svg"], 3, was_there=True) == "stay"
    assert site.judge("zh/b.html", [], 2, was_there=True) == "gone"
    assert site.judge("zh/b.html", [], 3, was_there=False) == "stay"
    (tmp_path / "zh" / "b.html").write_text("again")
    site.look()
    assert site.judge("zh/b.html", [], 3, was_there=False) == "reload"


@pytest.mark.parametrize(
    ("address", "name"), [("/", "index.html"), ("/zh/", "zh/index.html"), ("/zh/cases/a.html", "zh/cases/a.html")]
)
def test_an_address_stands_for_a_file(address: str, name: str) -> None:
    assert name_of(address) == name


# ---- The script ----


def test_our_script_comes_first_in_the_head() -> None:
    page = b'<!DOCTYPE html>\n<html><!-- <header> --><HEAD data-x="1"><meta charset="utf-8"><script>other()</script></HEAD>'
    found = with_script(page, 'a"b', 7)
    script = b'<script src="/-/preview.js" data-session="a&quot;b" data-build="7"></script>'
    assert found == page.replace(b'data-x="1">', b'data-x="1">\n' + script)
    assert b" data-missing></script>" in with_script(page, "a", 7, is_missing=True)


def test_what_has_no_head_stays_as_it_is() -> None:
    assert with_script(b"<header>no head</header>", "a", 1) == b"<header>no head</header>"


# ---- What it tells ----

CASE = Path("/course/cases/a/case.yml")
ERROR = Problem(CASE, 10, "unknown-key-near", (("key", "minuts"), ("near", "minutes")))
WARNING = Problem(CASE, 3, "option-count", (("count", "2"), ("low", "3"), ("high", "4")), is_warning=True)
FAILURE = Failure("cases/a", "zh", "chart-b", 4, "ZeroDivisionError: division by zero", tuple("abcdefghijklmnop"))


@pytest.mark.parametrize(
    ("error", "places", "words"),
    [
        (SourceError([ERROR, WARNING]), ["cases/a/case.yml:10"], "minuts"),
        (ExecutionError([FAILURE]), ["chart-b", "4"], "ZeroDivisionError"),
        (BuildError("jupyter-book could not\nzh: WARNING: a line"), [], "jupyter-book could not"),
        (GradebookError("records-secret", path="/x/secret"), [], "/x/secret"),
        (ZeroDivisionError("a bug"), [], "casebook"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_ended_a_build_is_told_in_each_language(
    error: Exception, places: list[str], words: str, language: str
) -> None:
    told = from_line(to_line(outcome_of(error, (WARNING,))))
    assert isinstance(told, Outcome)
    notes = notes_of(told, Path("/course"))[language]
    (note,) = notes["errors"]
    assert all(place in note["place"] for place in places)
    assert words in note["message"]
    assert "1" in notes["title"]
    assert [each["place"] for each in notes["warnings"]] == ["cases/a/case.yml:3"]


def test_of_a_traceback_the_end_is_shown() -> None:
    notes = notes_of(outcome_of(ExecutionError([FAILURE])), Path("/course"))
    assert notes["zh"]["errors"][0]["lines"] == list("efghijklmnop")
    crash = notes_of(outcome_of(ZeroDivisionError("a bug")), Path("/course"))
    assert crash["en"]["errors"][0]["lines"][-1] == "ZeroDivisionError: a bug"


def test_progress_goes_over_the_line() -> None:
    assert from_line(to_line(Progress(3, 40))) == Progress(3, 40)


# ---- What it serves, and to whom ----

SITE = {
    "index.html": "<html><head></head>root",
    "404.html": "<html><head></head>not found",
    "sw.js": "worker()",
    "zh/index.html": "<html><head></head>首页",
    "zh/_static/casebook.css": "body {}",
}


class _Silent:
    def serves(self, port: int) -> None: ...

    def built(self, seconds: float, pages: int, outcome: Outcome) -> None: ...

    def lost(self, status: int) -> None: ...


Asking = Callable[..., tuple[int, dict[str, str], str]]


@contextmanager
def _site(root: Path, files: dict[str, str]) -> Iterator[Session]:
    (root / "_config.yml").write_text("casebook: {id: secret}\n", encoding="utf-8")
    for name, text in files.items():
        path = root / "_build" / "preview" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    yield Session(Wish(root), _Silent())


def _serve(root: Path, story: Callable[[Asking], None], files: dict[str, str] = SITE) -> None:
    """Serve a site in this process, and let a story ask for what it likes."""

    async def main() -> None:
        with _site(root, files) as session, serving(session, 0) as port:

            def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
                line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
                line.putrequest(method, path, skip_host=True)
                for name, value in {"Host": f"127.0.0.1:{port}", **headers}.items():
                    line.putheader(name.replace("_", "-"), value)
                line.endheaders()
                answer = line.getresponse()
                found = answer.status, dict(answer.getheaders()), answer.read().decode()
                line.close()
                return found

            await asyncio.to_thread(story, ask)

    asyncio.run(main())


def test_pages_are_served_with_our_script_and_other_files_as_they_are(tmp_path: Path) -> None:
    def story(ask: Asking) -> None:
        for path, words in (("/", "root"), ("/zh/", "首页"), ("/zh/index.html", "首页")):
            status, headers, body = ask(path)
            assert (status, headers["Content-Type"]) == (200, "text/html; charset=UTF-8")
            assert '<script src="/-/preview.js"' in body
            assert body.endswith(words)
        status, headers, body = ask("/zh/_static/casebook.css?v=0.1.0")
        assert (status, headers["Content-Type"], body) == (200, "text/css", "body {}")
        assert ask("/-/preview.js")[1]["Content-Type"] == "text/javascript; charset=UTF-8"
        assert ask("/-/preview.css")[0] == 200
        status, _, body = ask("/zh/gone.html")
        assert status == 404
        assert " data-missing" in body
        assert body.endswith("not found")

    _serve(tmp_path, story)
    assert {name: (tmp_path / "_build" / "preview" / name).read_text(encoding="utf-8") for name in SITE} == SITE


def test_nothing_is_kept_by_a_browser(tmp_path: Path) -> None:
    def story(ask: Asking) -> None:
        for path in ("/", "/zh/_static/casebook.css?v=0.1.0", "/-/preview.js", "/zh/gone.html", "/zh"):
            _, headers, _ = ask(path)
            assert headers["Cache-Control"] == "no-store"
            assert not {"Expires", "Etag"} & {*headers}
        future = "Fri, 01 Jan 2100 00:00:00 GMT"
        assert ask("/zh/_static/casebook.css", If_Modified_Since=future, If_None_Match="*")[0] == 200
        assert ask("/sw.js")[0] == 404

    _serve(tmp_path, story)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_a_site_a_page_waits_for_it(tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_GB.UTF-8"}[language])

    def story(ask: Asking) -> None:
        for path in ("/", "/zh/cases/a.html"):
            status, _, body = ask(path)
            assert status == 503
            assert f'lang="{language}' in body
            assert "/-/preview.js" in body

    _serve(tmp_path, story, {})


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("evil.example", 403),
        ("evil.example:8000", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost.evil.example:80", 403),
        ("127.0.0.1@evil.example", 400),
        ("", 403),
    ],
)
def test_only_who_asks_for_this_computer_is_answered(tmp_path: Path, host: str, status: int) -> None:
    def story(ask: Asking) -> None:
        for path in ("/", "/zh/_static/casebook.css", "/-/preview.js", "/-/live"):
            wanted = 400 if path == "/-/live" and status == 200 else status  # a line that is not asked to be one
            assert ask(path, Host=host.format(port=80))[0] in {wanted, 400 if not host else wanted}

    _serve(tmp_path, story)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_answered(tmp_path: Path, method: str) -> None:
    def story(ask: Asking) -> None:
        for path in ("/", "/zh/index.html", "/-/preview.js", "/-/live", "/sw.js"):
            assert ask(path, method, Content_Length="0")[0] == 405
        assert ask("/zh/index.html", "HEAD")[0] == 200
        assert ask("/zh/index.html", "HEAD")[2] == ""

    _serve(tmp_path, story)


@pytest.mark.parametrize(
    "path",
    [
        "/../../_config.yml",
        "/zh/../../../_config.yml",
        "/%2e%2e/%2e%2e/_config.yml",
        "/..%2f..%2f_config.yml",
        "/zh/..%5c..%5c..%5c_config.yml",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/zh/index.html%00",
        "/-/../../../_config.yml",
        "/-/preview.js/../../session.py",
        "/../preview-other/index.html",
        "/../preview-other/",
        "/link/index.html",
        "/link.css",
    ],
)
def test_nothing_outside_the_site_is_served(tmp_path: Path, path: str) -> None:
    beside = tmp_path / "_build" / "preview-other"
    beside.mkdir(parents=True)
    (beside / "index.html").write_text("secret", encoding="utf-8")
    (tmp_path / "_build" / "preview").mkdir()
    (tmp_path / "_build" / "preview" / "link").symlink_to(beside)
    (tmp_path / "_build" / "preview" / "link.css").symlink_to(beside / "index.html")

    def story(ask: Asking) -> None:
        status, _, body = ask(path)
        assert status in (400, 403, 404)
        assert "secret" not in body
        assert "root:" not in body

    _serve(tmp_path, story)


@pytest.mark.parametrize(
    ("headers", "is_let_in"),
    [
        ({}, True),
        ({"Origin": "http://127.0.0.1:{port}"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://127.0.0.1:1"}, False),
        ({"Host": "evil.example", "Origin": "http://evil.example"}, False),
    ],
)
def test_only_pages_of_ours_get_a_line(tmp_path: Path, headers: dict[str, str], is_let_in: bool) -> None:
    async def story() -> None:
        with _site(tmp_path, SITE) as session, serving(session, 0) as port:
            sent = {name: value.format(port=port) for name, value in headers.items()}
            request = HTTPRequest(f"ws://127.0.0.1:{port}/-/live", headers=sent)
            if is_let_in:
                line = await websocket_connect(request)
                assert json.loads(str(await line.read_message()))["session"] == session.name
                line.close()
            else:
                with pytest.raises(HTTPClientError, match="403"):
                    await websocket_connect(request)

    asyncio.run(story())


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wished = taken.getsockname()[1]
        sockets, port = open_port(wished)
        for each in sockets:
            assert each.getsockname() == ("127.0.0.1", port)
            each.close()
    assert wished < port < wished + 100


def test_where_no_port_is_free_another_is_asked_for() -> None:
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 2**16 - 1))
            taken.listen()
        except OSError:
            pass  # then another program has it
        with pytest.raises(WordedError) as caught:
            open_port(2**16 - 1)
    for language in ("zh", "en"):
        assert "65535" in phrase(language, caught.value.code, **caught.value.details)


# ---- The whole story, as a process ----


@pytest.fixture
def small(tmp_path: Path, shared_cache: Path) -> Path:
    root = small_course(tmp_path / "course")
    link_cache(root, shared_cache)
    return root


def _page(preview: Previewing, path: str) -> str:
    with urlopen(preview.address + path) as answer:
        text: str = answer.read().decode()
    return text


def _change(path: Path, old: str, new: str) -> None:
    """Save a file as many editors do: under another name first."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    other = path.with_name(f".{path.name}.new")
    other.write_text(text.replace(old, new, 1), encoding="utf-8")
    other.replace(path)


async def _line_to(preview: Previewing) -> Any:
    return await websocket_connect(preview.address.replace("http", "ws") + "-/live")


async def _until(line: Any, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Return what the server says next that is wanted."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = await line.read_message()
            assert message is not None
            said: dict[str, Any] = json.loads(message)
            if wanted(said):
                return said


_TOUCH = "__import__('pathlib').Path({path!r}).touch()\n"
"""What a model does to say that it runs; it may not import such a module openly."""


def _turn(said: dict[str, Any]) -> bool:
    return said.get("turn", 0) > 0


def test_what_is_saved_is_seen_what_is_wrong_is_named_and_ctrl_c_ends_it(small: Path) -> None:
    async def story(preview: Previewing) -> None:
        line = await _line_to(preview)
        await _until(line, lambda said: _turn(said) and not said["busy"])
        _change(small / "book" / "en" / "index.md", "# ", "# Preview says hello: ")
        said = await _until(line, _turn)
        assert said["notes"]["en"]["errors"] == []
        assert "Preview says hello" in _page(preview, "en/index.html")
        old = _page(preview, "zh/cases/first-case.html")
        _change(small / "cases" / "first-case" / "case.yml", "minutes: 15", "minuts: 15")
        said = await _until(line, _turn)
        places = {language: [each["place"] for each in said["notes"][language]["errors"]] for language in ("zh", "en")}
        assert "cases/first-case/case.yml:10" in places["zh"]
        assert places["zh"] == places["en"]
        assert _page(preview, "zh/cases/first-case.html") == old
        _change(small / "cases" / "first-case" / "case.yml", "minuts: 15", "minutes: 15")
        said = await _until(line, _turn)
        assert said["notes"]["zh"]["errors"] == []
        line.close()

    with previewing(small) as preview:
        asyncio.run(story(preview))
        preview.wait_for("case.yml:10: There is no key 'minuts' here")
        preview.wait_for("Not rebuilt")
        preview.wait_built()
        assert preview.end() == 0
        assert not (small / "_build" / "site").exists()
        built = {path.name: path.read_bytes() for path in (small / "_build" / "preview").rglob("*.html")}
        assert built
        assert not any(b"/-/preview" in content for content in built.values())


def test_what_is_saved_during_a_build_is_built_after_it(small: Path, tmp_path: Path) -> None:
    """The model waits for a sign, so that the build lasts as long as the test wants."""
    sign, begun = tmp_path / "sign", tmp_path / "begun"
    wait = f"{_TOUCH.format(path=str(begun))}while not __import__('os').path.exists({str(sign)!r}): pass\n"

    async def story(preview: Previewing) -> None:
        preview.wait_built()
        line = await _line_to(preview)
        await _until(line, _turn)
        analysis = small / "cases" / "first-case" / "analysis.py"
        _change(analysis, "import numpy as np\n", "import numpy as np\n" + wait)
        async with asyncio.timeout(PATIENCE):
            while not begun.exists():
                await asyncio.sleep(0.05)
        assert "preview.js" in _page(preview, "en/index.html")  # while one builds, the other serves
        for number in range(3):
            _change(small / "book" / "en" / "index.md", "# ", f"# Saved meanwhile {number}. ")
        await asyncio.sleep(0.5)
        sign.touch()
        await _until(line, lambda said: said.get("progress") is not None)
        await _until(line, _turn)
        await _until(line, _turn)
        assert "Saved meanwhile 0." in _page(preview, "en/index.html")
        line.close()

    with previewing(small) as preview:
        asyncio.run(story(preview))
        preview.wait_built()
        preview.wait_built()
        assert preview.builds() == 3
        assert preview.end() == 0


def test_ctrl_c_in_the_middle_of_a_notebook_leaves_nothing(small: Path, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    wait = f"{_TOUCH.format(path=str(begun))}while True: pass\n"
    _change(small / "cases" / "first-case" / "analysis.py", "import numpy as np\n", "import numpy as np\n" + wait)

    async def story() -> None:
        async with asyncio.timeout(PATIENCE):
            while not begun.exists():
                await asyncio.sleep(0.05)

    with previewing(small) as preview:
        asyncio.run(story())
        assert preview.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_ended_in_another_way_it_leaves_nothing_either(small: Path, number: int) -> None:
    with previewing(small) as preview:
        preview.wait_built()
        assert len(preview.processes()) >= 2
        assert preview.end(number) == (0 if number == signal.SIGTERM else -number)


def test_a_building_process_that_is_lost_is_replaced(small: Path) -> None:
    with previewing(small) as preview:
        preview.wait_built()
        first = preview.builder()
        os.kill(first, signal.SIGKILL)
        _change(small / "book" / "en" / "index.md", "# ", "# After the loss: ")
        preview.wait_for(r"ended unexpectedly \(status -9\)")
        assert preview.wait_built() >= 1
        assert preview.builder() != first
        assert "After the loss" in _page(preview, "en/index.html")
        assert preview.end() == 0


def test_a_course_that_begins_with_errors_is_served_once_they_are_mended(small: Path) -> None:
    _change(small / "book" / "modules.yml", "- id:", "- idd:")
    with previewing(small, "--lang", "en") as preview:
        preview.wait_for("Not rebuilt")
        with pytest.raises(OSError, match="503"):
            _page(preview, "en/index.html")
        _change(small / "book" / "modules.yml", "- idd:", "- id:")
        assert preview.wait_built() > 5
        assert "preview.js" in _page(preview, "en/index.html")
        assert not (small / "_build" / "preview" / "zh").exists()
        assert preview.end() == 0


def test_a_folder_without_a_course_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "--course", str(tmp_path)]) == 1
    assert "_config.yml" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_example_of_the_manual_works(language: str, tmp_path: Path, shared_cache: Path) -> None:
    text = (ROOT / "book" / language / "manual" / "preview.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"```sh\n(casebook preview --course .*)\n```", text)
    link_cache(small_course(tmp_path / "my-course"), shared_cache)
    preview = Previewing(shlex.split(command)[1:], tmp_path)
    try:
        assert preview.wait_built() > 10
    finally:
        assert preview.end() == 0
