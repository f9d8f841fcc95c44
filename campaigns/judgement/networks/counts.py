"""What the networks of an app had in every country and format, day by day, as verdicts need it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from campaigns import reports
from campaigns.metrics import Counts
from campaigns.models import Network, plain_name
from campaigns.models.choices import NOT_STATED, UNKNOWN_COUNTRY
from campaigns.periods import Period, last_settled_day
from campaigns.reports import ReportQuery
from campaigns.stats.networks.judge import CELL, WINDOW
from campaigns.stats.networks.table import Cell, Day

BASIS = (Counts.ipm.denominator, Counts.ipm.numerator)
HISTORY = 84
"""A verdict looks at so many days: the last 28 are judged, those before say what was usual."""
NOTHING: Day = (0.0, 0.0)


class AppCounts:
    """The counts of an app's networks, read once to be judged as of one or several days."""

    def __init__(self, app: int, as_of: Sequence[date]) -> None:
        self.app = app
        self.networks = {network.pk: network for network in _networks_of(app)}
        newest, oldest = (self.window(day).last for day in (max(as_of), min(as_of)))
        self.period = Period(Period.of_days(HISTORY, oldest).first, newest)
        query = ReportQuery(self.period, ("network", *CELL, "day"), {"app": (app,)}, counts=BASIS)
        self._cells = by_entity(reports.cells(query), self.period)
        self._seen = reports.network_days(query)
        self._first = self._first_day()

    def _first_day(self) -> int:
        lines = [days for cells in self._cells.values() for days in cells.values()]
        days = enumerate(zip(*lines, strict=True))
        return next((place for place, day in days if any(n for n, _ in day)), len(self.period))

    def window(self, as_of: date) -> Period:
        """The last 28 complete days that any network of the app has settled, as seen on `as_of`."""
        settle = min((network.settles_after for network in self.networks.values()), default=0)
        return Period.of_days(WINDOW, last_settled_day(as_of, settle))

    def until(self, as_of: date) -> dict[int, dict[Cell, list[Day]]]:
        """network -> cell -> (impressions, installs) of up to 84 days that end with the window.

        Days that a network has not settled are empty, as are those without counts.
        """
        first, last = self._days(as_of)
        found: dict[int, dict[Cell, list[Day]]] = {}
        for pk, network in self.networks.items():
            settled = self._place(last_settled_day(as_of, network.settles_after)) + 1
            end = max(first, min(settled, last))
            found[pk] = {
                cell: [*days[first:end], *[NOTHING] * (last - end)]
                for cell, days in self._cells.get(pk, {}).items()
            }
        return found

    def _days(self, as_of: date) -> tuple[int, int]:
        last = self._place(self.window(as_of).last) + 1
        return min(max(last - HISTORY, self._first, 0), last), last

    def _place(self, day: date) -> int:
        return (day - self.period.first).days

    def uncounted(self, as_of: date) -> frozenset[int]:
        """The networks without any row on settled days of the window."""
        days = self.window(as_of)
        seen = {
            pk
            for pk, day in self._seen
            if pk in self.networks
            and days.first <= day <= last_settled_day(as_of, self.networks[pk].settles_after)
        }
        return frozenset(set(self.networks) - seen)

    @cached_property
    def _unnamed(self) -> dict[int, dict[date, int]]:
        """Impressions of creatives that are not stated, by network and day."""
        creatives = reports.creatives_named(self.app, NOT_STATED)
        found: dict[int, dict[date, int]] = defaultdict(dict)
        if creatives:
            where = {"app": (self.app,), "creative": creatives}
            query = ReportQuery(self.period, ("network", "day"), where, counts=BASIS)
            for network, day, impressions, _ in reports.cells(query):
                found[network][day] = impressions
        return found

    def known_creatives(self, network: int, as_of: date, impressions: float) -> float | None:
        """The share of a network's impressions in the window whose creative is stated."""
        if not impressions:
            return None
        days = self.window(as_of)
        settled = last_settled_day(as_of, self.networks[network].settles_after)
        unnamed = self._unnamed.get(network, {}).items()
        without = sum(n for day, n in unnamed if day in days and day <= settled)
        return 1 - without / impressions

    def creatives(self, as_of: date) -> dict:
        """network -> creative -> cell -> (impressions, installs) of the window.

        A creative is matched across networks by its name, whatever its case and signs.
        """
        query = ReportQuery(
            self.window(as_of), ("network", "creative", *CELL), {"app": (self.app,)},
            counts=BASIS, ends=reports.settled_ends(as_of),
        )  # fmt: skip
        rows = list(reports.cells(query))
        names = reports.part_names("creative", {row[1] for row in rows})
        found: dict = defaultdict(lambda: defaultdict(dict))
        for network, creative, *values, impressions, installs in rows:
            name = names[creative]
            own = found[network][None if name == NOT_STATED else plain_name(name)]
            cell = stated(values)
            n, x = own.get(cell, NOTHING)
            own[cell] = (n + impressions, x + installs)
        return found


def _networks_of(app: int) -> list[Network]:
    found = Network.objects.filter(campaigns__app=app)
    return list(found.exclude(kind__in=Network.WITHOUT_ADS).distinct())


def stated(values: Iterable) -> Cell:
    """A cell of countries, formats or ids as verdicts take it: None is not stated."""
    return tuple(None if value in ("", UNKNOWN_COUNTRY) else value for value in values)


def by_entity(rows: Iterable[tuple], days: Period) -> dict[int, dict[Cell, list[Day]]]:
    """entity -> cell -> (impressions, installs) per day.

    `rows` are (entity, the values of its cell, day, impressions, installs).
    """
    found: dict[int, dict[Cell, list[Day]]] = defaultdict(dict)
    lines: dict[tuple, list[Day]] = {}
    places = {day: place for place, day in enumerate(days.days())}
    for row in rows:
        key = row[:-3]
        line = lines.get(key)
        if line is None:
            line = found[key[0]].setdefault(stated(key[1:]), [NOTHING] * len(days))
            lines[key] = line
        if row[-2]:
            line[places[row[-3]]] = row[-2:]
    return dict(found)
