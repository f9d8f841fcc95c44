"""Funnel limits: where typical networks of every size lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.networks.judgement import Verdicts
from campaigns.stats.special import gamma_quantile

INNER, OUTER = 1.959964, 3.090232


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """Limits of observed over expected at one number of impressions.

    `inner` hold 95 % of typical networks, `outer` 99.8 %, `counting` 95 % if only counting
    noise existed; each (low, high).
    """

    impressions: float
    inner: tuple[float, float]
    outer: tuple[float, float]
    counting: tuple[float, float]


def funnel(impressions: Sequence[float], found: Verdicts) -> list[FunnelPoint]:
    """Funnel limits over impressions, around a typical network on the square root scale.

    Spiegelhalter 2005, with the account's noise of days and its peer error.
    """
    wide = (1 + found.a) / (1 - found.a)
    points = []
    for n in impressions:
        e = n * found.expected_rate
        if e <= 0:
            continue
        s = sqrt((1 / e + found.c2 * found.h) * wide + found.sr**2) / 2
        inner, outer = ((max(0.0, 1 - z * s) ** 2, (1 + z * s) ** 2) for z in (INNER, OUTER))
        counting = (gamma_quantile(0.025, e) / e, gamma_quantile(0.975, e + 1) / e)
        points.append(FunnelPoint(n, inner, outer, counting))
    return points
