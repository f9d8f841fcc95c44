"""Which days of which network are there: six states, and nothing expected.

A day without a row and without an import that was of it is never a zero day: it is a gap where
days before and after are here, late where it usually would be here by now.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from campaigns.judgement.together import Together
from campaigns.periods import Period, last_complete_day, last_settled_day
from campaigns.reports import networks
from campaigns.reports.answers import kept
from campaigns.reports.health import (
    Stored,
    names_of_places,
    stored_days,
    usual_lags,
)

DAYS = 30
RESTATED_DAYS = 7
"""A restatement is shown for so many days."""
ENDED_DAYS = 14
"""A network of which nothing came for longer is not waited for."""


class DayState(StrEnum):
    """What is known of a network's day."""

    IMPORTED = "imported"
    SETTLING = "settling"
    RESTATED = "restated"
    LATE = "late"
    GAP = "gap"
    ZERO = "zero"
    NOTHING = "nothing"


@dataclass(frozen=True)
class DataRow:
    """A network's days, of one app where its apps differ: `app` is "" where they do not."""

    network_id: int
    network: str
    app: str
    states: tuple[DayState, ...]
    app_id: int | None = None

    def days(self, state: DayState, period: Period) -> list[date]:
        """Its days of a state."""
        days = zip(period.days(), self.states, strict=True)
        return [day for day, own in days if own == state]


@dataclass(frozen=True)
class DataHealth:
    """All networks of a period, in the order of their names."""

    period: Period
    rows: list[DataRow]


@kept
def data_health(today: date, changed_since: date | None = None) -> DataHealth:
    """The last 30 complete days of every network; what was restated since a day, usually in the
    last 7."""
    period = _period(today)
    from_day = changed_since or today - timedelta(days=RESTATED_DAYS)
    since = timezone.make_aware(datetime.combine(from_day, time()))
    settle = {pk: days for pk, (_, days) in networks().items()}
    apps, names = names_of_places()
    by_network: dict[int, dict[int, tuple[DayState, ...]]] = {}
    for one in days_of_all(today):
        app, network = one.app, one.network
        if app in apps and network in names:
            settled = last_settled_day(today, settle[network])
            states = _states(one, period, settled, today, since)
            if set(states) != {DayState.NOTHING}:
                by_network.setdefault(network, {})[app] = states
    rows = [
        DataRow(network, names[network], apps[app] if apart else "", states, app if apart else None)
        for network, of_app in sorted(by_network.items(), key=lambda one: names[one[0]].casefold())
        for apart in [len(set(of_app.values())) > 1]
        for app, states in (of_app.items() if apart else [*of_app.items()][:1])
    ]
    return DataHealth(period, rows)


@dataclass(frozen=True)
class PlaceDays:
    """What is stored of an app and network, and after how many days its newest usually comes."""

    app: int
    network: int
    days: Stored
    lag: int


def _days(today: date) -> list[PlaceDays]:
    stored, lags = stored_days(_period(today)), usual_lags(today)
    return [PlaceDays(*place, own, lags.get(place, 1)) for place, own in stored.items()]


days_of_all = Together("days", list[PlaceDays], _days, alone=True)


def _period(today: date) -> Period:
    return Period.of_days(DAYS, last_complete_day(today))


def _states(
    one: PlaceDays, period: Period, settled: date, today: date, since: datetime
) -> tuple[DayState, ...]:
    late = {day for day, at in one.days.restated.items() if at >= since}
    return tuple(
        _state(one.days, day, settled, today, one.lag, restated=day in late)
        for day in period.days()
    )


def _state(
    own: Stored, day: date, settled: date, today: date, lag: int, *, restated: bool
) -> DayState:
    if day in own.counted:
        if day > settled:
            return DayState.SETTLING
        return DayState.RESTATED if restated else DayState.IMPORTED
    if day in own.told:
        return DayState.ZERO
    last = max(own.last, max(own.told, default=own.last))
    if own.first < day < last:
        return DayState.GAP
    ended = (last_complete_day(today) - last).days > ENDED_DAYS
    if day > last and not ended and (today - day).days > lag:
        return DayState.LATE
    return DayState.NOTHING


def is_missing(row: DataRow) -> bool:
    """Whether days of it should be here and are not."""
    return bool({DayState.GAP, DayState.LATE} & set(row.states))
