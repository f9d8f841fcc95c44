"""What network, MMP and SKAN each say of the same days, and how far they are apart.

They count the same installs by different rules, so none is added to another. One of them enters
totals and IPM on a network's day: the first of network, MMP and SKAN that has any row there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from campaigns import reports
from campaigns.metrics import Counts
from campaigns.models.choices import Reporter
from campaigns.reports import ReportQuery, report

COMPARED = ("installs", "impressions", "spend")
WHEN = ("week", "day")


@dataclass(frozen=True)
class Reported:
    """A network and app, of a week or day where `when` says so, by reporter.

    `apart` is how far the installs furthest from those of the first reporter are from these, a
    share; None where fewer than two report installs. `shown` are the reporters that enter IPM.
    """

    network_id: int
    network: str
    app: str
    when: date | None
    counts: Mapping[str, Counts]
    shown: tuple[str, ...]
    tolerance: float

    def count(self, reporter: str, name: str = "installs") -> float | None:
        """What a reporter counted; None where it reports no such count."""
        value = getattr(self.counts[reporter], name) if reporter in self.counts else None
        return None if value is None else float(value)

    def differs(self, reporter: str, name: str = "installs") -> float | None:
        """How far a reporter's count is from the first one's, as a share of that."""
        first = next((self.count(r, name) for r in Reporter.values if self.count(r, name)), None)
        own = self.count(reporter, name)
        if first is None or own is None or reporter == self._first(name):
            return None
        return own / first - 1

    @property
    def apart(self) -> float | None:
        """The largest difference of installs."""
        found = [d for r in Reporter.values if (d := self.differs(r)) is not None]
        return max(found, key=abs, default=None)

    @property
    def outside(self) -> bool:
        """Whether reporters are further apart than is tolerated."""
        return self.apart is not None and abs(self.apart) > self.tolerance

    def _first(self, name: str) -> str | None:
        return next((r for r in Reporter.values if self.count(r, name)), None)


def reported(query: ReportQuery, when: str = "") -> list[Reported]:
    """All networks and apps of a query: first those that are outside, the furthest apart first.

    `when` splits them by week or day. Raises KeyError for another.
    """
    split = (WHEN[WHEN.index(when)],) if when in WHEN else ()
    by = ("network", "app", *split)
    asked = replace(query, by=by, compare=None, counts=COMPARED)
    names: dict[tuple, Mapping[str, str]] = {}
    found: dict[tuple, dict[str, Counts]] = {}
    for reporter in Reporter.values:
        where = {**query.where, "reported_by": (reporter,)}
        for row in report(replace(asked, where=where)):
            key = tuple(row.keys[name] for name in by)
            names[key] = row.names
            found.setdefault(key, {})[str(reporter)] = row.counts
    shown: dict[tuple, list[str]] = {}
    for row in report(replace(asked, by=(*by, "reported_by"))):
        key = tuple(row.keys[name] for name in by)
        shown.setdefault(key, []).append(row.keys["reported_by"])
    tolerances = reports.tolerances()
    rows = [
        Reported(
            key[0],
            names[key]["network"],
            names[key]["app"],
            key[2] if split else None,
            counts,
            tuple(sorted(shown.get(key, ()), key=Reporter.values.index)),
            tolerances[key[0]],
        )
        for key, counts in found.items()
    ]
    return sorted(rows, key=_furthest_first)


def _furthest_first(row: Reported) -> tuple:
    apart = abs(row.apart) if row.apart is not None else -1.0
    return not row.outside, -apart, row.network.casefold(), row.app, row.when or date.min
