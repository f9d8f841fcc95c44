"""What has counts is not deleted: the admin says how many hang on it instead."""

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.html import format_html

from campaigns.formats import count, day_range
from campaigns.models import Case, CaseNote, CountRevision, DailyCount, Decision, Verdict
from campaigns.periods import Period

GOES_ALONG = (CountRevision, Verdict, Decision, Case, CaseNote)


class Protected:
    """For an admin: refuse to delete what daily counts point at, by `counts_path`."""

    counts_path: str
    instead = "Delete those counts first."

    def get_deleted_objects(self, objs, request):
        """As the admin's own, without collecting counts: where there are any, nothing goes."""
        objs = list(objs)
        hanging = self._hanging(objs)
        if hanging:
            return [], {}, set(), [*hanging, self.instead]
        found, model_count, lacking, protected = super().get_deleted_objects(objs, request)
        # Nobody may delete these by themselves. With what they are about they go, and the page
        # says so.
        lacking -= {model._meta.verbose_name for model in GOES_ALONG}
        return found, model_count, lacking, protected

    def _hanging(self, objs: list) -> list[str]:
        names = {obj.pk: str(obj) for obj in objs}
        path = self.counts_path
        groups = (
            DailyCount.objects.filter(**{f"{path}__in": list(names)})
            .order_by()
            .values(path)
            .annotate(rows=Count("pk"), first=Min("day"), last=Max("day"))
        )
        url = reverse("admin:campaigns_dailycount_changelist")
        return [
            format_html(
                '{}: <a href="{}?{}__id__exact={}">{} daily {}</a>, {}',
                names[group[path]],
                url,
                path,
                group[path],
                count(group["rows"]),
                "count" if group["rows"] == 1 else "counts",
                day_range(Period(group["first"], group["last"])),
            )
            for group in groups
        ]
