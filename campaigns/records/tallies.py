"""Counts of how often something is done, which all processes share."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db.models import F
from django.utils import timezone

from campaigns.models import Tally

KEEP = timedelta(days=2)


def count(what: str, span: timedelta, times: int = 1) -> int:
    """Count something done `times` more; how often it was in the span of time that runs now.

    Spans stand side by side from one fixed moment on, as the minutes of the clock do.
    """
    now = timezone.now()
    since = now - (now - datetime.fromtimestamp(0, now.tzinfo)) % span
    key = sha256(what.encode()).hexdigest()
    rows = Tally.objects.filter(key=key)
    while True:
        if rows.filter(since=since).update(times=F("times") + times):
            return rows.values_list("times", flat=True).get()
        if rows.filter(since__lt=since).update(since=since, times=times):
            return times
        if Tally.objects.get_or_create(key=key, defaults={"since": since, "times": times})[1]:
            Tally.objects.filter(since__lt=now - KEEP).delete()
            return times
        if rows.filter(since__gt=since).exists():  # a clock that runs ahead
            return times
