"""The counts a team has and the ratios built on them: IPM first, then CTR, CVR, CPI and the rest.

One rule runs through all of it: a ratio is a sum over a sum, and only rows that report both of its
counts are summed. "Not reported" is None, never 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any, Self

Number = int | Decimal
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
        above, below = counts.pairs.get(self.name, (0, 0))
        return float(self.scale * above / below) if below > 0 else None

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
    def of(cls, **values: Number | None) -> Self:
        """Counts of one row, or of rows that all report the same counts."""
        stated: Mapping[str, Any] = values
        known = {**stated, "click_installs": _click_installs(stated)}
        pairs = {}
        for ratio in RATIOS:
            above, below = known.get(ratio.numerator), known.get(ratio.denominator)
            if above is not None and below is not None:
                pairs[ratio.name] = (above, below)
        return cls(**stated, pairs=pairs)

    @property
    def click_installs(self) -> int | None:
        """Installs that followed a click: all of them where view-through is not stated."""
        return _click_installs(vars(self))

    def basis(self, ratio: Ratio) -> tuple[Number | None, Number | None]:
        """The two sums that a ratio divides, or (None, None) where no row reports both."""
        return self.pairs.get(ratio.name, (None, None))

    def pair(self, ratio: Ratio) -> tuple[float, float] | None:
        """The same two sums as statistics take them."""
        both = self.pairs.get(ratio.name)
        return both and (float(both[0]), float(both[1]))

    def __add__(self, other: "Counts") -> "Counts":
        sums: dict[str, Any] = {
            name: _add(getattr(self, name), getattr(other, name)) for name in COUNTS
        }
        pairs = dict(self.pairs)
        for name, (above, below) in other.pairs.items():
            mine = pairs.get(name, (0, 0))
            pairs[name] = (mine[0] + above, mine[1] + below)
        return Counts(**sums, pairs=pairs)


def _click_installs(values: Mapping[str, Any]) -> int | None:
    installs = values.get("installs")
    if installs is None:
        return None
    return installs - (values.get("view_through_installs") or 0)


def _add(one: Number | None, other: Number | None) -> Number | None:
    if one is None:
        return other
    return one if other is None else one + other


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of any counts; its ratios are ratios of sums.

    The same as adding one to the other, but fast: a long range sums some hundred thousand.
    """
    sums: dict[str, Any] = {}
    pairs: dict[str, list[Number]] = {}
    for part in parts:
        for name in COUNTS:
            value = getattr(part, name)
            if value is not None:
                sums[name] = sums[name] + value if name in sums else value
        for name, (above, below) in part.pairs.items():
            if name in pairs:
                pairs[name][0] += above
                pairs[name][1] += below
            else:
                pairs[name] = [above, below]
    return Counts(**sums, pairs={name: (above, below) for name, (above, below) in pairs.items()})


COHORT_DAYS = {"retained_d1": 1, "retained_d7": 7, "revenue_d7": 7}
"""Counts of what the users of a day did later: how many whole days must have passed since."""
COUNTS = tuple(f.name for f in fields(Counts) if f.name != "pairs")
MONEY = ("spend", "revenue_d7")
RATIOS = tuple(value for value in vars(Counts).values() if isinstance(value, Ratio))
