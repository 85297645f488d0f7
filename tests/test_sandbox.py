"""The sandbox: honest code gets its values, hostile code gets nothing, and what is said of the walls is true."""

import ctypes
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import SandboxError
from casebook.problems import phrase
from casebook.sandbox.inside.confine import NAMESPACES
from casebook.sandbox.inside.seccomp import ARCHITECTURES, CALLS, program
from casebook.sandbox.inside.supervise import Watch
from casebook.sandbox.reading import read_answer, read_printed
from casebook.sandbox.runner import Runner, open_runner, results_of
from casebook.sandbox.server import Answer
from casebook.sandbox.values import REASONS, Limits, Returned, RunResult, Task

linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
ATTACKS = [
    attack
    for path in sorted((Path(__file__).parent / "sandbox_attacks").glob("*.yml"))
    for attack in yaml.safe_load(path.read_text(encoding="utf-8"))
]
SHORT = Limits(call_wall=4.0, call_cpu=0.4, wall=20, cpu=6, memory=128 << 20)
NEEDLE = "what the grader expects and nobody else knows"
HONEST = Task("import math\ndef area(r):\n    return round(math.pi * r * r, sum([1, 1]))", "area", [[1], [2], [0.5]])
HONEST_VALUES = [3.14, 12.57, 0.79]


@dataclass(frozen=True)
class Bait:
    """What an attack would like to reach."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket

    def fill(self, code: str) -> str:
        """Return an attack's code with the places that it aims at."""
        places = {
            "$secret": self.folder / "secret",
            "$target": self.folder / "target",
            "$folder": self.folder,
            "$tcp": self.tcp.getsockname()[1],
            "$udp": self.udp.getsockname()[1],
            "$unix": self.folder / "socket",
            "$grader": os.getpid(),
            "$eldeen": NEEDLE[::-1],
            "$minuses": "-" * 8000,
            "$abstract": "casebook-no-such-socket",
        }
        for name, place in places.items():
            code = code.replace(name, str(place))
        return code

    def untouched(self) -> bool:
        """Return whether no file changed and nobody connected or sent."""
        for each in (self.tcp, self.udp, self.unix):
            each.setblocking(False)
            with pytest.raises(BlockingIOError):
                each.recv(10) if each is self.udp else each.accept()
        names = sorted(path.name for path in self.folder.iterdir())
        contents = [(self.folder / name).read_text(encoding="utf-8") for name in ("secret", "target")]
        return names == ["secret", "socket", "target"] and contents == ["secret", "target"]


