"""When somebody was here before, and which things on Today people have answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from campaigns.models.today import Answered, Visit
from campaigns.reports.answers import kept


def last_visit(user: Any, today: date) -> date | None:
    """The last day before today on which somebody opened the overview; None on their first.

    Notes that they are here today: one question, and a second on the first visit of a day.
    """
    known = Visit.objects.filter(user=user).first()
    if known is None:
        Visit.objects.bulk_create([Visit(user=user, day=today)], ignore_conflicts=True)
        return None
    if known.day >= today:
        return known.before
    Visit.objects.filter(pk=known.pk, day=known.day).update(day=today, before=known.day)
    return known.day


@kept
def answered() -> dict[str, date | None]:
    """Until which day each thing is quiet; None for good. One query."""
    return dict(Answered.objects.values_list("key", "quiet_until"))


def is_quiet(key: str, today: date) -> bool:
    """Whether somebody's answer to it still stands."""
    until = answered().get(key, today)
    return until is None or until > today


def answer(keys: Iterable[str], user: Any, until: date | None) -> None:
    """Put things aside until a day, or for good."""
    for key in keys:
        Answered.objects.update_or_create(key=key, defaults={"quiet_until": until, "user": user})
