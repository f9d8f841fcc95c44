"""When somebody was here before, and which things on Today people have answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from campaigns.models.limits import limit
from campaigns.models.today import Answered, Owned, Visit
from campaigns.reports.answers import kept
from campaigns.reports.catalogue import listed, named


def last_visit(user: Any, today: date) -> date | None:
    """The last day before today on which somebody opened the overview; None on their first.

    Notes that they are here today, by one question on the first visit of a day.
    """
    known = user.access.visit
    if known is None:
        Visit.objects.bulk_create([Visit(user=user, day=today)], ignore_conflicts=True)
        return None
    if known.day >= today:
        return known.before
    Visit.objects.filter(pk=known.pk, day=known.day).update(day=today, before=known.day)
    return known.day


@kept
def answered() -> dict[str, date | None]:
    """Until which day each thing is quiet; None for good."""
    return {key: until and date.fromisoformat(until) for key, until in listed("answered")}


def is_quiet(key: str, today: date) -> bool:
    """Whether somebody's answer to it still stands."""
    until = answered().get(key, today)
    return until is None or until > today


def answer(keys: Iterable[str], title: str, user: Any, until: date | None) -> None:
    """Put things of one title aside until a day, or for good."""
    said = {"title": title, "quiet_until": until, "user": user}
    for key in keys:
        Answered.objects.update_or_create(key=key, defaults=said)


def take_back(keys: Iterable[str], user: Any) -> None:
    """Let things that somebody put aside speak again."""
    Answered.objects.filter(key__in=keys, user=user).delete()


def forget_answers(keys: Iterable[str]) -> None:
    """Let things speak again, whoever put them aside."""
    Answered.objects.filter(key__in=keys).delete()


def put_aside(user: Any) -> list[Answered]:
    """What is quiet and what was, by title, the newest first.

    Titles name apps and networks, so who reads only some of them is told of their own answers.
    """
    found = Answered.objects.exclude(title="").select_related("user").order_by("-answered_at")
    return list(found.filter(user=user) if limit() else found)


@kept
def owners() -> dict[str, tuple[int, str]]:
    """Who looks after each thing: user and name."""
    return {key: (pk, named(*names)) for key, pk, *names in listed("owned")}


def give(key: str, owner: int | None) -> int | None:
    """Let somebody look after a thing, or nobody; who did before."""
    before = Owned.objects.filter(key=key).values_list("owner", flat=True).first()
    if owner is None:
        Owned.objects.filter(key=key).delete()
    else:
        Owned.objects.update_or_create(key=key, defaults={"owner_id": owner})
    return before
