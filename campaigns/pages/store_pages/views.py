"""`/store-pages/`: the ad's half and the store's half of IPM, seen apart."""

from django.shortcuts import render
from django.utils import timezone

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.store_pages.changes import store_changes
from campaigns.judgement.store_pages.matrix import answer
from campaigns.judgement.store_pages.matrix import store_pages as pages_of
from campaigns.pages.store_pages.tables import StorePageTable, matrix
from campaigns.ui.breakdown_tables import splits
from campaigns.ui.exports import export
from campaigns.ui.page import framed, paged
from campaigns.ui.report_form import ReportForm

SPLITS = ("network", "country", "campaign", "app")


def store_pages(request):
    """CVR by store page and network beside CTR."""
    form = ReportForm(request.GET, today=timezone.localdate())
    by = tuple(dict.fromkeys(("store_page", "app", form.one_of(*SPLITS))))
    found = breakdown(form.query(), by, form.today)
    table = paged(request, StorePageTable(found, form=form))
    if form.export:
        return export(table, form.export, "store-pages")
    pages = pages_of(form.query())
    changes = store_changes(form.query(), form.today)
    context = framed(request, found, form) | {
        "headline": answer(pages, changes),
        "changes": changes,
        "matrix": matrix(pages),
        "table": table,
        "splits": splits(form, SPLITS),
    }
    return render(request, "campaigns/store_pages/store_pages.html", context)
