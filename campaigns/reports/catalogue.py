"""What every page asks of the site: apps and networks and where they run, targets, fields of
names, thresholds, ongoing cases, the last decision on each network, of when judgements are, the
days with counts, what files say of days, people and what they look after; each a short list.

While a page is read all of them are one question, which the first that needs one asks.
"""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import router
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from campaigns.models import (
    App,
    Campaign,
    CampaignDay,
    Case,
    CoveredDays,
    Decision,
    Judged,
    NameField,
    Network,
    NetworkTarget,
    Threshold,
    Verdict,
)
from campaigns.models.gathering import PERSON, Rows, Small, Statement, rows_of, statement
from campaigns.models.limits import Limit, limit, limited, passing
from campaigns.models.settling import settles_after
from campaigns.models.today import Answered, Owned
from campaigns.models.verdicts import MEMORY
from campaigns.reports.answers import is_reading, kept

JUDGED_NETWORKS = "networks"
"""The kind under which an app's judged networks are stored."""
EVERY = 1_000_000
"""More pairs of apps and networks than there are."""
CASES = Rows(Case, {"app": ("id", "name", "platform"), "network": ("id", "name"), "owner": PERSON})
DECISIONS = Rows(Decision, {"user": PERSON, "owner": PERSON}, but=("numbers",))
"""How the rows of `cases` and `decisions` are read."""


def listed(name: str) -> list[list]:
    """The rows of one of the lists, in no order."""
    return _all()[name] if is_reading() else _gathered((name,))[name]


@kept
def _all() -> dict[str, list[list]]:
    return _gathered(tuple(LISTS))


def _gathered(names: tuple[str, ...]) -> dict[str, list[list]]:
    using = router.db_for_read(App)
    return rows_of(names, _statement(names, limit(), using, timezone.localdate()), using)


@lru_cache(maxsize=100)
def _statement(names: tuple[str, ...], whose: Limit, using: str, _today: date) -> Statement:
    """Some lists ask for what stands today."""
    with limited(whose):
        return statement({name: LISTS[name]() for name in names}, using)


def named(username: str, first: str, last: str) -> str:
    """What a person of a list is called: by their full name, else as they log in."""
    return f"{first} {last}".strip() or username


def _apps() -> Small:
    judged = Judged.objects.filter(app=OuterRef("pk"), kind=JUDGED_NETWORKS).order_by()
    version: Any = Subquery(judged.values("version")[:1])
    named = ("pk", "name", "platform", "target_ipm", "target_roas_d7")
    return App.objects.all(), (*named, version)


def _networks() -> Small:
    now = limit()
    rows = Network.everything.filter(passing(Network, now) if now else Q())
    named = ("pk", "name", "kind", "settle_days", "learned_days", "hidden")
    return rows, (*named, settles_after())


def _targets() -> Small:
    return NetworkTarget.objects.all(), ("app", "network", "target_roas_d7")


def _fields() -> Small:
    return NameField.objects.all(), [field.attname for field in NameField._meta.concrete_fields]


def _thresholds() -> Small:
    return Threshold.objects.all(), ("name", "value")


def _cases() -> Small:
    shown = {"app__hidden": False, "network__hidden": False}
    return CASES.of(Case.objects.filter(state__in=Case.ONGOING, **shown))


def _decisions() -> Small:
    """The last decision on each network in each app."""
    same = Decision.objects.filter(app=OuterRef("app"), network=OuterRef("network"))
    last = same.order_by("-created_at", "-pk").values("pk")[:1]
    return DECISIONS.of(Decision.objects.filter(network__isnull=False, pk=Subquery(last)))


def _flags() -> Small:
    """The newest verdict on each network that has campaigns in an app."""
    today = timezone.localdate()
    rows = Verdict.objects.filter(app=OuterRef("app"), network=OuterRef("network"))
    rows = rows.filter(day__range=(today - MEMORY, today), superseded=False)
    newest = Subquery(rows.order_by("-day").values("pk")[:1])
    pairs = Campaign.objects.order_by().values("app", "network").annotate(one=Min("pk"))
    one = Campaign.objects.filter(pk__in=pairs.values("one")).order_by()
    once = one.values_list(newest, flat=True)[:EVERY]  # else PostgreSQL looks three times for each
    found = Verdict.objects.filter(pk__in=once)
    return found, ("pk", "app", "network", "verdict", "flagged")


def _runs() -> Small:
    """The apps and networks that have campaigns together."""
    return Campaign.objects.order_by().values_list("app", "network").distinct(), ()


def _merged() -> Small:
    """What apps were merged, and into which."""
    return App.everything.exclude(merged_into=None), ("pk", "merged_into")


def _told() -> Small:
    """The first and last day that files of a network, a zone and a source are of."""
    rows = CoveredDays.objects.filter(batch__undone=False).order_by()
    by = rows.values_list("network__name", "batch__zone", "batch__source")
    return by.annotate(Min("first_day"), Max("last_day")), ()


def _people() -> Small:
    return get_user_model().objects.filter(is_active=True), PERSON


def _owned() -> Small:
    return Owned.objects.all(), ("key", *(f"owner__{name}" for name in PERSON))


def _answered() -> Small:
    return Answered.objects.all(), ("key", "quiet_until")


def _judged() -> Small:
    of_days = Judged.objects.exclude(kind__startswith=Judged.OF_COUNTS)
    return of_days, ("kind", "app", "day", "version")


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
    "runs": _runs,
    "merged": _merged,
    "cases": _cases,
    "flags": _flags,
    "decisions": _decisions,
    "told": _told,
    "people": _people,
    "owned": _owned,
    "answered": _answered,
    "judged": _judged,
    "days": _days,
}
