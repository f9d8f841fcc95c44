"""The pictures behind a verdict: IPM against its expectation, and the funnel of all networks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from campaigns import formats
from campaigns.judgement.forecasts import SettlingDay
from campaigns.judgement.networks import words as network_words
from campaigns.judgement.networks.expected import ExpectedDay
from campaigns.judgement.networks.network_page import AppView, NetworkPage
from campaigns.metrics import Counts
from campaigns.models import Annotation
from campaigns.periods import week
from campaigns.stats.networks.judgement import Judgement
from campaigns.ui import charts
from campaigns.ui.breakdown_tables import drill
from campaigns.ui.charts import LineChart, Series
from campaigns.ui.pictures import FunnelChart
from campaigns.ui.point_words import between, joined, of_days
from campaigns.ui.report_form import ReportForm
from campaigns.ui.settling import outlook

LEAST = 60
"""The funnel shows at least this many per cent up and down."""
ROLES = {"act": "flagged", "watch": "watch"}


def against_expected(
    page: NetworkPage,
    annotations: Iterable[Annotation] = (),
    settling: Sequence[SettlingDay] = (),
) -> dict[str, Any] | None:
    """IPM per day with the expected IPM and its band, or None where no day has an IPM.

    The expectation is that of typical networks in the same countries and formats; the band holds
    the single days of such networks.
    """
    daily = charts.steps(page.standing.daily)
    points = [counts.ipm for _, counts, _ in daily]
    if all(point is None for point in points):
        return None
    starts = [day for day, _, _ in daily]
    days = _steps(page.expected, by_week=len(page.standing.daily) > charts.DAYS)
    expected = [days.get(day, ExpectedDay()) for day in starts]
    first = charts.unsettled([done for _, _, done in daily])
    own = page.standing
    line = _series(own.name, _role(page), points, own.counts.ipm, "square", first)
    line = replace(line, said=of_days([own], page.overview, charts.days_of_steps(own.daily)))
    if len(own.daily) <= charts.DAYS:
        line = replace(line, outlook=outlook(settling, starts))
    series = [line]
    band = None
    if any(day.ipm is not None for day in expected):
        whole = sum(days.values(), ExpectedDay())
        low, high = ([day.band[end] if day.band else None for day in expected] for end in (0, 1))
        band = charts.Band(low, high)
        others = _series("expected", "expected", [day.ipm for day in expected], whole.ipm)
        said = [f"95 % of days {between(Counts.ipm, *d.band)}" if d.band else "" for d in expected]
        series.append(replace(others, said=said))
    return LineChart(
        labels=charts.labels(page.overview),
        unit=Counts.ipm.label,
        per="week" if len(page.standing.daily) > charts.DAYS else "day",
        settling_from=first,
        series=series,
        days=charts.spans(page.overview),
        notes=[*_flags(page, starts), *charts.notes(annotations, starts)],
        band=band,
    ).spec


def _series(
    name: str,
    role: str,
    points: list[float | None],
    value: float | None,
    shape: str | None = None,
    first: int | None = None,
) -> Series:
    words = formats.ratio(Counts.ipm, value)
    return Series(name, role, points, words, shape=shape, settling_from=first)


def _steps(days: Mapping[date, ExpectedDay], *, by_week: bool) -> dict[date, ExpectedDay]:
    if not by_week:
        return dict(days)
    sums: dict[date, ExpectedDay] = {}
    for day, one in days.items():
        sums[week(day)] = sums.get(week(day), ExpectedDay()) + one
    return sums


def _role(page: NetworkPage) -> str:
    found = {view.flag.verdict.verdict for view in page.apps if view.flag}
    return next((ROLES[verdict] for verdict in ROLES if verdict in found), "own")


def _flags(page: NetworkPage, days: list[date]) -> list[dict[str, Any]]:
    """The day on which each flag in force rose."""
    found = []
    for view in page.apps:
        flag = view.flag
        if flag is None or flag.verdict.verdict not in ROLES:
            continue
        raised = flag.verdict.flagged
        if raised and days and days[0] <= raised <= page.overview.period.last:
            index = max(i for i, day in enumerate(days) if day <= raised)
            where = f" in {view.app.app_name}" if len(page.apps) > 1 else ""
            text = f"{formats.day(raised)}: flagged{where}"
            found.append({"index": index, "text": text})
    return found


@dataclass(frozen=True)
class FunnelRow:
    """One network of a funnel as a line of its table."""

    name: str
    verdict: str
    impressions: str
    ipm: str
    expected: str
    distance: str
    own: bool


def funnel(view: AppView, form: ReportForm) -> dict[str, Any] | None:
    """All networks of the app by impressions and distance from expected in per cent.

    None where fewer than two networks have an expectation. A point leads to its network.
    """
    judged = _shown(view)
    if len(judged) < 2 or not view.limits:
        return None
    points = [
        {
            "name": view.app.names[one.network],
            "x": one.window.impressions,
            "y": _percent(one.window.ratio or 0.0),
            "role": ROLES.get(one.verdict, "thin" if one.verdict == "not_enough" else "series"),
            "own": one.network == view.judgement.network,
            "words": _told(one, view.app.names[one.network]),
            "url": drill("network", one.network, form),
        }
        for one in judged
    ]
    act = _percent(view.values["act_ratio"])
    return FunnelChart(
        points=points,
        limits=[
            {
                "x": round(point.impressions),
                "inner": [_percent(end) for end in point.inner],
                "outer": [_percent(end) for end in point.outer],
            }
            for point in view.limits
        ],
        act=act,
        act_label=f"act below {formats.MINUS}{abs(act):g} %",
        low=-_reach([-p["y"] for p in points], most=100),
        high=_reach([p["y"] for p in points], most=200),
        x_title=f"impressions, {len(view.app.window)} settled days (log scale)",
    ).spec


def _told(one: Judgement, name: str) -> str:
    """Northlight: −26 %, IPM 4.18 (95 %: 4.02 to 4.41), expected 5.60, 1.2 M impressions"""
    ipm, expected = (
        formats.ratio(Counts.ipm, value) for value in (one.window.ipm, one.window.expected_ipm)
    )
    sure = one.interval
    scale = Counts.ipm.scale
    ends = between(Counts.ipm, scale * sure.low, scale * sure.high) if sure else ""
    return joined(
        f"{name}: {network_words.signed(one.window.ratio)}",
        f"IPM {ipm}" + (f" (95 %: {ends})" if ends else ""),
        f"expected {expected}",
        f"{formats.short(round(one.window.impressions))} impressions",
    )


def funnel_rows(view: AppView) -> list[FunnelRow]:
    """The numbers behind the funnel, the furthest below first."""
    return [
        FunnelRow(
            view.app.names[one.network],
            network_words.VERDICTS[one.verdict],
            formats.count(round(one.window.impressions)),
            formats.ratio(Counts.ipm, one.window.ipm),
            formats.ratio(Counts.ipm, one.window.expected_ipm),
            network_words.signed(one.window.ratio),
            one.network == view.judgement.network,
        )
        for one in sorted(_shown(view), key=lambda one: one.window.ratio or 0.0)
    ]


def _shown(view: AppView) -> list[Judgement]:
    """The networks that stand in the funnel: those with an expectation for their formats."""
    return [
        one
        for one in view.app.found.judgements
        if one.network in view.app.names
        and one.window.ratio is not None
        and one.reason != "formats_unknown"
    ]


def unseen(view: AppView) -> list[str]:
    """The networks that the funnel cannot show."""
    shown = {one.network for one in _shown(view)}
    return [name for network, name in view.app.names.items() if network not in shown]


def _percent(ratio: float) -> float:
    return round(100 * (ratio - 1), 2)


def _reach(values: list[float], *, most: int) -> int:
    """The end of the axis: a step of 20 beyond the furthest point."""
    return min(most, max(LEAST, 20 * -(-int(max(values) + 5) // 20)))
