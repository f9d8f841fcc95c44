"""All fraud rules and the door that asks them.

Limits and minimums are those of the method page; where a rule names a source the figure is the
source's, else it is our own.
"""

from collections.abc import Callable, Sequence

from campaigns.stats.fraud.clicks import (
    click_injection,
    flooding_a,
    flooding_b,
    flooding_c,
    late_installs,
    views_as_clicks,
)
from campaigns.stats.fraud.patterns import round_or_copied, stuffing, weekday_pattern
from campaigns.stats.fraud.signals import Signal
from campaigns.stats.fraud.traffic import Traffic, large_peers
from campaigns.stats.fraud.users import farm, incentive, over_reporting, poaching, rejected

Rule = Callable[[Traffic, Sequence[Traffic]], Signal]

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


def look(network: Traffic, all_networks: Sequence[Traffic]) -> tuple[Signal, ...]:
    """Ask every rule about one network; peers are the others with at least 100 installs."""
    peers = large_peers(network, all_networks)
    return tuple(rule(network, peers) for rule in RULES.values())
