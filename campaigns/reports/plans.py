"""How a question about sums is asked of the database."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import F, Field, Func, Model, QuerySet
from django.db.models.expressions import Combinable

from campaigns.models import Rollup
from campaigns.models.gathering import gathered
from campaigns.reports.as_stored import DAY, Days, SumAsStored
from campaigns.reports.asked import path_of, rows_asked
from campaigns.reports.query import DIMENSIONS, ReportQuery
from campaigns.reports.runs import Run, place_of, runs_of


class SumPlan(NamedTuple):
    """How a question is asked: the place of each dimension in a row with what reads its days, the
    runs of days, how many values stand before the counts, and the rows."""

    at: list[tuple[int, Days | None]]
    runs: list[Run]
    first: int
    rows: list[QuerySet]


def plan_of(query: ReportQuery) -> SumPlan:
    """How a question is asked."""
    dimensions = [DIMENSIONS[name] for name in query.by]
    of = [path_of(name) for name in query.by]
    paths = list(dict.fromkeys(of))
    at = [
        (paths.index(path), Days(dimension.bucket) if path == "day" else None)
        for path, dimension in zip(of, dimensions, strict=True)
    ]
    span = query.period if query.timed else query.span
    runs = runs_of(query, span)
    asked = [DAY if path == "day" else path for path in paths]
    sums = {f"sum_{name}": SumAsStored(name) for name in query.counts}
    rows = [
        one.order_by()
        .values_list(*asked, reported(one.model, query.counts), *place_of(runs))
        .annotate(**sums)
        for one in rows_asked(query, span)
    ]
    return SumPlan(at, runs, len(paths) + 1 + (len(runs) > 1), rows)


def groups_of(
    queries: Sequence[ReportQuery], plans: Sequence[SumPlan]
) -> Iterable[Iterable[Sequence]]:
    """The rows of each question. One statement for all that ask for what is known now."""
    if len(plans) == 1 or any(one.as_of for one in queries):
        return (chain.from_iterable(plan.rows) for plan in plans)
    return gathered({str(at): (plan.rows[0], ()) for at, plan in enumerate(plans)}).values()


def reported(table: type[Model], counts: tuple[str, ...]) -> Combinable:
    """Which counts a row reports, as bits."""
    return F("reports") if issubclass(table, Rollup) else _Reported(*counts)


class _Reported(Func):
    """Which of some counts a row reports, as bits. Rows of one pattern can be summed together
    without a ratio ever dividing one row's installs by another's impressions."""

    output_field: Field = Field()  # no converter has to make a number of it

    def as_sql(self, compiler: Any, *_: Any, **__: Any) -> tuple[str, list]:
        """One text for all counts: a `Case` for each took a third of the time of a page."""
        columns = (compiler.compile(column)[0] for column in self.get_source_expressions())
        bits = (
            f"CASE WHEN {column} IS NULL THEN 0 ELSE {1 << place} END"
            for place, column in enumerate(columns)
        )
        return f"({' + '.join(bits)})", []
