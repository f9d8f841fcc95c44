"""One function per page. Pages are wiring: form, report, shapes, template."""

from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig, Table

from . import charts, thresholds
from .annotations import annotations
from .breakdown_tables import PER_PAGE
from .exports import export
from .facts import frame
from .forms import ReportForm
from .headline import headline
from .metrics import RATIOS
from .note_views import notes
from .standing import overview as overview_of
from .tables import NetworkTable
from .tiles import tiles

MAY_IMPORT = "campaigns.add_dailycount"


def paged(request, table: Table) -> Table:
    """The table, sorted and turned to the page that the address asks for."""
    return RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?"""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = overview_of(form.query(), form.today)
    table = paged(request, NetworkTable(found))
    noted = annotations(form.query())
    if form.export:
        return export(table, form.export, "overview", noted)
    context = frame(found, form, may_import=request.user.has_perm(MAY_IMPORT)) | {
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
