"""The counts a team has and the ratios built on them: IPM first, then CTR, CVR, CPI and the rest.

One rule runs through all of it: a ratio is a sum over a sum, and only rows that report both of its
counts are summed. "Not reported" is None, never 0.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Self

Number = int | Decimal
NO_PAIR = (None, None)
MONEY_UNIT = "money"
"""The unit of ratios whose numerator is money: the deployment's currency."""


class Ratio:
    """One ratio: its label, the two counts it divides and which way is good.

    Read on the class (`Counts.ipm`) it is this definition; read on counts (`counts.ipm`) it is the
    number, or None where no row reports both counts or the denominator is zero.
    """

    def __init__(
        self,
        label: str,
        numerator: str,
        *,
        per: str,
        scale: int = 1,
        unit: str = "",
        higher_is_better: bool | None = True,
    ) -> None:
        self.label = label
        self.numerator = numerator
        self.denominator = per
        self.scale = scale
        self.unit = unit
        self.higher_is_better = higher_is_better

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, counts: "Counts | None", owner: type | None = None) -> Any:
        if counts is None:
            return self
        above, below = counts.basis(self)
        if above is None or below is None or below <= 0:
            return None
        return float(self.scale * above / below)

    def __repr__(self) -> str:
        return f"<Ratio {self.label}>"


