"""One function per page. Pages are wiring: form, report, shapes, template."""

from django.shortcuts import render
from django.utils import timezone
from django_tables2 import RequestConfig

from . import charts
from .facts import empty, facts
from .forms import ReportForm
from .headline import footnotes, headline
from .reports import days_with_data, left_out
from .standing import overview as overview_of
from .tables import NetworkTable
from .tiles import tiles

MAY_IMPORT = "campaigns.add_dailycount"


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?"""
    form = ReportForm(request.GET, today=timezone.localdate())
    query = form.query()
    found, known = overview_of(query, form.today), days_with_data(query.where)
    context = {
        "filters": form.filters(),
        "facts": facts(found, known, form.today),
        "headline": headline(found, form.compared_words),
        "tiles": tiles(found.total),
        "chart": charts.trend(found),
        "table": RequestConfig(request, paginate=False).configure(NetworkTable(found)),
        "footnotes": footnotes(found, left_out(query)),
        "empty": empty(found, form, known, may_import=request.user.has_perm(MAY_IMPORT)),
    }
    return render(request, "campaigns/overview.html", context)
