"""Rules on what the installs turn out to be: whom they came from and whether they stay."""

from collections.abc import Sequence

from campaigns.stats.fraud.limits import DEFAULTS, Limits
from campaigns.stats.fraud.signals import Signal, missing, no_peers, outcome, too_little
from campaigns.stats.fraud.traffic import FRAUD_P, Traffic, lower_p, peer_median, total, upper_p


def incentive(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """Half the peers' first-day retention with twice their IPM or CVR: paid or misled users."""
    rule = "incentive"
    seen, held = _retention(rule, network, peers, limits)
    if held:
        return held
    d1, peer, p = seen
    limit = limits["incentive_d1"] * peer
    facts = {"d1": d1, "peer": peer}
    if d1 > limit:
        return outcome(rule, False, facts, value=d1, limit=limit, peer=peer, p=p)
    pairs = (("installs", "impressions"), ("installs", "clicks"))
    own = [network.per(*pair) for pair in pairs]
    others = [peer_median({q.network: q.per(*pair) for q in peers}) for pair in pairs]
    ratios = [a / b for a, b in zip(own, others, strict=True) if a is not None and b]
    if not ratios:
        return no_peers(rule)
    facts["times"] = max(ratios)
    hit = p < FRAUD_P and max(ratios) >= limits["incentive_times"]
    return outcome(rule, hit, facts, value=d1, limit=limit, peer=peer, p=p)


def farm(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """A quarter of the peers' first-day retention (TrafficGuard's pattern of device farms)."""
    rule = "farm"
    seen, held = _retention(rule, network, peers, limits)
    if held:
        return held
    d1, peer, p = seen
    limit = limits["farm_d1"] * peer
    hit = d1 <= limit and p < FRAUD_P
    facts = {"d1": d1, "peer": peer, "revenue": network.revenue}
    return outcome(rule, hit, facts, value=d1, limit=limit, peer=peer, p=p)


def rejected(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """The MMP rejects 10 % of the installs and three times the peers; from 100 installs."""
    rule, limit = "rejected", limits["rejected_share"]
    installs = network.total("installs")
    if network.rejected is None or installs is None:
        return missing(rule, "rejected installs")
    if installs < limits["rejected_min_installs"]:
        return too_little(rule, installs=limits["rejected_min_installs"])
    claims = installs + network.rejected
    peer = peer_median(
        {
            q.network: q.rejected / ((q.total("installs") or 0) + q.rejected)
            for q in peers
            if q.rejected is not None
        },
        limits["rejected_usual"],
    )
    value, p = network.rejected / claims, upper_p(network.rejected, claims, peer)
    hit = value >= max(limit, limits["rejected_times"] * peer) and p < FRAUD_P
    facts = {"share": value, "installs": claims, "peer": peer}
    return outcome(rule, hit, facts, value=value, limit=limit, peer=peer, p=p)


def poaching(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """Organic installs fall by a quarter while the network's rise by half (trade press)."""
    rule = "poaching"
    organic, own = network.organic or (), network.installs or ()
    if total(organic) is None or total(own) is None:
        return missing(rule, "organic installs" if total(organic) is None else "installs")
    if len(organic) < 28 or len(own) < 28:
        return too_little(rule, days=28)
    before, after = total(organic[-28:-14]) or 0, total(organic[-14:]) or 0
    own_before, own_after = total(own[-28:-14]) or 0, total(own[-14:]) or 0
    fewest, limit = limits["poaching_min_installs"], limits["poaching_fall"]
    if min(before, own_before) < fewest:
        return too_little(rule, installs=fewest)
    hit = (
        after <= limit * before
        and own_after >= limits["poaching_rise"] * own_before
        and own_after - own_before >= limits["poaching_part"] * (before - after)
    )
    facts = {
        **{"before": before, "after": after},
        **{"own_before": own_before, "own_after": own_after},
    }
    return outcome(rule, hit, facts, value=after / before, limit=limit)


def over_reporting(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """The network claims 1.25 times what the MMP counts; from 100 (10 % more is common).

    On iOS an MMP sees a part only: where SKAN counts too, both together are held against it.
    """
    rule, limit = "over_reporting", limits["over_reporting"]
    if network.claimed is None or network.mmp is None or network.counted is None:
        return missing(rule, "MMP installs" if network.mmp is None else "the network's installs")
    if network.mmp < limits["over_reporting_min_installs"]:
        return too_little(rule, installs=limits["over_reporting_min_installs"])
    value = network.claimed / network.counted
    facts = {"claimed": network.claimed, "mmp": network.mmp, "skan": network.skan}
    return outcome(rule, value >= limit, facts, value=value, limit=limit)


def _retention(
    rule: str, network: Traffic, peers: Sequence[Traffic], limits: Limits
) -> tuple[tuple[float, float, float], Signal | None]:
    nothing = (0.0, 0.0, 1.0)
    if network.due_d1 is None or network.retained_d1 is None:
        return nothing, missing(rule, "retention")
    if network.due_d1 < limits["retention_min_installs"]:
        return nothing, too_little(rule, installs=limits["retention_min_installs"])
    peer = peer_median(
        {
            q.network: q.retained_d1 / q.due_d1
            for q in peers
            if q.due_d1 and q.retained_d1 is not None
        },
        limits["usual_d1"],
    )
    p = lower_p(network.retained_d1, network.due_d1, peer)
    return (network.retained_d1 / network.due_d1, peer, p), None
