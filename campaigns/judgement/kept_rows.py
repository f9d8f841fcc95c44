"""What every page asks beside its own question, perhaps stored: of the usual days as a whole, of
others month by month."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from campaigns import reports
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_months import BY_APP, OFFERED, months_of
from campaigns.judgement.kept_sums import LEFT_OUT, ROWS, VALUES, kept_answer, kept_found
from campaigns.judgement.part_days import BASIS
from campaigns.judgement.stored_rows import StoredRow, added_rows, packed_rows, read_rows
from campaigns.metrics import Counts, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, report
from campaigns.reports.answers import kept


def by_app(query: ReportQuery) -> Sequence[Row]:
    """What IPM divides, by network and app."""
    asked = replace(query, by=BY_APP, compare=None, counts=BASIS)
    read = partial(read_rows, BY_APP)
    return kept_answer(asked, ROWS, list[StoredRow], lambda: _by_app(asked), packed_rows, read)


def _by_app(query: ReportQuery) -> Sequence[Row]:
    months = months_of(query)
    if months is None:
        return report(query)
    rest = (row for days in months.rest for row in report(replace(query, period=days)))
    stored = (row for one in months.whole for row in read_rows(BY_APP, one.apps))
    return added_rows(BY_APP, [*stored, *rest])


def left_out(query: ReportQuery) -> Counts:
    """What `reports.left_out` answers."""
    ask = partial(_left_out, query)
    return kept_answer(query, LEFT_OUT, StoredCounts, ask, packed_counts, read_counts)


def _left_out(query: ReportQuery) -> Counts:
    months = months_of(query)
    if months is None:
        return reports.left_out(query)
    rest = (reports.left_out(replace(query, period=days)) for days in months.rest)
    return total([*(read_counts(one.left_out) for one in months.whole), *rest])


def options(name: str, period: Period) -> list[tuple[Any, str]]:
    """What `reports.options` answers."""
    ask = partial(_options, name, period)
    if name != "country":
        return ask()
    query = ReportQuery(period, (name,))
    return kept_found(query, VALUES, list[tuple[str, str]], ask) or []


@kept
def _options(name: str, period: Period) -> list[tuple[Any, str]]:
    months = months_of(ReportQuery(period)) if name in OFFERED else None
    if months is None:
        return reports.options(name, period)
    found: dict[Any, str] = {}
    for one in (
        *(m.options[name] for m in months.whole),
        *map(partial(reports.options, name), months.rest),
    ):
        found |= dict(one)
    return sorted(found.items(), key=lambda option: option[1].lower())
