"""Which rows may be read: a limit to apps and networks, put into every query that a manager begins.

A limit holds for what runs inside it: a request of its reader, a page that a link shows. Commands
and the worker have none, and what judges or writes for everybody is `unlimited`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps as installed
from django.db import models
from django.db.models import Exists, OuterRef, Q

NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Limit:
    """The apps and networks whose rows may be read: all where None."""

    apps: frozenset[int] | None = None
    networks: frozenset[int] | None = None

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return self != EVERYTHING

    def __and__(self, other: "Limit") -> "Limit":
        """What both leave."""
        return Limit(_both(self.apps, other.apps), _both(self.networks, other.networks))


def _both(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other


EVERYTHING = Limit()
_limit: ContextVar[Limit] = ContextVar("limit", default=EVERYTHING)


def limit() -> Limit:
    """The limit in force."""
    return _limit.get()


def limit_to(new: Limit) -> None:
    """Put a limit in force until the end of what is `limited` around it."""
    _limit.set(new)


@contextmanager
def limited(new: Limit) -> Iterator[None]:
    """Read no more than this inside, whatever limit was in force."""
    token = _limit.set(new)
    try:
        yield
    finally:
        _limit.reset(token)


@contextmanager
def unlimited() -> Iterator[None]:
    """Read everything inside: for what judges or writes for everybody; also a decorator."""
    with limited(EVERYTHING):
        yield


class Limited(models.Manager):
    """The rows that the limit in force leaves. Rows of a model without a path are an error."""

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        return rows.filter(passing(rows.model, now)) if (now := limit()) else rows


def passing(model: type[models.Model], now: Limit) -> Q:
    """The rows of a model that a limit leaves."""
    name = str(model._meta.model_name)
    if name in OWN:
        return OWN[name](now)
    app, network = PATHS[name]
    return _within(app, now.apps) & _within(network, now.networks)


def _within(path: str, some: frozenset[int] | None) -> Q:
    return Q() if some is None or not path else Q(**{f"{path}__in": some})


OF_CAMPAIGN = ("campaign__app", "campaign__network")
OF_BOTH = ("app", "network")
PATHS: dict[str, tuple[str, str]] = {
    "campaign": OF_BOTH,
    "networktarget": OF_BOTH,
    "covereddays": OF_BOTH,
    "verdict": OF_BOTH,
    "case": OF_BOTH,
    "casenote": ("case__app", "case__network"),
    "judged": ("app", ""),
    "dailycount": OF_CAMPAIGN,
    "countrevision": OF_CAMPAIGN,
    "campaignday": OF_CAMPAIGN,
    "creativeday": OF_CAMPAIGN,
    "storepageday": OF_CAMPAIGN,
    "countryday": OF_CAMPAIGN,
    "sourceappcount": OF_CAMPAIGN,
    "clicktimecount": OF_CAMPAIGN,
    "rejectedcount": OF_CAMPAIGN,
    "adgroup": OF_CAMPAIGN,
}
"""Where a row says its app and its network."""


def _rows(name: str, **of: Any) -> models.QuerySet:
    return installed.get_model("campaigns", name)._base_manager.filter(**of)


def _app(now: Limit) -> Q:
    """Those named; where only networks are, those that run on them."""
    if now.apps is not None:
        return Q(pk__in=now.apps)
    return Q(Exists(_rows("Campaign", app=OuterRef("pk"), network__in=now.networks)))


def _network(now: Limit) -> Q:
    if now.networks is not None:
        return Q(pk__in=now.networks)
    return Q(Exists(_rows("Campaign", network=OuterRef("pk"), app__in=now.apps)))


def _creative(now: Limit) -> Q:
    own = _within("app", now.apps)
    return own if now.networks is None else own & _counted(now, "CreativeDay", "creative")


def _store_page(now: Limit) -> Q:
    """Pages that have counts, and the page that every app has."""
    own = _within("app", now.apps)
    if now.networks is None:
        return own
    runs = _rows("Campaign", app=OuterRef("app"), network__in=now.networks)
    return own & (_counted(now, "StorePageDay", "store_page") | Q(Exists(runs), kind="default"))


def _counted(now: Limit, table: str, name: str) -> Q:
    """Rows that have counts on the networks of a limit."""
    rows = _rows(table, **{name: OuterRef("pk")}, campaign__network__in=now.networks)
    return Q(Exists(rows))


def _note(now: Limit) -> Q:
    """Notes on everything, and those whose every scope is within."""
    paths = [
        *((path, now.apps) for path in ("app", "campaign__app")),
        *((path, now.networks) for path in ("network", "campaign__network")),
    ]
    found = Q()
    for path, some in paths:
        if some is not None:
            found &= Q(**{f"{path}__isnull": True}) | _within(path, some)
    return found


def _experiment(now: Limit, path: str = "pk") -> Q:
    """Of an app within; on networks that are all within, where networks are limited."""
    own = _within("app" if path == "pk" else "experiment__app", now.apps)
    if now.networks is None:
        return own
    through = installed.get_model("campaigns", "Experiment").networks.through
    on = through._base_manager.filter(experiment=OuterRef(path))
    return own & Q(Exists(on), ~Exists(on.exclude(network__in=now.networks)))


def _batch(now: Limit) -> Q:
    """Imports of which every part is within."""
    covered = _rows("CoveredDays", batch=OuterRef("pk"))
    outside = covered.exclude(passing(covered.model, now))
    return Q(Exists(covered), ~Exists(outside))


def _store_fact(now: Limit) -> Q:
    """What a store says is of the whole app."""
    return _within("app", now.apps) if now.networks is None else NOTHING


def _budget(now: Limit) -> Q:
    """Those of which no part is beyond: an app's where no networks are limited, and so on."""
    campaign = _within("campaign__app", now.apps) & _within("campaign__network", now.networks)
    found = Q(campaign__isnull=False) & campaign
    if now.networks is None:
        found |= Q(app__isnull=False) & _within("app", now.apps)
    if now.apps is None:
        found |= Q(network__isnull=False) & _within("network", now.networks)
    return found


def _decision(now: Limit) -> Q:
    """Those on what is within."""
    of_network = _within("app", now.apps) & _within("network", now.networks)
    of_case = _within("case__app", now.apps) & _within("case__network", now.networks)
    found = Q(network__isnull=False) & of_network | Q(case__isnull=False) & of_case
    for name in ("creative", "experiment", "budget"):
        rows = _rows(name).filter(OWN[name](now)).order_by()
        found |= Q(**{f"{name}__in": rows.values("pk")})
    return found


def _name_value(now: Limit) -> Q:
    """Those of what is within: of a pair, both."""
    found = Q()
    for name, model in (("campaign", "Campaign"), ("creative", "Creative")):
        within = _rows(model).filter(passing(installed.get_model("campaigns", model), now))
        own = Q(**{f"{name}__in": within.order_by().values("pk")})
        found &= own | Q(**{f"{name}__isnull": True})
    return found


def _field_value(now: Limit) -> Q:
    named = _rows("NameValue", value=OuterRef("pk")).filter(_name_value(now))
    return Q(Exists(named))


OWN: dict[str, Callable[[Limit], Q]] = {
    "app": _app,
    "network": _network,
    "creative": _creative,
    "storepage": _store_page,
    "annotation": _note,
    "experiment": _experiment,
    "arm": lambda now: _experiment(now, "experiment"),
    "importbatch": _batch,
    "storefact": _store_fact,
    "budget": _budget,
    "decision": _decision,
    "namevalue": _name_value,
    "fieldvalue": _field_value,
}
"""The models of which a row does not say both."""
