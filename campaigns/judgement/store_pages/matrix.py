"""What a store page does with the clicks it gets: CVR by page and network, and page against page.

IPM = CTR x CVR: the ad earns the click, the store page the install. Pages are compared where they
serve the same networks and countries, so that easy traffic is not credited to a page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from typing import Any

from campaigns import formats, reports
from campaigns.judgement.headline import Headline
from campaigns.judgement.store_pages.changes import StoreChange
from campaigns.metrics import Counts, basis_of, total
from campaigns.reports import ReportQuery, Row, by_value, grouped, report
from campaigns.stats.intervals import interval
from campaigns.stats.log_rates import LogRate, log_rate, within_noise

WIDEST = 0.25
"""A relative half width of CVR's interval from which on a cell says too little."""
BY_CLICKS = ("impressions", "clicks", "installs", "view_through_installs")
"""What CVR and CTR divide."""
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


def find_pages(query: ReportQuery) -> StorePages:
    """Every page on every network in the query's period. Asks one report."""
    by = ("store_page", "app", "network", "country", "day")
    asked = replace(query, by=by, compare=None, counts=BY_CLICKS)
    rows = [row for row in report(asked) if row.counts.clicks]
    by_page = by_value(rows, "store_page")
    return StorePages(
        pages={page: own[0].names["store_page"] for page, own in by_page.items()},
        apps={page: own[0].names["app"] for page, own in by_page.items()},
        networks={row.keys["network"]: row.names["network"] for row in rows},
        cells={key: _cell(own) for key, own in grouped(rows, "network", "store_page").items()},
        totals={page: _cell(own) for page, own in by_page.items()},
        against=_comparisons(rows),
    )


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


def _cell(rows: Iterable[Row]) -> Cell:
    days = _pairs(rows)
    found = interval([x for x, _ in days], [n for _, n in days], enough=WIDEST, min_exposure=1)
    return Cell(_sum(rows), found is not None and (found.half_width or WIDEST) < WIDEST)


def _comparisons(rows: list[Row]) -> list[Against]:
    defaults = reports.default_pages()
    found = []
    for own in by_value(rows, "app").values():
        pages = by_value(own, "store_page")
        base = [row for row in own if row.keys["store_page"] in defaults]
        for page, members in pages.items():
            if page not in defaults:
                found.append(_against(members, base))
    return _clearest_first(found)


def _clearest_first(found: Iterable[Against]) -> list[Against]:
    return sorted(found, key=lambda one: (one.ratio is None, -abs((one.ratio or 1) - 1)))


def _against(members: list[Row], base: list[Row]) -> Against:
    row = members[0]
    cvr = _sum(members).cvr
    bare = Against(row.names["store_page"], row.names["app"], cvr)
    rates = {key: _cvr(own) for key, own in grouped(base, "network", "country").items()}
    days: dict[Any, list[float]] = defaultdict(lambda: [0.0, 0.0])
    clicks = 0.0
    for one in members:
        rate = rates.get((one.keys["network"], one.keys["country"]))
        installs, below = one.counts.pair(Counts.cvr) or (0, 0)
        if rate and below:
            days[one.keys["day"]][0] += installs
            days[one.keys["day"]][1] += rate / Counts.cvr.scale * below
            clicks += below
    there = log_rate([x for x, _ in days.values()], [e for _, e in days.values()])
    default = log_rate(*_series(base))
    if there is None or default is None or clicks < OVERLAP * (_sum(members).clicks or 0):
        return bare
    ratio = exp(there.value)
    noise = within_noise(LogRate(0.0, default.variance, default.days), there)
    return replace(bare, expected_cvr=cvr / ratio, ratio=ratio, noise=noise)


def _cvr(rows: Iterable[Row]) -> float | None:
    installs, clicks = basis_of((row.counts for row in rows), Counts.cvr)
    return None if installs is None or not clicks else Counts.cvr.scale * installs / clicks


def _pairs(rows: Iterable[Row]) -> list[tuple]:
    """Click-through installs and clicks of each day, None where they are not reported."""
    days = by_value(rows, "day").values()
    return [basis_of((row.counts for row in own), Counts.cvr) for own in days]


def _series(rows: Iterable[Row]) -> tuple[list[float], list[float]]:
    """Installs and clicks of each day."""
    days = _pairs(rows)
    return [float(x or 0) for x, _ in days], [float(n or 0) for _, n in days]


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


def _sum(rows: Iterable[Row]) -> Counts:
    return total(row.counts for row in rows)
