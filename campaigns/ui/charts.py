"""Shapes of numbers for the eye: JSON for static/js/charts.js and the geometry of inline SVG.

Only positions, roles and words are decided here. Which number is shown comes from the reports,
which colour it gets from the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import floor, log10
from typing import Any

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown
from campaigns.judgement.networks.standing import Networks, Standing
from campaigns.metrics import Counts, total
from campaigns.models import Annotation
from campaigns.periods import week
from campaigns.ui import note_words

SHAPES = ("circle", "square", "triangle", "diamond", "star", "cross")
"""The shape of slot 1, 2, ... With the colour of the slot it marks one network on every page."""

DAYS = 120
"""A longer range is drawn by week: more days than that are no longer told apart."""

Daily = Sequence[tuple[date, Counts, bool]]


def trend(page: Networks, annotations: Iterable[Annotation] = ()) -> dict[str, Any] | None:
    """The daily IPM of the networks, a line each, or None where no day has an IPM.

    The networks with a slot have a line of their own; the counts of all others are added up to one
    grey line. A day without an IPM is null, never 0. Long ranges are summed to weeks.
    """
    own = sorted((s for s in page.networks if s.slot), key=lambda s: s.slot)
    rest = [s for s in page.networks if not s.slot]
    lines = [_line([s]) for s in own] + ([_line(rest)] if rest else [])
    if not lines:
        return None
    starts = [line["settling_from"] for line in lines if line["settling_from"] is not None]
    return {
        "type": "lines",
        "labels": labels(page),
        "unit": Counts.ipm.label,
        "per": "week" if len(page.period) > DAYS else "day",
        "target": page.target,
        "target_label": "" if page.target is None else f"Target {level(page.target)}",
        "settling_from": min(starts, default=None),
        "series": lines,
        "notes": notes(annotations, [day for day, _, _ in steps(page.total.daily)]),
    }


def notes(annotations: Iterable[Annotation], days: Sequence[date]) -> list[dict[str, Any]]:
    """Where notes stand on a chart, for its "notes".

    `days` are the first days of its points: days, Mondays of weeks or firsts of months. A note
    about several days reaches from the point `index` to the point `last`; `words` say what it is
    about too.
    """

    def place(day: date) -> int:
        return max(0, bisect_right(days, day) - 1)

    return [
        {
            "index": place(note.day),
            "last": place(note.last_day or note.day),
            "text": note_words.brief(note),
            "words": note_words.sentence(note),
        }
        for note in annotations
        if days
    ]


def labels(page: Breakdown) -> list[str]:
    """The days of a chart, or the Mondays of its weeks."""
    first, last = page.period.first, page.period.last
    year = len(page.period) > DAYS and first.year != last.year
    return [formats.day(max(day, first), year=year) for day, _, _ in steps(page.total.daily)]


def steps(daily: Daily) -> Daily:
    """The days, or the weeks where they are many. A week is settled when all its days are."""
    if len(daily) <= DAYS:
        return daily
    weeks = [(monday, list(days)) for monday, days in groupby(daily, lambda day: week(day[0]))]
    return [
        (monday, total(counts for _, counts, _ in days), all(settled for _, _, settled in days))
        for monday, days in weeks
    ]


def _line(members: Sequence[Standing]) -> dict[str, Any]:
    """One line: a network's, or that of several whose counts are added day by day."""
    first, slot = members[0], members[0].slot
    days = [total(counts for _, counts, _ in same) for same in zip(*_daily(members), strict=True)]
    settled = [all(done for _, _, done in same) for same in zip(*_daily(members), strict=True)]
    role = "others" if not slot else "flagged" if _flagged(first) else "series"
    return {
        "name": first.name if len(members) == 1 else f"{len(members)} others",
        "slot": slot,
        "shape": SHAPES[slot - 1] if slot else None,
        "role": role,
        "points": [None if day.ipm is None else round(day.ipm, 4) for day in days],
        "value": formats.ratio(Counts.ipm, total(s.counts for s in members).ipm),
        "settling_from": settled.index(False) if False in settled else None,
    }


