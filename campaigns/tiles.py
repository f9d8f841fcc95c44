"""The overview's six tiles: a number, its change, and for IPM where it likely lies."""

from dataclasses import dataclass

from django.conf import settings

from . import formats
from .metrics import Counts
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
