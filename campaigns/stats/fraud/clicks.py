"""Rules on clicks: too many for the installs, or at impossible times."""

from collections.abc import Sequence

from campaigns.stats.fraud.limits import DEFAULTS, Limits
from campaigns.stats.fraud.signals import Signal, missing, no_peers, outcome, percent, too_little
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
        f"{_clicks_per_install(clicks, installs)}; 1 to 10 is plausible (Kochava).",
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
    text = f"{percent(cvr, 3)} of {clicks:,.0f} clicks install; at 0.05 % almost certainly spam"
    text += " (Adjust)."
    return outcome(rule, cvr <= limit, text, value=cvr, limit=limit)


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
    text = f"{_clicks_per_install(clicks, installs)}; peers have {peer:,.0f}."
    return outcome(
        rule, value >= max(limit, times * peer), text, value=value, limit=limit, peer=peer
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
        return too_little(rule, f"{limits['views_min_impressions']:,.0f} impressions")
    return outcome(
        rule, ctr >= limit, f"{percent(ctr)} of impressions are clicked.", value=ctr, limit=limit
    )


def _clicks_and_installs(
    rule: str, network: Traffic, limits: Limits, min_installs: float = 0
) -> tuple[float, float, Signal | None]:
    clicks, installs = network.total("clicks"), network.total("installs")
    if clicks is None or installs is None:
        return 0, 0, missing(rule, "clicks" if clicks is None else "installs")
    if clicks < limits["flooding_min_clicks"] or installs < min_installs:
        least = f"{limits['flooding_min_clicks']:,.0f} clicks"
        least += f" and {min_installs:,.0f} installs" if min_installs else ""
        return clicks, installs, too_little(rule, least)
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
        return too_little(rule, f"{limits['ctit_min_installs']:,.0f} installs with a click time")
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
    when = "more than a day" if count == "over_24h" else "under 10 seconds"
    text = f"{percent(value)} of {ctit.installs:,.0f} installs {when} after the click,"
    text += f" peers {percent(peer)}"
    if count == "under_10s":
        text += f"; {percent(ctit.under_5s / ctit.installs)} under 5 seconds"
        text += ", which no human can do (AppsFlyer)"
    return outcome(rule, hit, f"{text}.", value=value, limit=limit, peer=peer, p=p)


def _clicks_per_install(clicks: float, installs: float) -> str:
    counts = f"({clicks:,.0f} clicks, {installs:,.0f} installs)"
    if not installs:
        return f"No install over 28 days {counts}"
    return f"{clicks / installs:,.0f} clicks per install over 28 days {counts}"
