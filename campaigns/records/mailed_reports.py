"""Mailed reports: whose they are, and when they are due."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from campaigns.models.mailing import MailedReport

LOOK_BACK = 32
"""Every report had its hour in so many days."""
Every = MailedReport.Every


def reports_of(user: Any) -> QuerySet[MailedReport]:
    """Somebody's own."""
    return MailedReport.objects.filter(user=user).select_related("view", "channel")


def own_report(user: Any, pk: int) -> MailedReport:
    """One of somebody's own. Raises Http404."""
    return get_object_or_404(reports_of(user), pk=pk)


def stop(pk: int) -> None:
    """Send it no more."""
    MailedReport.objects.filter(pk=pk).delete()


def find(pk: int) -> MailedReport | None:
    """A report by its number, whoever asks."""
    return MailedReport.objects.filter(pk=pk).select_related("view").first()


def hour_of(report: MailedReport, now: datetime) -> datetime:
    """The last hour at which it should have gone: missed ones before it are not made up for."""
    local = now.astimezone(ZoneInfo(report.zone))
    for back in range(LOOK_BACK):
        at = (local - timedelta(days=back)).replace(
            hour=report.hour, minute=0, second=0, microsecond=0
        )
        on_day = {
            Every.DAY: True,
            Every.WEEK: at.weekday() == report.weekday,
            Every.MONTH: at.day == 1,
        }[Every(report.every)]
        if on_day and at <= local:
            return at
    raise ValueError(f"No hour of {report} in {LOOK_BACK} days.")


def due(now: datetime) -> list[tuple[MailedReport, datetime]]:
    """The reports whose hour has come since they last went, with that hour."""
    rows = MailedReport.objects.filter(
        user__is_active=True, channel__in_use=True, channel__is_demo=False
    )
    found = [(one, hour_of(one, now)) for one in rows.select_related("user", "view", "channel")]
    return [(one, at) for one, at in found if at > (one.last_at or one.created_at)]


def taken(report: MailedReport, at: datetime) -> bool:
    """Take a report for its hour, in the caller's transaction; False where another process has."""
    mine = MailedReport.objects.filter(pk=report.pk, last_at=report.last_at)
    return bool(mine.update(last_at=at))
