"""What a chart tells of a point beside its value: how sure it is, what was before, what will be."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from campaigns import formats
from campaigns.judgement.breakdown import Measured, Ranged
from campaigns.judgement.ratios import ends
from campaigns.metrics import Counts, Ratio, total


def of_days(members: Sequence[Measured], page: Ranged, points: Iterable[Sequence[date]]) -> list:
    """The same for IPM at each point of a line, of which the days are given: 95 %: 4.02 to 4.41,
    before 5.60. Of several members the counts are added; a day before is as far from the first
    compared day as this one from the first."""
    at = [{day: counts for day, counts, _ in one.daily} for one in members]
    shift = page.period.first - page.compare.first if page.compare else None
    found = []
    for days in points:
        now = [total(counts[day] for counts in at) for day in days]
        then = _before(members, page, days, shift)
        found.append(words(Counts.ipm, now, then))
    return found


def _before(
    members: Sequence[Measured], page: Ranged, days: Sequence[date], shift: timedelta | None
) -> Counts | None:
    if shift is None or page.compare is None:
        return None
    compared = [day - shift for day in days if day - shift in page.compare]
    earlier: list[Mapping[date, Counts]] = [one.earlier or {} for one in members]
    return total(known.get(day, Counts()) for known in earlier for day in compared)


def words(ratio: Ratio, days: Sequence[Counts], before: Counts | None = None) -> str:
    """95 %: 4.02 to 4.41, before 5.60"""
    sure, then = ends(ratio, days), None if before is None else getattr(before, ratio.name)
    return joined(
        "95 %: " + between(ratio, *sure) if sure else "",
        "" if then is None else f"before {formats.ratio(ratio, then)}",
    )


def between(ratio: Ratio, low: float, high: float) -> str:
    """4.02 to 4.41"""
    return f"{formats.ratio(ratio, low)} to {formats.ratio(ratio, high)}"


def joined(*parts: str) -> str:
    """What there is to say, in one line."""
    return ", ".join(part for part in parts if part)
