"""When a session is: read as people write dates and hours, and counted on by the clock of its zone. Pure."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casebook.assigning.moments import read_zone
from casebook.errors import WordedError
from casebook.items.base import Frozen
from casebook.workshop.planning import Plan

ZONE = "Asia/Shanghai"
START = "09:00"
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_TIME = re.compile(r"([0-9]{1,2})\s*[:点]\s*([0-9]{2})?\s*分?")
_SOME_DAY = date(2001, 1, 1)


class Clock(Frozen):
    """The start of a session: a date (none where it is not fixed yet), an hour such as `14:00`, and its zone."""

    date: str = ""
    start: str = START
    zone: str = ZONE

    def at(self, minutes: int) -> datetime:
        """Return the local time so many minutes after the start; counted in UTC, so that a change of the clocks shows."""
        day = date.fromisoformat(self.date) if self.date else _SOME_DAY
        begun = datetime.combine(day, time.fromisoformat(self.start), UTC)
        if not self.date:
            return begun + timedelta(minutes=minutes)
        zone = ZoneInfo(self.zone)
        return (begun.replace(tzinfo=zone).astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)

    def shown(self, minutes: int) -> str:
        """Return what the clock shows then, such as `14:05`."""
        return f"{self.at(minutes):%H:%M}"

    def days(self, minutes: int) -> int:
        """Return how many midnights have passed by then."""
        return (self.at(minutes).date() - self.at(0).date()).days

    def changes(self, minutes: int) -> bool:
        """Say whether the clocks are put forward or back within so many minutes."""
        return self.at(0).utcoffset() != self.at(minutes).utcoffset()


class Slot(Frozen):
    """What the clock shows where a stretch begins and ends, and how many midnights have passed where it begins."""

    begins: str
    ends: str
    days: int = 0


def by_clock(plan: Plan, clock: Clock) -> tuple[Slot, ...]:
    """Return when each stretch of a plan begins and ends."""
    return tuple(
        Slot(begins=clock.shown(each.begins), ends=clock.shown(each.ends), days=clock.days(each.begins))
        for each in plan.stretches
    )


def read_clock(day: str | None, start: str | None, zone: str, now: datetime) -> Clock:
    """Return when a session begins; raise WordedError with the nearest time that will do."""
    named = read_zone(zone)
    at = _read_time(start or START)
    if not day:
        return Clock(start=f"{at:%H:%M}", zone=zone)
    local = datetime.combine(_read_date(day), at)
    _refuse_unclear(local, named)
    try:
        is_past = local.replace(tzinfo=named) <= now
    except OverflowError:
        is_past = local.year < now.year
    if is_past:
        raise WordedError(
            "workshop-past",
            found=f"{local:%Y-%m-%d %H:%M}",
            now=f"{now.astimezone(named):%Y-%m-%d %H:%M}",
            zone=zone,
            next=_next(at, named, now),
        )
    return Clock(date=local.date().isoformat(), start=f"{at:%H:%M}", zone=zone)


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).strip()


def _read_date(written: str) -> date:
    found = _DATE.fullmatch(_plain(written))
    if found is None:
        raise WordedError("workshop-date-form", found=written[:40])
    year, month, day = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise WordedError("workshop-date-none", found=_plain(written), near=_last_day(year, month)) from None


def _last_day(year: int, month: int) -> str:
    """Return the last day of a month that there is, for a date that there is not."""
    year, month = max(1, year), max(1, min(12, month))
    following = date(year + month // 12, month % 12 + 1, 1) if year < 9999 else date(9999, 12, 31)
    return (following - timedelta(days=1)).isoformat()


def _read_time(written: str) -> time:
    found = _TIME.fullmatch(_plain(written))
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise WordedError("workshop-start-form", found=written[:40])
    return time(int(found[1]), int(found[2] or 0))


def _is_clear(local: datetime, zone: ZoneInfo) -> bool:
    """Say whether the clocks of a zone show a local time exactly once."""
    offsets = {local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) == 1


def _refuse_unclear(local: datetime, zone: ZoneInfo) -> None:
    if _is_clear(local, zone):
        return
    earlier = local.replace(tzinfo=zone, fold=0)
    is_shown = earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local
    code = "workshop-twice" if is_shown else "workshop-skipped"
    tried = (local + timedelta(minutes=sign * step) for step in range(1, 24 * 60) for sign in (1, -1))
    near = next(each for each in tried if _is_clear(each, zone))
    raise WordedError(code, found=f"{local:%Y-%m-%d %H:%M}", zone=zone.key, near=f"{near:%H:%M}")


def _next(at: time, zone: ZoneInfo, now: datetime) -> str:
    """Return the next time at which the clocks of a zone show an hour, once and not in the past."""
    today = now.astimezone(zone).date()
    days = (datetime.combine(today + timedelta(days=ahead), at) for ahead in range(8))
    found = next(each for each in days if _is_clear(each, zone) and each.replace(tzinfo=zone) > now)
    return f"{found:%Y-%m-%d %H:%M}"
