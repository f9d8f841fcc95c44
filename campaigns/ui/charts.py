"""Lines over time for static/js/charts.js, their numbers as a table, and the scale of a column.

Only positions, roles and words are decided here. Which number is shown comes from the reports,
which colour it gets from the style sheet.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from math import floor, log10
from typing import Any

from campaigns import formats
from campaigns.judgement.breakdown import Breakdown
from campaigns.judgement.part_days import Daily
from campaigns.metrics import Counts
from campaigns.models import Annotation
from campaigns.periods import week
from campaigns.ui import note_words

SHAPES = ("circle", "square", "triangle", "diamond", "star", "cross")
"""The shape of slot 1, 2, ... With the colour of the slot it marks one network on every page."""

DAYS = 120
"""A longer range is drawn by week: more days than that are no longer told apart."""

Steps = Sequence[tuple[date, Counts, bool]]
"""Days or weeks with their counts and whether they are settled."""


def rounded(value: float | None) -> float | None:
    """As exact as a picture can be."""
    return None if value is None else round(value, 4)


def unsettled(settled: Sequence[bool]) -> int | None:
    """The first point of a line that is not final; None where all are."""
    return settled.index(False) if False in settled else None


@dataclass(frozen=True)
class Band:
    """A grey band behind the lines: its ends at each point, None where there is none."""

    low: Sequence[float | None]
    high: Sequence[float | None]
    words: Sequence[str] | None = None
    label: str = ""

    @property
    def spec(self) -> dict[str, Any]:
        ends = {"low": self.low, "high": self.high}
        spec: dict[str, Any] = {end: [rounded(v) for v in values] for end, values in ends.items()}
        return spec if self.words is None else spec | {"words": self.words, "label": self.label}


@dataclass(frozen=True)
class Outlook:
    """What is forecast of a line: its points and their range, None where nothing is."""

    points: Sequence[float | None]
    band: Band

    @property
    def spec(self) -> dict[str, Any]:
        return self.band.spec | {"points": [rounded(point) for point in self.points]}


@dataclass(frozen=True)
class Series:
    """One line of a chart: its points, None where there is a gap, and its value over all of them.

    `role` says what it is and how it looks; a `slot` gives it colour and shape, else `shape` marks
    it. `words` stand in the table of numbers, by default the points as an IPM. A click leads
    to `url`. What is `said` of a point stands beside its value while it is pointed at.
    """

    name: str
    role: str
    points: Sequence[float | None]
    value: str
    slot: int | None = None
    shape: str | None = None
    words: Sequence[str] | None = None
    settling_from: int | None = None
    url: str = ""
    outlook: Outlook | None = None
    said: Sequence[str] = ()

    @property
    def spec(self) -> dict[str, Any]:
        """For the script and the template."""
        spec: dict[str, Any] = {"url": self.url} if self.url else {}
        spec |= {
            "name": self.name,
            "slot": self.slot,
            "shape": SHAPES[self.slot - 1] if self.slot else self.shape,
            "role": self.role,
            "points": [rounded(point) for point in self.points],
            "value": self.value,
            "settling_from": self.settling_from,
        }
        if self.outlook is not None:
            spec["forecast"] = self.outlook.spec
        if self.said or self.outlook:
            spec["said"] = list(self.said) or [""] * len(self.points)
        if self.outlook is not None:
            spec["said"] = [
                said if low is None else ", ".join(filter(None, (said, _once_settled(low, high))))
                for said, low, high in zip(
                    spec["said"], self.outlook.band.low, self.outlook.band.high, strict=True
                )
            ]
        return spec if self.words is None else spec | {"words": list(self.words)}


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """Lines over days, weeks or months. `notes` are made by `notes()`.

    With the first and last day of each point in `days`, a drag over them chooses a range.
    """

    type = "lines"
    labels: Sequence[str]
    unit: str
    per: str
    series: Sequence[Series]
    target: float | None = None
    target_label: str = ""
    settling_from: int | None = None
    notes: Sequence[Mapping[str, Any]] = ()
    band: Band | None = None
    days: Sequence[tuple[date, date]] = ()

    @property
    def spec(self) -> dict[str, Any]:
        """For the script and the template."""
        spec: dict[str, Any] = {
            "type": self.type,
            "labels": list(self.labels),
            "unit": self.unit,
            "per": self.per,
            "target": self.target,
            "target_label": self.target_label,
            "settling_from": self.settling_from,
            "series": [one.spec for one in self.series],
            "notes": list(self.notes),
        }
        if self.days:
            spec["days"] = [[first.isoformat(), last.isoformat()] for first, last in self.days]
        return spec if self.band is None else spec | {"band": self.band.spec}


def _once_settled(low: float, high: float | None) -> str:
    ends = (formats.ratio(Counts.ipm, end) for end in (low, high))
    return f"likely {' to '.join(ends)} once settled"


def target_label(target: float | None) -> str:
    """Target 6.0"""
    return "" if target is None else f"Target {level(target)}"


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


def spans(page: Breakdown) -> list[tuple[date, date]]:
    """The first and last day of each point of a chart."""
    first, last = page.period.first, page.period.last
    starts = [day for day, _, _ in steps(page.total.daily)]
    reach = timedelta(days=6 if len(page.total.daily) > DAYS else 0)
    return [(max(day, first), min(day + reach, last)) for day in starts]


def steps(daily: Daily) -> Steps:
    """The days, or the weeks where they are many. A week is settled when all its days are."""
    return daily if len(daily) <= DAYS else daily.by_week()


def days_of_steps(daily: Daily) -> list[list[date]]:
    """The days of each of the `steps`."""
    days = [day for day, _, _ in daily]
    if len(days) <= DAYS:
        return [[day] for day in days]
    return [list(some) for _, some in groupby(days, week)]


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
