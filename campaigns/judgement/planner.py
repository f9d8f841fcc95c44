"""What an install is worth and what impressions cost: eCPM beside what would match it.

Networks show first what pays most per impression, and that is IPM x CPI: who pays under what
others pay gets fewer impressions. CPI is bounded from above by what users bring back.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isclose
from statistics import median

from campaigns.judgement import thresholds
from campaigns.judgement.breakdown import Breakdown, Counted, Part, counted
from campaigns.judgement.counting import counting
from campaigns.judgement.ratios import interval_of_pairs
from campaigns.metrics import Counts, total
from campaigns.models import Benchmark
from campaigns.models.choices import BidType
from campaigns.reports import ReportQuery, cells, common_roas_target, own_roas_targets
from campaigns.stats.intervals import Interval

BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
BY = ("network",)
SCOPE = ("format", "platform", "country")
"""What a benchmark may speak of."""
AS_SHOWN = 0.001
"""A field shows four digits of its lever, and the next answer is asked with these."""


@dataclass(frozen=True, kw_only=True)
class PlannerLine(Part):
    """One network. eCPM, CPI and revenue are in the reporting currency, `ratio` is its eCPM over
    the median; what is "needed" matches the median with all else as it is."""

    rank: int | None = None
    ratio: float | None = None
    ipm_needed: float | None = None
    cpi_needed: float | None = None
    affordable_cpi: float | None = None
    cpi_at_cpm: float | None = None
    uneven: bool = False

    @property
    def room(self) -> float | None:
        """How far CPI may rise (or must fall, below 0) to be what users bring back; None where
        some of its networks report revenue and no spend, which CPI leaves out."""
        if self.affordable_cpi is None or self.counts.cpi is None or self.uneven:
            return None
        return self.affordable_cpi - self.counts.cpi


@dataclass(frozen=True)
class Levers:
    """What can be set on the page: an IPM, a CPI, a target ROAS D7 in per cent, a CPM."""

    ipm: float | None
    cpi: float | None
    roas: float | None
    cpm: float | None

    def moved(self, asked: Mapping[str, float]) -> "Levers":
        """The same with what somebody has set."""
        return replace(self, **asked)


@dataclass(frozen=True)
class MediaPlan:
    """The page: networks by eCPM, those bought by CPM, and what the levers come to.

    `today` are the levers as the counts have them. `median` is that of the networks with enough
    installs for an IPM; None with fewer than two of them.
    """

    found: Breakdown
    by_cpm: Breakdown
    today: Levers
    levers: Levers
    median: float | None
    own: Mapping[int, float | None]

    @property
    def lines(self) -> list[PlannerLine]:
        return [part for part in self.found.parts if isinstance(part, PlannerLine)]

    @property
    def ranked(self) -> list[PlannerLine]:
        """The networks with an eCPM, the highest first."""
        found = [line for line in self.lines if line.rank is not None]
        return sorted(found, key=lambda line: line.rank or 0)

    @property
    def ecpm(self) -> float | None:
        """eCPM = IPM x CPI of the levers."""
        return _times(self.levers.ipm, self.levers.cpi)

    @property
    def rank(self) -> int | None:
        """The place of that eCPM among the networks."""
        if self.ecpm is None or not self.ranked:
            return None
        return 1 + sum(1 for line in self.ranked if line.counts.ecpm > self.ecpm)

    @property
    def cpi_at_cpm(self) -> float | None:
        """CPI = CPM / IPM of the levers."""
        return _over(self.levers.cpm, self.levers.ipm)

    @property
    def affordable_cpi(self) -> float | None:
        """What an install may cost at the target ROAS D7."""
        return affordable(self.found.total.counts, self.levers.roas)


def affordable(counts: Counts, roas: float | None) -> float | None:
    """The CPI at which revenue D7 per install makes this ROAS D7, in per cent."""
    return _over(counts.revenue_per_install, roas and roas / Counts.roas_d7.scale)


def plan(query: ReportQuery, asked: Mapping[str, float], today: date) -> MediaPlan:
    """The networks of a query against each other, with the levers as asked, else as they are; the
    target ROAS is that of the apps, where they have one, of a network its own."""
    query = replace(query, compare=None)
    seen = counted(query, BY, today)
    found, by_cpm = seen.breakdown(BY), _by_cpm(seen)
    now = _today(found, by_cpm)
    target = common_roas_target(query.where)
    usual = replace(now, roas=target * Counts.roas_d7.scale) if target else now
    levers = usual.moved(asked)
    own = own_roas_targets(query.where) if _same(levers.roas, usual.roas) else {}
    own = {pk: share and share * Counts.roas_d7.scale for pk, share in own.items()}
    middle = _median(found)
    ranks = _ranks(found)
    return MediaPlan(
        replace(
            found,
            parts=[
                _line(part, ranks, middle, _against_own(levers, own, part)) for part in found.parts
            ],
            total=replace(_line(found.total, {}, None, levers), uneven=_uneven(found)),
        ),
        replace(
            by_cpm,
            parts=[_line(part, {}, None, _against_own(levers, own, part)) for part in by_cpm.parts],
            total=_line(by_cpm.total, {}, None, levers),
        ),
        now,
        levers,
        middle,
        own,
    )


def _same(one: float | None, other: float | None) -> bool:
    """Whether a lever stands where it stood, to the digits that its field shows."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=AS_SHOWN)


def _against_own(levers: Levers, own: Mapping[int, float | None], part: Part) -> Levers:
    """The levers with the network's own target in place of the apps'."""
    network = part.keys["network"]
    return replace(levers, roas=own[network]) if network in own else levers