def _flagged(standing: Standing) -> bool:
    """Whether the verdict says act; without one, whether the target is missed."""
    if standing.flag:
        return standing.flag.verdict.verdict == "act"
    return standing.mark == "below"


def _daily(members: Iterable[Standing]) -> list[Daily]:
    return [steps(member.daily) for member in members]


@dataclass(frozen=True)
class Day:
    """One line of the numbers behind a chart."""

    label: str
    values: tuple[str, ...]
    settling: bool
    notes: tuple[str, ...] = ()
    hint: str = ""


def numbers(chart: Mapping[str, Any]) -> list[Day]:
    """The points of a line chart as a table, newest day first.

    A chart may bring the `words` of its points and its `hints` along.
    """
    first = chart["settling_from"]
    words = list(zip(*(_words(line) for line in chart["series"]), strict=True))
    bands = _bands(chart)
    settling = [first is not None and index >= first for index in range(len(chart["labels"]))]
    hints = chart.get("hints") or ["settling" if still else "" for still in settling]
    days = [
        Day(
            label,
            (*words[index], *bands[index]),
            settling[index],
            said(chart["notes"], index),
            hints[index],
        )
        for index, label in enumerate(chart["labels"])
    ]
    return days[::-1]


def said(notes: Iterable[Mapping[str, Any]], index: int) -> tuple[str, ...]:
    """The words of the notes that stand at, or begin at, a point of a chart."""
    return tuple(note.get("words", note["text"]) for note in notes if note["index"] == index)


def _words(line: Mapping[str, Any]) -> list[str]:
    return line.get("words") or [formats.ratio(Counts.ipm, point) for point in line["points"]]


