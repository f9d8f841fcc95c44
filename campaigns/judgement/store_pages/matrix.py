"""What a store page does with the clicks it gets: CVR by page and network, and page against page.

IPM = CTR x CVR: the ad earns the click, the store page the install. Pages are compared where they
serve the same networks and countries, so that easy traffic is not credited to a page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import exp
from operator import attrgetter
from typing import Any, NamedTuple

from campaigns import formats, reports
from campaigns.judgement.headline import Headline
from campaigns.judgement.store_pages.changes import StoreChange
from campaigns.metrics import NO_PAIR, Counts, total
from campaigns.reports import ReportQuery, cells_as_reported
from campaigns.reports.names import Named
from campaigns.stats.intervals import interval
from campaigns.stats.log_rates import LogRate, log_rate, within_noise

WIDEST = 0.25
"""A relative half width of CVR's interval from which on a cell says too little."""
BY_CLICKS = ("impressions", "clicks", "installs", "view_through_installs")
"""What CVR and CTR divide."""
BY = ("store_page", "app", "network", "country", "day")
Divided = tuple[int | None, int | None]
_PAGE, _CELL = attrgetter("page"), attrgetter("network", "page")
OVERLAP = 0.5
"""The part of a page's clicks that must have a counterpart on the default page."""


@dataclass(frozen=True)
class Cell:
    """One page on one network. `sure` says whether its CVR is more than a guess."""

    counts: Counts
    sure: bool


@dataclass(frozen=True)
class Against:
    """A page against the default page of its app on the same networks and countries.

    `ratio` is its installs over those that its clicks would have brought at the default page's
    CVR, None where too few clicks have a counterpart; `noise` whether that may be chance.
    """

    page: str
    app: str
    cvr: float | None
    expected_cvr: float | None = None
    ratio: float | None = None
    noise: bool | None = None


@dataclass(frozen=True)
class StorePages:
    """Pages (id to name, most clicks first), their apps, networks, their cells, and the
    comparisons."""

    pages: Mapping[int, str]
    apps: Mapping[int, str]
    networks: Mapping[int, str]
    cells: Mapping[tuple[int, int], Cell]
    totals: Mapping[int, Cell]
    against: list[Against]


class _PageDay(NamedTuple):
    """A page in one network, country and day: `installs` that followed `of_clicks` where both are
    reported, and all counts of its rows as BY_CLICKS has them, apart by which are reported."""

    page: int
    app: int
    network: int
    country: str
    day: date
    installs: int | None
    of_clicks: int | None
    told: Sequence[tuple]


def find_pages(query: ReportQuery) -> StorePages:
    """Every page on every network in the query's period. Asks one question."""
    rows = _page_days(query)
    named = Named(BY, rows)
    by_page, by_cell = _split(rows, _PAGE), _split(rows, _CELL)
    cells = {key: _cell(own) for key, own in by_cell.items()}
    return StorePages(
        pages={page: named.of("store_page")[page] for page in by_page},
        apps={page: named.of("app")[own[0].app] for page, own in by_page.items()},
        networks={network: named.of("network")[network] for network, _ in by_cell},
        cells=cells,
        totals={page: _cell(own) for page, own in by_page.items()},
        against=_comparisons(rows, named),
    )


def _page_days(query: ReportQuery) -> list[_PageDay]:
    """All that had clicks, in the order of their values."""
    found: dict[tuple, list[tuple]] = {}
    width = len(BY)
    for row in cells_as_reported(replace(query, by=BY, compare=None, counts=BY_CLICKS)):
        found.setdefault(row[:width], []).append(row[width:])
    return [
        _PageDay._make((*key, *_divided(found[key]), found[key]))
        for key in sorted(found, key=lambda key: [*map(str, key)])
        if any(clicks for _, clicks, *_ in found[key])
    ]


def _divided(told: Sequence[tuple]) -> Divided:
    """What CVR divides, as `Counts` has it: installs that followed a click, and clicks."""
    both = [
        (installs - (viewed or 0), clicks)
        for _, clicks, installs, viewed in told
        if clicks is not None and installs is not None
    ]
    return _added(both) if both else NO_PAIR


