"""Which values of a dimension have counts in a period: what filters offer."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, QuerySet

from campaigns.models import (
    Campaign,
    CampaignDay,
    CountryDay,
    Creative,
    CreativeDay,
    NameField,
)
from campaigns.models.gathering import gathered
from campaigns.periods import Period
from campaigns.reports.answers import kept
from campaigns.reports.name_fields import REPORTED, alias, joined, name_fields, said
from campaigns.reports.names import apps_known, names_of
from campaigns.reports.query import DIMENSIONS
from campaigns.reports.tables import Table, smallest

OF_CAMPAIGNS = ("app", "network", "targeting", "bid_type", "status")
"""Dimensions of which a campaign has one value each."""

OF_CREATIVES = ("creative", "format")
"""Dimensions of which a creative has one value each."""


@dataclass(frozen=True)
class Running:
    """The campaigns that have counts in a period: the values of OF_CAMPAIGNS and their countries,
    and whether any of these counts are left out because the network tells its own."""

    values: dict[str, set]
    left_out: bool


@kept
def options(name: str, period: Period) -> list[tuple[Any, str]]:
    """The values of a dimension that have counts in a period, with their names, by name."""
    if name == "creative":
        found = dict(_shown(Creative, period).values_list("pk", "name"))
        return _by_name(found)
    return _options(name, period, partial(running, period))


def options_of(name: str, creatives: Collection[int]) -> list[tuple[Any, str]]:
    """The values of a dimension of `OF_CREATIVES` that these creatives have, with their names."""
    own = "name" if name == "creative" else name
    every = Creative.everything.order_by().values_list("pk", own)
    known = {pk: value for pk, value in every if pk in creatives}
    return _by_name(known if name == "creative" else names_of(DIMENSIONS[name], {*known.values()}))


@kept
def creatives_in(period: Period) -> set[int]:
    """The creatives that have counts in a period."""
    return set(_rows(CreativeDay, period).values_list("creative", flat=True).distinct())


def all_options(
    names: Iterable[str], period: Period
) -> tuple[dict[str, list[tuple[Any, str]]], bool]:
    """The same of several dimensions, and whether any counts are left out: what `Running` says is
    asked once."""
    known = running(period)
    return {name: _options(name, period, lambda: known) for name in names}, known.left_out


def _options(name: str, period: Period, run: Callable[[], Running]) -> list[tuple[Any, str]]:
    return _by_name(names_of(DIMENSIONS[name], _values(name, period, run)))


def _by_name(found: Mapping[Any, str]) -> list[tuple[Any, str]]:
    return sorted(found.items(), key=lambda option: option[1].lower())


def _values(name: str, period: Period, run: Callable[[], Running]) -> set:
    field = name_fields().get(name)
    if field is not None:
        return set(_said(field, period).values_list(alias(name), flat=True).distinct())
    if name == "platform":
        return {apps_known()[app].platform for app in run().values["app"]}
    if name in (*OF_CAMPAIGNS, "country"):
        return run().values[name]
    if name == "format":
        return set(_shown(Creative, period).values_list("format", flat=True).distinct())
    rows = _rows(smallest(name), period)
    return set(rows.values_list(DIMENSIONS[name].path, flat=True).distinct())


@kept
def running(period: Period) -> Running:
    """What `Running` says of a period. One query."""
    left_out = Exists(_rows(CampaignDay, period).filter(counted=False))
    campaigns = _shown(Campaign, period).values_list(*OF_CAMPAIGNS, left_out).distinct()
    countries = _rows(CountryDay, period).values_list("country").distinct()
    found = gathered({"campaigns": (campaigns, ()), "countries": (countries, ())})
    values = {name: {row[at] for row in found["campaigns"]} for at, name in enumerate(OF_CAMPAIGNS)}
    values["country"] = {country for (country,) in found["countries"]}
    return Running(values, any(row[-1] for row in found["campaigns"]))


def _rows(table: type[Table], period: Period) -> QuerySet:
    return table._default_manager.filter(day__range=(period.first, period.last)).order_by()


def _shown(model: type[Campaign | Creative], period: Period) -> QuerySet:
    """The campaigns or creatives that have counts in a period."""
    table, of = (CampaignDay, "campaign") if model is Campaign else (CreativeDay, "creative")
    return model.everything.filter(pk__in=_rows(table, period).values(of)).order_by()


def _said(field: NameField, period: Period) -> QuerySet:
    """What has counts in a period, with what its names say in a field. What only one of campaign
    and creative says is asked of these; else it is said of each row of counts."""
    model = Creative if field.of_creatives else Campaign
    stated = REPORTED.get(field.name, "").partition("__")[0]
    alone = not field.of_pairs and not (field.of_creatives and field.of_campaigns)
    if alone and stated in ("", model._meta.model_name):
        return said(_shown(model, period), field)
    return joined(_rows(CreativeDay, period), [field.name])
