"""How networks stand, a breakdown with flags and cases: IPM against the target and the past.

A mark is of the same days as the numbers.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from campaigns import formats, reports
from campaigns.judgement import stored
from campaigns.judgement.breakdown import Breakdown, Counted, Measured, Part, Source, counted
from campaigns.judgement.fraud.cases import ongoing
from campaigns.judgement.kept_rows import by_app
from campaigns.judgement.networks import flags
from campaigns.judgement.networks.flags import Flag
from campaigns.metrics import Counts
from campaigns.models import Case, Network
from campaigns.reports import DIMENSIONS, ReportQuery, Row, by_value
from campaigns.reports.names import networks_ever
from campaigns.stats.intervals import against_target

ALL = "All networks"
SLOTS = 6
"""How many lines of a chart have a colour of their own."""
ONE_DAY = "one day says too little"


@dataclass(frozen=True, kw_only=True)
class Standing(Part):
    """One network, or all of them, over a range of days.

    `flags` are the verdicts on the last settled days, one for each app and of the whole app
    whatever is filtered; `expected_ipm` is what they expect, only where no filter cuts into a
    network. `cases` are the fraud cases on it that nobody has closed.
    """

    kind: str = ""
    mark: str
    reason: str
    slot: int | None = None
    flags: tuple[Flag, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def network_id(self) -> int | None:
        """The network; None for all of them."""
        return self.keys.get("network")

    @property
    def flag(self) -> Flag | None:
        """The worst verdict of all apps, of several alike the one furthest below."""
        return self.flags[0] if self.flags else None


@dataclass(frozen=True, kw_only=True)
class Networks(Breakdown):
    """A query split by network: parts with an IPM, the lowest first, then those without.

    `target` is the target IPM that all apps share, if they share one. `cut` names the filters that
    leave only a part of a network: its numbers are of that part, its verdict is of the whole app.
    `being_judged` are apps whose counts are newer than their verdicts.
    """

    parts: list[Standing]
    total: Standing
    target: float | None = None
    cut: tuple[str, ...] = ()
    being_judged: tuple[str, ...] = ()

    @property
    def networks(self) -> list[Standing]:
        """Those with an IPM."""
        return [one for one in self.parts if one.counts.ipm is not None]

    @property
    def silent(self) -> list[Standing]:
        """Those without."""
        return [one for one in self.parts if one.counts.ipm is None]


BY = ("network",)


def network_breakdown(query: ReportQuery, today: date, asked: Counted | None = None) -> Networks:
    """Every network's standing in the query's period, and that of all, of what was `asked` of it
    already.

    Asks two reports: by network and day for the period and for the one it is compared with, and by
    network and app for the targets.
    """
    asked = asked or counted(query, BY, today)
    found = asked.breakdown(BY)
    targets, (apps, everywhere) = reports.targets(), _by_app(query)
    rows = by_value(apps, "network")
    slots = slots_of(everywhere, "network")
    parts = [
        _standing(
            part, _target(rows.get(pk, ()), targets), kind=asked.frame.kinds[pk], slot=slots.get(pk)
        )
        for part in found.parts
        for pk in part.keys.values()
    ]
    parts = sorted(_with_cases(_with_flags(parts, query), query), key=_lowest_first)
    everyone = _standing(found.total, _target(apps, targets), names={"network": ALL})
    known = vars(found) | {
        "parts": parts,
        "total": everyone,
        "everyone": [
            Source(one.keys["network"], one.name, one.counts, one.settled_to) for one in parts
        ],
        "without_target": _without_target(apps, targets),
        "being_judged": _being_judged(apps),
    }
    return Networks(**known, target=_one_target(apps, targets), cut=cut(query))


def _lowest_first(one: Standing) -> tuple[bool, float, str]:
    ipm = one.counts.ipm
    return (True, 0, one.name.lower()) if ipm is None else (False, ipm, one.name)


WHOLE = {"app", "platform", "network"}
"""Filters that leave a network's counts in an app whole."""


def cut(query: ReportQuery) -> tuple[str, ...]:
    """The filters that leave only a part of a network's counts in an app."""
    return tuple(name for name in DIMENSIONS if name in query.where and name not in WHOLE)


