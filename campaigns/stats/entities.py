"""The counts of entities (networks, campaigns, creatives) by cell and day, indexed for sums."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

Cell = tuple[Hashable, ...]
Day = tuple[float | None, float | None]
Counts = Mapping[Hashable, Mapping[Cell, Sequence[Day]]]


class EntityTable:
    """Window sums of `counts` (entity -> cell -> (impressions, installs) per day).

    All day lists must be equally long, all cells have the same number of factors. A day on
    which one of its counts is not reported (None) is left out. `lines[m]` holds (cell number,
    impressions, installs) of the cells in which entity m has anything.
    """

    def __init__(self, counts: Counts) -> None:
        self.entities: list[Hashable] = list(counts)
        self.cells: list[Cell] = list(dict.fromkeys(c for cells in counts.values() for c in cells))
        self.factors = range(len(self.cells[0]) if self.cells else 0)
        number = {cell: c for c, cell in enumerate(self.cells)}
        self.days = max(
            (len(days) for cells in counts.values() for days in cells.values()), default=0
        )
        self.lines: list[list[tuple[int, float, float]]] = []
        self._daily: list[list[tuple[int, list[float]]]] = []
        self.daily_installs: list[list[float]] = []
        self.daily_volume: list[list[float]] = []
        self.installs = [0.0] * len(self.cells)
        for cells in counts.values():
            self._add(cells, number)
        self.entity_impressions = [sum(n for _, n, _ in lines) for lines in self.lines]
        self.entity_installs = [sum(x for _, _, x in lines) for lines in self.lines]
        self.total_impressions = sum(self.entity_impressions)
        self.total_installs = sum(self.entity_installs)

    def _add(self, cells: Mapping[Cell, Sequence[Day]], number: Mapping[Cell, int]) -> None:
        installs, volume = [0.0] * self.days, [0.0] * self.days
        lines: list[tuple[int, float, float]] = []
        daily: list[tuple[int, list[float]]] = []
        for cell, days in cells.items():
            if len(days) != self.days:
                raise ValueError(f"{len(days)} days in {cell}, {self.days} elsewhere")
            impressions = [0.0] * self.days
            total = 0.0
            for day, (n, x) in enumerate(days):
                if n is None or x is None:
                    continue
                impressions[day] = n
                volume[day] += n
                installs[day] += x
                total += x
            n_cell = sum(impressions)
            if n_cell or total:
                c = number[cell]
                lines.append((c, n_cell, total))
                daily.append((c, impressions))
                self.installs[c] += total
        self.lines.append(lines)
        self._daily.append(daily)
        self.daily_installs.append(installs)
        self.daily_volume.append(volume)

    def daily_impressions(self, m: int) -> Iterator[tuple[int, list[float]]]:
        """(cell number, impressions per day) of entity number m."""
        return iter(self._daily[m])

    def sum_by_cell(self, theta: Sequence[float], power: int = 1) -> list[float]:
        """For every cell the sum of (impressions x level of the entity) ** power."""
        sums = [0.0] * len(self.cells)
        for level, lines in zip(theta, self.lines, strict=True):
            if power == 1:
                for c, n, _ in lines:
                    sums[c] += n * level
            else:
                for c, n, _ in lines:
                    sums[c] += (n * level) ** power
        return sums
