"""What has counts is not deleted: the admin says what hangs on it, and how to take it back."""

from collections.abc import Iterable

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils.html import format_html

from campaigns.admin import undoing
from campaigns.formats import count, day_range
from campaigns.importing.storing.named import SAME, hidden_twin
from campaigns.importing.undoing.evidence import TABLES
from campaigns.importing.undoing.hiding import hide, revisions
from campaigns.models import (
    Case,
    CaseNote,
    CountRevision,
    DailyCount,
    Decision,
    ImportBatch,
    Verdict,
)
from campaigns.periods import Period

SHOWN = 5
GOES_ALONG = (CountRevision, Verdict, Decision, Case, CaseNote)


def hanging_on(path: str, pks: Iterable[int]) -> dict[int, tuple[str, str]]:
    """How many daily counts hang on each of some rows by a path, and of which days, in words."""
    groups = (
        DailyCount.objects.filter(**{f"{path}__in": list(pks)})
        .order_by()
        .values(path)
        .annotate(rows=Count("pk"), first=Min("day"), last=Max("day"))
    )
    return {
        group[path]: (
            f"{count(group['rows'])} daily {'count' if group['rows'] == 1 else 'counts'}",
            day_range(Period(group["first"], group["last"])),
        )
        for group in groups
    }


class TakesAlong:
    """For an admin: what was judged and decided about something goes with it.

    Nobody may delete that by itself, so the page says that it goes, and asks for no right to it.
    """

    def get_deleted_objects(self, objs, request):
        found, model_count, lacking, protected = super().get_deleted_objects(objs, request)
        lacking -= {model._meta.verbose_name for model in GOES_ALONG}
        return found, model_count, lacking, protected


class Protected(TakesAlong):
    """For an admin: refuse to delete what daily counts point at, by `counts_path`.

    What has none any more, but earlier ones, is hidden: they are kept.
    """

    counts_path: str
    instead = "Take those imports back, or delete those counts first."

    def get_deleted_objects(self, objs, request):
        """As the admin's own, without collecting counts: where there are any, nothing goes."""
        objs = list(objs)
        hanging = self._hanging(objs)
        if hanging:
            return [], {}, set(), [*hanging, *self._imports(objs), self.instead]
        if kept := [(obj, number) for obj in objs if (number := revisions(obj))]:
            return [_hidden(obj, number) for obj, number in kept], {}, set(), []
        return super().get_deleted_objects(objs, request)

    def save_model(self, request, obj, form, change):
        """What is added under the name of a hidden one is that one, shown again."""
        model = type(obj)
        if not change and model in SAME:
            named = {name: getattr(obj, name) for name in SAME[model]}
            if twin := hidden_twin(model, named):
                obj.pk, obj.merged_into_id, obj._state.adding = twin.pk, None, False
        super().save_model(request, obj, form, change)

    def delete_model(self, request, obj) -> None:
        self.delete_queryset(request, type(obj).objects.filter(pk=obj.pk))

    def delete_queryset(self, request, queryset) -> None:
        kept = [obj for obj in queryset if revisions(obj)]
        queryset.exclude(pk__in=[obj.pk for obj in kept]).delete()
        if kept:
            undoing.offer(request, hide(kept, request.user))

    def _imports(self, objs: list) -> list[str]:
        """The newest imports whose counts hang on these, each with the way to take it back."""
        rows = DailyCount.objects.filter(**{f"{self.counts_path}__in": objs}).order_by()
        batches = ImportBatch.objects.filter(pk__in=rows.values_list("batch").distinct())
        return [
            format_html("Written by {}", undoing.undo_link(batch, str(batch)))
            for batch in batches[:SHOWN]
        ]

    def _hanging(self, objs: list) -> list[str]:
        names = {obj.pk: str(obj) for obj in objs}
        path = self.counts_path
        url = reverse("admin:campaigns_dailycount_changelist")
        return self._evidence(objs) + [
            format_html(
                '{}: <a href="{}?{}__id__exact={}">{}</a>, {}', names[pk], url, path, pk, rows, days
            )
            for pk, (rows, days) in hanging_on(path, names).items()
        ]

    def _evidence(self, objs: list) -> list[str]:
        """Rows of evidence and store facts, which would go along without a trace."""
        said: list[str] = []
        for name, store in TABLES.items():
            path = self.counts_path if store.KEY[0] == "campaign" else ""
            if self.counts_path == "campaign__app":
                path = path or store.KEY[0]
            if not path.startswith(store.KEY[0]):
                continue
            if rows := store.objects.filter(**{f"{path}__in": objs}).count():
                url = reverse(f"admin:campaigns_{name}_changelist")
                called = store._meta.verbose_name if rows == 1 else store._meta.verbose_name_plural
                said.append(format_html('<a href="{}">{} {}</a>', url, count(rows), called))
        return said


def _hidden(obj, number: int) -> str:
    return f"{obj}: it is hidden, with {count(number)} earlier counts that are kept"