def _uneven(found: Breakdown) -> bool:
    """Whether revenue is reported of networks whose spend is not."""
    parts = [part.counts for part in found.parts]
    return any(one.revenue_per_install is not None and one.cpi is None for one in parts)


def _by_cpm(seen: Counted) -> Breakdown:
    """The networks of the campaigns that are bought by CPM, on the same days."""
    query, last = _cpm(seen.frame.query), seen.frame.drawn.last
    return Counted(replace(seen.frame, query=query), *counting(query, BY, last)).breakdown(BY)


def _cpm(query: ReportQuery) -> ReportQuery:
    """The campaigns of a query that are bought by CPM."""
    chosen = query.where.get("bid_type", (BidType.CPM,))
    kept = tuple(kind for kind in chosen if kind == BidType.CPM)
    return replace(query, where={**query.where, "bid_type": kept})


def _today(found: Breakdown, by_cpm: Breakdown) -> Levers:
    """The levers as the counts have them. IPM and CPI are of the networks that have an eCPM, so
    that their product is one."""
    paid = total(part.counts for part in found.parts if part.counts.ecpm is not None)
    return Levers(
        paid.ipm,
        paid.cpi,
        found.total.counts.roas_d7,
        by_cpm.total.counts.ecpm or paid.ecpm,
    )


def _median(found: Breakdown) -> float | None:
    sure = [
        part.counts.ecpm
        for part in found.parts
        if part.counts.ecpm is not None
        and part.interval is not None
        and part.interval.label != "too_little"
    ]
    return median(sure) if len(sure) > 1 else None


def _ranks(found: Breakdown) -> dict[int | None, int]:
    """The place of every network with an eCPM, 1 for the highest."""
    paid = [part for part in found.parts if part.counts.ecpm is not None]
    paid.sort(key=lambda part: (-part.counts.ecpm, part.name))
    return {part.keys["network"]: place for place, part in enumerate(paid, start=1)}


def _line(
    part: Part, ranks: Mapping[int | None, int], middle: float | None, levers: Levers
) -> PlannerLine:
    counts = part.counts
    paid = counts.ecpm is not None and middle is not None
    return PlannerLine(
        **vars(part),
        rank=ranks.get(part.keys.get("network")),
        ratio=counts.ecpm / middle if paid and middle else None,
        ipm_needed=_over(middle, counts.cpi) if paid else None,
        cpi_needed=_over(middle, counts.ipm) if paid else None,
        affordable_cpi=affordable(counts, levers.roas),
        cpi_at_cpm=_over(levers.cpm, counts.ipm),
    )


def _times(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one * other


def _over(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None


@dataclass(frozen=True)
class Peer:
    """A benchmark beside what the team's own ads of that kind reach.

    `verdict` is below, within or above the range, by the whole interval; too_little without
    enough installs, none without any impressions.
    """

    benchmark: Benchmark
    counts: Counts
    interval: Interval | None
    verdict: str


def peers(query: ReportQuery) -> list[Peer]:
    """Every benchmark with the counts of the query that it speaks of.

    Those of a format in a country are asked of the daily counts, of these countries and formats
    alone, the others of smaller tables: three questions at most.
    """
    stored = list(Benchmark.objects.all())
    limits = thresholds.current()
    found: dict[int, Peer] = {}
    for some in _alike(stored):
        keys = [name for name in SCOPE if any(getattr(one, name) for one in some)]
        asked = replace(query, by=(*keys, "day"), compare=None, counts=BASIS)
        for name in keys:
            asked = _narrowed(asked, name, [getattr(one, name) for one in some])
        rows = list(cells(asked))
        for one in some:
            found[one.pk] = _peer(one, keys, rows, limits)
    return [found[one.pk] for one in stored]


def _alike(stored: list[Benchmark]) -> Iterable[list[Benchmark]]:
    """Benchmarks that one table answers best, together."""
    groups: dict[tuple[bool, bool], list[Benchmark]] = defaultdict(list)
    for one in stored:
        groups[bool(one.country), bool(one.country and one.format)].append(one)
    return groups.values()


def _narrowed(query: ReportQuery, name: str, values: list[str]) -> ReportQuery:
    """The rows that any of these values are of; "" is of all."""
    passing = query.where.get(name, values)
    if "" in values:
        return query
    return replace(query, where={**query.where, name: tuple({*passing} & {*values})})


def _peer(one: Benchmark, keys: list[str], rows: list[tuple], limits: Mapping[str, float]) -> Peer:
    days: dict[date, tuple[int, int]] = {}
    wanted = [getattr(one, name) for name in keys]
    for *own, day, shown, installs in rows:
        if all(value in ("", is_so) for value, is_so in zip(wanted, own, strict=True)):
            n, x = days.get(day, (0, 0))
            days[day] = n + shown, x + installs
    interval = interval_of_pairs(Counts.ipm, [(x, n) for n, x in days.values()], limits)
    sums = [sum(column) for column in zip(*days.values(), strict=True)]
    counts = Counts.of(**dict(zip(BASIS, sums, strict=False)))
    return Peer(one, counts, interval, _against(one, counts, interval))


def _against(one: Benchmark, counts: Counts, interval: Interval | None) -> str:
    if counts.ipm is None or interval is None:
        return "none"
    if interval.label == "too_little":
        return "too_little"
    if interval.high < one.ipm_low:
        return "below"
    return "above" if interval.low > one.ipm_high else "within"
