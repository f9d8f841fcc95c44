"""Which creative of a format is best, when each of them runs in other networks and countries?

Creatives are compared like for like: installs against those that a typical one would have had in
the same cells, network x country (`like_for_like`), and these are ranked (`ranking`). What is told
of the best and the worst is told only where the others give a firm yardstick.

The yardstick is itself uncertain: how well a creative does varies from cell to cell. That relative
error (`sr`) widens each rate; without it equal creatives that vary by 15 % between cells had a
leader in 41 % of simulated fields. `python -m tests.simulations.ranking` prints what holds now.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

from campaigns.stats.creatives.like_for_like import MIN_COVER, LikeForLike
from campaigns.stats.creatives.ranking import (
    EQUAL_LOSS,
    LEAD_INSTALLS,
    LEAD_LOSS,
    LEAD_P,
    Posterior,
    Ranked,
    Ranking,
    chance_higher,
    rank,
)
from campaigns.stats.entities import Counts
from campaigns.stats.special import gamma_quantile

BEHIND_P = 0.99
MIN_DAYS = 7
MAX_SR = 0.10
"""Up to this relative error others are a firm yardstick."""


@dataclass(frozen=True, slots=True)
class BestWords:
    """Where the words begin: the chance and the losses (relative to the first) of job 3."""

    lead_p: float = LEAD_P
    lead_loss: float = LEAD_LOSS
    equal_loss: float = EQUAL_LOSS
    lead_installs: float = LEAD_INSTALLS


USUAL = BestWords()


@dataclass(frozen=True, slots=True)
class Place:
    """One creative in its field. Rates are installs per impression on the field's whole mix.

    `status` is leader, barred, ahead, equal, open, behind or worse for those that have a `rank`;
    alone, few_days or no_peers for the others. `rate` is after shrinkage and lies between `low`
    and `high` with 95 %, `p_best` and `loss` as in `Ranked`, `p_behind` is the chance that the
    first is better. `mix` is what a typical creative would make of this one's own cells, over
    what it makes of the field's. `firm` says whether the others are a firm yardstick.
    """

    creative: Hashable
    status: str
    days: int
    mix: float | None = None
    rank: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    p_best: float = 0.0
    loss: float | None = None
    p_behind: float = 0.0
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """The creatives of one app and format, the ranked ones first. `typical` is the rate that a
    typical creative has on the whole mix; `word` is that of `Ranking`, "" without one."""

    places: tuple[Place, ...]
    typical: float
    word: str

    @property
    def first(self) -> Place | None:
        """The one in front, leader or not; None where nothing could be ranked."""
        return self.places[0] if self.places and self.places[0].rank else None

    @property
    def ranked(self) -> tuple[Place, ...]:
        """Those that were compared."""
        return tuple(place for place in self.places if place.rank)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A creative on its way to its place; `days` are (exposure, installs) per day."""

    creative: Hashable
    days: Sequence[tuple[float, float]]
    live: int
    cover: float
    sr: float
    mix: float | None


def compare(
    counts: Counts, barred: Collection[Hashable] = (), words: BestWords = USUAL
) -> Field | None:
    """Rank the creatives of a field from creative -> (network, country) -> counts per day.

    `barred` ones never lead. Creatives without impressions are left out; None if none has any.
    Ranked are those with at least seven days, of whose expectation others cover at least 60 %.
    """
    benchmark = LikeForLike(counts)
    table = benchmark.table
    seen = [m for m, n in enumerate(table.entity_impressions) if n > 0]
    if not seen:
        return None
    entries, typical = _entries(benchmark, seen)
    fit = [e for e in entries if e.live >= MIN_DAYS and e.cover >= MIN_COVER]
    ranking = None
    if len(fit) > 1:
        ranking = rank(
            {e.creative: e.days for e in fit},
            barred,
            {e.creative: e.sr for e in fit},
            lead_p=words.lead_p,
            lead_loss=words.lead_loss,
            equal_loss=words.equal_loss,
            lead_installs=words.lead_installs,
        )
    known = {e.creative: e for e in entries}
    places = _ranked(ranking, known, words) if ranking else []
    done = {place.creative for place in places}
    rest = [
        Place(e.creative, _unranked(e, len(seen)), e.live, e.mix)
        for e in entries
        if e.creative not in done
    ]
    return Field((*places, *rest), typical, ranking.word if ranking else "")


def _entries(benchmark: LikeForLike, seen: Sequence[int]) -> tuple[list[_Entry], float]:
    """Every creative against the others; in one cell alone impressions need no standard."""
    table = benchmark.table
    expected = {m: benchmark.expectation(m) for m in seen}
    total = sum(e.total for e in expected.values())
    level = total / table.total_impressions
    plain = len(table.cells) == 1 or not level
    entries = []
    for m in seen:
        own, volume = expected[m], table.daily_volume[m]
        exposure = volume if plain else [e / level for e in own.daily]
        mix = None if plain else own.total / level / table.entity_impressions[m]
        entries.append(
            _Entry(
                table.entities[m],
                list(zip(exposure, table.daily_installs[m], strict=True)),
                sum(1 for n in volume if n > 0),
                1.0 if plain else own.cover,
                0.0 if plain else own.sr,
                mix,
            )
        )
    typical = table.total_installs / table.total_impressions if plain else level
    return entries, typical


def _unranked(entry: _Entry, present: int) -> str:
    if present == 1:
        return "alone"
    return "few_days" if entry.live < MIN_DAYS else "no_peers"


def _ranked(ranking: Ranking, known: dict[Hashable, _Entry], words: BestWords) -> list[Place]:
    first = ranking.creatives[0]
    firm = {row.creative: known[row.creative].sr <= MAX_SR for row in ranking.creatives}
    places = []
    for number, row in enumerate(ranking.creatives, start=1):
        own = _posterior(row)
        p_behind = 0.0 if number == 1 else chance_higher(own, _posterior(first))
        sure = firm[row.creative] and firm[first.creative]
        places.append(
            Place(
                creative=row.creative,
                status=_status(ranking, row, p_behind, sure, words),
                days=known[row.creative].live,
                mix=known[row.creative].mix,
                rank=number,
                rate=row.mean,
                low=gamma_quantile(0.025, own.shape) / own.exposure,
                high=gamma_quantile(0.975, own.shape) / own.exposure,
                p_best=row.p_best,
                loss=row.loss,
                p_behind=p_behind,
                firm=sure,
            )
        )
    return places


def _posterior(row: Ranked) -> Posterior:
    return Posterior((row.mean / row.sd) ** 2, row.mean / row.sd**2)


def _status(ranking: Ranking, row: Ranked, p_behind: float, sure: bool, words: BestWords) -> str:
    first = ranking.creatives[0]
    equal = [one for one in ranking.creatives if one.loss <= words.equal_loss * first.mean]
    if ranking.word == "equal" and len(equal) > 1 and row in equal:
        return "equal"
    if row is first:
        return ranking.word if sure and ranking.word in ("leader", "barred") else "ahead"
    if sure and p_behind >= BEHIND_P:
        return "worse" if row.loss >= words.lead_loss * first.mean else "behind"
    return "open"
