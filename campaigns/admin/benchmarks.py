"""Benchmarks: ranges that somebody published, with where they stand."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from campaigns.models import Benchmark
from campaigns.models.choices import Platform


class BenchmarkForm(forms.ModelForm):
    """A range with both ends in order. An empty choice means all."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "format": [(v, label) for v, label in Benchmark.format.field.choices if v],
            "platform": Platform.choices,
        }
        for name, known in choices.items():
            if name in self.fields:  # not where the form may only be read
                self.fields[name].choices = [("", "All"), *known]

    def clean(self) -> dict:
        asked = super().clean()
        low, high = asked.get("ipm_low"), asked.get("ipm_high")
        if low is not None and high is not None and not 0 <= low <= high or high == 0:
            raise ValidationError({"ipm_high": "The range ends before it starts."})
        return asked


@admin.register(Benchmark)
class BenchmarkAdmin(admin.ModelAdmin):
    form = BenchmarkForm
    list_display = (
        "format", "genre", "platform", "country", "ipm_low", "ipm_high", "source", "published",
        "trust",
    )  # fmt: skip
    list_display_links = ("format", "genre")
    list_filter = ("format", "platform", "trust")
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("genre", "source")
    search_help_text = "Genre or source"
    fieldsets = (
        ("What", {"fields": ("format", "genre", ("platform", "country"))}),
        ("Range", {"fields": (("ipm_low", "ipm_high"),)}),
        (
            "Source",
            {
                "fields": ("source", "published", "trust"),
                "description": "Enter only what somebody published, and say where: the planner "
                "shows it beside your own IPM.",
            },
        ),
    )
