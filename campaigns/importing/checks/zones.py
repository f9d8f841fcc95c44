"""In which time zone the days of a report are, where it tells."""

import re
from functools import cache
from zoneinfo import available_timezones

from campaigns.importing.report import Report

_SAID = re.compile(r"(?:report(?:ing)?\s*)?time\s*[-_]?zone\W*(.*)", re.IGNORECASE)
_IN_HEADER = re.compile(r"\(\s*(UTC|GMT|[A-Za-z]+/[A-Za-z_]+)\s*\)")
UTC = ("UTC", "GMT", "ETC/UTC", "ETC/GMT", "UTC+0", "UTC+00:00", "GMT+0", "ZULU", "UNIVERSAL")


def zone_told(report: Report) -> str:
    """By a title row, a column of time zones or the heading of the day; "" where none tells."""
    for _, cells in report.titles:
        texts = [str(cell).strip() for cell in cells]
        for place, text in enumerate(texts):
            found = _SAID.fullmatch(text)
            said = found and (found[1] or (texts[place + 1 :] or [""])[0])
            if zone := as_zone(said or ""):
                return zone
    for index, name in enumerate(report.header.plain):
        if name in ("timezone", "reporttimezone", "reportingtimezone", "accounttimezone"):
            zones = {as_zone(str(cell)) for cell in report.rows.distinct(index)}
            if len(zones) == 1:
                return zones.pop()
    at = report.columns.at
    found = _IN_HEADER.search(report.named("day")) if "day" in at else None
    return as_zone(found[1]) if found else ""


def as_zone(text: str) -> str:
    """`(GMT) utc` is no zone, `america/los_angeles` is America/Los_Angeles; "" for what is none."""
    text = text.strip().strip("()").strip()
    if text.upper() in UTC:
        return "UTC"
    return _zones().get(text.casefold(), "")


@cache
def _zones() -> dict[str, str]:
    return {zone.casefold(): zone for zone in available_timezones()}
