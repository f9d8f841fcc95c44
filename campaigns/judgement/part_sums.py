"""What a part brought in stretches of days, added up when somebody looks: of thousands of parts a
page shows some fifty."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from operator import add as plus
from typing import NamedTuple

from campaigns.judgement.part_days import Basis, add
from campaigns.judgement.stored import decoded, encoded
from campaigns.metrics import COUNTS, MONEY, Counts, total
from campaigns.models.money import of_millionths
from campaigns.stats.intervals import Spread, spread

Values = tuple[int | str, ...]
Reported = int
"""Which of `COUNTS` are reported: a bit for each, the first the lowest."""
Row = tuple[Reported, list[int]]
"""The counts that are reported, money in millionths."""


class PartSums(NamedTuple):
    """A part by its values: its impressions, and as bytes its `Sums` and its `PartDays`."""

    values: Values
    shown: int
    sums: bytes
    days: bytes


class Sums(NamedTuple):
    """The sums of the rows that report the same counts; the impressions on
    each network; the sums over its days that the interval of IPM needs."""

    counts: list[Row]
    networks: dict[int, int]
    ipm: Spread


PartDays = list[tuple[int, int, int]]
"""Days as ordinals, with their impressions and installs."""


def part_sums(
    values: Values, rows: Iterable[Row], networks: dict[int, int], days: PartDays
) -> PartSums:
    """What a part brought, by all of its rows, its impressions on each network and its days."""
    ipm = spread([installs for *_, installs in days], [shown for _, shown, _ in days])
    sums = Sums([*_added(rows).items()], networks, ipm)
    return PartSums(values, sum(networks.values()), encoded(sums), encoded(days))


def added(some: Sequence[PartSums]) -> PartSums:
    """One part over several stretches of days, in their order."""
    if len(some) == 1:
        return some[0]
    own = read(some)
    sums = Sums([*_added(_rows(own)).items()], networks(own), ipm(own))
    days = [day for one in some for day in decoded(one.days, PartDays)]
    return PartSums(some[0].values, shown(some), encoded(sums), encoded(days))


def shown(some: Iterable[PartSums]) -> int:
    """Impressions."""
    return sum(one.shown for one in some)


def read(some: Iterable[PartSums]) -> list[Sums]:
    """The sums of each stretch."""
    return [decoded(one.sums, Sums) for one in some]


def counts(some: Iterable[Sums]) -> Counts:
    """Their counts, added up."""
    return total(_counts(reported, own) for reported, own in _added(_rows(some)).items())


def networks(some: Iterable[Sums]) -> dict[int, int]:
    """The impressions on each network, added up."""
    found: dict[int, int] = {}
    for one in some:
        for network, own in one.networks.items():
            found[network] = found.get(network, 0) + own
    return found


def ipm(some: Iterable[Sums]) -> Spread:
    """What the interval of IPM needs, added up."""
    return Spread(*map(sum, zip(*(one.ipm for one in some), strict=True)))


def by_day(some: Iterable[PartSums]) -> dict[date, Basis]:
    """Impressions and installs of each day."""
    found: dict[date, Basis] = {}
    for one in some:
        for day, shown, installs in decoded(one.days, PartDays):
            add(found, date.fromordinal(day), shown, installs)
    return found


def _rows(some: Iterable[Sums]) -> Iterable[Row]:
    return chain.from_iterable(one.counts for one in some)


def _added(rows: Iterable[Row]) -> dict[Reported, list[int]]:
    found: dict[Reported, list[int]] = {}
    for reported, own in rows:
        known = found.get(reported)
        found[reported] = own if known is None else [*map(plus, known, own)]
    return found


def _counts(reported: Reported, own: Iterable[int]) -> Counts:
    values: Mapping = dict(zip(_names(reported), own, strict=True))
    return Counts.of(**{n: of_millionths(v) if n in MONEY else v for n, v in values.items()})


def _names(reported: Reported) -> list[str]:
    return [name for place, name in enumerate(COUNTS) if reported >> place & 1]
