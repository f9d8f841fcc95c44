"""What a decomposition says in a few sentences."""

from collections.abc import Callable, Hashable, Sequence

from campaigns.stats.decompose import Decomposition, Segment
from campaigns.stats.intervals import short_number

LEVEL = 0.005
"""Smaller parts, as a share of the IPM before, are not told."""


def sentences(
    result: Decomposition,
    dimensions: Sequence[str],
    name: Callable[[Hashable], str] = str,
    within_noise: bool | None = None,
) -> list[str]:
    """What happened, largest part first. `dimensions` are singular words such as "network".

    `name` turns a key into a name; `within_noise` comes from `log_rates.within_noise`.
    """
    said = [_headline(result)]
    if within_noise:
        said.append("This is within day-to-day noise.")
    if paradox := _paradox(result, dimensions[0], name):
        said.append(paradox)
    parts = _parts(result, dimensions)
    told = [part for part in parts if abs(part[0]) >= LEVEL * result.ipm_before]
    if told:
        listed = ", ".join(f"{_signed(value)} from {words}" for value, words in told)
        said.append(listed[0].upper() + listed[1:] + ".")
    if len(dimensions) > 1:
        said.append(f"In this order: {', '.join(dimensions)}; another order splits differently.")
    if any(result.left_out):
        before, after = (f"{count:,.0f}" for count in result.left_out)
        said.append(f"Left out: {before} installs before and {after} after without impressions.")
    if not result.view_through_stated:
        said.append("View-through installs are not stated, so all installs count as clicked.")
    return said


def _headline(result: Decomposition) -> str:
    before, after = short_number(result.ipm_before), short_number(result.ipm_after)
    if before == after:
        return f"IPM stayed at {after}."
    verb = "rose" if result.change > 0 else "fell"
    return f"IPM {verb} from {before} to {after}."


def _parts(result: Decomposition, dimensions: Sequence[str]) -> list[tuple[float, str]]:
    effects = result.effects
    parts = [
        (mix, f"where impressions went, by {dimension}")
        for mix, dimension in zip(effects.mix, dimensions, strict=True)
    ]
    parts += [
        (effects.view_through, "view-through installs"),
        (effects.ctr, "click-through rate"),
        (effects.cvr, "conversion of clicks"),
        (effects.unsplit, "installs per impression, no clicks reported"),
    ]
    return sorted(parts, key=lambda part: -abs(part[0]))


def _paradox(result: Decomposition, dimension: str, name: Callable[[Hashable], str]) -> str | None:
    """Every segment moved one way and the total the other."""
    moves = [
        segment.ipm_after - segment.ipm_before
        for segment in result.segments
        if segment.ipm_before is not None and segment.ipm_after is not None
    ]
    if len(moves) < 2 or not result.change or any(m * result.change >= 0 for m in moves):
        return None
    every, total = ("rose", "fell") if result.change < 0 else ("fell", "rose")
    gained = max(result.segments, key=_gain)
    return (
        f"Every {dimension} {every}; the total {total} because impressions moved"
        f" to {name(gained.key)}."
    )


def _gain(segment: Segment) -> float:
    return segment.share_after - segment.share_before


def _signed(value: float) -> str:
    sign = "+" if value > 0 else "\N{MINUS SIGN}"
    return f"{sign}{short_number(abs(value))}"
