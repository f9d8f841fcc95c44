"""Verdicts and decisions to look at, thresholds to change; every change is logged."""

from django import forms
from django.contrib import admin

from campaigns.admin.history import ReadOnly
from campaigns.judgement import thresholds
from campaigns.models import Decision, Threshold, ThresholdChange, Verdict


class ThresholdForm(forms.ModelForm):
    """A threshold within its bounds and in order with the others."""

    name = forms.ChoiceField(
        help_text="Deleting a row here brings the default back. What each means: the method page."
    )

    class Meta:
        model = Threshold
        fields = ("name", "value")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [
            (d.name, f"{d.name}: {d.meaning} (default {d.default:g})")
            for d in thresholds.DEFINITIONS.values()
            if d.editable
        ]
        if self.instance.pk:
            self.fields["name"].disabled = True

    def clean(self) -> dict:
        asked = super().clean()
        if "name" in asked and "value" in asked:
            reason = thresholds.problem(asked["name"], asked["value"], thresholds.current())
            if reason:
                raise forms.ValidationError({"value": reason})
        return asked


@admin.register(Threshold)
class ThresholdAdmin(admin.ModelAdmin):
    """Only thresholds that differ from their default have a row."""

    form = ThresholdForm
    list_display = ("name", "value", "default")
    actions = None

    @admin.display
    def default(self, threshold) -> float:
        return thresholds.DEFINITIONS[threshold.name].default

    def save_model(self, request, obj, form, change) -> None:
        obj.pk = thresholds.change(obj.name, obj.value, request.user).pk

    def delete_model(self, request, obj) -> None:
        thresholds.reset(obj.name, request.user)


@admin.register(ThresholdChange)
class ThresholdChangeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("changed_at", "name", "before", "after", "user")
    list_filter = ("name",)
    list_select_related = ("user",)


@admin.register(Verdict)
class VerdictAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("day", "app", "network", "verdict", "ipm", "expected_ipm", "restated")
    list_filter = ("verdict", "app", "network", "restated", "superseded")
    list_select_related = ("app", "network")
    date_hierarchy = "day"
    show_full_result_count = False


@admin.register(Decision)
class DecisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("day", "app", "network", "word", "user", "owner", "snoozed_until", "note")
    list_select_related = ("app", "network", "user", "owner")
