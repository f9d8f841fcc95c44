"""Why did IPM move? Where impressions went, and what each segment did, adding up exactly.

Sources: Kitagawa (1955) with midpoints (Das Gupta 1993) for mix and rate, the mix measured
against the mean IPM so that moving to an average segment counts nothing; the split of a rate
into CTR and CVR by log means (LMDI-I, Ang 2005). Everything is in IPM (per 1000 impressions).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one segment in one period; None = not reported."""

    impressions: float | None
    installs: float | None
    clicks: float | None = None
    view_through: float | None = None

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            _add(self.impressions, other.impressions),
            _add(self.installs, other.installs),
            _add(self.clicks, other.clicks),
            _add(self.view_through, other.view_through),
        )


EMPTY = Counts(0, 0, 0, 0)
Pair = tuple[Counts, Counts]
"""A segment before and after."""


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
    known = {
        key: (_seen(pair[0]), _seen(pair[1]))
        for key, pair in rows.items()
        if all(map(_reported, pair))
    }
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
        for pair in known.values()
        for side in pair
    )
    return Decomposition(
        _ipm(whole[0]), _ipm(whole[1]), effects, segments, (left_out[0], left_out[1]), stated
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
    rows: Mapping[tuple[Hashable, ...], Pair],
    level: int,
    depth: int,
    whole: Pair,
    weight: float,
) -> tuple[Segment, ...]:
    """Segments of dimension `level`; `weight` is the mean share of all above them."""
    groups: dict[Hashable, dict[tuple[Hashable, ...], Pair]] = {}
    for key, pair in rows.items():
        groups.setdefault(key[level], {})[key] = pair
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
    centre = (_ipm(whole[0]) + _ipm(whole[1])) / 2
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


def _rate_effects(pair: Pair, share: float, rate: float, depth: int) -> Effects:
    """View-through, CTR and CVR parts of `rate`, the effect of a segment with this mean share."""
    none = (0.0,) * depth
    stated = _view_through_stated(pair)
    through = [1000 * side.view_through / side.impressions if stated else 0.0 for side in pair]
    view_through = share * (through[1] - through[0])
    clicked = [side.installs - (side.view_through if stated else 0) for side in pair]
    if any(side.clicks is None for side in pair) or any(
        side.clicks <= 0 < installs for side, installs in zip(pair, clicked, strict=True)
    ):
        return Effects(none, view_through, unsplit=rate - view_through)
    ctr = tuple(side.clicks / side.impressions for side in pair)
    known = [
        x / side.clicks if side.clicks else None for x, side in zip(clicked, pair, strict=True)
    ]
    cvr = tuple(a if a is not None else b or 0.0 for a, b in zip(known, known[::-1], strict=True))
    ctr_part = share * log_split(ctr, cvr)[0]
    return Effects(none, view_through, ctr_part, rate - view_through - ctr_part)


def _reported(side: Counts) -> bool:
    return side.impressions is not None and side.installs is not None


def _seen(side: Counts) -> Counts:
    """Installs without any impression have no place in a mean over impressions."""
    return side if side.impressions else EMPTY


def _view_through_stated(pair: Pair) -> bool:
    """In one period only they would look like a change."""
    return all(side.view_through is not None for side in pair)


def _ipm(side: Counts) -> float | None:
    return 1000 * side.installs / side.impressions if side.impressions else None


def _sum(pairs: Sequence[Pair]) -> Pair:
    before, after = EMPTY, EMPTY
    for pair in pairs:
        before, after = before + pair[0], after + pair[1]
    return before, after


def _add(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b
