"""Moments in words, as a language writes them, in the zone in which they are told."""

from datetime import datetime
from zoneinfo import ZoneInfo

from casebook.labels import labels


def write_due(due: datetime, zone: str, language: str) -> str:
    """Return a moment such as `2026 年 12 月 1 日（星期二）18:00（北京时间）` or `Tuesday 1 December 2026, 18:00 (Beijing time)`."""
    t = labels(language)
    local = due.astimezone(ZoneInfo(zone))
    return t["moment"].format(
        year=local.year,
        month=t["months"].split(" ")[local.month - 1],
        day=local.day,
        weekday=t["weekdays"].split(" ")[local.weekday()],
        time=f"{local:%H:%M}",
        zone=_zone(local, zone, t["zone_beijing"]),
    )


def _zone(local: datetime, zone: str, beijing: str) -> str:
    if zone in ("Asia/Shanghai", "PRC"):
        return beijing
    offset = f"{local:%z}"
    hours, minutes = offset[:3].replace("-", "−"), offset[3:5]
    sign, number = hours[0], str(int(hours[1:]))
    written = f"UTC{sign}{number}" + (f":{minutes}" if minutes != "00" else "")
    return (
        f"{zone.replace('_', ' ')}, {written}" if int(number) or minutes != "00" else f"{zone.replace('_', ' ')}, UTC"
    )
