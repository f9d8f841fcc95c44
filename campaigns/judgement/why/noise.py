"""What days say about a change: which networks moved apart from the others, and what is noise."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaigns.metrics import Counts
from campaigns.reports import ReportQuery, Row, at_once, grouped
from campaigns.stats.changes.difference_in_differences import Apart, moved_apart
from campaigns.stats.changes.part_noise import CellDays, Reach, reach

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
    of_market = [_of_market(one) for one in both] if by_network else []
    found = [*at_once([*(replace(one, by=(*by, "day")) for one in both), *of_market])]
    apart = _networks_apart(both, found[2:], changed) if by_network else None
    return Noise(apart, _part_noise(found[:2], by, apart or {}))


def _of_market(one: ReportQuery) -> ReportQuery:
    where = {name: values for name, values in one.where.items() if name in OF_MARKET}
    by = ("network", "app", "day")
    return replace(one, where=where, reporting=("clicks", "installs"), by=by)


def _networks_apart(
    both: tuple[ReportQuery, ReportQuery], sides: Sequence[Sequence[Row]], changed: Collection[int]
) -> dict[int, Apart] | None:
    """The networks whose conversion of clicks moved apart from that of all others.

    `both` are the questions for the period before and for this one. Filters other than those of
    the market are left aside: against whom else should one network be held? Networks without
    impressions are peers too. Expected are the installs at a network's own conversion in each app,
    so that a move between apps is none. Networks in `changed` got another store page: they neither
    stand apart nor are a yardstick. None where fewer than three others have clicks.
    """
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0, 0])
    for row in (row for side in sides for row in side):
        cell = sums[row.keys["network"], row.keys["app"]]
        for place, count in enumerate(row.counts.pair(Counts.cvr) or ()):
            cell[place] += count
    quiet = ([(0.0, 0.0)] * len(both[0].period), [(0.0, 0.0)] * len(both[1].period))
    days = {network: (quiet[0].copy(), quiet[1].copy()) for network, _ in sums}
    for place, side in enumerate(sides):
        for row in side:
            installs, clicks = sums[row.keys["network"], row.keys["app"]]
            came, clicked = row.counts.pair(Counts.cvr) or (0, 0)
            expected = clicked * installs / clicks if clicks else 0.0
            line = days[row.keys["network"]][place]
            at = (row.keys["day"] - both[place].period.first).days
            line[at] = (line[at][0] + expected, line[at][1] + came)
    return moved_apart({n: pair for n, pair in days.items() if n not in changed})


def _part_noise(
    found: Sequence[Sequence[Row]], by: Sequence[str], apart: Collection[Hashable]
) -> Reach:
    """How far day-to-day noise moves the parts, by the first dimensions and the networks."""
    before, now = ([_days(side, by)] for side in found)
    cells = {cell for side in found for cell in grouped(side, *by)}
    return reach(before, now, [cell for cell in cells if cell[0] in apart])


def _days(side: Sequence[Row], by: Sequence[str]) -> CellDays:
    cells = {cell: place for place, cell in enumerate(grouped(side, *by))}
    days: dict[date, tuple[list, list, list]] = {}
    for row in side:
        keys = row.keys
        if keys["day"] not in days:
            days[keys["day"]] = [0] * len(cells), [0] * len(cells), [0] * len(cells)
        place = cells[tuple([keys[name] for name in by])]
        for column, count in zip(days[keys["day"]], _cell(row), strict=True):
            column[place] = count
    return CellDays([*cells], [*days.values()])


def _cell(row: Row) -> tuple[float, float, float]:
    return row.counts.impressions or 0, row.counts.clicks or 0, row.counts.click_installs or 0
