"""Tiles: a number, its change, and for the overview's IPM where it likely lies."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown, Measured, Ranged
from campaigns.metrics import MONEY_UNIT, Counts, Ratio
from campaigns.stats.log_rates import LogRate, log_rate, within_noise


@dataclass(frozen=True)
class Tile:
    """One number of the first row. `interval` is given for IPM alone."""

    key: str
    label: str
    value: str
    change: formats.Change | None
    hint: str = ""
    interval: dict | None = None


def tiles(page: Breakdown) -> list[Tile]:
    """IPM, impressions, installs, spend, CPI and eCPM, against the period before.

    Sums have no change where the period before is not covered by data as long.
    """
    ipm = Tile(
        "ipm",
        Counts.ipm.label,
        formats.ratio(Counts.ipm, page.total.counts.ipm),
        page.total.ipm_change,
        "installs per 1,000 impressions",
        _ipm_axis(page.total),
    )
    ratios = [_ratio(page.total, page, definition) for definition in (Counts.cpi, Counts.ecpm)]
    return [ipm, *_volumes(page.total, page), *ratios]


def campaign_tiles(page: Breakdown) -> list[Tile]:
    """The same of one campaign, with CTR and CVR."""
    ipm, *volumes, cpi, ecpm = tiles(page)
    return [
        ipm,
        _ratio(page.total, page, Counts.ctr),
        _ratio(page.total, page, Counts.cvr),
        cpi,
        ecpm,
        *volumes,
    ]


def network_tiles(network: Measured, page: Ranged) -> list[Tile]:
    """All that one network's range says: ratios first, then the counts that they are made of."""
    ratios = (Counts.ctr, Counts.cvr, Counts.cpi, Counts.ecpm, Counts.retention_d1)
    ipm = formats.ratio(Counts.ipm, network.counts.ipm)
    return [
        Tile("ratio", Counts.ipm.label, ipm, network.ipm_change),
        *(_ratio(network, page, definition) for definition in ratios),
        *_volumes(network, page),
    ]


def _ratio(found: Measured, page: Ranged, definition: Ratio) -> Tile:
    """The tile of a ratio, with its days, where they are not those of the page."""
    days = page.days_of(definition.name)
    name, money = definition.name, definition.unit == MONEY_UNIT
    value, before = (getattr(c, name) for c in (found.counts, found.previous or Counts()))
    currency = settings.REPORTING_CURRENCY
    text = formats.money(value, currency) if money else formats.ratio(definition, value)
    label = definition.label if money else f"{definition.label} {definition.unit}".strip()
    change = formats.change(value, before, definition.higher_is_better)
    if change and change.direction and _within_noise(found, definition):
        change = formats.LEVEL_CHANGE
    return Tile(name, label, text, change, formats.day_range(days) if days else "")


def _within_noise(found: Measured, definition: Ratio) -> bool | None:
    """Whether the days of both periods explain how far apart a ratio is."""
    before, now = ((days or {}).values() for days in (found.earlier, found.counted))
    return within_noise(_rate(before, definition), _rate(now, definition))


def _rate(days: Iterable[Counts], definition: Ratio) -> LogRate | None:
    pairs = [pair for counts in days if (pair := counts.pair(definition))]
    counting = definition.unit != MONEY_UNIT
    return log_rate([above for above, _ in pairs], [below for _, below in pairs], counting=counting)


def _volumes(found: Measured, page: Ranged) -> list[Tile]:
    now, before = found.counts, found.previous or Counts()

    def volume(name: str, text: str, better: bool | None) -> Tile:
        change = formats.change(getattr(now, name), getattr(before, name), better)
        return Tile(name, name.capitalize(), text, change if page.sums_compare else None)

    return [
        volume("impressions", formats.short(now.impressions), None),
        volume("installs", formats.count(now.installs), True),
        volume("spend", formats.money(now.spend, settings.REPORTING_CURRENCY, brief=True), None),
    ]


def _ipm_axis(everyone: Measured) -> dict | None:
    if everyone.interval is None:
        return None
    return {
        "low": everyone.interval.low,
        "high": everyone.interval.high,
        "value": everyone.interval.value,
        "before": everyone.previous and everyone.previous.ipm,
        "target": everyone.target,
    }
