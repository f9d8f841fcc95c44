"""What follows from the daily counts and is stored beside them: who is counted, and the rollups.

Whoever writes counts calls `refresh` with the campaign-days that it touched, in its transaction;
the models do so by themselves. Everything is made anew from the rows of those days, so doing it
twice, or for more days than needed, changes nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from campaigns.metrics import COUNTS
from campaigns.models.changes import changed
from campaigns.models.choices import Reporter
from campaigns.models.dialects import CampaignDay, as_day, campaign_days
from campaigns.models.limits import unlimited
from campaigns.periods import Period

Flip = tuple[list[int], list[date], str, bool]
"""Campaigns, days and the reporter whose rows are counted, or are not."""
NetworkDay = tuple[int, int, date]
"""App, network and day."""
Alike = dict[tuple[int, int, str], dict[bool, tuple[set[int], set[date]]]]
"""By app, network and reporter: the campaigns to set so, and the days of which it is true."""
CHUNK = 500
DAYS_AT_ONCE = 20_000
ROLLUPS = ("StorePageDay", "CreativeDay", "CountryDay", "CampaignDay")
"""In the order in which they are made: a campaign-day is the sum of its store pages' rows."""
FROM = {"CampaignDay": "StorePageDay"}


@transaction.atomic
@unlimited()
def refresh(days: Iterable[CampaignDay]) -> None:
    """Make the rollups of these campaign-days anew, and decide who is counted on them."""
    touched = set(days)
    campaigns = {campaign for campaign, _ in touched}
    lock(campaigns)
    for some in _chunks(sorted(touched), DAYS_AT_ONCE):
        for name in ROLLUPS:
            _make(name, some)
        for flip in _flips(some):
            _set_counted(*flip)
    changed(app for app, _ in _campaigns(campaigns))


def lock(campaigns: Collection[int]) -> None:
    """Let nobody else write counts of the networks and apps of these campaigns meanwhile.

    Who is counted on a day depends on all campaigns that a network has for the app.
    """
    if not connection.features.has_select_for_update:
        return
    rows = _model("Campaign").everything.filter(_beside(campaigns)).order_by("pk")
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
            beside = _model("CampaignDay")._base_manager.filter(
                _beside({campaign for campaign, _ in days}, "campaign__"),
                day__range=(first, last),
            )
            days |= set(beside.values_list("campaign", "day").distinct())
        yield
        refresh(days)


def faults(period: Period) -> set[CampaignDay]:
    """The campaign-days of a period on which not all is stored that follows from the counts."""
    ends = [connection.ops.adapt_datefield_value(day) for day in (period.first, period.last)]
    where = "day BETWEEN %s AND %s"
    rows = _model("DailyCount").objects.filter(day__range=(period.first, period.last)).order_by()
    said = rows.values_list(
        "campaign__app", "campaign__network", "day", "reported_by", "campaign", "counted"
    )
    found = {
        (campaign, day)
        for (_, _, day), _, campaign, right, flags in _judged(said.distinct())
        if flags != {right}
    }
    for name in ROLLUPS:
        made = _select(name, "DailyCount", where)
        stored = f"SELECT {', '.join(_columns(name))} FROM {_table(name)} WHERE {where}"
        with connection.cursor() as cursor:
            for one, other in ((made, stored), (stored, made)):
                cursor.execute(f"{one} EXCEPT {other}", [*ends, *ends])
                found |= {(row[0], as_day(row[1])) for row in cursor.fetchall()}
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


def counts_print(period: Period) -> tuple:
    """What differs once any count of a period was written: rows that are made anew get new ids."""
    return tuple(_days_of(period).aggregate(**_print()).values())


def day_prints(period: Period) -> dict[date, tuple]:
    """The same of each of its days that has any."""
    rows = _days_of(period).order_by().values_list("day").annotate(**_print())
    return {day: tuple(found) for day, *found in rows}


def _days_of(period: Period) -> models.QuerySet:
    return _model("CampaignDay")._base_manager.filter(day__range=(period.first, period.last))


def _print() -> dict[str, models.Aggregate]:
    counted = models.Count("pk", filter=models.Q(counted=True))
    return {"rows": models.Count("pk"), "newest": models.Max("pk"), "counted": counted}


def catalogue_print() -> tuple:
    """What differs once something by which counts are split by campaign is other than it was."""
    asked = {
        "Campaign": ("pk", "app", "network", "targeting", "bid_type", "status"),
        "Network": ("pk", "name", "kind"),
        "App": ("pk", "name", "platform"),
    }
    every = (_model(name).everything.order_by("pk").values_list(*of) for name, of in asked.items())
    return tuple(map(tuple, every))


# Who is counted


