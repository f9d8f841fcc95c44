"""The lives of creatives, stored month by month: a life up to any day is put together of months."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from functools import cache, partial

from campaigns import reports
from campaigns.judgement.kept_months import cut, known_months
from campaigns.judgement.kept_sums import LEAST, keep_of, stored_all
from campaigns.periods import Period
from campaigns.records.creative_files import Life, lives, lives_in
from campaigns.reports import ReportQuery

LIVES = "lives in a month"
"""What is stored: another name whenever its form changes, as what stands is not made anew."""
MonthLives = dict[int, tuple[int, int, int]]
"""By creative its first and last day as ordinals, and on how many days it had impressions."""
Find = Callable[[], list[tuple[int, int, Life, int]]]


def lives_to(creatives: Iterable[int], until: date) -> dict[int, Life]:
    """What `lives` answers, of what is stored where that is there."""
    known, wanted = reports.days_with_data({}), set(creatives)
    if known is None or until < known.first:
        return lives(wanted, until)
    months = cut(ReportQuery(period := Period(known.first, until)), period)
    whole = [month for month, days in months.items() if days is None]
    stored = stored_all([(_question(month), LIVES) for month in whole], MonthLives)
    if stored is None:
        return lives(wanted, until)
    found: dict[int, Life] = {}
    for of in stored:
        for pk in wanted & of.keys():
            first, last, days = of[pk]
            _add(found, pk, Life(date.fromordinal(first), date.fromordinal(last), days))
    for rest in filter(None, months.values()):
        for pk, life in lives(wanted, rest.last, rest.first).items():
            _add(found, pk, life)
    return found


def _add(found: dict[int, Life], pk: int, life: Life) -> None:
    one = found.get(pk, life)
    days = life.days if one is life else one.days + life.days
    found[pk] = Life(min(one.first, life.first), max(one.last, life.last), days)


def rows_at_least(apps: Collection[int], days: Period) -> int:
    """How many daily counts some apps have in a period at least, as far as that is stored."""
    whole = [month for month, own in cut(ReportQuery(days), days).items() if own is None]
    stored = stored_all([(_question(month), LEAST) for month in whole], dict[int, int]) or ()
    return sum(of.get(app, 0) for of in stored for app in apps)


def keep_lives() -> None:
    """Store them of every month, and how many rows tell of each app: as many daily counts at
    least, for a row sums one or more."""
    for month in known_months():
        found = cache(partial(lives_in, month))
        keep_of(month, _question(month), LIVES, partial(_lives, found))
        keep_of(month, _question(month), LEAST, partial(_rows, found))


def _lives(find: Find) -> MonthLives:
    return {
        pk: (life.first.toordinal(), life.last.toordinal(), life.days) for pk, _, life, _ in find()
    }


def _rows(find: Find) -> dict[int, int]:
    found: dict[int, int] = {}
    for _, app, _, rows in find():
        found[app] = found.get(app, 0) + rows
    return found


def _question(month: Period) -> ReportQuery:
    return ReportQuery(month, ("creative",))
