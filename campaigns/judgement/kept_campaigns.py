"""What campaigns brought by month and what their IPM divides by day, stored year by year."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from campaigns.judgement.day_blocks import Block, Column, blocks
from campaigns.judgement.kept_months import cut, known_months
from campaigns.judgement.kept_sums import keep, stored_all
from campaigns.judgement.part_days import BASIS
from campaigns.judgement.stored_rows import named_rows
from campaigns.metrics import Counts
from campaigns.periods import Period, year
from campaigns.reports import ReportQuery, Row, cells, report

CAMPAIGN = ("campaign", "network", "app", "targeting", "bid_type", "status")
"""A campaign, and what the page of all campaigns says of it."""
CAMPAIGNS = "campaigns"
Keys = tuple[int, int, int, str, str, str]


class CampaignDays(NamedTuple):
    """Days as ordinals in their order, with their impressions and installs."""

    days: Column
    shown: Column
    installs: Column

    def within(self, period: Period) -> "CampaignDays":
        """Those of a period."""
        first, last = period.first.toordinal(), period.last.toordinal()
        at = slice(bisect_left(self.days, first), bisect_right(self.days, last))
        return CampaignDays(*(column[at] for column in self))


class Year(NamedTuple):
    """The months of each campaign, of which a block has the firsts, and its days."""

    months: list[tuple[Keys, list[Block]]]
    days: list[tuple[int, CampaignDays]]


class Campaigns(NamedTuple):
    """The rows of campaigns, and the days of each."""

    rows: Sequence[Row]
    days: Mapping[int, Sequence[CampaignDays]]


def campaigns_in(queries: Sequence[ReportQuery]) -> list[Campaigns] | None:
    """What `report` answers to each by `CAMPAIGN`, and the days; None where it is not stored. Of
    days that are no whole month the sums are asked for."""
    if any(one.ends is not None or one.by != CAMPAIGN for one in queries):
        return None
    months = [cut(one, one.period) for one in queries]
    years = sorted({year(month.first) for some in months for month in some})
    asked = [_question(first, queries[0].today) for first in years]
    stored = stored_all(asked, CAMPAIGNS, Year) if None in months[0].values() else None
    if stored is None:
        return None
    return [_within(one, some, stored) for one, some in zip(queries, months, strict=True)]


def _within(
    query: ReportQuery, months: Mapping[Period, Period | None], stored: Sequence[Year]
) -> Campaigns:
    firsts = [month.first.toordinal() for month, days in months.items() if days is None]
    found: dict[tuple, list[Counts]] = {}
    for one in stored if firsts else ():
        for keys, own in one.months:
            inside = (block.within(firsts[0], firsts[-1]) for block in own)
            if counts := [block.counts() for block in inside if block.days]:
                found.setdefault(keys, []).extend(counts)
    for days in filter(None, months.values()):
        for row in report(replace(query, period=days)):
            found.setdefault(tuple(row.keys.values()), []).append(row.counts)
    daily: dict[int, list[CampaignDays]] = {}
    for one in stored:
        for campaign, whole in one.days:
            if (part := whole.within(query.period)).days:
                daily.setdefault(campaign, []).append(part)
    return Campaigns(named_rows(CAMPAIGN, found), daily)


def keep_campaigns(today: date) -> None:
    """Store these of every year."""
    for first, months in groupby(known_months(), lambda month: year(month.first)):
        found: dict[tuple, list[tuple[date, Counts]]] = {}
        days: list[tuple] = []
        for month in months:
            for row in report(ReportQuery(month, CAMPAIGN, today=today)):
                keys = tuple(row.keys.values())
                found.setdefault(keys, []).append((month.first, row.counts))
            days += cells(ReportQuery(month, ("campaign", "day"), counts=BASIS))
        whole = [(keys, blocks(own)) for keys, own in found.items()]
        keep(_question(first, today), CAMPAIGNS, Year(whole, [*_by_campaign(days)]))


def _question(first: date, today: date | None) -> ReportQuery:
    return ReportQuery(Period(first, date(first.year, 12, 31)), CAMPAIGN, today=today)


def _by_campaign(found: Iterable[tuple]) -> Iterable[tuple[int, CampaignDays]]:
    for campaign, own in groupby(sorted(found), itemgetter(0)):
        _, days, shown, installs = zip(*own, strict=True)
        yield campaign, CampaignDays([day.toordinal() for day in days], [*shown], [*installs])
