"""The page of trends."""

from campaigns.judgement.forecasts import settling
from campaigns.judgement.trends import trends as trends_of
from campaigns.pages.trends import words as trend_words
from campaigns.pages.trends.tables import TrendTable
from campaigns.records.notes import annotations
from campaigns.reports import DIMENSIONS
from campaigns.ui import trend_charts
from campaigns.ui.page import Page, asked
from campaigns.ui.settling import rows_of_days


def trends(request):
    """`/trends/`: does IPM rise or fall, which line moved it, and was it CTR or CVR?"""
    form = asked(request)
    found = trends_of(form.query(), form.some_of(DIMENSIONS), form.today)
    noted, later = annotations(form.query()), settling(form.query(), form.today)
    table = TrendTable(found, form)
    page = Page(request, "trends/trends", form, found.found, table, noted=noted)
    return page.file() or page.show(
        headline=trend_words.headline(found, form.compared_words),
        why=trend_words.why(found, form),
        pictures=trend_charts.pictures(found, form, noted, later),
        controls=trend_charts.controls(found, form),
        settling=rows_of_days(later),
        lines=DIMENSIONS[found.split].plural if found.split else f"{found.per}s",
    )
