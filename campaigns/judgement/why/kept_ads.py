"""Creatives within networks, as they are stored month by month: of those that only one period has
no more is looked at than what all of them brought in their network, for they only move the mix."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from operator import add
from typing import NamedTuple

from campaigns.judgement.kept_months import cut, known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.why.cells import ADS, BASIS, REPORTING, Path, added, counts_of
from campaigns.metrics import Counts, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery, cells_as_reported
from campaigns.stats.changes.decompose import EMPTY, Pair, SegmentCounts

OF = "ads"
BITS = 32
"""An ad is a number: its network in the bits above these, its creative in them."""
CLICKS, THROUGH, TOLD = 1, 2, 2
"""Beside impressions and installs what the counts of an ad report, in bits below those of the ad;
how many bits these are."""
ONCE = -1, -2
"""In place of the creatives that only the period before has, or only this one."""
Counted = dict[int, SegmentCounts]
"""The counts of ads by number, apart by what they report."""


class MonthAds(NamedTuple):
    """The ads of a month and their counts in columns, and the impressions and installs of each
    network."""

    ads: list[int]
    counts: tuple[list[int], list[int], list[int], list[int]]
    networks: dict[int, tuple[int, int]]


@dataclass(frozen=True)
class KeptAds:
    """The creatives within networks of the period before and of this one."""

    sides: Sequence[Sequence[MonthAds]]

    def pairs(self) -> dict[Path, Pair]:
        """The counts of those that both periods have, and together of the others."""
        every = [{ad >> TOLD for one in side for ad in one.ads} for side in self.sides]
        shared = every[0] & every[1]
        before, now = (_whole(_sums(side, shared)) for side in self.sides)
        pairs: dict[Path, Pair] = {
            (ad >> BITS, _creative(ad)): (before[ad], now[ad]) for ad in sorted(shared)
        }
        pairs |= {(n, ONCE[0]): (rest, EMPTY) for n, rest in _rest(self.sides[0], before).items()}
        pairs |= {(n, ONCE[1]): (EMPTY, rest) for n, rest in _rest(self.sides[1], now).items()}
        return pairs

    def of(self, creatives: Collection[int]) -> list[dict[int, Counts]]:
        """What some creatives brought on all networks, in each period."""
        found = []
        for side in self.sides:
            ads = {ad >> TOLD for one in side for ad in one.ads}
            own: dict[int, list[SegmentCounts]] = {}
            for ad, counts in _sums(side, {ad for ad in ads if _creative(ad) in creatives}).items():
                own.setdefault(_creative(ad >> TOLD), []).append(counts)
            found.append({pk: total(counts_of([one]) for one in some) for pk, some in own.items()})
        return found

    def shown(self) -> list[int]:
        """The impressions of each period."""
        return [sum(n for one in side for n, _ in one.networks.values()) for side in self.sides]


def _creative(ad: int) -> int:
    return ad % (1 << BITS)


def _sums(side: Iterable[MonthAds], wanted: Collection[int]) -> Counted:
    sums: dict[int, tuple[int, ...]] = {}
    for one in side:
        shown, installs, clicks, came = one.counts
        for at in [at for at, ad in enumerate(one.ads) if ad >> TOLD in wanted]:
            ad, counts = one.ads[at], (shown[at], installs[at], clicks[at], came[at])
            known = sums.get(ad)
            sums[ad] = tuple(map(add, known, counts)) if known else counts
    return {
        ad: SegmentCounts(n, x, clicks if ad & CLICKS else None, came if ad & THROUGH else None)
        for ad, (n, x, clicks, came) in sums.items()
    }


def _whole(counted: Counted) -> Counted:
    """The counts of each ad, whatever they report."""
    found: Counted = {}
    for number, counts in counted.items():
        ad = number >> TOLD
        found[ad] = added(found[ad], counts) if ad in found else counts
    return found


def _rest(side: Iterable[MonthAds], own: Counted) -> dict[int, SegmentCounts]:
    """What is left of each network without these ads."""
    found: dict[int, tuple[float, float]] = {}
    known = ((ad >> BITS, -(of.impressions or 0), -(of.installs or 0)) for ad, of in own.items())
    whole = ((network, *counts) for one in side for network, counts in one.networks.items())
    for network, n, x in chain(whole, known):
        shown, installs = found.get(network, (0, 0))
        found[network] = shown + n, installs + x
    return {network: SegmentCounts(n, x) for network, (n, x) in found.items() if n or x}


def kept_ads(both: Sequence[ReportQuery]) -> KeptAds | None:
    """What is stored of both; None where it does not answer. Of days that are no whole month it is
    asked for."""
    if any(one.ends or one.as_of or one.where for one in both):
        return None
    months = [cut(ReportQuery(one.period), one.period) for one in both]
    whole = sorted(
        {month for some in months for month, days in some.items() if days is None},
        key=lambda month: month.first,
    )
    stored = stored_all([(ReportQuery(month, ADS), OF) for month in whole], MonthAds)
    if not stored or not all(months):
        return None
    known = dict(zip(whole, stored, strict=True))
    return KeptAds(
        [[_month(days) if days else known[m] for m, days in some.items()] for some in months]
    )


def keep_ads() -> None:
    """Store them of every month."""
    for days in known_months():
        keep_of(days, ReportQuery(days, ADS), OF, partial(_month, days))


def _month(days: Period) -> MonthAds:
    found: dict[int, tuple[int, ...]] = {}
    networks: dict[int, tuple[int, int]] = {}
    asked = ReportQuery(days, ADS, counts=BASIS, reporting=REPORTING)
    for network, creative, shown, clicks, installs, through in cells_as_reported(asked):
        told = (clicks is not None) * CLICKS | (through is not None) * THROUGH
        ad = ((network << BITS) + creative << TOLD) + told
        own, known = (shown, installs, clicks or 0, through or 0), found.get(ad)
        found[ad] = tuple(map(add, known, own)) if known else own
        n, x = networks.get(network, (0, 0))
        networks[network] = n + shown, x + installs
    shown, installs, clicks, through = map(
        list, zip(*found.values(), strict=True) if found else [()] * 4
    )
    return MonthAds([*found], (shown, installs, clicks, through), networks)
