"""Tags of creatives and ad groups as values of fields: no name says them, staff and reports do."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
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

    What was merged has the value of what it means, so that the past stands under today's names.
    """
    names: dict[Pair, set[str]] = defaultdict(set)
    alike: dict[Pair, set[Pair]] = defaultdict(set)
    for pair, meant, name in _stated():
        names[meant].add(name)
        alike[meant] |= {pair, meant}
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


def _stated() -> Iterator[tuple[Pair, Pair, str]]:
    """Each pair with what it means today, and an ad group of it."""
    into = {name: merged(name) for name in ("campaign", "creative")}

    def meant(name: str, pk: int) -> int:
        while pk in into[name]:
            pk = into[name][pk]
        return pk

    ends = Q(first__undone=False) | Q(last__undone=False)
    stands = ends | Q(pk__in=_stand_between(AdGroup.objects.exclude(ends).exclude(between=[])))
    rows = AdGroup.objects.filter(stands).order_by()
    for campaign, creative, name in rows.values_list("campaign", "creative", "name"):
        yield (campaign, creative), (meant("campaign", campaign), meant("creative", creative)), name


def _stand_between(rows: QuerySet[AdGroup]) -> list[int]:
    """The ad groups of which an import between their first and their last stands."""
    between = dict(rows.values_list("pk", "between"))
    asked = {batch for own in between.values() for batch in own}
    standing = {
        *ImportBatch.objects.filter(pk__in=asked, undone=False).values_list("pk", flat=True)
    }
    return [pk for pk, own in between.items() if standing & {*own}]


def _saved(instance: Creative, *, created: bool, update_fields=None, **_) -> None:
    if created and not instance.tags or update_fields is not None and "tags" not in update_fields:
        return
    keep_tags([instance.pk])
