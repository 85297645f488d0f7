"""How outcomes, reasons, times and points are worded in reports."""

from datetime import datetime, timedelta
from string import Template
from zoneinfo import ZoneInfo

from casebook.gradebook import Note
from casebook.labels import label, labels
from casebook.problems import wordings
from casebook.reporting.cohort import local
from casebook.unseen import visible_lines

NOT_HANDED_IN = "not-handed-in"


def outcome(code: str, language: str) -> str:
    """Return an outcome in words; what is none, such as the name of an error, as it is."""
    return wordings(language).get(f"say-outcome-{code}", (visible_lines(code), ""))[0]


def reason(note: Note, language: str) -> str:
    """Return a reason or a note in words: reports' own, else the command line's, else as a newer version has kept it."""
    details = {key: visible_lines(str(value)) for key, value in note.details.items()}
    own = labels(language).get(f"report_reason_{note.code.removeprefix('outcome-').replace('-', '_')}")
    said, _ = wordings(language).get(f"say-{note.code}", (" ".join([visible_lines(note.code), *details.values()]), ""))
    return Template(own or said).safe_substitute(details)


def points(value: float) -> str:
    """Return points or percent with two decimals at most."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return a moment to the minute, in a zone."""
    return f"{local(at, zone):%Y-%m-%d %H:%M}"


def span(time: timedelta, language: str) -> str:
    """Return a length of time in days, hours and minutes."""
    minutes = max(1, round(time.total_seconds() / 60))
    parts = [("days", minutes // 1440), ("hours", minutes % 1440 // 60), ("minutes", minutes % 60)]
    return " ".join(label(language, f"report_{name}", n=count) for name, count in parts if count)
