"""A query over time: a line for each of its parts, by day, week or month, and which way it goes."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any

from campaigns import reports
from campaigns.judgement import thresholds
from campaigns.judgement.breakdown import ALL, Breakdown, Part, counted
from campaigns.judgement.movement import FUNNEL, Movement, movement
from campaigns.judgement.networks.standing import SLOTS, slots_of
from campaigns.judgement.ratios import ratio_interval
from campaigns.metrics import Counts, Ratio, total
from campaigns.periods import Period
from campaigns.reports import DIMENSIONS, ReportQuery, report
from campaigns.stats.intervals import Interval

PERS = ("day", "week", "month")
SPLITS = tuple(name for name in DIMENSIONS if name not in PERS)
BESIDE = {
    "campaign": ("network", "app"),
    "creative": ("app", "format"),
    "store_page": ("app",),
}
"""What tells two values of one name apart."""
USUAL_DAYS, USUAL_WEEKS = 120, 400
"""Up to so many days a range is drawn by day, up to so many by week, else by month."""
MOST_DAYS = 400
"""A longer range is not drawn by day: its days could not be told apart."""

Daily = Sequence[tuple[date, Counts, bool]]


def asked(by: Sequence[str], days: int) -> tuple[str | None, str]:
    """The split and the length of a step that an address asks for with its `by`.

    Without any `by` the networks are split; with a length of time alone, nothing is.
    """
    split = next((name for name in by if name not in PERS), None if by else "network")
    usual = "day" if days <= USUAL_DAYS else "week" if days <= USUAL_WEEKS else "month"
    per = next((name for name in by if name in PERS), usual)
    return split, usual if per == "day" and days > MOST_DAYS else per


@dataclass(frozen=True)
class TrendStep:
    """A day, or the days of a week or month that lie in the range.

    `whole` is how many days such a step has, `known` on how many of it data can stand: those in
    the range, from the first day with any counts to the last one.
    """

    key: date
    days: Period
    whole: int
    known: int

    @property
    def partial(self) -> bool:
        return 0 < self.known < self.whole


@dataclass(frozen=True)
class Point:
    """What was counted in one step. `awaited` says that nothing is there yet but may still come,
    `told` that nothing is there and an import was of it: nothing was shown."""

    counts: Counts
    settled: bool
    awaited: bool
    told: bool = False


@dataclass(frozen=True)
class TrendLine:
    """One line: a part with a `slot` (its colour), the rest of the parts, or all of them.

    `key` is the part's value, None for the rest and for all; `daily` are its days,
    `before` the counts of the compared period at the same positions.
    """

    name: str
    role: str
    counts: Counts
    points: list[Point]
    key: Any = None
    slot: int | None = None
    daily: Daily = ()
    before: list[Counts] | None = None


@dataclass(frozen=True)
class Trends:
    """The answer: steps, a line for each of the largest parts, the rest, all, and all before.

    `before` are the counts of the compared period at the same positions, None where nothing is
    compared. `found` has every part with its numbers; where nothing is split its parts are the
    steps.
    """

    split: str | None
    per: str
    steps: list[TrendStep]
    lines: list[TrendLine]
    everything: TrendLine
    before: list[Counts] | None
    found: Breakdown
    limits: Mapping[str, float]

    @property
    def shown(self) -> list[TrendLine]:
        """All lines of a chart; where there is one part only, it is the whole."""
        return self.lines if len(self.lines) == 1 else [self.everything, *self.lines]

    @property
    def alone(self) -> bool:
        """Whether one line shows everything, so that its interval can be drawn."""
        return len(self.shown) == 1

    @property
    def slots(self) -> dict[Any, int]:
        """The colour of each part that has one."""
        return {line.key: line.slot for line in self.lines if line.slot}

    @cached_property
    def movement(self) -> Movement:
        """Which way everything goes, and each part."""
        return movement(self.found.total, _named(self.found.parts) if self.split else {})

    def days_of(self, line: TrendLine) -> list[list[Counts]]:
        """The counts of each day of the steps of a line."""
        days = {day: counts for day, counts, _ in line.daily}
        return [[days[day] for day in step.days.days()] for step in self.steps]

    def intervals(self, ratio: Ratio) -> list[Interval | None]:
        """The interval of a ratio of everything in each step, from the days of the step."""
        days = {day: counts for day, counts, _ in self.found.total.daily}
        return [
            ratio_interval(ratio, (days[day] for day in step.days.days()), self.limits)
            for step in self.steps
        ]


def trends(query: ReportQuery, by: Sequence[str], today: date, *, listed: bool = True) -> Trends:
    """The lines of a query: what it is split by and the length of a step come from `by`.

    Asks for one breakdown, for the days on which anything stands and, where filters are set, for
    the colours that the parts have without them. Where nothing is split, the numbers of each step
    are left out unless they are `listed`.
    """
    split, per = asked(by, len(query.period))
    of = (split, *BESIDE.get(split, ())) if split else (per,)
    found = _found(query, of, today, listed=bool(split) or listed)
    known = reports.days_with_data({})
    drawn = Period(query.period.first, found.total.daily[-1][0]) if per == "day" else query.period
    steps = list(_steps(drawn, per, known))
    parts = _named(found.parts) if split else {}
    keys = {name: part.keys[split] for name, part in parts.items()} if split else {}
    own = [name for name, part in parts.items() if _has_ratio(part.counts)][:SLOTS]
    rest = [name for name in parts if name not in own]
    slots = _slots(query, split, [parts[name] for name in own])
    last = known.last if known else query.period.last

    told = {} if query.as_of else reports.told_days(query.where, query.period)

    def line(name: str, role: str, members: list[Part], **more: Any) -> TrendLine:
        counts = total(part.counts for part in members)
        daily = members[0].daily if len(members) == 1 else _together(members)
        points = list(_points(daily, steps, last, _told(told, split, more.get("key"))))
        then = _before(members, query, steps)
        return TrendLine(name, role, counts, points, daily=daily, before=then, **more)

    lines = []
    for name in own:
        key = keys[name]
        lines.append(line(name, "series", [parts[name]], key=key, slot=slots[key]))
    if len(rest) == 1:
        lines.append(line(rest[0], "others", [parts[rest[0]]], key=keys[rest[0]]))
    elif rest:
        members = [parts[name] for name in rest]
        lines.append(line(f"{len(rest)} others", "others", members))
    whole = line(ALL, "total", [found.total])
    return Trends(
        split=split,
        per=per,
        steps=steps,
        lines=lines,
        everything=whole,
        before=whole.before,
        found=found,
        limits=thresholds.current(),
    )


def _found(query: ReportQuery, by: tuple[str, ...], today: date, *, listed: bool) -> Breakdown:
    """The breakdown, without its parts unless they are listed: to measure all days of a year takes
    longer than to ask for them."""
    asked = counted(query, by, today)
    if listed:
        return asked.breakdown(by)
    return asked.frame.around(by, (), (), asked.total(), asked.everyone())


def _steps(period: Period, per: str, known: Period | None) -> Iterator[TrendStep]:
    bucket = DIMENSIONS[per].bucket or (lambda day: day)
    for key, group in groupby(period.days(), key=bucket):
        days = list(group)
        whole = {"day": 1, "week": 7, "month": monthrange(key.year, key.month)[1]}[per]
        covered = sum(1 for day in days if known and day in known)
        yield TrendStep(key, Period(days[0], days[-1]), whole, covered)


def _told(told: Mapping[int, set[date]], split: str | None, key: Any) -> set[date]:
    """The days that imports were of: of a network's line its own, else those of any network."""
    if split == "network" and key is not None:
        return told.get(key, set())
    return set().union(*told.values())


