"""What follows from the daily counts and is stored beside them: who is counted, and the rollups.

Whoever writes counts calls `refresh` with the campaign-days that it touched, in its transaction;
the models do so by themselves. Everything is made anew from the rows of those days, so doing it
twice, or for more days than needed, changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from campaigns.metrics import COUNTS
from campaigns.models.choices import Reporter
from campaigns.periods import Period

CampaignDay = tuple[int, date]
Block = tuple[list[int], date, date]
"""Campaigns, and the first and last of some days of one week."""
Flip = tuple[list[int], list[date], str, bool]
"""Campaigns, days and the reporter whose rows are counted, or are not."""
NetworkDay = tuple[int, int, date]
"""App, network and day."""
Alike = dict[tuple[int, int, str], dict[bool, tuple[set[int], set[date]]]]
"""By app, network and reporter: the campaigns to set so, and the days of which it is true."""
CHUNK = 500
ROLLUPS = ("StorePageDay", "CreativeDay", "CountryDay", "CampaignDay")
"""In the order in which they are made: a campaign-day is the sum of its store pages' rows."""
FROM = {"CampaignDay": "StorePageDay"}
WEEK = timedelta(days=6)


@transaction.atomic
def refresh(days: Iterable[CampaignDay]) -> None:
    """Make the rollups of these campaign-days anew, and decide who is counted on them."""
    touched = set(days)
    lock({campaign for campaign, _ in touched})
    for block in _blocks(touched):
        for name in ROLLUPS:
            _make(name, block)
        for flip in _flips(block):
            _set_counted(*flip)


def lock(campaigns: Collection[int]) -> None:
    """Let nobody else write counts of the networks and apps of these campaigns meanwhile.

    Who is counted on a day depends on all campaigns that a network has for the app.
    """
    if not connection.features.has_select_for_update:
        return
    rows = _model("Campaign").objects.filter(_beside(campaigns)).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


@contextmanager
def kept(rows: models.QuerySet, *, moving: bool = False) -> Iterator[None]:
    """Change or delete these daily counts inside; what follows from them follows.

    `moving` says that their campaigns go, or go to another app or network: then it is decided
    again who is counted on all days that they shared with other campaigns.
    """
    with transaction.atomic():
        days = set(rows.order_by().values_list("campaign", "day").distinct())
        if moving and days:
            first, last = min(day for _, day in days), max(day for _, day in days)
            beside = _model("CampaignDay").objects.filter(
                _beside({campaign for campaign, _ in days}, "campaign__"),
                day__range=(first, last),
            )
            days |= set(beside.values_list("campaign", "day").distinct())
        yield
        refresh(days)


def faults(period: Period) -> set[CampaignDay]:
    """The campaign-days of a period on which not all is stored that follows from the counts."""
    block = (None, period.first, period.last)
    found = {
        (campaign, day)
        for (_, _, day), _, campaign, right, flags in _said(block, "DailyCount")
        if flags != {right}
    }
    for name in ROLLUPS:
        made, values = _select(name, block, "DailyCount")
        where, _ = _where(block)
        columns = ", ".join(_columns(name))
        stored = f"SELECT {columns} FROM {_table(name)} WHERE {where}"
        with connection.cursor() as cursor:
            for one, other in ((made, stored), (stored, made)):
                cursor.execute(f"{one} EXCEPT {other}", [*values, *values])
                found |= {(row[0], _as_day(row[1])) for row in cursor.fetchall()}
    return found


def all_days(period: Period) -> set[CampaignDay]:
    """The campaign-days of a period that have counts or rollups."""
    found: set[CampaignDay] = set()
    for name in ("DailyCount", *ROLLUPS):
        rows = _model(name).objects.filter(day__range=(period.first, period.last)).order_by()
        found.update(rows.values_list("campaign", "day").distinct())
    return found


def span() -> Period | None:
    """The first and last day that has counts or rollups."""
    ends = [
        _model(name).objects.aggregate(day=end("day"))["day"]
        for name in ("DailyCount", *ROLLUPS)
        for end in (models.Min, models.Max)
    ]
    days = [day for day in ends if day]
    return Period(min(days), max(days)) if days else None


def _blocks(days: Iterable[CampaignDay]) -> Iterator[Block]:
    """The days week by week: a few questions, which may take in a few days more."""
    weeks: dict[date, set[CampaignDay]] = defaultdict(set)
    for campaign, day in days:
        weeks[day - timedelta(days=day.weekday())].add((campaign, day))
    for _, some in sorted(weeks.items()):
        campaigns = sorted({campaign for campaign, _ in some})
        first, last = min(day for _, day in some), max(day for _, day in some)
        for start in range(0, len(campaigns), CHUNK):
            yield campaigns[start : start + CHUNK], first, last


# Who is counted


