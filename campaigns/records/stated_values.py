"""Tags of creatives and ad groups as values of fields: no name says them, staff and reports do."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_save

from campaigns.models import AdGroup, Creative, ImportBatch, NameValue
from campaigns.models.limits import unlimited
from campaigns.records.name_values import Key, Said, keep_values
from campaigns.reports.merged import merged
from campaigns.reports.name_fields import AD_GROUP, SEVERAL, TAGS, forget

Pair = tuple[int, int]
"""A campaign and a creative."""


def connect() -> None:
    """Keep tags in step with what staff writes."""
    post_save.connect(_saved, Creative, dispatch_uid="tags of creatives")


def tag_set(tags: str) -> tuple[str, ...]:
    """Tags in one order, each once: "ugc, reaction" -> ("reaction", "ugc")"""
    own = {tag.strip() for tag in tags.split(",")} - {""}
    return tuple(sorted(own, key=lambda tag: (tag.casefold(), tag)))


@transaction.atomic
@unlimited()
def keep_tags(creatives: Collection[int] | None = None) -> int:
    """Make the value of some creatives, of all where None, their set of tags.

    Returns how many changed.
    """
    rows = Creative.everything.exclude(tags="")
    own = NameValue.objects.filter(field__name=TAGS)
    if creatives is not None:
        rows, own = rows.filter(pk__in=creatives), own.filter(creative__in=creatives)
    says: dict[Key, Said] = {
        (None, pk, TAGS): (" + ".join(some), None)
        for pk, tags in rows.order_by().values_list("pk", "tags")
        if (some := tag_set(tags))
    }
    changed = keep_values(own, says, {TAGS: TAGS})
    forget()
    return changed


@transaction.atomic
@unlimited()
def keep_ad_groups() -> int:
    """Make the value of each pair its ad group, or that there are several, as imports that stand
    stated it. Returns how many changed.

    One that a report states by its id alone has the name that another states of that id.
    What was merged has the value of what it means, so that the past stands under today's names.
    """
    stated = list(_stated())
    called = _called(stated)
    names: dict[Pair, set[str]] = defaultdict(set)
    alike: dict[Pair, set[Pair]] = defaultdict(set)
    for one in stated:
        names[one.meant].add(called(one))
        alike[one.meant] |= {one.pair, one.meant}
    says: dict[Key, Said] = {
        (*pair, AD_GROUP): (next(iter(own)) if len(own) == 1 else SEVERAL, None)
        for meant, own in names.items()
        for pair in alike[meant]
    }
    changed = keep_values(
        NameValue.objects.filter(field__name=AD_GROUP), says, {AD_GROUP: AD_GROUP}
    )
    forget()
    return changed


@dataclass(frozen=True)
class _Stated:
    """An ad group as imports stated it, the newest that stands, of a pair and of what it means."""

    pair: Pair
    meant: Pair
    name: str
    external_id: str
    newest: int


def _called(stated: Iterable[_Stated]) -> Callable[[_Stated], str]:
    """How an ad group is called: by the newest name of its id in the campaign, else by the id.

    A name without an id is that of the only id that bore it, where there is one.
    """
    newest: dict[tuple[int, str], tuple[int, str]] = {}
    bore: dict[tuple[int, str], set[str]] = defaultdict(set)
    for one in stated:
        if one.name and one.external_id:
            key, name = (one.meant[0], one.external_id), (one.newest, one.name)
            newest[key] = max(name, newest.get(key, name))
            bore[one.meant[0], one.name].add(one.external_id)

    def called(one: _Stated) -> str:
        campaign, ids = one.meant[0], bore.get((one.meant[0], one.name), set())
        only = one.external_id or (next(iter(ids)) if len(ids) == 1 else "")
        found = newest.get((campaign, only))
        return found[1] if found else one.name or one.external_id

    return called


def _stated() -> Iterator[_Stated]:
    """Each ad group that an import that stands stated."""
    into = {name: merged(name) for name in ("campaign", "creative")}

    def meant(name: str, pk: int) -> int:
        while pk in into[name]:
            pk = into[name][pk]
        return pk

    rows = AdGroup.objects.order_by()
    between = _standing_between(rows.filter(last__undone=True).exclude(between=[]))
    for pk, campaign, creative, name, external_id, *ends in rows.values_list(
        *("pk", "campaign", "creative", "name", "external_id"),
        *("first", "first__undone", "last", "last__undone"),
    ):
        first, first_undone, last, last_undone = ends
        standing = {*between.get(pk, ())}
        standing |= {one for one, gone in ((first, first_undone), (last, last_undone)) if not gone}
        if standing:
            pair, means = (
                (campaign, creative),
                (meant("campaign", campaign), meant("creative", creative)),
            )
            yield _Stated(pair, means, name, external_id, max(standing))


def _standing_between(rows: QuerySet[AdGroup]) -> dict[int, set[int]]:
    """Of ad groups the imports between their first and their last that stand."""
    between = dict(rows.values_list("pk", "between"))
    asked = {batch for own in between.values() for batch in own}
    standing = {
        *ImportBatch.objects.filter(pk__in=asked, undone=False).values_list("pk", flat=True)
    }
    return {pk: standing & {*own} for pk, own in between.items()}


def _saved(instance: Creative, *, created: bool, update_fields=None, **_) -> None:
    if created and not instance.tags or update_fields is not None and "tags" not in update_fields:
        return
    keep_tags([instance.pk])
