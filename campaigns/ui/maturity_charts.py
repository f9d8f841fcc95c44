"""How soon days are complete: the share known by age as a chart, and what is said of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from campaigns import formats
from campaigns.judgement.maturity import Learned
from campaigns.reports import networks_known
from campaigns.stats.maturity.curve import SETTLED, Curve
from campaigns.stats.maturity.forecast import QUIET
from campaigns.stats.maturity.settle import NORMAL
from campaigns.ui.charts import Band, LineChart, Series
from campaigns.ui.settling import habit

WHOLE = 98
TOLD = 28
"""Days for which a changed habit is told."""


def of_network(one: Learned) -> dict[str, Any]:
    """Installs, impressions and spend of one network; the band is of single days' installs."""
    curves = [("Installs", one.maturity.installs), ("Impressions", one.maturity.impressions)]
    if one.spend is not None:
        curves.append(("Spend", one.spend))
    lines = [_line(name, curve, slot) for slot, (name, curve) in enumerate(curves, start=1)]
    return _chart(lines, _band(one.maturity.installs))


def of_networks(found: Mapping[str, Learned], most: int) -> dict[str, Any] | None:
    """Installs of several networks by name, of at most so many: those that take longest first."""
    slowest = sorted(found, key=lambda name: (found[name].maturity.installs.share[0], name))[:most]
    if not slowest:
        return None
    lines = [
        _line(name, found[name].maturity.installs, slot)
        for slot, name in enumerate(sorted(slowest), start=1)
    ]
    return _chart(lines, _band(found[slowest[0]].maturity.installs))


def settles(network: int) -> str:
    """5 days (learned)"""
    known = networks_known()[network]
    who = "set by hand" if known.by_hand else "learned" if known.learned else "not learned yet"
    return f"{known.settle_days} {'day' if known.settle_days == 1 else 'days'} ({who})"


def changed(one: Learned, today: date) -> str:
    """A changed habit in words; "" where there is none of late."""
    change = one.maturity.change
    if change is None or today.toordinal() - change.since >= TOLD:
        return ""
    since, again = (date.fromordinal(change.since + days) for days in (0, QUIET))
    return habit(since, again, today, later=change.later)


def _line(name: str, curve: Curve, slot: int) -> Series:
    words = [formats.percent(round(share, 2)) for share in curve.share]
    said = [f"90 % of days {ends}" for ends in _band(curve).words or ()]
    points = [100 * share for share in curve.share]
    return Series(name, "series", points, words[0], slot, words=words, said=said)


def _band(curve: Curve) -> Band:
    """Where single days lie, 90 % of them."""
    both = list(zip(curve.share, curve.noise, strict=True))[:SETTLED]
    ends = [
        [100 * max(share + sign * NORMAL * noise, 0) for share, noise in both] + [100.0]
        for sign in (-1, 1)
    ]
    words = [f"{low:.0f} to {high:.0f} %" for low, high in zip(*ends, strict=True)]
    return Band(ends[0], ends[1], words, "90 % of days")


def _chart(lines: list[Series], band: Band) -> dict[str, Any]:
    ages = [str(age) for age in range(SETTLED + 1)]
    chart = LineChart(
        labels=ages,
        unit="%",
        per="day of age",
        target=WHOLE,
        target_label=f"{WHOLE} %",
        series=lines,
        band=band,
    )
    most = max((point or 0 for line in lines for point in line.points), default=0)
    return chart.spec | {"foot": FOOT, "max": 100 if most <= 100 else None}


FOOT = {
    "wide": "Label = known in the first 24 hours.",
    "narrow": "",
    "all": "Age in whole days since a day’s end. Grey band: 90 % of single days, installs of what "
    "takes longest.",
}
