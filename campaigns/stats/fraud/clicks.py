"""Rules on clicks: too many for the installs, or at impossible times."""

from collections.abc import Sequence

from campaigns.stats.fraud.limits import DEFAULTS, Limits
from campaigns.stats.fraud.signals import Signal, missing, no_peers, outcome, too_little
from campaigns.stats.fraud.traffic import FRAUD_P, Traffic, peer_median, upper_p


def flooding_a(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """More than 100 clicks per install; from 10,000 clicks (Kochava)."""
    rule, limit = "flooding_a", limits["flooding_clicks"]
    clicks, installs, held = _clicks_and_installs(rule, network, limits)
    if held:
        return held
    return outcome(
        rule,
        clicks > limit * installs,
        {"clicks": clicks, "installs": installs},
        value=clicks / installs if installs else None,
        limit=limit,
    )


def flooding_b(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """At most 0.05 % of clicks install; from 10,000 clicks (Adjust: almost certainly spam)."""
    rule, limit = "flooding_b", limits["flooding_cvr"]
    clicks, installs, held = _clicks_and_installs(rule, network, limits)
    if held:
        return held
    cvr = installs / clicks
    return outcome(rule, cvr <= limit, {"clicks": clicks, "cvr": cvr}, value=cvr, limit=limit)


def flooding_c(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """At least 30 clicks per install and five times the peers; from 10,000 clicks."""
    rule, limit, times = "flooding_c", limits["flooding_own"], limits["flooding_times"]
    least = limits["flooding_min_installs"]
    clicks, installs, held = _clicks_and_installs(rule, network, limits, least)
    if held:
        return held
    peer = peer_median({p.network: p.per("clicks", "installs") for p in peers})
    if peer is None:
        return no_peers(rule)
    value = clicks / installs
    facts = {"clicks": clicks, "installs": installs, "peer": peer}
    return outcome(
        rule, value >= max(limit, times * peer), facts, value=value, limit=limit, peer=peer
    )


def late_installs(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """A quarter of the installs come a day or more after the click, and 2.5 times the peers."""
    return _click_times("late_installs", "over_24h", "late", network, peers, limits)


def click_injection(
    network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS
) -> Signal:
    """4 % of the installs come within 10 seconds of the click, and four times the peers."""
    return _click_times("click_injection", "under_10s", "injection", network, peers, limits)


def views_as_clicks(
    network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS
) -> Signal:
    """A CTR of 40 % or more: views are counted as clicks; from 10,000 impressions."""
    rule, limit = "views_as_clicks", limits["views_ctr"]
    ctr, shown = network.per("clicks", "impressions"), network.total("impressions")
    if ctr is None or shown is None:
        return missing(rule, "clicks" if network.total("clicks") is None else "impressions")
    if shown < limits["views_min_impressions"]:
        return too_little(rule, impressions=limits["views_min_impressions"])
    return outcome(rule, ctr >= limit, {"ctr": ctr}, value=ctr, limit=limit)


def _clicks_and_installs(
    rule: str, network: Traffic, limits: Limits, min_installs: float = 0
) -> tuple[float, float, Signal | None]:
    clicks, installs = network.total("clicks"), network.total("installs")
    if clicks is None or installs is None:
        return 0, 0, missing(rule, "clicks" if clicks is None else "installs")
    if clicks < limits["flooding_min_clicks"] or installs < min_installs:
        least = {"clicks": limits["flooding_min_clicks"]}
        if min_installs:
            least["installs"] = min_installs
        return clicks, installs, too_little(rule, **least)
    return clicks, installs, None


def _click_times(
    rule: str,
    count: str,
    prefix: str,
    network: Traffic,
    peers: Sequence[Traffic],
    limits: Limits,
) -> Signal:
    limit, times, usual = (limits[f"{prefix}_{name}"] for name in ("share", "times", "usual"))
    ctit = network.ctit
    if ctit is None:
        return missing(rule, "ctit")
    if ctit.installs < limits["ctit_min_installs"]:
        return too_little(rule, installs=limits["ctit_min_installs"])
    peer = peer_median(
        {
            q.network: getattr(q.ctit, count) / q.ctit.installs
            for q in peers
            if q.ctit and q.ctit.installs >= limits["ctit_min_installs"]
        },
        usual,
    )
    k = getattr(ctit, count)
    value, p = k / ctit.installs, upper_p(k, ctit.installs, peer)
    hit = value >= max(limit, times * peer) and p < FRAUD_P
    facts = {"share": value, "installs": ctit.installs, "peer": peer}
    if count == "under_10s":
        facts["under_5s"] = ctit.under_5s / ctit.installs
    return outcome(rule, hit, facts, value=value, limit=limit, peer=peer, p=p)
