"""What all creatives of an app and format brought on each day, as it is stored month by month."""

from datetime import date
from functools import partial
from typing import NamedTuple

from campaigns import reports
from campaigns.judgement.creatives.fatigue import BASIS
from campaigns.judgement.kept_months import known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.periods import Period
from campaigns.reports import ReportQuery, cells

OF = "days of fields"
BY = ("app", "format")


class FieldDays(NamedTuple):
    """The creatives of an app and format: of each day of a month their impressions and installs."""

    app: int
    format: str
    impressions: list[int]
    installs: list[int]


def field_days(app: int, format: str, period: Period) -> dict[date, tuple[int, int]] | None:
    """The impressions and installs of each day of a period; None where they are not stored."""
    known = reports.days_with_data({})
    days = known and period.within(known)
    if not days:
        return None
    months = [*days.months()]
    stored = stored_all([(ReportQuery(month, BY), OF) for month in months], list[FieldDays])
    if stored is None:
        return None
    found: dict[date, tuple[int, int]] = {}
    for month, fields in zip(months, stored, strict=True):
        for own in fields:
            if (own.app, own.format) == (app, format):
                basis = zip(own.impressions, own.installs, strict=True)
                found |= {d: of for d, of in zip(month.days(), basis, strict=True) if d in days}
    return found


def keep_fields(split_by: str) -> None:
    """Store them of every month, anew where counts are split by other formats than before."""
    for days in known_months():
        keep_of(days, ReportQuery(days, BY), OF, partial(_month, days), split_by)


def _month(days: Period) -> list[FieldDays]:
    found: dict[tuple[int, str], FieldDays] = {}
    for app, format, day, shown, installs in cells(ReportQuery(days, (*BY, "day"), counts=BASIS)):
        own = found.get((app, format))
        if own is None:
            none = [0] * len(days)
            own = found[app, format] = FieldDays(app, format, none, [*none])
        at = (day - days.first).days
        own.impressions[at], own.installs[at] = shown, installs
    return [*found.values()]
