"""The one chart of a case: what the signal is about, the network beside its peers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from campaigns import formats
from campaigns.judgement.fraud.dossier import Dossier
from campaigns.judgement.fraud.measures import Measure
from campaigns.metrics import Counts, Ratio, total
from campaigns.models import BUCKETS
from campaigns.pages.fraud import words
from campaigns.ui import charts
from campaigns.ui.charts import LineChart, Series
from campaigns.ui.pictures import BarChart

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
PEERS = "peers together"
Points = list[float | None]


@dataclass(frozen=True)
class CaseChart:
    """A chart, and the same numbers as a table: `heads` over `rows`."""

    title: str
    hint: str
    spec: dict[str, Any]
    heads: list[str]
    rows: list[list[str]]


def chart(dossier: Dossier) -> CaseChart | None:
    """The chart of a case's kind; None where its counts are not there any more."""
    return CHARTS[dossier.kind.key](dossier)


def _who(dossier: Dossier) -> str:
    return dossier.case.source_app or dossier.case.network.name


# Lines by day


def _lines(
    dossier: Dossier,
    title: str,
    unit: str,
    series: list[tuple[str, Points, float | None]],
    limit: float | None = None,
) -> CaseChart | None:
    """Lines by day; the first is the network's. Each has its points and its value over all."""
    if all(point is None for _, points, _ in series for point in points):
        return None
    labels = [formats.day(day) for day in dossier.period.days()]
    notes = charts.notes(dossier.annotations, list(dossier.period.days()))
    return CaseChart(
        title,
        f"{unit}, per day",
        LineChart(
            labels=labels,
            unit=unit,
            per="day",
            target=limit,
            target_label="" if limit is None else f"signal: {formats.three_places(limit)}",
            series=[
                Series(
                    name,
                    "expected" if place else "watch",
                    points,
                    words.number(value, ""),
                    shape=None if place else "triangle",
                )
                for place, (name, points, value) in enumerate(series)
            ],
            notes=notes,
        ).spec,
        ["Day", *(name for name, _, _ in series), *(["Notes"] if notes else [])],
        [
            [
                label,
                *(words.number(points[i], "") for _, points, _ in series),
                *(["; ".join(charts.said(notes, i))] if notes else []),
            ]
            for i, label in enumerate(labels)
        ],
    )


def _by_ratio(ratio: Ratio, title: str) -> Callable[[Dossier], CaseChart | None]:
    """A ratio by day, the network's beside that of all peers together."""

    def lines(dossier: Dossier) -> CaseChart | None:
        peers = [total(c for c in day if c) for day in zip(*dossier.peers.values(), strict=True)]
        peers = peers or [Counts()] * len(dossier.days)
        series = [
            (
                _who(dossier),
                [getattr(day.counts, ratio.name) for day in dossier.days],
                getattr(dossier.total.counts, ratio.name),
            ),
            (PEERS, [getattr(c, ratio.name) for c in peers], getattr(total(peers), ratio.name)),
        ]
        unit = f"{ratio.label} {words.unit(ratio.unit)}".strip()
        return _lines(dossier, title, unit, series)

    return lines


def _index(points: Sequence[float | None], before: slice) -> Points:
    """Each day in per cent of the average of the days before."""
    known = [p for p in points[before] if p is not None]
    base = sum(known) / len(known) if known else 0
    return [None if p is None or not base else 100 * p / base for p in points]


def _stuffing(dossier: Dossier) -> CaseChart | None:
    before = slice(0, -7)
    series = []
    for name in ("impressions", "installs"):
        points = _index([getattr(day.counts, name) for day in dossier.days], before)
        recent = [p for p in points[-7:] if p is not None]
        series.append((name, points, sum(recent) / len(recent) if recent else None))
    return _lines(dossier, "Impressions jump, installs do not", "100 = the 21 days before", series)


def _poaching(dossier: Dossier) -> CaseChart | None:
    before = slice(0, 14)
    own = _index([day.counts.installs for day in dossier.days], before)
    organic = _index(dossier.beside["organic"], before)
    series = [(_who(dossier), own, None), ("organic", organic, None)]
    return _lines(dossier, "Installs", "100 = the 14 days before", series)


def _over_reporting(dossier: Dossier) -> CaseChart | None:
    pairs = list(zip(dossier.beside["network"], dossier.beside["mmp"], strict=True))
    points = [n / m if n is not None and m else None for n, m in pairs]
    both = [(n, m) for n, m in pairs if n is not None and m]
    whole = sum(n for n, _ in both) / sum(m for _, m in both) if both else None
    limit = Measure(**dossier.case.evidence[0]).limit
    series = [("claimed to the MMP’s", points, whole)]
    return _lines(dossier, "Installs claimed, as a multiple of the MMP’s", "times", series, limit)