def _with_flags(standings: list[Standing], query: ReportQuery) -> list[Standing]:
    whole = not cut(query)
    found: dict[int | None, list[Flag]] = defaultdict(list)
    for flag in flags.flags(query.where, query.as_of):
        if query.ends is None and flag.verdict.day > query.period.last:
            continue
        found[flag.verdict.network_id].append(flag)
    return [
        replace(
            standing,
            flags=tuple(sorted(found.get(standing.network_id, ()), key=need)),
            expected_ipm=flags.expected_ipm(found.get(standing.network_id, ())) if whole else None,
        )
        for standing in standings
    ]


def _with_cases(standings: list[Standing], query: ReportQuery) -> list[Standing]:
    found: dict[int | None, list[Case]] = defaultdict(list)
    for case in ongoing(query.where):
        found[case.network_id].append(case)
    return [replace(one, cases=tuple(found.get(one.network_id, ()))) for one in standings]


def need(flag: Flag) -> tuple[int, float]:
    """Sorts verdicts by how much they need somebody."""
    verdict = flag.verdict
    return verdict.rank, 1 if verdict.shown_ratio is None else verdict.shown_ratio


def _standing(part: Part, target: float | None, **more: Any) -> Standing:
    word, reason = mark(part, target)
    return Standing(**vars(part) | {"target": target} | more, mark=word, reason=reason)


def mark(measured: Measured, target: float | None) -> tuple[str, str]:
    """The mark of the plain floor, and why, in a few words. One day is never judged."""
    if measured.counts.ipm is None:
        return "no_impressions", "IPM cannot be computed"
    judged = measured.interval
    if judged is None or judged.label == "too_little":
        return "too_little", f"{formats.count(judged.events if judged else 0)} installs"
    if judged.days < 2:
        return "too_little", ONE_DAY
    limits = f"95 %: {judged.low:.2f} to {judged.high:.2f}"
    return against_target(judged, target) or "no_target", limits


def _target(rows: Sequence[Row], targets: dict[int, float | None]) -> float | None:
    """The IPM that these impressions would have if every app met its target.

    A sum over a sum like any IPM; None where impressions belong to an app without a target.
    """
    impressions = expected = 0.0
    for row in rows:
        _, below = row.counts.pair(Counts.ipm) or (0, 0)
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


def _by_app(query: ReportQuery) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows by network and app, and those without the filters: a network keeps its colour when
    others are filtered out."""
    everywhere = by_app(replace(query, where={}))
    silent = {pk for pk, one in networks_ever().items() if one.kind in Network.WITHOUT_ADS}
    if cut(query) or silent & set(query.where.get("network", ())):
        return by_app(query), everywhere
    apps = reports.apps_passing(query.where)
    networks = query.where.get("network")
    return [
        row
        for row in everywhere
        if row.keys["app"] in apps and (networks is None or row.keys["network"] in networks)
    ], everywhere


def _without_target(rows: Iterable[Row], targets: dict[int, float | None]) -> tuple[str, ...]:
    """The apps without a target, where others on the page have one."""
    apps = {row.keys["app"]: row.names["app"] for row in rows}
    names = sorted(name for app, name in apps.items() if targets.get(app) is None)
    return tuple(names) if len(names) < len(apps) else ()


def _being_judged(rows: Iterable[Row]) -> tuple[str, ...]:
    """The apps on the page whose counts, or what they are held against, changed since judged."""
    late = stored.outdated()
    shown = {row.keys["app"]: row.names["app"] for row in rows} if late else {}
    return tuple(sorted(shown[app] for app in late if app in shown))


def slots_of(rows: Iterable[Row], dimension: str) -> dict[Any, int]:
    """Colours of the six values with the most impressions, in the fixed order of the values."""
    sizes: dict[Any, int] = defaultdict(int)
    for row in rows:
        sizes[row.keys[dimension]] += row.counts.impressions or 0
    largest = sorted(sizes, key=lambda value: (-sizes[value], value))[:SLOTS]
    return {v: place for place, v in enumerate(sorted(v for v in largest if sizes[v]), start=1)}
