"""An alias given to the wrong network moves to the right one, and it can be taken back."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from campaigns.importing.storing.named import NameLog
from campaigns.models import DailyCount, ImportBatch, Network, plain_name

SOURCE = "alias"
OF = {
    "app": "campaign__app",
    "network": "campaign__network",
    "campaign": "campaign",
    "creative": "creative",
    "storepage": "store_page",
}
"""The way from a count to what a merge makes one."""


def owner_of(alias: str, but: int | None) -> Network | None:
    """The other network, shown or merged, of which a name is an alias and not the name itself."""
    plain = plain_name(alias)
    others = Network.everything.exclude(aliases="")
    for other in others if but is None else others.exclude(pk=but):
        if plain in map(plain_name, other.aliases.splitlines()) and plain != plain_name(other.name):
            return other
    return None


@transaction.atomic
def move_aliases(aliases: Iterable[str], to: Network, user: User | None) -> ImportBatch:
    """Make names mean another network from now on. Counts stay where they are."""
    log, moved, sources = NameLog(), [], []
    for alias in aliases:
        other = owner_of(alias, to.pk)
        if other is None:
            continue
        lines = other.aliases.splitlines()
        kept = [line for line in lines if plain_name(line) != plain_name(alias)]
        log.change(other, aliases="\n".join(kept))
        mine = to.aliases.splitlines()
        if plain_name(alias) not in map(plain_name, mine):
            log.change(to, aliases="\n".join([*mine, alias]))
        moved.append(alias)
        sources.append(str(other))
    said = f"{', '.join(moved)} moved from {', '.join(dict.fromkeys(sources))} to {to}"
    batch = ImportBatch.objects.create(user=user, source=SOURCE, file_name=said[:255])
    log.note_in(batch)
    return batch


def imports_of(networks: Iterable[int]) -> list[ImportBatch]:
    """The imports that wrote counts of some networks, the newest first."""
    rows = DailyCount.objects.filter(campaign__network__in=networks).order_by()
    batches = ImportBatch.objects.filter(pk__in=rows.values("batch")).exclude(source="merge")
    return list(batches.order_by("-pk"))


def came_since(merge: ImportBatch, until: ImportBatch | None = None) -> list[ImportBatch]:
    """The files since a merge, perhaps `until` it was taken back, that wrote counts of what stayed,
    the newest first: they may have called it by the other name."""
    found = Q(pk__in=())
    for change in merge.name_changes.filter(kind__in=OF):
        if into := change.after.get("merged_into_id"):
            found |= Q(**{OF[change.kind]: into})
    rows = DailyCount.objects.filter(found, batch__gt=merge.pk).order_by()
    if until:
        rows = rows.filter(batch__lt=until.pk)
    batches = ImportBatch.objects.filter(pk__in=rows.values("batch"), undoes=None)
    return list(batches.exclude(file_hash="").order_by("-pk"))
