"""Entry by hand of what only the fraud rules read; cases to look at."""

from django import forms
from django.contrib import admin
from django.utils.timezone import localdate

from campaigns import formats
from campaigns.admin import undoing
from campaigns.admin.autocomplete import Picks
from campaigns.admin.days import WalkByDay
from campaigns.admin.history import ReadOnly
from campaigns.importing import manual_entry
from campaigns.importing.cells.days import FIRST_DAY
from campaigns.judgement.fraud.words import case_sentence, note_sentence
from campaigns.models import (
    Case,
    CaseNote,
    ClickTimeCount,
    RejectedCount,
    SourceAppCount,
    StoreFact,
)
from campaigns.periods import last_complete_day


class EvidenceForm(forms.ModelForm):
    """One campaign-day, whole or of one sub-publisher."""

    class Meta:
        help_texts = {"source_app": "The sub-publisher, as the network names it."}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if "day" in self.fields and self.initial.get("day") is None:
            self.initial["day"] = last_complete_day(localdate())

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > localdate():
            raise forms.ValidationError(f"{formats.day(day, year=True)} is in the future.")
        if day < FIRST_DAY:
            said = f"{formats.day(day, year=True)} is before there were app stores."
            raise forms.ValidationError(said)
        return day

    def clean_source_app(self) -> str:
        source_app = self.cleaned_data["source_app"]
        if not source_app and self._meta.model is SourceAppCount:
            raise forms.ValidationError("Name the sub-publisher.")
        return source_app

    def clean(self) -> dict:
        asked = super().clean() or {}
        names = self._meta.model.COUNTS
        if not self.errors and all(asked.get(name) is None for name in names):
            raise forms.ValidationError(
                "Write at least one count. 0 is a count, empty is not reported."
            )
        return asked


class EvidenceAdmin(Picks, WalkByDay, admin.ModelAdmin):
    """Rows entered by hand stand in a batch, as those of a file do."""

    form = EvidenceForm
    list_select_related = ("campaign__network", "campaign__app")
    list_filter = ("campaign__network", "campaign__app")
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    date_hierarchy = "day"
    ordering = ("-day", "-pk")
    search_fields = ("campaign__name", "source_app")
    search_help_text = "Name of a campaign or sub-publisher"
    autocomplete_fields = ("campaign",)

    def get_fieldsets(self, request, obj=None):
        return (
            ("What", {"fields": self.model.KEY}),
            ("Counts", {"fields": self.model.COUNTS}),
        )

    def get_readonly_fields(self, request, obj=None):
        return self.model.KEY if obj else ()

    def save_model(self, request, obj, form, change) -> None:
        if not change or set(form.changed_data) & set(self.model.COUNTS):
            undoing.offer(request, manual_entry.write_evidence(request.user, [obj]))

    def delete_model(self, request, obj) -> None:
        undoing.offer(request, manual_entry.write_evidence(request.user, gone=[obj]))

    def delete_queryset(self, request, queryset) -> None:
        undoing.offer(request, manual_entry.write_evidence(request.user, gone=queryset))

    @admin.display(description="network", ordering="campaign__network__name")
    def network(self, row) -> str:
        return f"{row.campaign.network}, {row.campaign.app}"


@admin.register(SourceAppCount)
class SourceAppCountAdmin(EvidenceAdmin):
    list_display = ("day", "network", "campaign", "source_app", *SourceAppCount.COUNTS)


@admin.register(ClickTimeCount)
class ClickTimeCountAdmin(EvidenceAdmin):
    list_display = ("day", "network", "campaign", "source_app", *ClickTimeCount.COUNTS)


@admin.register(RejectedCount)
class RejectedCountAdmin(EvidenceAdmin):
    list_display = ("day", "network", "campaign", "source_app", "reason", "rejected_installs")


@admin.register(StoreFact)
class StoreFactAdmin(ReadOnly, admin.ModelAdmin):
    """A store's console is imported, not written by hand."""

    list_display = ("day", "app", "report", "country", *StoreFact.COUNTS)
    list_filter = ("report", "app")
    list_select_related = ("app",)
    date_hierarchy = "day"


class NotesInline(ReadOnly, admin.TabularInline):
    model = CaseNote
    fields = ("day", "user", "state", "sentence")
    readonly_fields = ("sentence",)
    extra = 0

    @admin.display(description="Note")
    def sentence(self, note: CaseNote) -> str:
        return note_sentence(note)


@admin.register(Case)
class CaseAdmin(ReadOnly, admin.ModelAdmin):
    """States and notes are set on the case's own page, which keeps the history."""

    list_display = ("opened_on", "network", "app", "source_app", "kind", "state", "owner", "stake")
    list_filter = ("state", "kind", "network", "app")
    list_select_related = ("network", "app", "owner")
    date_hierarchy = "opened_on"
    exclude = ("text", "said")
    readonly_fields = ("sentence",)
    inlines = (NotesInline,)

    @admin.display(description="What is unusual")
    def sentence(self, case: Case) -> str:
        return case_sentence(case)
