"""Two spellings become one: counts move through the one door, and it can be taken back.

The merged row stays, hidden, so that its history lives; what reports call by its name means what
it was merged into.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.importing.storing.counts import Key, Original, enter, remove
from campaigns.importing.storing.evidence import STORES, keep, replace_evidence, stored_rows
from campaigns.importing.storing.named import SAME, NameLog
from campaigns.importing.undoing.counts import KEY
from campaigns.metrics import COUNTS, Counts
from campaigns.models import (
    Campaign,
    Creative,
    DailyCount,
    ImportBatch,
    Named,
    Network,
    StoreFact,
    StorePage,
)
from campaigns.models.limits import unlimited
from campaigns.models.money import BESIDE

Row = tuple[Counts, Original | None]
SOURCE = "merge"
COLUMN: dict[type[Named], str] = {
    Campaign: "campaign_id",
    Creative: "creative_id",
    StorePage: "store_page_id",
}
SCOPE: dict[type[Named], tuple[str, ...]] = {
    Network: (),
    Campaign: ("app_id", "network_id"),
    Creative: ("app_id",),
    StorePage: ("app_id",),
}
"""What two rows must have alike to be one thing."""


class MergeRefused(Exception):
    """These are not two names of one thing; the message says why."""


@transaction.atomic
@unlimited()
def merge(rows: Iterable[Named], into: Named, user: User | None = None) -> ImportBatch:
    """Make rows of the catalogue one with another of their kind. Raises MergeRefused."""
    going = [row for row in rows if row.pk != into.pk]
    if not going:
        raise MergeRefused("Choose two or more.")
    for row in going:
        for name in SCOPE[type(into)]:
            if getattr(row, name) != getattr(into, name):
                raise MergeRefused(f"{row} and {into} belong to different apps or networks.")
        if getattr(row, "kind", "") == StorePage.Kind.DEFAULT:
            raise MergeRefused(f"{row} is the default page of its app, which stays.")
    said = f"Merge of {', '.join(str(row) for row in going)} into {into}"
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=said[:255])
    log = NameLog()
    together: dict[Any, list[Any]] = {into: going}
    if isinstance(into, Network):
        together = _same_campaigns(going, into, log)
    for one, others in together.items():
        if not isinstance(one, Network):
            _move_counts(others, one, batch)
        if isinstance(one, Campaign):
            _move_evidence(others, one, batch)
        for other in others:
            log.change(other, hidden=True, merged_into=one)
    log.note_in(batch)
    return batch


def _same_campaigns(going: list[Any], into: Network, log: NameLog) -> dict[Any, list[Any]]:
    """What becomes one with what: campaigns of networks that become one, then these."""
    together: dict[Any, list[Any]] = defaultdict(list)
    for row in going:
        _move_campaigns(row, into, together, log)
    return {**together, into: going}


def _move_campaigns(
    row: Network, into: Network, together: dict[Any, list[Any]], log: NameLog
) -> None:
    """To the other network; one that this has by the same name becomes one with that."""
    for campaign in Campaign.everything.filter(network=row).order_by("pk"):
        same = {name: getattr(campaign, name) for name in SAME[Campaign]} | {"network": into}
        twin = Campaign.everything.filter(**same).first()
        if twin is None:
            log.change(campaign, network=into)
        elif not campaign.hidden:
            if twin.hidden:
                log.change(twin, hidden=False)
            together[twin.meant()].append(campaign)


def _move_counts(rows: list[Named], into: Named, batch: ImportBatch) -> None:
    """All at once: a row that several are added to changes once."""
    column = COLUMN[type(into)]
    place = KEY.index(column)
    own = _counts({f"{column}__in": [row.pk for row in rows]})
    moved: dict[Key, Row] = {}
    for key, found in own.items():
        there_now = (*key[:place], into.pk, *key[place + 1 :])
        moved[there_now] = _sum(found, moved.get(there_now))
    days = {key[KEY.index("day")] for key in moved}
    there = _counts({column: into.pk, "day__in": days}) if days else {}
    if moved:
        summed = {key: _sum(found, there.get(key)) for key, found in moved.items()}
        counts = {key: counts for key, (counts, _) in summed.items()}
        enter(counts, batch, {key: original for key, (_, original) in summed.items()})
        remove(own, batch)


def _move_evidence(campaigns: list[Campaign], into: Campaign, batch: ImportBatch) -> None:
    stores: list[Any] = [store for store in dict.fromkeys(STORES.values()) if store != StoreFact]
    for store in stores:
        own = dict(stored_rows(store.objects.filter(campaign__in=campaigns), store))
        if not own:
            continue
        days = {key[1] for key in own}
        there = stored_rows(store.objects.filter(campaign=into, day__in=days), store)
        rows = {key: old.counts for key, old in there}
        for key, old in own.items():
            mine = (into.pk, *key[1:])
            before = rows.get(mine, (None,) * len(old.counts))
            rows[mine] = tuple(map(_plus, before, old.counts))
        keep(own, own, store, batch, removed=True)
        store.objects.filter(pk__in=[old.pk for old in own.values()]).delete()
        replace_evidence(rows, store, batch)


def _counts(where: dict[str, Any]) -> dict[Key, Row]:
    rows = DailyCount.objects.filter(**where).order_by().values_list(*KEY, *COUNTS, *BESIDE)
    found = {}
    for row in rows:
        currency, *amounts = row[-len(BESIDE) :]
        counts = Counts(**dict(zip(COUNTS, row[len(KEY) :], strict=False)))
        found[row[: len(KEY)]] = counts, Original(currency, *amounts) if currency else None
    return found


def _sum(one: Row, other: Row | None) -> Row:
    """The sum of rows of one key: what one of them does not report is the other's."""
    if other is None:
        return one
    counts = Counts(**{n: _plus(getattr(one[0], n), getattr(other[0], n)) for n in COUNTS})
    mine, theirs = one[1], other[1]
    if mine is None or theirs is None or mine.currency != theirs.currency:
        return counts, None
    spend = _plus(mine.spend, theirs.spend)
    return counts, Original(mine.currency, spend, _plus(mine.revenue_d7, theirs.revenue_d7))


def _plus(one: Any, other: Any) -> Any:
    if one is None or other is None:
        return other if one is None else one
    return one + other
