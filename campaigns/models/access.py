"""Row access: who may read only some apps or networks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission, User
from django.db import models, router
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Coalesce

from campaigns.models.catalogue import App, Network
from campaigns.models.gathering import (
    PERSON,
    Rows,
    Small,
    Statement,
    gathered,
    rows_of,
    statement,
)
from campaigns.models.limits import EVERYTHING, Limit
from campaigns.models.saved_views import DefaultView, SavedView
from campaigns.models.today import Remembered, Visit


class RowAccess(models.Model):
    """A user, or everybody in a group, reads only these apps, and only these networks.

    Without an app all are read, without a network all. Of two limits both hold. An app or network
    that a limit names cannot be deleted: the limit would be gone.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    apps: models.ManyToManyField[App, "AccessApp"] = models.ManyToManyField(
        App, through="AccessApp", blank=True, related_name="+"
    )
    networks: models.ManyToManyField[Network, "AccessNetwork"] = models.ManyToManyField(
        Network, through="AccessNetwork", blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "row access"
        constraints = [
            CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True)
                | Q(user__isnull=True, group__isnull=False),
                name="access_of_user_or_group",
            )
        ]

    def __str__(self) -> str:
        return f"Limit of {self.user or self.group}"


class AccessApp(models.Model):
    """An app that a limit names."""

    access = models.ForeignKey(RowAccess, on_delete=models.CASCADE, related_name="+")
    app = models.ForeignKey(App, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.app)


class AccessNetwork(models.Model):
    """A network that a limit names."""

    access = models.ForeignKey(RowAccess, on_delete=models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.network)


def limit_of(user: Any) -> Limit:
    """What somebody may read. What was merged means what it was merged into. One query."""
    return _limit_of(gathered({"limits": _limits(user.pk)})["limits"])


@dataclass(frozen=True)
class Access:
    """Somebody, None where they are gone: what they may read, the rights that are theirs or of
    their groups, as names, and what is kept of them: rows of `VIEWS`, the view that opens first,
    their last visit."""

    user: Any
    limit: Limit
    rights: set[str]
    remembered: Remembered
    views: Sequence[Sequence[Any]]
    first: int | None
    visit: Visit | None


def access_of(user: int) -> Access:
    """One query."""
    using = router.db_for_read(RowAccess)
    found = rows_of(LISTS, _statement(user, using), using)
    remembered, first, visits = (found[name] for name in ("remembered", "first", "visits"))
    return Access(
        user=USERS.made(found["users"][0]) if found["users"] else None,
        limit=_limit_of(found["limits"]),
        rights={f"{app}.{name}" for app, name in found["rights"]},
        remembered=REMEMBERED.made(remembered[0]) if remembered else Remembered(),
        views=found["views"],
        first=first[0][0] if first else None,
        visit=VISITS.made(visits[0]) if visits else None,
    )


LISTS = ("users", "limits", "rights", "remembered", "views", "first", "visits")
VIEWS = Rows(SavedView, {"user": PERSON})
USERS, REMEMBERED, VISITS = Rows(User), Rows(Remembered), Rows(Visit)


@lru_cache(maxsize=1000)
def _statement(user: int, using: str) -> Statement:
    own = User.user_permissions.through.objects.filter(user=user).order_by()
    theirs = Group.permissions.through.objects.filter(group__in=_groups(user)).order_by()
    held = Permission.objects.filter(
        Q(pk__in=own.values("permission")) | Q(pk__in=theirs.values("permission"))
    )
    lists: dict[str, Small] = {
        "users": USERS.of(User.objects.filter(pk=user)),
        "limits": _limits(user),
        "rights": (held, ("content_type__app_label", "codename")),
        "remembered": REMEMBERED.of(Remembered.objects.filter(user=user)),
        "views": VIEWS.of(SavedView.objects.filter(Q(user=user) | Q(shared=True))),
        "first": (DefaultView.objects.filter(user=user), ("view",)),
        "visits": VISITS.of(Visit.objects.filter(user=user)),
    }
    return statement({name: lists[name] for name in LISTS}, using)


def _groups(user: int) -> Any:
    """The groups of somebody, inside a question: to join them takes PostgreSQL twice as long."""
    return User.groups.through.objects.filter(user=user).order_by().values("group")


def _limits(user: int) -> Small:
    rows = RowAccess.objects.filter(Q(user=user) | Q(group__in=_groups(user)))
    meant = (Coalesce(f"{name}__merged_into", name) for name in ("apps", "networks"))
    return rows, ("pk", *meant)


def _limit_of(rows: Iterable[Sequence[Any]]) -> Limit:
    named: dict[int, tuple[set[int], set[int]]] = {}
    for pk, app, network in rows:
        own = named.setdefault(pk, (set(), set()))
        own[0].add(app)
        own[1].add(network)
    found = EVERYTHING
    for some in named.values():
        apps, networks = (frozenset(pks - {None}) or None for pks in some)
        found &= Limit(apps, networks)
    return found