def _bands(chart: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """One more cell for each day of a chart with a band."""
    if "band" not in chart:
        return [()] * len(chart["labels"])
    if "words" in chart["band"]:
        return [(word,) for word in chart["band"]["words"]]
    ends = zip(chart["band"]["low"], chart["band"]["high"], strict=True)
    return [
        (formats.NO_DATA,)
        if low is None
        else (f"{formats.ratio(Counts.ipm, low)} to {formats.ratio(Counts.ipm, high)}",)
        for low, high in ends
    ]


def level(value: float) -> str:
    """A target as a person sets it: 6.0, 6.25"""
    return f"{value:,.2f}".removesuffix("0")


@dataclass(frozen=True)
class Axis:
    """A scale from `start` to `end` over a column of any width, with some room at both ends."""

    end: float
    step: float
    start: float = 0.0

    MARGIN = 5

    @classmethod
    def over(cls, values: Iterable[float | None], *, ticks: int = 4, cut: bool = False) -> "Axis":
        """The axis that holds all values, with at most `ticks` round steps.

        It starts at 0, or `cut` at a round number under the smallest value, for marks that stand
        for themselves and no lengths.
        """
        known = [value for value in values if value is not None]
        largest = max(known, default=0) or 1
        smallest = min(known) if cut and known else 0
        rough = (largest - smallest) / ticks or largest / ticks
        power = 10.0 ** floor(log10(rough))
        step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough * 0.999)
        return cls(step * -(-largest * 0.999 // step), step, step * (smallest // step))

    def x(self, value: float) -> float:
        """The place of a value, in per cent of the width; what is beyond the end stands there."""
        part = min(1.0, (value - self.start) / (self.end - self.start))
        return round(self.MARGIN + part * (100 - 2 * self.MARGIN), 2)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Place and word of each tick."""
        steps = round((self.end - self.start) / self.step)
        values = [self.start + i * self.step for i in range(steps + 1)]
        return [(self.x(value), f"{value:g}") for value in values]


@dataclass(frozen=True)
class Spark:
    """A small line: strokes of final days, strokes of settling ones, and the last final point."""

    solid: list[str]
    dashed: list[str]
    last: tuple[float, float] | None
    label: str


def sparkline(daily: Daily, width: int = 96, height: int = 22) -> Spark | None:
    """The IPM of the days, from their lowest to their highest; None without any.

    The scale spans half of the highest at least, so that steady days look steady. A gap stays a
    gap. The stroke into a day that still settles is dashed.
    """
    daily = steps(daily)
    days = [counts.ipm for _, counts, _ in daily]
    values = [value for value in days if value is not None]
    if not values:
        return None
    top, margin = max(values) or 1, 3
    bottom = min(*values, 0.5 * top)
    up = (height - 2 * margin) / (top - bottom)
    across = (width - 2 * margin) / max(1, len(daily) - 1)
    at = [
        None
        if value is None
        else (round(margin + i * across, 1), round(height - margin - (value - bottom) * up, 1))
        for i, value in enumerate(days)
    ]
    strokes: dict[bool, list[list[tuple[float, float]]]] = {True: [], False: []}
    for i, point in enumerate(at):
        if point is None:
            continue
        settled, before = daily[i][2], at[i - 1] if i else None
        runs = strokes[settled]
        if before and runs and runs[-1][-1] == before:
            runs[-1].append(point)
        else:
            runs.append([before, point] if before and settled is False else [point])
    final = [point for point, day in zip(at, daily, strict=True) if point and day[2]]
    first, last = f"{values[0]:.2f}", f"{values[-1]:.2f}"
    return Spark(
        [_points(run) for run in strokes[True]],
        [_points(run) for run in strokes[False]],
        final[-1] if final else None,
        f"from {first} to {last}, lowest {min(values):.2f}, highest {max(values):.2f}",
    )


def _points(run: list[tuple[float, float]]) -> str:
    """A stroke for SVG. A day alone becomes a dot: a stroke without length is not drawn."""
    if len(run) == 1:
        run = [*run, (run[0][0] + 0.1, run[0][1])]
    return " ".join(f"{x},{y}" for x, y in run)


@dataclass(frozen=True)
class Mark:
    """A point on an axis with its words: where it stands, where the words stand and how."""

    x: float
    text: str
    text_x: float
    anchor: str


@dataclass(frozen=True)
class Gauge:
    """The axis in the IPM tile: the interval, the value, the target and the value before."""

    low: float
    high: float
    value: float
    target: Mark | None
    before: Mark | None


def gauge(interval: Mapping[str, float | None], width: int = 220) -> Gauge:
    """Positions on an axis that holds everything given, and does not start at 0.

    The words under target and before never touch: where the two are near, each stands outside.
    """
    found = [value for value in interval.values() if value is not None]
    low, high = min(found), max(found)
    margin = max(high - low, 0.02 * high) * 0.35 or 1
    scale = width / (high - low + 2 * margin)

    def x(value: float) -> float:
        return round((value - low + margin) * scale, 1)

    words = {
        "target": lambda value: f"target {level(value)}",
        "before": lambda value: f"before {formats.ratio(Counts.ipm, value)}",
    }
    places = {name: x(interval[name]) for name in words if interval.get(name) is not None}
    near = len(places) == 2 and abs(places["target"] - places["before"]) < 80
    marks = {}
    for name, place in places.items():
        text = words[name](interval[name])
        half = 3.2 * len(text)
        if near:
            middle, left = sum(places.values()) / 2, name == min(places, key=places.get)
            anchor, text_x = ("end", middle - 4) if left else ("start", middle + 4)
        else:
            anchor, text_x = "middle", min(max(place, half), width - half)
        marks[name] = Mark(place, text, round(text_x, 1), anchor)
    return Gauge(
        x(interval["low"]),
        x(interval["high"]),
        x(interval["value"]),
        marks.get("target"),
        marks.get("before"),
    )
