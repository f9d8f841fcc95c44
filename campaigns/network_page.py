"""Everything that the page of one network shows, judged and summed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from . import flags, thresholds
from .expected import ExpectedDay, expected_days
from .flags import AppJudgement, Flag
from .metrics import Counts
from .models import Verdict
from .periods import Period
from .reports import ReportQuery, Row, report
from .standing import Overview, Standing, overview
from .stats import scores
from .stats.like_for_like import CellRate
from .stats.verdicts import Judgement, Rule, judge


@dataclass(frozen=True)
class Part:
    """A campaign or creative of the network, against what its own cells would lead to expect."""

    pk: int
    name: str
    group: str
    counts: Counts
    judgement: Judgement


@dataclass(frozen=True)
class AppView:
    """The network in one app: its flag, the day's judgement and where it falls behind."""

    app: AppJudgement
    flag: Flag | None
    judgement: Judgement
    campaigns: list[Part]
    creatives: list[Part]
    rule: Rule

    @property
    def cells(self) -> list[CellRate]:
        """Country x format cells, those that miss most installs first."""
        return sorted(self.judgement.cells, key=lambda cell: -cell.missing)

    @property
    def limits(self) -> list[scores.FunnelPoint]:
        """The funnel's limits over the impressions of the app's networks."""
        sizes = [one.impressions for one in self.app.found.judgements if one.impressions > 0]
        if not sizes or not self.app.found.expected_rate:
            return []
        low, high = min(sizes) / 2, max(sizes) * 2
        steps = 40
        grid = [low * (high / low) ** (step / steps) for step in range(steps + 1)]
        found = self.app.found
        return scores.funnel(grid, found.expected_rate, found.noise, found.eligible)


@dataclass(frozen=True)
class NetworkPage:
    """One network: its standing in the range asked for, and its verdicts in every app."""

    standing: Standing
    overview: Overview
    apps: list[AppView]
    history: list[Verdict]
    expected: dict[date, ExpectedDay]


def whole_network(network: int, query: ReportQuery) -> ReportQuery:
    """The same question about one network only."""
    return replace(query, where={**query.where, "network": (network,)})


def network_page(network: int, query: ReportQuery, as_of: date) -> NetworkPage:
    """The page of a network, for a query about it alone. The verdicts are those of the last
    settled days, whatever range is asked for.
    """
    page = overview(query, as_of)
    in_force = {flag.verdict.app_id: flag for flag in flags.flags({"network": (network,)})}
    values = thresholds.current()
    apps = [
        _app_view(app, network, as_of, in_force.get(app), values)
        for app in flags.apps_of(network)
        if "app" not in query.where or app in query.where["app"]
    ]
    order = list(Verdict.Name)
    apps.sort(key=lambda view: order.index(view.judgement.verdict))
    standing = next((s for s in page.everyone if s.network_id == network), None)
    judged = [(view.app.app, view.app.found, view.judgement) for view in apps]
    expected = expected_days(network, query, judged)
    return NetworkPage(standing or page.total, page, apps, flags.history(network), expected)


def _app_view(
    app: int, network: int, as_of: date, flag: Flag | None, values: dict[str, float]
) -> AppView:
    judged = flags.judge_app(app, as_of, values)
    one = next(found for found in judged.found.judgements if found.network == network)
    rule = judged.rule
    campaigns = _parts(
        app, judged.window, "campaign", flags.CELL, {"network": (network,)}, network, rule
    )
    creatives = _parts(app, judged.window, "creative", ("network", "country"), {}, network, rule)
    return AppView(judged, flag, one, campaigns, creatives, rule)


def _parts(
    app: int,
    days: Period,
    entity: str,
    cell: tuple[str, ...],
    where: dict,
    network: int,
    rule,
) -> list[Part]:
    """The network's campaigns or creatives judged by the same machinery, the lowest first.

    Campaigns are compared within the network by country and format; creatives with all others
    of their format, by network and country.
    """
    by = tuple(dict.fromkeys((entity, "format", *cell, "day")))
    rows = report(ReportQuery(days, by, {"app": (app,), **where}, counts=flags.BASIS))
    groups: dict[str, list[Row]] = {}
    for row in rows:
        group = row.names["format"] if entity == "creative" else ""
        groups.setdefault(group, []).append(row)
    found = []
    for group, members in groups.items():
        found += _judged_parts(members, entity, cell, days, group, network, rule)
    return sorted(found, key=lambda part: (part.judgement.ratio is None, part.judgement.ratio))


def _judged_parts(
    rows: Sequence[Row],
    entity: str,
    cell: tuple[str, ...],
    days: Period,
    group: str,
    network: int,
    rule,
) -> list[Part]:
    names = {row.keys[entity]: row.names[entity] for row in rows}
    used = {row.keys[entity] for row in rows if row.keys.get("network", network) == network}
    sums: dict[int, Counts] = {}
    for row in rows:
        sums[row.keys[entity]] = sums.get(row.keys[entity], Counts()) + row.counts
    judged = judge(flags.by_entity(rows, entity, cell, days), None, rule)
    return [
        Part(one.network, names[one.network], group, sums[one.network], one)
        for one in judged.judgements
        if one.network in used
    ]
