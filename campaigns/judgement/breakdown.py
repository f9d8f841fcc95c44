"""A query split by any dimension: each part measured as a network is, and the total of all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.fraud.cases import questioned_networks
from campaigns.judgement.measured import Measured, Ranged, measure
from campaigns.metrics import Counts, total
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery, Row, by_value, grouped, report

Groups = Mapping[tuple, list[Row]]


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

    `gone` are the parts that had counts only in the compared period, `questioned` the networks
    with an open fraud case, where the parts are networks.
    """

    by: tuple[str, ...]
    parts: Sequence[Part]
    gone: Sequence[Part]
    total: Part
    everyone: list[Source]
    without_target: tuple[str, ...] = ()
    questioned: frozenset[int] = frozenset()

    def against(self, target: float | None) -> "Breakdown":
        """The same, its total held against a target IPM."""
        return replace(self, total=replace(self.total, target=target))


ALL = "Total"


def breakdown(query: ReportQuery, by: tuple[str, ...], today: date) -> Breakdown:
    """The parts of a query, split by dimensions, of which the later ones may only describe the
    first: campaign, then its network and targeting.

    Asks one report for the period and one for the period it is compared with.
    """
    found = counted(query, by, today).breakdown(by)
    if by[:1] == ("network",):
        return replace(found, questioned=frozenset(questioned_networks()))
    return found


@dataclass(frozen=True)
class Counted:
    """What a query counted by some dimensions, network and day, to be measured in groups.

    `before` are the rows of the compared period, None where nothing is compared, `known` the days
    with any counts that pass the filters, `settled` the last settled day of every network,
    `kinds` what kind it is, `limits` the thresholds in force.
    """

    query: ReportQuery
    now: list[Row]
    before: list[Row] | None
    known: Period | None
    settled: Mapping[int, date]
    kinds: Mapping[int, str]
    limits: Mapping[str, float]

    def breakdown(self, by: tuple[str, ...]) -> Breakdown:
        """The parts by dimensions that were counted."""
        now, before = grouped(self.now, *by), grouped(self.before or [], *by)
        gone = [self._part(by, [], rows) for key, rows in before.items() if key not in now]
        return Breakdown(
            period=self.query.period,
            compare=self.query.compare,
            known=self.known,
            by=by,
            parts=self._parts(by, now, before),
            gone=sorted(gone, key=_largest_first),
            total=self._part((), self.now, self.before or []),
            everyone=[
                Source(
                    rows[0].names["network"],
                    total(row.counts for row in rows),
                    self.settled[network],
                )
                for network, rows in by_value(self.now, "network").items()
            ],
        )

    def parts(self, by: tuple[str, ...]) -> list[Part]:
        """The parts with counts in this period, those with the most impressions first."""
        return self._parts(by, grouped(self.now, *by), grouped(self.before or [], *by))

    def _parts(self, by: tuple[str, ...], now: Groups, before: Groups) -> list[Part]:
        parts = [self._part(by, rows, before.get(key, [])) for key, rows in now.items()]
        return sorted(parts, key=_largest_first)

    def _part(self, by: tuple[str, ...], now: list[Row], before: list[Row]) -> Part:
        settled = {row.keys["network"]: self.settled[row.keys["network"]] for row in now}
        earlier = None if self.before is None else before
        one = next(iter((*now, *before)), None)
        return Part(
            **vars(measure(now, earlier, self.query.period, settled, self.limits)),
            keys={name: one.keys[name] for name in by} if one else {},
            names={name: one.names[name] for name in by} if one else {},
        )


def counted(query: ReportQuery, by: tuple[str, ...], today: date) -> Counted:
    """Asks what `Counted` holds."""
    keys = tuple(dict.fromkeys((*by, "network", "day")))
    networks = reports.networks()
    return Counted(
        query,
        now=report(replace(query, by=keys, compare=None)),
        before=report(replace(query, by=keys, period=query.compare, compare=None))
        if query.compare
        else None,
        known=reports.days_with_data(query.where),
        settled={pk: last_settled_day(today, days) for pk, (_, days) in networks.items()},
        kinds={pk: kind for pk, (kind, _) in networks.items()},
        limits=thresholds.current(),
    )


def _largest_first(part: Part) -> tuple[int, str]:
    return -(part.counts.impressions or 0), part.name.casefold()
