"""What the parts of a split brought, stored by month and by three days of a month: any range is put
together of these, and only days between them are asked for."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from operator import itemgetter
from typing import Any, TypeVar

from campaigns import reports
from campaigns.judgement.kept_months import APP, cut, known_months
from campaigns.judgement.kept_sums import keep_of, stored_all
from campaigns.judgement.part_sums import AnyPart, AskedPart, PartSums, added
from campaigns.metrics import COHORT_DAYS, COUNTS
from campaigns.periods import Period
from campaigns.reports import AsReported, ReportQuery, as_reported

CAMPAIGN = ("campaign", "network", "app", "targeting", "bid_type", "status")
"""A campaign, and what the page of all campaigns says of it."""
SPLITS = (
    CAMPAIGN,
    ("creative",),
    ("store_page", "app", "network"),
    ("targeting",),
    ("country", "platform"),
    ("country",),
    ("platform",),
)
"""How campaigns, creatives, store pages and audience are split."""
PLACES = ("country", "platform")
"""The filters of which one value leaves parts of both, told by the other."""
SHORT = 10
"""Fewer days are asked for: that is less to read than what is stored of their months."""
MONTH, THREES = "parts of a month", "parts of threes"
"""What is stored: another name whenever its form changes, as what stands is not made anew."""
Stretches = list[list[PartSums]]
"""What parts brought in each of some stretches of days."""
Passes = Callable[[Sequence], bool]
Parts = Mapping[tuple, Sequence[AnyPart]]
"""What parts brought in stretches of days, by their values."""
Part = TypeVar("Part", bound=AnyPart)


def parts_in(queries: Sequence[ReportQuery]) -> list[Parts] | None:
    """The parts of each of some questions that differ by their days; None where these are not
    stored."""
    first = queries[0]
    if any(one.ends is not None for one in queries) or first.by not in SPLITS:
        return None
    every = replace(first, by=_split(first), where={})
    months = [cut(replace(every, period=one.period), one.period) for one in queries]
    passes = passing(replace(first, by=every.by))
    if not months[0] or len(first.period) < SHORT or passes is None:
        return None
    whole = {(month, days is None) for some in months for month, days in some.items()}
    stored = _stored(every, sorted(whole, key=lambda one: one[0].first))
    if stored is None:
        return None
    known = reports.days_with_data({})
    at = [every.by.index(name) for name in first.by]
    as_it_is = not first.where and every.by == first.by
    pick = _add if as_it_is else partial(_pick, passes=passes, at=at)
    found: list[dict[tuple, list[AnyPart]]] = [defaultdict(list) for _ in queries]
    asked: list[tuple[dict, ReportQuery]] = []
    for own, query, some in zip(found, queries, months, strict=True):
        for month, days in some.items():
            if days is None:
                pick(own, stored[month, True][0])
                continue
            for three, parts in zip(_threes(month), stored[month, False], strict=True):
                inside = three.within(days)
                if inside and known and inside == three.within(known):
                    pick(own, parts)
                elif inside:
                    asked.append((own, replace(query, period=inside)))
    for (own, _), more in zip(asked, _sums([query for _, query in asked]), strict=True):
        _add(own, more)
    return [*found]


def passing(query: ReportQuery) -> Passes | None:
    """What tells whether a part passes the filters of a question by its values; None where some of
    its rows may pass and others not."""
    if not query.where:
        return lambda values: True
    if {*query.by} <= {*PLACES} and _one_place(query):
        tests = [(query.by.index(name), values[0]) for name, values in query.where.items()]
        return lambda values: all(values[place] == value for place, value in tests)
    if not query.where.keys() <= {*APP}:
        return None
    apps = {*reports.apps_passing(query.where)}
    if "app" in query.by:
        place = query.by.index("app")
        return lambda values: values[place] in apps
    if query.by == ("creative",):
        creatives = {*reports.creatives_of(apps)}
        return lambda values: values[0] in creatives
    return None


def _stored(
    query: ReportQuery, months: Collection[tuple[Period, bool]]
) -> Mapping[tuple[Period, bool], Stretches] | None:
    """What is stored of some months as a whole, or by three days; None where one is missing."""
    asked = [
        (_question(month, query.by, query.today), MONTH if whole else THREES)
        for month, whole in months
    ]
    stored = stored_all(asked, Stretches)
    return None if stored is None else dict(zip(months, stored, strict=True))


def _split(query: ReportQuery) -> tuple[str, ...]:
    """The split whose parts tell those of a question: its own, or that of places, too."""
    if {*query.by} <= {*PLACES} and _one_place(query):
        return tuple(name for name in PLACES if name in (*query.by, *query.where))
    return query.by


def _one_place(query: ReportQuery) -> bool:
    return query.where.keys() <= {*PLACES} and all(len(own) == 1 for own in query.where.values())


def _pick(
    found: dict[tuple, list[AnyPart]], parts: Iterable[PartSums], passes: Passes, at: Sequence[int]
) -> None:
    """Add those that pass, by these of their values."""
    for one in parts:
        if passes(one.values):
            found[tuple([one.values[place] for place in at])].append(one)


def _add(found: dict[tuple, list[Part]], parts: Iterable[Part]) -> None:
    for one in parts:
        found[one.values].append(one)


def keep_splits(today: date) -> None:
    """Store these of every month."""
    for by in SPLITS:
        for month in known_months():
            asked = _question(month, by, today)
            threes = cache(partial(_by_threes, asked))
            keep_of(month, asked, THREES, threes)
            keep_of(month, asked, MONTH, partial(_together, threes))


def _by_threes(asked: ReportQuery) -> Stretches:
    found = _sums([replace(asked, period=three) for three in _threes(asked.period)])
    return [[one.stored() for one in parts] for parts in found]


def _together(threes: Callable[[], Stretches]) -> Stretches:
    found: dict[tuple, list[PartSums]] = defaultdict(list)
    for parts in threes():
        _add(found, parts)
    return [[*map(added, found.values())]]


def _threes(month: Period) -> list[Period]:
    """The days of a month in threes; the last has what is left. Which of them are known may change
    while the counts of the month stay: another month may get the first day, or the last."""
    days = [*month.days()]
    return [Period(days[at], days[at : at + 3][-1]) for at in range(0, len(days), 3)]


def _sums(queries: Sequence[ReportQuery]) -> Iterator[list[AskedPart]]:
    """What the parts of each question brought in its days. One statement."""
    if queries:
        asked = [replace(one, by=(*one.by, "network", "day"), counts=COUNTS) for one in queries]
        for one, of in zip(queries, as_reported(asked), strict=True):
            yield _parts(of, len(one.by))


def _parts(of: AsReported, many: int) -> list[AskedPart]:
    """Parts by so many values."""
    found: dict[Any, AskedPart] = {}
    values_of, shown = itemgetter(*of.places(many)), of.first + COUNTS.index("impressions")
    for group in of.groups:
        values = values_of(group)
        if values not in found:
            found[values] = AskedPart(values if many > 1 else (values,), of)
        one = found[values]
        one.groups.append(group)
        one.shown += group[shown] or 0
    return [*found.values()]


def _question(month: Period, by: tuple[str, ...], today: date | None) -> ReportQuery:
    """What is stored of a month: the same on all days from which on all is told of its users."""
    told = today is None or month.last + timedelta(days=max(COHORT_DAYS.values())) < today
    return ReportQuery(month, by, today=None if told else today)
