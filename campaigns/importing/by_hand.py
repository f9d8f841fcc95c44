"""A day of many campaigns typed at once: what stands there, and the one way to change it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from campaigns import formats
from campaigns.english import listed
from campaigns.importing.cells.columns import Fault, NumberColumn
from campaigns.importing.lines import Doubt
from campaigns.importing.manual_entry import SOURCE, UNSTATED, counts_of, key_of
from campaigns.importing.storing.counts import Changes, Key, as_stored, remove, replace_staged
from campaigns.importing.storing.doubts import Judged
from campaigns.importing.storing.names import default_page
from campaigns.importing.storing.staging import Staging
from campaigns.metrics import COUNTS, Counts, Number
from campaigns.models import App, Campaign, Creative, DailyCount, ImportBatch, StorePage
from campaigns.models.choices import UNKNOWN_COUNTRY, Reporter
from campaigns.models.limits import unlimited

TYPED = ("impressions", "clicks", "installs", "spend")
RECENT = timedelta(days=28)
TIMES = 5
"""A count so many times that of the day before, or so small a part of it, may be a slip."""
LEAST = 50
"""Smaller counts do that by chance."""


@dataclass(frozen=True)
class Stored:
    """What the day of a campaign holds. `fixed` where a file tells more of it than its sums."""

    counts: Counts = field(default_factory=Counts)
    fixed: bool = False


@dataclass(frozen=True)
class Written:
    """What typing did: a batch, or without one what has to be confirmed first."""

    batch: ImportBatch | None
    lost: tuple[str, ...] = ()
    confirm: tuple[Doubt, ...] = ()
    meanwhile: frozenset[int] = frozenset()
    """Campaigns of which a file has told more since."""


def active_campaigns(day: date) -> list[Campaign]:
    """Active campaigns that reported in the 28 days to a day, or never, by network and name."""
    rows = DailyCount.objects.order_by()
    recent = rows.filter(day__range=(day - RECENT, day)).values("campaign").distinct()
    ever = rows.values("campaign").distinct()
    found = Campaign.objects.filter(status=Campaign.Status.ACTIVE)
    found = found.filter(pk__in=recent) | found.exclude(pk__in=ever)
    shown = found.select_related("app", "network")
    return list(shown.order_by("network__name", "app__name", "name", "pk"))


def stored_on(day: date, campaigns: Collection[int]) -> dict[int, Stored]:
    """What the days of campaigns hold, of those that have anything."""
    rows: dict[int, list[DailyCount]] = defaultdict(list)
    found = DailyCount.objects.filter(day=day, campaign__in=campaigns).order_by("pk")
    for row in found.select_related("creative", "store_page"):
        rows[row.campaign_id].append(row)
    return {campaign: _stored(some) for campaign, some in rows.items()}


def read_column(name: str, cells: Iterable[str]) -> dict[str, Number | None | Fault]:
    """What cells of one count say: None where empty, a Fault where they cannot be read.

    Cells are read together, as a column of a file is: one 1.204,50 tells what 1.204 is.
    """
    texts = {cell.strip() for cell in cells}
    column = NumberColumn(texts)
    read = column.read(name, proven="" if name == "spend" else ".")
    found: dict = dict(read.values)
    for some, fault in read.faults:
        found |= dict.fromkeys(map(str, some), fault)
    return found


def with_typed(counts: Counts, typed: Mapping[str, Number | None]) -> Counts:
    """The counts of a row with what was typed of them; the others stay."""
    return Counts.of(**{name: getattr(counts, name) for name in COUNTS} | dict(typed))


def odd(counts: Counts, before: Counts) -> dict[str, str]:
    """Counts far from those of the day before, each in a sentence, by their names."""
    found = {}
    for name in TYPED:
        now, then = getattr(counts, name), getattr(before, name)
        if not now or not then or now < 0 or then < 0 or max(now, then) < LEAST:
            continue
        said = f"{formats.count(now)} {name}" if name != "spend" else f"{now:,.2f} spend"
        if now >= TIMES * then:
            times = formats.count(now / then)
            found[name] = f"{said} is {times} times the day before. A digit too many?"
        elif then >= TIMES * now:
            part = formats.percent(float(now / then))
            found[name] = f"{said} is {part} of the day before. A digit too few?"
    return found


@unlimited()
def write_day(
    user: User,
    day: date,
    typed: Mapping[int, Mapping[str, Number | None]],
    *,
    accept: Collection[str] = (),
    lose: bool = False,
) -> Written:
    """Make a day of campaigns say what was typed, under one batch, all of it or nothing.

    `typed` has impressions, clicks, installs and spend of each campaign; None is not reported, and
    other counts of the day stay. A day of which nothing is left goes. `accept` are confirmed
    points of doubts, with `lose` finer numbers may go.
    """
    with transaction.atomic():
        stored = stored_on(day, typed)
        meanwhile = frozenset(pk for pk, one in stored.items() if one.fixed)
        if meanwhile:
            return Written(None, meanwhile=meanwhile)
        said = f"Typed for {formats.day(day, year=True)}"
        batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=said)
        changes = _write(_rows(day, typed, stored), batch)
        open_ = tuple(doubt for doubt in changes.doubts if doubt.point not in accept)
        lost = () if lose else tuple(changes.detail_lost)
        if lost or open_:
            transaction.set_rollback(True)
            return Written(None, lost, open_)
    return Written(batch)


def _write(rows: Mapping[Key, Counts], batch: ImportBatch) -> Changes:
    said = {key: counts for key, counts in rows.items() if not counts.nothing}
    changes = Changes()
    if said:
        with Staging() as staging:
            staging.fill(as_stored(said))
            staging.keep_beside()
            changes = replace_staged(staging, batch, judged=Judged(timezone.localdate()))
    if gone := rows.keys() - said.keys():
        remove(gone, batch)
    return changes


def _rows(
    day: date,
    typed: Mapping[int, Mapping[str, Number | None]],
    stored: Mapping[int, Stored],
) -> dict[Key, Counts]:
    """The rows as they shall be; the key of a stored one is its own."""
    rows = DailyCount.objects.filter(day=day, campaign__in=stored)
    keys = {row.campaign_id: key_of(row) for row in rows}
    new = Campaign.objects.filter(pk__in=typed.keys() - keys.keys()).select_related("app")
    parts: dict[App, tuple[int, int]] = {}
    for campaign in new:
        if campaign.app not in parts:
            creative, _ = Creative.objects.get_or_create(app=campaign.app, **UNSTATED)
            parts[campaign.app] = creative.pk, default_page(campaign.app).pk
        creative_id, page_id = parts[campaign.app]
        keys[campaign.pk] = (
            *(campaign.pk, day, creative_id, UNKNOWN_COUNTRY, page_id),
            Reporter.NETWORK.value,
        )
    return {key: with_typed(stored.get(pk, Stored()).counts, typed[pk]) for pk, key in keys.items()}


def _stored(rows: list[DailyCount]) -> Stored:
    """One row that states neither creative nor country nor page can be typed over."""
    first = rows[0]
    plain = (
        len(rows) == 1
        and first.reported_by == Reporter.NETWORK
        and first.country == UNKNOWN_COUNTRY
        and first.creative.name == UNSTATED["name"]
        and not first.creative.format
        and first.store_page.kind == StorePage.Kind.DEFAULT
    )
    return Stored(counts_of(first), fixed=False) if plain else Stored(fixed=True)


def lost_words(lost: Iterable[str]) -> str:
    """What would be lost, in a sentence."""
    return f"Finer numbers are stored already and would be lost: {listed(list(lost))}."
