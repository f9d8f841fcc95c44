"""Things on Today about counts: days that are missing, and days that came out otherwise."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from campaigns import formats, reports
from campaigns.english import listed
from campaigns.judgement.data_health import (
    DataHealth,
    DataRow,
    DayState,
    is_missing,
)
from campaigns.judgement.restated import CountedDay, restated, summed
from campaigns.metrics import Counts, total
from campaigns.pages.overview.cards import Card
from campaigns.reports import ReportQuery, report
from campaigns.ui.missing_days import missing

HEAVILY = 0.1
"""The part by which installs or spend of settled days must have moved."""
FEWEST = 50
"""Installs of days that are worth a word."""
PAUSE = 7
"""So many days missing in a row may be a pause."""
HERE = {DayState.IMPORTED, DayState.RESTATED, DayState.SETTLING}
"""A day with counts."""


def missing_days(health: DataHealth) -> Iterator[Card]:
    """A card for each network of which days should be here and are not, worth as many usual
    days."""
    rows = [row for row in health.rows if is_missing(row)]
    if not rows:
        return
    ids = tuple({row.network_id for row in rows})
    counts = report(ReportQuery(health.period, ("network", "app"), {"network": ids}))
    for row in rows:
        days = [*row.days(DayState.GAP, health.period), *row.days(DayState.LATE, health.period)]
        part = _usual(row, total(r.counts for r in counts if _is_of(row, r))) * len(days)
        whole = total(r.counts for r in counts if _is_of(row, r))
        where = "" if row.app_id is None else f" {row.app_id}"
        yield Card(
            keys=(f"days {row.network_id}{where} {max(days)} {len(days)}",),
            sign="not_enough",
            title=missing(row, health.period),
            text=_left_out(row, health),
            url=reverse("data"),
            do="Import",
            since=max(days) + timedelta(days=1),
            installs=None if whole.installs is None else whole.installs * part,
            installs_noun="installs on as many usual days",
            money=None if whole.spend is None else float(whole.spend) * part,
            money_noun="spent on such days",
        )


def _left_out(row: DataRow, health: DataHealth) -> str:
    gaps = row.days(DayState.GAP, health.period)
    week = timedelta(days=PAUSE - 1)
    paused = any(one + week == last for one, last in zip(gaps, gaps[PAUSE - 1 :], strict=False))
    said = "Totals leave these days out: an empty day is never counted as a zero day."
    return f"{said} Was it paused? Then say that this is done." if paused else said


def restated_days(health: DataHealth, today: date) -> Iterator[Card]:
    """A card for each network of which days that had settled a week ago hold far other installs or
    spend than then: on others nothing was decided then."""
    rows = [row for row in health.rows if row.days(DayState.RESTATED, health.period)]
    if not rows:
        return
    found = restated(today)
    for row in rows:
        settled = found.settled.get(row.network_id, health.period.last)
        days = [one for one in row.days(DayState.RESTATED, health.period) if one <= settled]
        mine, before = (_of_days(row, some, days) for some in (found.now, found.then))
        if (before.installs or 0) >= FEWEST and (said := list(_moves(mine, before))):
            yield _restatement(row, days, mine, before, said)


def _of_days(row: DataRow, some: list[CountedDay], days: list[date]) -> Counts:
    return summed(
        one
        for one in some
        if one.network == row.network_id and row.app_id in (None, one.app) and one.day in days
    )


def _moves(now: Counts, before: Counts) -> Iterator[str]:
    """12 % fewer installs"""
    for name, less in (("installs", "fewer"), ("spend", "less")):
        one, other = getattr(now, name), getattr(before, name)
        part = float(one) / float(other) - 1 if other and one is not None else 0.0
        if abs(part) >= HEAVILY:
            yield f"{100 * abs(part):.0f} % {'more' if part > 0 else less} {name}"


def _restatement(
    row: DataRow, days: list[date], now: Counts, before: Counts, said: list[str]
) -> Card:
    where = f"{row.network} in {row.app}" if row.app else row.network
    were, are = formats.count(before.installs), formats.count(now.installs)
    money = abs(float((now.spend or 0) - (before.spend or 0)))
    return Card(
        keys=(f"restated {row.network_id} {max(days)} {len(days)}",),
        sign="not_enough",
        title=f"{where} restated {_counted(days)}: {listed(said)} than a week ago",
        text=f"Installs of these days were {were} and are {are}. What was decided on them stood on "
        "other numbers.",
        url=reverse("data"),
        do="Look",
        installs=abs((now.installs or 0) - (before.installs or 0)) or None,
        installs_noun="installs restated",
        money=money or None,
        money_noun="of spend restated",
    )


def _counted(days: list[date]) -> str:
    shown = [formats.day(day) for day in days]
    return listed(shown) if len(shown) <= 3 else f"{len(shown)} days from {shown[0]} to {shown[-1]}"


def _is_of(row: DataRow, counted: reports.Row) -> bool:
    keys = counted.keys
    return keys["network"] == row.network_id and row.app_id in (None, keys["app"])


def _usual(row: DataRow, counts: Counts) -> float:
    """The part of its counts that one of its days has."""
    here = sum(state in HERE for state in row.states)
    return 1 / here if here and counts.installs is not None else 0.0
