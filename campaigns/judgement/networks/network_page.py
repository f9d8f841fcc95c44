"""Everything that the page of one network shows, judged and summed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.counts import BASIS, by_entity
from campaigns.judgement.networks.expected import ExpectedDay, expected_days
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.judge import AppJudgement, as_verdict, judge_app
from campaigns.judgement.networks.standing import Networks, Standing, need, network_breakdown
from campaigns.metrics import Counts, Ratio
from campaigns.models import Decision, Verdict
from campaigns.models.choices import Format
from campaigns.reports import ReportQuery, report
from campaigns.stats.networks.account import CellRate
from campaigns.stats.networks.funnel import FunnelPoint, funnel
from campaigns.stats.networks.hysteresis import FLAGS
from campaigns.stats.networks.judge import CELL, judge
from campaigns.stats.networks.judgement import Judgement


@dataclass(frozen=True)
class JudgedPart:
    """A campaign or creative of the network, against what its own cells would lead to expect.

    `reason` is why nothing can be expected of it, "" where something can.
    """

    pk: int
    name: str
    group: str
    judgement: Judgement

    @property
    def reason(self) -> str:
        """A creative without a format is held against none, a campaign without formats neither."""
        if self.judgement.reason in UNCOMPARED:
            return self.judgement.reason
        return "formats_unknown" if self.group == Format("").label else ""


UNCOMPARED = ("alone", "no_peers", "formats_unknown")
"""Reasons for which an expectation of a campaign or creative would say nothing."""
BY_NETWORK = ("network", "country")
"""What makes the creatives of a format comparable."""
STEPS = (Counts.ctr, Counts.cvr)
"""The steps from an impression to an install."""


@dataclass(frozen=True)
class AppView:
    """The network in one app: its flag, the day's judgement and where it falls behind.

    `values` are the thresholds in force, `query` asks for the app's judged days.
    """

    app: AppJudgement
    flag: Flag | None
    judgement: Judgement
    values: Mapping[str, float]
    query: ReportQuery

    @cached_property
    def campaigns(self) -> list[JudgedPart]:
        """Its campaigns, against each other."""
        return _campaigns(self.query, self.judgement.network)

    @cached_property
    def creatives(self) -> list[JudgedPart]:
        """Its creatives, against all of their format in the app."""
        return _creatives(self.query, self.judgement.network)

    @cached_property
    def steps(self) -> Mapping[Ratio, Judgement]:
        """Its CTR and its CVR like for like, as its IPM is judged; only where it is low."""
        if self.verdict not in FLAGS or not self.like_for_like:
            return {}
        return _steps(self.query, self.judgement.network)

    @property
    def stored(self) -> Verdict:
        """The stored verdict in force, else that of today's judgement."""
        return self.flag.verdict if self.flag else as_verdict(self.app, self.judgement)

    @property
    def verdict(self) -> str:
        """The name of the verdict in force."""
        return self.stored.verdict

    @property
    def like_for_like(self) -> bool:
        """Whether its expectation is that of its countries and formats."""
        return self.judgement.reason != "formats_unknown"

    @property
    def cells(self) -> tuple[CellRate, ...]:
        """Country x format cells, those that miss most installs first."""
        return self.app.found.cells(self.judgement.network)

    @property
    def limits(self) -> list[FunnelPoint]:
        """The funnel's limits over the impressions of the app's networks."""
        names, found = self.app.names, self.app.found.judgements
        windows = [one.window for one in found if one.network in names]
        sizes = [window.impressions for window in windows if window.impressions > 0]
        if not sizes or not self.app.found.expected_rate:
            return []
        low, high = min(sizes) / 2, max(sizes) * 2
        steps = 40
        grid = [low * (high / low) ** (step / steps) for step in range(steps + 1)]
        return funnel(grid, self.app.found)


@dataclass(frozen=True)
class NetworkPage:
    """One network: its standing in the range asked for, and its verdicts in the apps asked for.

    `history` and `said`, what people decided on it, are of these apps, the newest first.
    """

    standing: Standing
    overview: Networks
    apps: list[AppView]
    history: list[Verdict]
    said: list[Decision]
    expected: dict[date, ExpectedDay]


@dataclass(frozen=True)
class NetworkApp:
    """An app that the network has campaigns for, and its flag there."""

    app: int
    name: str
    flag: Flag | None


