"""What stored days tell apart and new rows do not, each in words."""

from collections.abc import Collection, Iterable
from typing import Any

from campaigns.importing.storing.activities import Activities
from campaigns.importing.storing.staging import Day, DaySum, Staging, stored_rows
from campaigns.metrics import COUNTS
from campaigns.models import CountryDay, Creative, CreativeDay, Named, StorePage, StorePageDay
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY

Unstated = tuple[Collection[int], Collection[int]]
"""Creatives and store pages that say nothing."""
CHUNK = 500
ONE = {"countries": "country"}


def unstated(planned: Iterable[Named]) -> Unstated:
    """The creatives and store pages that stand for none, also of names that are not made yet."""
    creatives = Creative.objects.filter(name=NOT_STATED, format="").order_by()
    pages = StorePage.objects.filter(kind=StorePage.Kind.DEFAULT).order_by()
    found = set(creatives.values_list("pk", flat=True)), set(pages.values_list("pk", flat=True))
    for row in planned:
        if isinstance(row, Creative) and row.name == NOT_STATED and not row.format:
            found[0].add(row.pk)
        elif isinstance(row, StorePage) and row.kind == StorePage.Kind.DEFAULT:
            found[1].add(row.pk)
    return found


def detail_lost(
    staging: Staging,
    new: list[DaySum],
    old: list[DaySum],
    activities: Activities,
    nothing: Unstated,
) -> list[str]:
    """What the stored days tell apart and the new rows do not."""
    stored, covered = {row.day for row in old}, activities.covered
    lost = []
    if merged := activities.merged(stored):
        names = _number(len({campaign for campaign, _, _ in merged}), "campaigns")
        lost.append(f"{names} on {_number(len(merged), 'campaign-days')}")
    if whole := activities.whole(stored):
        days = activities.beside(whole)
        short = activities.not_reached(staging.rows(days), stored_rows(whole))
        if short:
            lost.append(f"numbers without a campaign on {_number(short, 'days')}, which are larger")
    lost += _parts_lost(new, stored & covered, nothing)
    for place, name in enumerate(COUNTS):
        had = {row.day for row in old if row.reports >> place & 1} & covered
        told = {row.day for row in new if row.reports >> place & 1} if had else set()
        if missing := had - told:
            what = name.replace("_", " ")
            lost.append(f"{what} of {_number(len(missing), 'campaign-days')}")
    return lost


def _parts_lost(new: list[DaySum], stored: set[Day], nothing: Unstated) -> Iterable[str]:
    """Creatives, countries and store pages of days that have none any more."""
    tables: tuple[tuple[str, Any, str, Collection], ...] = (
        ("creatives", CreativeDay, "creative", nothing[0]),
        ("countries", CountryDay, "country", {UNKNOWN_COUNTRY}),
        ("store pages", StorePageDay, "store_page", nothing[1]),
    )
    for place, (name, table, part, said_nothing) in enumerate(tables):
        silent = stored - {row.day for row in new if row.tells[place]}
        found = [
            (day, value) for day, value in _told(table, part, silent) if value not in said_nothing
        ]
        if found:
            values, days = {v for _, v in found}, {d for d, _ in found}
            yield f"{_number(len(values), name)} on {_number(len(days), 'campaign-days')}"


def _told(table: Any, part: str, days: set[Day]) -> Iterable[tuple[Day, Any]]:
    campaigns = sorted({campaign for campaign, _, _ in days})
    for start in range(0, len(campaigns), CHUNK):
        rows = table.objects.filter(
            campaign__in=campaigns[start : start + CHUNK],
            day__range=(min(day for _, day, _ in days), max(day for _, day, _ in days)),
        )
        for *day, value in rows.order_by().values_list("campaign", "day", "reported_by", part):
            if tuple(day) in days:
                yield tuple(day), value


def _number(count: int, things: str) -> str:
    if count != 1:
        return f"{count:,} {things}"
    return f"1 {ONE.get(things, things.removesuffix('s'))}"
