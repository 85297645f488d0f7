"""Judge responses by their keys. Pure: what code returned comes in as values, and the verdict is found here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, assert_never

from casebook.errors import ResponseError
from casebook.gradebook.values import ItemMark, Note, Outcome
from casebook.interactions import (
    Calls,
    Choice,
    ExtendedText,
    Interaction,
    Match,
    Option,
    Order,
    Rubric,
    TextEntry,
    score,
)
from casebook.items import Item
from casebook.items.code import Code
from casebook.notebooks.answers import read_cell

MAX_CODE = 100_000
MAX_SHOWN = 400
"""Characters of a returned value that a mark keeps."""
SERIOUS: tuple[Outcome, ...] = ("graded", "crashed", "out-of-memory", "timed-out")
"""What code can come to, from good to bad: a submission's outcome is the worst of its items."""
CODE_NOTES: Mapping[Outcome, str] = {
    "timed-out": "note-code-timed-out",
    "out-of-memory": "note-code-out-of-memory",
    "crashed": "note-code-crashed",
}
Ended = Literal["done", "timed-out", "out-of-memory", "crashed"]


class Returned(Protocol):
    """What a call came to: a JSON value, or an error."""

    @property
    def value(self) -> Any:
        """Return the JSON value; None where there was an error."""

    @property
    def error(self) -> str:
        """Return the error in words; empty where there was none."""


class RunResult(Protocol):
    """What the sandbox says of a run: how it ended, and what each call returned as far as it got."""

    @property
    def outcome(self) -> Ended:
        """Return how the run ended."""

    @property
    def returned(self) -> Sequence[Returned]:
        """Return one for each call; fewer where the run ended early."""

    @property
    def reason(self) -> str:
        """Return why it is not done, in a word; empty where it is."""


@dataclass(frozen=True)
class CodeTask:
    """Code to be run: what the sandbox is told, and nothing that it should return."""

    key: str
    code: str
    function: str
    calls: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Judged:
    """An item's mark, what is worth knowing about it, and what its code came to."""

    mark: ItemMark
    notes: tuple[Note, ...] = ()
    outcome: Outcome = "graded"


def task_of(key: str, item: Item, response: Any) -> CodeTask | None:
    """Return the code to run for an item; None where it is of another kind, blank or of no form."""
    scoring = item.scoring()
    if not isinstance(scoring, Calls) or not isinstance(response, str) or is_blank(item, response):
        return None
    if len(response) > MAX_CODE:
        return None
    return CodeTask(key, response, scoring.function, tuple(call.args for call in scoring.calls))


def is_blank(item: Item, response: Any) -> bool:
    """Say whether a response is none: nothing, blanks only, or code as it was handed out."""
    if response is None or response in ("", [], {}):
        return True
    if not isinstance(response, str):
        return False
    if not response.strip():
        return True
    interaction = item.interaction()
    if isinstance(interaction, ExtendedText) and len(response) <= MAX_CODE:
        return read_cell(response, interaction) is None
    return False


def judge(
    key: str, item: Item, key_hash: str, response: Any, run: RunResult | None = None, fault: str | None = None
) -> Judged:
    """Return the mark of one response. `fault` says why it is of no form, where whoever read it knows already."""
    points = float(item.points)

    def given(share: float | None, detail: Mapping[str, Any], outcome: Outcome = "graded", *notes: Note) -> Judged:
        earned = None if share is None else share * points
        return Judged(ItemMark(key, earned, points, key_hash, detail), notes, outcome)

    if fault is None and is_blank(item, response):
        return given(0.0, {"blank": True})
    try:
        if fault is not None:
            raise ResponseError(fault)
        scoring = item.scoring()
        if isinstance(scoring, Calls):
            return _of_code(item, scoring, response, run, given)
        check(item.interaction(), response)
        share = score(scoring, response)
        return given(share, {"share": share} if share is not None else {"rubric": _is_rubric(item)})
    except (ResponseError, TypeError, ValueError, RecursionError, OverflowError) as error:
        words = str(error)[:300] if isinstance(error, ResponseError) else type(error).__name__
        return given(0.0, {"share": 0.0, "form": words}, "graded", Note("note-response-form", {"item": key}))


def _is_rubric(item: Item) -> bool:
    return isinstance(item.scoring(), Rubric)


def _of_code(item: Item, scoring: Calls, response: Any, run: RunResult | None, given: Any) -> Judged:
    if not isinstance(response, str) or len(response) > MAX_CODE:
        raise ResponseError(f"expected code of at most {MAX_CODE} characters")
    if run is None:
        raise AssertionError("code must be run before it is judged")
    hidden = [call.hidden for call in item.calls] if isinstance(item, Code) else [False] * len(scoring.calls)
    shown = []
    right = 0
    for number, call in enumerate(scoring.calls):
        back = run.returned[number] if number < len(run.returned) else None
        ok = back is not None and not back.error and score(Calls("", (call,)), [back.value]) == 1
        right += ok
        entry: dict[str, Any] = {"right": ok, "hidden": hidden[number]}
        if not hidden[number]:
            entry["call"] = _cut(call.shown(scoring.function))
            if back is None:
                entry["error"] = run.outcome if run.outcome != "done" else "crashed"
            elif back.error:
                entry["error"] = _cut(back.error)
            else:
                entry["returned"] = _cut(repr(back.value))
        shown.append(entry)
    outcome: Outcome = "graded" if run.outcome == "done" else run.outcome
    notes = () if outcome == "graded" else (Note(CODE_NOTES[outcome], {"item": item.id, "why": run.reason}),)
    share = right / len(scoring.calls)
    return given(share, {"share": share, "ended": run.outcome, "calls": shown}, outcome, *notes)  # type: ignore[no-any-return]


def check(interaction: Interaction, response: Any) -> None:
    """Raise ResponseError for a response that names what the item does not have, or is of another form."""
    match interaction:
        case Choice(options, many):
            _known(_listed(response, many=many), options)
        case Order(options):
            _known(_listed(response, many=True), options)
        case Match(sources, targets):
            if not isinstance(response, dict):
                raise ResponseError("expected a target for each source")
            _known(list(response), sources)
            _known(list(response.values()), targets)
        case TextEntry():
            if isinstance(response, str) and len(response) > 1000:
                raise ResponseError("expected a number")
        case ExtendedText():
            if not isinstance(response, str):
                raise ResponseError("expected a text")
        case _:
            assert_never(interaction)


def _listed(response: Any, *, many: bool) -> Sequence[Any]:
    if isinstance(response, str) and not many:
        return [response]
    if isinstance(response, list | tuple) and many:
        return response
    raise ResponseError("expected a list of option ids" if many else "expected one option id")


def _known(ids: Sequence[Any], options: Sequence[Option]) -> None:
    known = {option.id for option in options}
    for each in ids:
        if not isinstance(each, str) or each not in known:
            raise ResponseError(f"no option is called {str(each)[:60]!r}")


def _cut(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def worst(outcomes: Sequence[Outcome]) -> Outcome:
    """Return the worst of what the items' code came to."""
    return max(outcomes, key=SERIOUS.index, default="graded")
