"""Tiles: a number, its change, and for the overview's IPM where it likely lies."""

from dataclasses import dataclass

from django.conf import settings

from . import formats
from .metrics import MONEY_UNIT, Counts, Ratio
from .standing import Standing


@dataclass(frozen=True)
class Tile:
    """One number of the first row. `interval` is given for IPM alone."""

    key: str
    label: str
    value: str
    change: formats.Change | None
    hint: str = ""
    interval: dict | None = None


def tiles(everyone: Standing) -> list[Tile]:
    """IPM, impressions, installs, spend, CPI and eCPM, against the period before."""
    now, before = everyone.counts, everyone.previous or Counts()
    currency = settings.REPORTING_CURRENCY
    impressions = formats.short(now.impressions)
    spend = formats.money(now.spend, currency, brief=True)

    def change(name: str, better: bool | None) -> formats.Change | None:
        return formats.change(getattr(now, name), getattr(before, name), better)

    return [
        Tile(
            "ipm",
            Counts.ipm.label,
            formats.ratio(Counts.ipm, now.ipm),
            _ipm_change(everyone),
            "installs per 1,000 impressions",
            _ipm_axis(everyone),
        ),
        Tile(
            "impressions",
            "Impressions",
            impressions,
            change("impressions", None),
        ),
        Tile("installs", "Installs", formats.count(now.installs), change("installs", True)),
        Tile("spend", "Spend", spend, change("spend", None)),
        Tile("cpi", Counts.cpi.label, formats.money(now.cpi, currency), change("cpi", False)),
        Tile("ecpm", Counts.ecpm.label, formats.money(now.ecpm, currency), change("ecpm", None)),
    ]


def network_tiles(network: Standing) -> list[Tile]:
    """All that one network's range says: ratios first, then the counts that they are made of."""
    now, before = network.counts, network.previous or Counts()
    currency = settings.REPORTING_CURRENCY

    def ratio(definition: Ratio) -> Tile:
        name = definition.name
        money = definition.unit == MONEY_UNIT
        value = getattr(now, name)
        text = formats.money(value, currency) if money else formats.ratio(definition, value)
        label = definition.label if money else f"{definition.label} {definition.unit}".strip()
        change = formats.change(value, getattr(before, name), definition.higher_is_better)
        return Tile(name, label, text, change)

    def counted(name: str, label: str, text: str, better: bool | None) -> Tile:
        change = formats.change(getattr(now, name), getattr(before, name), better)
        return Tile(name, label, text, change)

    spend = formats.money(now.spend, currency, brief=True)
    return [
        Tile(
            "ratio",
            Counts.ipm.label,
            formats.ratio(Counts.ipm, now.ipm),
            _ipm_change(network),
        ),
        *(ratio(r) for r in (Counts.ctr, Counts.cvr, Counts.cpi, Counts.ecpm, Counts.retention_d1)),
        counted("impressions", "Impressions", formats.short(now.impressions), None),
        counted("installs", "Installs", formats.count(now.installs), True),
        counted("spend", "Spend", spend, None),
    ]


def _ipm_change(everyone: Standing) -> formats.Change | None:
    """The change of IPM, "level" where it is within the usual noise of days."""
    before = everyone.previous and everyone.previous.ipm
    change = formats.change(everyone.counts.ipm, before, Counts.ipm.higher_is_better)
    if change and change.direction and everyone.beyond_noise is False:
        return formats.LEVEL_CHANGE
    return change


def _ipm_axis(everyone: Standing) -> dict | None:
    if everyone.interval is None:
        return None
    return {
        "low": everyone.interval.low,
        "high": everyone.interval.high,
        "value": everyone.counts.ipm,
        "before": everyone.previous and everyone.previous.ipm,
        "target": everyone.target,
    }
