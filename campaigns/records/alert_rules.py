"""Alert rules: whose they are, what their nights left, and what they told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, Max, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from campaigns.models import AlertEpisode, AlertRule, AlertSeries
from campaigns.models.changes import Versions
from campaigns.models.limits import limit
from campaigns.reports.answers import kept

RECENT = 30


def in_use() -> QuerySet[AlertRule]:
    """The rules to judge: those of people who may still log in, and of the demo."""
    whose = Q(owner__is_active=True) | Q(is_demo=True)
    return AlertRule.objects.filter(whose, in_use=True).select_related("owner")


def rules(user: User) -> QuerySet[AlertRule]:
    """A user's own rules and those of the demo, with what they told so far; who is limited sees
    only their own, which are limited alike."""
    told = Q(episodes__told=True)
    return rules_of(user.pk).annotate(
        times=Count("episodes", filter=told), last=Max("episodes__since", filter=told)
    )


def rules_of(user: int) -> QuerySet[AlertRule]:
    """The same rules, alone."""
    mine = Q(owner=user) if limit() else Q(owner=user) | Q(is_demo=True)
    return AlertRule.objects.filter(mine)


def own_rule(user: User, pk: int) -> AlertRule:
    """A rule that somebody may change. Raises Http404."""
    return get_object_or_404(AlertRule, pk=pk, owner=user)


def seen_now(today: date) -> str:
    """The day and the version of all that rules are judged on. One query."""
    return f"{today} {Versions().judged}"


def taken(rule: AlertRule, seen: str) -> bool:
    """Take a rule for this night, in the caller's transaction; False where another process has."""
    return bool(AlertRule.objects.filter(pk=rule.pk, seen=rule.seen).update(seen=seen))


def tracks(rule: AlertRule) -> dict[str, Any]:
    """What the nights so far left, by series."""
    return dict(rule.series.values_list("key", "track"))


def keep(rule: AlertRule, after: Mapping[str, Any], shared: Mapping[int, float]) -> None:
    """Keep what a night left."""
    AlertSeries.objects.bulk_create(
        (AlertSeries(rule=rule, key=key, track=track) for key, track in after.items()),
        update_conflicts=True,
        unique_fields=["rule", "key"],
        update_fields=["track"],
    )
    days = {str(day): shift for day, shift in shared.items()}
    rule.started_at = rule.started_at or timezone.now()
    AlertRule.objects.filter(pk=rule.pk).update(shared=days, started_at=rule.started_at)


def begun(rule: AlertRule, key: str, since: date, **values: Any) -> tuple[AlertEpisode, bool]:
    """The episode of a series since a day, and whether it is new."""
    return AlertEpisode.objects.get_or_create(rule=rule, key=key, since=since, defaults=values)


def ended(rule: AlertRule, key: str, since: date, **values: Any) -> AlertEpisode | None:
    """End an episode; None where none is open."""
    found = AlertEpisode.objects.filter(rule=rule, key=key, since=since, end="").first()
    if found:
        AlertEpisode.objects.filter(pk=found.pk).update(**values)
    return found


def start_again(rule: AlertRule) -> None:
    """What is asked has changed: learn anew; what was told stays told."""
    rule.series.all().delete()
    AlertRule.objects.filter(pk=rule.pk).update(seen="", shared={}, started_at=None)


def episodes(rules: Iterable[AlertRule]) -> list[AlertEpisode]:
    """The newest episodes of some rules that were told."""
    found = AlertEpisode.objects.filter(rule__in=list(rules), told=True).select_related("rule")
    return list(found[:RECENT])


def still_open(user: User) -> list[AlertEpisode]:
    """What was told to somebody and is not over."""
    return _open_of(user.pk)


@kept
def _open_of(user: int) -> list[AlertEpisode]:
    mine = rules_of(user).values("pk")
    found = AlertEpisode.objects.filter(rule__in=mine, told=True, end="").select_related("rule")
    return list(found[:RECENT])


def was_shared(rule: AlertRule, key: str, day: date, sign: int) -> bool:
    """Whether all were off on that day already, to the same side."""
    return AlertEpisode.objects.filter(rule=rule, key=key, since=day, sign=sign).exists()


def untold_open(rule: AlertRule) -> list[AlertEpisode]:
    """What is open and was never told."""
    return list(AlertEpisode.objects.filter(rule=rule, told=False, end="").order_by("since"))


def mark_told(rule: AlertRule) -> None:
    """What is open is told now."""
    AlertEpisode.objects.filter(rule=rule, told=False, end="").update(told=True)
