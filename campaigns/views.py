"""One function per page. Pages are wiring: form, report, shapes, template."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django_tables2 import Table

from . import charts, thresholds
from .annotations import annotations
from .breakdown import Breakdown
from .breakdown_tables import PER_PAGE
from .exports import export
from .facts import frame
from .forms import NAME, ReportForm
from .headline import headline
from .metrics import RATIOS
from .network_tables import OverviewTable
from .note_views import notes
from .saving_views import default_address
from .standing import Overview
from .standing import overview as overview_of
from .tiles import tiles

MAY_IMPORT = "campaigns.add_dailycount"


def ordered(request, table: Table) -> Table:
    """The table, sorted as the address asks for, as far as it can be."""
    table.request = request
    asked = request.GET.getlist(table.prefixed_order_by_field)
    if names := [name for name in asked if NAME.fullmatch(name)]:
        table.order_by = names
    return table


class Pages(Paginator):
    """Pages of the rows of a table; its total row stands on each and is not one of them."""

    @cached_property
    def count(self) -> int:
        return len(self.object_list.data)


def paged(request, table: Table, per_page: int = PER_PAGE) -> Table:
    """The table, sorted and turned to the page that the address asks for, as far as it can be."""
    table = ordered(request, table)
    table.paginate(Pages, per_page=per_page)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field))
    return table


def framed(request, page: Overview | Breakdown, form: ReportForm, filters=()) -> dict:
    """What stands around the numbers of a page; `filters` beside the usual ones."""
    return frame(page, form, may_import=request.user.has_perm(MAY_IMPORT), filters=filters)


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?

    Without any query string it opens the reader's own view, where they have chosen one.
    """
    if address := default_address(request):
        return redirect(address)
    form = ReportForm(request.GET, today=timezone.localdate())
    found = overview_of(form.query(), form.today)
    table = paged(request, OverviewTable(found, form=form))
    noted = annotations(form.query())
    if form.export:
        return export(table, form.export, "overview", noted)
    context = framed(request, found, form) | {
        "headline": headline(found, form.compared_words),
        "tiles": tiles(found),
        "chart": charts.trend(found, noted),
        "table": table,
    }
    context["notes"] = notes(request, context["filters"], noted)
    return render(request, "campaigns/overview.html", context)


def method(request):
    """`/method/`: every formula, rule and threshold in force."""
    values = thresholds.current()
    context = {
        "definitions": [(d, values[d.name]) for d in thresholds.DEFINITIONS.values()],
        "ratios": RATIOS,
        "values": values,
        "changes": thresholds.changes(),
    }
    return render(request, "campaigns/method.html", context)
