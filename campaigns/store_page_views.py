"""`/store-pages/`: the ad's half and the store's half of IPM, seen apart."""

from django.shortcuts import render
from django.utils import timezone

from .breakdown import breakdown
from .breakdown_tables import splits
from .exports import export
from .forms import ReportForm
from .store_lens import store_changes
from .store_page_shapes import StorePageTable, matrix
from .store_pages import answer
from .store_pages import store_pages as pages_of
from .views import framed, paged

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
    return render(request, "campaigns/store_pages.html", context)