@dataclass(frozen=True)
class Counts:
    """Summed counts. They add, so that any total is made from its parts and never from ratios.

    Money is in the reporting currency. `pairs` holds, for each ratio, the two sums over the rows
    that report both of its counts.
    """

    impressions: int | None = None
    clicks: int | None = None
    installs: int | None = None
    view_through_installs: int | None = None
    rejected_installs: int | None = None
    spend: Decimal | None = None
    retained_d1: int | None = None
    retained_d7: int | None = None
    revenue_d7: Decimal | None = None
    mmp_installs: int | None = None
    """Of SKAN's installs those that the MMP counted as well: beside them, and in no total."""
    pairs: Mapping[str, tuple[Number, Number]] = field(default_factory=dict, repr=False)

    ipm = Ratio("IPM", "installs", per="impressions", scale=1000)
    ctr = Ratio("CTR", "clicks", per="impressions", scale=100, unit="%")
    cvr = Ratio("CVR", "click_installs", per="clicks", scale=100, unit="%")
    cpi = Ratio("CPI", "spend", per="installs", unit=MONEY_UNIT, higher_is_better=False)
    ecpm = Ratio(
        "eCPM", "spend", per="impressions", scale=1000, unit=MONEY_UNIT, higher_is_better=None
    )
    roas_d7 = Ratio("ROAS D7", "revenue_d7", per="spend", scale=100, unit="%")
    revenue_per_install = Ratio(
        "Revenue D7 per install", "revenue_d7", per="installs", unit=MONEY_UNIT
    )
    retention_d1 = Ratio("Retention D1", "retained_d1", per="installs", scale=100, unit="%")
    retention_d7 = Ratio("Retention D7", "retained_d7", per="installs", scale=100, unit="%")

    @classmethod
    def of(cls, **values: Any) -> Self:
        """Counts of one row, or of rows that all report the same counts.

        Their `pairs` follow from the counts, so they are made when somebody asks.
        """
        made = cls.__new__(cls)
        made.__dict__.update(NOT_REPORTED, **values)
        return made

    def __getattr__(self, name: str) -> Any:
        if name != "pairs":
            raise AttributeError(name)
        if "parts" in self.__dict__:
            self.__dict__["parts"] = _few(self.__dict__["parts"])
        found = {ratio.name: self.basis(ratio) for ratio in RATIOS}
        pairs = {name: pair for name, pair in found.items() if pair != NO_PAIR}
        self.__dict__["pairs"] = pairs
        return pairs

    @property
    def nothing(self) -> bool:
        """Whether no count is reported."""
        return _values(self) == NOTHING

    @property
    def click_installs(self) -> int | None:
        """Installs that followed a click: all of them where view-through is not stated."""
        if self.installs is None:
            return None
        return self.installs - (self.view_through_installs or 0)

    def basis(self, ratio: Ratio) -> tuple[Number | None, Number | None]:
        """The two sums that a ratio divides, or (None, None) where no row reports both."""
        own = self.__dict__
        if "pairs" in own:
            return own["pairs"].get(ratio.name, NO_PAIR)
        if "parts" in own:
            known = own["divided"]
            if ratio.name not in known:
                told = "above" not in own or ratio.numerator in own["above"]
                known[ratio.name] = basis_of(own["parts"], ratio) if told else NO_PAIR
            return known[ratio.name]
        below = own[ratio.denominator]
        above = None if below is None else getattr(self, ratio.numerator)
        return NO_PAIR if above is None else (above, below)

    def pair(self, ratio: Ratio) -> tuple[float, float] | None:
        """The same two sums as statistics take them."""
        above, below = self.basis(ratio)
        return None if above is None or below is None else (float(above), float(below))

    @property
    def divided(self) -> bool:
        """Whether what its ratios divide does not follow from its counts."""
        return "pairs" in self.__dict__ or "parts" in self.__dict__

    def whole(self) -> "Counts":
        """The same counts with what their ratios divide, made now, so that they can be stored."""
        return Counts(**{name: self.__dict__[name] for name in COUNTS}, pairs=self.pairs)

    def part(self, *, now: bool, later: Collection[str]) -> "Counts":
        """Only what users did at once, where `now`, and these counts of what they did later, with
        the ratios of each."""
        counts, above = _kept(now, frozenset(later))
        own = self.__dict__
        made = Counts.of(**{name: own[name] for name in counts})
        if not now or self.divided:  # else what is divided by is there, whatever is left out
            made.__dict__.update(parts=[self], divided={}, above=above)
        return made

    def __add__(self, other: "Counts") -> "Counts":
        return total((self, other))


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of any counts; its ratios are ratios of sums.

    Fast, as a long range sums some hundred thousand: column by column. Where parts report different
    counts, what a ratio divides is summed when somebody asks for it.
    """
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    even, sums = True, {}
    for name, column in zip(COUNTS, zip(*map(_values, parts), strict=True), strict=False):
        told = [value for value in column if value is not None]
        if told:
            sums[name] = sum(told)
            even = even and len(told) == len(parts)
    made = Counts.of(**sums)
    if not even or any(map(_divided, parts)):
        made.__dict__.update(parts=parts, divided={})
    return made


def _few(parts: Sequence[Counts]) -> list[Counts]:
    """The same parts, those that report the same counts added up: nothing else tells what all
    ratios divide apart."""
    alike: dict[tuple, list[Counts]] = {}
    divided = []
    for one in parts:
        if one.divided:
            divided.append(one)
        else:
            alike.setdefault(tuple([value is None for value in _values(one)]), []).append(one)
    return [*map(total, alike.values()), *divided]


@cache
def _kept(now: bool, later: frozenset[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The counts that a part keeps, and the numerators of its ratios."""
    names = (*COUNTS, *(ratio.numerator for ratio in RATIOS))
    kept = {name for name in names if (name in later if name in COHORT_DAYS else now)}
    return tuple(name for name in COUNTS if name in kept), frozenset(kept)


def basis_of(parts: Iterable[Counts], ratio: Ratio) -> tuple[Number | None, Number | None]:
    """The two sums that a ratio divides, over the parts that have both: the basis of their total,
    without the total."""
    found = [one.basis(ratio) for one in parts]
    above = [a for a, _ in found if a is not None]
    below = [b for _, b in found if b is not None]
    return (sum(above), sum(below)) if above else NO_PAIR


COHORT_DAYS = {"retained_d1": 1, "retained_d7": 7, "revenue_d7": 7}
"""Counts of what the users of a day did later: how many whole days must have passed since."""
COUNTS = tuple(f.name for f in fields(Counts) if f.name != "pairs")
MONEY = ("spend", "revenue_d7")
NOT_REPORTED = dict.fromkeys(COUNTS)
_values = attrgetter(*COUNTS)
_divided = attrgetter("divided")
NOTHING = (None,) * len(COUNTS)
RATIOS = tuple(value for value in vars(Counts).values() if isinstance(value, Ratio))
