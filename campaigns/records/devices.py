"""Logins with a browser: noted, listed and ended."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.utils import timezone

from campaigns.models import Device
from campaigns.records.audit import What, audit

EVERY = timedelta(minutes=5)
"""How exactly it is known when a login was last used: it is written down no more often."""
MOST = 10_000
_written: dict[str, datetime] = {}


def note(user: int, session: str, address: str, browser: str) -> None:
    """Note that a login is used; nothing is written of one that this process noted just now."""
    now = timezone.now()
    if now - _written.get(session, now - EVERY) < EVERY:
        return
    seen = {"seen_at": now, "address": address, "browser": browser[:300]}
    if not Device.objects.filter(session=session).update(**seen):
        Device.objects.update_or_create(session=session, defaults={**seen, "user_id": user})
        over = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
        Device.objects.filter(user=user, began_at__lt=over).delete()
    if len(_written) >= MOST:
        _written.clear()
    _written[session] = now


def of(user: User) -> QuerySet[Device]:
    """Where somebody is logged in, the login used last first."""
    return _standing().filter(user=user)


def of_others(user: User) -> QuerySet[Device]:
    """Where everybody else is logged in; who is no superuser is told of none."""
    rows = _standing().exclude(user=user)
    return rows if user.is_superuser else rows.filter(user__is_superuser=False)


@transaction.atomic
def end(devices: QuerySet[Device]) -> list[Device]:
    """End logins, whoever holds them; those that ended."""
    ended = list(devices)
    keys = [one.session for one in ended]
    Session.objects.filter(session_key__in=keys).delete()
    Device.objects.filter(session__in=keys).delete()
    for one in ended:
        audit(What.ENDED, f"Of {one.user}, from {one.address or 'an unknown address'}")
    return ended


def end_one(user: User, pk: int, *, of_all: bool) -> Device:
    """End a login of somebody's own, or with `of_all` of others. Raises Http404."""
    rows = of(user).filter(pk=pk) or (of_all and of_others(user).filter(pk=pk))
    if not rows:
        raise Http404("No such login.")
    (found,) = end(rows)
    return found


def _standing() -> QuerySet[Device]:
    lives: Any = Session.objects.filter(
        session_key=OuterRef("session"), expire_date__gt=timezone.now()
    )
    return Device.objects.filter(Exists(lives), user__is_active=True).select_related("user")
