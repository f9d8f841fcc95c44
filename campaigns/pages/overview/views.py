"""The overview."""

from django.shortcuts import redirect

from campaigns.judgement.forecasts import settling
from campaigns.judgement.headline import headline
from campaigns.judgement.networks.standing import network_breakdown
from campaigns.pages.overview.charts import trend
from campaigns.records.notes import annotations
from campaigns.ui.missing_days import missing_line
from campaigns.ui.network_tables import OverviewTable
from campaigns.ui.page import Page, asked
from campaigns.ui.saved_views import default_address
from campaigns.ui.settling import rows_of_days
from campaigns.ui.tiles import tiles


def overview(request):
    """`/`: is IPM fine, how does it move, and which networks are behind it?

    Without any query string it opens the reader's own view, where they have chosen one.
    """
    if address := default_address(request):
        return redirect(address)
    form = asked(request)
    found, noted = network_breakdown(form.query(), form.today), annotations(form.query())
    table, later = OverviewTable(found, form=form), settling(form.query(), form.today)
    page = Page(request, "overview/overview", form, found, table, noted=noted)
    return page.file() or page.show(
        headline=headline(found, form.compared_words),
        tiles=tiles(found),
        chart=trend(found, noted, form, later),
        settling=rows_of_days(later),
        missing=missing_line(form.today),
    )
