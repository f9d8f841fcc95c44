"""Links without login: whose they are, and how they end."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.models import SharedLink
from campaigns.records.audit import What, audit


def own_links(user: Any) -> QuerySet[SharedLink]:
    """Somebody's own links, the newest first."""
    return SharedLink.objects.filter(maker=user).select_related("maker")


def revoke(user: Any, pk: int) -> None:
    """End a link of somebody's own; one that has ended stays as it is. Raises Http404."""
    link = get_object_or_404(SharedLink, pk=pk, maker=user)
    if own_links(user).filter(pk=pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit(What.LINK, f"Revoked: {link}")
