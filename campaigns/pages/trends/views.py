"""The page of trends."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.judgement.trends import trends as trends_of
from campaigns.pages.trends import words as trend_words
from campaigns.pages.trends.tables import TrendTable
from campaigns.records.notes import annotations
from campaigns.reports import DIMENSIONS
from campaigns.ui import trend_charts
from campaigns.ui.exports import export
from campaigns.ui.notes import notes
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm


def trends(request):
    """`/trends/`: does IPM rise or fall, which line moved it, and was it CTR or CVR?"""
    form = ReportForm(request.GET, today=timezone.localdate())
    found = trends_of(form.query(), form.some_of(DIMENSIONS), form.today)
    table = paged(request, TrendTable(found, form))
    noted = annotations(form.query())
    if form.export:
        return export(table, form.export, "trends", noted)
    context = framed(request, found.found, form) | {
        "headline": trend_words.headline(found, form.compared_words),
        "why": trend_words.why(found, form),
        "pictures": trend_charts.pictures(found, form.compared_words, noted),
        "controls": trend_charts.controls(found, form),
        "lines": DIMENSIONS[found.split].plural if found.split else f"{found.per}s",
        "table": table,
    }
    context["notes"] = notes(request, context["filters"], noted)
    return render(request, "campaigns/trends/trends.html", context)
