"""The page of trends."""

from django.shortcuts import render
from django.utils import timezone

from . import trend_charts, trend_words
from .annotations import annotations
from .exports import export
from .forms import ReportForm
from .note_views import notes
from .reports import DIMENSIONS
from .trend_tables import TrendTable
from .trends import trends as trends_of
from .views import framed, paged
from .why_words import PLURALS


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
        "lines": PLURALS[found.split] if found.split else f"{found.per}s",
        "table": table,
    }
    context["notes"] = notes(request, context["filters"], noted)
    return render(request, "campaigns/trends.html", context)
