"""Keys for programs: those that work, and their end."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from campaigns.models import Token


def of(user: User) -> QuerySet[Token]:
    """The keys of somebody that still work, the newest first."""
    return _working().filter(user=user)


def of_others(user: User) -> QuerySet[Token]:
    """Those of everybody else."""
    return _working().exclude(user=user)


def end(user: User, pk: int, *, of_all: bool) -> Token:
    """End a key of somebody's own, or with `of_all` any. Raises Http404."""
    found = Token.objects.filter(pk=pk).first()
    if found is None or not (of_all or found.user_id == user.pk):
        raise Http404("No such key.")
    found.delete()
    return found


def _working() -> QuerySet[Token]:
    return Token.objects.filter(expires_at__gt=timezone.now()).select_related("user")
