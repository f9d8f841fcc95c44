"""What there is to ask about: apps, networks, their targets and settling times, campaigns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min
from django.http import Http404

from campaigns.models import (
    App,
    Campaign,
    CampaignDay,
    CoveredDays,
    Creative,
    DailyCount,
    NameValue,
    Network,
    StorePage,
)
from campaigns.models.choices import NOT_STATED
from campaigns.periods import Period, last_settled_day
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed
from campaigns.reports.name_fields import NOT_STATED_ID, name_fields, value_ids
from campaigns.reports.names import apps_known, catalogue_names, networks_ever, networks_known
from campaigns.reports.query import DIMENSIONS, ReportQuery


def targets() -> dict[int, float | None]:
    """The target IPM of every app, None where it has none."""
    return {pk: app.target_ipm for pk, app in apps_known().items()}


def roas_targets(app: int) -> dict[int | None, float]:
    """The target ROAS D7 of an app's networks, a share: under None that of all others.

    Nothing stands where there is no target.
    """
    found: dict[int | None, float] = {
        network: float(target) for of, network, target in listed("targets") if of == app
    }
    whole = apps_known()[app].target_roas_d7
    return found if whole is None else found | {None: whole}


def common_roas_target(where: Mapping[str, tuple]) -> float | None:
    """The target ROAS D7, a share, of the apps that pass the filters; None where those that have
    one do not agree."""
    known = apps_known()
    found = {known[pk].target_roas_d7 for pk in _passing(where)} - {None}
    return found.pop() if len(found) == 1 else None


def own_roas_targets(where: Mapping[str, tuple]) -> dict[int, float | None]:
    """The target ROAS D7, a share, of each network that has one of its own in an app that passes
    the filters; None where the passing apps that have one do not agree about it."""
    of_apps = [roas_targets(pk) for pk in _passing(where)]
    found = {}
    for network in {key for targets in of_apps for key in targets if key is not None}:
        stated = {targets.get(network, targets.get(None)) for targets in of_apps} - {None}
        found[network] = stated.pop() if len(stated) == 1 else None
    return found


def _passing(where: Mapping[str, tuple]) -> list[int]:
    apps, platforms = where.get("app"), where.get("platform")
    return [
        pk
        for pk, app in apps_known().items()
        if (not apps or pk in apps) and (not platforms or app.platform in platforms)
    ]


def first_days(app: int) -> dict[int, date]:
    """The first day with counts of every network of an app."""
    rows = CampaignDay.objects.filter(campaign__app=app).order_by()
    found = rows.values_list("campaign__network").annotate(first=Min("day"))
    return dict(found)


def covered_days(app: int, period: Period) -> dict[int, set[date]]:
    """The days of a period that imports for an app were of, by network, with counts or without."""
    return _covered([app], period)


@kept
def told_days(where: Mapping[str, tuple], period: Period) -> dict[int, set[date]]:
    """The days that imports of the apps and networks passing the filters were of, by network."""
    found = _covered(apps_passing(where), period)
    passing = where.get("network")
    return {pk: days for pk, days in found.items() if passing is None or pk in passing}


def _covered(apps: Collection[int], period: Period) -> dict[int, set[date]]:
    rows = CoveredDays.objects.filter(
        app__in=apps,
        batch__undone=False,
        first_day__lte=period.last,
        last_day__gte=period.first,
    ).order_by()
    found: dict[int, set[date]] = defaultdict(set)
    for network, first, last in rows.values_list("network", "first_day", "last_day").distinct():
        some = Period(max(first, period.first), min(last, period.last))
        found[network].update(some.days())
    return found


def networks(*, past: bool = False) -> dict[int, tuple[str, int]]:
    """The kind of every network and the days until its numbers settle; with those that only the
    `past` has."""
    kinds = dict(Network.Kind.choices)
    found = (networks_ever() if past else networks_known()).items()
    return {pk: (kinds.get(one.kind, one.kind), one.settle_days) for pk, one in found}


def tolerances() -> dict[int, float]:
    """How far the reporters of every network may be apart, a share."""
    return {pk: part / 100 for pk, part in Network.objects.values_list("pk", "tolerance")}


OF_APPS: dict[str, type[Campaign | Creative | StorePage]] = {
    "campaign": Campaign,
    "creative": Creative,
    "store_page": StorePage,
}
"""What belongs to one app."""


@kept
def all_values(name: str) -> tuple:
    """Every value that a dimension can have, but installs that came without an ad. One query."""
    about = DIMENSIONS[name]
    if about.choices is not None:
        return tuple(dict.fromkeys((*about.choices, "")))
    if about.table is None:
        return (NOT_STATED_ID, *value_ids(name).values())
    rows: Any = about.table
    of_network = {Network: "kind__in", Campaign: "network__kind__in"}
    without = of_network.get(rows)
    found = rows.everything.order_by("pk").values_list("pk", flat=True)
    return tuple(found.exclude(**{without: Network.WITHOUT_ADS}) if without else found)


def settled_ends(today: date) -> dict[int, date]:
    """The last day that every network has settled, also those that only the past has."""
    return {pk: last_settled_day(today, days) for pk, (_, days) in networks(past=True).items()}


@kept
def last_settled(today: date, where: Mapping[str, tuple]) -> date:
    """The last day that the quickest network has settled of the apps that filters leave.

    Yesterday where there is no network. At most one query.
    """
    known, apps = networks_ever(), None
    if {"app", "platform", *OF_APPS} & set(where):
        apps = set(apps_passing(where))
        for name in set(OF_APPS) & set(where):
            apps &= apps_of(name, where[name])
    running = {network for app, network in listed("runs") if apps is None or app in apps}
    some = (known[network] for network in running)
    days = [one.settle_days for one in some if one.kind not in Network.WITHOUT_ADS]
    return last_settled_day(today, min(days, default=0))


@kept
def apps_of(name: str, values: Collection[int]) -> set[int]:
    """The apps of some campaigns, creatives or store pages. One query."""
    if name == "campaign" and len(values) == 1:
        return {found.app_id for found in _campaign(*values)}
    found = OF_APPS[name]._default_manager.filter(pk__in=values).order_by()
    return set(found.values_list("app", flat=True))


def last_days(days: int, today: date, where: Mapping[str, tuple] | None = None) -> ReportQuery:
    """The question about the last settled days: every network up to its own last one."""
    where = where or {}
    period = Period.of_days(days, last_settled(today, where))
    return ReportQuery(period, where=where, today=today, ends=settled_ends(today))


def creative_formats() -> dict[int, str]:
    """The format of every creative that reports name: the report's, else its name's."""
    stated = dict(Creative.objects.exclude(name=NOT_STATED).values_list("pk", "format"))
    said = named_formats()
    return {pk: format or said.get(pk, "") for pk, format in stated.items()}


def named_formats(creatives: Iterable[int] | None = None) -> dict[int, str]:
    """The formats that names of creatives say, of all or of some creatives.

    One query, none where no name says one.
    """
    if "format" not in name_fields():
        return {}
    rows = NameValue.objects.filter(field__name="format", creative__isnull=False)
    rows = rows if creatives is None else rows.filter(creative__in=creatives)
    return dict(rows.values_list("creative", "value__value"))


def app_names() -> list[str]:
    """The names of all apps, each once."""
    return sorted({app.name for app in apps_known().values()})


def app_ids() -> list[int]:
    """All apps, in the order of their names."""
    return list(apps_known())


def apps_passing(where: Mapping[str, tuple]) -> list[int]:
    """The apps that pass filters by app and platform."""
    return [
        pk
        for pk, app in apps_known().items()
        if pk in where.get("app", (pk,)) and app.platform in where.get("platform", (app.platform,))
    ]


def creatives_of(apps: Collection[int]) -> list[int]:
    """The creatives of some apps. One query."""
    return [*Creative.objects.filter(app__in=apps).order_by().values_list("pk", flat=True)]


@kept
def rows_at_most(apps: Collection[int], days: Period, most: int) -> bool:
    """Whether some apps have no more daily counts in a period than this."""
    rows = DailyCount.objects.filter(
        campaign__app__in=apps, day__range=(days.first, days.last)
    ).order_by()
    return rows.values("pk")[: most + 1].count() <= most


def app_label(pk: int) -> str:
    """The name and platform of an app."""
    return apps_known()[pk].label


def app_labels() -> dict[int, str]:
    """What tells an app from the others: its name, with the platform where it has two."""
    apps = apps_known()
    names = [app.name for app in apps.values()]
    return {pk: app.name if names.count(app.name) == 1 else app.label for pk, app in apps.items()}


def apps_named(name: str) -> list[int]:
    """The apps of a name, on any platform."""
    return list(App.objects.filter(name__iexact=name).values_list("pk", flat=True))


def default_pages() -> set[int]:
    """The default store page of every app."""
    return set(StorePage.objects.filter(kind=StorePage.Kind.DEFAULT).values_list("pk", flat=True))


def part_names(kind: str, keys: Iterable[int]) -> dict[int, str]:
    """The names of these campaigns or creatives; `kind` is "campaign" or "creative"."""
    models: dict[str, type[Campaign | Creative]] = {"campaign": Campaign, "creative": Creative}
    return catalogue_names(models[kind], keys)


def creatives_unnamed() -> list[int]:
    """The creatives that stand for counts of which no report names one."""
    return list(Creative.objects.filter(name=NOT_STATED).values_list("pk", flat=True))


def creatives_named(app: int, name: str) -> tuple[int, ...]:
    """The creatives of an app that have exactly this name."""
    return tuple(Creative.objects.filter(app=app, name=name).values_list("pk", flat=True))


def network_name(pk: int) -> str:
    """The name of a network. Raises Http404."""
    if pk not in networks_known():
        raise Http404("There is no such network.")
    return networks_known()[pk].name


@dataclass(frozen=True)
class CampaignFacts:
    """What a campaign is: where it runs, for which app, and what its network says of it.

    `target` is the target IPM of its app, None without one.
    """

    name: str
    network: int
    network_name: str
    app: str
    targeting: str
    bid_type: str
    status: str
    external_id: str
    target: float | None


@kept
def _campaign(pk: int) -> list[Campaign]:
    """A campaign, if there is one. One query."""
    return list(Campaign.objects.select_related("app", "network").filter(pk=pk))


def campaign_facts(pk: int) -> CampaignFacts:
    """What a campaign is. Raises Http404."""
    found = next(iter(_campaign(pk)), None)
    if found is None:
        raise Http404("There is no such campaign.")
    return CampaignFacts(
        found.name,
        found.network_id,
        found.network.name,
        str(found.app),
        found.get_targeting_display(),
        found.get_bid_type_display(),
        found.get_status_display(),
        found.external_id,
        None if found.app.target_ipm is None else float(found.app.target_ipm),
    )
