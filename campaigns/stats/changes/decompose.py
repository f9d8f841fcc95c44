"""Why did IPM move? Where impressions went, and what each segment did, adding up exactly.

Sources: Kitagawa (1955) with midpoints (Das Gupta 1993) for mix and rate, the mix measured
against the mean IPM so that moving to an average segment counts nothing; the split of a rate
into CTR and CVR by log means (LMDI-I, Ang 2005). Everything is in IPM (per 1000 impressions).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class SegmentCounts:
    """The counts of one segment in one period; None = not reported."""

    impressions: float | None
    installs: float | None
    clicks: float | None = None
    view_through: float | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """The counts of a segment whose impressions and installs are reported."""

    impressions: float
    installs: float
    clicks: float | None
    view_through: float | None

    def __add__(self, other: "_Seen") -> "_Seen":
        return _Seen(
            self.impressions + other.impressions,
            self.installs + other.installs,
            _add(self.clicks, other.clicks),
            _add(self.view_through, other.view_through),
        )


EMPTY = SegmentCounts(0, 0, 0, 0)
NOTHING = _Seen(0, 0, 0, 0)
Pair = tuple[SegmentCounts, SegmentCounts]
"""A segment before and after."""
_SeenPair = tuple[_Seen, _Seen]


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
    """One segment of one dimension: its IPM and share of the impressions above it, its effects.

    `effects` hold its own mix and all that happened inside it; `inside` are the segments of the
    next dimension. `ipm` is None in a period without impressions.
    """

    key: Hashable
    ipm_before: float | None
    ipm_after: float | None
    share_before: float
    share_after: float
    effects: Effects
    inside: tuple["Segment", ...]


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change of IPM in parts that add up to it.

    `left_out` are the installs before and after of rows without (reported) impressions.
    `view_through_stated` is False where no row states them: then all installs count as clicked.
    """

    ipm_before: float
    ipm_after: float
    effects: Effects
    segments: tuple[Segment, ...]
    left_out: tuple[float, float]
    view_through_stated: bool

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
    known: dict[tuple[Hashable, ...], _SeenPair] = {}
    for key, pair in rows.items():
        before, after = _seen(pair[0]), _seen(pair[1])
        if before and after:
            known[key] = (before, after)
    left_out = [
        sum(
            pair[side].installs or 0
            for key, pair in rows.items()
            if key not in known or not pair[side].impressions
        )
        for side in (0, 1)
    ]
    whole = _sum(known.values())
    if not known or not whole[0].impressions or not whole[1].impressions:
        return None
    depth = len(next(iter(known)))
    segments = _inside(known, 0, depth, whole, 1.0)
    effects = Effects((0.0,) * depth)
    for segment in segments:
        effects += segment.effects
    stated = any(
        side.impressions and side.view_through is not None
        for seen in known.values()
        for side in seen
    )
    return Decomposition(
        _mean(whole[0]), _mean(whole[1]), effects, segments, (left_out[0], left_out[1]), stated
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


def _inside(
    rows: Mapping[tuple[Hashable, ...], _SeenPair],
    level: int,
    depth: int,
    whole: _SeenPair,
    weight: float,
) -> tuple[Segment, ...]:
    """Segments of dimension `level`; `weight` is the mean share of all above them."""
    groups: dict[Hashable, dict[tuple[Hashable, ...], _SeenPair]] = {}
    for keys, pair in rows.items():
        groups.setdefault(keys[level], {})[keys] = pair
    sums = {key: _sum(group.values()) for key, group in groups.items()}
    shares = [
        [pair[side].impressions / whole[side].impressions for pair in sums.values()]
        for side in (0, 1)
    ]
    ipm = [[_ipm(pair[side]) for pair in sums.values()] for side in (0, 1)]
    rates = [
        [a if a is not None else b or 0.0 for a, b in zip(ipm[side], ipm[1 - side], strict=True)]
        for side in (0, 1)
    ]
    centre = (_mean(whole[0]) + _mean(whole[1])) / 2
    parts = kitagawa(shares[0], shares[1], rates[0], rates[1], centre)
    segments = []
    for i, (key, group) in enumerate(groups.items()):
        mix, rate = parts[i]
        pair = sums[key]
        place = [0.0] * depth
        place[level] = mix * weight
        effects = Effects(tuple(place))
        share = weight * (shares[0][i] + shares[1][i]) / 2
        inside: tuple[Segment, ...] = ()
        if pair[0].impressions and pair[1].impressions:
            if level + 1 < depth:
                inside = _inside(group, level + 1, depth, pair, share)
                for segment in inside:
                    effects += segment.effects
            else:
                effects += _rate_effects(pair, share, rate * weight, depth)
        segments.append(
            Segment(key, ipm[0][i], ipm[1][i], shares[0][i], shares[1][i], effects, inside)
        )
    return tuple(segments)


def kitagawa(
    shares_before: Sequence[float],
    shares_after: Sequence[float],
    rates_before: Sequence[float],
    rates_after: Sequence[float],
    centre: float = 0.0,
) -> list[tuple[float, float]]:
    """(mix, rate) of every segment with midpoint weights; together the change of the mean rate.

    `centre` is the mean rate against which a segment counts as rich or poor.
    """
    return [
        ((s1 - s0) * ((r0 + r1) / 2 - centre), (r1 - r0) * (s0 + s1) / 2)
        for s0, s1, r0, r1 in zip(
            shares_before, shares_after, rates_before, rates_after, strict=True
        )
    ]


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


def _rate_effects(pair: _SeenPair, share: float, rate: float, depth: int) -> Effects:
    """View-through, CTR and CVR parts of `rate`, the effect of a segment with this mean share."""
    none = (0.0,) * depth
    before, after = pair
    # View-through installs that one period alone states would look like a change.
    through = _both(before.view_through, after.view_through) or (0, 0)
    view_through = share * (
        1000 * through[1] / after.impressions - 1000 * through[0] / before.impressions
    )
    clicked = (before.installs - through[0], after.installs - through[1])
    clicks = _both(before.clicks, after.clicks)
    if clicks is None or any(n <= 0 < x for n, x in zip(clicks, clicked, strict=True)):
        return Effects(none, view_through, unsplit=rate - view_through)
    ctr = (clicks[0] / before.impressions, clicks[1] / after.impressions)
    first, second = (x / n if n else None for x, n in zip(clicked, clicks, strict=True))
    cvr = (
        first if first is not None else second or 0.0,
        second if second is not None else first or 0.0,
    )
    ctr_part = share * log_split(ctr, cvr)[0]
    return Effects(none, view_through, ctr_part, rate - view_through - ctr_part)


def _seen(side: SegmentCounts) -> _Seen | None:
    """None where not both are reported. Installs without any impression have no place in a mean
    over impressions."""
    if side.impressions is None or side.installs is None:
        return None
    if not side.impressions:
        return NOTHING
    return _Seen(side.impressions, side.installs, side.clicks, side.view_through)


def _both(before: float | None, after: float | None) -> tuple[float, float] | None:
    return None if before is None or after is None else (before, after)


def _mean(side: _Seen) -> float:
    return 1000 * side.installs / side.impressions


def _ipm(side: _Seen) -> float | None:
    return _mean(side) if side.impressions else None


def _sum(pairs: Iterable[_SeenPair]) -> _SeenPair:
    before, after = NOTHING, NOTHING
    for pair in pairs:
        before, after = before + pair[0], after + pair[1]
    return before, after


def _add(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b
