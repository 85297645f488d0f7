"""The due time as HR types it: a moment of a zone, in one of the ways people write dates."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from casebook.errors import HandlingError
from casebook.registry import nearest

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*[-/.月]\s*(?P<day>[0-9]{1,2})\s*日?"
    r"(?:(?:\s+|T|(?<=日))(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?"
    r"\s*(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


def read_zone(name: str) -> ZoneInfo:
    """Return a zone by its IANA name; raise HandlingError with the name that was probably meant."""
    try:
        if name in available_timezones():
            return ZoneInfo(name)
    except (ValueError, OSError):
        pass
    known = sorted(each for each in available_timezones() if "/" in each)
    raise HandlingError("assign-zone", name=name[:60], near=nearest(name, known) or "Asia/Shanghai")


def read_due(written: str, zone_name: str, now: datetime) -> datetime:
    """Return a due time with its offset; without one it is in the zone, and a day alone means the last minute of it.

    Raises HandlingError for what is no time, for one that is past, and for one that the zone's clocks skip or show twice.
    """
    zone = read_zone(zone_name)
    plain = unicodedata.normalize("NFKC", written).strip()
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        raise HandlingError("assign-due-form", found=plain[:60])
    hour, minute, second = (found["hour"] or 23, found["minute"] or 59, found["second"] or 0)
    try:
        moment = datetime(*map(int, (found["year"], found["month"], found["day"], hour, minute, second)))  # type: ignore[arg-type]
        due = moment.replace(tzinfo=_offset(found["offset"])) if found["offset"] else _in_zone(moment, zone, plain)
        is_past = due <= now
        due.astimezone(UTC)
    except (ValueError, OverflowError):
        raise HandlingError("assign-due-none", found=plain[:60]) from None
    if is_past:
        raise HandlingError(
            "assign-due-past", found=plain, now=f"{now.astimezone(zone):%Y-%m-%d %H:%M}", zone=zone_name
        )
    return due


def _offset(written: str) -> timezone:
    if written.upper() == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]), minutes=int(written[-2:])))


def _in_zone(moment: datetime, zone: ZoneInfo, written: str) -> datetime:
    """Return a zone's local time with its offset; the clocks must show it exactly once."""
    earlier, later = moment.replace(tzinfo=zone, fold=0), moment.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() != later.utcoffset():
        shown = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == moment
        offsets = [f"{each:%z}"[:3] + ":" + f"{each:%z}"[3:5] for each in (earlier, later)]
        code = "assign-due-twice" if shown else "assign-due-skipped"
        raise HandlingError(code, found=written, zone=zone.key, first=offsets[0], second=offsets[1])
    offset = earlier.utcoffset()
    assert offset is not None
    return moment.replace(tzinfo=timezone(offset))
