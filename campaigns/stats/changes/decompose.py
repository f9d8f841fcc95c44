"""Why did IPM move? Where impressions went, and what each segment did, adding up exactly.

Sources: Kitagawa (1955) with midpoints (Das Gupta 1993) for mix and rate, the mix measured
against the mean IPM so that moving to an average segment counts nothing; the split of a rate
into CTR and CVR by log means (LMDI-I, Ang 2005). Everything is in IPM (per 1000 impressions).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from operator import add
from typing import NamedTuple


class SegmentCounts(NamedTuple):
    """The counts of one segment in one period; None = not reported."""

    impressions: float | None
    installs: float | None
    clicks: float | None = None
    view_through: float | None = None


EMPTY = SegmentCounts(0, 0, 0, 0)
Pair = tuple[SegmentCounts, SegmentCounts]
"""A segment before and after."""
_Key = tuple[Hashable, ...]
_Row = tuple[_Key, float, float, float, float, Pair]
"""A segment with impressions and installs before and after, and all of its counts."""
_Sums = tuple[float, float, float, float]
"""Impressions and installs before and after."""
_Parts = list[float]
"""Effects as they are added up: the mix of each dimension, then the parts of the rate."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Parts of a change of IPM. `mix` has one entry per dimension, in the user's order.

    `rate` = `view_through` + `ctr` + `cvr` + `unsplit`, the last where clicks are not reported.
    """

    mix: tuple[float, ...]
    view_through: float = 0.0
    ctr: float = 0.0
    cvr: float = 0.0
    unsplit: float = 0.0

    @property
    def rate(self) -> float:
        return self.view_through + self.ctr + self.cvr + self.unsplit

    @property
    def total(self) -> float:
        return sum(self.mix) + self.rate

    def __add__(self, other: "Effects") -> "Effects":
        return Effects(
            tuple(a + b for a, b in zip(self.mix, other.mix, strict=True)),
            self.view_through + other.view_through,
            self.ctr + other.ctr,
            self.cvr + other.cvr,
            self.unsplit + other.unsplit,
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """One value of the first dimension: its IPM and share of the impressions, its effects.

    `effects` hold its own mix and all that happened inside it. `ipm` is None in a period without
    impressions.
    """

    key: Hashable
    ipm_before: float | None
    ipm_after: float | None
    share_before: float
    share_after: float
    effects: Effects


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change of IPM in parts that add up to it.

    `values` are the effects of every value of each dimension, over all segments that have it.
    `left_out` are the installs before and after of rows without (reported) impressions.
    `view_through_stated` is False where no row states them: then all installs count as clicked.
    """

    ipm_before: float
    ipm_after: float
    effects: Effects
    segments: tuple[Segment, ...]
    left_out: tuple[float, float]
    view_through_stated: bool
    values: tuple[Mapping[Hashable, Effects], ...] = field(default=(), repr=False)

    @property
    def change(self) -> float:
        return self.ipm_after - self.ipm_before


def decompose(rows: Mapping[tuple[Hashable, ...], Pair]) -> Decomposition | None:
    """Split the change of total IPM over nested dimensions.

    `rows` maps a key with one entry per dimension, in the user's order, to the counts before and
    after (use `EMPTY` for a segment that did not exist). The rate effect of each segment is
    split inside it by the next dimension, CTR and CVR only inside the last: another order gives
    other answers. A row whose impressions or installs are not reported in one period is left
    out of both. None if a period has no impressions.
    """
    known: list[_Row] = []
    left_out = [0.0, 0.0]
    for key, pair in rows.items():
        (n, x, *_), (n_after, x_after, *_) = pair
        told = None not in (n, x, n_after, x_after)
        # Installs without any impression have no place in a mean over impressions.
        if not told or not n:
            left_out[0], x = left_out[0] + (x or 0), 0
        if not told or not n_after:
            left_out[1], x_after = left_out[1] + (x_after or 0), 0
        if told:
            known.append((key, n or 0, x or 0, n_after or 0, x_after or 0, pair))
    whole = _sum(known)
    if not whole[0] or not whole[2]:
        return None
    depth = len(known[0][0])
    walk = _Walk(depth)
    effects = walk.segments_of(known, 0, whole, 1.0)
    stated = any(
        side.impressions and side.view_through is not None for *_, pair in known for side in pair
    )
    return Decomposition(
        1000 * whole[1] / whole[0],
        1000 * whole[3] / whole[2],
        _effects(effects, depth),
        tuple(walk.segments),
        (left_out[0], left_out[1]),
        stated,
        tuple(
            {key: _effects(parts, depth) for key, parts in level.items()} for level in walk.values
        ),
    )


def paradox(split: Decomposition) -> Segment | None:
    """Where every segment of the first dimension moved one way and the total the other: the one
    that gained most of the impressions. None else."""
    moves = [
        segment.ipm_after - segment.ipm_before
        for segment in split.segments
        if segment.ipm_before is not None and segment.ipm_after is not None
    ]
    if len(moves) < 2 or not split.change or any(move * split.change >= 0 for move in moves):
        return None
    return max(split.segments, key=lambda one: one.share_after - one.share_before)


