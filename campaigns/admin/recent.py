"""What the last 28 settled days counted, beside every app, network, campaign and creative."""

from collections.abc import Iterable
from dataclasses import replace

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.timezone import localdate

from campaigns import formats
from campaigns.metrics import Counts
from campaigns.periods import DEFAULT_DAYS
from campaigns.reports import last_days, report


def attach(dimension: str, objects: Iterable) -> None:
    """Give every object its `recent` counts, by one report for all of them."""
    objects = list(objects)
    if not objects:
        return
    where = {dimension: tuple(obj.pk for obj in objects)}
    asked = last_days(DEFAULT_DAYS, localdate())
    rows = report(replace(asked, by=(dimension,), where=where))
    counts = {row.keys[dimension]: row.counts for row in rows}
    for obj in objects:
        obj.recent = counts.get(obj.pk, Counts())


class RecentList(ChangeList):
    """A list whose page knows its recent counts."""

    def get_results(self, request) -> None:
        super().get_results(request)
        attach(self.model_admin.dimension, self.result_list)


class Recent:
    """For an admin: columns of recent counts, read-only. `dimension` is the report's name of it."""

    dimension: str
    columns = ("recent_impressions", "recent_installs", "recent_ipm")

    def get_changelist(self, request, **kwargs):
        return RecentList

    @admin.display(description=f"Impressions, {DEFAULT_DAYS} days")
    def recent_impressions(self, obj) -> str:
        return formats.count(self._recent(obj).impressions)

    @admin.display(description=f"Installs, {DEFAULT_DAYS} days")
    def recent_installs(self, obj) -> str:
        return formats.count(self._recent(obj).installs)

    @admin.display(description=f"IPM, {DEFAULT_DAYS} days")
    def recent_ipm(self, obj) -> str:
        return formats.ratio(Counts.ipm, self._recent(obj).ipm)

    def _recent(self, obj) -> Counts:
        if not hasattr(obj, "recent"):
            attach(self.dimension, [obj])
        return obj.recent