def _added(pairs: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return pairs[0] if len(pairs) == 1 else (sum(x for x, _ in pairs), sum(n for _, n in pairs))


def _split(rows: Iterable[_PageDay], key: Callable[[_PageDay], Any]) -> dict[Any, list[_PageDay]]:
    groups: dict[Any, list[_PageDay]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups


def together(some: Sequence[StorePages]) -> StorePages:
    """The pages of several apps, those with most clicks first; each with its app's name then."""
    apps = {page: app for one in some for page, app in one.apps.items()}
    totals = {page: cell for one in some for page, cell in one.totals.items()}
    names = {page: name for one in some for page, name in one.pages.items()}
    several = len(set(apps.values())) > 1
    order = sorted(names, key=lambda page: (-(totals[page].counts.clicks or 0), page))
    return StorePages(
        pages={page: f"{names[page]}, {apps[page]}" if several else names[page] for page in order},
        apps=apps,
        networks={pk: name for one in some for pk, name in one.networks.items()},
        cells={key: cell for one in some for key, cell in one.cells.items()},
        totals=totals,
        against=_clearest_first(against for one in some for against in one.against),
    )


def _cell(rows: Sequence[_PageDay]) -> Cell:
    days = _by_day(rows).values()
    found = interval([x for x, _ in days], [n for _, n in days], enough=WIDEST, min_exposure=1)
    return Cell(_counts(rows), found is not None and (found.half_width or WIDEST) < WIDEST)


def _comparisons(rows: Sequence[_PageDay], named: Named) -> list[Against]:
    defaults = reports.default_pages()
    found = []
    for own in _split(rows, attrgetter("app")).values():
        default = _Default([row for row in own if row.page in defaults])
        for page, members in _split(own, _PAGE).items():
            if page not in defaults:
                found.append(_against(members, default, named))
    return _clearest_first(found)


class _Default:
    """The default pages of an app: CVR by network and country, and its noise from day to day."""

    def __init__(self, rows: Sequence[_PageDay]) -> None:
        cells = _split(rows, attrgetter("network", "country"))
        self.rates = {key: _cvr(own) for key, own in cells.items()}
        days = _by_day(rows).values()
        self.noise = log_rate([float(x or 0) for x, _ in days], [float(n or 0) for _, n in days])


def _clearest_first(found: Iterable[Against]) -> list[Against]:
    return sorted(found, key=lambda one: (one.ratio is None, -abs((one.ratio or 1) - 1)))


def _against(members: Sequence[_PageDay], default: _Default, named: Named) -> Against:
    page, app = members[0].page, members[0].app
    counts = _counts(members)
    bare = Against(named.of("store_page")[page], named.of("app")[app], counts.cvr)
    days: dict[date, list[float]] = defaultdict(lambda: [0.0, 0.0])
    clicks = 0.0
    for one in members:
        rate = default.rates.get((one.network, one.country))
        if rate and one.of_clicks:
            days[one.day][0] += one.installs or 0
            days[one.day][1] += rate / Counts.cvr.scale * one.of_clicks
            clicks += one.of_clicks
    there = log_rate([x for x, _ in days.values()], [e for _, e in days.values()])
    base = default.noise
    if there is None or base is None or clicks < OVERLAP * (counts.clicks or 0):
        return bare
    ratio = exp(there.value)
    noise = within_noise(LogRate(0.0, base.variance, base.days), there)
    return replace(bare, expected_cvr=counts.cvr / ratio, ratio=ratio, noise=noise)


def _cvr(rows: Iterable[_PageDay]) -> float | None:
    installs = clicks = 0
    for row in rows:
        installs, clicks = installs + (row.installs or 0), clicks + (row.of_clicks or 0)
    return Counts.cvr.scale * installs / clicks if clicks else None


def _by_day(rows: Iterable[_PageDay]) -> dict[date, Divided]:
    """What CVR divides on each day, None where it is not reported."""
    days: dict[date, Divided] = {}
    for row in rows:
        installs, clicks = days.get(row.day, NO_PAIR)
        if installs is None or clicks is None:
            days[row.day] = row.installs, row.of_clicks
        elif row.installs is not None and row.of_clicks is not None:
            days[row.day] = installs + row.installs, clicks + row.of_clicks
    return days


def _counts(rows: Iterable[_PageDay]) -> Counts:
    """All counts of these rows."""
    alike: dict[tuple, list[tuple]] = {}
    for told in chain.from_iterable(row.told for row in rows):
        alike.setdefault(tuple([n is None for n in told]), []).append(told)
    return total(
        Counts.of(
            **{
                name: sum(column)
                for name, column in zip(BY_CLICKS, zip(*some, strict=True), strict=True)
                if column[0] is not None
            }
        )
        for some in alike.values()
    )


def answer(pages: StorePages, changes: Sequence[StoreChange]) -> Headline | None:
    """Which page turns more clicks into installs, like for like; None without any clicks.

    A page that shares no traffic with the default page is told of by its change instead, before
    against after.
    """
    if not pages.pages:
        return None
    alone = {one.page for one in pages.against if one.ratio is None}
    told = [
        f"{change.page_name}: {change.sentence}" for change in changes if change.page_name in alone
    ]
    if told:
        return Headline(told[0], told[1:3])
    if not pages.against:
        only = next(iter(pages.totals.values())).counts
        cvr = formats.ratio(Counts.cvr, only.cvr)
        return Headline(
            f"All clicks lead to default pages; {cvr} % of them become installs."
            if len(pages.pages) == 1
            else "All clicks lead to the default page of their app."
        )
    title, *more = [_sentence(one) for one in pages.against]
    return Headline(title, more[:2])


def _sentence(one: Against) -> str:
    cvr = formats.ratio(Counts.cvr, one.cvr)
    if one.ratio is None:
        return (
            f"{one.page} turns {cvr} % of its clicks into installs; no default page serves the "
            f"same networks and countries in these days, so it cannot be compared here."
        )
    usual = formats.ratio(Counts.cvr, one.expected_cvr)
    if one.noise:
        return (
            f"{one.page} is level with the default page: CVR {cvr} % against {usual} % on the same "
            "networks and countries, within noise."
        )
    word = "more" if one.ratio > 1 else "fewer"
    return (
        f"{one.page} turns {100 * abs(one.ratio - 1):.0f} % {word} clicks into installs than the "
        f"default page on the same networks and countries (CVR {cvr} % against {usual} %)."
    )
