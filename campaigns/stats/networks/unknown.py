"""What a report does not state: rows without a country, rows without a format.

Left alone as a cell of their own such rows are held against whatever else happens to be unknown,
which calls fine networks low.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Hashable, Mapping, Sequence

from campaigns.stats.networks.table import Cell, Counts, Day

UNKNOWN = None
"""The value of a factor that is not stated."""

Days = Sequence[Day]


def known_share(cells: Mapping[Cell, Days], factor: int, window: int) -> float | None:
    """The share of an entity's impressions in the window that state a factor; None without any."""
    known = total = 0.0
    for cell, days in cells.items():
        n = _impressions(days, window)
        total += n
        known += n if cell[factor] is not UNKNOWN else 0.0
    return known / total if total else None


def spread_countries(counts: Counts, factor: int, window: int) -> Counts:
    """Rows without a country in proportion to the entity's own countries.

    Of rows that are alike but for the country, by their impressions in the window; without any,
    evenly over all countries that anybody has in such rows; without those, as they are. Counts
    become fractions, sums stay.
    """
    places: dict[Cell, dict[Hashable, float]] = defaultdict(dict)
    for cells in counts.values():
        for cell in cells:
            if cell[factor] is not UNKNOWN:
                places[_without(cell, factor)][cell[factor]] = 1.0
    return {
        name: _spread(cells, factor, window, lambda cell: places.get(_without(cell, factor), {}))
        for name, cells in counts.items()
    }


def spread_formats(cells: Mapping[Cell, Days], factor: int, window: int) -> Mapping[Cell, Days]:
    """Rows without a format over the entity's own formats.

    In proportion to the impressions of rows that are alike but for the format, without any to
    those of all its rows.
    """
    everywhere: dict[Hashable, float] = defaultdict(float)
    for cell, days in cells.items():
        if cell[factor] is not UNKNOWN:
            everywhere[cell[factor]] += _impressions(days, window)
    return _spread(cells, factor, window, lambda _: everywhere)


def filled(
    counts: Counts, fields: Sequence[str], window: int, without: Container[Hashable]
) -> Counts:
    """Rows that leave out a country or format spread; `fields` name the factors of a cell.

    Of the entities `without` formats only the rows with a format are kept.
    """
    if "format" in fields:
        form = fields.index("format")
        counts = {
            name: known_only(cells, form)
            if name in without
            else spread_formats(cells, form, window)
            for name, cells in counts.items()
        }
    if "country" in fields:
        counts = spread_countries(counts, fields.index("country"), window)
    return counts


def known_only(cells: Mapping[Cell, Days], factor: int) -> Mapping[Cell, Days]:
    """The rows that state a factor."""
    return {cell: days for cell, days in cells.items() if cell[factor] is not UNKNOWN}


def merged(cells: Mapping[Cell, Days], factor: int) -> Mapping[Cell, Days]:
    """The rows summed over a factor, which leaves the cell."""
    found: dict[Cell, Days] = {}
    for cell, days in cells.items():
        rest = _without(cell, factor)
        found[rest] = _added(found[rest], days, 1.0) if rest in found else days
    return found


def _spread(
    cells: Mapping[Cell, Days],
    factor: int,
    window: int,
    otherwise: Callable[[Cell], Mapping[Hashable, float]],
) -> Mapping[Cell, Days]:
    unknown = [cell for cell in cells if cell[factor] is UNKNOWN]
    if not unknown:
        return cells
    found = dict(known_only(cells, factor))
    own: dict[Cell, dict[Hashable, float]] = defaultdict(dict)
    for cell, days in found.items():
        shown = _impressions(days, window)
        if shown:
            own[_without(cell, factor)][cell[factor]] = shown
    for cell in unknown:
        shares = own.get(_without(cell, factor)) or otherwise(cell)
        total = sum(shares.values())
        if not total:
            found[cell] = cells[cell]
            continue
        nothing = [(0.0, 0.0)] * len(cells[cell])
        for value, share in shares.items():
            target = (*cell[:factor], value, *cell[factor + 1 :])
            found[target] = _added(found.get(target, nothing), cells[cell], share / total)
    return found


def _added(days: Days, more: Days, share: float) -> list[Day]:
    """Counts per day plus a share of others; a day that is reported in neither stays unreported."""
    return [_sum(one, other, share) for one, other in zip(days, more, strict=True)]


def _sum(one: Day, other: Day, share: float) -> Day:
    n, x = other
    if n is None or x is None:
        return one
    so_far, installs = one
    if so_far is None or installs is None:
        return share * n, share * x
    return so_far + share * n, installs + share * x


def _impressions(days: Days, window: int) -> float:
    return sum(n for n, x in days[-window:] if n is not None and x is not None)


def _without(cell: Cell, factor: int) -> Cell:
    return cell[:factor] + cell[factor + 1 :]