def _judged(said: Iterable[tuple]) -> Iterator[tuple[NetworkDay, str, int, bool, set[bool]]]:
    """Every network-day, reporter and campaign: whether it counts, and what is stored.

    `said` are app, network, day, reporter, campaign and what is stored. One reporter a network-day
    is counted: the first of all that has any row there.
    """
    told: dict[NetworkDay, dict[tuple[str, int], set[bool]]] = defaultdict(lambda: defaultdict(set))
    for app, network, day, reporter, campaign, counted in said:
        told[app, network, day][reporter, campaign].add(counted)
    for network_day, of_day in told.items():
        stands = min((reporter for reporter, _ in of_day), key=Reporter.values.index)
        for (reporter, campaign), flags in of_day.items():
            yield network_day, reporter, campaign, reporter == stands, flags


def _flips(days: Sequence[CampaignDay]) -> Iterator[Flip]:
    """What must be set on the network-days of campaign-days whose rollups were made anew."""
    alike: Alike = {}
    for (app, network, day), reporter, campaign, right, flags in _judged(_told_twice(days)):
        own = alike.setdefault((app, network, reporter), {})
        some, on = own.setdefault(right, (set(), set()))
        on.add(day)
        # A campaign-day is counted only if all of its rows are, so it may hide some that are.
        if flags != {right} or not right:
            some.add(campaign)
    yield from _together(alike)


def _told_twice(days: Sequence[CampaignDay]) -> Iterator[tuple]:
    """What CampaignDay says of the network-days of some campaign-days, where that is in question.

    A network-day of one reporter that is counted is as it must be.
    """
    beside = _model("Campaign").everything.filter(_beside({campaign for campaign, _ in days}))
    rows = _model("CampaignDay").objects.filter(
        campaign__in=beside.order_by().values("pk"), day__in={day for _, day in days}
    )
    place = ("campaign__app", "campaign__network", "day")
    reporters = models.Count("reported_by", distinct=True)
    left_out = models.Count("pk", filter=models.Q(counted=False))
    by_place = rows.order_by().values_list(*place).annotate(reporters=reporters, left_out=left_out)
    asked = set(
        by_place.filter(models.Q(reporters__gt=1) | models.Q(left_out__gt=0)).values_list(*place)
    )
    if asked:
        some = rows.filter(
            campaign__app__in={app for app, _, _ in asked},
            campaign__network__in={network for _, network, _ in asked},
            day__in={day for _, _, day in asked},
        ).order_by()
        said = some.values_list(*place, "reported_by", "campaign", "counted").distinct()
        yield from (row for row in said if row[:3] in asked)


def _together(alike: Alike) -> Iterator[Flip]:
    """The same in few statements."""
    found: dict[tuple, set[int]] = defaultdict(set)
    for (_, _, reporter), own in alike.items():
        for right, (some, days) in own.items():
            if some:
                found[reporter, right, tuple(sorted(days))] |= some
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
        rows = _model("Campaign").everything.filter(pk__in=ids[start : start + CHUNK])
        yield from rows.order_by().values_list("app", "network").distinct()


# Rollups


def _make(name: str, days: Sequence[CampaignDay]) -> None:
    given, values = campaign_days(days)
    where = f"(campaign_id, day) IN ({given})"
    select = _select(name, FROM.get(name, "DailyCount"), where)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(name)} WHERE {where}", values)
        cursor.execute(f"INSERT INTO {_table(name)} ({', '.join(_columns(name))}) {select}", values)


def _select(name: str, source: str, where: str) -> str:
    """The rows of a rollup as they follow from another table, in the order of `_columns`.

    Both databases understand it. Rows that are not all counted make one that is not: who is
    counted is decided afterwards.
    """
    key = ", ".join(_columns(name)[: -len(COUNTS) - 2])
    counted = "MIN(CASE WHEN counted THEN 1 ELSE 0 END) = 1"
    reports = reports_of() if source == "DailyCount" else "reports"
    sums = ", ".join(f"SUM({name})" for name in COUNTS)
    return (
        f"SELECT {key}, {counted}, {reports}, {sums} FROM {_table(source)} "
        f"WHERE {where} GROUP BY {key}, {reports}"
    )


def reports_of(table: str = "") -> str:
    """What a row of counts reports, in SQL: a bit for each of COUNTS, the first the lowest."""
    return " + ".join(
        f"CASE WHEN {table}{name} IS NULL THEN 0 ELSE {1 << place} END"
        for place, name in enumerate(COUNTS)
    )


def _columns(name: str) -> list[str]:
    table = _model(name)
    key = ("campaign", "day", *table.PARTS, "reported_by", "counted", "reports", *COUNTS)
    return [table._meta.get_field(field).column for field in key]


def _table(name: str) -> str:
    return connection.ops.quote_name(_model(name)._meta.db_table)


def _model(name: str) -> Any:
    return apps.get_model("campaigns", name)


def _chunks(values: Sequence, size: int) -> Iterator[Sequence]:
    return (values[start : start + size] for start in range(0, len(values), size))
