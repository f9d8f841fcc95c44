"""Things on Today about counts: days that are missing, and days that came out otherwise."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from campaigns import reports
from campaigns.judgement.data_health import DataHealth, DataRow, DayState, is_missing
from campaigns.metrics import Counts, total
from campaigns.pages.overview.cards import Card
from campaigns.reports import ReportQuery, report
from campaigns.ui.missing_days import missing

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
            text="Totals leave these days out: an empty day is never counted as a zero day.",
            url=reverse("data"),
            do="Import",
            since=max(days) + timedelta(days=1),
            installs=None if whole.installs is None else whole.installs * part,
            installs_noun="installs on as many usual days",
            money=None if whole.spend is None else float(whole.spend) * part,
            money_noun="spent on such days",
        )


def _is_of(row: DataRow, counted: reports.Row) -> bool:
    keys = counted.keys
    return keys["network"] == row.network_id and row.app_id in (None, keys["app"])


def _usual(row: DataRow, counts: Counts) -> float:
    """The part of its counts that one of its days has."""
    here = sum(state in HERE for state in row.states)
    return 1 / here if here and counts.installs is not None else 0.0
