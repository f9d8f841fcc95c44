"""Store pages, judged once for the usual days and stored, app by app; other days and filters are
judged when a page asks, where that is little to read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from campaigns import reports
from campaigns.judgement import sizes, stored
from campaigns.judgement.store_pages.changes import StoreChange, find_changes, latest_first
from campaigns.judgement.store_pages.matrix import StorePages, find_pages, together
from campaigns.periods import DEFAULT_DAYS, Period
from campaigns.reports import ReportQuery

KIND = "store_pages"
WHOLE = {"app", "platform"}
"""Filters under which the comparisons are the stored ones."""


@dataclass(frozen=True)
class AppPages:
    """What is stored of an app: its pages on the days of `period`, and the changes in these and in
    those of `compare`."""

    period: Period
    compare: Period | None
    pages: StorePages
    changes: list[StoreChange]


@dataclass(frozen=True)
class Unjudged:
    """Apps of which nothing is said: `being_judged` until their new counts are, `aside` on other
    days or with other filters."""

    being_judged: tuple[int, ...] = ()
    aside: tuple[int, ...] = ()


def keep_store_pages(app: int, today: date, version: int) -> None:
    """Judge the store pages of an app on the usual days, and keep it for pages."""
    query = reports.last_days(DEFAULT_DAYS, today, {"app": (app,)})
    query = replace(query, compare=query.period.previous())
    found = AppPages(query.period, query.compare, find_pages(query), find_changes(query, today))
    stored.store(KIND, app, today, version, found)


def store_pages(query: ReportQuery, today: date) -> tuple[StorePages, Unjudged]:
    """Every page on every network in the query's period, and the apps that are left out."""
    kept = _kept(query, today)
    if query.as_of or not set(query.where) <= WHOLE:
        kept = {}
    kept = {app: one for app, one in kept.items() if one.period == query.period}
    missing = [app for app in reports.apps_passing(query.where) if app not in kept]
    found = [one.pages for one in kept.values()]
    if missing and sizes.small(missing, query.period):
        return together([*found, find_pages(_of(query, missing))]), Unjudged()
    return together(found), _unjudged(missing, today)


def store_changes(query: ReportQuery, today: date) -> list[StoreChange]:
    """The changes in the query's period and the one it is compared with, the latest first. Apps
    whose new counts are being judged have none."""
    kept = {
        app: one
        for app, one in _kept(query, today).items()
        if (one.period, one.compare) == (query.period, query.compare)
    }
    missing = [app for app in reports.apps_passing(query.where) if app not in kept]
    found = [change for one in kept.values() for change in one.changes]
    if missing and sizes.small(missing, query.period):
        found += find_changes(_of(query, missing), today)
    return latest_first(found)


def _kept(query: ReportQuery, today: date) -> dict[int, AppPages]:
    return stored.standing(KIND, AppPages, reports.apps_passing(query.where), today)


def _of(query: ReportQuery, apps: Sequence[int]) -> ReportQuery:
    return replace(query, where={**query.where, "app": tuple(apps)})


def _unjudged(apps: Sequence[int], today: date) -> Unjudged:
    """Why nothing is said of these apps."""
    standing = stored.standing(KIND, AppPages, apps, today)
    return Unjudged(
        being_judged=tuple(app for app in apps if app not in standing),
        aside=tuple(app for app in apps if app in standing),
    )