def _said(
    block: tuple[list[int] | None, date, date], table: str
) -> Iterator[tuple[NetworkDay, str, int, bool, set[bool]]]:
    """Every network-day, reporter and campaign of a block: whether it counts, and what is stored.

    One reporter a network-day is counted: the first of all that has any row there.
    """
    campaigns, first, last = block
    rows = _model(table).objects.filter(day__range=(first, last)).order_by()
    if campaigns is not None:
        rows = rows.filter(_beside(campaigns, "campaign__"))
    told: dict[NetworkDay, dict[tuple[str, int], set[bool]]] = defaultdict(lambda: defaultdict(set))
    found = rows.values_list(
        "campaign__app", "campaign__network", "day", "reported_by", "campaign", "counted"
    )
    for app, network, day, reporter, campaign, counted in found.distinct():
        told[app, network, day][reporter, campaign].add(counted)
    for network_day, said in told.items():
        stands = min((reporter for reporter, _ in said), key=Reporter.values.index)
        for (reporter, campaign), flags in said.items():
            yield network_day, reporter, campaign, reporter == stands, flags


def _flips(block: Block) -> Iterator[Flip]:
    """What must be set on the network-days of a block whose campaign-days were made anew."""
    alike: Alike = {}
    for (app, network, day), reporter, campaign, right, flags in _said(block, "CampaignDay"):
        own = alike.setdefault((app, network, reporter), {})
        some, days = own.setdefault(right, (set(), set()))
        days.add(day)
        # A campaign-day is counted only if all of its rows are, so it may hide some that are.
        if flags != {right} or not right:
            some.add(campaign)
    _, first, last = block
    return _together(alike, [first + timedelta(days=n) for n in range((last - first).days + 1)])


def _together(alike: Alike, all_days: list[date]) -> Iterator[Flip]:
    """The same in few statements: days on which a reporter says nothing may be named as well."""
    found: dict[tuple, set[int]] = defaultdict(set)
    for (_, _, reporter), own in alike.items():
        for right, (some, days) in own.items():
            if some:
                named = all_days if len(own) == 1 else sorted(days)
                found[reporter, right, tuple(named)] |= some
    for (reporter, right, named), some in found.items():
        yield sorted(some), list(named), reporter, right


def _set_counted(campaigns: list[int], days: list[date], reporter: str, counted: bool) -> None:
    for name in ("DailyCount", *ROLLUPS):
        for start in range(0, len(campaigns), CHUNK):
            _model(name)._base_manager.filter(
                campaign__in=campaigns[start : start + CHUNK],
                day__in=days,
                reported_by=reporter,
                counted=not counted,
            ).update(counted=counted)


def _beside(campaigns: Collection[int], path: str = "") -> models.Q:
    """Whatever belongs to an app and a network of these campaigns, and perhaps some more."""
    pairs = list(_campaigns(campaigns))
    return models.Q(
        **{
            f"{path}app__in": {app for app, _ in pairs},
            f"{path}network__in": {network for _, network in pairs},
        }
    )


def _campaigns(campaigns: Collection[int]) -> Iterator[tuple[int, int]]:
    ids = sorted(campaigns)
    for start in range(0, len(ids), CHUNK):
        rows = _model("Campaign").objects.filter(pk__in=ids[start : start + CHUNK])
        yield from rows.order_by().values_list("app", "network").distinct()


# Rollups


def _make(name: str, block: Block) -> None:
    where, values = _where(block)
    select, given = _select(name, block, FROM.get(name, "DailyCount"))
    columns = ", ".join(_columns(name))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(name)} WHERE {where}", values)
        cursor.execute(f"INSERT INTO {_table(name)} ({columns}) {select}", given)


def _select(name: str, block: tuple, source: str) -> tuple[str, list]:
    """The rows of a rollup as they follow from another table, in the order of `_columns`.

    Both databases understand it. Rows that are not all counted make one that is not: who is
    counted is decided afterwards.
    """
    where, values = _where(block)
    key = _columns(name)[: -len(COUNTS) - 2]
    counted = "MIN(CASE WHEN counted THEN 1 ELSE 0 END) = 1"
    reports = _reports() if source == "DailyCount" else "reports"
    sums = ", ".join(f"SUM({name})" for name in COUNTS)
    return (
        f"SELECT {', '.join(key)}, {counted}, {reports}, {sums} FROM {_table(source)} "
        f"WHERE {where} GROUP BY {', '.join(key)}, {reports}",
        values,
    )


def _reports() -> str:
    return " + ".join(
        f"CASE WHEN {name} IS NULL THEN 0 ELSE {1 << place} END"
        for place, name in enumerate(COUNTS)
    )


def _columns(name: str) -> list[str]:
    table = _model(name)
    key = ("campaign", "day", *table.PARTS, "reported_by", "counted", "reports", *COUNTS)
    return [table._meta.get_field(field).column for field in key]


def _where(block: tuple[list[int] | None, date, date]) -> tuple[str, list]:
    campaigns, first, last = block
    days = [connection.ops.adapt_datefield_value(day) for day in (first, last)]
    if campaigns is None:
        return "day BETWEEN %s AND %s", days
    marks = ", ".join(["%s"] * len(campaigns))
    return f"campaign_id IN ({marks}) AND day BETWEEN %s AND %s", [*campaigns, *days]


def _table(name: str) -> str:
    return connection.ops.quote_name(_model(name)._meta.db_table)


def _model(name: str) -> Any:
    return apps.get_model("campaigns", name)


def _as_day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
