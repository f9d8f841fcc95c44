"""Who the ads are shown to: IPM by country and platform, with enough data or too little."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, log10

from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.judgement.summed import Summed
from campaigns.metrics import Counts
from campaigns.models.choices import Platform

STEPS = (0.5, 0.8, 1.25, 2.0)
"""Where the steps of the shading end, as parts of the total's IPM: the third is "about average"."""
BY = ("country", "platform")
COUNTS = ("impressions", "installs", "spend")
"""What the heat table and its words tell; its file tells every count."""


@dataclass(frozen=True)
class HeatRow:
    """One country, or all of them: `cells` by platform, of those that have counts, and `whole`."""

    cells: Mapping[str, Part]
    whole: Part

    @property
    def name(self) -> str:
        """The country's name, "Total" for all."""
        return self.whole.name

    @property
    def country(self) -> str | None:
        """The country's code, None for all."""
        return self.whole.keys.get("country")

    @property
    def counts(self) -> Counts:
        """What was counted on all platforms."""
        return self.whole.counts


@dataclass(frozen=True)
class Heat:
    """Countries, those with the most impressions first, against platforms.

    `ends` are the IPMs at which the steps of the shading end, lowest first; empty without an IPM.
    """

    platforms: list[str]
    rows: list[HeatRow]
    total: HeatRow
    ends: tuple[float, ...]
    cells: Breakdown

    def step(self, part: Part) -> int:
        """The step of the shading, 1 to 5; 0 for none, where the IPM rests on too little."""
        if not sure(part):
            return 0
        ipm = part.counts.ipm
        return 1 + sum(ipm >= end for end in self.ends)


def sure(part: Part) -> bool:
    """Whether a part's IPM rests on enough to be compared."""
    return part.interval is not None and part.interval.label != "too_little"


def heat(summed: Summed) -> Heat:
    """The heat table of what was summed by country and platform."""
    cells = summed.breakdown()
    countries, platforms = (summed.parts((name,)) for name in BY)
    by_country: dict[str, dict[str, Part]] = {}
    for part in cells.parts:
        by_country.setdefault(part.keys["country"], {})[part.keys["platform"]] = part
    of_all = {part.keys["platform"]: part for part in platforms}
    average = cells.total.counts.ipm
    return Heat(
        platforms=[name for name in Platform.values if name in of_all],
        rows=[HeatRow(by_country[part.keys["country"]], part) for part in countries],
        total=HeatRow(of_all, cells.total),
        ends=tuple(_two_places(step * average) for step in STEPS) if average else (),
        cells=cells,
    )


def _two_places(value: float) -> float:
    """Two significant places, so that the words of a step are exact: 12.3 -> 12, 3.08 -> 3.1"""
    return round(value, 1 - floor(log10(value)))
