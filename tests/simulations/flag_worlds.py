"""Accounts of several networks with known truth, for `tests.simulations.flags`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import exp, log
from random import Random

from campaigns.stats.networks.creatives import Sums
from campaigns.stats.networks.table import Counts
from tests.simulations.noise import (
    WEEKDAYS,
    binomial,
    dirichlet,
    gamma_factor,
    lognormal_factors,
    poisson,
)

FIELDS = ("country", "platform", "format")
CELLS = list(product(range(6), range(2), range(3)))
FORMAT_IPM = (1.2, 4.0, 10.0)
FINE_RATIO = 0.90
FINE_IMPRESSIONS = 1000
CREATIVES = 20
"""Creatives of every format in an app, of which a network runs eight."""
OWN_CREATIVES = 8


@dataclass(frozen=True)
class World:
    """How an account is drawn; sizes are impressions of a network in 28 days.

    `low` holds the sizes of the low networks (None = any size), `ratio` is their true level.
    Noise: `day_cv` of a network's days (a range: each its own), `rho` their correlation, `mix`
    the Dirichlet parameter of countries and formats, `network_sd`, `cell_sd` and `format_sd` the
    spread of levels between networks, of a network between cells and between formats; `rotation`
    of its level every week, `weekday_sd` of its weekdays. The whole app: `promotion` is a factor
    on four days, `shock` the spread of t3 shocks of days, `drift` its change from first to last
    day. Networks: so many `launch` in the middle, `pause` or run `part_time`; `giant` is a fine
    one's share of all impressions. Reports: `restate` is the share of networks whose last three
    days are not complete, `no_country` that of networks that do not state all countries;
    `no_format` empties formats. With `fell` the low network is low on so many last days only.
    With `creatives` networks differ by these; with `weak` the low one is fine but has the weakest.
    """

    name: str
    networks: int = 12
    days: int = 28
    low: tuple[float | None, ...] = (1e6,)
    ratio: float = 0.70
    day_cv: float | tuple[float, float] = 0.25
    rho: float = 0.0
    mix: float = 0.6
    network_sd: float = 0.10
    cell_sd: float = 0.15
    format_sd: float = 0.0
    rotation: float = 0.0
    weekday_sd: float = 0.0
    promotion: float = 1.0
    shock: float = 0.0
    drift: float = 0.0
    launch: int = 0
    pause: int = 0
    part_time: int = 0
    giant: float = 0.0
    restate: float = 0.0
    no_country: float = 0.0
    no_format: bool = False
    fell: int = 0
    creatives: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Account:
    """Counts as the product takes them, and the truth: level by network, and who is low."""

    counts: Counts
    ratio: dict[int, float]
    impressions: dict[int, float]
    low: frozenset[int]
    creatives: Sums = field(repr=False)

    def fine(self) -> list[int]:
        """Networks that must not be flagged: at least 90 % and 1000 impressions."""
        return [
            m
            for m, own in self.ratio.items()
            if own >= FINE_RATIO and self.impressions[m] >= FINE_IMPRESSIONS
        ]


def draw(random: Random, world: World) -> Account:
    """One account."""
    rates = _cell_rates(random)
    app = _app_days(random, world)
    levels = [[exp(random.gauss(0, 0.25)) for _ in range(CREATIVES)] for _ in FORMAT_IPM]
    sizes = _sizes(random, world)
    order = random.sample(range(world.networks), world.networks)
    counts, ratios, volumes, sums = {}, {}, {}, {}
    for m, size in enumerate(sizes):
        used = (
            _Creatives(random, levels, weakest=world.weak and m == 0) if world.creatives else None
        )
        on = _running(random, world, order.index(m))
        impressions = _impressions(random, world, size, on)
        level = _levels(random, world, rates, app)
        typical = _total(impressions, [[rate * day for day in app] for rate in rates])
        actual = _total(impressions, level)
        if not typical:
            counts[m] = {}
            continue
        own = exp(random.gauss(0, world.network_sd))
        if m < len(world.low) or (world.giant and m == world.networks - 1):
            wanted = world.ratio if m < len(world.low) and not (world.weak or world.fell) else 1.0
            own = wanted * typical / actual
        ratios[m] = own * actual / typical
        volumes[m] = float(sum(map(sum, impressions)))
        if world.fell and m < len(world.low):
            fallen = [1.0] * (world.days - world.fell) + [world.ratio] * world.fell
            level = [[rate * day for rate, day in zip(row, fallen, strict=True)] for row in level]
            ratios[m] = world.ratio
        level = [[own * rate for rate in row] for row in level]
        counts[m] = _counts(random, world, impressions, level, used)
        if used:
            sums[m] = used.sums(random, counts[m])
        counts[m] = _reported(random, world, order.index(m), counts[m])
    lows = frozenset(m for m in range(len(world.low)) if m in ratios)
    return Account(counts, ratios, volumes, lows, sums)


class _Creatives:
    """The creatives of one network: by format (number, share of impressions, level)."""

    def __init__(self, random: Random, levels: list[list[float]], weakest: bool) -> None:
        self.by_format = []
        for own in levels:
            chosen = random.sample(range(CREATIVES), OWN_CREATIVES)
            if weakest:
                chosen = sorted(range(CREATIVES), key=own.__getitem__)[:OWN_CREATIVES]
            shares = dirichlet(random, [2.0] * OWN_CREATIVES)
            self.by_format.append([(j, s, own[j]) for j, s in zip(chosen, shares, strict=True)])

    def factor(self, form: int) -> float:
        """How good they are together, as seen in a cell."""
        return sum(share * level for _, share, level in self.by_format[form])

    def sums(self, random: Random, cells) -> dict:
        """creative -> cell -> (impressions, installs), installs shared out by chance."""
        found: dict = {}
        for cell, days in cells.items():
            n, left = sum(n for n, _ in days), sum(x for _, x in days)
            chances = self.factor(cell[2])
            for j, share, level in self.by_format[cell[2]]:
                chance = share * level
                x = binomial(random, left, min(1.0, chance / chances)) if chances > 1e-9 else left
                found.setdefault((cell[2], j), {})[cell] = (n * share, x)
                left, chances = left - x, chances - chance
        return found


def _cell_rates(random: Random) -> list[float]:
    country = [random.gauss(0, 0.6) for _ in range(6)]
    return [
        FORMAT_IPM[form]
        / 1000
        * exp(country[place] + (0.15 if platform else -0.15) + random.gauss(0, 0.2))
        for place, platform, form in CELLS
    ]


def _app_days(random: Random, world: World) -> list[float]:
    """What the whole app did on each day."""
    days = [1 + world.drift * day / (world.days - 1) for day in range(world.days)]
    if world.promotion != 1:
        start = random.randrange(world.days - 4)
        days[start : start + 4] = [day * world.promotion for day in days[start : start + 4]]
    if world.shock:
        t3 = [random.gauss(0, 1) / (random.gammavariate(1.5, 2) / 3) ** 0.5 for _ in days]
        days = [day * exp(world.shock * min(max(t, -6.0), 6.0)) for day, t in zip(days, t3)]  # noqa: B905
    return days


def _sizes(random: Random, world: World) -> list[float]:
    sizes = [exp(random.uniform(log(1e3), log(1e7))) for _ in range(world.networks)]
    for m, size in enumerate(world.low):
        sizes[m] = size or sizes[m]
    if world.giant:
        sizes[-1] = world.giant / (1 - world.giant) * sum(sizes[:-1])
    return sizes


def _running(random: Random, world: World, place: int) -> list[bool]:
    """On which days a network runs, by its place in a random order of networks."""
    days = range(world.days)
    if place < world.launch:
        start = random.randrange(world.days // 4, world.days * 3 // 4)
        return [day >= start for day in days]
    place -= world.launch
    if place < world.pause:
        start, length = random.randrange(2, world.days - 8), random.randint(5, 12)
        return [not start <= day < start + length for day in days]
    place -= world.pause
    if place < world.part_time:
        chosen = random.sample(days, max(7, int(world.days * random.uniform(0.3, 0.6))))
        return [day in chosen for day in days]
    return [True] * world.days


def _impressions(random: Random, world: World, size: float, on: Sequence[bool]) -> list[list[int]]:
    country = dirichlet(random, [world.mix] * 6)
    platform = dirichlet(random, [2.0] * 2)
    form = dirichlet(random, [world.mix] * 3)
    per_day = size * world.days / min(28, world.days) / sum(on)
    volume = [
        per_day * WEEKDAYS[day % 7] * gamma_factor(random, 0.30) if runs else 0.0
        for day, runs in enumerate(on)
    ]
    found = []
    for c, p, f in CELLS:
        share = country[c] * platform[p] * form[f]
        found.append(
            [
                int(share * day * gamma_factor(random, 0.50) + random.random()) if day else 0
                for day in volume
            ]
        )
    return found


def _levels(
    random: Random, world: World, rates: Sequence[float], app: Sequence[float]
) -> list[list[float]]:
    """The true rate of a network by cell and day, but for its own level and noise."""
    forms = [exp(random.gauss(0, world.format_sd)) for _ in FORMAT_IPM]
    days = list(app)
    if world.weekday_sd:
        weekdays = [exp(random.gauss(0, world.weekday_sd)) for _ in range(7)]
        days = [day * weekdays[d % 7] for d, day in enumerate(days)]
    if world.rotation:
        weeks = [exp(random.gauss(0, world.rotation)) for _ in range(world.days // 7 + 2)]
        first = random.randrange(7)
        days = [day * weeks[(d + first) // 7] for d, day in enumerate(days)]
    own = [
        rate * forms[form] * exp(random.gauss(0, world.cell_sd))
        for rate, (_, _, form) in zip(rates, CELLS, strict=True)
    ]
    return [[rate * day for day in days] for rate in own]


def _total(impressions: Sequence[Sequence[int]], level: Sequence[Sequence[float]]) -> float:
    return sum(
        n * rate
        for by_day, rates in zip(impressions, level, strict=True)
        for n, rate in zip(by_day, rates, strict=True)
    )


def _counts(
    random: Random,
    world: World,
    impressions: Sequence[Sequence[int]],
    level: Sequence[Sequence[float]],
    used: _Creatives | None,
) -> dict[tuple, list[tuple[int, int]]]:
    cv = world.day_cv if isinstance(world.day_cv, float) else random.uniform(*world.day_cv)
    if world.rho:
        days = lognormal_factors(random, world.days, cv, world.rho)
    else:
        days = [gamma_factor(random, cv) for _ in range(world.days)]
    cells = {}
    for cell, by_day, rates in zip(CELLS, impressions, level, strict=True):
        if not any(by_day):
            continue
        factor = used.factor(cell[2]) if used else 1.0
        cells[cell] = [
            (n, poisson(random, n * rate * factor * day * gamma_factor(random, 0.20)) if n else 0)
            for n, rate, day in zip(by_day, rates, days, strict=True)
        ]
    return cells


def _reported(random: Random, world: World, place: int, cells: dict) -> dict:
    """What of it the reports say."""
    if place < world.restate * world.networks:
        shares = [1.0] * (world.days - 3) + [0.9, 0.75, 0.6]
        cells = {
            cell: [
                (n, binomial(random, x, share) if share < 1 else x)
                for (n, x), share in zip(days, shares, strict=True)
            ]
            for cell, days in cells.items()
        }
    if place < world.no_country * world.networks:
        cells = _without_countries(random, cells)
    if world.no_format:
        cells = _without_formats(cells)
    return cells


def _without_countries(random: Random, cells: dict) -> dict:
    share = random.uniform(0.2, 0.8)
    found: dict = {}
    for cell, days in cells.items():
        hidden = [(int(n * share), binomial(random, x, share)) for n, x in days]
        found[cell] = _plus(days, hidden, -1)
        rest = (None, *cell[1:])
        found[rest] = _plus(found[rest], hidden) if rest in found else hidden
    return found


def _without_formats(cells: dict) -> dict:
    found: dict = {}
    for cell, days in cells.items():
        rest = (*cell[:2], None)
        found[rest] = _plus(found[rest], days) if rest in found else days
    return found


def _plus(days: list, more: list, sign: int = 1) -> list[tuple[int, int]]:
    return [(n + sign * a, x + sign * b) for (n, x), (a, b) in zip(days, more, strict=True)]
