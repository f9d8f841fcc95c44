"""What the parts of a split brought in a month and on its days, stored month by month."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from itertools import groupby
from typing import NamedTuple

from campaigns.judgement.counting import by_network
from campaigns.judgement.day_blocks import Column
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_months import cut, known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.part_days import BASIS, Basis, merged
from campaigns.metrics import COHORT_DAYS, COUNTS, Counts, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, cells, grouped, report

CAMPAIGN = ("campaign", "network", "app", "targeting", "bid_type", "status")
"""A campaign, and what the page of all campaigns says of it."""
SPLITS = (
    CAMPAIGN,
    ("creative",),
    ("store_page", "app", "network"),
    ("targeting",),
    ("country", "platform"),
)
"""How campaigns, creatives, store pages and audience are split."""
PARTS = "parts"
Values = list[int | str]


class PartDays(NamedTuple):
    """Days as ordinals in their order, with their impressions and installs."""

    days: Column
    shown: Column
    installs: Column

    def within(self, period: Period) -> "PartDays":
        """Those of a period."""
        first, last = period.first.toordinal(), period.last.toordinal()
        at = slice(bisect_left(self.days, first), bisect_right(self.days, last))
        return PartDays(*(column[at] for column in self))


class MonthPart(NamedTuple):
    """What a part brought in a month, its impressions by network, and its days."""

    values: Values
    counts: StoredCounts
    networks: dict[int, int]
    days: PartDays


@dataclass(frozen=True)
class PartSums:
    """What parts brought in stretches of days, their impressions by network, and their days."""

    counts: list[Counts] = field(default_factory=list)
    networks: list[Mapping[int, int]] = field(default_factory=list)
    days: list[PartDays] = field(default_factory=list)

    def by_day(self) -> dict[date, Basis]:
        """Impressions and installs of each day."""
        found: dict[date, Basis] = {}
        for one in self.days:
            basis = zip(one.shown, one.installs, strict=True)
            days = zip(map(date.fromordinal, one.days), basis, strict=True)
            found = merged(found, dict(days)) if found else dict(days)
        return found


Parts = Mapping[tuple, PartSums]
"""Parts by their values."""


def parts_in(queries: Sequence[ReportQuery]) -> list[Parts] | None:
    """The parts of each of some questions that differ by their days; None where these are not
    stored. Of days that are no whole month the sums are asked for."""
    first = queries[0]
    if any(one.ends is not None for one in queries) or first.by not in SPLITS:
        return None
    months = [cut(one, one.period) for one in queries]
    every = sorted({m for some in months for m in some}, key=lambda days: days.first)
    if not every or None not in months[0].values():
        return None
    asked = [_question(month, first.by, first.today) for month in every]
    stored = stored_all(asked, PARTS, list[MonthPart])
    if stored is None:
        return None
    known = dict(zip(every, stored, strict=True))
    return [_together(one, some, known) for one, some in zip(queries, months, strict=True)]


def _together(
    query: ReportQuery,
    months: Mapping[Period, Period | None],
    known: Mapping[Period, Sequence[MonthPart]],
) -> Parts:
    found: dict[tuple, PartSums] = defaultdict(PartSums)
    for month, days in months.items():
        for one in known[month]:
            own = found[tuple(one.values)]
            part = one.days.within(days) if days else one.days
            if part.days:
                own.days.append(part)
            if not days:
                own.counts.append(read_counts(one.counts))
                own.networks.append(one.networks)
        if days:
            rows = report(replace(query, period=days, by=_with_network(query.by), counts=COUNTS))
            for values, some in grouped(rows, *query.by).items():
                own = found[values]
                own.counts.extend(row.counts for row in some)
                own.networks.append(by_network(some))
    return {values: own for values, own in found.items() if own.counts}


def keep_splits(today: date) -> None:
    """Store these of every month."""
    for by in SPLITS:
        for month in known_months():
            asked = _question(month, by, today)
            keep_of(month, asked, PARTS, partial(_parts, asked))


def _parts(asked: ReportQuery) -> list[MonthPart]:
    days: dict[tuple, list[tuple]] = {}
    width = len(asked.by)
    every = cells(replace(asked, by=(*asked.by, "day"), counts=BASIS, today=None))
    for values, own in groupby(sorted(every), lambda cell: cell[:width]):
        days[values] = [(day.toordinal(), shown, got) for *_, day, shown, got in own]
    rows: Sequence[Row] = report(replace(asked, by=_with_network(asked.by)))
    return [
        MonthPart(
            list(values),
            packed_counts(total(row.counts for row in own)),
            by_network(own),
            PartDays(*map(list, zip(*days[values], strict=True)))
            if values in days
            else PartDays([], [], []),
        )
        for values, own in grouped(rows, *asked.by).items()
    ]


def _with_network(by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*by, "network")))


def _question(month: Period, by: tuple[str, ...], today: date | None) -> ReportQuery:
    """What is stored of a month: the same on all days from which on all is told of its users."""
    told = today is None or month.last + timedelta(days=max(COHORT_DAYS.values())) < today
    return ReportQuery(month, by, today=None if told else today)
