"""Cells that stand in every row of a table, drawn without a template: many of them made a page
slow. Words are escaped here; numbers and shapes are our own."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe

from campaigns import formats
from campaigns.ui.charts import SHAPES
from campaigns.ui.small_charts import Spark

UP, DOWN = "M5 0 10 9H0Z", "M5 9 0 0H10Z"
TREND = (
    '<svg width="14" height="12" viewBox="0 0 14 12" aria-hidden="true"><path d="M1 9.5 4.5 5.5 8 '
    '7.5 13 1.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" '
    'stroke-linecap="round"/></svg>'
)


def drawn(html: str) -> SafeString:
    """HTML whose words are escaped."""
    return mark_safe(html)  # noqa: S308


def name(words: str) -> SafeString:
    """A name; a long one is cut for the eye, a line for each end, and whole for the ear."""
    whole = escape(words)
    if len(words) <= formats.LONGEST_NAME:
        return drawn(f"<b>{whole}</b>")
    first, last = map(escape, formats.halves(words))
    return drawn(
        f'<b class="ends" aria-hidden="true" data-tip="{whole}"><span>{first}</span>'
        f'<span class="ends__last"><bdi dir="ltr">{last}</bdi></span></b>'
        f'<span class="visually-hidden">{whole}</span>'
    )


def text(words: str) -> str:
    """Plain words; where names in them are cut for the eye, all of it on hover and for the ear."""
    short = formats.brief(words)
    if short == words:
        return escape(words)
    whole = escape(words)
    return drawn(
        f'<span aria-hidden="true" data-tip="{whole}">{escape(short)}</span>'
        f'<span class="visually-hidden">{whole}</span>'
    )


def whole_and_short(value: int) -> SafeString:
    """A large count, short on phones."""
    return drawn(
        f'<span class="wide">{formats.count(value)}</span>'
        f'<span class="narrow">{formats.short(value)}</span>'
    )


def change(moved: formats.Change | None) -> SafeString:
    """How a number moved."""
    if not moved or not moved.direction:
        return drawn(f'<span class="change">{escape(moved.text) if moved else ""}</span>')
    tone = f" change--{moved.tone}" if moved.tone else ""
    return drawn(
        f'<span class="change{tone}"><svg width="10" height="9" viewBox="0 0 10 9" '
        f'aria-hidden="true"><path d="{UP if moved.direction == "up" else DOWN}" '
        f'fill="currentColor"/></svg><span class="visually-hidden">{escape(moved.word)}</span> '
        f"{escape(moved.text)}</span>"
    )


def spark(found: Spark | None, trend: str, of: str, whole: str = "") -> SafeString:
    """The days in small, with what is said of the `whole`; with `trend`, an address, they lead
    there."""
    if not found:
        return drawn("")
    label = escape(found.label + (f"; {whole}" if whole else ""))
    opens = closes = ""
    said = f'role="img" tabindex="0" data-tip aria-label="IPM {label}"'
    if trend:
        opens = (
            f'<a class="trend-link" data-tip href="{escape(trend)}" '
            f'aria-label="Trend of {escape(of)}: IPM {label}">'
        )
        closes, said = "</a>", 'aria-hidden="true"'
    lines = [f'<polyline points="{points}"/>' for points in found.solid]
    lines += [f'<polyline class="unsettled" points="{points}"/>' for points in found.dashed]
    if found.last:
        lines.append(f'<circle cx="{found.last[0]}" cy="{found.last[1]}" r="1.8"/>')
    box = '<svg class="sparkline" width="96" height="22" viewBox="0 0 96 22"'
    return drawn(f"{opens}{box} {said}>{''.join(lines)}</svg>{closes}")


def interval(row: Any, at: Mapping[str, float], *, below: bool) -> SafeString:
    """Where the IPM likely lies on an axis: `at` has the places of tick, low, high, target and
    expected, as far as there are any."""
    said, shapes = [], []
    if row.interval:
        low, high = row.interval.low, row.interval.high
        said.append(f"IPM {row.interval.value:.2f}, 95 %: {low:.2f} to {high:.2f}")
    if "expected" in at:
        said.append(f"expected {row.expected_ipm:.2f}")
    if "target" in at:
        place = at["target"]
        said.append(f"{'below ' if below else ''}target {row.target:.2f}")
        shapes.append(f'<line class="target" x1="{place}%" x2="{place}%" y1="-60" y2="90"/>')
        if below:
            shapes.append(_shape(place, 0, "below", "M-4 -1H4L0 6Z"))
    before = getattr(row, "previous", None)
    if before and before.ipm is not None:
        said.append(f"before {before.ipm:.2f}")
    shapes.append('<line class="rule" x1="0" x2="100%" y1="12" y2="12"/>')
    if row.interval:
        shapes.append(f'<line class="range" x1="{at["low"]}%" x2="{at["high"]}%" y1="12" y2="12"/>')
    shapes.append(f'<line class="tick" x1="{at["tick"]}%" x2="{at["tick"]}%" y1="5" y2="19"/>')
    if "expected" in at:
        shapes.append(_shape(at["expected"], 12, "before", "M0 -5.5 5 0 0 5.5 -5 0Z"))
    return drawn(
        '<svg class="range-row" width="100%" height="24" role="img" tabindex="0" data-tip '
        f'aria-label="{", ".join(said) or "no interval"}">{"".join(shapes)}</svg>'
    )


def _shape(x: float, y: int, css: str, path: str) -> str:
    return f'<svg class="overflow" x="{x}%" y="{y}"><path class="{css}" d="{path}"/></svg>'


def icon(of: str) -> SafeString:
    """The shape of a verdict or a case."""
    return drawn(
        '<svg class="icon" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" '
        f'fill="none" stroke="currentColor" stroke-width="1.6">{ICONS.get(of, NO_ICON)}</svg>'
    )


def swatch(slot: int | None) -> SafeString:
    """A piece of the line that a thing has in a chart; nothing where it has none."""
    if not slot:
        return drawn("")
    return drawn(
        f'<svg class="swatch series-{slot}" width="26" height="12" viewBox="0 0 26 12" '
        f'aria-hidden="true"><path class="stroke" d="M0 6H26"/>{SWATCHES[SHAPES[slot - 1]]}</svg>'
    )


SWATCHES = {
    "circle": '<circle class="shape" cx="13" cy="6" r="3.6"/>',
    "square": '<path class="shape" d="M9.5 2.5H16.5V9.5H9.5Z"/>',
    "triangle": '<path class="shape" d="M13 2 17 9.2H9Z"/>',
    "diamond": '<path class="shape" d="M13 1.4 17.6 6 13 10.6 8.4 6Z"/>',
    "star": '<path class="stroke" d="M13 2V10M9.5 4 16.5 8M16.5 4 9.5 8"/>',
    "cross": '<path class="stroke" d="M10 3 16 9M16 3 10 9"/>',
}
ICONS = {
    "act": '<path d="M6 .8 11.2 6 6 11.2 .8 6Z" fill="currentColor" stroke="none"/>',
    "watch": '<path d="M6 1.6 10.9 10.4H1.1Z" stroke-linejoin="round"/>',
    "fine": '<path d="M1.5 6.5 4.5 9.5 10.5 2.5"/>',
    "not_enough": '<circle cx="6" cy="6" r="4.6" stroke-dasharray="2 1.6"/>',
    "case": '<circle cx="5" cy="5" r="3.4"/><path d="M7.6 7.6 11 11"/>',
}
NO_ICON = '<path d="M2 6H10"/>'


def network(row: Any, link: str) -> SafeString:
    """A network: its line in the chart, its name, which leads to `link` where it has an address,
    and its kind."""
    shown = f'<a data-drill href="{escape(link)}">{name(row.name)}</a>' if link else name(row.name)
    kind = getattr(row, "kind", "")
    hint = f' <span class="hint">{escape(kind)}</span>' if kind else ""
    return drawn(
        f'{swatch(getattr(row, "slot", None))}<span class="name__text">{shown}{hint}</span>'
    )


def gap(words: str, at: tuple[float, float] | None) -> SafeString:
    """A distance as a number and a bar, which is `at` a place and so wide, in per cent."""
    said = f'<span class="gap__words">{escape(words)}</span>'
    if at is None:
        return drawn(said)
    return drawn(
        f'{said}<svg class="gap__bar" width="100%" height="12" aria-hidden="true">'
        '<line class="rule" x1="50%" x2="50%" y1="0" y2="12"/>'
        f'<rect x="{at[0]}%" y="2" width="{at[1]}%" height="8" rx="1"/></svg>'
    )


def part(words: str, link: str, *, trend: str = "", case: str = "", others: str = "") -> SafeString:
    """The name of a part, which leads to what is in it; beside it the ways to its trend and to
    open cases, each an address, and what `others` say of it."""
    beside = f", {others}" if others else ""
    found: list[str] = [name(words)]
    if link:
        found = [f'<a href="{escape(link)}" data-drill>', *found, "</a>"]
    if trend:
        found.append(
            f' <a class="trend-icon" href="{escape(trend)}" aria-label="Trend of '
            f'{escape(words + beside)}" title="Trend">{TREND}</a>'
        )
    if case:
        found.append(
            f' <a class="case-link" href="{case}" title="Case open">{icon("case")}'
            '<span class="visually-hidden">Case open</span></a>'
        )
    if others:
        found.append(f' <span class="hint compact">{escape(others)}</span>')
    return drawn(f'<span class="name__text">{"".join(found)}</span>')
