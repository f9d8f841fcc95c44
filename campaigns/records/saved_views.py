"""Saved views: whose they are, who may open them, and which pages they may be of."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve, reverse

from campaigns.models import Campaign, Creative, DefaultView, Network, SavedView
from campaigns.models.access import VIEWS, access_of
from campaigns.models.keys import ids
from campaigns.models.limits import limit
from campaigns.reports.answers import kept
from campaigns.reports.merged import meant
from campaigns.reports.query import DIMENSIONS

PAGES = {
    "overview": "Overview",
    "why": "Why",
    "trends": "Trends",
    "networks": "Networks",
    "network": "One network",
    "campaigns": "Campaigns",
    "campaign": "One campaign",
    "creatives": "Creatives",
    "creative": "One creative",
    "store_pages": "Store pages",
    "audience": "Audience",
    "quality": "Quality",
    "planner": "Planner",
    "fraud": "Fraud",
}
"""The report pages by URL name: those whose address holds a range and filters."""

OF_ONE: dict[str, type[Network | Campaign | Creative]] = {
    "network": Network,
    "campaign": Campaign,
    "creative": Creative,
}
"""The pages of one thing, which may be gone."""


def report_page(path: str) -> str | None:
    """The URL name of the report page at a path; None where there is none."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    return found.view_name if found.view_name in PAGES else None


def path_now(path: str) -> str:
    """The path of a page about one thing; of one that was merged, of what that was merged into."""
    name = report_page(path)
    if name not in OF_ONE:
        return path
    (pk,) = resolve(path).kwargs.values()
    return reverse(name, args=[meant(name, pk)])


def _stands(path: str) -> bool:
    """Whether there is a report page at a path, and what it is about."""
    name = report_page(path)
    if name not in OF_ONE:
        return name is not None
    (pk,) = resolve(path_now(path)).kwargs.values()
    return OF_ONE[name].objects.filter(pk=pk).exists()


def _within(view: SavedView) -> bool:
    """Whether the reader may see all that a view filters by."""
    if not limit():
        return True
    asked = QueryDict(view.query)
    for name, values in asked.lists():
        table = DIMENSIONS[name].table if name in DIMENSIONS else None
        named = {meant(name, pk) for pk in ids(text.lstrip("-") for text in values)}
        if table and table._default_manager.filter(pk__in=named).count() < len(named):
            return False
    return _stands(view.path)


def _visible(user: Any) -> QuerySet[SavedView]:
    return SavedView.objects.filter(Q(user=user) | Q(shared=True)).select_related("user")


def views(user: Any) -> list[SavedView]:
    """All that somebody may open, their own first, each with `opens_first`. One query, none for the
    reader of a request."""
    access = getattr(user, "access", None) or access_of(user.pk)
    return _views(user.pk, access.views, access.first)


@kept
def _views(user: int, rows: Sequence[Sequence[Any]], first: int | None) -> list[SavedView]:
    found = [one for one in map(VIEWS.made, rows) if _within(one)]
    for one in found:
        one.opens_first = one.pk == first
    return sorted(found, key=lambda one: (one.user_id != user, one.name.lower(), one.pk))


def view(user: Any, pk: int) -> SavedView:
    """A view that somebody may open. Raises Http404, also for a private one of somebody else."""
    found = get_object_or_404(_visible(user), pk=pk)
    if not report_page(found.path) or not _within(found):
        raise Http404(found.path)
    return found


def own_view(user: Any, pk: int) -> SavedView:
    """A view that is somebody's own. Raises Http404."""
    return get_object_or_404(SavedView, pk=pk, user=user)


def named(user: Any, name: str) -> SavedView | None:
    """Somebody's own view of a name, whatever its capitals."""
    return SavedView.objects.filter(user=user, name__iexact=name).first()


def default(user: Any) -> SavedView | None:
    """The view that the site opens with for somebody, as long as they may and can open it."""
    found = next((one for one in views(user) if getattr(one, "opens_first", False)), None)
    return found if found and _stands(found.path) else None


def make_default(user: Any, view: SavedView | None) -> None:
    """Let the site open with a view, or with the plain overview."""
    if view:
        DefaultView.objects.update_or_create(user=user, defaults={"view": view})
    else:
        DefaultView.objects.filter(user=user).delete()
