"""What happened to the counts: read-only, written by the door alone."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from campaigns import formats
from campaigns.admin.days import WalkByDay
from campaigns.admin.undoing import take_back_chosen, undo_link
from campaigns.models import CountRevision, ImportBatch
from campaigns.periods import Period
from campaigns.ui.permissions import MAY_UNDO


class ReadOnly:
    """For an admin: look, but do not touch."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly, admin.ModelAdmin):
    list_display = (
        "created_at", "file_name", "source", "user", "days",
        "created", "changed", "unchanged", "removed", "undone",
    )  # fmt: skip
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("source", "undone")
    list_select_related = ("user",)
    actions = (take_back_chosen,)
    search_fields = ("file_name", "user__username")
    search_help_text = "Name of a file or person"
    date_hierarchy = "created_at"
    show_full_result_count = False
    fieldsets = (
        ("What", {"fields": ("file_name", "source", "user", "created_at", "file_hash")}),
        ("Rows", {"fields": ("days", ("created", "changed", "unchanged", "removed"))}),
        ("Look", {"fields": ("its_counts", "its_revisions", "its_undo")}),
    )
    readonly_fields = ("days", "its_counts", "its_revisions", "its_undo")

    def has_undo_permission(self, request) -> bool:
        return request.user.has_perm(MAY_UNDO)

    @admin.display(description="Undo")
    def its_undo(self, batch) -> str:
        return undo_link(batch, "It is taken back" if batch.undone else "Take it back")

    @admin.display(ordering="last_day")
    def days(self, batch) -> str:
        if not batch.first_day:
            return formats.NO_DATA
        return formats.day_range(Period(batch.first_day, batch.last_day))

    @admin.display(description="Counts that stand")
    def its_counts(self, batch) -> str:
        url = reverse("admin:campaigns_dailycount_changelist")
        return format_html('<a href="{}?batch__id__exact={}">What it wrote</a>', url, batch.pk)

    @admin.display(description="Counts it replaced")
    def its_revisions(self, batch) -> str:
        replaced = batch.changed + batch.removed
        if not replaced:
            return formats.NO_DATA
        url = reverse("admin:campaigns_countrevision_changelist")
        text = f"{formats.count(replaced)} kept"
        return format_html('<a href="{}?batch__id__exact={}">{}</a>', url, batch.pk, text)


@admin.register(CountRevision)
class CountRevisionAdmin(ReadOnly, WalkByDay, admin.ModelAdmin):
    list_display = (
        "day", "campaign", "creative", "country", "reported_by", "what", "shown_impressions",
        "shown_clicks", "shown_installs", "batch",
    )  # fmt: skip
    list_filter = ("removed", "reported_by", "campaign__network", "campaign__app")
    list_select_related = ("campaign", "creative", "batch")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "day"
    ordering = ("-batch_id", "-pk")
    search_fields = ("campaign__name", "creative__name", "batch__file_name")
    search_help_text = "Name of a campaign, creative or file"

    @admin.display(description="what happened", ordering="removed")
    def what(self, row) -> str:
        if row.absent:
            return "Brought back"
        return "Removed" if row.removed else "Changed"

    @admin.display(description="impressions before", ordering="impressions")
    def shown_impressions(self, row) -> str:
        return formats.count(row.impressions)

    @admin.display(description="clicks before", ordering="clicks")
    def shown_clicks(self, row) -> str:
        return formats.count(row.clicks)

    @admin.display(description="installs before", ordering="installs")
    def shown_installs(self, row) -> str:
        return formats.count(row.installs)
