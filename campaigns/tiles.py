"""Tiles: a number, its change, and for the overview's IPM where it likely lies."""

from dataclasses import dataclass

from django.conf import settings

from . import formats
from .metrics import COUNTS, MONEY_UNIT, Counts, Ratio
from .standing import Overview, Standing


@dataclass(frozen=True)
class Tile:
    """One number of the first row. `interval` is given for IPM alone."""

    key: str
    label: str
    value: str
    change: formats.Change | None
    hint: str = ""
    interval: dict | None = None


def tiles(page: Overview) -> list[Tile]:
    """IPM, impressions, installs, spend, CPI and eCPM, against the period before.

    Sums have no change where the period before is not covered by data as long.
    """
    everyone = page.total
    now, before = everyone.counts, everyone.previous or Counts()
    currency = settings.REPORTING_CURRENCY
    impressions = formats.short(now.impressions)
    spend = formats.money(now.spend, currency, brief=True)

    def change(name: str, better: bool | None) -> formats.Change | None:
        if name in COUNTS and not page.sums_compare:
            return None
        return formats.change(getattr(now, name), getattr(before, name), better)

    return [
        Tile(
            "ipm",
            Counts.ipm.label,
            formats.ratio(Counts.ipm, now.ipm),
            everyone.ipm_change,
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


def network_tiles(network: Standing, page: Overview) -> list[Tile]:
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
        return Tile(name, label, text, change if page.sums_compare else None)

    spend = formats.money(now.spend, currency, brief=True)
    return [
        Tile(
            "ratio",
            Counts.ipm.label,
            formats.ratio(Counts.ipm, now.ipm),
            network.ipm_change,
        ),
        *(ratio(r) for r in (Counts.ctr, Counts.cvr, Counts.cpi, Counts.ecpm, Counts.retention_d1)),
        counted("impressions", "Impressions", formats.short(now.impressions), None),
        counted("installs", "Installs", formats.count(now.installs), True),
        counted("spend", "Spend", spend, None),
    ]


def _ipm_axis(everyone: Standing) -> dict | None:
    if everyone.interval is None:
        return None
    return {
        "low": everyone.interval.low,
        "high": everyone.interval.high,
        "value": everyone.interval.value,
        "before": everyone.previous and everyone.previous.ipm,
        "target": everyone.target,
    }
