"""What settled days that were restated hold now, and what was known of them a week ago."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from campaigns import reports
from campaigns.judgement.data_health import RESTATED_DAYS, DayState, data_health
from campaigns.judgement.together import Together
from campaigns.metrics import Counts, total
from campaigns.periods import last_settled_day
from campaigns.reports import ReportQuery, Row, report


@dataclass(frozen=True)
class CountedDay:
    """Installs and spend of a network's day in an app."""

    network: int
    app: int
    day: date
    installs: int | None
    spend: Decimal | None

    @classmethod
    def of(cls, row: Row) -> "CountedDay":
        """What stands in a row."""
        own, counts = row.keys, row.counts
        return cls(own["network"], own["app"], own["day"], counts.installs, counts.spend)


@dataclass(frozen=True)
class Restated:
    """The days of all networks that restated any, as they are and as they were known, and the last
    day of each network that had settled then."""

    now: list[CountedDay]
    then: list[CountedDay]
    settled: dict[int, date] = field(default_factory=dict)


def _found(today: date) -> Restated:
    """Of the usual days of data health, today and a week ago."""
    health = data_health(today)
    rows = [row for row in health.rows if row.days(DayState.RESTATED, health.period)]
    if not rows:
        return Restated([], [])
    networks = tuple({row.network_id for row in rows})
    asked = ReportQuery(health.period, ("day", "network", "app"), {"network": networks})
    then = today - timedelta(days=RESTATED_DAYS)
    settle = reports.networks()
    now, known = (
        [CountedDay.of(row) for row in report(one)] for one in (asked, replace(asked, as_of=then))
    )
    return Restated(now, known, {pk: last_settled_day(then, settle[pk][1]) for pk in networks})


restated = Together("restated", Restated, _found, little=True)


def summed(days: Iterable[CountedDay]) -> Counts:
    """Installs and spend of some days together."""
    return total(Counts.of(installs=one.installs, spend=one.spend) for one in days)
