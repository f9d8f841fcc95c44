"""Who reported what, side by side."""

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.ios_range import defended
from campaigns.judgement.reporters import WHEN, reported
from campaigns.pages.reporters import words
from campaigns.pages.reporters.ios import rows_of
from campaigns.pages.reporters.tables import ReportersTable
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.page import Page, asked

SPLITS = ("network", *WHEN)


def reporters(request):
    """`/data/reporters/`: network, MMP and SKAN of the same days, the furthest apart first."""
    form = asked(request)
    found = breakdown(form.query(), ("network",), form.today)
    rows = reported(form.query(), form.one_of(*SPLITS))
    page = Page(request, "reporters/reporters", form, found, ReportersTable(rows))
    return page.file() or page.show(
        title=words.title(rows),
        rule=words.RULE,
        splits=splits(form, SPLITS),
        ios=rows_of(defended(form.query())),
    )
