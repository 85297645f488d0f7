"""What learners have answered, put straight into the browser's storage, and what the browser then holds."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from casebook.interactions import Choice, ExtendedText, Match, Order, TextEntry
from casebook.items import Item
from casebook.model import Case, Course, item_key

AT, LATER = "2026-11-22T10:00:00.000Z", "2026-11-23T10:00:00.000Z"
OTHER_EDITION = "0123456789ab"
HOSTILE = '<img src=x onerror="window.hurt = 1"><script>window.hurt = 2</script>\'"&amp;'
TORTURE = f"好 😀👨‍👩‍👧 {HOSTILE} \\ / \b\f\n\t\u0001\u001f\u007f\u0085\u2028\u2029 Ａ１２．５ －"
WANG = {"id": "10234", "name": "王芳"}
LI = {"id": "20077", "name": "李雷"}


def response(item: Item, turn: int = 0) -> Any:
    """Return a response of the item's form; another `turn` gives another one."""
    match item.interaction():
        case Choice(options, many):
            ids = [option.id for option in options]
            chosen = ids[turn % len(ids) :] + ids[: turn % len(ids)]
            return sorted(chosen[:2], key=ids.index) if many else chosen[0]
        case Order(options):
            ids = [option.id for option in options]
            return ids[turn % len(ids) :] + ids[: turn % len(ids)]
        case Match(sources, targets):
            return {source.id: targets[turn % len(targets)].id for source in sources}
        case TextEntry():
            return f"1{turn},200.5"
        case ExtendedText():
            return f"{turn}{TORTURE}"
    raise AssertionError(item)


def graded(course: Course) -> list[tuple[Case, Item]]:
    return [(case, item) for case in course.cases for item in case.exercise.graded]


def answers(course: Course, turn: int = 0, at: str = AT, count: int | None = None) -> dict[str, Any]:
    """Return records of answers to the first `count` graded items, or to all."""
    return {
        f"answer:open:{item_key(case, item)}": {"response": response(item, turn), "at": at, "edition": item.edition()}
        for case, item in graded(course)[:count]
    }


def everything(course: Course) -> dict[str, Any]:
    """Return one or more records of every family."""
    held = answers(course)
    for case in course.cases:
        for number, item in enumerate(case.exercise.practice):
            held[f"practice:{item_key(case, item)}"] = {
                "response": response(item),
                "at": AT,
                "edition": item.edition(),
                "tries": 2,
                "share": (1, 0.5, 0, None)[number % 4],
                "open": True,
                "levels": {"clear": 2},
            }
        held[f"decision:{case.id}"] = {
            "option": case.file.decision.options[0].id,
            "reason": f"因为 {HOSTILE}",
            "later": {"option": case.file.decision.options[1].id, "reason": "看过以后"},
        }
        held[f"draft:{case.id}"] = {"option": "", "reason": f"也许 {HOSTILE}"}
        held[f"worksheet:{case.id}"] = {"next-shift": f"明天\n{HOSTILE}"}
    held["tool:needs-observation"] = {"when.1.day": "2026-03-02", "signs.2.seen": True, "rate.1.calm": 3}
    held["tool:self-check:kept"] = [{"date": "2026-03-01", "points": 7, "max": 12, "means": {"calm": 1.75}}]
    held["handed:open"] = {"at": AT, "receipt": "K7Q-F2M9", "answers": 3}
    return held


def put(page: Page, records: Mapping[str, Any], learner: Mapping[str, str] | None = None) -> None:
    """Keep records in the browser, as the pages' scripts do, and show the page anew."""
    page.evaluate(
        """([records, learner]) => {
            const storage = casebook.storage;
            if (learner) storage.become(learner, false);
            for (const [key, value] of Object.entries(records)) storage.set(key, value);
        }""",
        [dict(records), learner],
    )
    page.reload()


def holds(page: Page) -> dict[str, str]:
    """Return all that the browser keeps, byte for byte."""
    return dict(page.evaluate("Object.entries(localStorage).sort()"))


def records(page: Page, learner: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a learner's records by key."""
    course = page.evaluate("casebook.course")
    prefix = f"casebook:{course}:" + (f"@{learner['id']}:" if learner else "")
    own = {key.removeprefix(prefix): value for key, value in holds(page).items() if key.startswith(prefix)}
    device = ("learner", "language")
    return {key: json.loads(value) for key, value in own.items() if key not in device and not key.startswith("@")}


def offer(page: Page, content: str | bytes | Path, name: str = "file.json") -> None:
    """Choose a file, as from the system's dialog."""
    if isinstance(content, Path):
        page.locator("#file").set_input_files(content)
        return
    data = content.encode() if isinstance(content, str) else content
    page.locator("#file").set_input_files({"name": name, "mimeType": "application/json", "buffer": data})


def opening(page: Page) -> Locator:
    return page.locator("#files > [role=status]")


def unhurt(page: Page) -> None:
    """Nothing of an answer became an element or ran."""
    expect(page.locator("main img, main script")).to_have_count(0)
    assert page.evaluate("window.hurt") is None