class _Walk:
    """Through all segments, dimension by dimension: the effects of every value, and the segments
    of the first dimension."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.values: list[dict[Hashable, _Parts]] = [{} for _ in range(depth)]
        self.segments: list[Segment] = []

    def segments_of(self, rows: Sequence[_Row], level: int, whole: _Sums, weight: float) -> _Parts:
        """The effects of the segments of dimension `level` together; `weight` is the mean share of
        all above them."""
        last = level + 1 == self.depth
        groups: dict[Hashable, list[_Row]] = {row[0][level]: [row] for row in rows} if last else {}
        for row in () if last else rows:
            groups.setdefault(row[0][level], []).append(row)
        shown, installs, shown_after, installs_after = whole
        centre = (1000 * installs / shown + 1000 * installs_after / shown_after) / 2
        values = self.values[level]
        all_of_it = nothing = [0.0] * (self.depth + RATES)
        for key, group in groups.items():
            n, x, n_after, x_after = sums = group[0][1:5] if len(group) == 1 else _sum(group)
            share, share_after = n / shown, n_after / shown_after
            before = ipm = 1000 * x / n if n else None
            after = ipm_after = 1000 * x_after / n_after if n_after else None
            if before is None or after is None:
                before = after = before or after or 0.0
            mix, rate = kitagawa(share, share_after, before, after, centre)
            found = [*nothing]
            if n and n_after:
                mean = weight * (share + share_after) / 2
                if last:
                    found[self.depth :] = _rate_effects(sums, group[0][5], mean, rate * weight)
                else:
                    found = self.segments_of(group, level + 1, sums, mean)
            found[level] = mix * weight
            all_of_it = [*map(add, all_of_it, found)]
            known = values.get(key)
            values[key] = [*map(add, known, found)] if known else found
            if not level:
                ends = ipm, ipm_after, share, share_after
                self.segments.append(Segment(key, *ends, _effects(found, self.depth)))
        return all_of_it


def _effects(parts: _Parts, depth: int) -> Effects:
    return Effects(tuple(parts[:depth]), *parts[depth:])


def kitagawa(
    share: float, share_after: float, rate: float, rate_after: float, centre: float = 0.0
) -> tuple[float, float]:
    """(mix, rate) of a segment with midpoint weights; those of all segments together are the change
    of the mean rate.

    `centre` is the mean rate against which a segment counts as rich or poor.
    """
    mix = (share_after - share) * ((rate + rate_after) / 2 - centre)
    return mix, (rate_after - rate) * (share + share_after) / 2


def midpoint_split(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """The change of a product of two factors, split evenly (Das Gupta 1993, 2.1)."""
    return (
        (first[1] - first[0]) * (second[0] + second[1]) / 2,
        (second[1] - second[0]) * (first[0] + first[1]) / 2,
    )


def log_split(ctr: tuple[float, float], cvr: tuple[float, float]) -> tuple[float, float]:
    """The change of 1000 x CTR x CVR as (CTR part, CVR part); CTR and CVR are plain rates.

    By the log mean of both products (Ang 2005); by midpoints where one of the four is zero.
    """
    if min(*ctr, *cvr) <= 0:
        first, second = midpoint_split(ctr, cvr)
        return 1000 * first, 1000 * second
    before, after = 1000 * ctr[0] * cvr[0], 1000 * ctr[1] * cvr[1]
    first = log_mean(before, after) * log(ctr[1] / ctr[0])
    return first, after - before - first


def log_mean(before: float, after: float) -> float:
    """The logarithmic mean of two positive numbers."""
    if abs(after / before - 1) < 1e-9:
        return before
    return (after - before) / log(after / before)


RATES = 4
"""How many parts a rate has."""


def _rate_effects(
    sums: _Sums, pair: Pair, share: float, rate: float
) -> tuple[float, float, float, float]:
    """View-through, CTR, CVR and unsplit parts of `rate`, the effect of a segment with this mean
    share."""
    (_, _, clicks, through), (_, _, clicks_after, through_after) = pair
    shown, installs, shown_after, installs_after = sums
    if through is None or through_after is None:
        # View-through installs that one period alone states would look like a change.
        through = through_after = 0
    view_through = share * (1000 * through_after / shown_after - 1000 * through / shown)
    installs, installs_after = installs - through, installs_after - through_after
    if (
        clicks is None
        or clicks_after is None
        or clicks <= 0 < installs
        or clicks_after <= 0 < installs_after
    ):
        return view_through, 0.0, 0.0, rate - view_through
    first = installs / clicks if clicks else None
    second = installs_after / clicks_after if clicks_after else None
    if first is None or second is None:
        first = second = first or second or 0.0
    ctr = share * log_split((clicks / shown, clicks_after / shown_after), (first, second))[0]
    return view_through, ctr, rate - view_through - ctr, 0.0


def _sum(rows: Sequence[_Row]) -> _Sums:
    columns = [*zip(*rows, strict=True)][1:5]
    before, x_before, after, x_after = map(sum, columns) if columns else (0, 0, 0, 0)
    return before, x_before, after, x_after
