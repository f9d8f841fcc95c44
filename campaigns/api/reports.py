"""Numbers: the form of the pages reads the address, the breakdown of the pages answers."""

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from campaigns.api.access import TokenAuth
from campaigns.api.problems import Problem, ProblemOut
from campaigns.judgement.breakdown import Measured, Part, breakdown
from campaigns.metrics import COUNTS, MONEY, RATIOS
from campaigns.reports import DIMENSIONS
from campaigns.ui.addresses import as_text
from campaigns.ui.fields import ValuesField, Without
from campaigns.ui.report_form import FILTERS, ReportForm

router = Router(auth=TokenAuth(), tags=["numbers"])
ERRORS = frozenset({400, 401, 403, 404, 413, 422, 429})
ASKED = {"from", "to", "days", "by", "compare", "compare_from", "compare_to", "typed", *FILTERS}
MOST_ROWS = 1000


class ReportOut(Schema):
    """The question as it was understood, a row a combination of the values of `by`, their total."""

    query: dict[str, Any]
    rows: list[dict[str, Any]]
    total: dict[str, Any]
    next: int | None


class DimensionOut(Schema):
    """Something to split or filter by."""

    name: str
    label: str
    filters: bool


@router.get("/report", response={200: ReportOut, ERRORS: ProblemOut}, summary="Numbers by anything")
def report(request: HttpRequest, offset: int = 0, limit: int = MOST_ROWS):
    """Counts and ratios of the days and filters asked for, split by `by`.

    The query string is that of every page: `from`, `to`, `by`, `compare`, and any dimension as a
    filter by id or code; each may be repeated.
    """
    _in_range(offset, limit)
    form = asked(request)
    by = form.some_of(DIMENSIONS)
    found = breakdown(form.query(), by, form.today)
    rows = [row_out(part, by) for part in found.parts] if by else []
    return {
        "query": query_out(form, by),
        "rows": rows[offset : offset + limit],
        "total": measured_out(found.total),
        "next": offset + limit if offset + limit < len(rows) else None,
    }


@router.get(
    "/dimensions", response={200: list[DimensionOut], ERRORS: ProblemOut}, summary="Dimensions"
)
def dimensions(request: HttpRequest):
    """What numbers can be split and filtered by."""
    return [
        {"name": name, "label": one.label, "filters": one.can_filter}
        for name, one in DIMENSIONS.items()
    ]


def _in_range(offset: int, limit: int) -> None:
    if not 0 <= offset <= 10**6:
        raise Problem(422, "The page is out of range.", [("offset", "From 0 to 1,000,000.")])
    if not 1 <= limit <= MOST_ROWS:
        raise Problem(422, "The page is out of range.", [("limit", f"From 1 to {MOST_ROWS:,}.")])


def asked(request: HttpRequest) -> ReportForm:
    """What the address asks for. Raises Problem for what a page would leave out."""
    form = ReportForm(request.GET, today=timezone.localdate())
    wrong = [(name, str(e)) for name, errors in form.errors.items() for e in errors]
    wrong += [
        (name, f"“{text[:40]}” is not known.")
        for name in FILTERS
        for text in cast(ValuesField, form.fields[name]).unknown
    ]
    wrong += [
        (name[:40], "This is not known.")
        for name in request.GET
        if name not in ASKED and name not in ("offset", "limit", "cursor")
    ]
    if wrong:
        raise Problem(422, "The request cannot be understood.", wrong)
    return form


def query_out(form: ReportForm, by: tuple[str, ...]) -> dict[str, Any]:
    """The question as it was understood."""
    query = form.query()
    compared = query.compare
    return {
        "from": query.period.first.isoformat(),
        "to": query.period.last.isoformat(),
        "by": list(by),
        **{name: [_written(one) for one in values] for name, values in form.picked.items()},
        "compare": None
        if compared is None
        else {"from": compared.first.isoformat(), "to": compared.last.isoformat()},
    }


def row_out(part: Part, by: tuple[str, ...]) -> dict[str, Any]:
    """A row: id and name of each dimension, then its numbers."""
    named = {name: {"id": _plain(part.keys[name]), "name": part.names[name]} for name in by}
    return named | measured_out(part)


def measured_out(found: Measured) -> dict[str, Any]:
    """Counts, ratios, and the interval of IPM; what is not reported is null."""
    numbers: dict[str, Any] = {}
    for name in COUNTS:
        value = getattr(found.counts, name)
        numbers[name] = None if value is None else float(value) if name in MONEY else int(value)
    numbers |= {ratio.name: getattr(found.counts, ratio.name) for ratio in RATIOS}
    interval = found.interval
    return numbers | {
        "ipm_low": interval.low if interval else None,
        "ipm_high": interval.high if interval else None,
        "ipm_settled": interval.value if interval else None,
        "settled_to": found.settled_to.isoformat(),
        "settling": found.settling,
    }


def _written(value: Any) -> Any:
    return as_text(value) if isinstance(value, Without) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
