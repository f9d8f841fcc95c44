"""How networks stand: IPM with its interval, against the app's target and the period before.

The numbers are those of the whole range; a mark is judged on settled days only, because younger
days still gain installs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from campaigns import formats, reports
from campaigns.judgement import thresholds
from campaigns.judgement.fraud.cases import ongoing
from campaigns.judgement.measured import Measured, Ranged, measure
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.flags import Flag
from campaigns.metrics import Counts
from campaigns.models import Case
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery, Row, by_value, report
from campaigns.stats.intervals import against_target

ALL = "All networks"
SLOTS = 6
"""How many lines of a chart have a colour of their own."""
NOTHING_SETTLED = "all its days are still settling"
ONE_DAY = "one settled day says too little"


@dataclass(frozen=True, kw_only=True)
class Standing(Measured):
    """One network, or all of them, over a range of days.

    `flags` are the verdicts like for like on the last settled days, one for each app, and
    `expected_ipm` what they expect; both only where no filter cuts into a network. `cases` are
    the fraud cases on it that nobody has closed.
    """

    network_id: int | None
    name: str
    kind: str
    mark: str
    reason: str
    slot: int | None = None
    flags: tuple[Flag, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def keys(self) -> dict[str, int]:
        """The network as a filter; nothing for all of them."""
        return {} if self.network_id is None else {"network": self.network_id}

    @property
    def flag(self) -> Flag | None:
        """The worst verdict of all apps, of several alike the one furthest below."""
        return self.flags[0] if self.flags else None


@dataclass(frozen=True, kw_only=True)
class Overview(Ranged):
    """All networks of a query: those with an IPM, those without, those that have gone, the total.

    `gone` networks had counts only in the period that this one is compared with.
    """

    total: Standing
    networks: list[Standing]
    silent: list[Standing]
    gone: list[Standing]
    target: float | None
    without_target: list[str]

    @property
    def everyone(self) -> list[Standing]:
        """The networks of this period, with and without an IPM, in that order."""
        return [*self.networks, *self.silent]


def overview(query: ReportQuery, today: date) -> Overview:
    """Every network's standing in the query's period, lowest IPM first, and the total.

    Asks two reports: by network, app and day for the period, by network and day for the one it
    is compared with.
    """
    now = report(query.split("network", "app", "day"))
    before = _earlier(query)
    known, targets = reports.networks(), reports.targets()
    limits = thresholds.current()
    by_network = by_value(now, "network")
    before_by_network = by_value(before or [], "network")
    names = {row.keys["network"]: row.names["network"] for row in (*(before or []), *now)}
    everything = report(_unfiltered(query)) if query.where else now
    slots = slots_of(everything, "network")
    standings = [
        _standing(
            network,
            names[network],
            known[network][0],
            by_network.get(network, []),
            None if before is None else before_by_network.get(network, []),
            targets,
            query.period,
            {network: last_settled_day(today, known[network][1])},
            slots.get(network),
            limits,
        )
        for network in names
    ]
    standings = _with_cases(_with_flags(standings, query), query)
    settled = {n: last_settled_day(today, known[n][1]) for n in by_network}
    everyone = _standing(None, ALL, "", now, before, targets, query.period, settled, None, limits)
    with_ipm = [s for s in standings if s.counts.ipm is not None]
    silent = [s for s in standings if s.counts.ipm is None and s.network_id in by_network]
    return Overview(
        period=query.period,
        compare=query.compare,
        known=reports.days_with_data(query.where),
        total=everyone,
        networks=sorted(with_ipm, key=lambda s: (s.counts.ipm, s.name)),
        silent=sorted(silent, key=lambda s: s.name.lower()),
        gone=[s for s in standings if s.network_id not in by_network],
        target=_one_target(now, targets),
        without_target=_without_target(now, targets),
    )


WHOLE = {"app", "platform", "network"}
"""Filters that leave a network's counts in an app whole, as verdicts need them."""


def _with_flags(standings: list[Standing], query: ReportQuery) -> list[Standing]:
    if not set(query.where) <= WHOLE:
        return standings
    found = defaultdict(list)
    for flag in flags.flags(query.where):
        if flag.verdict.day > query.period.last:
            continue
        found[flag.verdict.network_id].append(flag)
    return [
        replace(
            standing,
            flags=tuple(sorted(found[standing.network_id], key=_need)),
            expected_ipm=flags.expected_ipm(found[standing.network_id]),
        )
        for standing in standings
    ]


