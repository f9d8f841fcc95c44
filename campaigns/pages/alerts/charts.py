"""The replayed days of a series as a small line, with the stretches in which it was off."""

from dataclasses import dataclass

from campaigns.judgement.alerts.replay import Replay, WatchedLine

WIDTH, HEIGHT, MARGIN = 600, 34, 3


@dataclass(frozen=True)
class OffStretch:
    """Where a series was off, in the drawing."""

    x: float
    width: float


@dataclass(frozen=True)
class Drawing:
    """Strokes for SVG, and the stretches."""

    strokes: list[str]
    stretches: list[OffStretch]


def drawn(line: WatchedLine, found: Replay) -> Drawing:
    """A line of its days, a gap where one is missing, from zero or its lowest half."""
    first, last = found.first.toordinal(), found.last.toordinal()
    top = max(line.rates.values(), default=1) or 1
    bottom = min(min(line.rates.values(), default=0), top / 2)

    def x(day: int) -> float:
        return round((day - first) * WIDTH / max(last - first, 1), 1)

    runs: list[list[str]] = []
    before = None
    for day, rate in sorted(line.rates.items()):
        y = HEIGHT - MARGIN - (rate - bottom) / (top - bottom or 1) * (HEIGHT - 2 * MARGIN)
        if before != day - 1:
            runs.append([])
        runs[-1].append(f"{x(day)},{round(y, 1)}")
        before = day
    stretches = []
    for one in line.stretches:
        end = one.normal_from or one.level or last
        start = x(max(one.since, first))
        stretches.append(OffStretch(start, max(x(end) - start, 2)))
    return Drawing([" ".join(run) for run in runs], stretches)
