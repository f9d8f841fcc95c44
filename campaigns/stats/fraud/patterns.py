"""Rules on daily patterns: impressions without effect, odd weekdays, invented numbers."""

from collections import Counter
from collections.abc import Sequence

from campaigns.stats.fraud.limits import DEFAULTS, Limits
from campaigns.stats.fraud.signals import Signal, missing, no_peers, outcome, too_little
from campaigns.stats.fraud.traffic import (
    FRAUD_P,
    Traffic,
    lower_p,
    peer_median,
    total,
    total_variation,
)
from campaigns.stats.special import binomial_upper

WEEKDAY_DAYS = 14
"""From its first day to its last a network must have had each weekday twice."""


def stuffing(network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS) -> Signal:
    """Impressions a day 1.7 times the three weeks before, installs at most 1.3 times.

    Where the peers' impressions grow as well, as when a game is launched, 1.7 times their growth.
    """
    rule = "stuffing"
    n, x = network.impressions or (), network.installs or ()
    shown, came = total(n), total(x)
    if shown is None or came is None:
        return missing(rule, "impressions" if shown is None else "installs")
    least, fewest = limits["stuffing_min_impressions"], limits["stuffing_min_installs"]
    if len(n) < 28 or shown < least or came < fewest:
        return too_little(rule, impressions=least, installs=fewest)
    recent, before = total(n[-7:]) or 0, total(n[-28:-7]) or 0
    installs, earlier = total(x[-7:]) or 0, total(x[-28:-7]) or 0
    if not before or not recent:
        return too_little(rule)
    p = lower_p(installs, installs + earlier, recent / (recent + before))
    more, made = 3 * recent / before, 3 * installs / earlier if earlier else float("inf")
    peer = peer_median({q.network: _growth(q.impressions or ()) for q in peers}, 1.0)
    limit = limits["stuffing_more"] * max(1.0, peer)
    return outcome(
        rule,
        more >= limit and made <= limits["stuffing_installs"] and p < FRAUD_P,
        {"impressions": more, "installs": made},
        value=more,
        limit=limit,
        peer=peer,
        p=p,
    )


def _growth(series: Sequence[float | None]) -> float | None:
    """A day of the last 7 over one of the 21 before."""
    recent, before = total(series[-7:]), total(series[-28:-7])
    return 3 * recent / before if recent is not None and before else None


def weekday_pattern(
    network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS
) -> Signal:
    """Installs fall on other weekdays than the peers'; from 200 (TrafficGuard: at night)."""
    rule, limit = "weekday_pattern", limits["weekday_distance"]
    installs = network.total("installs")
    if installs is None:
        return missing(rule, "installs")
    if installs < limits["weekday_min_installs"] or _days_between(network) < WEEKDAY_DAYS:
        return too_little(rule, installs=limits["weekday_min_installs"], days=WEEKDAY_DAYS)
    shares = {q.network: _weekdays(q) for q in peers}
    medians = [
        peer_median({name: days[weekday] for name, days in shares.items()}, 0.0)
        for weekday in range(7)
    ]
    value = total_variation(_weekdays(network), medians)
    if value is None:
        return no_peers(rule)
    return outcome(rule, value >= limit, {"share": value}, value=value, limit=limit)


def round_or_copied(
    network: Traffic, peers: Sequence[Traffic], limits: Limits = DEFAULTS
) -> Signal:
    """Daily installs are multiples of ten too often, or whole days repeat."""
    rule = "round_or_copied"
    installs = network.installs or ()
    if total(installs) is None:
        return missing(rule, "installs")
    fewest, least = limits["round_min_installs"], limits["round_min_days"]
    large = [x for x in installs if x is not None and x >= fewest]
    tens = sum(1 for x in large if x % 10 == 0)
    p = binomial_upper(tens, len(large), 0.1) if large else 1.0
    enough = len(large) >= least
    is_round = enough and tens >= limits["round_share"] * len(large) and p < FRAUD_P
    days = Counter(
        day
        for day in zip(network.impressions or (), network.clicks or (), installs, strict=False)
        if None not in day and (day[2] or 0) >= limits["copied_min_installs"]
    )
    copies = sum(count * (count - 1) // 2 for count in days.values())
    if not enough and copies < 2 and sum(days.values()) < 4:
        return too_little(rule, days=least, installs=fewest)
    return outcome(
        rule,
        is_round or copies >= 2,
        {"tens": tens, "days": len(large), "installs": fewest, "copies": copies},
        value=tens,
        limit=limits["round_share"] * len(large),
        p=p,
    )


def _days_between(network: Traffic) -> int:
    """From the first day with installs reported to the last, both counted."""
    told = [day for day, x in enumerate(network.installs or ()) if x is not None]
    return told[-1] - told[0] + 1 if told else 0


def _weekdays(network: Traffic) -> list[float]:
    sums = [0.0] * 7
    for day, x in enumerate(network.installs or ()):
        sums[(network.first_weekday + day) % 7] += x or 0
    whole = sum(sums)
    return [x / whole if whole else 0.0 for x in sums]
