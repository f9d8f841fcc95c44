"""The ledger, judged once for the usual days and stored: of each app, and of all of them together.

Other days and filters are judged when a page asks, where that is little to read. Several apps are
one ledger of their own, because what is usual in a cell is learned from all of them at once.
"""

from dataclasses import dataclass
from datetime import date

from campaigns import reports
from campaigns.judgement import sizes, stored
from campaigns.judgement.concepts.judge import (
    METRICS,
    Concepts,
    concepts,
    concepts_of,
    reported_counts,
)
from campaigns.models.changes import Versions
from campaigns.periods import DEFAULT_DAYS, Period
from campaigns.reports import ReportQuery
from campaigns.reports.answers import versions

KIND, TOGETHER = "concepts", "concepts_of_all"
LOOKED_THROUGH = 5 * sizes.SMALL
"""Daily counts up to which those are looked for that pass filters."""
WHOLE = {"app", "platform"}
"""Filters under which the ledger is a stored one."""


@dataclass(frozen=True)
class KeptConcepts:
    """What is stored: the ledger of each rate on the days of `period`, of these apps at these
    versions of their data."""

    period: Period
    versions: dict[int, int]
    rates: dict[str, Concepts]


@dataclass(frozen=True)
class ToldConcepts:
    """The ledger that a question is answered with; None where nothing can be said: of apps that
    are `being_judged` until their new counts are, `aside` on other days or with other filters."""

    concepts: Concepts | None
    being_judged: tuple[int, ...] = ()
    aside: bool = False


def keep_concepts(app: int, today: date, version: int) -> None:
    """Judge the ledger of an app on the usual days, and keep it for pages."""
    stored.store(KIND, app, today, version, _judged({app: version}, today))


def keep_concepts_of_all(today: date) -> None:
    """The same of all apps together, kept with the first of them; one app alone is no more."""
    apps = reports.app_ids()
    if len(apps) < 2:
        return
    now = Versions()
    of = {app: now.of(app) for app in apps}
    stored.store(TOGETHER, apps[0], today, of[apps[0]], _judged(of, today))


def ledger_of(query: ReportQuery, metric: str, today: date) -> ToldConcepts:
    """The ledger of a rate over the settled days of a question, under its filters."""
    apps = tuple(sorted(reports.apps_passing(query.where)))
    usual = not query.as_of and set(query.where) <= WHOLE
    kept = _kept(apps, today) if usual else None
    if kept and kept.period == query.period:
        return ToldConcepts(kept.rates[metric])
    if _little(query, apps):
        return ToldConcepts(concepts(query, metric, today))
    if kept or not usual or query.period != reports.last_days(DEFAULT_DAYS, today).period:
        return ToldConcepts(None, aside=True)
    return ToldConcepts(None, being_judged=apps)


def _little(query: ReportQuery, apps: tuple[int, ...]) -> bool:
    """Whether a page may judge by itself: there is little of the apps, or little passes the filters
    of what is not too much to look through."""
    if sizes.small(apps, query.period):
        return True
    looked = reports.rows_at_most(apps, query.period, LOOKED_THROUGH)
    return looked and reports.few_rows(query, sizes.SMALL)


def _judged(of: dict[int, int], today: date) -> KeptConcepts:
    query = reports.last_days(DEFAULT_DAYS, today, {"app": tuple(of)})
    counts = list(reported_counts(query, today))
    rates = {metric: concepts_of(counts, metric) for metric in METRICS}
    return KeptConcepts(query.period, of, rates)


def _kept(apps: tuple[int, ...], today: date) -> KeptConcepts | None:
    """What is stored of exactly these apps, while it holds of each of them."""
    if not apps:
        return None
    kind = KIND if len(apps) == 1 else TOGETHER
    found = stored.standing(kind, KeptConcepts, apps[:1], today).get(apps[0])
    now = versions()
    same = found and found.versions == {app: now.of(app) for app in apps}
    return found if same else None
