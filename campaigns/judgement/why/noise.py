"""What days say about a change: which networks moved apart from the others, and what is noise."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import add

from campaigns.judgement.why.kept_days import DaysOfCells, kept_days, stretch
from campaigns.reports import ReportQuery, at_once
from campaigns.stats.changes.difference_in_differences import Apart, moved_apart
from campaigns.stats.changes.part_noise import Reach, reach

FINE = 2
"""Dimensions by which the noise of days is looked at: more would say little and cost much."""
OF_MARKET = ("app", "platform", "country", "format")
"""Filters that leave the networks side by side."""


@dataclass(frozen=True)
class Noise:
    """The networks that moved apart, None where that cannot be asked, and how far noise reaches."""

    apart: dict[int, Apart] | None
    reach: Reach


def noise(
    both: tuple[ReportQuery, ReportQuery],
    split: Sequence[str],
    changed: Collection[int],
    *,
    by_network: bool,
) -> Noise:
    """What the days of both periods say; of networks only where they are split."""
    by = tuple(dict.fromkeys(("network", *split[:FINE])))
    sides = kept_days(both, by) or _asked(both, by, by_network=by_network)
    apart = _networks_apart(both, sides, changed) if by_network else None
    before, now = ([one.cells for one in side] for side in sides)
    own = {cell for days in (*before, *now) for cell in days.cells if cell[0] in (apart or ())}
    return Noise(apart, reach(before, now, own))


def _asked(
    both: tuple[ReportQuery, ReportQuery], by: tuple[str, ...], *, by_network: bool
) -> list[list[DaysOfCells]]:
    of_market = [_of_market(one) for one in both] if by_network else []
    found = [*at_once([*(replace(one, by=(*by, "day")) for one in both), *of_market])]
    pairs = found[2:] or [[], []]
    return [
        [stretch(one.period, cells, by, own)]
        for one, cells, own in zip(both, found, pairs, strict=False)
    ]


def _of_market(one: ReportQuery) -> ReportQuery:
    where = {name: values for name, values in one.where.items() if name in OF_MARKET}
    by = ("network", "app", "day")
    return replace(one, where=where, reporting=("clicks", "installs"), by=by)


def _networks_apart(
    both: tuple[ReportQuery, ReportQuery],
    sides: Sequence[Sequence[DaysOfCells]],
    changed: Collection[int],
) -> dict[int, Apart] | None:
    """The networks whose conversion of clicks moved apart from that of all others.

    `both` are the questions for the period before and for this one. Filters other than those of
    the market are left aside: against whom else should one network be held? Networks without
    impressions are peers too. Expected are the installs at a network's own conversion in each app,
    so that a move between apps is none. Networks in `changed` got another store page: they neither
    stand apart nor are a yardstick. None where fewer than three others have clicks.
    """
    sums: dict[tuple[int, int], tuple[int, int]] = {}
    for one in (one for side in sides for one in side):
        for pair, (clicks, installs) in one.converted.items():
            clicked, came = sums.get(pair, (0, 0))
            sums[pair] = clicked + sum(clicks), came + sum(installs)
    found = {network: (_Line(both[0]), _Line(both[1])) for network, _ in sums}
    for place, side in enumerate(sides):
        for one in side:
            for (network, app), (clicks, installs) in one.converted.items():
                clicked, came = sums[network, app]
                rate = [n * came / clicked for n in clicks] if clicked else []
                found[network][place].add(one.first, rate, installs)
    days = {network: (before.days(), now.days()) for network, (before, now) in found.items()}
    return moved_apart({n: pair for n, pair in days.items() if n not in changed})


class _Line:
    """The installs of a network that are expected and that came, on each day of a period."""

    def __init__(self, of: ReportQuery) -> None:
        self.first = of.period.first
        self.expected = [0.0] * len(of.period)
        self.came = [0.0] * len(of.period)

    def add(self, first: date, expected: Sequence[float], came: Sequence[float]) -> None:
        """What one app brought on days from `first` on."""
        start = (first - self.first).days
        for line, own in ((self.expected, expected), (self.came, came)):
            at = slice(start, start + len(own))
            line[at] = map(add, line[at], own)

    def days(self) -> list[tuple[float, float]]:
        """Each day."""
        return [*zip(self.expected, self.came, strict=True)]
