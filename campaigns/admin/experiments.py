"""Experiments by hand: what the pages cannot say, such as taking a decision back."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from campaigns.admin.autocomplete import Picks
from campaigns.admin.protect import TakesAlong
from campaigns.models import Arm, Experiment

Status = Experiment.Status


class ExperimentForm(forms.ModelForm):
    """An experiment whose status, days and decision fit together."""

    def clean(self) -> dict:
        asked = super().clean()
        status, decision = asked.get("status"), asked.get("decision")
        start, end = asked.get("start"), asked.get("end")
        decided = status == Status.DECIDED
        if decided and not decision:
            self.add_error("decision", "A decided experiment has a decision.")
        if decided and not asked.get("decided_at"):
            self.add_error("decided_at", "A decided experiment has a day of its decision.")
        if not decided and (decision or asked.get("decided_at")):
            self.add_error("status", "Only a decided experiment has a decision and its day.")
        if status == Status.PLANNED and start:
            self.add_error("start", "A planned experiment has not started.")
        if status in (Status.RUNNING, Status.DECIDED) and not start:
            self.add_error("start", "Say on which day it started.")
        if start and end and end < start:
            self.add_error("end", "It ends before it starts.")
        return asked


class ArmForms(forms.BaseInlineFormSet):
    """One control and at least one challenger, all of the experiment's app and kind."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        asked = [form.cleaned_data for form in self.forms if form.cleaned_data]
        arms = [one for one in asked if not one.get("DELETE")]
        controls = [one for one in arms if one.get("is_control")]
        if len(controls) != 1 or len(arms) < 2:
            raise ValidationError("An experiment has one control and at least one challenger.")
        if any(one.get("is_control") and one.get("won") for one in arms):
            raise ValidationError("A control never wins.")
        for one in arms:
            self._belongs(one)

    def _belongs(self, asked: dict) -> None:
        part = asked.get(self.instance.kind)
        if part is None:
            kind = self.instance.get_kind_display().lower()
            raise ValidationError(f"This experiment compares {kind}.")
        if part.app_id != self.instance.app_id:
            raise ValidationError(f"{part} belongs to another app.")


class ArmInline(Picks, admin.TabularInline):
    model = Arm
    formset = ArmForms
    fields = ("is_control", "creative", "store_page", "won")
    autocomplete_fields = ("creative", "store_page")
    extra = 2
    max_num = 6


@admin.register(Experiment)
class ExperimentAdmin(TakesAlong, Picks, admin.ModelAdmin):
    form = ExperimentForm
    inlines = (ArmInline,)
    list_display = ("name", "app", "kind", "status", "planned_start", "decision", "owner")
    list_filter = ("status", "kind", "decision", "app")
    list_select_related = ("app", "owner")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("name", "app__name")
    search_help_text = "Name of an experiment or app"
    autocomplete_fields = ("app", "networks")
    readonly_fields = ("agreed", "seen")
    fieldsets = (
        ("What", {"fields": ("app", "name", "kind", "owner", "note")}),
        ("Where", {"fields": ("networks", "countries")}),
        (
            "Plan",
            {
                "fields": (
                    ("lift_percent", "share_percent"),
                    ("planned_start", "planned_days", "planned_exposure"),
                )
            },
        ),
        ("How it runs", {"fields": ("status", ("start", "end"))}),
        (
            "Decision",
            {
                "fields": ("decision", ("decided_at", "decided_by"), ("agreed", "seen")),
                "description": "A decision made here is not in the win rate: the page of the "
                "experiment holds it against the counts.",
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        return (*self.readonly_fields, "app", "kind") if obj else self.readonly_fields

    def save_model(self, request, obj, form, change) -> None:
        """A decision that was changed here is no longer the one that the counts agreed with."""
        if "decision" in form.changed_data or obj.status != Status.DECIDED:
            obj.agreed = False
        super().save_model(request, obj, form, change)
