"""All fraud rules and the door that asks them.

Their limits and minimums are in `limits`, and on the method page with the values in force.
"""

from collections.abc import Callable, Iterable, Sequence

from campaigns.stats.fraud.clicks import (
    click_injection,
    flooding_a,
    flooding_b,
    flooding_c,
    late_installs,
    views_as_clicks,
)
from campaigns.stats.fraud.limits import DEFAULTS, Limits
from campaigns.stats.fraud.patterns import round_or_copied, stuffing, weekday_pattern
from campaigns.stats.fraud.signals import Signal
from campaigns.stats.fraud.traffic import Traffic, large_peers
from campaigns.stats.fraud.users import farm, incentive, over_reporting, poaching, rejected

Rule = Callable[[Traffic, Sequence[Traffic], Limits], Signal]

RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        flooding_a,
        flooding_b,
        flooding_c,
        late_installs,
        click_injection,
        views_as_clicks,
        stuffing,
        incentive,
        farm,
        rejected,
        poaching,
        over_reporting,
        weekday_pattern,
        round_or_copied,
    )
}


def look(
    network: Traffic,
    all_networks: Sequence[Traffic],
    limits: Limits = DEFAULTS,
    rules: Iterable[str] = RULES,
) -> tuple[Signal, ...]:
    """Ask the rules about one network; peers are the others with at least 100 installs."""
    peers = large_peers(network, all_networks)
    return tuple(RULES[rule](network, peers, limits) for rule in rules)
