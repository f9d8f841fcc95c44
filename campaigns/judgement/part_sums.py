"""What a part brought in stretches of days, added up when somebody looks: of thousands of parts a
page shows some fifty."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain
from operator import add as plus
from typing import NamedTuple

from campaigns.judgement.part_days import BASIS, Basis, add
from campaigns.judgement.stored import decoded, encoded
from campaigns.metrics import COUNTS, MONEY, Counts, total
from campaigns.models.money import of_millionths
from campaigns.reports import AsReported
from campaigns.stats.intervals import Spread, spread

IMPRESSIONS, INSTALLS = (1 << COUNTS.index(name) for name in BASIS)
Values = tuple[int | str, ...]
Reported = int
"""Which of `COUNTS` are reported: a bit for each, the first the lowest."""
Row = tuple[Reported, list[int]]
"""The counts that are reported, money in millionths."""


class Sums(NamedTuple):
    """The sums of the rows that report the same counts; the impressions on
    each network; the sums over its days that the interval of IPM needs."""

    counts: list[Row]
    networks: dict[int, int]
    ipm: Spread


PartDays = list[tuple[int, int, int]]
"""Days as ordinals, with their impressions and installs."""


class PartSums(NamedTuple):
    """A part by its values: its impressions, and as bytes its `Sums` and its `PartDays`."""

    values: Values
    shown: int
    sums: bytes
    days: bytes

    def read(self) -> Sums:
        """Its sums."""
        return decoded(self.sums, Sums)

    def read_days(self) -> PartDays:
        """Its days."""
        return decoded(self.days, PartDays)


class AskedPart:
    """The same of what was just asked for, put together when somebody looks."""

    def __init__(self, values: Values, of: AsReported) -> None:
        self.values, self.shown, self._of = values, 0, of
        self.groups: list[Sequence] = []

    @cached_property
    def _rows(self) -> list[tuple[int, date, Reported, list[int]]]:
        """By network and day."""
        return [
            (*key[-2:], reported, own) for key, reported, own in map(self._of.read, self.groups)
        ]

    def read(self) -> Sums:
        """Its sums, by all of its rows."""
        found: dict[int, int] = {}
        for network, _, reported, own in self._rows:
            found[network] = found.get(network, 0) + (own[0] if reported & IMPRESSIONS else 0)
        days = self.read_days()
        ipm = spread([installs for *_, installs in days], [shown for _, shown, _ in days])
        return Sums([*_added(row[2:] for row in self._rows).items()], found, ipm)

    def read_days(self) -> PartDays:
        """Its days, by the rows that report impressions and installs."""
        found: dict[date, Basis] = {}
        for _, day, reported, own in self._rows:
            if reported & IMPRESSIONS and reported & INSTALLS:
                add(found, day, own[0], own[(reported & INSTALLS - 1).bit_count()])
        return [(day.toordinal(), *basis) for day, basis in sorted(found.items())]

    def stored(self) -> PartSums:
        """The same to be stored."""
        return PartSums(self.values, self.shown, encoded(self.read()), encoded(self.read_days()))


AnyPart = PartSums | AskedPart


def added(some: Sequence[PartSums]) -> PartSums:
    """One part over several stretches of days, in their order."""
    if len(some) == 1:
        return some[0]
    own = read(some)
    sums = Sums([*_added(_rows(own)).items()], networks(own), ipm(own))
    days = [day for one in some for day in one.read_days()]
    return PartSums(some[0].values, shown(some), encoded(sums), encoded(days))


def shown(some: Iterable[AnyPart]) -> int:
    """Impressions."""
    return sum(one.shown for one in some)


def read(some: Iterable[AnyPart]) -> list[Sums]:
    """The sums of each stretch."""
    return [one.read() for one in some]


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


def by_day(some: Iterable[AnyPart]) -> dict[date, Basis]:
    """Impressions and installs of each day."""
    found: dict[date, Basis] = {}
    for one in some:
        for day, shown, installs in one.read_days():
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
