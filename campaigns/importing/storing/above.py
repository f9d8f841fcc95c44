"""Whether more was clicked or installed than shown, where the network's own days are not so."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from campaigns.importing.codes import Code
from campaigns.importing.lines import Doubt
from campaigns.importing.storing.places import HISTORY, Places
from campaigns.importing.storing.staging import BASES, DaySum
from campaigns.models import CampaignDay
from campaigns.models.choices import Reporter

LEAST = 5
"""Fewer come late, after the last impression of their day."""
MOST = 10
"""One line in so many may be so."""


@dataclass
class _Above:
    """The lines of a network that report both, those of them that have more, and the sums."""

    rows: int = 0
    odd: int = 0
    counted: int = 0
    impressions: int = 0

    def is_odd(self) -> bool:
        """Whether more than a tenth of the lines, or all together, have more than impressions."""
        return MOST * self.odd > self.rows or self.counted > self.impressions


def more_than_impressions(new: list[DaySum], places: Places) -> Iterator[Doubt]:
    """A doubt for each network and count of which there is more than was shown.

    An MMP that sees no impression of a network says nothing of them.
    """
    for place, count in enumerate(BASES[1:]):
        found: dict[tuple[int, str], _Above] = {}
        for row in new:
            counted, impressions = row.of(count), row.of("impressions")
            if counted is None or impressions is None:
                continue
            of = found.setdefault((places.of[row.day[0]][1], row.day[2]), _Above())
            of.rows += row.rows
            of.odd += row.above[place]
            of.counted += counted
            of.impressions += impressions
        for (network, by), of in found.items():
            unseen = by != Reporter.NETWORK and not of.impressions
            if unseen or of.counted < LEAST or not of.odd or not of.is_odd():
                continue
            if not _is_usual(new, network, by, count):
                yield Doubt.of(
                    Code.ABOVE_IMPRESSIONS,
                    0,
                    name=places.networks[network],
                    odd=f"{of.odd:,}",
                    rows=f"{of.rows:,}",
                    count=count,
                    counted=f"{of.counted:,}",
                    impressions=f"{of.impressions:,}",
                )


def _is_usual(new: list[DaySum], network: int, by: str, count: str) -> bool:
    """Whether the network's own days around those of the file are so."""
    days = {row.day[1] for row in new}
    asked = {f"{count}__isnull": False, "impressions__isnull": False}
    found = CampaignDay.objects.filter(
        campaign__network=network,
        reported_by=by,
        day__range=(min(days) - HISTORY, max(days)),
        **asked,
    ).aggregate(
        rows=Count("pk"),
        odd=Count("pk", filter=Q(**{f"{count}__gt": F("impressions")})),
        counted=Sum(count, default=0),
        impressions=Sum("impressions", default=0),
    )
    return _Above(**found).is_odd()