def _with_cases(standings: list[Standing], query: ReportQuery) -> list[Standing]:
    found = defaultdict(list)
    for case in ongoing(query.where):
        found[case.network_id].append(case)
    return [replace(one, cases=tuple(found[one.network_id])) for one in standings]


def _need(flag: Flag) -> tuple[int, float]:
    """Sorts verdicts by how much they need somebody."""
    verdict = flag.verdict
    return verdict.rank, 1 if verdict.ratio is None else verdict.ratio


def _earlier(query: ReportQuery) -> list[Row] | None:
    if query.compare is None:
        return None
    by = ("network", "app", "day")
    return report(replace(query, period=query.compare, by=by, compare=None))


def _standing(
    network: int | None,
    name: str,
    kind: str,
    now: list[Row],
    before: list[Row] | None,
    targets: dict[int, float | None],
    period: Period,
    settled: dict[int, date],
    slot: int | None,
    limits: Mapping[str, float],
) -> Standing:
    measured = measure(now, before, period, settled, limits)
    target = _target(now, targets)
    mark, reason = _mark(measured, target)
    return Standing(
        **vars(measured) | {"target": target},
        network_id=network,
        name=name,
        kind=kind,
        mark=mark,
        reason=reason,
        slot=slot,
    )


def standing_of(measured: Measured, name: str) -> Standing:
    """Anything measured, with its mark against its own target."""
    mark, reason = _mark(measured, measured.target)
    found = {field.name: getattr(measured, field.name) for field in fields(Measured)}
    return Standing(**found, network_id=None, name=name, kind="", mark=mark, reason=reason)


def _mark(measured: Measured, target: float | None) -> tuple[str, str]:
    """The mark of the plain floor, and why, in a few words. One day is never judged."""
    if measured.counts.ipm is None:
        return "no_impressions", "IPM cannot be computed"
    if measured.settled.ipm is None:
        return "too_little", NOTHING_SETTLED
    judged = measured.interval
    if judged.label == "too_little":
        return "too_little", f"{formats.count(judged.events)} installs on settled days"
    if judged.days < 2:
        return "too_little", ONE_DAY
    limits = f"{judged.low:.2f} to {judged.high:.2f}"
    settling = measured.settling
    words = f"settled {judged.value:.2f}, 95 %: {limits}" if settling else f"95 %: {limits}"
    if target is None:
        return "no_target", words
    return against_target(judged, target), words


def _target(rows: Sequence[Row], targets: dict[int, float | None]) -> float | None:
    """The IPM that these impressions would have if every app met its target.

    A sum over a sum like any IPM; None where impressions belong to an app without a target.
    """
    impressions = expected = 0.0
    for row in rows:
        below = row.counts.basis(Counts.ipm)[1]
        if not below:
            continue
        target = targets.get(row.keys["app"])
        if target is None:
            return None
        impressions += below
        expected += below * target
    return expected / impressions if impressions else None


def _one_target(rows: Iterable[Row], targets: dict[int, float | None]) -> float | None:
    """The target that all apps on the page share, if they share one."""
    found = {targets.get(row.keys["app"]) for row in rows}
    return found.pop() if len(found) == 1 else None


def _unfiltered(query: ReportQuery) -> ReportQuery:
    """All networks of the period: a network keeps its colour when others are filtered out."""
    return ReportQuery(query.period, by=("network",))


def _without_target(rows: Iterable[Row], targets: dict[int, float | None]) -> list[str]:
    """The apps without a target, where others on the page have one."""
    apps = {row.keys["app"]: row.names["app"] for row in rows}
    names = sorted(name for app, name in apps.items() if targets.get(app) is None)
    return names if len(names) < len(apps) else []


def slots_of(rows: Iterable[Row], dimension: str) -> dict[Any, int]:
    """Colours of the six values with the most impressions, in the fixed order of the values."""
    sizes: dict[Any, int] = defaultdict(int)
    for row in rows:
        sizes[row.keys[dimension]] += row.counts.impressions or 0
    largest = sorted(sizes, key=lambda value: (-sizes[value], value))[:SLOTS]
    return {v: place for place, v in enumerate(sorted(v for v in largest if sizes[v]), start=1)}
