"""A network of six creatives in two countries over 70 days, and what may happen to it.

No random numbers: IPM 5 to 10 in the US and half of that in Brazil, moved by a short wave.
"""

from collections import defaultdict
from collections.abc import Callable

from campaigns.stats.creatives.app import judge_app
from campaigns.stats.creatives.falls import CreativeFall
from campaigns.stats.creatives.lines import Counts, Subject

DAYS = 70
COUNTRIES = {"US": (1.0, 10_000), "BR": (0.5, 6_000)}
CHANGE = 45
LAUNCH = 30
ONE = Subject(1, "Northlight")
VIDEO: dict = defaultdict(lambda: "video")

Change = Callable[[int, str, int, float, int], tuple[float, float]]


def subject(creative: int) -> Subject:
    return Subject(creative, ONE.network)


def line(creative: int, country: str, rate: float, change: Change) -> list[tuple[int, int]]:
    """The days of one creative at a rate; `change` gives impressions and rate of a day."""
    days = []
    for day in range(DAYS):
        n, r = change(creative, country, day, rate, COUNTRIES[country][1])
        wave = 1 + 0.05 * ((7 * day + 3 * creative) % 5 - 2)
        days.append((int(n), round(int(n) * r * wave)))
    return days


def world(change: Change, launched: int = 0) -> Counts:
    """Six creatives, and some more that are launched on day 30 at IPM 12."""
    rates = {creative: (4 + creative) / 1000 for creative in range(1, 7)}
    counts = {
        subject(creative): {
            country: line(creative, country, rate * rich, change)
            for country, (rich, _) in COUNTRIES.items()
        }
        for creative, rate in rates.items()
    }
    for creative in range(7, 7 + launched):
        counts[subject(creative)] = {
            country: [
                pair if day >= LAUNCH else (0, 0)
                for day, pair in enumerate(line(creative, country, 0.012 * rich, flat))
            ]
            for country, (rich, _) in COUNTRIES.items()
        }
    return counts


def flat(creative, country, day, rate, n):
    return n, rate


def fall(creative, country, day, rate, n):
    part = min(1.0, max(0.0, (day - 34) / 15)) if creative == 1 else 0
    return n, rate * (1 - 0.4 * part)


def season(creative, country, day, rate, n):
    return n, rate * (0.6 if day >= CHANGE else 1)


def mix(creative, country, day, rate, n):
    moved = creative == 1 and day >= CHANGE
    return ({"US": 1_500, "BR": 14_500}[country] if moved else n), rate


def pulled(creative, country, day, rate, n):
    return (n // 5 if creative == 1 and day >= CHANGE else n), rate


def crowded_out(creative, country, day, rate, n):
    return (n // 4 if day >= LAUNCH else n), rate


def launch() -> Counts:
    """Twenty better creatives on day 30; the old ones keep a quarter of their impressions."""
    return world(crowded_out, launched=20)


def from_day(day: int, countries):
    """The same counts without the days before."""
    return {country: [(0, 0)] * day + list(days[day:]) for country, days in countries.items()}


def judged(counts: Counts, who: Subject = ONE, **more) -> CreativeFall:
    settled = {subject.network: DAYS for subject in counts}
    return judge_app(counts, VIDEO, settled, only=[who], **more)[who]
