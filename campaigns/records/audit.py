"""The audit log: the one door that adds to it, what is found in it, and whether it is whole.

Entries are sealed in a chain: the digest of each is made of what it says, of the digest before it
and of the key of this site. So whoever has the database and not the key can neither change nor
remove nor slip in an entry unseen. Cutting off its newest entries together with its head is seen
only against a number and digest that somebody noted before.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from campaigns.models import AuditEvent, AuditHead
from campaigns.models.limits import unlimited

SALT = "campaigns.audit"
MANY = "Guessed at from many addresses: "
"""How an entry begins that names whose password many guess, each too seldom to be locked out."""
What = AuditEvent.What
Words = str | Callable[[], str]


@dataclass(frozen=True)
class Acting:
    """Who acts now, asked when that is needed, and from where."""

    user: Callable[[], Any] = lambda: None
    address: str = ""


NOBODY = Acting()
"""A command or the worker, which acts by itself."""
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY)


@contextmanager
def acting(user: Callable[[], Any], address: str) -> Iterator[None]:
    """What is done inside is done by this user from this address."""
    token = _acting.set(Acting(user, address))
    try:
        yield
    finally:
        _acting.reset(token)


def somebody_acts() -> bool:
    """Whether a person or a program asks, and no command or worker does it by itself."""
    return _acting.get() is not NOBODY


def address() -> str:
    """From where whoever acts does so, "" where that is not known."""
    return _acting.get().address


def audit(what: What, about: Words = "", who: Any = None) -> None:
    """Add an entry once what is done now is written for good; nothing where it is taken back.

    `about` may be a function that words it then. Without `who` it is by whoever acts. No password,
    key or token belongs into it.
    """
    now = _acting.get()
    by = who or now.user()
    by = by if by is not None and by.pk else None
    entry = AuditEvent(
        at=timezone.now(),
        user=by.pk if by else None,
        who=_clean(by.get_username() if by else "", 150),
        what=what,
        address=now.address,
    )
    transaction.on_commit(partial(_append, entry, about))


@transaction.atomic
@unlimited()
def _append(entry: AuditEvent, about: Words) -> None:
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry.about = _clean(about if isinstance(about, str) else about(), 500)
    entry.number = head.number + 1
    entry.digest = _digest(entry, head.digest, settings.SECRET_KEY)
    entry.save()
    head.number, head.digest = entry.number, entry.digest
    head.save()


def _clean(text: str, most: int) -> str:
    """What every database stores as it is: no control characters, no halves of characters."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text[:most])
    return plain.encode("utf-8", "replace").decode()


def _digest(entry: AuditEvent, before: str, key: str) -> str:
    said = json.dumps([*entry.said(), before])
    return salted_hmac(SALT, said, secret=key, algorithm="sha256").hexdigest()


@unlimited()
def first_fault() -> str:
    """The first entry that is not as it was written, in words; "" where all are."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    last, digest = 0, ""
    for entry in AuditEvent.objects.order_by("number").iterator():
        if entry.number != last + 1:
            return f"Entry {last + 1} is missing: entry {entry.number} stands in its place."
        if not any(constant_time_compare(entry.digest, _digest(entry, digest, k)) for k in keys):
            return f"Entry {entry.number} is not as it was written, or not with a key of this site."
        last, digest = entry.number, entry.digest
    head = AuditHead.objects.first() or AuditHead()
    if head.number > last:
        return f"Entry {last + 1} is missing: the log had {head.number}."
    if (head.number, head.digest) != (last, digest):
        return f"Entry {head.number + 1} was added by something else than this site."
    return ""


def end() -> tuple[int, str]:
    """The number and the digest of the newest entry: to be noted elsewhere."""
    head = AuditHead.objects.first() or AuditHead()
    return head.number, head.digest


def holds(number: int, digest: str) -> bool:
    """Whether an entry that was noted elsewhere is still there."""
    return AuditEvent.objects.filter(number=number, digest=digest).exists()


def events(
    text: str = "", what: str = "", first: date | None = None, last: date | None = None
) -> QuerySet[AuditEvent]:
    """The entries of some days, of a kind, with a text in them; the newest first."""
    rows = AuditEvent.objects.order_by("-number")
    if text:
        rows = rows.filter(
            Q(who__icontains=text) | Q(about__icontains=text) | Q(address__icontains=text)
        )
    if what:
        rows = rows.filter(what=what)
    if first:
        rows = rows.filter(at__date__gte=first)
    return rows.filter(at__date__lte=last) if last else rows


def locked_lately() -> list[str]:
    """The addresses that guessed passwords in the last seven days until they were locked out."""
    rows = _locked().exclude(about__startswith=MANY)
    return sorted(rows.values_list("address", flat=True).distinct())


def guessed_at_lately() -> list[str]:
    """The names at which many addresses guessed in the last seven days."""
    rows = _locked().filter(about__startswith=MANY).values_list("about", flat=True)
    return sorted({about.removeprefix(MANY) for about in rows})


def _locked() -> QuerySet[AuditEvent]:
    since = timezone.now() - timedelta(days=7)
    return AuditEvent.objects.filter(what=What.LOCKED, at__gte=since).order_by()
