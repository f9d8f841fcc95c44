"""A query split by any dimension: each part measured as a network is, and the total of all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from . import reports, thresholds
from .measured import Measured, Ranged, measure
from .metrics import Counts, total
from .periods import last_settled_day
from .reports import ReportQuery, Row, report


@dataclass(frozen=True, kw_only=True)
class Part(Measured):
    """The values of the dimensions, their names, and what was counted there.

    The total of a breakdown has no values.
    """

    keys: Mapping[str, Any]
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name of the first dimension."""
        return next(iter(self.names.values()), ALL)


@dataclass(frozen=True)
class Source:
    """What one network brought to a breakdown, for what must be said about it."""

    name: str
    counts: Counts
    settled_to: date


@dataclass(frozen=True, kw_only=True)
class Breakdown(Ranged):
    """Parts, those with the most impressions first, their total, and the networks they are from.

    A part that had counts only in the compared period is left out; the total's `previous` has it.
    """

    by: tuple[str, ...]
    parts: list[Part]
    total: Part
    everyone: list[Source]
    without_target: tuple[str, ...] = ()


ALL = "Total"


def breakdown(query: ReportQuery, by: tuple[str, ...], today: date) -> Breakdown:
    """The parts of a query, split by dimensions, of which the later ones may only describe the
    first: campaign, then its network and targeting.

    Asks one report for the period and one for the period it is compared with.
    """
    keys = tuple(dict.fromkeys((*by, "network", "day")))
    now = report(replace(query, by=keys, compare=None))
    before = None
    if query.compare:
        before = report(replace(query, by=keys, period=query.compare, compare=None))
    settled = {
        network: last_settled_day(today, days) for network, (_, days) in reports.networks().items()
    }
    limits = thresholds.current()
    groups, groups_before = _grouped(now, by), _grouped(before or [], by)

    def part(rows: list[Row], earlier: list[Row] | None, by: tuple[str, ...]) -> Part:
        networks = {row.keys["network"] for row in rows}
        own = {network: settled[network] for network in networks}
        return Part(
            **vars(measure(rows, earlier, query.period, own, limits)),
            keys={name: rows[0].keys[name] for name in by},
            names={name: rows[0].names[name] for name in by},
        )

    return Breakdown(
        period=query.period,
        compare=query.compare,
        known=reports.days_with_data(query.where),
        by=by,
        parts=sorted(
            (
                part(rows, None if before is None else groups_before.get(values, []), by)
                for values, rows in groups.items()
            ),
            key=lambda part: (-(part.counts.impressions or 0), part.name.casefold()),
        ),
        total=part(now, before, ()),
        everyone=[
            Source(rows[0].names["network"], total(row.counts for row in rows), settled[network])
            for (network,), rows in _grouped(now, ("network",)).items()
        ],
    )


def _grouped(rows: list[Row], by: tuple[str, ...]) -> dict[tuple, list[Row]]:
    groups: dict[tuple, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.keys[name] for name in by), []).append(row)
    return groups
