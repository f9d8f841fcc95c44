"""Published IPM benchmarks, entered by hand with where they come from."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from campaigns.models.choices import COUNTRIES, Format, Platform, country_choices


class Benchmark(models.Model):
    """The usual IPM of a format, genre, platform and country, as some source states it.

    An empty format, platform or country means all of them.
    """

    class Trust(models.TextChoices):
        HIGH = "high", "High: method and sample are published"
        MEDIUM = "medium", "Medium: known source, method unclear"
        LOW = "low", "Low: hearsay or a small sample"

    format = models.CharField(max_length=16, choices=Format.choices, blank=True)
    genre = models.CharField(max_length=100, blank=True, help_text="Puzzle, shopping; empty: all")
    platform = models.CharField(max_length=10, choices=Platform.choices, blank=True)
    country = models.CharField(max_length=2, choices=country_choices, blank=True)
    ipm_low = models.DecimalField(
        "IPM from", max_digits=8, decimal_places=3, validators=[MinValueValidator(0)]
    )
    ipm_high = models.DecimalField(
        "IPM to", max_digits=8, decimal_places=3, validators=[MinValueValidator(0)]
    )
    source = models.CharField(max_length=200, help_text="Who published it, and where")
    published = models.DateField("date", help_text="When it was published")
    trust = models.CharField(max_length=6, choices=Trust.choices, default=Trust.MEDIUM)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["format", "platform", "country", "-published", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(ipm_low__gte=0, ipm_high__gte=models.F("ipm_low"), ipm_high__gt=0),
                name="benchmark_range_in_order",
                violation_error_message="The range ends before it starts.",
            ),
            CheckConstraint(condition=Q(format__in=Format.values), name="benchmark_format_known"),
            CheckConstraint(
                condition=Q(platform__in=["", *Platform.values]), name="benchmark_platform_known"
            ),
            CheckConstraint(
                condition=Q(country__in=["", *sorted(COUNTRIES)]), name="benchmark_country_known"
            ),
            CheckConstraint(
                condition=Q(trust__in=["high", "medium", "low"]), name="benchmark_trust_known"
            ),
            UniqueConstraint(
                fields=["format", "genre", "platform", "country", "source", "published"],
                name="one_benchmark_per_source_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} IPM {self.ipm_low:g} to {self.ipm_high:g}"
