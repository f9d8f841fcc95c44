"""Every network of an app measured against the others, before anybody is judged."""

from collections.abc import Hashable, Sequence
from math import sqrt

from campaigns.stats.networks import unknown
from campaigns.stats.networks.account import Account
from campaigns.stats.networks.judgement import Span
from campaigns.stats.networks.rule import (
    KNOWN_FORMATS,
    MIN_COVER,
    MIN_DAYS,
    MIN_EFFECTIVE,
    MIN_EXPECTED,
    heard,
)
from campaigns.stats.networks.table import Counts, Table


class JudgedNetwork:
    """Entity number `number` of an account.

    `error` is the standard error of its level, with that of its peers `sr` in it. Without
    `formats_unknown` its level can be judged, if nothing else `lacks`.
    """

    def __init__(
        self,
        account: Account,
        number: int,
        formats: float | None,
        countries: float | None,
        formats_unknown: bool,
    ) -> None:
        table, expectation = account.table, account.expectation(number)
        self.account = account
        self.number = number
        self.network: Hashable = table.entities[number]
        self.known_formats = formats
        self.known_countries = countries
        self.formats_unknown = formats_unknown
        self.days = account.days(number)
        self.level = account.level(number)
        self.sr = sqrt(expectation.sr2)
        self.error = account.error(number, self.level) if self.level else 0.0
        self.cover = expectation.cover
        self.window = self.span(table.window)
        self.active_days = sum(1 for e in account.daily[number][table.first :] if e > 0)

    def span(self, days: int) -> Span:
        """The counts of the last so many days."""
        table, first = self.account.table, self.account.table.days - days
        return Span(
            days,
            sum(table.impressions[self.number][first:]),
            sum(table.installs[self.number][first:]),
            sum(self.account.daily[self.number][first:]),
        )

    @property
    def lacks(self) -> str:
        """Why this network by itself cannot be judged, or ""."""
        expected = self.window.expected
        if expected > 0 and self.cover < MIN_COVER:
            return "no_peers"
        if not self.level or expected < MIN_EXPECTED or 1 / self.level.variance < MIN_EFFECTIVE:
            return "thin"
        return "few_days" if self.active_days < MIN_DAYS else ""

    @property
    def eligible(self) -> bool:
        """Whether its level can be judged."""
        return self.window.impressions > 0 and not self.formats_unknown and not self.lacks

    @property
    def heard(self) -> bool:
        """Whether its level has a say in what is typical."""
        if self.formats_unknown or not self.level:
            return False
        return heard(self.window.expected, self.cover)


def cases(
    counts: Counts, window: int, fields: Sequence[str], known_formats: float = KNOWN_FORMATS
) -> list[JudgedNetwork]:
    """A case per network, in order.

    Those with formats are held against all rows with a format, in the same country and format;
    those without against everybody in the same country. Rows without a country are spread.
    """
    country, form = (fields.index(f) if f in fields else None for f in ("country", "format"))
    formats = _shares(counts, form, window)
    countries = _shares(counts, country, window)
    without = {
        name for name, share in formats.items() if share is not None and share < known_formats
    }
    accounts = {}
    if len(without) < len(counts):
        filled = unknown.filled(counts, fields, window, without)
        accounts[False] = Account(Table(filled, window), [name not in without for name in counts])
    if without and form is not None:
        accounts[True] = _by_country(counts, window, country, form)
    return [
        JudgedNetwork(
            accounts[name in without], number, formats[name], countries[name], name in without
        )
        for number, name in enumerate(counts)
    ]


def _shares(counts: Counts, factor: int | None, window: int) -> dict[Hashable, float | None]:
    if factor is None:
        return dict.fromkeys(counts)
    return {name: unknown.known_share(cells, factor, window) for name, cells in counts.items()}


def _by_country(counts: Counts, window: int, country: int | None, form: int) -> Account:
    counts = {name: unknown.merged(cells, form) for name, cells in counts.items()}
    if country is not None:
        counts = unknown.spread_countries(counts, country - (form < country), window)
    return Account(Table(counts, window))
