"""Daily counts: the list of all rows, and the page of one row."""

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from campaigns import formats
from campaigns.admin import undoing
from campaigns.admin.autocomplete import Picks, PickView
from campaigns.admin.days import WalkByDay
from campaigns.admin.entry import CONFIRM, ArguesBack, CountForm
from campaigns.importing import manual_entry
from campaigns.metrics import COUNTS, Counts
from campaigns.models import CountRevision, DailyCount, ImportBatch

DELETE_AT_ONCE = 500
"""The confirmation sends every row back, and a page with more of them would be refused."""
STORED = ("ipm", "written_by", "earlier_counts")


@admin.register(DailyCount)
class DailyCountAdmin(ArguesBack, Picks, WalkByDay, admin.ModelAdmin):
    form = CountForm
    list_display = (
        "day", "campaign_of", "creative_of", "country", "reported_by", "shown_impressions",
        "shown_clicks", "shown_installs", "shown_spend", "ipm",
    )  # fmt: skip
    list_filter = ("campaign__network", "campaign__app", "reported_by", "creative__format")
    list_select_related = ("campaign__network", "campaign__app", "creative", "store_page")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "day"
    ordering = ("-day", "-pk")
    search_fields = ("campaign__name", "creative__name")
    search_help_text = "Name of a campaign or creative"
    autocomplete_fields = ("campaign", "creative", "store_page")

    def get_fieldsets(self, request, obj=None):
        counts = (
            ("impressions", "clicks", "installs"),
            ("view_through_installs", "rejected_installs"),
        )
        empty = "Leave empty what was not reported: empty is not the same as 0."
        later = {"fields": (("retained_d1", "retained_d7"), "revenue_d7", "mmp_installs")}
        return (
            ("What", {"fields": (CONFIRM, "day", "campaign", "creative", "reported_by")}),
            ("Where", {"fields": ("country", "store_page")}),
            ("Counts", {"fields": counts, "description": empty}),
            ("Money", {"fields": ("spend",)}),
            ("Later", {**later, "description": "What became of the installs of this day."}),
            *((("As it is stored", {"fields": STORED}),) if obj else ()),
        )

    def get_readonly_fields(self, request, obj=None):
        return (*DailyCount.KEY, *STORED) if obj else ()

    def get_urls(self):
        pick = self.admin_site.admin_view(PickView.as_view(admin_site=self.admin_site))
        return [path("pick/", pick, name="campaigns_pick"), *super().get_urls()]

    # Through the door

    def save_model(self, request, obj, form, change) -> None:
        if not change or set(form.changed_data) & set(COUNTS):
            undoing.offer(request, manual_entry.write(request.user, [obj]))

    def delete_model(self, request, obj) -> None:
        undoing.offer(request, manual_entry.write(request.user, gone=[obj]))

    def delete_queryset(self, request, queryset) -> None:
        undoing.offer(request, manual_entry.write(request.user, gone=queryset))

    def get_deleted_objects(self, objs, request):
        """The rows themselves: nothing points at them."""
        rows = objs.count() if isinstance(objs, QuerySet) else len(objs)
        names = self.opts.verbose_name_plural
        if rows > DELETE_AT_ONCE:
            said = f"{formats.count(rows)} {names} are chosen; delete {DELETE_AT_ONCE} at a time"
            return [], {}, set(), [said]
        lacking = set() if self.has_delete_permission(request) else {names}
        return [manual_entry.describe(row) for row in objs], {names: rows}, lacking, []

    def response_add(self, request, obj, post_url_continue=None):
        """The next row starts from this one: a table is typed in without choosing again."""
        response = super().response_add(request, obj, post_url_continue)
        if "_addanother" not in request.POST:
            return response
        kept = {"campaign": obj.campaign_id, "day": obj.day.isoformat(), "country": obj.country}
        return HttpResponseRedirect(f"{request.path}?{urlencode(kept)}")

    # Columns

    @admin.display(description="campaign", ordering="campaign__name")
    def campaign_of(self, row) -> str:
        return format_html("{}<br><small>{}</small>", row.campaign, row.campaign.network)

    @admin.display(description="creative", ordering="creative__name")
    def creative_of(self, row) -> str:
        return format_html("{}<br><small>{}</small>", row.creative, row.campaign.app)

    @admin.display(description="impressions", ordering="impressions")
    def shown_impressions(self, row) -> str:
        return formats.count(row.impressions)

    @admin.display(description="clicks", ordering="clicks")
    def shown_clicks(self, row) -> str:
        return formats.count(row.clicks)

    @admin.display(description="installs", ordering="installs")
    def shown_installs(self, row) -> str:
        return formats.count(row.installs)

    @admin.display(description="spend", ordering="spend")
    def shown_spend(self, row) -> str:
        return formats.money(row.spend, settings.REPORTING_CURRENCY)

    @admin.display(description="IPM")
    def ipm(self, row) -> str:
        return formats.ratio(Counts.ipm, manual_entry.counts_of(row).ipm)

    @admin.display(description="Last written by")
    def written_by(self, row) -> str:
        batch = ImportBatch.objects.filter(pk=row.batch_id).first()
        if not batch:
            return formats.NO_DATA
        url = reverse("admin:campaigns_importbatch_change", args=[batch.pk])
        return format_html('<a href="{}">{}</a>', url, batch)

    @admin.display(description="Earlier counts")
    def earlier_counts(self, row) -> str:
        stored = {name: getattr(row, name) for name in DailyCount.KEY}
        if not (found := CountRevision.objects.filter(**stored).count()):
            return formats.NO_DATA
        url = reverse("admin:campaigns_countrevision_changelist")
        asked = {"campaign__id__exact": row.campaign_id, "day__exact": row.day.isoformat()}
        return format_html('<a href="{}?{}">{} kept</a>', url, urlencode(asked), found)
