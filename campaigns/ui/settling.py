"""The days that still settle, and what they will be: as a table, in words, on a chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.judgement.forecasts import Settling, SettlingDay
from campaigns.metrics import Counts
from campaigns.reports import networks_known
from campaigns.stats.maturity.forecast import Abstains
from campaigns.ui.charts import Band, Outlook

FORECAST = "Long dashes in a tinted band: forecast once settled, 90 % range. Dots: so far."


@dataclass(frozen=True)
class SettlingRow:
    """A line of the table of settling days."""

    name: str
    day: str
    so_far: str
    known: str
    forecast: str
    range: str
    words: str


def rows_of_days(found: Settling) -> list[SettlingRow]:
    """All networks together, the newest day first."""
    return [_row(one, "") for one in reversed(found.total)]


def rows_of_networks(found: Settling) -> list[SettlingRow]:
    """The newest settling day of each network."""
    names = {pk: known.name for pk, known in networks_known().items()}
    newest = [days[-1] for days in found.networks.values()]
    return sorted(
        (_row(one, names[one.of]) for one in newest if one.of in names),
        key=lambda row: row.name.casefold(),
    )


def rows_of_network(found: Settling, network: int) -> list[SettlingRow]:
    """One network, the newest day first."""
    return [_row(one, "") for one in reversed(found.networks.get(network, ()))]


@dataclass(frozen=True)
class Foretold:
    """How many lines have a forecast, in words; `any` of them has."""

    words: str
    any: bool


def foretold(rows: Sequence[SettlingRow]) -> Foretold:
    """What a table of settling days is worth, before it is opened."""
    told = sum(row.forecast != formats.NO_DATA for row in rows)
    if told:
        return Foretold(f"{told} of {len(rows)} with a forecast" if told < len(rows) else "", True)
    why = {row.words for row in rows}
    return Foretold(why.pop().rstrip(".") if len(why) == 1 else "No forecast yet", False)


def outlook(days: Sequence[SettlingDay], drawn: Sequence[date]) -> Outlook | None:
    """What is forecast of a line, at the days that a chart draws; None where nothing is."""
    told = {one.day: one.forecast for one in days if one.forecast}
    if not set(told) & set(drawn):
        return None
    found = [told.get(day) for day in drawn]
    return Outlook(
        [one.ipm if one else None for one in found],
        Band(
            [one.ipm_range[0] if one else None for one in found],
            [one.ipm_range[1] if one else None for one in found],
        ),
    )


def said(one: SettlingDay) -> str:
    """66 installs so far, likely 108 to 120 once settled (IPM 4.5 to 5.0)."""
    if one.forecast is None:
        whose = "of it" if one.of else "of what brought much of it"
        return why_not(one.abstains, whose)
    low, high = (formats.count(round(end)) for end in one.forecast.installs_range)
    ends = _range(one.forecast.ipm_range)
    installs = formats.count(round(one.installs))
    return f"{installs} installs so far, likely {low} to {high} once settled (IPM {ends})."


def why_not(abstains: Abstains | None, whose: str = "of it") -> str:
    """No forecast: 12 of 30 days."""
    if abstains is None:
        return f"No forecast: nothing is learned {whose} yet."
    if abstains.why == "changed":
        again = formats.day(date.fromordinal(abstains.again))
        return f"No forecast until {again}: it reports otherwise than before."
    seen = "days were imported this early and again after 14 days"
    what = "days" if abstains.why == "history" else seen
    return f"No forecast: {abstains.have} of {abstains.need} {what}."


def habit(since: date, again: date, today: date, *, later: bool) -> str:
    """Reports later since 9 Nov; forecast again from the 16th."""
    how = "later" if later else "sooner"
    words = f"Reports {how} since {formats.day(since)}"
    return f"{words}; forecast again from {formats.day(again)}." if again > today else f"{words}."


def _row(one: SettlingDay, name: str) -> SettlingRow:
    found = one.forecast
    return SettlingRow(
        name,
        formats.day(one.day),
        formats.ratio(Counts.ipm, one.ipm),
        formats.percent(round(min(one.known, 1), 2)) if one.known is not None else formats.NO_DATA,
        formats.ratio(Counts.ipm, found.ipm) if found else formats.NO_DATA,
        _range(found.ipm_range) if found else formats.NO_DATA,
        said(one),
    )


def _range(ends: tuple[float, float]) -> str:
    low, high = (formats.ratio(Counts.ipm, end) for end in ends)
    return f"{low} to {high}"
