"""Rows that wait to be written, in a table of this connection: compared and written by statements.

A row is campaign, day, creative, country, store page, reporter, COUNTS, the amounts before they
were converted and their currency; days and money are as the database stores them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, Self

from django.db import connection

from campaigns.metrics import COUNTS, MONEY
from campaigns.models import CampaignDay, CountBase, CountRevision, DailyCount
from campaigns.models.choices import UNKNOWN_COUNTRY
from campaigns.models.dialects import (
    among,
    as_day,
    campaign_days,
    differ,
    each_pair,
    insert_summed,
    make_temporary,
)
from campaigns.models.keeping import reports_of
from campaigns.models.money import BESIDE
from campaigns.periods import Period

Day = tuple[int, date, str]
"""campaign, day, reported_by"""
FIELDS = {field.name: field.column for field in DailyCount._meta.concrete_fields}
KEY = tuple(FIELDS[name] for name in CountBase.KEY)
ALL = ", ".join((*KEY, *COUNTS))
STORED = (*COUNTS, *BESIDE)
VALUES = (*COUNTS, *BESIDE[1:], *BESIDE[:1])
"""What stands in a row after its key."""
BASES = COUNTS[:3]
"""Impressions, clicks and installs: what ratios are made of."""
FACTS, REVISIONS = DailyCount._meta.db_table, CountRevision._meta.db_table
CAMPAIGN_DAYS = CampaignDay._meta.db_table
COLUMNS = (
    *("campaign_id bigint NOT NULL", "day date NOT NULL", "creative_id bigint NOT NULL"),
    *("country varchar(2) NOT NULL", "store_page_id bigint NOT NULL"),
    *("reported_by varchar(7) NOT NULL", *(f"{name} bigint" for name in COUNTS)),
    *(f"{name} bigint" for name in BESIDE[1:]),
    f"{BESIDE[0]} varchar(3)",
    "short integer NOT NULL DEFAULT 0",
)
SAME = " AND ".join(f"s.{name} = f.{name}" for name in KEY)
OVER = f"s CROSS JOIN {FACTS} f WHERE {SAME}"
"""After a table of few rows: SQLite looks for each of them then, not through all that is stored."""
ORDER = ", ".join(f"s.{name}" for name in KEY)
AT_ONCE = 20_000
_numbers = count()


@dataclass(frozen=True, slots=True)
class DaySum:
    """What rows of one campaign-day that report the same counts add up to, money in millionths.

    Of rows that wait also how many are stored already, how many of these with other counts, and
    whether any of them states a creative, a country, a store page.
    """

    day: Day
    reports: int
    sums: tuple[int | None, ...]
    rows: int = 0
    stored: int = 0
    changed: int = 0
    tells: tuple[bool, ...] = ()

    def of(self, name: str) -> int | None:
        """The sum of one count, None where these rows do not report it."""
        return self.sums[COUNTS.index(name)]


class Staging(ExitStack):
    """A table of rows that wait, one a key, which goes with the `with` block."""

    def __init__(self) -> None:
        super().__init__()
        self.table = f"staged_{next(_numbers)}"
        self.mixed = 0

    def __enter__(self) -> Self:
        _run(make_temporary(self.table, COLUMNS, KEY))
        self.callback(_run, f"DROP TABLE IF EXISTS {self.table}")
        return super().__enter__()

    def fill(self, rows: Iterable[tuple], told: Sequence[str] = VALUES) -> None:
        """Put rows into the empty table, of each its key and what is `told`, in the order of
        VALUES. Those of one key are summed.

        Where some of them report impressions, clicks or installs and others do not, the sum would
        be short, so that count is taken as not reported. Where they are of several currencies,
        nothing stands beside their money: `mixed` says of how many keys.
        """
        counts, whole, alike = (
            [name for name in names if name in told] for names in (VALUES[:-1], BASES, VALUES[-1:])
        )
        insert_summed(self.table, KEY, counts, whole, alike, rows)
        if not alike:
            return
        none = ", ".join(f"{name} = NULL" for name in BESIDE[1:])
        some = " OR ".join(f"{name} IS NOT NULL" for name in BESIDE[1:])
        self.mixed = _run(f"UPDATE {self.table} SET {none} WHERE currency IS NULL AND ({some})")

    def keep_beside(self) -> None:
        """Where money stays what is stored, what stands beside that stays, too."""
        same = [f"NOT {differ('s', 'f', [name])}" for name in MONEY]
        beside = ", ".join(f"{name} = f.{name}" for name in BESIDE)
        _run(
            f"UPDATE {self.table} AS s SET {beside} "
            f"FROM (SELECT f.* FROM {self.table} {OVER}) AS f "
            f"WHERE {SAME} AND {' AND '.join(same)} AND f.currency IS NOT NULL"
        )

    def short(self) -> dict[str, int]:
        """How many keys have no impressions, clicks or installs because some of their rows had."""
        asked = ", ".join(
            f"SUM(CASE WHEN short & {1 << place} > 0 THEN 1 ELSE 0 END)"
            for place in range(len(BASES))
        )
        (found,) = _ask(f"SELECT {asked} FROM {self.table} WHERE short > 0")
        return {name: number for name, number in zip(BASES, found, strict=True) if number}

    def renumber(self, column: str, ids: Mapping[int, int]) -> None:
        """Put other ids in a column, where there are any for it."""
        if ids:
            pairs, values = each_pair(ids.items())
            # SQLite would read the pairs anew for each row.
            _run(
                f"WITH given AS MATERIALIZED ({pairs}) UPDATE {self.table} "
                f"SET {column} = given.other FROM given WHERE {column} = given.one",
                values,
            )

    def campaigns(self) -> set[int]:
        """The campaigns of the rows."""
        return {row[0] for row in _ask(f"SELECT DISTINCT campaign_id FROM {self.table}")}

    def reporters(self) -> set[str]:
        """Who reports the rows."""
        return {row[0] for row in _ask(f"SELECT DISTINCT reported_by FROM {self.table}")}

    def covered(self) -> set[Day]:
        """The campaign-days that the rows are of."""
        found = _ask(f"SELECT DISTINCT campaign_id, day, reported_by FROM {self.table}")
        return {(campaign, as_day(day), by) for campaign, day, by in found}

    def span(self) -> Period | None:
        """The first and the last day of the rows."""
        first, last = _ask(f"SELECT MIN(day), MAX(day) FROM {self.table}")[0]
        return Period(as_day(first), as_day(last)) if first else None

    def days(self, creatives: Collection[int] = (), pages: Collection[int] = ()) -> list[DaySum]:
        """What the rows add up to by day. These creatives and store pages say nothing."""
        join, ends = self._join()
        nothing = (", ".join(map(str, ids)) or "NULL" for ids in (creatives, pages))
        tells = [f"s.{name} IN ({ids})" for name, ids in zip(KEY[2:5:2], nothing, strict=True)]
        tells.insert(1, f"s.country = '{UNKNOWN_COUNTRY}'")
        found = _ask(
            f"SELECT s.campaign_id, s.day, s.reported_by, {reports_of('s.')} AS said, "
            f"COUNT(*), COUNT(f.id), "
            f"SUM(CASE WHEN f.id IS NOT NULL AND {differ('s', 'f', STORED)} THEN 1 ELSE 0 END), "
            + ", ".join(f"MAX(CASE WHEN {nothing} THEN 0 ELSE 1 END)" for nothing in tells)
            + "".join(f", SUM(s.{name})" for name in COUNTS)
            + f" FROM {self.table} s LEFT JOIN {FACTS} f ON {join} "
            "GROUP BY s.campaign_id, s.day, s.reported_by, said",
            ends,
        )
        return [
            DaySum(
                (row[0], as_day(row[1]), row[2]),
                row[3],
                _whole(row[10:]),
                row[4],
                row[5],
                row[6],
                tuple(map(bool, row[7:10])),
            )
            for row in found
        ]

    def rows(self, days: Iterable[Day]) -> Iterator[tuple]:
        """The rows of some days that wait: key and counts."""
        yield from _rows_of(self.table, days)

    def over(self) -> list[tuple[int, tuple]]:
        """The stored rows in the place of which rows wait: ids, and counts."""
        counts = ", ".join(f"f.{name}" for name in COUNTS)
        found = _ask(f"SELECT f.id, {counts} FROM {self.table} {OVER}")
        return [(row[0], row[1:]) for row in found]

    def beside(self, days: Collection[Day]) -> list[int]:
        """The ids of the stored rows of some days in the place of which no row waits."""
        by_reporter: dict[str, list] = defaultdict(list)
        for campaign, day, by in days:
            by_reporter[by].append((campaign, day))
        found = []
        for by, some in by_reporter.items():
            given, values = campaign_days(some)
            found += _ask(
                f"SELECT f.id FROM {FACTS} f LEFT JOIN {self.table} s ON {SAME} WHERE "
                f"f.reported_by = %s AND (f.campaign_id, f.day) IN ({given}) "
                "AND s.campaign_id IS NULL",
                [by, *values],
            )
        return [row[0] for row in found]

    def change(self, batch: int, *, many: bool) -> None:
        """Write the rows that say other than stored; what they replace is kept as revisions.

        Where they are `many` it is worth to sort all that wait: in the order of its key the rows
        that lie together in an index are written together. In SQLite they stand in that order,
        and by it SQLite looks for each, not through all that is stored.
        """
        join, ends = self._join()
        differs = differ("s", "f", STORED)
        _revise(
            f"{self.table} s JOIN {FACTS} f ON {join} WHERE {differs} ORDER BY {ORDER}", batch, ends
        )
        ordered = many or connection.vendor == "sqlite"
        source = f"(SELECT * FROM {self.table} s ORDER BY {ORDER})" if ordered else self.table
        changes = ", ".join(f"{name} = s.{name}" for name in STORED)
        _run(
            f"UPDATE {FACTS} AS f SET {changes}, batch_id = %s FROM {source} AS s "
            f"WHERE {join} AND {differs}",
            [batch, *ends],
        )

    def create(self, batch: int, *, over: bool) -> None:
        """Write the rows that are not stored; `over` says that some are."""
        columns, ends = (*KEY, *STORED), list[Any]()
        source = f"{self.table} s"
        if over:
            join, ends = self._join()
            source += f" LEFT JOIN {FACTS} f ON {join} WHERE f.id IS NULL"
        _run(
            f"INSERT INTO {FACTS} ({', '.join(columns)}, batch_id) "
            f"SELECT {', '.join(f's.{name}' for name in columns)}, %s "
            f"FROM {source} ORDER BY {ORDER}",
            [batch, *ends],
        )

    def _join(self) -> tuple[str, list]:
        """What joins rows that wait and the stored rows of their keys, and its parameters.

        PostgreSQL is told the days, else it may look through the rows of all years. SQLite would
        look through all rows of these days, and not only for those that wait.
        """
        span = self.span()
        if span is None or connection.vendor == "sqlite":
            return SAME, []
        return f"{SAME} AND f.day BETWEEN %s AND %s", [span.first, span.last]


def take(ids: Collection[int], batch: int) -> None:
    """Remove stored rows and keep them as revisions."""
    some = list(ids)
    for start in range(0, len(some), AT_ONCE):
        given, values = among(some[start : start + AT_ONCE])
        _revise(f"{FACTS} f WHERE f.id IN ({given})", batch, values, removed=True)
        _run(f"DELETE FROM {FACTS} WHERE id IN ({given})", values)


def stored_days(days: Collection[Day]) -> list[DaySum]:
    """What is stored of some days; `numbers_stored` says of how many rows."""
    found = []
    for given, values in _parts(days):
        found += _ask(
            f"SELECT campaign_id, day, reported_by, reports, {', '.join(COUNTS)} "
            f"FROM {CAMPAIGN_DAYS} WHERE (campaign_id, day) IN ({given})",
            values,
        )
    said = ((row, (row[0], as_day(row[1]), row[2])) for row in found)
    return [DaySum(day, row[3], _whole(row[4:])) for row, day in said if day in days]


def numbers_stored(days: Collection[Day]) -> dict[Day, int]:
    """How many rows are stored of some days."""
    found = []
    for given, values in _parts(days):
        found += _ask(
            f"SELECT campaign_id, day, reported_by, COUNT(*) FROM {FACTS} "
            f"WHERE (campaign_id, day) IN ({given}) GROUP BY campaign_id, day, reported_by",
            values,
        )
    said = (((campaign, as_day(day), by), number) for campaign, day, by, number in found)
    return {day: number for day, number in said if day in days}


def stored_rows(days: Iterable[Day]) -> Iterator[tuple]:
    """The stored rows of some days: key and counts."""
    yield from _rows_of(FACTS, days)


def _rows_of(table: str, days: Iterable[Day]) -> Iterator[tuple]:
    wanted = set(days)
    for given, values in _parts(wanted):
        for row in _ask(f"SELECT {ALL} FROM {table} WHERE (campaign_id, day) IN ({given})", values):
            day = as_day(row[1])
            if (row[0], day, row[5]) in wanted:
                yield (row[0], day, *row[2:])


def _parts(days: Iterable[Day]) -> Iterator[tuple[str, list]]:
    some = sorted({(campaign, day) for campaign, day, _ in days})
    for start in range(0, len(some), AT_ONCE):
        yield campaign_days(some[start : start + AT_ONCE])


def _revise(source: str, batch: int, values: Iterable = (), *, removed: bool = False) -> None:
    columns = (*KEY, *STORED)
    own = ", ".join(f"f.{name}" for name in columns)
    _run(
        f"INSERT INTO {REVISIONS} (batch_id, written_by_id, removed, absent, {', '.join(columns)}) "
        f"SELECT %s, f.batch_id, %s, FALSE, {own} FROM {source}",
        [batch, removed, *values],
    )


def _whole(sums: Iterable[Any]) -> tuple[int | None, ...]:
    """Sums as whole numbers: PostgreSQL answers those of bigint as decimals."""
    return tuple([None if value is None else int(value) for value in sums])


def _ask(sql: str, values: Iterable = ()) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()


def _run(sql: str, values: Iterable = ()) -> int:
    """How many rows it was of."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.rowcount
