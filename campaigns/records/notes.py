"""Notes on days: those that a page shows, and what a note can be about."""

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import F, Model, Q
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from campaigns.models import Annotation, App, Campaign, Network
from campaigns.models.keys import is_id
from campaigns.reports import ReportQuery

PATHS = {
    "app": "app",
    "platform": "app__platform",
    "network": "network",
    "campaign": "pk",
    "targeting": "targeting",
    "bid_type": "bid_type",
    "status": "status",
    "creative": "app__creatives",
    "store_page": "app__store_pages",
}
"""Where a campaign says whether it passes a filter. The other filters leave every note in place."""


def annotations(query: ReportQuery) -> list[Annotation]:
    """The notes on days of the query's period about anything that its filters leave in, by day.

    Something is left in when one of its campaigns passes the filters. One query.
    """
    found = Annotation.objects.select_related("app", "network", "campaign", "author").annotate(
        until=Coalesce("last_day", F("day"))
    )
    found = found.filter(day__lte=query.period.last, until__gte=query.period.first)
    return list(found.filter(_about(query.where)))


def all_notes(where: Mapping[str, tuple]) -> list[Annotation]:
    """Every note about anything that passes the filters, the newest first. One query."""
    found = Annotation.objects.select_related("app", "network", "campaign", "author")
    return list(found.filter(_about(where)).order_by("-day", "-pk"))


def _about(where: Mapping[str, tuple]) -> Q:
    """Notes about everything, and those about a campaign that passes, its network or its app."""
    tests = [Q(**{f"{path}__in": where[name]}) for name, path in PATHS.items() if name in where]
    if not tests:
        return Q()
    passing = Campaign.objects.filter(reduce(and_, tests)).order_by()
    return (
        Q(app=None, network=None, campaign=None)
        | Q(app__in=passing.values("app"))
        | Q(network__in=passing.values("network"))
        | Q(campaign__in=passing.values("pk"))
    )


def annotation(pk: int) -> Annotation:
    """One note. Raises Http404."""
    found = Annotation.objects.select_related("app", "network", "campaign", "author")
    return get_object_or_404(found, pk=pk)


def scope(text: str) -> dict[str, Model]:
    """What "network:5" names, as field and row; {} for "", which is everything.

    Raises LookupError where there is no such thing.
    """
    if not text:
        return {}
    name, _, pk = text.partition(":")
    if not is_id(pk):
        raise LookupError(text)
    row = Annotation.SCOPES[name].objects.filter(pk=pk).first()
    if row is None:
        raise LookupError(text)
    return {name: row}


def scopes() -> list[tuple[str, str]]:
    """Every app and network that a note can be about, with its name."""
    return [
        (f"{name}:{row.pk}", str(row))
        for name, model in (("app", App), ("network", Network))
        for row in model.objects.all()
    ]


def may(user: Any, note: Annotation, action: str) -> bool:
    """Whether somebody may change or delete a note: its author, or who has the permission."""
    return note.author_id == user.pk or user.has_perm(f"campaigns.{action}_annotation")
