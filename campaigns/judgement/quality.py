"""Are the users worth their price? IPM beside what came back within seven days."""

from dataclasses import dataclass
from datetime import date

from campaigns import formats
from campaigns.english import listed
from campaigns.judgement.breakdown import Breakdown, Part
from campaigns.judgement.headline import Headline
from campaigns.metrics import Counts
from campaigns.periods import last_full_cohort

CORNERS = {
    "scale": "Installs and pays",
    "ad": "Pays, few install",
    "app": "Few install, pays little",
    "suspect": "Installs, pays little",
    "middle": "Average",
    "thin": "Too little to say",
    "silent": "No IPM",
    "case": "Case open",
}
"""Where a part stands: IPM and ROAS D7 both above the whole, only one of them, or neither."""
MEANING = {
    "scale": "IPM and ROAS D7 above the average",
    "ad": "ROAS D7 above, IPM under the average",
    "app": "IPM and ROAS D7 under the average",
    "suspect": "IPM above, ROAS D7 under the average",
}
PRAISE = ("scale", "ad")
"""Corners that call something good."""
MOST = 0.5
"""From this part of the spend on that installs little and pays little it may be the app."""
CLEAR = 0.1
"""A distance from the whole from which on a part stands in a corner."""
ENOUGH_INSTALLS = 100
"""Installs of full cohorts from which on ROAS D7 says something."""


@dataclass(frozen=True)
class PlacedPart:
    """A part and its corner."""

    part: Part
    corner: str

    @property
    def word(self) -> str:
        """The corner in words."""
        return CORNERS[self.corner]


def places(found: Breakdown) -> list[PlacedPart]:
    """Every part with its corner, against the IPM and the ROAS D7 of the total."""
    return [
        PlacedPart(part, _corner(part, found.total, part.in_question(found.questioned)))
        for part in found.parts
    ]


def _corner(part: Part, whole: Part, asked: bool) -> str:
    """The corner; what stands mostly under open fraud cases is called good in nothing."""
    if part.counts.ipm is None:
        return "silent"
    installs = part.counts.basis(Counts.revenue_per_install)[1] or 0
    if (
        part.interval is None
        or part.interval.label == "too_little"
        or installs < ENOUGH_INSTALLS
        or part.counts.roas_d7 is None
    ):
        return "thin"
    ad = part.counts.ipm / whole.counts.ipm - 1
    money = part.counts.roas_d7 / whole.counts.roas_d7 - 1 if whole.counts.roas_d7 else 0
    if abs(ad) < CLEAR or abs(money) < CLEAR:
        return "middle"
    if asked and money > 0:
        return "case"
    if ad > 0:
        return "scale" if money > 0 else "suspect"
    return "ad" if money > 0 else "app"


def answer(found: Breakdown, placed: list[PlacedPart]) -> Headline | None:
    """What came back of the spend, and who stands out; None without any revenue."""
    roas = found.total.counts.roas_d7
    if roas is None:
        return None
    back = formats.ratio(Counts.roas_d7, roas)
    title = f"{back} % of the spend comes back within seven days."
    told = [p for p in placed if p.corner not in PRAISE or found.praised(p.part)]
    more = [words for corner in MEANING if (words := _named(told, corner))]
    weak = sum(place.part.counts.spend or 0 for place in placed if place.corner == "app")
    if weak and weak >= MOST * float(found.total.counts.spend or 0):
        more.append("Most of the spend is there: fix the app before its ads.")
    return Headline(title, more)


def _named(placed: list[PlacedPart], corner: str) -> str:
    here = [place.part for place in placed if place.corner == corner]
    if not here:
        return ""
    here.sort(key=lambda part: -(part.counts.spend or 0))
    named = [
        f"{part.name} (IPM {formats.ratio(Counts.ipm, part.counts.ipm)}, "
        f"ROAS D7 {formats.ratio(Counts.roas_d7, part.counts.roas_d7)} %)"
        for part in here[:2]
    ]
    if len(here) > 2:
        named.append(f"{len(here) - 2} more")
    return f"{CORNERS[corner]}: {listed(named)}."


def cohorts(found: Breakdown, today: date) -> list[str]:
    """Of which cohorts each metric is told, in words."""
    notes = []
    for days, metrics in ((1, "Retention D1 is"), (7, "Retention D7, revenue and ROAS D7 are")):
        newest = last_full_cohort(today, days)
        if found.preset:
            if own := found.cohorts.get(days):
                notes.append(
                    f"{metrics} of users who installed {formats.day_range(own)}, the last "
                    f"{len(own)} days that are old enough."
                )
            continue
        if newest < found.period.first:
            full = f"{days} whole day{'s' if days > 1 else ''}"
            notes.append(f"{metrics} not known yet: no cohort of this range is {full} old.")
        elif newest < found.period.last:
            notes.append(
                f"{metrics} of users who installed up to {formats.day(newest)}; "
                "younger cohorts are left out."
            )
    return notes
