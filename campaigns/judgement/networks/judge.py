"""Which networks are low, like for like: counts go in, verdicts with their numbers come out.

The statistics are in `stats.networks`. Yesterday's verdict decides together with today's numbers,
so that flags do not flicker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from campaigns import reports
from campaigns.judgement.networks.counts import AppCounts
from campaigns.metrics import Counts
from campaigns.models import Verdict
from campaigns.models.limits import limit, unlimited
from campaigns.models.verdicts import MEMORY
from campaigns.periods import Period
from campaigns.stats.networks.hysteresis import FLAGS, RunState
from campaigns.stats.networks.judge import judge
from campaigns.stats.networks.judgement import Judgement, Span, Verdicts

NO_COUNTS = "no_counts"
"""The reason where a network has no row at all on settled days."""


@dataclass(frozen=True)
class Risen:
    """A verdict of the day judged before, and the day on which its flag rose."""

    verdict: str
    flagged: date | None


@dataclass(frozen=True)
class AppJudgement:
    """One app's networks over one window; `before` are their verdicts of the day judged before.

    `names` are of those that may be shown. `uncounted` ones have no counts at all in it;
    `known_creatives` are shares of impressions.
    """

    app: int
    app_name: str
    window: Period
    found: Verdicts
    names: Mapping[int, str]
    before: Mapping[int, Risen]
    uncounted: frozenset[int]
    known_creatives: Mapping[int, float | None]


def judge_app(
    app: int, as_of: date, values: Mapping[str, float], counts: AppCounts | None = None
) -> AppJudgement:
    """Judge the networks of an app as of a day by the thresholds, without storing anything.

    Each network is judged on its own settled days: later days of the window do not count for one
    that takes longer. Networks outside the limit in force judge with the others and have no name.
    """
    within = limit().networks
    with unlimited():
        found = _judge_app(app, as_of, values, counts)
    if within is None:
        return found
    return replace(found, names={pk: name for pk, name in found.names.items() if pk in within})


def _judge_app(
    app: int, as_of: date, values: Mapping[str, float], counts: AppCounts | None
) -> AppJudgement:
    counts = counts or AppCounts(app, [as_of])
    days = counts.window(as_of)
    before = _before(app, days.last)
    found = judge(
        counts.until(as_of),
        {network: _state(verdict) for network, verdict in before.items()},
        last=days.last,
        creatives=partial(counts.creatives, as_of),
        days_on=int(values["days_on"]),
        days_off=int(values["days_off"]),
        known_formats=values["known_formats"],
    )
    return AppJudgement(
        app,
        reports.app_label(app),
        days,
        found,
        {pk: network.name for pk, network in counts.networks.items()},
        {pk: Risen(verdict.verdict, verdict.flagged) for pk, verdict in before.items()},
        counts.uncounted(as_of),
        {
            one.network: counts.known_creatives(one.network, as_of, one.window.impressions)
            for one in found.judgements
        },
    )


def _before(app: int, day: date) -> dict[int, Verdict]:
    """The verdict of every network on its last judged day before `day`."""
    rows = Verdict.objects.filter(
        app=app, day__range=(day - MEMORY, day - timedelta(days=1)), superseded=False
    )
    return {row.network_id: row for row in rows.order_by("day")}


def _state(row: Verdict) -> RunState:
    return RunState(
        row.verdict, row.judged, row.act_run, row.watch_run, row.calm_run, row.low_since
    )


def as_verdict(judged: AppJudgement, one: Judgement) -> Verdict:
    """A judgement as the row that is stored."""
    verdict, reason = one.verdict, one.reason
    if one.network in judged.uncounted:
        verdict, reason = Verdict.Name.NOT_ENOUGH, NO_COUNTS
    limits, state, low = one.interval, one.state, one.low
    return Verdict(
        app_id=judged.app,
        network_id=one.network,
        first_day=judged.window.first,
        day=judged.window.last,
        verdict=verdict,
        reason=reason,
        condition=one.condition,
        judged=state.judged,
        act_run=state.act_run,
        watch_run=state.watch_run,
        calm_run=state.calm_run,
        low_since=state.low_since,
        flagged=_flagged(judged, one),
        impressions=round(one.window.impressions),
        installs=round(one.window.installs),
        ipm=one.window.ipm,
        ipm_low=None if limits is None else Counts.ipm.scale * limits.low,
        ipm_high=None if limits is None else Counts.ipm.scale * limits.high,
        expected_ipm=one.window.expected_ipm,
        ratio=one.window.ratio,
        **_since_low(low),
        missing=None if low is None else one.window.missing,
        ratio_shrunk=one.shrunk,
        chance=one.chance,
        fall_ratio=None if one.fall is None else one.fall.ratio,
        would_clear_above=one.would_clear_above,
        known_formats=one.known_formats,
        known_countries=one.known_countries,
        known_creatives=judged.known_creatives[one.network],
        creatives_elsewhere=None if one.creatives is None else one.creatives.shared,
        creatives_factor=None if one.creatives is None else one.creatives.factor,
        active_days=one.active_days,
        more_impressions=one.more_impressions,
    )


def _since_low(low: Span | None) -> dict[str, float | None]:
    """The numbers of the days since a flagged network is low."""
    if low is None:
        return dict.fromkeys(("low_ipm", "low_expected_ipm", "low_ratio"))
    return {
        "low_ipm": low.ipm,
        "low_expected_ipm": low.expected_ipm,
        "low_ratio": low.ratio,
    }


def _flagged(judged: AppJudgement, one: Judgement) -> date | None:
    """The day on which the flag rose to what it is."""
    if one.verdict not in FLAGS:
        return None
    before = judged.before.get(one.network)
    risen = before.flagged if before and before.verdict == one.verdict else None
    return risen or judged.window.last
