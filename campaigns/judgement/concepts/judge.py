"""The ledger of an account: the effect of every value that names hold on IPM, CTR or CVR."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log, sqrt
from typing import NamedTuple

from campaigns import reports
from campaigns.reports import ReportQuery
from campaigns.reports.name_fields import TAGS, label, values_of_creatives
from campaigns.stats.concepts.ledger import ValueEffect, ledger
from campaigns.stats.concepts.levels import Cell
from campaigns.stats.concepts.together import Pair, Untried

METRICS = {
    "ipm": ("impressions", "installs"),
    "ctr": ("impressions", "clicks"),
    "cvr": ("clicks", "installs"),
}
"""The rates: what they are per, and what is counted."""
CHECKED = ("version", "date")
"""Fields that tell one creative from the next: no value of them is a concept."""
COUNTS = ("impressions", "clicks", "installs")
CELL = ("creative", "app", "network", "country", "format")
RAW_Z, RAW_DIFFERENCE = 1.96, 0.10
"""From where on a comparison of pooled rates alone would name a value."""

Sums = dict[Hashable, dict[Cell, tuple[float, float]]]


class CellCounts(NamedTuple):
    """What rows that report the same of some counts have of a creative in a cell."""

    creative: int
    cell: Cell
    counts: Mapping[str, int | None]


@dataclass(frozen=True)
class FieldLedger:
    """The values of one field, the best first; `silent` is the share of impressions of creatives
    that state none, `raw_named` how many values pooled rates would name."""

    field: str
    label: str
    values: list[ValueEffect]
    silent: float
    raw_named: int

    @property
    def clear(self) -> list[ValueEffect]:
        """Values that do better or worse for sure enough."""
        return [one for one in self.values if one.word == "clear"]


@dataclass(frozen=True)
class Concepts:
    """The ledgers of all fields for one rate, what was never tried, what does more together."""

    metric: str
    fields: list[FieldLedger]
    pairs: list[Pair]
    untried: list[Untried]
    creatives: int

    def field(self, name: str) -> FieldLedger | None:
        """The ledger of a field; without such a one that of the field with most to say, of tags
        only where no name says anything."""
        named = {one.field: one for one in self.fields}
        most = max(self.fields, key=_to_say, default=None)
        return named.get(name, most)


def _to_say(one: FieldLedger) -> tuple[bool, int, int]:
    return one.field != TAGS, len(one.clear), len(one.values)


def concepts(query: ReportQuery, metric: str, today: date) -> Concepts:
    """The ledger over the settled days of the query, under its filters."""
    return concepts_of(reported_counts(query, today, METRICS[metric]), metric)


def concepts_of(counts: Iterable[CellCounts], metric: str) -> Concepts:
    """The same of what was counted.

    Format and tags stand apart: a set of tags is often of one concept, and neither could be told
    from the other.
    """
    sums = _sums(counts, metric)
    named: dict[str, Mapping[Hashable, str]] = {
        field: own
        for field, own in values_of_creatives().items()
        if field not in CHECKED and field != "format"
    }
    forms, tags = _formats(sums), named.pop(TAGS, {})
    found = ledger(sums, named)
    values = list(found.values)
    if len(set(forms.values())) > 1:
        without = {c: _without_format(cells) for c, cells in sums.items()}
        alone = ledger(without, {"format": forms, **named})
        values += [one for one in alone.values if one.field == "format"]
    values += ledger(sums, {TAGS: tags}).values if tags else []
    fields = dict.fromkeys(one.field for one in values)
    named |= {"format": forms, TAGS: tags}
    return Concepts(
        metric,
        [_field(name, values, sums, named[name]) for name in fields],
        list(found.pairs),
        list(found.untried),
        found.creatives,
    )


def reported_counts(
    query: ReportQuery, today: date, counts: tuple[str, ...] = COUNTS
) -> Iterator[CellCounts]:
    """Counts on the settled days by creative and cell, under the filters of the query; with several
    apps the app is of the cell."""
    asked = ReportQuery(
        query.period,
        CELL,
        query.where,
        counts=counts,
        ends=reports.settled_ends(today),
        today=today,
    )
    for row in reports.cells_as_reported(asked):
        own = dict(zip(counts, row[len(CELL) :], strict=True))
        yield CellCounts(row[0], row[1 : len(CELL)], own)


def _sums(counts: Iterable[CellCounts], metric: str) -> Sums:
    """Base and successes by creative and cell."""
    below, above = METRICS[metric]
    found: Sums = {}
    unnamed = set(reports.creatives_unnamed())
    for creative, cell, of in counts:
        n, x = of[below], of[above]
        if creative not in unnamed and n and x is not None:
            own = found.setdefault(creative, {})
            before = own.get(cell, (0.0, 0.0))
            own[cell] = (before[0] + n, before[1] + x)
    return found


def _formats(sums: Sums) -> dict[Hashable, str]:
    """The format of each creative, as its cells say."""
    return {creative: str(next(iter(cells))[-1]) for creative, cells in sums.items()}


def _without_format(cells: Mapping[Cell, tuple[float, float]]) -> dict[Cell, tuple[float, float]]:
    found: dict[Cell, tuple[float, float]] = {}
    for cell, (n, x) in cells.items():
        before = found.get(cell[:-1], (0.0, 0.0))
        found[cell[:-1]] = (before[0] + n, before[1] + x)
    return found


def _field(
    name: str, values: Sequence[ValueEffect], sums: Sums, named: Mapping[Hashable, str]
) -> FieldLedger:
    own = sorted((v for v in values if v.field == name), key=lambda v: -v.delta)
    shown: Counter[bool] = Counter()
    for creative, cells in sums.items():
        shown[bool(named.get(creative))] += sum(int(n) for n, _ in cells.values())
    silent = shown[False] / shown.total() if shown.total() else 0.0
    return FieldLedger(name, label(name), own, silent, sum(map(_raw_names, own)))


def _raw_names(value: ValueEffect) -> bool:
    """Whether two proportions alone would call it different (|z| > 1.96 and 10 % apart)."""
    if value.raw is None or abs(value.raw) < log(1 + RAW_DIFFERENCE):
        return False
    rest = value.rest_successes
    error = sqrt(1 / value.successes + 1 / rest) if value.successes and rest else 0.0
    return bool(error) and abs(value.raw) / error > RAW_Z
