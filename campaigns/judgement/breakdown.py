"""A query split by any dimension: each part measured as a network is, and the total of all.

Number, interval and change are of the same days, those that the query counts. Only the days in a
row run on over those that still settle.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import log, sqrt
from typing import Any

from campaigns import formats, reports
from campaigns.judgement import thresholds
from campaigns.judgement.counting import Counting, Taken, cohorts, counting, countings
from campaigns.judgement.fraud.cases import questioned_networks
from campaigns.judgement.looked_at import LookedAt
from campaigns.judgement.part_days import Daily
from campaigns.judgement.ratios import interval_of_pairs
from campaigns.metrics import COHORT_DAYS, RATIOS, Counts
from campaigns.periods import Period, last_complete_day, last_settled_day
from campaigns.reports import DIMENSIONS, ReportQuery
from campaigns.reports.names import names_of
from campaigns.stats.intervals import Interval
from campaigns.stats.special import t_quantile

LEAST_PRAISED, MOST = 0.02, 0.5
"""Nothing with a smaller part of the impressions is praised, and nothing of which so much stands
under an open case."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One thing, or the sum of all, over a range of days.

    `interval` and `before` are those of IPM, in installs per mille. `daily` holds each day's counts
    and whether the day is settled; it runs on where the query leaves settling days out. `previous`
    are the counts of the compared period; `counted` are those of each day of the range that has
    any, `earlier` of the compared one, None where nothing is compared. `settling` says whether days
    are known that still settle, and `otherwise` what is counted with them where `counts` leave them
    out, without them where `counts` hold them. `target` and `expected_ipm` are what the IPM is held
    against, where it is.
    """

    counts: Counts
    previous: Counts | None
    interval: Interval | None
    before: Interval | None
    daily: Daily
    settled_to: date
    settling: bool = False
    otherwise: Counts = Counts()
    earlier: Mapping[date, Counts] | None = None
    counted: Mapping[date, Counts] | None = None
    target: float | None = None
    expected_ipm: float | None = None

    @property
    def ipm_change(self) -> formats.Change | None:
        """The change of IPM against the period before.

        "level" within day-to-day noise; without a tone where noise cannot be told.
        """
        if not self.interval or not self.previous or self.previous.ipm is None:
            return None
        moved = formats.change(self.interval.value, self.previous.ipm, Counts.ipm.higher_is_better)
        if moved and moved.direction and self.beyond_noise is False:
            return formats.LEVEL_CHANGE
        if moved and moved.direction and self.beyond_noise is None:
            return replace(moved, tone="")
        return moved

    @property
    def beyond_noise(self) -> bool | None:
        """Whether ln(IPM now / IPM before) is larger than day-to-day noise explains (95 %)."""
        return self.moved_beyond(0.95)

    def moved_beyond(self, confidence: float) -> bool | None:
        """Whether IPM moved by more than day-to-day noise explains with this confidence."""
        moved = self.moved(confidence)
        return None if moved is None else abs(moved[0]) > moved[1]

    def moved(self, confidence: float = 0.95) -> tuple[float, float] | None:
        """ln(IPM now / IPM before), and how far noise reaches to both sides of it."""
        if not (self.interval and self.before and self.interval.events and self.before.events):
            return None
        days = min(self.interval.days, self.before.days)
        if days < 2:
            return None
        variance = sum(i.phi / i.events for i in (self.interval, self.before))
        reach = t_quantile(0.5 + confidence / 2, days - 1) * sqrt(variance)
        return log(self.interval.value / self.before.value), reach


@dataclass(frozen=True, kw_only=True)
class Ranged:
    """The range of an answer, what it is compared with, and the days on which any counts stand
    that pass the filters. `cohorts` are the days of what users did within 1 or 7 days, where these
    are others than the range; `preset` says whether the days that still settle are left out."""

    period: Period
    compare: Period | None
    known: Period | None
    cohorts: Mapping[int, Period] = field(default_factory=dict)
    preset: bool = False

    def days_of(self, ratio: str) -> Period | None:
        """The days of a ratio, where they are not those of the range."""
        age = next((COHORT_DAYS.get(r.numerator) for r in RATIOS if r.name == ratio), None)
        return None if age is None else self.cohorts.get(age)

    @property
    def days_before(self) -> int | None:
        """How many days of the compared period lie within the known ones; None without one."""
        if self.compare is None or self.known is None:
            return None
        first = max(self.compare.first, self.known.first)
        last = min(self.compare.last, self.known.last)
        return max(0, (last - first).days + 1)

    @property
    def sums_compare(self) -> bool:
        """Whether the compared period is as long as this one, so that sums can be compared."""
        return self.compare is not None and self.days_before == len(self.compare) == len(
            self.period
        )


def measure(
    now: Taken,
    before: Taken | None,
    drawn: Period,
    settled: Mapping[int, date],
    limits: Mapping[str, float],
) -> Measured:
    """What rows by network and day say, with those of the compared period.

    `drawn` are the days of the row of days, `settled` is the last settled day of every network,
    `limits` the thresholds in force: how wide an interval says enough.
    """
    oldest = min((settled[network] for network in now.networks()), default=drawn.last)
    final = now.until(settled)
    return Measured(
        counts=now.counts,
        previous=None if before is None else before.counts,
        interval=interval_of_pairs(Counts.ipm, now.ipm(), limits),
        before=None if before is None else interval_of_pairs(Counts.ipm, before.ipm(), limits),
        daily=Daily(lambda: now.every_day, drawn, oldest),
        settled_to=oldest,
        settling=final is not None,
        otherwise=now.known if final is None or now.later else final,
        earlier=None if before is None else before.days,
        counted=now.days,
    )


@dataclass(frozen=True, kw_only=True)
class Part(Measured, LookedAt):
    """The values of the dimensions, their names, and what was counted there.

    The total of a breakdown has no values. `by_network` are its impressions on each network.
    """

    keys: Mapping[str, Any]
    names: Mapping[str, str]
    by_network: Mapping[int, int] = field(default_factory=dict)

    def in_question(self, networks: Collection[int]) -> bool:
        """Whether at least half of its impressions are on some networks."""
        shown = sum(shown for network, shown in self.by_network.items() if network in networks)
        return bool(shown) and shown >= MOST * (self.counts.impressions or 0)

    @property
    def name(self) -> str:
        """The name of the first dimension."""
        return next(iter(self.names.values()), ALL)


@dataclass(frozen=True)
class Source:
    """What one network brought to a breakdown, for what must be said about it."""

    network: int
    name: str
    counts: Counts
    settled_to: date


@dataclass(frozen=True, kw_only=True)
class Breakdown(Ranged):
    """Parts, those with the most impressions first, their total, and the networks they are from.

    `gone` are the parts that had counts only in the compared period, `questioned` the networks
    with an open fraud case.
    """

    by: tuple[str, ...]
    parts: Sequence[Part]
    gone: Sequence[Part]
    total: Part
    everyone: list[Source]
    without_target: tuple[str, ...] = ()
    questioned: frozenset[int] = frozenset()

    def praised(self, part: "Part") -> bool:
        """Whether a part may be called good: it has 2 % of the impressions, and most of its own
        are not from networks with an open fraud case."""
        return self.worth_naming(part) and not part.in_question(self.questioned)

    def worth_naming(self, part: "Part") -> bool:
        """Whether it has 2 % of the impressions."""
        least = LEAST_PRAISED * (self.total.counts.impressions or 0)
        return (part.counts.impressions or 0) >= least

    def against(self, target: float | None) -> "Breakdown":
        """The same, its total held against a target IPM."""
        return replace(self, total=replace(self.total, target=target))


ALL = "Total"


def breakdown(query: ReportQuery, by: tuple[str, ...], today: date) -> Breakdown:
    """The parts of a query, split by dimensions, of which the later ones may only describe the
    first: campaign, then its network and targeting.

    Asks one report for the period and one for the period it is compared with.
    """
    return counted(query, by, today).breakdown(by)


@dataclass(frozen=True)
class Frame:
    """What a breakdown rests on beside its sums.

    `known` are the days with any counts that pass the filters, `drawn` those of the period and
    those after it that still settle, `settled` the last settled day of every network, `kinds` what
    kind it is, `limits` the thresholds in force.
    """

    query: ReportQuery
    known: Period | None
    drawn: Period
    settled: Mapping[int, date]
    kinds: Mapping[int, str]
    limits: Mapping[str, float]

    def oldest(self, networks: Iterable[int]) -> date:
        """The last day that all of these networks have settled."""
        return min((self.settled[network] for network in networks), default=self.drawn.last)

    def around(
        self,
        by: tuple[str, ...],
        parts: Sequence[Part],
        gone: Sequence[Part],
        whole: Part,
        everyone: list[Source],
    ) -> Breakdown:
        """These parts as a breakdown."""
        return Breakdown(
            period=self.query.period,
            compare=self.query.compare,
            known=self.known,
            by=by,
            parts=parts,
            gone=gone,
            total=whole,
            cohorts=cohorts(self.query),
            preset=self.query.ends is not None,
            questioned=frozenset(questioned_networks()),
            everyone=everyone,
        )


def frame(query: ReportQuery, today: date) -> Frame:
    """Asks what `Frame` holds."""
    networks = reports.networks(past=True)
    drawn = query.period
    if query.ends is not None:
        drawn = Period(drawn.first, max(drawn.last, last_complete_day(today)))
    return Frame(
        query,
        known=reports.days_with_data(query.where, query.as_of),
        drawn=drawn,
        settled={pk: last_settled_day(today, days) for pk, (_, days) in networks.items()},
        kinds={pk: kind for pk, (kind, _) in networks.items()},
        limits=thresholds.current(),
    )


@dataclass(frozen=True)
class Counted:
    """What a query counted by some dimensions, network and day, to be measured in groups.

    `before` are the rows of the compared period, None where nothing is compared.
    """

    frame: Frame
    now: Taken
    before: Taken | None

    def breakdown(self, by: tuple[str, ...]) -> Breakdown:
        """The parts by dimensions that were counted."""
        now, before = self.now.split(*by), (self.before or Counting()).split(*by)
        nothing = Counting()
        parts = in_order(self._part(by, of, before.get(key, nothing)) for key, of in now.items())
        gone = in_order(self._part(by, nothing, before[key]) for key in before if key not in now)
        return self.frame.around(by, parts, gone, self.total(), self.everyone())

    def total(self) -> Part:
        """All of it."""
        return self._part((), self.now, self.before or Counting())

    def everyone(self) -> list[Source]:
        """The networks that it is from."""
        brought, settled = self.now.by_network(), self.frame.settled
        names = names_of(DIMENSIONS["network"], brought)
        return [Source(pk, names[pk], counts, settled[pk]) for pk, counts in brought.items()]

    def _part(self, by: tuple[str, ...], now: Taken, before: Taken) -> Part:
        at, earlier = self.frame, None if self.before is None else before
        one = next((own for own in (now, before) if own.now), None)
        keys, names = one.told(by) if one else ({}, {})
        own = vars(measure(now, earlier, at.drawn, at.settled, at.limits))
        return Part(**own, keys=keys, names=names, by_network=now.shown())


def counted(query: ReportQuery, by: tuple[str, ...], today: date) -> Counted:
    """Asks what `Counted` holds."""
    around = frame(query, today)
    return Counted(around, *counting(query, by, around.drawn.last))


def counted_by(
    query: ReportQuery, bys: Sequence[tuple[str, ...]], today: date
) -> Iterator[Counted]:
    """The same by each of several dimensions. One statement for all that is counted."""
    around = frame(query, today)
    return (Counted(around, *both) for both in countings(query, bys, around.drawn.last))


def in_order(parts: Iterable[Part]) -> list[Part]:
    """Parts by impressions, the most first, then by name; of one the name is not asked."""
    found = list(parts)
    if len(found) < 2:
        return found
    return sorted(found, key=lambda part: (-(part.counts.impressions or 0), part.name.casefold()))
