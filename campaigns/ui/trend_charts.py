"""A trend as pictures: IPM, CTR and CVR under one another, on the same days and in one set of
colours. JSON for static/js/multiples.js."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from campaigns import formats
from campaigns.judgement.forecasts import Settling
from campaigns.judgement.movement import FUNNEL
from campaigns.judgement.trends import (
    MOST_DAYS,
    PERS,
    SPLITS,
    Point,
    TrendLine,
    Trends,
    TrendStep,
)
from campaigns.metrics import Counts, Ratio
from campaigns.models import Annotation
from campaigns.reports import DIMENSIONS
from campaigns.ui import charts, point_words
from campaigns.ui.charts import Band, LineChart, Outlook, Series
from campaigns.ui.report_form import ReportForm
from campaigns.ui.settling import FORECAST, outlook

HINTS = {
    "ipm": "installs per 1,000 impressions",
    "ctr": "clicks per impression in %",
    "cvr": "installs per click in %",
}
NOT_YET = "not yet"
SETTLING = "settling"
NO_DATA = "no data"
NOTHING_SHOWN = "nothing shown"
NONE = Settling()
NO_LINKS: Mapping[Any, str] = {}


@dataclass(frozen=True)
class Picture:
    """One chart with its heading."""

    id: str
    title: str
    hint: str
    chart: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Multiple(LineChart):
    """One of several charts under one another, of the same days and colours."""

    type = "multiples"
    small: bool
    titles: Sequence[str]
    hints: Sequence[str]
    suffix: str
    grounds: Sequence[Mapping[str, Any]]
    partial: Sequence[int]
    marks: Sequence[int]
    foot: Mapping[str, str]
    no_data: str = NO_DATA

    @property
    def spec(self) -> dict[str, Any]:
        inherited = {field.name for field in fields(LineChart)}
        own = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in inherited}
        return super().spec | own


def pictures(
    found: Trends, form: ReportForm, notes: Iterable[Annotation] = (), settling: Settling = NONE
) -> list[Picture]:
    """A chart for each ratio that any step has, the lines of which lead to what they are of.

    That of IPM goes on with what is forecast of the days that still settle.
    """
    against, links = form.compared_words, _links(found, form)
    return [
        _picture(found, ratio, _chart(found, ratio, against, _marks(found, notes), settling, links))
        for ratio in FUNNEL
        if _is_known(found, ratio)
    ]


def ipm_of(
    found: Trends, name: str, target: float | None, against: str, notes: Iterable[Annotation] = ()
) -> Picture | None:
    """The IPM of one thing, that is not split, with its target; None where no step has one."""
    ipm, named = Counts.ipm, replace(found, everything=replace(found.everything, name=name))
    if not _is_known(found, ipm):
        return None
    chart = _chart(named, ipm, against, _marks(found, notes))
    held = replace(chart, target=target, target_label=charts.target_label(target))
    return _picture(named, ipm, held)


def _picture(found: Trends, ratio: Ratio, chart: Multiple) -> Picture:
    return Picture(ratio.name, _title(found, ratio), HINTS[ratio.name], chart.spec)


def _is_known(found: Trends, ratio: Ratio) -> bool:
    return any(_value(ratio, point.counts) is not None for point in found.everything.points)


def _marks(found: Trends, notes: Iterable[Annotation]) -> list[dict[str, Any]]:
    return charts.notes(notes, [step.key for step in found.steps])


def _title(found: Trends, ratio: Ratio) -> str:
    if found.alone:
        name = found.shown[0].name
        return f"{ratio.label} of {name}" if found.split else ratio.label
    return f"{ratio.label} by {DIMENSIONS[found.split].label.lower()}"


def _links(found: Trends, form: ReportForm) -> dict[Any, str]:
    """Where the line of each part leads: to the same page of it alone."""
    split, keys = found.split, [line.key for line in found.lines if line.key is not None]
    return {key: form.address(**{split: key, "sort": None}) for key in keys} if split else {}


def _chart(
    found: Trends,
    ratio: Ratio,
    against: str,
    notes: list[dict],
    settling: Settling = NONE,
    links: Mapping[Any, str] = NO_LINKS,
) -> Multiple:
    first = ratio is FUNNEL[0]
    lines = [
        replace(
            _series(found, line, ratio, _outlook(found, line, settling)),
            url=links.get(line.key, ""),
        )
        for line in found.shown
    ]
    if found.before and any(_value(ratio, counts) is not None for counts in found.before):
        lines.append(_series_before(found, ratio, against))
    starts = [line.settling_from for line in lines if line.settling_from is not None]
    return Multiple(
        small=not first,
        labels=[_label(found, step) for step in found.steps],
        days=[(step.days.first, step.days.last) for step in found.steps],
        titles=[_day(found, step) for step in found.steps],
        hints=list(hints(found).values()),
        unit=ratio.label,
        suffix=f" {ratio.unit}".rstrip(),
        per=found.per,
        settling_from=min(starts, default=None),
        grounds=_grounds(found.everything.points),
        partial=[index for index, step in enumerate(found.steps) if step.partial],
        series=lines,
        notes=notes if first else [],
        marks=[] if first else [note["index"] for note in notes],
        foot=_foot(found, against, forecast=any(line.outlook for line in lines)) if first else {},
        band=_band(found, ratio) if found.alone else None,
    )


def _outlook(found: Trends, line: TrendLine, settling: Settling) -> Outlook | None:
    """What is forecast of all together, and of a network that has a line."""
    if found.per != "day":
        return None
    own = settling.networks.get(line.key, ()) if found.split == "network" and line.slot else ()
    days = settling.total if line.role == "total" else own
    return outlook(days, [step.key for step in found.steps])


def _series(found: Trends, line: TrendLine, ratio: Ratio, outlook: Outlook | None = None) -> Series:
    return Series(
        line.name,
        line.role,
        [_value(ratio, point.counts) for point in line.points],
        _whole(ratio, line.counts),
        line.slot,
        words=[_word(ratio, point) for point in line.points],
        settling_from=charts.unsettled([point.settled for point in line.points]),
        outlook=outlook if ratio is Counts.ipm else None,
        said=_said(found, line, ratio),
    )


def _said(found: Trends, line: TrendLine, ratio: Ratio) -> list[str]:
    """How sure each point is, and what it was before; for all together that is a line itself."""
    days = found.days_of(line)
    before = line.before if line.before and line.role != "total" else [None] * len(days)
    both = zip(days, before, strict=True)
    return [point_words.words(ratio, now, then) for now, then in both]


def _series_before(found: Trends, ratio: Ratio, against: str) -> Series:
    values = [_value(ratio, counts) for counts in found.before]
    words = [formats.ratio(ratio, value) for value in values]
    whole = _whole(ratio, found.found.total.previous)
    return Series(against, "previous", values, whole, words=words)


def _value(ratio: Ratio, counts: Counts) -> float | None:
    return getattr(counts, ratio.name)


def _whole(ratio: Ratio, counts: Counts) -> str:
    value = _value(ratio, counts)
    text = formats.ratio(ratio, value)
    return text if value is None else f"{text} {ratio.unit}".rstrip()


def _word(ratio: Ratio, point: Point) -> str:
    """The number, or why there is none: three different things."""
    value = _value(ratio, point.counts)
    if value is not None:
        return formats.ratio(ratio, value)
    if point.awaited:
        return NOT_YET
    if point.told:
        return NOTHING_SHOWN
    if point.counts.nothing:
        return formats.NO_DATA
    reported = point.counts.basis(ratio)[1] is not None
    return f"no {ratio.denominator}" if reported else "not reported"


def _label(found: Trends, step: TrendStep) -> str:
    first, last = found.steps[0].days.first, found.steps[-1].days.last
    if found.per == "month":
        return f"{step.days.first:%b %Y}"
    return formats.day(step.days.first, year=first.year != last.year)


def _day(found: Trends, step: TrendStep) -> str:
    """The head of a tooltip: Mon 23 Nov, week from 23 Nov, Nov 2026"""
    label = _label(found, step)
    return {"day": f"{step.days.first:%a} {label}", "week": f"week from {label}"}.get(
        found.per, label
    )


def hints(found: Trends) -> dict[date, str]:
    """What must be known of each step: that it is not whole, still settles or is yet to come."""
    points = zip(found.steps, found.everything.points, strict=True)
    return {step.key: _hint(step, point) for step, point in points}


def _hint(step: TrendStep, point: Point) -> str:
    hints = [f"{step.known} of {step.whole} days"] if step.partial else []
    if point.awaited:
        hints.append(NOT_YET)
    elif not point.settled and not point.counts.nothing:
        hints.append(SETTLING)
    return ", ".join(hints)


def _grounds(points: list[Point]) -> list[dict[str, Any]]:
    """The steps at the end that still settle, and those that are still to come."""
    end = len(points)
    awaited = next((i for i in range(end, 0, -1) if not points[i - 1].awaited), 0)
    settled = [point.settled for point in points[:awaited]]
    settling = settled.index(False) if False in settled else awaited
    found = [(settling, awaited, SETTLING), (awaited, end, NOT_YET)]
    return [{"from": a, "to": b, "words": words} for a, b, words in found if a < b]


def _band(found: Trends, ratio: Ratio) -> Band:
    """The interval of each step. It is drawn where the step is whole and final."""
    low, high, words = [], [], []
    steps = zip(found.steps, found.everything.points, found.intervals(ratio), strict=True)
    for step, point, interval in steps:
        drawn = interval is not None and point.settled and not step.partial
        low.append(interval.low if drawn else None)
        high.append(interval.high if drawn else None)
        ends = (interval.low, interval.high) if interval else ()
        words.append(" to ".join(formats.ratio(ratio, e) for e in ends) or formats.NO_DATA)
    return Band(low, high, words, "95 % interval")


def _foot(found: Trends, against: str, *, forecast: bool = False) -> dict[str, str]:
    """How to read the chart, as far as there is something to read; on wide and narrow screens."""
    per, said = found.per, []
    if found.before and any(counts.ipm is not None for counts in found.before):
        what = "the same" if found.alone else "the total"
        said.append(f"Thin grey line: {what} in {against}, {per} by {per} from the first on.")
    if found.alone:
        noise = ", from counting alone" if per == "day" else ""
        said.append(f"Grey band: 95 % interval of each {per}{noise}.")
    if forecast:
        said.append(FORECAST)
    if any(step.partial for step in found.steps):
        said.append(f"Open points that no line reaches: {per}s that are not whole.")
    points = [point for line in found.shown for point in line.points]
    if any(point.counts.ipm is None and not point.awaited for point in points):
        told = any(point.told for point in points)
        said.append(f"A gap is a {per} without data{' or on which nothing was shown' * told}.")
    if any(point.counts.ipm == 0 for point in points):
        said.append(f"A point at 0 is a {per} with impressions and no install.")
    if len(found.found.period) > MOST_DAYS:
        said.append(f"Ranges of more than {MOST_DAYS} days are not drawn by day.")
    return {
        "wide": "Label = average of the range.",
        "narrow": "" if found.alone else "Grey lines: those not named here.",
        "all": " ".join(said),
    }


def controls(found: Trends, form: ReportForm) -> dict[str, Any]:
    """The split and the length of a step, as links."""
    per = [found.per] if found.per in form.some_of(PERS) else []
    names = [(name, DIMENSIONS[name].label) for name in SPLITS]
    return {
        "split": DIMENSIONS[found.split].label if found.split else "Nothing",
        "narrows": not found.alone,
        "splits": [
            {
                "label": label,
                "url": form.address(by=[name, *per] if name else [found.per], sort=None),
                "active": name == found.split,
            }
            for name, label in [(None, "Nothing"), *names]
        ],
        "pers": [
            {
                "label": f"{name}s".capitalize(),
                "url": form.address(by=[*([found.split] if found.split else []), name]),
                "active": name == found.per,
            }
            for name in PERS
            if name != "day" or len(form.period) <= MOST_DAYS
        ],
    }
