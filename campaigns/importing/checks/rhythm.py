"""Whether lines are days of their own: running totals, weeks or months, the same counts again."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from campaigns.importing.codes import Code, words
from campaigns.importing.lines import TOTALS, Doubt
from campaigns.importing.report import Report

NAMES = (
    *("app", "store_id", "platform", "network", "campaign", "campaign_id", "targeting"),
    *("creative", "creative_id", "format", "country", "store_page", "reported_by"),
)
MOST_SERIES = 200
LEAST_DAYS = 5
"""A series of fewer may rise day by day by chance: weekends are larger."""
LEAST_RISES = 6
"""Seven days in rising order are one chance in 5,040."""
LARGE = 20
"""Two lines may have the same smaller counts by chance."""
MOST_AT_ONCE = 100_000
_RUNNING = re.compile(r"cumulat|kumul|running|todate|lifetime")
_LONGER = re.compile(
    r"(week|month|woche|monat|semaine|semana)"
    r"(s?|start|starting|startdate|beginning|begin|commencing|of|date)"
)


def doubt_rhythm(report: Report, values: Mapping[str, Sequence[Any]]) -> None:
    """What adds up wrongly though every line is right: asked where the header says so, too, else
    only warned of, as days may well rise, and a report may be of Mondays alone."""
    counts = [values[name] for name in TOTALS if name in values]
    days = values.get("day", ())
    if not counts or not len(days) or None in days:
        return
    _longer(report, days)
    names = [values[name] for name in NAMES if name in values]
    _running(report, days, names, counts)
    # Where a totals row agrees with the lines they are counted once each.
    if not report.total_rows:
        _warn_of_repeated(report, days, names, counts)


def _longer(report: Report, days: Sequence[date]) -> None:
    """Days that are all a week or a month apart, or called so, may each stand for all of it."""
    found = sorted(set(days))
    place = report.columns.at.get("day")
    called = place is not None and _LONGER.fullmatch(report.header.plain[place])
    apart = ""
    if len(found) > 2 or (called and len(found) > 1):
        if len({day.weekday() for day in found}) == 1:
            apart = "a week"
        elif len({day.day for day in found}) == 1:
            apart = "a month"
    if apart or called:
        how = f"are all {apart} apart" if apart else f"stand under {report.named('day')!r}"
        _say(report, Code.NOT_DAILY, called=bool(called), how=how)


def _running(
    report: Report, days: Sequence[date], names: list[Sequence], counts: list[Sequence]
) -> None:
    """Counts that never fall in any of the first series, and rise nearly every day."""
    if len(set(days)) < LEAST_DAYS:
        return
    series: dict[tuple, dict[date, list[int]]] = {}
    keys = zip(*names, strict=True) if names else ((),) * len(days)
    for key, day, *row in zip(keys, days, *counts, strict=True):
        if key not in series:
            if len(series) == MOST_SERIES:
                continue
            series[key] = {}
        sums = series[key].setdefault(day, [0] * len(row))
        for place, count in enumerate(row):
            sums[place] += count or 0
    steps = [
        [b - a for a, b in zip(sums[one], sums[other], strict=True)]
        for sums in series.values()
        if len(sums) >= LEAST_DAYS
        for one, other in pairwise(sorted(sums))
    ]
    rises = sum(any(step) for step in steps)
    if rises >= LEAST_RISES and 2 * rises > len(steps) and min(map(min, steps)) >= 0:
        called = any(map(_RUNNING.search, report.header.plain))
        _say(report, Code.RUNNING_TOTALS, called=called)


def _warn_of_repeated(
    report: Report, days: Sequence[date], names: list[Sequence], counts: list[Sequence]
) -> None:
    """More than a tenth of the lines with the day, the names and the counts of an earlier line.

    Of a large file so many days and names are looked at as make a hundred thousand lines.
    """
    parts = 1 + len(days) // MOST_AT_ONCE
    hashes = [key for key in map(hash, zip(days, *names, *counts, strict=True)) if not key % parts]
    if len(set(hashes)) == len(hashes):
        return
    seen: dict[int, int] = {}
    again: list[tuple[int, int]] = []
    large = 0
    for place, row in enumerate(zip(days, *names, *counts, strict=True)):
        if max(count or 0 for count in row[-len(counts) :]) < LARGE:
            continue
        key = hash(row)
        if key % parts:
            continue
        large += 1
        if (first := seen.setdefault(key, place)) != place:
            again.append((first, place))
    if len(again) > 1 and 10 * len(again) > large:
        numbers = report.rows.numbers
        first, place = again[0]
        share = f"{100 * len(again) / large:.0f} %"
        report.warn(
            f"{share} of the lines repeat another line of their day and names, as line "
            f"{numbers[place]} does line {numbers[first]}. Are counts there more than once?"
        )


def _say(report: Report, point: Code, *, called: bool, **said: object) -> None:
    if called:
        report.doubts.append(Doubt.of(point, report.header.line, **said))
    else:
        report.warn(words(point, **said))
