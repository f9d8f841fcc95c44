"""Campaigns, with their newest counts and rows to add."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.urls import reverse
from django.utils.html import format_html

from campaigns import formats
from campaigns.admin import undoing
from campaigns.admin.autocomplete import Picks
from campaigns.admin.entry import (
    CONFIRM,
    NEWEST_ROWS,
    ArguesBack,
    ConfirmForm,
    NewestRows,
    NewRows,
    RowForm,
)
from campaigns.admin.merging import Merges
from campaigns.admin.protect import Protected
from campaigns.admin.recent import Recent
from campaigns.importing import manual_entry
from campaigns.metrics import Counts
from campaigns.models import Campaign, DailyCount

COUNTED = ("impressions", "clicks", "installs", "view_through_installs", "spend")
"""The counts that most rows have; the others stand on the row's own page."""


class NewCountsInline(Picks, admin.TabularInline):
    model = DailyCount
    form = RowForm
    formset = NewRows
    fields = ("day", "creative", "country", "reported_by", *COUNTED)
    autocomplete_fields = ("creative",)
    extra = 1
    can_delete = False
    verbose_name = "row"
    verbose_name_plural = "Add counts"

    def get_queryset(self, request):
        return DailyCount.objects.none()


class NewestCountsInline(admin.TabularInline):
    model = DailyCount
    form = RowForm
    formset = NewestRows
    readonly_fields = ("shown_day", "told_apart_by", "ipm")
    fields = ("shown_day", "told_apart_by", *COUNTED, "ipm")
    extra = 0
    verbose_name_plural = f"Newest counts, up to {NEWEST_ROWS} rows"

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    @admin.display(description="Day")
    def shown_day(self, row) -> str:
        url = reverse("admin:campaigns_dailycount_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, formats.day(row.day, year=True))

    @admin.display(description="Creative, country, page, reporter")
    def told_apart_by(self, row) -> str:
        said = (row.get_country_display(), row.store_page, row.get_reported_by_display())
        return format_html("{}<br><small>{} · {} · {}</small>", row.creative, *said)

    @admin.display(description="IPM")
    def ipm(self, row) -> str:
        return formats.ratio(Counts.ipm, manual_entry.counts_of(row).ipm)


@admin.register(Campaign)
class CampaignAdmin(Merges, ArguesBack, Protected, Recent, Picks, admin.ModelAdmin):
    dimension = "campaign"
    counts_path = "campaign"
    instead = "Take those imports back, delete those counts first, or set the campaign to ended."
    form = ConfirmForm
    inlines = (NewCountsInline, NewestCountsInline)
    list_display = ("name", "app", "network", "targeting", "bid_type", "status", *Recent.columns)
    show_facets = admin.ShowFacets.NEVER
    list_filter = ("status", "network", "app", "targeting", "bid_type")
    list_select_related = ("app", "network")
    search_fields = ("name", "external_id", "network__name", "app__name")
    search_help_text = "Name or ID of a campaign, name of a network or app"
    autocomplete_fields = ("app", "network")
    actions = ("merge_chosen", "activate", "pause", "end")

    def get_fieldsets(self, request, obj=None):
        recent = ("Last 28 days", {"fields": (Recent.columns, "all_counts")})
        hint = "Counts are added on the next page: save the campaign first."
        return (
            (
                "What",
                {
                    "fields": (CONFIRM, "app", "network", "name", "near", "status"),
                    "description": "" if obj else hint,
                },
            ),
            ("How it buys", {"fields": ("targeting", "bid_type", "external_id")}),
            *((recent,) if obj else ()),
        )

    def get_readonly_fields(self, request, obj=None):
        return ("app", "near", *Recent.columns, "all_counts") if obj else ("near",)

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def save_related(self, request, form, formsets, change) -> None:
        """All counts of the page go through the door, in one batch."""
        form.save_m2m()
        entered = [row for formset in formsets for row in formset.save(commit=False)]
        gone = [row for formset in formsets for row in formset.deleted_objects]
        undoing.offer(request, manual_entry.write(request.user, entered, gone))

    @admin.display(description="All its counts")
    def all_counts(self, campaign) -> str:
        rows = DailyCount.objects.filter(campaign=campaign).count()
        url = reverse("admin:campaigns_dailycount_changelist")
        return format_html(
            '<a href="{}?campaign__id__exact={}">{} daily {}</a>',
            url,
            campaign.pk,
            formats.count(rows),
            "count" if rows == 1 else "counts",
        )

    # Actions

    @admin.action(description="Set to active", permissions=["change"])
    def activate(self, request, queryset) -> None:
        self._set_status(request, queryset, Campaign.Status.ACTIVE)

    @admin.action(description="Set to paused", permissions=["change"])
    def pause(self, request, queryset) -> None:
        self._set_status(request, queryset, Campaign.Status.PAUSED)

    @admin.action(description="Set to ended", permissions=["change"])
    def end(self, request, queryset) -> None:
        self._set_status(request, queryset, Campaign.Status.ENDED)

    def _set_status(self, request, queryset, status: Campaign.Status) -> None:
        chosen = list(queryset.exclude(status=status))
        said = f"Set to {status.label.lower()}."
        LogEntry.objects.log_actions(request.user.pk, chosen, CHANGE, said)
        Campaign.objects.filter(pk__in=[c.pk for c in chosen]).update(status=status)
        names = "campaign is" if len(chosen) == 1 else "campaigns are"
        self.message_user(request, f"{len(chosen)} {names} now {status.label.lower()}.")
