"""Every stored count as a line of a file that an import takes back."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet, Value

from campaigns.metrics import COUNTS, MONEY
from campaigns.models import DailyCount
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY
from campaigns.periods import Period
from campaigns.reports.name_fields import (
    AD_GROUP,
    NOT_STATED_ID,
    SEVERAL,
    alias,
    joined,
    name_fields,
    value_ids,
)

DESCRIBED = {
    "day": "day",
    "app": "campaign__app__name",
    "store_id": "campaign__app__store_id",
    "platform": "campaign__app__platform",
    "network": "campaign__network__name",
    "campaign": "campaign__name",
    "campaign_id": "campaign__external_id",
    "targeting": "campaign__targeting",
    "bid_type": "campaign__bid_type",
    "creative": "creative__name",
    "creative_id": "creative__external_id",
    "format": "creative__format",
    "country": "country",
    "store_page": "store_page__name",
    "reported_by": "reported_by",
    AD_GROUP: alias(AD_GROUP),
}
"""The columns that say what a line counts, and where that is stored."""
AT_ONCE = 2000


def stored_lines(period: Period | None = None) -> Iterator[list[Any]]:
    """The heading, then every stored count of the days, or of all days, the earliest first.

    Money is in the reporting currency; what a report did not state is empty.
    """
    yield [*DESCRIBED, *COUNTS]
    rows: QuerySet = DailyCount.objects.order_by("day", "pk")
    if period:
        rows = rows.filter(day__range=(period.first, period.last))
    if AD_GROUP in name_fields():
        rows = joined(rows, [AD_GROUP])
    else:
        rows = rows.annotate(**{alias(AD_GROUP): Value(NOT_STATED_ID)})
    groups = {pk: name for name, pk in value_ids(AD_GROUP).items() if name != SEVERAL}
    values = rows.values_list(*DESCRIBED.values(), *COUNTS)
    for line in values.iterator(AT_ONCE):
        words, counts = line[: len(DESCRIBED)], line[len(DESCRIBED) :]
        group = groups.get(words[-1], "")
        yield [*map(_word, words[:-1]), group, *map(_count, COUNTS, counts)]


def _word(value: Any) -> Any:
    return "" if value in (NOT_STATED, UNKNOWN_COUNTRY) else value


def _count(name: str, value: Any) -> Any:
    """Money without the zeros that the database keeps behind it."""
    if value is None or name not in MONEY:
        return value
    return f"{value:.6f}".rstrip("0").rstrip(".")
