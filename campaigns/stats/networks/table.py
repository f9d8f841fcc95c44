"""The counts of entities (networks, campaigns, creatives) by cell and day, indexed for sums."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

Cell = tuple[Hashable, ...]
Day = tuple[float | None, float | None]
Counts = Mapping[Any, Mapping[Cell, Sequence[Day]]]
"""entity -> cell -> (impressions, installs) of every day, oldest first."""
Line = tuple[int, float, float]
"""Number of a cell, impressions and installs of the window."""


class Table:
    """`counts` with numbers for entities and cells; the window are the last `window` days.

    All day lists must be equally long and all cells have the same number of factors, else
    ValueError. A day on which one of its counts is not reported (None) is left out. Only cells in
    which an entity has anything are kept.
    """

    def __init__(self, counts: Counts, window: int | None = None) -> None:
        self.entities: list[Hashable] = list(counts)
        self.cells: list[Cell] = list(dict.fromkeys(c for cells in counts.values() for c in cells))
        self.factors = range(len(self.cells[0]) if self.cells else 0)
        lengths = {len(days) for cells in counts.values() for days in cells.values()}
        if len(lengths) > 1 or any(len(cell) != len(self.factors) for cell in self.cells):
            raise ValueError("all cells need the same days and the same number of factors")
        self.days = max(lengths, default=0)
        self.window = min(window or self.days, self.days)
        self.first = self.days - self.window
        self.daily: list[list[tuple[int, list[float], float]]] = []
        """Per entity (cell, impressions of every day, installs of the window)."""
        self.impressions: list[list[float]] = []
        self.installs: list[list[float]] = []
        number = {cell: c for c, cell in enumerate(self.cells)}
        for cells in counts.values():
            self._add(cells, number)

    def _add(self, cells: Mapping[Cell, Sequence[Day]], number: Mapping[Cell, int]) -> None:
        volume, installs = [0.0] * self.days, [0.0] * self.days
        kept = []
        for cell, days in cells.items():
            if not any(n or x for n, x in days):
                continue
            if any(n is None or x is None for n, x in days):
                days = [(0.0, 0.0) if n is None or x is None else (n, x) for n, x in days]
            n, x = map(list, zip(*days, strict=True))
            volume = [a + b for a, b in zip(volume, n, strict=True)]
            installs = [a + b for a, b in zip(installs, x, strict=True)]
            kept.append((number[cell], n, sum(x[self.first :])))
        self.daily.append(kept)
        self.impressions.append(volume)
        self.installs.append(installs)

    def lines(self, shared: Sequence[Sequence[float]] | None = None) -> list[list[Line]]:
        """The window sums of every entity; `shared` are factors of its days on impressions."""
        first = self.first
        if shared is None:
            return [[(c, sum(n[first:]), x) for c, n, x in cells] for cells in self.daily]
        return [
            [
                (c, sum(v * g for v, g in zip(n[first:], days[first:], strict=True)), x)
                for c, n, x in cells
            ]
            for cells, days in zip(self.daily, shared, strict=True)
        ]
