"""Try each wall from the inside, as learners' code would, and say which held. Nothing is believed that was not tried."""

import os
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casebook.sandbox.values import Limits, RunResult, Task

Run = Callable[..., tuple[RunResult, ...]]
_PROBES = Path(__file__).parent / "inside" / "probes.py"
_SHORT = 0.05
_PATIENCE = 3.0
_SECRET = "not for learners"


@dataclass(frozen=True)
class _Bait:
    """What the grader puts out for the probes: files that everybody may read and write, and open ports."""

    secret: str
    target: str
    tcp: int
    udp: socket.socket
    path: str
    abstract: str

    def untouched(self) -> bool:
        """Return whether the files are as they were, and nothing arrived."""
        try:
            kept = Path(self.target).read_text(encoding="ascii") == _SECRET
        except OSError:
            return False
        return kept and not Path(self.target).with_name("made").exists()

    def silent(self) -> bool:
        """Return whether no datagram came."""
        try:
            self.udp.recv(16)
        except OSError:
            return True
        return False


def examine(state: Mapping[str, Any], run: Run, limits: Limits) -> tuple[str, Mapping[str, bool]]:
    """Return what is in force, in words, and for each thing that code might do whether it was found closed."""
    with _bait() as bait:
        found = dict(_tried(bait, run, limits))
        found["file-write"] = found["file-write"] and bait.untouched()
        found["network-udp"] = found["network-udp"] and bait.silent()
    return describe(state, found), found


def _tried(bait: _Bait, run: Run, limits: Limits) -> Iterator[tuple[str, bool]]:
    code = _PROBES.read_text(encoding="utf-8")
    probes: dict[str, tuple[str, Sequence[Any]]] = {
        "file-read": ("read_files", [bait.secret, sys.executable]),
        "file-write": ("write_files", [bait.target]),
        "network-tcp": ("reach_tcp", [bait.tcp]),
        "network-udp": ("reach_udp", [bait.udp.getsockname()[1]]),
        "unix-sockets": ("reach_unix", [bait.path, bait.abstract]),
        "other-processes": ("reach_processes", [os.getpid()]),
        "signals": ("send_signals", [os.getpid()]),
        "process-count": ("start_processes", [limits.processes]),
        "memory": ("take_memory", [limits.memory + (64 << 20)]),
    }
    results = run([Task(code, function, [arguments]) for function, arguments in probes.values()])
    for name, result in zip(probes, results, strict=True):
        yield name, result.returned[0].error == "" and result.returned[0].value == []
    for name, function in (("cpu", "spin"), ("wall", "sleep")):
        result = run([Task(code, function, [[]])], left={"call_wall": _PATIENCE, f"call_{name}": _SHORT})[0]
        yield name, result.reason.startswith(f"call-{name}")


@contextmanager
def _bait() -> Iterator[_Bait]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="casebook-probe-")))
        folder.chmod(0o777)
        for name in ("secret", "target"):
            (folder / name).write_text(_SECRET, encoding="ascii")
            (folder / name).chmod(0o666)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        udp.setblocking(False)
        path, abstract = folder / "socket", f"casebook-probe-{os.getpid()}-{folder.name}"
        if hasattr(socket, "AF_UNIX"):
            addresses = [str(path), "\0" + abstract] if sys.platform == "linux" else [str(path)]
            for address in addresses:
                listening = stack.enter_context(socket.socket(socket.AF_UNIX))
                listening.bind(address)
                listening.listen()
            path.chmod(0o777)
        yield _Bait(str(folder / "secret"), str(folder / "target"), tcp.getsockname()[1], udp, str(path), abstract)


def describe(state: Mapping[str, Any], found: Mapping[str, bool]) -> str:
    """Return what is in force as a short text that is the same as long as it is."""
    parts = ["bubblewrap"] if state.get("bubblewrap") else []
    if state["namespaces"]:
        parts.append(f"{'+'.join(state['namespaces'])} namespaces")
    parts += ["empty root"] if state["empty-root"] else []
    parts += [f"landlock {state['landlock']}"] if state["landlock"] else []
    parts += ["seccomp"] if state["seccomp"] else []
    parts += ["no-new-privileges"] if state["no-new-privileges"] else []
    parts += ["rlimits"] if found["memory"] else []
    parts += [f"uid {state['user']}"] if state["user"] is not None else []
    parts = parts or ["separate process"]
    missing = [name for name, closed in found.items() if not closed]
    said = f"{state['system']}: {', '.join(parts)}"
    return f"{said}; not closed: {', '.join(missing)}" if missing else said
