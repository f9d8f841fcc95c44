"""What every page asks of the site: apps, networks, targets of networks, fields of names,
thresholds, ongoing cases, of when judgements are, the days with counts; each a short list.

While a page is read all of them are one question, which the first that needs one asks.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import router
from django.db.models import Exists, OuterRef, Q, Subquery

from campaigns.models import (
    App,
    Campaign,
    CampaignDay,
    Case,
    Judged,
    NameField,
    Network,
    NetworkTarget,
    Threshold,
)
from campaigns.models.gathering import Small, Statement, rows_of, statement
from campaigns.models.limits import Limit, limit, limited, passing
from campaigns.models.settling import settles_after
from campaigns.reports.answers import is_reading, kept

JUDGED_NETWORKS = "networks"
"""The kind under which an app's judged networks are stored."""


def listed(name: str) -> list[list]:
    """The rows of one of the lists, in no order."""
    return _all()[name] if is_reading() else _gathered((name,))[name]


@kept
def _all() -> dict[str, list[list]]:
    return _gathered(tuple(LISTS))


def _gathered(names: tuple[str, ...]) -> dict[str, list[list]]:
    using = router.db_for_read(App)
    return rows_of(names, _statement(names, limit(), using), using)


@lru_cache(maxsize=100)
def _statement(names: tuple[str, ...], whose: Limit, using: str) -> Statement:
    with limited(whose):
        return statement({name: LISTS[name]() for name in names}, using)


def _apps() -> Small:
    judged = Judged.objects.filter(app=OuterRef("pk"), kind=JUDGED_NETWORKS).order_by()
    version: Any = Subquery(judged.values("version")[:1])
    named = ("pk", "name", "platform", "target_ipm", "target_roas_d7")
    return App.objects.all(), (*named, version)


def _networks() -> Small:
    now = limit()
    rows = Network.everything.filter(passing(Network, now) if now else Q())
    runs = Exists(Campaign.objects.filter(network=OuterRef("pk")).order_by())
    named = ("pk", "name", "kind", "settle_days", "learned_days", "hidden")
    return rows, (*named, settles_after(), runs)


def _targets() -> Small:
    return NetworkTarget.objects.all(), ("app", "network", "target_roas_d7")


def _fields() -> Small:
    return NameField.objects.all(), [field.attname for field in NameField._meta.concrete_fields]


def _thresholds() -> Small:
    return Threshold.objects.all(), ("name", "value")


def _cases() -> Small:
    shown = {"app__hidden": False, "network__hidden": False}
    return Case.objects.filter(state__in=Case.ONGOING, **shown), ("network", "state")


def _judged() -> Small:
    return Judged.objects.all(), ("kind", "app", "day", "version")


def _days() -> Small:
    """The first and the last day that any count stands on, beside one network."""
    counted = CampaignDay.objects.filter(counted=True)
    ends: list[Any] = [Subquery(counted.order_by(way).values("day")[:1]) for way in ("day", "-day")]
    one = Network.everything.order_by("pk").values("pk")[:1]
    return Network.everything.filter(pk=Subquery(one)), ends


LISTS: dict[str, Callable[[], Small]] = {
    "apps": _apps,
    "networks": _networks,
    "targets": _targets,
    "fields": _fields,
    "thresholds": _thresholds,
    "cases": _cases,
    "judged": _judged,
    "days": _days,
}