@pytest.fixture(scope="module")
def bait() -> Iterator[Bait]:
    with (
        tempfile.TemporaryDirectory() as made,
        socket.create_server(("127.0.0.1", 0)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        folder = Path(made)
        folder.chmod(0o777)
        for name in ("secret", "target"):
            (folder / name).write_text(name, encoding="utf-8")
            (folder / name).chmod(0o666)
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(folder / "socket"))
        unix.listen()
        yield Bait(folder, tcp, udp, unix)


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with open_runner(limits=SHORT, require=sys.platform == "linux") as opened:
        yield opened


def _descendants(process: int) -> set[int]:
    """Return the processes below one, from the kernel's list."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
    below, layer = set(), {process}
    while layer:
        layer = {child for child, parent in parents.items() if parent in layer}
        below |= layer
    return below


def _values(result: RunResult) -> list[Any]:
    return [each.value for each in result.returned]


def _matches(got: Returned, wanted: Any) -> bool:
    if wanted == "any" and isinstance(wanted, str):
        return True
    if isinstance(wanted, dict) and set(wanted) == {"error"}:
        return got.error.startswith(wanted["error"]) and bool(got.error or wanted["error"] == "")
    return got == Returned(wanted) and type(got.value) is type(wanted)


def test_there_are_many_attacks_and_each_has_its_name() -> None:
    assert len(ATTACKS) >= 80
    assert len({attack["name"] for attack in ATTACKS}) == len(ATTACKS)


@linux
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["name"].replace(" ", "-"))
def test_an_attack_between_two_honest_learners(runner: Runner, bait: Bait, attack: dict[str, Any]) -> None:
    before, processes = runner.run_all([HONEST]), _descendants(os.getpid())
    calls = attack.get("calls", [[]])
    result = runner.run(bait.fill(attack["code"]), "attack", calls)
    left = _descendants(os.getpid())
    after = runner.run_all([HONEST])
    assert [_values(each) for each in (*before, *after)] == [HONEST_VALUES] * 2
    assert left == processes
    assert bait.untouched()
    outcome = attack.get("outcome", "done")
    assert result.outcome in ([outcome] if isinstance(outcome, str) else outcome), result
    assert result.reason.startswith(attack.get("reason", "")), result
    assert len(result.returned) == len(calls)
    if outcome == "done":
        assert result.reason == ""
    for got, wanted in zip(result.returned, attack["returns"], strict=True):
        assert _matches(got, wanted), result


@linux
def test_tasks_behind_one_that_fails_still_run(runner: Runner) -> None:
    def task(code: str) -> Task:
        return Task(f"def f(x):\n    {code}", "f", [[1], [2]])

    tasks = [
        task("return x"),
        task("while x == 2: pass\n    return x"),
        task("return 3 * x"),
        task("import os; os._exit(4)"),
        Task("def f(x): return x", "f", []),
        task("return 5 * x"),
    ]
    results = runner.run_all(tasks)
    assert [each.outcome for each in results] == ["done", "timed-out", "done", "crashed", "done", "done"]
    assert [_values(each) for each in results] == [[1, 2], [1, None], [3, 6], [None, None], [], [5, 10]]
    assert [each.reason for each in results] == ["", "call-cpu: 0.4", "", "ended: 4", "", ""]


@linux
def test_a_submission_as_a_whole_is_limited(runner: Runner) -> None:
    hanging = Task("import time\ndef f(): time.sleep(100)", "f", [[]])
    begun = time.monotonic()
    results = runner.run_all([hanging] * 6, left={"wall": 2.0})
    assert time.monotonic() - begun < 4
    assert {each.outcome for each in results} == {"timed-out"}
    assert results[-1].reason.startswith("wall")


def test_honest_code_of_many_kinds(runner: Runner) -> None:
    code = """
import collections, dataclasses, datetime, enum, functools, itertools, json, random, re, statistics, typing
from collections import Counter

@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0

class Colour(enum.IntEnum):
    RED = 1

class Pair(typing.NamedTuple):
    a: int

@functools.lru_cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def f(n):
    random.seed(1)
    if n == 0: return [dataclasses.asdict(Point(1)), Colour.RED, Pair(3)]
    if n == 1: return fib(90)
    if n == 2: return statistics.mean([1, 2, 6])
    if n == 3: return datetime.datetime.strptime("2026-12-01", "%Y-%m-%d").isoformat()
    if n == 4: return Counter("等待时间等待").most_common(1)
    if n == 5: return sorted(re.findall(r"\\w+", "b a"), key=str.lower)
    if n == 6: return "中".encode("gb18030").hex()
    if n == 7: return [__name__, input.__name__]
    if n == 8: return input()
"""
    result = runner.run(code, "f", [[n] for n in range(9)])
    assert result.outcome == "done"
    assert _values(result)[:8] == [
        [{"x": 1, "y": 0}, 1, [3]],
        2880067194370816120,
        3,
        "2026-12-01T00:00:00",
        [["等", 2]],
        ["a", "b"],
        "d6d0",
        ["__main__", "input"],
    ]
    assert result.returned[8].error.startswith("EOFError")


def test_what_is_printed_as_errors_is_kept_short_and_is_no_failure(runner: Runner) -> None:
    code = "import sys, warnings\ndef f():\n    warnings.warn('careful')\n    print('\\x1b[31mx' * 3000, file=sys.stderr)\n    return 1"
    result = runner.run(code, "f", [[]])
    assert (result.outcome, _values(result)) == ("done", [1])
    assert "careful" in result.stderr
    assert "\x1b" not in result.stderr
    assert len(result.stderr) < 2100


def test_numpy_is_there_when_declared_and_its_numbers_become_plain() -> None:
    code = """
import numpy as np
values = [np.float64(0.5), np.int64(3), np.bool_(True), np.arange(3), np.eye(2), {"a": np.int32(1)}, np.array([np.nan]), np.array(1j),
          np.array([{1}], dtype=object), np.datetime64("2026-01-01"), np.linalg.det(np.eye(2)), np.random.default_rng(1).integers(5),
          np.fft.fft([1, 0]).real]
def f(n):
    return values[n]
"""
    with open_runner(["numpy"], SHORT) as runner:
        result = runner.run(code, "f", [[n] for n in range(13)])
        assert result.outcome == "done", result
        assert _values(result)[:6] == [0.5, 3, True, [0, 1, 2], [[1, 0], [0, 1]], {"a": 1}]
        assert [each.error for each in result.returned[6:10]] == ["not JSON"] * 4
        assert [each.error for each in result.returned[10:]] == [""] * 3
        lazy = runner.run("import numpy.f2py\ndef f(): return 1", "f", [[]])
        assert lazy.returned[0].error.startswith("ModuleNotFoundError")


def test_a_library_that_is_not_there_is_told() -> None:
    with pytest.raises(SandboxError) as caught, open_runner(["no_such_library"]):
        pass
    assert caught.value.code == "sandbox-import"
    for language in ("zh", "en"):
        assert "no_such_library" in phrase(language, caught.value.code, **caught.value.details)


@linux
def test_the_self_test_says_what_is_in_force(runner: Runner) -> None:
    assert set(runner.capabilities.values()) == {True}
    assert runner.isolation.startswith("linux: ")
    assert "not closed" not in runner.isolation
    with open_runner(limits=SHORT) as again:
        assert again.isolation == runner.isolation


WEAKENED = """
import ctypes, json, os, struct, sys
from casebook.errors import SandboxError
from casebook.sandbox.runner import open_runner
from casebook.sandbox.values import Limits
from casebook.sandbox.inside.confine import NAMESPACES
from casebook.sandbox.inside.seccomp import ARCHITECTURES, _Program
user, denied = int(sys.argv[1]), json.loads(sys.argv[2])
if user:
    os.setgroups([]); os.setresgid(user, user, user); os.setresuid(user, user, user)
libc = ctypes.CDLL(None)
step = lambda *a: struct.pack("=HBBI", *a)
code = step(0x20, 0, 0, 0)
for number, argument in denied:
    code += step(0x15, 0, 4, number) + step(0x20, 0, 0, 16) + step(0x15, 0, 1, argument) + step(6, 0, 0, 0x50001) + step(0x20, 0, 0, 0)
code += step(6, 0, 0, 0x7fff0000)
libc.prctl(38, 1, 0, 0, 0)
buffer = ctypes.create_string_buffer(code, len(code))
assert libc.prctl(22, 2, ctypes.byref(_Program(len(code) // 8, ctypes.addressof(buffer))), 0, 0) == 0
limits = Limits(call_wall=4.0, call_cpu=0.4, memory=128 << 20)
with open_runner(limits=limits) as runner:
    value = runner.run("def f(x): return 2 * x", "f", [[21]]).returned[0].value
    said = {"isolation": runner.isolation, "open": [name for name, closed in runner.capabilities.items() if not closed], "value": value}
try:
    with open_runner(limits=limits, require=True):
        said["required"] = True
except SandboxError as error:
    said["required"] = error.details["what"]
print(json.dumps(said))
"""
UNSHARE, LANDLOCK, SECCOMP = (272, sum(NAMESPACES.values())), (444, 0), (157, 22)
"""Calls that the kernel is made to refuse: the number, and the first argument."""
Call = tuple[int, int]


def _weakened(folder: Path, user: int, denied: list[Call], path: str = "") -> dict[str, Any]:
    """Open the sandbox as a user and where the kernel refuses some of the walls."""
    package = folder / "casebook"
    package.mkdir()
    for name in ("__init__.py", "errors.py"):
        shutil.copy(ROOT / "src" / "casebook" / name, package)
    for room in ("forking", "sandbox"):
        shutil.copytree(ROOT / "src" / "casebook" / room, package / room)
    ran = subprocess.run(
        [_python(user or 65534), "-c", WEAKENED, str(user), json.dumps(denied)],
        env={"PYTHONPATH": str(folder), "TMPDIR": tempfile.gettempdir(), "PATH": path},
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)  # type: ignore[no-any-return]


def _python(user: int) -> str:
    """Return a Python that a user can start: root's own may stand where nobody else can go."""
    if os.geteuid() != 0:
        return sys.executable
    for path in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            said = subprocess.run(
                [path, "-c", "import sys; print(sys.version_info >= (3, 11))"], user=user, stdout=-1, check=False
            )
        except OSError:
            continue
        if said.stdout == b"True\n":
            return path
    pytest.skip("no Python that an ordinary user can start")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


USERS = [0, 1234] if os.geteuid() == 0 else [0]


@linux
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="numbers of system calls")
@pytest.mark.parametrize("user", USERS)
class TestWhereWallsAreMissing:
    @pytest.mark.parametrize("denied", [[], [UNSHARE], [LANDLOCK], [UNSHARE, LANDLOCK], [SECCOMP]], ids=str)
    def test_the_others_hold(self, open_folder: Path, user: int, denied: list[Call]) -> None:
        said = _weakened(open_folder, user, denied)
        assert said["value"] == 42
        assert said["open"] == []
        for number, word in ((UNSHARE, "namespaces"), (LANDLOCK, "landlock"), (SECCOMP, "seccomp")):
            assert (word in said["isolation"]) == (number not in denied)

    def test_without_any_it_says_so_and_fails_closed_when_asked(self, open_folder: Path, user: int) -> None:
        said = _weakened(open_folder, user, [SECCOMP, UNSHARE, LANDLOCK])
        assert said["value"] == 42
        assert {"file-read", "network-udp", "signals"} <= set(said["open"])
        assert "not closed: " in said["isolation"]
        assert said["required"] == ", ".join(said["open"])


@linux
@pytest.mark.needs("bwrap")
@pytest.mark.parametrize("user", USERS)
def test_bubblewrap_stands_in_for_namespaces(open_folder: Path, user: int) -> None:
    said = _weakened(open_folder, user, [UNSHARE, SECCOMP], os.environ["PATH"])
    assert said["isolation"].startswith("linux: bubblewrap, landlock")
    assert said["open"] == []


KILLED = """
import sys, time
from casebook.sandbox.runner import open_runner
with open_runner() as runner:
    print("ready", flush=True)
    if sys.argv[1] == "busy":
        runner.run("def f():\\n  while True: pass", "f", [[]])
    time.sleep(60)
"""


@linux
@pytest.mark.parametrize("state", ["idle", "busy"])
def test_nothing_outlives_a_grader_that_is_killed(state: str) -> None:
    grader = subprocess.Popen(
        [sys.executable, "-c", KILLED, state], env={"PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE, text=True
    )
    assert grader.stdout is not None
    assert grader.stdout.readline() == "ready\n"
    time.sleep(0.2)
    below = _descendants(grader.pid)
    assert len(below) >= (3 if state == "busy" else 2)
    grader.kill()
    grader.wait()
    deadline = time.monotonic() + 5
    while (alive := [each for each in below if _runs(each)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive == []


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@linux
def test_a_server_that_is_lost_is_started_again() -> None:
    with open_runner(limits=SHORT) as runner:
        os.killpg(runner._server._started.process.pid, 9)
        lost = runner.run_all([HONEST])[0]
        assert (lost.outcome, lost.reason) == ("crashed", "sandbox")
        assert _values(runner.run_all([HONEST])[0]) == HONEST_VALUES


@linux
def test_the_runner_leaves_no_process_and_no_descriptor() -> None:
    before = (_descendants(os.getpid()), len(list(Path("/proc/self/fd").iterdir())))
    for _ in range(3):
        with open_runner(limits=SHORT) as runner:
            runner.run_all([HONEST])
    assert (_descendants(os.getpid()), len(list(Path("/proc/self/fd").iterdir()))) == before


def test_where_processes_cannot_fork_each_submission_has_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with open_runner(limits=Limits(call_wall=3.0)) as runner:
        assert "separate process; not closed: file-read" in runner.isolation
        assert runner.capabilities["wall"]
        assert _values(runner.run_all([HONEST])[0]) == HONEST_VALUES
        tasks = [Task(f"import os\ndef f(x):\n    {line}", "f", [[1], [2]]) for line in ENDINGS]
        results = runner.run_all(tasks)
    assert [(each.outcome, each.returned[0].value) for each in results] == [
        ("crashed", None),
        ("timed-out", 1),
        ("crashed", None),
        ("done", 1),
    ]
    with pytest.raises(SandboxError, match="sandbox-import"), open_runner(["no_such_library"]):
        pass


ENDINGS = [
    "os._exit(3)",
    "return x if x == 1 else __import__('time').sleep(100)",
    "while True: os.write(2, b'x' * 9999)",
    "return x",
]


def test_a_question_cut_short_never_gives_its_answer_to_the_next_learner(runner: Runner) -> None:
    server = runner._server
    server.asking = True  # as it stands when Ctrl-C comes between a question and its answer
    assert _values(runner.run_all([HONEST])[0]) == HONEST_VALUES
    assert runner._server is not server


@given(st.binary(max_size=200) | st.builds(lambda text: text.encode(), st.from_regex(r'\{"(value|error)": .{0,40}\}')))
def test_any_bytes_of_an_answer_are_read(body: bytes) -> None:
    got = read_answer(body)
    assert got.error == "" or got.value is None
    got.error.encode("utf-8")


@given(st.binary(max_size=3000))
def test_any_bytes_printed_are_read(data: bytes) -> None:
    said = read_printed(data)
    said.encode("utf-8")
    assert not any(ord(each) < 32 and each != "\n" for each in said)


@given(st.lists(st.binary(max_size=60), max_size=20), st.integers(1, 3), st.integers(1, 3))
def test_any_bytes_on_the_pipe_give_no_more_answers_than_calls(parts: list[bytes], tasks: int, calls: int) -> None:
    limits = Limits(output=400)
    expected = [(task, call) for task in range(tasks) for call in range(calls)]
    watch = Watch({"output": limits.output}, expected)
    reason = next((reason for part in parts if (reason := watch.take(part))), "")
    asked = [Task("", "f", [[]] * calls)] * tasks
    results = list(results_of(asked, Answer(reason or "ended:0", tuple(watch.bodies), b"", 0, 0), limits))
    assert len(watch.bodies) <= len(expected)
    assert all(len(result.returned) == calls for result in results)
    assert all(result.outcome in {"done", *REASONS.values()} for result in results)


@linux
@settings(deadline=None)
@given(st.binary(max_size=400))
def test_a_child_that_writes_any_bytes_gains_nothing(runner: Runner, data: bytes) -> None:
    result = runner.run(f"import os\nos.write(3, {data!r})\nos._exit(0)", "attack", [[], []])
    assert len(result.returned) == 2
    assert all(each.error for each in result.returned)
    assert result.outcome == "crashed" or {each.error for each in result.returned} == {"not JSON"}


def test_the_numbers_of_system_calls_are_the_kernels() -> None:
    """Where the kernel's headers are installed, compare; the filter of each architecture is well formed in any case."""
    headers = {
        0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        1: Path("/usr/include/asm-generic/unistd.h"),
    }
    for column, header in headers.items():
        if header.is_file():
            lines = [line.split() for line in header.read_text(encoding="utf-8").splitlines()]
            known = {
                words[1].removeprefix("__NR3264_").removeprefix("__NR_"): words[2]
                for words in lines
                if len(words) >= 3 and words[0] == "#define" and words[2].isdigit()
            }
            assert {name: str(numbers[column]) for name, numbers in CALLS.items() if numbers[column] is not None} == {
                name: known[name] for name, numbers in CALLS.items() if numbers[column] is not None
            }
    for machine in ARCHITECTURES:
        for threads in (False, True):
            assert len(program(machine, threads=threads)) % 8 == 0
    assert program("vax", threads=False) == b""
    assert ctypes.sizeof(ctypes.c_void_p) == 8


SEARCH = """
import ctypes, gc
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long]
def search(*backwards):
    wanted = [each[::-1].encode() for each in backwards]
    near = {(id(each) >> 22) + step for each in gc.get_objects() for step in (-1, 0, 1)}
    own, found, pages = {id(each) for each in wanted}, 0, 0
    for block in near:
        for page in range(block << 22, (block + 1) << 22, 4096):
            if libc.syscall(NUMBER, 99, page, None, 8) < 0 and ctypes.get_errno() == 14:
                continue  # the kernel looks at the page before it says that 99 means nothing: 14 is no such page
            pages += 1
            content = ctypes.string_at(page, 4096)
            found += sum(content.count(each) for each in wanted)
    return [found, pages > 1000]
""".replace("NUMBER", str(CALLS["rt_sigprocmask"][ARCHITECTURES.get(os.uname().machine, (0, 0))[0]]))


@linux
def test_nothing_of_the_learner_before_is_in_the_memory_of_the_next() -> None:
    code, value = "what-the-learner-before-wrote", "what-the-learner-before-returned"
    needles = [[code[::-1], value[::-1]]]
    with open_runner() as runner:
        alone = runner.run(SEARCH, "search", needles).returned[0].value
        for _ in range(5):
            honest = runner.run(f"# {code}\ndef f(x):\n    return {value[:9]!r} + {value[9:]!r}", "f", [[1]] * 20)
            assert _values(honest) == [value] * 20
        after = runner.run(SEARCH, "search", needles).returned[0].value
    assert alone is not None
    assert alone[1]
    assert after == alone