def _points(
    daily: Daily, steps: list[TrendStep], last: date, told: Collection[date]
) -> Iterator[Point]:
    at = 0
    for step in steps:
        days = daily[at : at + len(step.days)]
        at += len(step.days)
        counts = total(counts for _, counts, _ in days)
        settled = all(done for _, _, done in days)
        open_end = not settled or step.days.last > last
        nothing = counts.nothing
        was_told = nothing and any(day in told for day, _, _ in days)
        yield Point(counts, settled, nothing and open_end and not was_told, was_told)


def _named(parts: Iterable[Part]) -> dict[str, Part]:
    """The parts by name; of several with one name each says what it belongs to."""
    found: dict[str, Part] = {}
    waiting = list(parts)
    for depth in range(max((len(part.names) for part in waiting), default=0)):
        names = [_name(part, depth) for part in waiting]
        found |= {n: p for n, p in zip(names, waiting, strict=True) if names.count(n) == 1}
        waiting = [p for n, p in zip(names, waiting, strict=True) if names.count(n) > 1]
    return found | {f"{part.name} #{next(iter(part.keys.values()))}": part for part in waiting}


def _name(part: Part, depth: int) -> str:
    first, *others = part.names.values()
    return f"{first} ({', '.join(others[:depth])})" if depth else first


def _has_ratio(counts: Counts) -> bool:
    return any(counts.basis(ratio)[1] for ratio in FUNNEL)


def _slots(query: ReportQuery, split: str | None, own: list[Part]) -> dict[Any, int]:
    """A colour for each own line: the one it has without filters, else one that is free."""
    if not split:
        return {}
    everything: Iterable = own
    if query.where:
        everything = report(replace(query, by=(split,), where={}, compare=None))
    fixed = slots_of(everything, split)
    values = [part.keys[split] for part in own]
    free = iter(sorted(set(range(1, SLOTS + 1)) - {fixed.get(value) for value in values}))
    return {value: fixed.get(value) or next(free) for value in sorted(values)}


def _together(parts: list[Part]) -> list[tuple[date, Counts, bool]]:
    """The days of several parts, added day by day."""
    return [
        (
            same[0][0],
            total(counts for _, counts, _ in same if not counts.nothing),
            all(settled for _, _, settled in same),
        )
        for same in zip(*(part.daily for part in parts), strict=True)
    ]


def _before(parts: list[Part], query: ReportQuery, steps: list[TrendStep]) -> list[Counts] | None:
    """The compared period cut at the same positions as the range; what it has not is nothing."""
    earlier = [part.earlier for part in parts if part.earlier is not None]
    if not earlier or query.compare is None:
        return None
    days = iter(
        [total(known[day] for known in earlier if day in known) for day in query.compare.days()]
    )
    return [total(next(days, Counts()) for _ in step.days.days()) for step in steps]
