"""One function per page. Pages are wiring: form, report, shapes, template."""

from django.shortcuts import redirect, render
from django.utils import timezone

from campaigns.judgement.headline import headline
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.records.notes import annotations
from campaigns.ui import charts
from campaigns.ui.exports import export
from campaigns.ui.network_tables import OverviewTable
from campaigns.ui.notes import notes
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm
from campaigns.ui.saved_views import default_address
from campaigns.ui.tiles import tiles


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?

    Without any query string it opens the reader's own view, where they have chosen one.
    """
    if address := default_address(request):
        return redirect(address)
    form = ReportForm(request.GET, today=timezone.localdate())
    found = network_breakdown(form.query(), form.today)
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
    return render(request, "campaigns/overview/overview.html", context)
