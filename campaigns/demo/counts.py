"""The counts of the demo's world, drawn with a seed: usual values, plants and noise multiplied.

A day's draws depend on the seed and on how many days it lies before the last day alone, so a
longer demo ends like a shorter one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from math import exp, sqrt
from random import Random

from campaigns.demo.ads import ADS, Ad
from campaigns.demo.cuts import Cuts
from campaigns.demo.plants import (
    PLANTS,
    RESTATED_FIRST,
    RESTATED_NETWORK,
    RESTATED_SINCE,
    SETTLED,
    STORE_PAGE_SINCE,
    Plant,
)
from campaigns.demo.world import (
    APPS,
    COUNTRIES,
    NETWORKS,
    RETAINED_D1,
    RETAINED_D7,
    USUAL,
    WEEKDAYS,
    DemoApp,
    DemoNetwork,
    DemoPlan,
    Usual,
)
from campaigns.metrics import Counts
from campaigns.models.choices import NOT_STATED, BidType

CV_VOLUME, CV_ROW_VOLUME = 0.10, 0.20
CV_NETWORK_CTR, CV_NETWORK_CVR = 0.06, 0.08  # with the countries about 0.12 on a network-day
CV_COUNTRY, CV_ROW = 0.08, 0.10
SD_CELL, SD_NETWORK_CELL = 0.06, 0.03
EXACT_BELOW = 30
"""Counts with a mean under it are drawn exactly, larger ones from the normal distribution."""


@dataclass(frozen=True)
class DemoPlace:
    """Where a row's counts belong, by name; `campaign` is unique within app and network."""

    app: DemoApp
    network: DemoNetwork
    plan: DemoPlan
    ad: Ad
    country: str
    weight: float
    usual: Usual
    """CTR and CVR there, with the place's own lasting deviation."""
    price: float
    """What an install there usually costs."""

    @property
    def campaign(self) -> str:
        return f"{self.app.initials} {self.plan.targeting.label} {self.plan.region[0]}"


@dataclass(frozen=True)
class Drawn:
    """One row: its place, its store page ("" for the default) and its counts.

    `first` holds the counts as they were reported first, where they are restated later.
    """

    place: DemoPlace
    day: date
    store_page: str
    counts: Counts
    first: Counts | None = None


def places(seed: int) -> list[DemoPlace]:
    """Every combination of campaign, creative and country that is ever shown."""
    rng = Random(f"{seed} places")
    cells: dict[tuple, float] = {}
    cuts = Cuts()
    found = []
    for start, network in enumerate(NETWORKS):
        own: dict[tuple, float] = {}
        for app in APPS:
            for turn, plan in enumerate(network.plans, start=2 * start):
                size = sum(COUNTRIES[code].size for code in plan.region[1])
                for concept, part in _ads(app, network, turn):
                    ad = cuts.shown(concept, network.name, plan.region[0])
                    for code in plan.region[1]:
                        cell = (app.name, ad.format, code)
                        for known, sd in ((cells, SD_CELL), (own, SD_NETWORK_CELL)):
                            if cell not in known:
                                known[cell] = exp(rng.gauss(0, sd))
                        there, usual = COUNTRIES[code], USUAL[ad.format]
                        ctr = usual.ctr * app.usual.ctr * there.usual.ctr * cells[cell]
                        cvr = usual.cvr * app.usual.cvr * there.usual.cvr
                        found.append(
                            DemoPlace(
                                app,
                                network,
                                plan,
                                ad,
                                code,
                                app.share * plan.share * part * there.size / size,
                                Usual(
                                    ctr * network.usual.ctr * ad.draw * own[cell],
                                    cvr * network.usual.cvr,
                                ),
                                there.bid * network.price,
                            )
                        )
    return found


def _ads(app: DemoApp, network: DemoNetwork, turn: int) -> list[tuple[Ad, float]]:
    """The creatives of a campaign, the `turn`-th and those after it, and each one's part of it."""
    mine = [ad for ad in ADS if ad.app == app.name]
    chosen = [(ad, ad.tried_by[1]) for ad in mine if ad.tried_by and ad.tried_by[0] == network.name]
    for format, (share, number) in network.formats.items():
        pool = [ad for ad in mine if ad.format == format and not ad.tried_by]
        pool = pool or [Ad(app.name, NOT_STATED, format)]
        ads = [pool[(turn + place) % len(pool)] for place in range(number)]
        weights = sum(ad.weight for ad in ads)
        chosen += [(ad, share * ad.weight / weights) for ad in ads]
    return chosen


def drawn(last: date, days: int, seed: int) -> Iterator[list[Drawn]]:
    """The rows of each day, the oldest day first."""
    everywhere = places(seed)
    for ago in reversed(range(days)):
        yield list(_day(everywhere, last, ago, days, Random(f"{seed} {ago}")))


