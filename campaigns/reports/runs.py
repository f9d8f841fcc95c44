"""The days of a question, in runs of which the same counts are summed."""

from datetime import date, timedelta

from django.db.models import Case, IntegerField, Value, When

from campaigns.metrics import COHORT_DAYS
from campaigns.periods import Period
from campaigns.reports.query import ReportQuery

Run = tuple[date, tuple[bool, frozenset[str]]]


def runs_of(query: ReportQuery, span: Period) -> list[Run]:
    """The first days of the runs of days of which the same is kept, and what it is; the newest
    first."""
    if not set(query.counts) & set(COHORT_DAYS):
        return [(span.first, (True, frozenset(COHORT_DAYS)))]
    stretches = [query.period, *filter(None, map(query.cohorts, set(COHORT_DAYS.values())))]
    after = (days.last + timedelta(days=1) for days in stretches)
    starts = {span.first, *(days.first for days in stretches), *after}
    return [(day, query.kept(day)) for day in sorted(starts, reverse=True) if day in span]


def place_of(runs: list[Run]) -> list[Case]:
    """The place in `runs` of a row's day, where there is more than one."""
    if len(runs) == 1:
        return []
    cases = [When(day__gte=day, then=Value(place)) for place, (day, _) in enumerate(runs)]
    return [Case(*cases, output_field=IntegerField())]
