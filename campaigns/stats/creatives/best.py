"""Which creative of a format is best, when each of them runs in other networks and countries?

Creatives are compared like for like: installs against those that a typical one would have had in
the same cells, network x country (`like_for_like`), and these are ranked (`ranking`). What is told
of the best and the worst is told only where the others give a firm yardstick.

The comparison is itself uncertain: the yardstick has an error (`sr`), and how well a creative does
varies from cell to cell, its own included. Both widen its rate; without them equal creatives
often have a leader. `python -m tests.simulations.ranking` prints what holds now.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from campaigns.stats.creatives.like_for_like import MIN_COVER, SIGMA_CELL, LikeForLike
from campaigns.stats.creatives.ranking import (
    USUAL,
    BestWords,
    Ranked,
    Ranking,
    chance_higher,
    rank,
)
from campaigns.stats.entities import Counts
from campaigns.stats.special import gamma_quantile

MIN_DAYS = 7
MAX_SR = 0.10
BEHIND_P = 0.99
FAR_MIX = 1.5
"""Reported and like for like differ by more than half: too far apart for a rank."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A number and where it likely lies (95 %)."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> "Likely":
        return Likely(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Place:
    """One creative in its field. Rates are installs per impression.

    `status` is leader, ahead, equal, open, behind or worse for those with a `rank`; far_mix for one
    that competes without; tired, stopped, case_open, alone, few_days or no_peers for those that
    were not compared. `reported` is its rate as reported, `rate` that on the field's whole mix
    after shrinkage, `typical` what a typical creative has there. `mix` is what a typical one would
    make of this one's own cells, over what it makes of the field's. `p_best` and `loss` are as in
    `Ranked`, `p_behind` is the chance that the first with a rank is better. `firm` says whether the
    others are a firm yardstick.
    """

    creative: Hashable
    status: str
    days: int
    reported: float
    typical: float
    mix: float = 1.0
    rank: int | None = None
    rate: Likely | None = None
    p_best: float = 0.0
    loss: float | None = None
    p_behind: float = 0.0
    firm: bool = False

    @property
    def relative_loss(self) -> float:
        """The part of its rate that betting on it costs; ValueError where it was not compared."""
        if self.loss is None:
            raise ValueError(f"{self.creative} was not compared")
        return self.loss / self._compared.value

    def over(self, other: "Place") -> float:
        """Its rate over that of another; ValueError where one of them was not compared."""
        return self._compared.value / other._compared.value

    @property
    def _compared(self) -> Likely:
        if self.rate is None:
            raise ValueError(f"{self.creative} was not compared")
        return self.rate

    @property
    def ratio(self) -> Likely | None:
        """Its rate over what others get in its networks and countries."""
        return self.rate and self.rate.times(1 / self.typical)

    @property
    def in_its_cells(self) -> Likely | None:
        """Its rate on its own mix: what stands beside the reported one."""
        return self.rate and self.rate.times(self.mix)

    @property
    def judged_apart(self) -> bool:
        """Whether the reported rate lies outside what it is judged as."""
        span = self.in_its_cells
        return span is not None and not span.low <= self.reported <= span.high


@dataclass(frozen=True, slots=True)
class Field:
    """The creatives of one app and format, those with a rank first. `typical` is the rate that a
    typical creative has on the whole mix; `word` is that of `Ranking`, far_mix where one without
    a rank is in front, "" where nothing was compared."""

    places: tuple[Place, ...]
    typical: float
    word: str

    @property
    def first(self) -> Place | None:
        """The first that has a rank, leader or not."""
        return self.places[0] if self.places and self.places[0].rank else None

    @property
    def ranked(self) -> tuple[Place, ...]:
        """Those that have a rank."""
        return tuple(place for place in self.places if place.rank)

    @property
    def apart(self) -> Place | None:
        """The one of a far mix that may be better than all with a rank; then nobody leads."""
        far = [place for place in self.places if place.status == "far_mix"]
        return far[0] if far and self.word == "far_mix" else None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A creative on its way to its place; `days` are (exposure, installs) per day."""

    creative: Hashable
    days: Sequence[tuple[float, float]]
    live: int
    reported: float
    cover: float = 1.0
    sr: float = 0.0
    doubt: float = 0.0
    mix: float = 1.0

    @property
    def far(self) -> bool:
        return not 1 / FAR_MIX <= self.mix <= FAR_MIX


def compare(
    counts: Counts,
    tired: Collection[Hashable] = (),
    cases: Collection[Hashable] = (),
    words: BestWords = USUAL,
    stopped: Collection[Hashable] = (),
) -> Field | None:
    """Rank the creatives of a field from creative -> (network, country) -> counts per day.

    `tired` ones, those with most impressions where a fraud case is open (`cases`) and those that
    are shown no more (`stopped`) are no candidates, but stay in the yardstick of the others.
    Creatives without impressions are left out; None if none has any. Compared are those with at
    least seven days, of whose expectation others cover at least 60 %.
    """
    benchmark = LikeForLike(counts)
    table = benchmark.table
    seen = [m for m, n in enumerate(table.entity_impressions) if n > 0]
    if not seen:
        return None
    entries, typical = _entries(benchmark, seen)
    out = {
        entry.creative: reason
        for entry in entries
        if (reason := _not_compared(entry, len(seen), tired, cases, stopped))
    }
    fit = [entry for entry in entries if entry.creative not in out]
    ranking = None
    if len(fit) > 1:
        ranking = rank({e.creative: e.days for e in fit}, {e.creative: e.doubt for e in fit}, words)
    places = _compared(ranking, {e.creative: e for e in fit}, typical, words) if ranking else []
    done = {place.creative for place in places}
    rest = [
        Place(e.creative, out.get(e.creative, "alone"), e.live, e.reported, typical, e.mix)
        for e in entries
        if e.creative not in done
    ]
    return Field((*places, *rest), typical, _word(ranking, places))


def _entries(benchmark: LikeForLike, seen: Sequence[int]) -> tuple[list[_Entry], float]:
    """Every creative against the others; in one cell alone impressions need no standard."""
    table = benchmark.table
    expected = {m: benchmark.expectation(m) for m in seen}
    level = sum(e.total for e in expected.values()) / table.total_impressions
    plain = len(table.cells) == 1 or not level
    entries = []
    for m in seen:
        own, volume, installs = expected[m], table.daily_volume[m], table.daily_installs[m]
        live = sum(1 for n in volume if n > 0)
        impressions = table.entity_impressions[m]
        reported = table.entity_installs[m] / impressions
        if plain:
            days = list(zip(volume, installs, strict=True))
            entries.append(_Entry(table.entities[m], days, live, reported))
            continue
        days = [(e / level, x) for e, x in zip(own.daily, installs, strict=True)]
        doubt = sqrt(own.sr**2 + SIGMA_CELL**2 * _concentration(benchmark, m))
        mix = own.total / level / impressions
        entries.append(
            _Entry(table.entities[m], days, live, reported, own.cover, own.sr, doubt, mix)
        )
    return entries, table.total_installs / table.total_impressions if plain else level


def _concentration(benchmark: LikeForLike, m: int) -> float:
    """The sum of squared shares of a creative's cells in its expected installs."""
    expected = [n * benchmark.rates[m][c] for c, n, _ in benchmark.table.lines[m]]
    return sum(e * e for e in expected) / sum(expected) ** 2 if any(expected) else 1.0


def _not_compared(
    entry: _Entry,
    present: int,
    tired: Collection[Hashable],
    cases: Collection[Hashable],
    stopped: Collection[Hashable],
) -> str | None:
    if entry.creative in cases:
        return "case_open"
    if entry.creative in tired:
        return "tired"
    if entry.creative in stopped:
        return "stopped"
    if present == 1:
        return "alone"
    if entry.live < MIN_DAYS:
        return "few_days"
    return "no_peers" if entry.cover < MIN_COVER else None


def _compared(
    ranking: Ranking, known: dict[Hashable, _Entry], typical: float, words: BestWords
) -> list[Place]:
    """The places of those that were compared: by rank, then those of a far mix."""
    near = [row for row in ranking.creatives if not known[row.creative].far]
    far = [row for row in ranking.creatives if known[row.creative].far]
    first = near[0] if near else ranking.creatives[0]
    places: list[Place] = []
    for row in (*near, *far):
        entry = known[row.creative]
        own = row.posterior
        p_behind = 0.0 if row is first else chance_higher(own, first.posterior)
        firm = max(entry.sr, known[first.creative].sr) <= MAX_SR
        status = "far_mix" if entry.far else _status(ranking, row, first, p_behind, firm, words)
        low, high = (gamma_quantile(p, own.shape) / own.exposure for p in (0.025, 0.975))
        places.append(
            Place(
                creative=row.creative,
                status=status,
                days=entry.live,
                reported=entry.reported,
                typical=typical,
                mix=entry.mix,
                rank=None if entry.far else len(places) + 1,
                rate=Likely(own.mean, low, high),
                p_best=row.p_best,
                loss=row.loss,
                p_behind=p_behind,
                firm=firm,
            )
        )
    return places


def _status(
    ranking: Ranking, row: Ranked, first: Ranked, p_behind: float, firm: bool, words: BestWords
) -> str:
    in_front = first is ranking.creatives[0]
    enough = words.equal_loss * first.mean
    equal = [one for one in ranking.creatives if one.loss <= enough]
    if in_front and ranking.word == "equal" and len(equal) > 1 and row in equal:
        return "equal"
    if row is first:
        return "leader" if in_front and firm and ranking.word == "leader" else "ahead"
    if firm and p_behind >= BEHIND_P:
        return "worse" if row.loss >= words.lead_loss * first.mean else "behind"
    return "open"


def _word(ranking: Ranking | None, places: Sequence[Place]) -> str:
    if ranking is None:
        return ""
    first = ranking.creatives[0].creative
    in_front = next(place for place in places if place.creative == first)
    return "far_mix" if in_front.status == "far_mix" else ranking.word
