"""Inline SVG: the days of a row in small, and the axis of the IPM tile."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns import formats
from campaigns.judgement.part_days import Daily
from campaigns.metrics import Counts
from campaigns.ui import charts


@dataclass(frozen=True)
class Spark:
    """A small line: strokes of final days, strokes of settling ones, and the last final point."""

    solid: list[str]
    dashed: list[str]
    last: tuple[float, float] | None
    label: str


def sparkline(days: Daily, width: int = 96, height: int = 22) -> Spark | None:
    """The IPM of the days, from their lowest to their highest; None without any.

    The scale spans half of the highest at least, so that steady days look steady. A gap stays a
    gap. The stroke into a day that still settles is dashed.
    """
    daily = charts.steps(days)
    ipms = [counts.ipm for _, counts, _ in daily]
    values = [value for value in ipms if value is not None]
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
        for i, value in enumerate(ipms)
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
        "target": lambda value: f"target {charts.level(value)}",
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
