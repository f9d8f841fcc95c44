"""The effect of each value of a field on a rate, like for like, with its interval and word."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

from campaigns.stats.concepts.fit import MU_PRECISION, FieldEffects, fit, precise, variance_of
from campaigns.stats.concepts.levels import CreativeLevel, Sums, creative_levels
from campaigns.stats.concepts.together import Pair, Untried, never_tried, pairs
from campaigns.stats.special import t_cdf, t_quantile

FEWEST = 5
"""Creatives that a value, and the rest of its field, need."""
COVER = 0.6
ENOUGH = 20
"""Successes of others that make a level of the cells one where others ran."""
KEPT = 0.25
TIED = 0.6
SMALLEST = 0.05
CLEAR, LEANING = 0.04, 0.10


@dataclass(frozen=True)
class ValueEffect:
    """What one value of a field does.

    `delta` is ln(effect) against the field's other stated values, `se` its standard error, `wrong`
    the chance that its sign is wrong, `low` and `high` the ends of the 95 % interval of delta.
    `raw`, `mix` and `other` are logarithms: what pooled rates say, the part of it that is where
    the creatives ran, and the part that is other fields, big creatives and chance. `word` is
    few, place, twin, clear, leaning or level. `twin` is the field and value it cannot be told
    from; `together` both of their effects, with its standard error in `together_se`.
    """

    field: str
    value: str
    creatives: int
    base: float
    successes: float
    rest_successes: float
    delta: float
    se: float
    wrong: float
    low: float
    high: float
    raw: float | None
    mix: float | None
    cover: float
    kept: float
    word: str
    twin: tuple[str, str] | None = None
    together: float | None = None
    together_se: float | None = None

    @property
    def other(self) -> float | None:
        """The part of the raw difference that is neither the value nor where it ran."""
        if self.raw is None or self.mix is None:
            return None
        return self.raw - self.mix - self.delta


@dataclass(frozen=True)
class Ledger:
    """All values, those of a field together; `judged` is how many had a word of their own.

    `creatives` are those with a base; nobody's level is found where no field tells them apart.
    """

    values: Sequence[ValueEffect]
    pairs: Sequence[Pair]
    untried: Sequence[Untried]
    levels: Mapping[Hashable, CreativeLevel]
    effects: FieldEffects | None
    looked_at: int
    creatives: int

    @property
    def judged(self) -> int:
        """How many values were compared, of which .04 look clear by chance."""
        return sum(one.word in ("clear", "leaning", "level") for one in self.values)


def ledger(sums: Sums, named: Mapping[str, Mapping[Hashable, str]], phi: float = 1.0) -> Ledger:
    """The ledger of a rate.

    `sums` has base and successes by creative and cell, `named` the value of each creative in each
    field; "" or no entry is not stated. `phi` is the dispersion of counts.
    """
    names = [name for name, cells in sums.items() if any(n > 0 for n, _ in cells.values())]
    fields = [
        field for field, own in named.items() if len({own.get(c, "") for c in names} - {""}) > 1
    ]
    if not fields:
        return Ledger([], [], [], {}, None, 0, len(names))
    levels = creative_levels(sums, phi)
    columns = [[named[field].get(name, "") for name in names] for field in fields]
    found = fit([levels[n].y for n in names], [levels[n].v for n in names], columns)
    about = _Accounts(fields, columns, [levels[n] for n in names], found)
    values = about.values()
    held, looked = pairs(fields, columns, found)
    return Ledger(
        values, held, never_tried(fields, columns, found), levels, found, looked, len(names)
    )


class _Accounts:
    """The values of all fields with their creatives, against each other."""

    def __init__(
        self,
        fields: Sequence[str],
        columns: Sequence[Sequence[str]],
        levels: Sequence[CreativeLevel],
        found: FieldEffects,
    ) -> None:
        self.fields, self.columns, self.levels, self.found = fields, columns, levels, found
        size = len(found.g)
        self.plain = precise(found.crossed, [MU_PRECISION] + [1.0] * (size - 1))
        self.mine = {
            (f, value): [i for i, own in enumerate(column) if own == value]
            for f, column in enumerate(columns)
            for value in sorted(set(column) - {""})
        }
        self.weight = {key: sum(found.weights[i] for i in some) for key, some in self.mine.items()}

    def values(self) -> list[ValueEffect]:
        """All stated values: those that are tied to others leave everybody's rest at last."""
        first = {key: self._kept(key, frozenset()) for key in self.mine}
        twins = {key: self._twin(key) for key, kept in first.items() if kept < KEPT}
        tied = frozenset(key for key, twin in twins.items() if twin)
        return [self._value(key, tied, twins.get(key)) for key in self.mine]

    def _rest(self, key: tuple[int, str], tied: frozenset) -> list[tuple[int, str]]:
        others = [other for other in self.mine if other[0] == key[0] and other != key]
        return [other for other in others if other not in tied] or others

    def _contrast(self, key: tuple[int, str], tied: frozenset) -> list[float]:
        contrast = [0.0] * len(self.found.g)
        rest = self._rest(key, tied)
        total = sum(self.weight[other] for other in rest)
        contrast[self.found.columns[key[0]][key[1]]] = 1.0
        for other in rest:
            contrast[self.found.columns[other[0]][other[1]]] = -self.weight[other] / total
        return contrast

    def _kept(self, key: tuple[int, str], tied: frozenset) -> float:
        """How much of what it would tell alone is left beside the other fields."""
        rest = sum(self.weight[other] for other in self._rest(key, tied))
        alone = 1 / self.weight[key] + 1 / rest
        return min(1.0, alone / variance_of(self.plain, self._contrast(key, tied)))

    def _twin(self, key: tuple[int, str]) -> tuple[int, str] | None:
        """The value of another field that shares most with it, where it shares nearly all."""
        others = [other for other in self.mine if other[0] != key[0]]
        closest = max(others, key=lambda other: self._shared(key, other), default=None)
        return closest if closest and self._shared(key, closest) >= TIED else None

    def _shared(self, one: tuple[int, str], other: tuple[int, str]) -> float:
        """The weighted correlation of two values over the creatives."""
        whole = sum(self.found.weights)
        both = set(self.mine[one]) & set(self.mine[other])
        p, q = self.weight[one] / whole, self.weight[other] / whole
        spread = p * (1 - p) * q * (1 - q)
        shared = sum(self.found.weights[i] for i in both) / whole
        return (shared - p * q) / sqrt(spread) if spread > 0 else 0.0

    def _value(
        self, key: tuple[int, str], tied: frozenset, twin: tuple[int, str] | None
    ) -> ValueEffect:
        contrast = self._contrast(key, tied)
        delta = sum(c * g for c, g in zip(contrast, self.found.g, strict=True))
        se = sqrt(self.found.variance(contrast))
        reach = t_quantile(0.975, self.found.df) * se
        rest = [i for other in self._rest(key, tied) for i in self.mine[other]]
        raw, mix = self._raw(self.mine[key], rest)
        own = [self.levels[i] for i in self.mine[key]]
        value = ValueEffect(
            field=self.fields[key[0]],
            value=key[1],
            creatives=len(own),
            base=sum(one.base for one in own),
            successes=sum(one.successes for one in own),
            rest_successes=sum(self.levels[i].successes for i in rest),
            delta=delta,
            se=se,
            wrong=t_cdf(-abs(delta) / se, self.found.df),
            low=delta - reach,
            high=delta + reach,
            raw=raw,
            mix=mix,
            cover=self._cover(self.mine[key], rest),
            kept=self._kept(key, tied),
            word="",
        )
        value = self._with_twin(value, contrast, tied, twin) if twin else value
        return replace(value, word=_word(value, len(rest)))

    def _with_twin(
        self,
        value: ValueEffect,
        contrast: list[float],
        tied: frozenset,
        twin: tuple[int, str],
    ) -> ValueEffect:
        both = [a + b for a, b in zip(contrast, self._contrast(twin, tied), strict=True)]
        together = sum(c * g for c, g in zip(both, self.found.g, strict=True))
        return replace(
            value,
            twin=(self.fields[twin[0]], twin[1]),
            together=together,
            together_se=sqrt(self.found.variance(both)),
        )

    def _raw(self, mine: list[int], rest: list[int]) -> tuple[float | None, float | None]:
        """What pooled rates say, and the part of it that is where the creatives ran."""
        n, x, e = self._pooled(mine)
        n_rest, x_rest, e_rest = self._pooled(rest)
        if not (n and n_rest and x and x_rest and e and e_rest):
            return None, None
        return log((x / n) / (x_rest / n_rest)), log((e / n) / (e_rest / n_rest))

    def _pooled(self, some: list[int]) -> tuple[float, float, float]:
        own = [self.levels[i] for i in some]
        return (
            sum(one.base for one in own),
            sum(one.successes for one in own),
            sum(one.total for one in own),
        )

    def _cover(self, mine: list[int], rest: list[int]) -> float:
        """The share of what is expected of it at levels where the rest ran, of the factor where
        this is least."""
        cells = [cell for i in mine for cell in self.levels[i].expected]
        if not cells:
            return 0.0
        return min(self._cover_of(factor, mine, rest) for factor in range(len(cells[0])))

    def _cover_of(self, factor: int, mine: list[int], rest: list[int]) -> float:
        seen: dict[Hashable, float] = {}
        for i in rest:
            for cell, x in self.levels[i].won.items():
                seen[cell[factor]] = seen.get(cell[factor], 0.0) + x
        whole = covered = 0.0
        for i in mine:
            for cell, expected in self.levels[i].expected.items():
                whole += expected
                covered += expected if seen.get(cell[factor], 0.0) >= ENOUGH else 0.0
        return covered / whole if whole else 0.0


def _word(value: ValueEffect, rest: int) -> str:
    if value.creatives < FEWEST or rest < FEWEST:
        return "few"
    if value.cover < COVER:
        return "place"
    if value.twin or value.kept < KEPT:
        return "twin"
    large = abs(exp(value.delta) - 1) >= SMALLEST
    if large and value.wrong < CLEAR:
        return "clear"
    return "leaning" if large and value.wrong < LEANING else "level"
