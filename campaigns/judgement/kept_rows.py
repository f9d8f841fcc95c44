"""What every page asks beside its own question, perhaps stored: of the usual days as a whole, of
others month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from campaigns import reports
from campaigns.judgement.kept_counts import StoredCounts, packed_counts, read_counts
from campaigns.judgement.kept_months import BY_APP, OFFERED, months_of
from campaigns.judgement.kept_sums import LEFT_OUT, ROWS, VALUES, keep, kept_answer, kept_found
from campaigns.judgement.part_days import BASIS
from campaigns.judgement.stored_rows import StoredRow, added_rows, packed_rows, read_rows
from campaigns.metrics import Counts, total
from campaigns.periods import Period
from campaigns.reports import ReportQuery, Row, report
from campaigns.reports.answers import kept
from campaigns.reports.name_fields import name_fields
from campaigns.reports.options import OF_CREATIVES

CREATIVES = "creatives"


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
    return added_rows(BY_APP, (row for one in months.whole for row in one.apps), rest)


def left_out(query: ReportQuery) -> Counts:
    """What `reports.left_out` answers."""
    ask = partial(_left_out, query)
    return kept_answer(query, LEFT_OUT, StoredCounts, ask, packed_counts, read_counts)


def _left_out(query: ReportQuery) -> Counts:
    if query.as_of is None and not offered(query.period).left_out:
        return Counts()
    months = months_of(query)
    if months is None:
        return reports.left_out(query)
    rest = (reports.left_out(replace(query, period=days)) for days in months.rest)
    return total([*(read_counts(one.left_out) for one in months.whole), *rest])


def options(name: str, period: Period) -> list[tuple[Any, str]]:
    """What `reports.options` answers."""
    if name in OFFERED:
        return offered(period).values[name]
    if name not in OF_CREATIVES or name in name_fields():
        return reports.options(name, period)
    some = _creatives(period)
    return reports.options(name, period) if some is None else reports.options_of(name, some)


@kept
def _creatives(period: Period) -> set[int] | None:
    """What `reports.creatives_in` answers; None where it is not stored."""
    found = kept_found(_of_creatives(period), CREATIVES, list[int], partial(_together, period))
    return None if found is None else set(found)


def _together(period: Period) -> list[int] | None:
    months = months_of(ReportQuery(period))
    if months is None:
        return None
    rest = (reports.creatives_in(days) for days in months.rest)
    return [*set().union(*(one.creatives for one in months.whole), *rest)]


def keep_creatives(period: Period) -> None:
    """Store which creatives have counts in a period."""
    keep(_of_creatives(period), CREATIVES, sorted(reports.creatives_in(period)))


def _of_creatives(period: Period) -> ReportQuery:
    return ReportQuery(period, ("creative",))


class Offered(NamedTuple):
    """The values of the filters of `OFFERED` that have counts in a period, with their names, and
    whether any of these counts are left out."""

    values: dict[str, list[tuple[Any, str]]]
    left_out: bool


@kept
def offered(period: Period) -> Offered:
    """What filters offer for a period."""
    ask = partial(_offered, period)
    return kept_found(ReportQuery(period), VALUES, Offered, ask) or ask()


def _offered(period: Period) -> Offered:
    months = months_of(ReportQuery(period))
    if months is None:
        return Offered(*reports.all_options(OFFERED, period))
    rest = [*map(offered, months.rest)]
    found = {
        name: {
            **_all(one.options[name] for one in months.whole),
            **_all(o.values[name] for o in rest),
        }
        for name in OFFERED
    }
    return Offered(
        {
            name: sorted(of.items(), key=lambda option: option[1].lower())
            for name, of in found.items()
        },
        any(one.left_out for one in rest)
        or any(read_counts(m.left_out).installs for m in months.whole),
    )


def _all(some: Iterable[list[tuple[Any, str]]]) -> dict[Any, str]:
    return dict(chain.from_iterable(some))