def _rejected(dossier: Dossier) -> CaseChart | None:
    def share(counts: Counts | None) -> float | None:
        if counts is None or counts.rejected_installs is None:
            return None
        claims = (counts.installs or 0) + counts.rejected_installs
        return 100 * counts.rejected_installs / claims if claims else None

    if dossier.reasons:
        whole = sum(dossier.reasons.values())
        reasons = sorted(dossier.reasons.items(), key=lambda pair: -pair[1])[:8]
        shares = [100 * installs / whole for _, installs in reasons]
        labels = [reason for reason, _ in reasons]
        return _bars(dossier, "Why they were rejected", "% of rejected installs", labels, shares)
    peers = [total(c for c in day if c) for day in zip(*dossier.peers.values(), strict=True)]
    series = [
        (
            _who(dossier),
            [share(day.counts) for day in dossier.days],
            share(dossier.total.counts),
        ),
        (PEERS, [share(c) for c in peers] or [None] * len(dossier.days), share(total(peers))),
    ]
    return _lines(dossier, "Rejected installs", "%", series)


# Bars


def _bars(
    dossier: Dossier,
    title: str,
    hint: str,
    labels: list[str],
    own: Points,
    peers: Points | None = None,
    peers_name: str = "median of peers",
) -> CaseChart | None:
    """Bars by label, the network's beside its peers'."""
    if all(value is None for value in own):
        return None
    series = [(_who(dossier), "own", own)] + ([(peers_name, "peers", peers)] if peers else [])
    return CaseChart(
        title,
        hint,
        BarChart(
            labels=labels,
            unit="%" if hint.startswith("%") else "",
            series=[
                {
                    "name": name,
                    "role": role,
                    "points": [None if p is None else round(p, 4) for p in points],
                    "words": [words.number(p, "") for p in points],
                }
                for name, role, points in series
            ],
        ).spec,
        ["", *(name for name, _, _ in series)],
        [
            [label, *(words.number(points[i], "") for _, _, points in series)]
            for i, label in enumerate(labels)
        ],
    )


def _medians(peers: Sequence[Sequence[float]], places: int) -> Points | None:
    return [median(p[i] for p in peers) for i in range(places)] if len(peers) >= 3 else None


def _shares(parts: Sequence[float]) -> list[float]:
    whole = sum(parts)
    return [100 * part / whole for part in parts] if whole else []


def _click_times(dossier: Dossier) -> CaseChart | None:
    own = _shares(dossier.times or ())
    if not own:
        return None
    shares = [_shares(times) for times in dossier.peer_times]
    peers = _medians([s for s in shares if s], len(BUCKETS))
    labels = list(BUCKETS.values())
    return _bars(dossier, "Time from click to install", "% of installs", labels, own, peers)


def _retention(dossier: Dossier) -> CaseChart | None:
    lines = {line["key"]: Measure(**line) for line in dossier.case.evidence}
    shown = {"retention_d1": "Day 1", "retention_d7": "Day 7"}
    known = [(label, lines[key]) for key, label in shown.items() if key in lines]
    return _bars(
        dossier,
        "Users who return",
        "% of installs",
        [label for label, _ in known],
        [measure.own for _, measure in known],
        [measure.peers for _, measure in known],
    )


def _weekdays(dossier: Dossier) -> CaseChart | None:
    def shares(installs: Sequence[int | None]) -> list[float]:
        sums = [0] * 7
        for day, x in zip(dossier.period.days(), installs, strict=True):
            sums[day.weekday()] += x or 0
        return _shares(sums)

    own = shares([day.counts.installs for day in dossier.days])
    others = [shares([c and c.installs for c in days]) for days in dossier.peers.values()]
    peers = _medians([s for s in others if s], 7)
    return _bars(dossier, "Installs by weekday", "% of installs", list(WEEKDAYS), own, peers)


def _last_digits(dossier: Dossier) -> CaseChart | None:
    digits = Counter(day.counts.installs % 10 for day in dossier.days if day.counts.installs)
    own = _shares([digits[digit] for digit in range(10)])
    labels = [str(digit) for digit in range(10)]
    title = "Last digit of the installs of a day"
    return _bars(dossier, title, "% of days", labels, own, [10.0] * 10, "by chance")


def _flooding(dossier: Dossier) -> CaseChart | None:
    measures = [Measure(**line) for line in dossier.case.evidence]
    crossed = {measure.key for measure in measures if measure.crossed}
    if "late" in crossed and "clicks_per_install" not in crossed:
        return _click_times(dossier)
    return _by_ratio(Counts.cvr, "Clicks that install")(dossier)


CHARTS: dict[str, Callable[[Dossier], CaseChart | None]] = {
    "flooding": _flooding,
    "injection": _click_times,
    "views": _by_ratio(Counts.ctr, "Impressions that are clicked"),
    "stuffing": _stuffing,
    "incentive": _retention,
    "farm": _retention,
    "rejected": _rejected,
    "poaching": _poaching,
    "over_reporting": _over_reporting,
    "weekdays": _weekdays,
    "copied": _last_digits,
}
