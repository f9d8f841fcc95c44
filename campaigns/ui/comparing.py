"""What a range can be compared with."""

from campaigns import formats
from campaigns.periods import Period

COMPARISONS = {
    "previous": "the period before",
    "weekdays": "the same weekdays before",
    "week": "the same days last week",
    "month": "the same days a month ago",
    "quarter": "the same days a quarter ago",
    "year": "the same days last year",
    "range": "a chosen range",
    "none": "nothing",
}


def compared_with(kind: str, period: Period, chosen: Period | None = None) -> Period | None:
    """The days that a kind of comparison means for a period; None for no comparison.

    A `chosen` range is that of the kind "range".
    """
    if kind == "none":
        return None
    if kind == "range":
        return chosen
    if kind == "previous":
        return period.previous()
    return period.weekdays_before() if kind == "weekdays" else period.ago(kind)


def in_words(kind: str, period: Period, chosen: Period | None = None) -> str:
    """What a period is compared with, for a sentence."""
    if kind == "range" and chosen:
        return formats.day_range(chosen)
    days = len(period)
    before = f"the {days} days before" if days > 1 else "the day before"
    return before if kind == "previous" else COMPARISONS[kind]
