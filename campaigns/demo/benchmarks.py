"""Benchmarks of the demo. Nobody published them: they are invented and say so."""

from datetime import date, timedelta

from campaigns.models import Benchmark
from campaigns.models.choices import Format, Platform

SOURCE = "Invented for the demo"
AGE = timedelta(days=120)

RANGES = (
    (Format.REWARDED_VIDEO, "", "US", 5.0, 9.0),
    (Format.REWARDED_VIDEO, Platform.ANDROID, "", 3.5, 6.5),
    (Format.PLAYABLE, Platform.IOS, "", 15.0, 22.0),
    (Format.PLAYABLE, Platform.ANDROID, "BR", 4.0, 8.0),
    (Format.INTERSTITIAL, "", "", 2.0, 4.0),
    (Format.BANNER, "", "IN", 0.1, 0.3),
    (Format.NATIVE, "", "", 1.0, 3.0),
)
"""Format, platform, country ("" for all), IPM from and to."""


def write(last: date) -> None:
    """Enter them, as of some months before the last day."""
    Benchmark.objects.bulk_create(
        Benchmark(
            format=format,
            genre="Puzzle (invented)",
            platform=platform,
            country=country,
            ipm_low=low,
            ipm_high=high,
            source=SOURCE,
            published=last - AGE,
            trust=Benchmark.Trust.LOW,
            is_demo=True,
        )
        for format, platform, country, low, high in RANGES
    )