def _day(
    everywhere: list[DemoPlace], last: date, ago: int, days: int, rng: Random
) -> Iterator[Drawn]:
    day = last - timedelta(days=ago)
    restated = ago == min(RESTATED_SINCE, days - 1)
    weekday = WEEKDAYS[day.weekday()]
    volumes = {n.name: weekday * noise(rng, CV_VOLUME) for n in NETWORKS}
    clicking = {n.name: noise(rng, CV_NETWORK_CTR) for n in NETWORKS}
    installing = {n.name: noise(rng, CV_NETWORK_CVR) for n in NETWORKS}
    countries = {code: noise(rng, CV_COUNTRY) for code in COUNTRIES}
    settled = SETTLED[ago] if ago < len(SETTLED) else 1.0
    for place in everywhere:
        name = place.network.name
        tested = place.plan.tests_page and ago <= STORE_PAGE_SINCE
        page = place.app.store_page if tested else ""
        impressions, ctr, cvr = _planted(name, place.ad.name, place.country, page, ago)
        impressions *= place.network.impressions * place.weight * volumes[name]
        if not impressions:
            continue
        shown = poisson(rng, impressions * noise(rng, CV_ROW_VOLUME))
        ctr *= place.usual.ctr * clicking[name] * countries[place.country]
        cvr *= place.usual.cvr * installing[name] * settled
        clicks = min(poisson(rng, shown * ctr * noise(rng, CV_ROW)), shown)
        counts = _after_the_click(rng, place, ago, shown, clicks, binomial(rng, clicks, cvr))
        first = None
        if restated and name == RESTATED_NETWORK:
            fewer = binomial(rng, counts.installs, RESTATED_FIRST)
            first = replace(counts, installs=max(fewer, counts.retained_d1 or 0))
        yield Drawn(place, day, page, counts, first)


def _planted(
    network: str, creative: str, country: str, page: str, ago: int
) -> tuple[float, float, float]:
    """The plants' factors on impressions, CTR and CVR on a day."""
    impressions = ctr = cvr = 1.0
    for plant in _plants(network, creative, country, page):
        part = plant.progress(ago)
        impressions *= part if plant.new else 1 + part * (plant.impressions - 1)
        ctr *= 1 + part * (plant.ctr - 1)
        cvr *= 1 + part * (plant.cvr - 1)
    return impressions, ctr, cvr


@cache
def _plants(*where: str) -> list[Plant]:
    return [plant for plant in PLANTS if plant.touches(*where)]


def _after_the_click(
    rng: Random, place: DemoPlace, ago: int, shown: int, clicks: int, installs: int
) -> Counts:
    """A row's counts: what installs cost, and what is known by now of who returned and paid."""
    network = place.network
    retained_d1 = binomial(rng, installs, RETAINED_D1 * network.retention)
    retained_d7 = binomial(rng, retained_d1, RETAINED_D7 * sqrt(network.retention))
    revenue = 0.0
    if installs:
        mean = installs * COUNTRIES[place.country].revenue * network.revenue
        payers = 0.3 * installs  # few users pay most of it
        revenue = rng.gammavariate(payers, mean / payers)
    return Counts(
        impressions=None if network.silent else shown,
        clicks=clicks,
        installs=installs,
        rejected_installs=poisson(rng, installs * network.rejected),
        spend=money(_spend(place, shown, clicks, installs) * noise(rng, 0.04)),
        retained_d1=retained_d1 if ago >= 1 else None,
        retained_d7=retained_d7 if ago >= 7 else None,
        revenue_d7=money(revenue) if ago >= 7 else None,
    )


def _spend(place: DemoPlace, shown: int, clicks: int, installs: int) -> float:
    """Campaigns pay for what they bid on; what that is worth is taken from the usual rates."""
    if place.plan.bid == BidType.CPM:
        return shown * place.usual.ctr * place.usual.cvr * place.price
    if place.plan.bid == BidType.CPC:
        return clicks * place.usual.cvr * place.price
    return installs * place.price


def money(amount: float) -> Decimal:
    """An amount to the cent."""
    return Decimal(round(100 * amount)).scaleb(-2)


def noise(rng: Random, cv: float) -> float:
    """A gamma factor with mean 1 and this coefficient of variation."""
    return rng.gammavariate(cv**-2, cv**2)


def poisson(rng: Random, mean: float) -> int:
    """A count with this mean."""
    if mean >= EXACT_BELOW:
        return max(round(rng.gauss(mean, sqrt(mean))), 0)
    count, left, limit = 0, rng.random(), exp(-mean)
    while left > limit:
        left *= rng.random()
        count += 1
    return count


def binomial(rng: Random, number: int, share: float) -> int:
    """How many of a number, each with this chance."""
    if number < EXACT_BELOW:
        return sum(rng.random() < share for _ in range(number))
    mean = number * share
    return min(max(round(rng.gauss(mean, sqrt(mean * (1 - share)))), 0), number)
