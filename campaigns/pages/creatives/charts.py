"""Creatives for the eye: cards of the gallery, the ranking of a field, the curve of a life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from campaigns import formats
from campaigns.judgement.creatives.creative_page import CreativePage
from campaigns.judgement.creatives.ranking import CreativePart, Creatives
from campaigns.judgement.creatives.standings import FieldKey
from campaigns.metrics import Counts
from campaigns.models import Annotation
from campaigns.models.choices import Format
from campaigns.pages.creatives import words as creative_words
from campaigns.pages.creatives.ways import RANKED, sorted_by
from campaigns.pages.creatives.words import Badge
from campaigns.records.creative_files import Preview
from campaigns.ui import charts
from campaigns.ui.breakdown_tables import drill
from campaigns.ui.charts import LineChart, Series
from campaigns.ui.point_words import words
from campaigns.ui.report_form import ReportForm

KINDS = {"picture": "Picture", "film": "Video", "playable": "Playable"}
SLICES = 6
"""Networks with a shade of their own in the bar of a mix."""


@dataclass(frozen=True)
class Slice:
    """A stretch of the bar of a mix, in per cent of its width."""

    x: float
    width: float
    shade: int


@dataclass(frozen=True)
class CreativeCard:
    """A creative in the gallery: everything that stands on it, in words."""

    pk: int
    name: str
    url: str
    rank: str
    preview: Preview
    kind: str
    format: str
    ipm: str
    interval: str
    badge: Badge
    reason: str
    sentence: str
    figures: list[tuple[str, str]]
    mix: str
    slices: list[Slice]


@dataclass(frozen=True)
class Bar:
    """A creative in the ranking of its field: its IPM as reported, and where it likely lies judged
    like for like at its own networks and countries, on the axis of the field."""

    pk: int
    name: str
    css: str
    low: float | None
    high: float | None
    tick: float | None
    reported: float | None
    words: str
    label: str


@dataclass(frozen=True)
class Section:
    """The creatives of one app and format on this page of the gallery; `title` is "" where the
    order is another one, and bars are there only where something is ranked."""

    title: str
    answer: str
    cards: list[CreativeCard]
    bars: list[Bar]
    axis: charts.Axis | None


def sections(page: Creatives, shown: Iterable[CreativePart], form: ReportForm) -> list[Section]:
    """The gallery of the creatives on this page: field by field, or as they are sorted."""
    parts = [part for part in shown if part.about.stated]
    if not parts:
        return []
    if sorted_by(form) != RANKED:
        return [Section("", "", [card(part, page, form) for part in parts], [], None)]
    groups: dict[FieldKey, list[CreativePart]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    several = len({part.about.app for part in page.named}) > 1
    return [_section(page, own, form, several=several) for own in groups.values()]


def _section(
    page: Creatives, parts: Sequence[CreativePart], form: ReportForm, *, several: bool
) -> Section:
    one = parts[0].about
    title = Format(one.format).label if one.format else "Format not stated"
    field = page.fields.get(parts[0].group)
    ranked = [part for part in parts if part.place and part.place.rank]
    judged = [part.place.in_its_cells for part in ranked]
    ends = [_ipm(end) for span in judged for end in (span.low, span.high)]
    reported = [_reported(part) for part in parts]
    axis = charts.Axis.over([*ends, *reported], ticks=4, cut=True) if len(ranked) > 1 else None
    return Section(
        title=f"{title}, {one.app_label}" if several else title,
        answer=creative_words.field_answer(field, page),
        cards=[card(part, page, form) for part in parts],
        bars=[_bar(part, axis) for part in parts if _reported(part) is not None] if axis else [],
        axis=axis,
    )


def _ipm(rate: float) -> float:
    return Counts.ipm.scale * rate


def _reported(part: CreativePart) -> float | None:
    """IPM as reported on the days that are ranked."""
    return _ipm(part.place.reported) if part.place else part.counts.ipm


def _bar(part: CreativePart, axis: charts.Axis) -> Bar:
    place = part.place if part.place and part.place.rank else None
    span = place.in_its_cells if place else None
    reported = f"IPM {formats.ratio(Counts.ipm, _reported(part))} as reported"
    ends = [creative_words.ipm(end) for end in (span.low, span.high)] if span else []
    return Bar(
        pk=part.about.pk,
        name=part.name,
        css=part.place.status if part.place else "",
        low=axis.x(_ipm(span.low)) if span else None,
        high=axis.x(_ipm(span.high)) if span else None,
        tick=axis.x(_ipm(span.value)) if span else None,
        reported=axis.x(_reported(part)),
        words=f"{creative_words.chance(place)} best" if place else creative_words.standing(part),
        label=f"{reported}, like for like likely {ends[0]} to {ends[1]}" if ends else reported,
    )


def card(part: CreativePart, page: Creatives, form: ReportForm) -> CreativeCard:
    """What stands on the card of a creative."""
    counts, spend = part.counts, page.found.total.counts.spend
    share = float(100 * counts.spend / spend) if spend and counts.spend is not None else None
    place = part.place
    return CreativeCard(
        pk=part.about.pk,
        name=part.name,
        url=drill("creative", part.about.pk, form),
        rank=str(place.rank) if place and place.rank else formats.NO_DATA,
        preview=part.about.preview,
        kind=KINDS.get(part.about.preview.kind, ""),
        format=str(Format(part.about.format).label),
        ipm=formats.ratio(Counts.ipm, counts.ipm),
        interval=interval(part),
        badge=creative_words.badge(part),
        reason=creative_words.reason(part),
        sentence=creative_words.sentence(part, page),
        figures=[
            ("Impressions", formats.short(counts.impressions)),
            ("CPI", formats.money(counts.cpi, settings.REPORTING_CURRENCY)),
            ("Spend share", formats.NO_DATA if share is None else f"{share:.1f} %"),
            ("Days live", str(part.life.days) if part.life else formats.NO_DATA),
        ],
        mix=creative_words.mix(part),
        slices=slices(part),
    )


def interval(part: CreativePart) -> str:
    """7.1 to 7.8, where IPM likely lies on settled days"""
    if not part.interval:
        return ""
    low, high = (formats.ratio(Counts.ipm, end) for end in (part.interval.low, part.interval.high))
    return f"{low} to {high}"


def slices(part: CreativePart) -> list[Slice]:
    """The bar of the mix: the largest networks one by one, the others together."""
    parts = [share.part for share in part.mix]
    if len(parts) > SLICES:
        parts = [*parts[: SLICES - 1], sum(parts[SLICES - 1 :])]
    found, x = [], 0.0
    for number, one in enumerate(parts, start=1):
        found.append(Slice(round(100 * x, 2), round(100 * one, 2), number))
        x += one
    return found


# A life


def life(page: CreativePage, annotations: Iterable[Annotation] = ()) -> dict[str, Any] | None:
    """IPM by day since launch, beside the others of its format on the same days; by week of its
    life where that is long. None where no day has an IPM."""
    if page.lived is None or all(counts.ipm is None for _, counts, _ in page.lived.days):
        return None
    own, others = page.lived.days, page.lived.others
    step = 7 if len(own) > charts.DAYS else 1
    steps = [own[at : at + step] for at in range(0, len(own), step)]
    lines = [
        [sum((counts for _, counts, _ in days), Counts()) for days in steps],
        [sum((others.get(day, Counts()) for day, _, _ in days), Counts()) for days in steps],
    ]
    first = charts.unsettled([all(done for _, _, done in days) for days in steps])
    series = [_life_line(page.about.name, lines[0], 1, first)]
    if any(counts.ipm is not None for counts in lines[1]):
        others_are = "others of its format" if page.about.format else "others without a format"
        series.append(_life_line(others_are, lines[1], None, first))
    return LineChart(
        labels=[str(1 + step * number) for number in range(len(steps))],
        unit=Counts.ipm.label,
        per="week" if step > 1 else "day",
        settling_from=first,
        series=series,
        notes=charts.notes(annotations, [days[0][0] for days in steps]),
    ).spec


def _life_line(name: str, points: Sequence[Counts], slot: int | None, first: int | None) -> Series:
    whole = formats.ratio(Counts.ipm, sum(points, Counts()).ipm)
    role = "series" if slot else "others"
    said = [words(Counts.ipm, [one]) for one in points]
    drawn = [one.ipm for one in points]
    return Series(name, role, drawn, whole, slot, settling_from=first, said=said)
