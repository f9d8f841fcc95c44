"""Who the ads are shown to."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaigns.judgement.audience import BY, heat
from campaigns.judgement.breakdown import breakdown, counted
from campaigns.judgement.moves import audience_answer
from campaigns.pages.audience.tables import HeatTable, key
from campaigns.records.notes import annotations
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.exports import export
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm

SPLITS = ("targeting", "format", "country", "platform")
FILTERS = ("targeting", "format")


def audience(request):
    """`/audience/`: countries and platforms, targeting and formats."""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = breakdown(form.query(), (form.one_of(*SPLITS),), form.today)
    cells = heat(counted(form.query(), BY, form.today))
    table = paged(request, BreakdownTable(found, name="parts", caption="Audience", form=form))
    heat_table = paged(request, HeatTable(cells, form=form))
    if form.export:
        shown = heat_table if form.table == "heat" else table
        return export(shown, form.export, "audience", annotations(form.query()))
    context = framed(request, found, form, FILTERS) | {
        "headline": audience_answer(cells, form.compared_words),
        "why": reverse("why") + form.elsewhere(by=BY),
        "heat": heat_table,
        "key": key(cells),
        "table": table,
        "splits": splits(form, SPLITS),
    }
    return render(request, "campaigns/audience/audience.html", context)