def apps_of(network: int, where: Mapping[str, tuple]) -> list[NetworkApp]:
    """The apps of a network that pass the filters, the one that needs somebody most first."""
    kept = {name: where[name] for name in ("app", "platform") if name in where}
    found = {flag.verdict.app_id: flag for flag in flags.flags(kept | {"network": (network,)})}
    names = reports.app_labels()
    apps = [
        NetworkApp(app, names[app], found.get(app))
        for app in flags.apps_of(network, where.get("platform", ()))
        if app in where.get("app", (app,))
    ]
    return sorted(apps, key=lambda one: (one.flag is None, one.flag and need(one.flag), one.name))


def network_page(network: int, query: ReportQuery, as_of: date) -> NetworkPage:
    """The page of a network, for a query about it alone. The verdicts are those of the last
    settled days, whatever range is asked for.
    """
    page = network_breakdown(query, as_of)
    in_force = {
        flag.verdict.app_id: flag for flag in flags.flags({"network": (network,)}, query.as_of)
    }
    values = thresholds.current()
    chosen = [
        app
        for app in flags.apps_of(network, query.where.get("platform", ()))
        if app in query.where.get("app", (app,))
    ]
    apps = [_app_view(app, network, as_of, in_force.get(app), values) for app in chosen]
    order = list(Verdict.Name.values)
    apps.sort(key=lambda view: order.index(view.judgement.verdict))
    standing = next((s for s in page.parts if s.network_id == network), None)
    judged = [(view.app.app, view.app.found) for view in apps if view.like_for_like]
    expected = expected_days(network, query, judged)
    past = [row for row in flags.history(network) if row.app_id in chosen]
    said = Decision.objects.filter(network=network, app__in=chosen).select_related("user", "app")
    return NetworkPage(standing or page.total, page, apps, past, list(said), expected)


def _app_view(
    app: int, network: int, as_of: date, flag: Flag | None, values: dict[str, float]
) -> AppView:
    judged = judge_app(app, as_of, values)
    query = ReportQuery(
        judged.window, where={"app": (app,)}, counts=BASIS, ends=reports.settled_ends(as_of)
    )
    return AppView(judged, flag, judged.found.of(network), values, query)


def _steps(query: ReportQuery, network: int) -> dict[Ratio, Judgement]:
    """The network's CTR and CVR against what its cells lead to expect of them.

    Only rows that report both counts of a ratio have a part in it.
    """
    counts = ("impressions", "clicks", "installs", "view_through_installs")
    rows = report(replace(query, by=("network", *CELL, "day"), counts=counts))
    found = {}
    for ratio in STEPS:
        cells = [(*row.keys.values(), *reversed(row.counts.basis(ratio))) for row in rows]
        judged = judge(by_entity(cells, query.period), details=False)
        if network in judged.accounts:
            found[ratio] = judged.of(network)
    return found


def _campaigns(query: ReportQuery, network: int) -> list[JudgedPart]:
    """The network's campaigns, compared with each other by country and format."""
    query = replace(query, where={**query.where, "network": (network,)})
    rows = reports.cells(query.split("campaign", *CELL, "day"))
    judged = judge(by_entity(rows, query.period))
    return _named("campaign", [("", one) for one in judged.judgements])


def _creatives(query: ReportQuery, network: int) -> list[JudgedPart]:
    """The network's creatives, compared with all of their format by network and country."""
    formats: dict[str, list[tuple]] = defaultdict(list)
    used = set()
    for form, *row in reports.cells(query.split("format", "creative", "network", "country", "day")):
        formats[form].append(tuple(row))
        if row[1] == network:
            used.add(row[0])
    found = [
        (Format(form).label, one)
        for form, rows in formats.items()
        for one in judge(by_entity(rows, query.period), fields=BY_NETWORK).judgements
        if one.network in used
    ]
    return _named("creative", found)


def _named(kind: str, found: Sequence[tuple[str, Judgement]]) -> list[JudgedPart]:
    """Judgements with their group as parts, the lowest ratio first."""
    names = reports.part_names(kind, [one.network for _, one in found])
    parts = [JudgedPart(one.network, names[one.network], group, one) for group, one in found]
    return sorted(parts, key=_by_ratio)


def _by_ratio(part: JudgedPart) -> tuple[bool, float]:
    ratio = part.judgement.window.ratio
    return ratio is None, ratio or 0.0
