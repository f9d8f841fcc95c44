"""What days say about a change: which networks moved apart from the others, and what is noise."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from operator import mul

from campaigns.judgement.why.kept_days import (
    Converting,
    converting,
    kept_days,
    stored_cell,
    stretch,
)
from campaigns.judgement.why.usual_days import usual_days
from campaigns.reports import ReportQuery, bare_sums
from campaigns.stats.changes.difference_in_differences import Apart, moved_apart
from campaigns.stats.changes.part_noise import CellDays, Reach, reach

FINE = 2
"""Dimensions by which the noise of days is looked at: more would say little and cost much."""
OF_MARKET = ("app", "platform", "country", "format")
"""Filters that leave the networks side by side."""


Column = list[float]
Pair = tuple[int, int]
"""A network and an app."""
Expecting = list[tuple[float, float]]
"""Of each day the installs that are expected and those that came."""


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
    usual = by == stored_cell()
    stored = kept_days(both) if usual or by_network else None
    cells = (stored.cells() if stored and usual else None) or usual_days(both, by)
    lines = (stored.converting() if stored else None) if by_network else []
    if cells is None or lines is None:
        cells, lines = _asked(both, by, cells, lines)
    apart = _networks_apart(both, lines, changed) if by_network else None
    before, now = cells
    own = {cell for days in (*before, *now) for cell in days.cells if cell[0] in (apart or ())}
    return Noise(apart, reach(before, now, own))


def _asked(
    both: tuple[ReportQuery, ReportQuery],
    by: tuple[str, ...],
    cells: list[list[CellDays]] | None,
    lines: list[list[Converting]] | None,
) -> tuple[list[list[CellDays]], list[list[Converting]]]:
    """The same, with what is not known asked for by one statement."""
    asked = [] if cells else [replace(one, by=(*by, "day")) for one in both]
    of_market = [_of_market(one) for one in both] if lines is None else []
    found = bare_sums([*asked, *of_market])
    cells = cells or [[stretch(one.period, next(found))] for one in asked]
    if lines is None:
        lines = [[converting(one.period, next(found))] for one in of_market]
    return cells, lines


def _of_market(one: ReportQuery) -> ReportQuery:
    where = {name: values for name, values in one.where.items() if name in OF_MARKET}
    by = ("network", "app", "day")
    return replace(one, where=where, reporting=("clicks", "installs"), by=by)


def _networks_apart(
    both: tuple[ReportQuery, ReportQuery],
    sides: Sequence[Sequence[Converting]],
    changed: Collection[int],
) -> dict[int, Apart] | None:
    """The networks whose conversion of clicks moved apart from that of all others.

    `both` are the questions for the period before and for this one. Filters other than those of
    the market are left aside: against whom else should one network be held? Networks without
    impressions are peers too. Expected are the installs at a network's own conversion in each app,
    so that a move between apps is none. Networks in `changed` got another store page: they neither
    stand apart nor are a yardstick. None where fewer than three others have clicks.
    """
    lines = [_lines(one, side) for one, side in zip(both, sides, strict=True)]
    sums: dict[Pair, tuple[float, float]] = {}
    for pair, (clicks, installs) in chain.from_iterable(side.items() for side in lines):
        clicked, came = sums.get(pair, (0, 0))
        sums[pair] = clicked + sum(clicks), came + sum(installs)
    days: dict[int, list[Expecting]] = {
        network: [] for network, _ in sums if network not in changed
    }
    for of, side in zip(both, lines, strict=True):
        for network, found in days.items():
            own = {pair: columns for pair, columns in side.items() if pair[0] == network}
            found.append(_expecting(of, own, sums))
    return moved_apart({network: (before, now) for network, (before, now) in days.items()})


def _expecting(
    of: ReportQuery, lines: Mapping[Pair, list[Column]], sums: Mapping[Pair, tuple[float, float]]
) -> Expecting:
    """The days of one network."""
    rates = [sums[pair][1] / (sums[pair][0] or 1) for pair in lines]
    clicks, installs = zip(*lines.values(), strict=True) if lines else ([_quiet(of)], [_quiet(of)])
    expected = [sum(map(mul, day, rates)) for day in zip(*clicks, strict=True)]
    return [*zip(expected, map(sum, zip(*installs, strict=True)), strict=True)]


def _lines(of: ReportQuery, side: Sequence[Converting]) -> dict[Pair, list[Column]]:
    """The clicks and the installs after a click of each day of a period, by network and app."""
    found: dict[Pair, list[Column]] = {}
    for one in side:
        start = (one.first - of.period.first).days
        for pair, both in one.of.items():
            line = found.get(pair) or found.setdefault(pair, [_quiet(of), _quiet(of)])
            for column, own in zip(line, both, strict=True):
                column[start : start + len(own)] = own
    return found


def _quiet(of: ReportQuery) -> Column:
    return [0] * len(of.period)
