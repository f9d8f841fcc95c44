"""What the days that still settle will be, network by network and all together.

A forecast is no count: it enters no sum, no verdict and no export of counts.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from campaigns import reports
from campaigns.judgement.maturity import Learned, learned
from campaigns.judgement.together import Together
from campaigns.metrics import Counts
from campaigns.periods import Period, last_complete_day
from campaigns.reports import ReportQuery, report
from campaigns.reports.answers import kept
from campaigns.reports.looks import READ, latest_ages
from campaigns.stats.maturity.forecast import (
    Abstains,
    Forecast,
    Levels,
    forecast,
    learn_levels,
)

BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
SMALL = 0.05
"""The part of a day's impressions that may be without a forecast, and is then taken as it is."""
Pair = tuple[float, float]
"""installs, impressions"""


@dataclass(frozen=True)
class SettlingDay:
    """A day that still settles: what is reported so far, and what it will be.

    `known` is the part of its installs that usually is known by now, where it has a forecast;
    `forecast` and `abstains` are
    what was found, one of them None. `of` is the network, None for all together.
    """

    day: date
    installs: float
    impressions: float
    known: float | None = None
    forecast: Forecast | None = None
    abstains: Abstains | None = None
    of: int | None = None

    @property
    def ipm(self) -> float | None:
        """As reported so far."""
        return 1000 * self.installs / self.impressions if self.impressions else None


@dataclass(frozen=True)
class Settling:
    """The days that still settle, the oldest first: of all networks, and of each."""

    total: Sequence[SettlingDay] = ()
    networks: Mapping[int, Sequence[SettlingDay]] = field(default_factory=dict)


def settling(query: ReportQuery, today: date) -> Settling:
    """The settling days of what a query asks for, as far as it shows the last days.

    Nothing as it was known on another day, nor of one reporter alone.
    """
    if query.as_of or "reported_by" in query.where:
        return Settling()
    found = _settling(query.where, today) if query.where else settling_of_all(today)
    last = last_complete_day(today) if query.ends else query.period.last
    shown = Period(min(query.period.first, last), last)
    return Settling(
        [one for one in found.total if one.day in shown],
        {
            network: inside
            for network, days in found.networks.items()
            if (inside := [one for one in days if one.day in shown])
        },
    )


@kept
def _settling(where: Mapping[str, tuple], today: date) -> Settling:
    if not learned():
        return Settling()
    period = Period.of_days(READ, last_complete_day(today))
    asked = ReportQuery(period, ("network", "day"), where, counts=BASIS)
    pairs: dict[int, dict[date, Pair]] = defaultdict(dict)
    for row in report(asked):
        if pair := row.counts.pair(Counts.ipm):
            pairs[row.keys["network"]][row.keys["day"]] = pair
    ends, known = reports.settled_ends(today), learned()
    asked_for = tuple(sorted(pairs)) if "network" in where else ()
    found = {
        network: _network(network, days, known.get(network), ends[network], today, asked_for)
        for network, days in pairs.items()
    }
    days = [day for day in period.days() if day > min(ends.values())]
    total = [_all(day, pairs, found) for day in days]
    return Settling(
        [one for one in total if one is not None],
        {network: own for network, own in found.items() if own},
    )


settling_of_all = Together("settling", Settling, lambda today: _settling({}, today), little=True)


def _network(
    network: int,
    pairs: Mapping[date, Pair],
    one: Learned | None,
    end: date,
    today: date,
    asked_for: tuple[int, ...],
) -> list[SettlingDay]:
    """A network's settling days."""
    unsettled = [day for day in sorted(pairs) if day > end]
    if not unsettled:
        return []
    if one is None:
        return [SettlingDay(day, *pairs[day], of=network) for day in unsettled]
    ages = latest_ages(today, asked_for).get(network, {})
    levels = _levels(one, pairs, ages, today)
    return [_day(network, day, pairs[day], one, levels, ages, today) for day in unsettled]


def _levels(
    one: Learned, pairs: Mapping[date, Pair], ages: Mapping[date, int], today: date
) -> Levels | None:
    latest = [
        {day.toordinal(): (ages.get(day, _oldest(day, today)), pair[n]) for day, pair in own}
        for n in (0, 1)
        for own in [pairs.items()]
    ]
    return learn_levels(latest[0], latest[1], one.maturity, today.toordinal())


def _oldest(day: date, today: date) -> int:
    """The age of a day that no import was of, as one typed by hand: what it could be by now."""
    return (today - day).days - 1


def _day(
    network: int,
    day: date,
    pair: Pair,
    one: Learned,
    levels: Levels | None,
    ages: Mapping[date, int],
    today: date,
) -> SettlingDay:
    age, at = ages.get(day, _oldest(day, today)), day.toordinal()
    counts = round(pair[0]), round(pair[1])
    found = forecast(one.maturity, levels, at, age, counts, today.toordinal())
    told = found if isinstance(found, Forecast) else None
    known = one.maturity.installs.known(at, age) if told else None
    silent = found if isinstance(found, Abstains) else None
    return SettlingDay(day, *pair, known, told, silent, network)


def _all(
    day: date,
    pairs: Mapping[int, Mapping[date, Pair]],
    found: Mapping[int, Sequence[SettlingDay]],
) -> SettlingDay | None:
    """All networks of a day. Means are added; networks err independently, so ranges add in squares.

    A network without a forecast is taken as it is reported where it is small; else all abstain.
    """
    there = {network: days[day] for network, days in pairs.items() if day in days}
    if not there:
        return None
    installs = sum(pair[0] for pair in there.values())
    shows = sum(pair[1] for pair in there.values())
    settling = {
        one.of: one for own in found.values() for one in own if one.day == day and one.of in there
    }
    silent = [one for one in settling.values() if one.forecast is None]
    largest = max(silent, key=lambda one: one.impressions, default=None)
    if largest and sum(s.impressions for s in silent) > SMALL * shows:
        return SettlingDay(day, installs, shows, abstains=largest.abstains)
    told = [one.forecast for one in settling.values() if one.forecast]
    if not told:
        return None
    rest = [pair for of, pair in there.items() if of not in settling]
    rest += [(one.installs, one.impressions) for one in silent]
    summed = _summed(told, rest)
    by_then = sum((one.known or 0) * one.forecast.mean for one in settling.values() if one.forecast)
    known = (by_then + sum(pair[0] for pair in rest)) / summed.mean if summed.mean else None
    return SettlingDay(day, installs, shows, known, summed)


def _summed(told: Sequence[Forecast], rest: Sequence[Pair]) -> Forecast:
    """Forecasts of networks, and what others have, as one."""
    mean = sum(one.mean for one in told) + sum(pair[0] for pair in rest)
    shows = sum(one.impressions for one in told) + sum(pair[1] for pair in rest)
    ipm = 1000 * mean / shows
    off = [sqrt(sum((one.installs_range[e] - one.mean) ** 2 for one in told)) for e in (0, 1)]
    apart = [
        sqrt(sum((one.ipm_range[e] - one.ipm) ** 2 * one.impressions**2 for one in told)) / shows
        for e in (0, 1)
    ]
    return Forecast(
        round(mean),
        mean,
        shows,
        (max(mean - off[0], 0.0), mean + off[1]),
        (max(ipm - apart[0], 0.0), ipm + apart[1]),
    )
