"""Everything that the page of one network shows, judged and summed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.breakdown import Counted
from campaigns.judgement.networks import evidence, flags
from campaigns.judgement.networks.decisions import decisions_on
from campaigns.judgement.networks.evidence import STEPS, AppEvidence, JudgedPart, Own
from campaigns.judgement.networks.expected import ExpectedDay, expected_days
from campaigns.judgement.networks.flags import Flag
from campaigns.judgement.networks.judge import AppJudgement, as_verdict, judge_app
from campaigns.judgement.networks.standing import Networks, Standing, need, network_breakdown
from campaigns.metrics import Ratio
from campaigns.models import Decision, Verdict
from campaigns.reports import ReportQuery
from campaigns.stats.networks.account import CellRate
from campaigns.stats.networks.funnel import FunnelPoint, funnel
from campaigns.stats.networks.hysteresis import FLAGS
from campaigns.stats.networks.judgement import Judgement


@dataclass(frozen=True)
class AppView:
    """The network in one app: its flag, the day's judgement and where it falls behind.

    `values` are the thresholds in force, `query` asks for the app's judged days, `kept` is what is
    stored of it there.
    """

    app: AppJudgement
    flag: Flag | None
    judgement: Judgement
    values: Mapping[str, float]
    query: ReportQuery
    kept: Own | None = None

    @cached_property
    def campaigns(self) -> list[JudgedPart]:
        """Its campaigns, against each other."""
        if self.kept:
            return self.kept.campaigns
        return evidence.campaigns(self.query, self.judgement.network)

    @cached_property
    def creatives(self) -> list[JudgedPart]:
        """Its creatives, against all of their format in the app."""
        if self.kept:
            return self.kept.creatives
        return evidence.creatives(self.query, self.judgement.network)

    @cached_property
    def steps(self) -> Mapping[Ratio, Judgement]:
        """Its CTR and its CVR like for like, as its IPM is judged; only where it is low."""
        if self.verdict not in FLAGS or not self.like_for_like:
            return {}
        own = self.judgement
        alone = None if self.kept else evidence.steps(self.query, [own]).get(own.network)
        known = self.kept.steps if self.kept else alone or {}
        return {one: known[one.name] for one in STEPS if one.name in known}

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

    @cached_property
    def cells(self) -> tuple[CellRate, ...]:
        """Country x format cells, those that miss most installs first."""
        if self.kept:
            return self.kept.cells
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

    `history` and `said`, what people decided on it, are of these apps, up to an evening that is
    asked for, the newest first.
    `being_judged` are those whose new counts are not judged yet.
    """

    standing: Standing
    overview: Networks
    apps: list[AppView]
    history: list[Verdict]
    said: list[Decision]
    expected: dict[date, ExpectedDay]
    being_judged: Sequence[int] = ()


@dataclass(frozen=True)
class NetworkApp:
    """An app that the network has campaigns for, and its flag there."""

    app: int
    name: str
    flag: Flag | None


def apps_of(
    network: int, where: Mapping[str, tuple], as_of: date | None = None
) -> list[NetworkApp]:
    """The apps of a network that pass the filters, the one that needs somebody most first, today
    or as of an evening."""
    kept = {name: where[name] for name in ("app", "platform") if name in where}
    flags.verdicts_on(network)  # for the flags, and for the history of the page
    stand = flags.flags(kept | {"network": (network,)}, as_of)
    found = {flag.verdict.app_id: flag for flag in stand}
    names = reports.app_labels()
    apps = [
        NetworkApp(app, names[app], found.get(app))
        for app in flags.apps_of(network, where.get("platform", ()))
        if app in where.get("app", (app,))
    ]
    return sorted(apps, key=lambda one: (one.flag is None, one.flag and need(one.flag), one.name))


def network_page(
    network: int, query: ReportQuery, as_of: date, asked: Counted | None = None
) -> NetworkPage:
    """The page of a network, for a query about it alone, of what was `asked` by network already.
    The verdicts are those of the last settled days, whatever range is asked for.
    """
    chosen = [
        app
        for app in flags.apps_of(network, query.where.get("platform", ()))
        if app in query.where.get("app", (app,))
    ]
    known = {} if query.as_of else evidence.standing(chosen, as_of)  # and what else is stored
    page = network_breakdown(query, as_of, asked)
    in_force = {
        flag.verdict.app_id: flag for flag in flags.flags({"network": (network,)}, query.as_of)
    }
    values = thresholds.current()
    stored = {app: one for app, one in known.items() if network in one.networks}
    late = [app for app in chosen if app not in stored and not evidence.small(app, as_of)]
    apps = [
        _app_view(app, network, as_of, in_force.get(app), values, stored.get(app))
        for app in chosen
        if app not in late
    ]
    order = list(Verdict.Name.values)
    apps.sort(key=lambda view: order.index(view.judgement.verdict))
    standing = next((s for s in page.parts if s.network_id == network), None)
    judged = [
        (view.app.app, view.cells, view.app.found.c2)
        for view in apps
        if view.like_for_like and any(cell.peers for cell in view.cells)
    ]
    expected = expected_days(network, query, judged)
    evening = query.as_of or date.max
    past = [row for row in flags.history(network) if row.app_id in chosen and row.day < evening]
    said = [one for one in decisions_on(network) if one.app_id in chosen and one.day <= evening]
    return NetworkPage(
        standing or page.total,
        page,
        apps,
        past,
        said,
        expected,
        late,
    )


def _app_view(
    app: int,
    network: int,
    as_of: date,
    flag: Flag | None,
    values: dict[str, float],
    stored: AppEvidence | None,
) -> AppView:
    judged = stored.judged if stored else judge_app(app, as_of, values)
    query = evidence.judged_days(judged, as_of)
    own = stored.networks[network] if stored else None
    return AppView(judged, flag, judged.found.of(network), values, query, own)
