"""The limits of the verdicts. Code, not settings: the simulated error rates hold for these only."""

MIN_EXPECTED = 10
MIN_EFFECTIVE = 3
MIN_COVER = 0.6
MIN_DAYS = 7
MIN_NETWORKS = 3
HEARD_EXPECTED = 3
HEARD_COVER = 0.3
"""From here on a network is heard on what is typical, though not yet judged."""
KNOWN_FORMATS = 0.8
"""Networks with a smaller share of impressions in known formats get no verdict on their level."""

TIERS = (("act", 0.05, 0.85), ("watch", 0.15, 0.88), ("keep", 0.35, 0.92))
"""Condition, largest chance to be typical, largest shrunk ratio; the strongest first."""


def tier(chance: float, shrunk: float) -> str:
    """The condition of a day: act, watch, keep (a flag once raised stays) or fine."""
    for name, most_chance, most_ratio in TIERS:
        if chance <= most_chance and shrunk <= most_ratio:
            return name
    return "fine"


def heard(expected: float, cover: float) -> bool:
    """Whether a network has a say in what is typical, by its expected installs and their cover."""
    return expected >= HEARD_EXPECTED and cover >= HEARD_COVER
