"""Numbers: the form of the pages reads the address, the breakdown of the pages answers."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from campaigns.api.access import TokenAuth
from campaigns.api.asking import QUESTION, SPLIT, asked, page_of, query_out, told_as
from campaigns.api.problems import Problem, read_again
from campaigns.judgement.breakdown import Measured, Part, breakdown
from campaigns.metrics import COUNTS, MONEY, RATIOS, Counts
from campaigns.reports import DIMENSIONS
from campaigns.reports.name_fields import name_fields

router = Router(auth=TokenAuth(), tags=["numbers"])
MOST_ROWS = 1000


class ReportOut(Schema):
    """The question as it was understood, a row a combination of the values of `by`, their total,
    and the page that shows the same."""

    query: dict[str, Any]
    rows: list[dict[str, Any]]
    total: dict[str, Any]
    next: int | None
    page: str


class DimensionOut(Schema):
    """Something to split or filter by."""

    name: str
    label: str
    filters: bool


@router.get(
    "/report",
    response=read_again(ReportOut),
    summary="Numbers by anything",
    openapi_extra=told_as(QUESTION, SPLIT),
)
def report(request: HttpRequest, offset: int = 0, limit: int = MOST_ROWS):
    """Counts and ratios of the days and filters asked for, split by `by`.

    The query string is that of every page: `from`, `to`, `by`, `compare`, `as_of`, and any
    dimension as a filter by id or code, with `-` before it to leave it out; each may be repeated.
    """
    _in_range(offset, limit)
    form = asked(request.GET, "offset", "limit")
    by = form.some_of(DIMENSIONS)
    found = breakdown(form.query(), by, form.today)
    rows = [row_out(part, by) for part in found.parts] if by else []
    return {
        "query": query_out(form, by),
        "rows": rows[offset : offset + limit],
        "total": measured_out(found.total),
        "next": offset + limit if offset + limit < len(rows) else None,
        "page": page_of(form, by),
    }


@router.get("/dimensions", response=read_again(list[DimensionOut]), summary="Dimensions")
def dimensions(request: HttpRequest):
    """What numbers can be split and filtered by."""
    fields = {name: DIMENSIONS[name] for name in name_fields()}
    return [
        {"name": name, "label": one.label, "filters": one.can_filter}
        for name, one in {**DIMENSIONS, **fields}.items()
    ]


def _in_range(offset: int, limit: int) -> None:
    if not 0 <= offset <= 10**6:
        raise Problem(422, "The page is out of range.", [("offset", "From 0 to 1,000,000.")])
    if not 1 <= limit <= MOST_ROWS:
        raise Problem(422, "The page is out of range.", [("limit", f"From 1 to {MOST_ROWS:,}.")])


def row_out(part: Part, by: tuple[str, ...]) -> dict[str, Any]:
    """A row: id and name of each dimension, then its numbers."""
    named = {name: {"id": _plain(part.keys[name]), "name": part.names[name]} for name in by}
    return named | measured_out(part)


def counts_out(counts: Counts) -> dict[str, Any]:
    """Counts and ratios; what is not reported is null."""
    numbers: dict[str, Any] = {}
    for name in COUNTS:
        value = getattr(counts, name)
        numbers[name] = None if value is None else float(value) if name in MONEY else int(value)
    return numbers | {ratio.name: getattr(counts, ratio.name) for ratio in RATIOS}


def measured_out(found: Measured) -> dict[str, Any]:
    """Counts, ratios, and the interval of IPM; what is not reported is null."""
    interval = found.interval
    return counts_out(found.counts) | {
        "ipm_low": interval.low if interval else None,
        "ipm_high": interval.high if interval else None,
        "ipm_settled": interval.value if interval else None,
        "settled_to": found.settled_to.isoformat(),
        "settling": found.settling,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
