"""In the child: run learners' code, call its functions with JSON, and write JSON. Nothing here is secret or trusted."""

import contextlib
import json
import sys
import types
from collections.abc import Mapping
from typing import Any

from casebook.forking.frames import write_all

from .frame import FRAME

_LONGEST = 300


def evaluate(tasks: Any, descriptor: int, most: int) -> None:
    """Run each task, in a namespace of its own, and write a frame for each call."""
    for number, (code, function, calls) in enumerate(tasks):
        found, error = _define(code, function)
        for index, arguments in enumerate(json.loads(calls)):
            said = {"error": error} if error else _call(found, arguments)
            body = _to_json(said, most)
            write_all(descriptor, FRAME.pack(number, index, len(body)) + body)
    with contextlib.suppress(BaseException):
        sys.stderr.flush()


def _define(code: str, function: str) -> tuple[Any, str]:
    """Return the function that the code defines, else what went wrong.

    An error after the definition is no failure: a notebook too keeps what was defined before a cell failed.
    """
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    error = ""
    try:
        exec(_compiled(code), module.__dict__)
    except MemoryError:
        module.__dict__.clear()  # what it holds is what there is too much of
        error = "MemoryError"
    except BaseException as problem:
        error = _short(problem)
    found = module.__dict__.get(function)
    if callable(found):
        return found, ""
    return None, error or "no such function"


def _compiled(code: str) -> Any:
    try:
        return compile(code, "<answer>", "exec", dont_inherit=True)
    except MemoryError:  # Python's parser says so of code that is nested too deeply
        raise SyntaxError("nested too deeply, or too long") from None


def _call(function: Any, arguments: Any) -> Mapping[str, Any]:
    try:
        return {"value": function(*arguments)}
    except BaseException as problem:
        return {"error": _short(problem)}


def _short(problem: BaseException) -> str:
    """Return an exception as a short text, even where its own text fails."""
    name = type(problem).__name__
    try:
        said = str(problem)
    except BaseException:
        said = ""
    return f"{name}: {said[:_LONGEST]}" if said else name


def _to_json(said: Mapping[str, Any], most: int) -> bytes:
    try:
        body = json.dumps(said, allow_nan=False, default=_plain).encode()
    except MemoryError:
        body = b'{"error": "MemoryError"}'
    except BaseException:
        return b'{"error": "not JSON"}'
    return body if len(body) <= most else b'{"error": "too large"}'


def _plain(value: Any) -> Any:
    """Return a number or array of numpy as plain Python; nothing else is JSON."""
    if type(value).__module__ == "numpy" and hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError
