"""What is known of a network, and what its peers make usual."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import overload

from campaigns.stats.special import binomial_lower, binomial_upper

FRAUD_P = 1e-4
DESIGN_EFFECT = 2
PEERS_MIN = 3
PEER_INSTALLS = 100

Series = Sequence[float | None] | None
"""One count per day, None = not reported."""


@dataclass(frozen=True, slots=True)
class TimesToInstall:
    """Installs by the time from click to install; `histogram` for the evidence chart only."""

    installs: int
    under_5s: int
    under_10s: int
    over_24h: int
    histogram: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Traffic:
    """What is known of one network in 28 days; None = not reported.

    `impressions`, `clicks`, `installs` and `organic` are per day (`organic` of the app, the same
    for all networks); `due_d1` installs whose first day has passed, `retained_d1` of them;
    `claimed` and `mmp` installs as the network and as the MMP count them, `skan` those of SKAN,
    which an MMP may not see.
    """

    network: Hashable
    impressions: Series = None
    clicks: Series = None
    installs: Series = None
    ctit: TimesToInstall | None = None
    due_d1: float | None = None
    retained_d1: float | None = None
    rejected: int | None = None
    claimed: int | None = None
    mmp: int | None = None
    skan: int = 0
    organic: Series = None
    revenue: float | None = None
    first_weekday: int = 0

    @property
    def counted(self) -> int | None:
        """The most installs that others than the network can have counted; None without an MMP."""
        return None if self.mmp is None else self.mmp + self.skan

    def total(self, name: str) -> float | None:
        """The sum of a daily count; None if no day reports it."""
        return total(getattr(self, name))

    def per(self, top: str, bottom: str) -> float | None:
        """One daily count over another on the days that report both; None without a base."""
        pairs = [
            (x, n)
            for x, n in zip(getattr(self, top) or (), getattr(self, bottom) or (), strict=False)
            if x is not None and n is not None
        ]
        base = sum(n for _, n in pairs)
        return sum(x for x, _ in pairs) / base if base > 0 else None


def total(series: Series) -> float | None:
    """The sum of the reported days; None if there is none."""
    known = [x for x in series or () if x is not None]
    return sum(known) if known else None


@overload
def peer_median(values: Mapping[Hashable, float | None], fallback: float) -> float: ...
@overload
def peer_median(values: Mapping[Hashable, float | None]) -> float | None: ...
def peer_median(
    values: Mapping[Hashable, float | None], fallback: float | None = None
) -> float | None:
    """The median of the peers that have a value; with fewer than three the fallback."""
    known = [value for value in values.values() if value is not None]
    return median(known) if len(known) >= PEERS_MIN else fallback


def large_peers(network: Traffic, all_networks: Sequence[Traffic]) -> list[Traffic]:
    """The other networks with at least 100 installs."""
    return [
        other
        for other in all_networks
        if other.network != network.network and (other.total("installs") or 0) >= PEER_INSTALLS
    ]


def upper_p(k: float, m: float, share: float) -> float:
    """How unlikely at least k of m are at the peers' share, on halved counts (design effect 2)."""
    return binomial_upper(int(k // DESIGN_EFFECT), int(m // DESIGN_EFFECT), share)


def lower_p(k: float, m: float, share: float) -> float:
    """How unlikely at most k of m are at the peers' share, on halved counts."""
    return binomial_lower(ceil(k / DESIGN_EFFECT), int(m // DESIGN_EFFECT), share)


def total_variation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Half the summed differences of two histograms as shares, 0 alike to 1 disjoint."""
    sums = sum(first), sum(second)
    if not all(sums):
        return None
    return sum(abs(a / sums[0] - b / sums[1]) for a, b in zip(first, second, strict=True)) / 2
