"""Two spellings become one: counts move through the one door, and it can be taken back.

The merged row stays, hidden, so that its history lives; what reports call by its name means what
it was merged into.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count

from campaigns.importing.storing.counts import Key, Original, enter, remove
from campaigns.importing.storing.evidence import STORES, keep, replace_evidence, stored_rows
from campaigns.importing.storing.named import SAME, NameLog
from campaigns.importing.storing.names import default_page
from campaigns.importing.undoing.counts import KEY
from campaigns.importing.undoing.following import follow
from campaigns.metrics import COUNTS, Counts
from campaigns.models import (
    App,
    Campaign,
    CampaignDay,
    Creative,
    DailyCount,
    ImportBatch,
    Named,
    Network,
    StorePage,
)
from campaigns.models.limits import unlimited
from campaigns.models.money import BESIDE

Row = tuple[Counts, Original | None]
Together = dict[Any, list[Any]]
"""What stays, and what becomes one with it."""
SOURCE = "merge"
CHUNK = 400
COLUMN: dict[type[Named], str] = {
    Campaign: "campaign_id",
    Creative: "creative_id",
    StorePage: "store_page_id",
}
SCOPE: dict[type[Named], tuple[str, ...]] = {
    App: ("platform",),
    Network: (),
    Campaign: ("app_id", "network_id"),
    Creative: ("app_id",),
    StorePage: ("app_id",),
}
"""What two rows must have alike to be one thing."""
PARTS: dict[type[Named], tuple[type[Named], ...]] = {
    App: (StorePage, Creative, Campaign),
    Network: (Campaign,),
}
FILLED_IN = ("store_id", "target_ipm", "target_roas_d7")
"""What an app takes from its other spelling where it has none itself."""


class MergeRefused(Exception):
    """These are not two names of one thing; the message says why."""


@transaction.atomic
@unlimited()
def merge(rows: Iterable[Named], into: Named, user: User | None = None) -> ImportBatch:
    """Make rows of the catalogue one with another of their kind. Raises MergeRefused."""
    going = [row for row in rows if row.pk != into.pk]
    _refuse(going, into)
    said = f"Merge of {', '.join(str(row) for row in going)} into {into}"
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=said[:255])
    log = NameLog()
    together = _together(going, into, log)
    _move_counts(_columns(together), batch)
    _move_evidence(together, batch)
    for one, others in together.items():
        follow(others, one, batch)
        _hide(others, one, log)
    log.note_in(batch)
    return batch


def told_apart(model: type[Named], rows: Iterable[Named]) -> int:
    """The days on which some of these networks or apps are counted by another reporter than others.

    Of an app's network one reporter is counted a day, so a merge changes the total of these days.
    """
    if model not in PARTS:
        return 0
    of, beside = ("app", "network") if model is App else ("network", "app")
    found = CampaignDay.objects.filter(**{f"campaign__{of}__in": rows}, counted=True).order_by()
    told = found.values("day", f"campaign__{beside}")
    told = told.annotate(reporters=Count("reported_by", distinct=True)).filter(reporters__gt=1)
    return told.values("day").distinct().count()


def _refuse(going: list[Named], into: Named) -> None:
    if not going:
        raise MergeRefused("Choose two or more.")
    for row in going:
        for name in SCOPE[type(into)]:
            if getattr(row, name) != getattr(into, name):
                what = "platforms" if name == "platform" else "apps or networks"
                raise MergeRefused(f"{row} and {into} belong to different {what}.")
        if getattr(row, "kind", "") == StorePage.Kind.DEFAULT:
            raise MergeRefused(f"{row} is the default page of its app, which stays.")


def _together(going: list[Any], into: Any, log: NameLog) -> Together:
    """What becomes one with what: the parts of apps or networks that become one, then these."""
    together: Together = defaultdict(list)
    for model in PARTS.get(type(into), ()):
        for row in going:
            _move_parts(model, row, into, together, log)
    return {**together, into: going}


def _move_parts(
    model: type[Named], row: Named, into: Named, together: Together, log: NameLog
) -> None:
    """To the other; one that this has by the same name becomes one with that."""
    whole = str(into._meta.model_name)
    for part in model.everything.filter(**{whole: row}).order_by("pk"):
        twin = _twin(part, whole, into, log)
        if twin is None:
            log.change(part, **{whole: into})
        elif not part.hidden:
            meant = twin.meant()
            if meant.hidden:
                log.change(meant, hidden=False)
            together[meant].append(part)


def _twin(part: Named, whole: str, into: Any, log: NameLog) -> Named | None:
    if getattr(part, "kind", "") == StorePage.Kind.DEFAULT:
        return default_page(into, log)
    same = {name: getattr(part, name) for name in SAME[type(part)]} | {whole: into}
    return type(part).everything.filter(**same).first()


def _hide(rows: list[Named], into: Named, log: NameLog) -> None:
    """What was merged into these before means the one that stays, too."""
    for row in rows:
        kind: Any = type(row)
        for earlier in kind.everything.filter(merged_into=row):
            log.change(earlier, merged_into=into)
        if isinstance(into, App):
            empty = [name for name in FILLED_IN if getattr(into, name) in ("", None)]
            log.change(into, **{name: getattr(row, name) for name in empty})
        log.change(row, hidden=True, merged_into=into)


def _columns(together: Together) -> dict[str, dict[int, int]]:
    """Of each part of a key the ids that change, and to what."""
    found: dict[str, dict[int, int]] = {}
    for one, others in together.items():
        if column := COLUMN.get(type(one)):
            found.setdefault(column, {}).update({row.pk: one.pk for row in others})
    return found


def _move_counts(columns: Mapping[str, Mapping[int, int]], batch: ImportBatch) -> None:
    """All at once: a row that several are added to changes once."""
    own: dict[Key, Row] = {}
    for column, ids in columns.items():
        own |= _counts(column, ids)
    if not own:
        return
    moved: dict[Key, Row] = {}
    for key, found in own.items():
        new = _renamed(key, columns)
        moved[new] = _sum(found, moved.get(new))
    days = [key[KEY.index("day")] for key in own]
    between = {"day__range": (min(days), max(days))}
    there: dict[Key, Row] = {}
    for column, ids in columns.items():
        there |= _counts(column, ids.values(), **between)
    summed = {key: _sum(found, there.get(key)) for key, found in moved.items()}
    counts = {key: counts for key, (counts, _) in summed.items()}
    enter(counts, batch, {key: original for key, (_, original) in summed.items()})
    remove(own, batch)


def _renamed(key: Key, columns: Mapping[str, Mapping[int, int]]) -> Key:
    named = dict(zip(KEY, key, strict=True))
    renamed = {column: ids.get(named[column], named[column]) for column, ids in columns.items()}
    return tuple({**named, **renamed}.values())


def _move_evidence(together: Together, batch: ImportBatch) -> None:
    for store in dict.fromkeys(STORES.values()):
        whose = App if store.KEY[0] == "app" else Campaign
        for one, others in together.items():
            if isinstance(one, whose):
                _move_rows(store, others, one, batch)


def _move_rows(store: Any, owners: list[Any], into: Any, batch: ImportBatch) -> None:
    owner = store.KEY[0]
    own = dict(stored_rows(store.objects.filter(**{f"{owner}__in": owners}), store))
    if not own:
        return
    days = {key[1] for key in own}
    there = stored_rows(
        store.objects.filter(**{owner: into, "day__range": (min(days), max(days))}), store
    )
    rows = {key: old.counts for key, old in there if key[1] in days}
    for key, old in own.items():
        mine = (into.pk, *key[1:])
        before = rows.get(mine, (None,) * len(old.counts))
        rows[mine] = tuple(map(_plus, before, old.counts))
    keep(own, own, store, batch, removed=True)
    store.objects.filter(**{f"{owner}__in": owners}).delete()
    replace_evidence(rows, store, batch)


def _counts(column: str, ids: Iterable[int], **where: Any) -> dict[Key, Row]:
    """The rows of some ids, by key."""
    found: dict[Key, Row] = {}
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        some = {f"{column}__in": wanted[start : start + CHUNK], **where}
        rows = DailyCount.objects.filter(**some).order_by().values_list(*KEY, *COUNTS, *BESIDE)
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
